"""Texts in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def quoted(text: str | Path) -> str:
    """A text, or the name of a file, as a literal of SQL."""
    return "'" + str(text).replace("'", "''") + "'"
