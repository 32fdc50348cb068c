"""What must hold after every write, checked in its transaction: one current row per id, no dangling id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.errors import Broken
from jipan.models import COLLECTIONS, LINKS

if TYPE_CHECKING:
    from jipan.store.base import Base

_TARGETS = {"customer": "customers", "vehicle": "vehicles", "lead": "leads"}
_LINKED = {
    **{name: links for name, links in LINKS.items() if name != "vehicles"},
    "keys": ("customer",),
    "ownerships": ("vehicle", "customer"),
    "plans": ("customer",),
    "assessments": ("customer",),
}


def _broken_laws() -> str:
    twice = [
        f"SELECT '{name}: ' || id FROM (SELECT id FROM {name} WHERE closed IS NULL GROUP BY id HAVING count(*) > 1)"
        for name in COLLECTIONS
    ]
    dangling = [
        f"SELECT '{name}.{link}: ' || t.{link} FROM {name} t WHERE t.closed IS NULL AND t.{link} IS NOT NULL"
        f" AND NOT EXISTS (FROM {_TARGETS[link]} o WHERE o.closed IS NULL AND o.id = t.{link})"
        for name, links in _LINKED.items()
        for link in links
    ]
    return " UNION ALL ".join(twice + dangling) + " LIMIT 3"


def check(base: Base) -> None:
    """Raises Broken with the first rows that break a law; the transaction around it is then rolled back."""
    if base.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'assessments'") == 0:
        return
    if faults := base.rows(_broken_laws()):
        raise Broken("law_broken", rows=", ".join(str(row[0]) for row in faults))
