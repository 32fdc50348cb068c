"""What must hold after every write, checked in its transaction: one current row per id, no dangling id, nobody merged twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.errors import Broken
from jipan.models import COLLECTIONS, LINKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jipan.store.base import Base

_TARGETS = {"customer": "customers", "vehicle": "vehicles", "lead": "leads", "a": "customers", "b": "customers"}
_LINKED = {
    **{name: links for name, links in LINKS.items() if name != "vehicles"},
    "keys": ("customer",),
    "ownerships": ("vehicle", "customer"),
    "plans": ("customer",),
    "assessments": ("customer",),
    "merges": ("a", "b"),
    "optouts": ("customer",),
}


def check(base: Base, since: int | None = None) -> None:
    """Raises Broken with the first rows that break a law; the transaction around it is then rolled back.

    With `since` only what later batches wrote is looked at: a write that takes rows away must be checked whole (None).
    """
    tables = _written(base, since)
    written = "" if since is None else f" AND t.opened > {since}"
    laws = [*_twice(tables, written), *_dangling(tables, written)]
    if laws and (faults := base.rows(f"{' UNION ALL '.join(laws)} LIMIT 3")):
        raise Broken("law_broken", rows=", ".join(str(row[0]) for row in faults))


def _written(base: Base, since: int | None) -> set[str]:
    """The tables in which later batches than `since` wrote."""
    held = COLLECTIONS.keys() | _LINKED.keys()
    if since is None:
        return held
    found = " UNION ALL ".join(f"SELECT '{name}' AS name FROM {name} WHERE opened > {since}" for name in sorted(held))
    return {name for (name,) in base.rows(f"SELECT DISTINCT name FROM ({found})")}


def _twice(tables: set[str], written: str) -> Iterator[str]:
    """Ids with two current rows; customers who are two others at once, or themselves."""
    if "merges" in tables:
        yield "SELECT 'merges: ' || a FROM merges WHERE closed IS NULL GROUP BY a HAVING count(*) > 1"
        yield "SELECT 'merges: ' || id FROM aliases WHERE id = now"
    for name in filter(tables.__contains__, COLLECTIONS):
        touched = f"SELECT t.id FROM {name} t WHERE t.closed IS NULL{written}"
        rows = f"SELECT id FROM {name} WHERE closed IS NULL AND id IN ({touched}) GROUP BY id HAVING count(*) > 1"
        yield f"SELECT '{name}: ' || id FROM ({rows})"


def _dangling(tables: set[str], written: str) -> Iterator[str]:
    """Rows that hang on a record which is not there."""
    for name, link in [(name, link) for name, links in _LINKED.items() if name in tables for link in links]:
        there = f"FROM {_TARGETS[link]} o WHERE o.closed IS NULL AND o.id = t.{link}"
        yield (
            f"SELECT '{name}.{link}: ' || t.{link} FROM {name} t"
            f" WHERE t.closed IS NULL AND t.{link} IS NOT NULL{written} AND NOT EXISTS ({there})"
        )
