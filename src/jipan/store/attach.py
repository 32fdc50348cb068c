"""A base's file beside a connection. Opened directly, it would leave no say in how it groups its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.store.literals import quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_GROUP = 30_720
"""Rows that one processor works on at once. With DuckDB's own 122,880 a dealer's base would leave all but one idle."""


def attach(run: Callable[[str], object], path: Path, name: str, *, reads_only: bool = False) -> None:
    """The file at `path` as the database `name` of whatever runs SQL; made where there is none yet."""
    options = [f"ROW_GROUP_SIZE {_GROUP}", *(["READ_ONLY"] if reads_only else [])]
    run(f"ATTACH {quoted(path)} AS {name} ({', '.join(options)})")
