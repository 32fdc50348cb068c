"""Who an id means: customers that were merged are read as one, and stay what they were underneath.

A merge is one row (`a` is `b`). Nothing else is written: visits, keys and cars keep the customer they came with, files
go on changing the record that they are about, and whoever reads any of it asks for the root.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jipan.kinds.birthday import FIRST

if TYPE_CHECKING:
    from jipan.store.base import Base

ALIAS = "alias_now"
"""The temporary table of merged ids: id → now, the customer it is."""


TOGETHER = "alias_together"
"""The same table with doubtful pairs in it: until somebody decides, they are spoken to as one person."""

_CAUTIOUS = {'"do_not_contact"': "bool_or", '"consent"': "bool_and"}


def lay_together(base: Base, alive: str) -> bool:
    """Lay `alias_together`. False where nobody was merged and nobody is doubtful."""
    pairs = base.rows(f"SELECT a, b FROM merges WHERE {alive} UNION ALL SELECT a, b FROM open_doubts")
    heads = _heads(pairs)
    ids = [(one, head) for one, head in heads.items() if one != head]
    base.run(
        f"CREATE OR REPLACE TEMP TABLE {TOGETHER} AS SELECT unnest(?::VARCHAR[]) AS id, unnest(?::VARCHAR[]) AS now",
        [[one for one, _ in ids], [head for _, head in ids]],
    )
    return bool(ids)


def stands_under(base: Base, customer: str) -> str:
    """Whose id the records of a customer are read under once `alias_together` is laid."""
    return str(base.value(f"SELECT {rooted('asked', TOGETHER)} FROM (SELECT ? AS asked)", [customer]))


def _heads(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """For everybody in a pair the one who stands for all that hang together: of merges the root, else the first id."""
    heads: dict[str, str] = {}

    def head(one: str) -> str:
        while heads.setdefault(one, one) != one:
            one = heads[one]
        return one

    for later, earlier in pairs:
        heads[head(later)] = head(earlier)
    return {one: head(one) for one in list(heads)}


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


def rooted(column: str, alias: str = ALIAS) -> str:
    """SQL: the customer that a column's id means now. Needs the table `alias`."""
    return f"coalesce((SELECT min(w.now) FROM {alias} w WHERE w.id = {column}), {column})"


_BIRTHDAY = '"birthday"'
"""Of two birthdays the one with its year says more, whichever was written last."""


def _of_all(column: str, alias: str) -> str:
    """Nobody has decided that a doubtful pair is one: what either of them forbids is forbidden."""
    if alias == TOGETHER and column in _CAUTIOUS:
        return f"{_CAUTIOUS[column]}({column})"
    more = f"{column} >= TIMESTAMP '{FIRST}', " if column == _BIRTHDAY else ""
    return f"arg_max({column}, ({more}_opened, now = s.id, s.id))"


def as_one(select: str, columns: Sequence[str], alias: str = ALIAS) -> str:
    """SQL: customers with those who were merged into them: of each value the one that was written last, the root's first.

    `select` gives `id`, `_opened` and the columns.
    """
    quoted = [f'"{name}"' for name in columns]
    merged = ", ".join(f"{_of_all(name, alias)} AS {name}" for name in quoted)
    family = f"SELECT id, now FROM {alias} UNION SELECT now, now FROM {alias}"
    return f"""
        SELECT id, {", ".join(quoted)} FROM ({select}) WHERE id NOT IN (SELECT id FROM {alias} UNION SELECT now FROM {alias})
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
    yield
    base.run("DROP MACRO IF EXISTS temp.root")  # where something fails, rolling back does it
