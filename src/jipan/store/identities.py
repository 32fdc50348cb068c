"""Who an id means: customers that were merged are read as one, and stay what they were underneath.

A merge is one row (`a` is `b`). Nothing else is written: visits, keys and cars keep the customer they came with, files
go on changing the record that they are about, and whoever reads any of it asks for the root.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jipan.store.base import Base

ALIAS = "alias_now"
"""The temporary table of merged ids: id → now, the customer it is."""


def lay_aliases(base: Base, alive: str) -> bool:
    """Lay `alias_now` as the merges that hold under `alive` make it. False where nobody was merged."""
    if not base.value(f"SELECT count(*) FROM merges WHERE {alive}"):
        return False
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE {ALIAS} AS
        WITH RECURSIVE held AS (SELECT a, b FROM merges WHERE {alive}),
            way AS (SELECT a AS id, b AS now, 1 AS steps FROM held
                    UNION ALL SELECT w.id, h.b, w.steps + 1 FROM way w JOIN held h ON h.a = w.now WHERE w.steps < 100)
        SELECT id, arg_max(now, steps) AS now FROM way GROUP BY id""")
    return True


def rooted(column: str) -> str:
    """SQL: the customer that a column's id means now. Needs `alias_now`."""
    return f"coalesce((SELECT min(w.now) FROM {ALIAS} w WHERE w.id = {column}), {column})"


def as_one(select: str, columns: Sequence[str]) -> str:
    """SQL: customers with those who were merged into them: of each value the one that was written last, the root's first.

    `select` gives `id`, `_opened` and the columns.
    """
    quoted = [f'"{name}"' for name in columns]
    merged = ", ".join(f"arg_max({name}, (_opened, now = s.id, s.id)) AS {name}" for name in quoted)
    family = f"SELECT id, now FROM {ALIAS} UNION SELECT now, now FROM {ALIAS}"
    return f"""
        SELECT id, {", ".join(quoted)} FROM ({select}) WHERE id NOT IN (SELECT id FROM {ALIAS} UNION SELECT now FROM {ALIAS})
        UNION ALL SELECT f.now AS id, {merged} FROM ({select}) s JOIN ({family}) f ON f.id = s.id GROUP BY f.now"""


def root(base: Base, customer: str) -> str:
    """The customer that an id means now."""
    return str(base.value("SELECT root(?)", [customer]))


def family(base: Base, customer: str) -> list[str]:
    """A customer's id and all that were merged into it, the root first."""
    return [customer, *(row[0] for row in base.rows("SELECT id FROM aliases WHERE now = ? ORDER BY id", [customer]))]


@contextmanager
def settled(base: Base) -> Iterator[None]:
    """While nobody is being merged, `root()` looks at a finished list, or at nothing where nobody ever was."""
    merged = lay_aliases(base, "closed IS NULL")
    base.run(f"CREATE OR REPLACE TEMP MACRO root(given) AS {rooted('given') if merged else 'given'}")
    try:
        yield
    finally:
        base.run("DROP MACRO IF EXISTS temp.root")
