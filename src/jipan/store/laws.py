"""What must hold after every write, checked in its transaction: one current row per id, no dangling id, nobody merged twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.errors import Broken
from jipan.models import COLLECTIONS, LINKS

if TYPE_CHECKING:
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


def last_batch(base: Base) -> int | None:
    """The last batch before a write; None in a base that has no tables yet."""
    if not base.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'batches' AND NOT temporary"):
        return None
    return int(base.value("SELECT coalesce(max(number), 0) FROM batches"))


def check(base: Base, since: int | None = None) -> None:
    """Raises Broken with the first rows that break a law; the transaction around it is then rolled back.

    With `since` only what later batches wrote is looked at: a write that takes rows away must be checked whole (None).
    """
    if last_batch(base) is None:
        return
    written = "" if since is None else f" AND t.opened > {since}"
    if faults := base.rows(f"{_twice(written)} UNION ALL {_dangling(written)} LIMIT 3"):
        raise Broken("law_broken", rows=", ".join(str(row[0]) for row in faults))


def _twice(written: str) -> str:
    """Ids with two current rows; customers who are two others at once, or themselves."""
    merged = "SELECT a FROM merges WHERE closed IS NULL GROUP BY a HAVING count(*) > 1"
    circle = "SELECT id FROM aliases WHERE id = now"
    found = [f"SELECT 'merges: ' || a FROM ({merged})", f"SELECT 'merges: ' || id FROM ({circle})"]
    for name in COLLECTIONS:
        touched = f"SELECT t.id FROM {name} t WHERE t.closed IS NULL{written}"
        rows = f"SELECT id FROM {name} WHERE closed IS NULL AND id IN ({touched}) GROUP BY id HAVING count(*) > 1"
        found.append(f"SELECT '{name}: ' || id FROM ({rows})")
    return " UNION ALL ".join(found)


def _dangling(written: str) -> str:
    """Rows that hang on a record which is not there."""
    return " UNION ALL ".join(
        f"SELECT '{name}.{link}: ' || t.{link} FROM {name} t WHERE t.closed IS NULL AND t.{link} IS NOT NULL{written}"
        f" AND NOT EXISTS (FROM {_TARGETS[link]} o WHERE o.closed IS NULL AND o.id = t.{link})"
        for name, links in _LINKED.items()
        for link in links
    )
