"""Who works here, by name: so that a name nobody has is noticed, and the one that was meant is named."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from jipan.words import LANGS, say

if TYPE_CHECKING:
    from jipan.store import Base

_NAMES = """
SELECT DISTINCT name FROM (
    SELECT sales_adviser AS name FROM customers WHERE closed IS NULL UNION ALL
    SELECT service_adviser FROM customers WHERE closed IS NULL UNION ALL
    SELECT adviser FROM leads WHERE closed IS NULL UNION ALL
    SELECT adviser FROM cases WHERE closed IS NULL UNION ALL
    SELECT "by" FROM contacts WHERE closed IS NULL
) WHERE name <> '' ORDER BY name
"""


_MANAGER = tuple(say("followups.manager", lang) for lang in LANGS)
"""How the manager is called on his own call sheet."""


def person(name: str) -> str:
    """SQL: whoever a column names, unless that is the manager's post, which looks after nobody."""
    return f"CASE WHEN {name} NOT IN {_MANAGER} THEN {name} END"


def colleagues(base: Base) -> list[str]:
    """Whoever looks after somebody or has spoken to somebody."""
    return [name for (name,) in base.rows(_NAMES) if name not in _MANAGER]


def nearest_name(name: str, known: Collection[str]) -> str | None:
    """The colleague who was probably meant: written alike, sounding alike, or called so in part."""
    from jipan.intake.likeness import likeness  # an import that needs neither shall not wait for them
    from jipan.rules.reading import nearest

    alike = (one for one in known if one and likeness(name, one) != "other")
    return next(alike, None) or nearest(name, known) or next((one for one in known if name in one), None)
