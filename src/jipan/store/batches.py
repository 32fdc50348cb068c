"""A batch is one command that changed the base: the unit of history and of undo."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jipan.models import COLLECTIONS
from jipan.store.holder import user

if TYPE_CHECKING:
    from jipan.store.base import Base


SPANS = (
    "keys",
    "ownerships",
    "doubts",
    "plans",
    "assessments",
    "merges",
    "decisions",
    "conflicts",
    "optouts",
    "days_off",
)
"""Versioned tables whose rows are opened and closed but never changed field by field."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One line of `jipan history`. `dated` is the day its file speaks of; `counts` is the receipt."""

    number: int
    command: str
    file: str | None
    dated: dt.date | None
    who: str | None
    at: dt.datetime
    counts: dict[str, Any]
    undone: int | None
    undoes: int | None = None

    @property
    def name(self) -> str:
        return f"B{self.number}"


_COLUMNS = 'number, command, file, dated, who, "at", counts, undone, undoes'


def begin(
    base: Base,
    command: str,
    now: dt.datetime,
    *,
    file: str | None = None,
    hash_: str | None = None,
    dated: dt.date | None = None,
) -> int:
    """Open a batch inside a transaction; its number marks every row it opens or closes."""
    number = next_ids(base, "B", 1) + 1
    base.run(
        'INSERT INTO batches (number, command, file, hash, dated, who, "at") VALUES (?, ?, ?, ?, ?, ?, ?)',
        [number, command, file, hash_, dated, user(), now],
    )
    return number


def finish(base: Base, number: int, counts: dict[str, Any], mapping: dict[str, Any] | None = None) -> None:
    """Write what the batch did beside it."""
    shown = json.dumps(mapping, ensure_ascii=False) if mapping else None
    base.run(
        "UPDATE batches SET counts = ?, mapping = ? WHERE number = ?",
        [json.dumps(counts, ensure_ascii=False), shown, number],
    )


def keep_cells(base: Base, number: int, cells: dict[str, dict[str, str]]) -> None:
    """Note in which column of which sheet each field stood: sheet → `collection.field` → letter."""
    base.run("UPDATE batches SET cells = ? WHERE number = ?", [json.dumps(cells, ensure_ascii=False), number])


SAID = "said "
"""Before the name of a collection among the origins: not where a record came from, but what a later file said of it again."""

APART = "chr(31)"
"""SQL: what stands between the fields that it said again."""
OTHER = "other "
"""Before the header of a column under its own name among them."""


def changed(base: Base, number: int) -> bool:
    """True when a batch opened or closed a row anywhere, or said again what was known."""
    tables = (*COLLECTIONS, *SPANS)
    found = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE opened = {number} OR closed = {number}" for table in tables
    )
    found += f" UNION ALL SELECT 1 FROM origins WHERE batch = {number} AND starts_with(collection, '{SAID}')"
    return bool(base.rows(f"SELECT 1 FROM ({found}) LIMIT 1"))


def batches(base: Base) -> list[Batch]:
    """All batches, the last one first."""
    return [_batch(row) for row in base.rows(f"SELECT {_COLUMNS} FROM batches ORDER BY number DESC")]


def last_batch(base: Base) -> int:
    """The number of the last batch, 0 in a new base."""
    return int(base.value("SELECT coalesce(max(number), 0) FROM batches"))


def _batch(row: tuple[Any, ...]) -> Batch:
    number, command, file, dated, who, at, counts, undone, undoes = row
    return Batch(number, command, file, dated, who, at, json.loads(counts or "{}"), undone, undoes)


def next_ids(base: Base, prefix: str, count: int) -> int:
    """Reserve `count` ids of a prefix; the first is the number given back plus one. They are never used again."""
    last = base.value(
        """INSERT INTO counters VALUES (?, ?)
           ON CONFLICT (prefix) DO UPDATE SET last = last + excluded.last RETURNING last""",
        [prefix, count],
    )
    return int(last) - count
