"""Rows made here, laid beside the base for the statements that join them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jipan.store import Base


def lay(base: Base, name: str, types: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Rows made here as a temporary table with the columns `types`."""
    named = [column.split(" ") for column in types.split(", ")]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in named]
    values = ", ".join(f'unnest(?::{kind}[]) AS "{column}"' for column, kind in named)
    base.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {values}", columns)
