"""Who works here, by name: so that a name nobody has is noticed, and the one that was meant is named."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from jipan.intake.likeness import likeness
from jipan.rules.reading import nearest

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


def colleagues(base: Base) -> list[str]:
    """Whoever looks after somebody or has spoken to somebody."""
    return [name for (name,) in base.rows(_NAMES)]


def nearest_name(name: str, known: Collection[str]) -> str | None:
    """The colleague who was probably meant: written alike, sounding alike, or called so in part."""
    alike = (one for one in known if one and likeness(name, one) != "other")
    return next(alike, None) or nearest(name, known) or next((one for one in known if name in one), None)
