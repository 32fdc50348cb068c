"""SQL about birthdays of which not all have a year: which of two says more, and whether they can be one."""

from __future__ import annotations

from jipan.kinds.birthday import FIRST, LUNAR


def has_year(day: str) -> str:
    """SQL: a birthday of a real year."""
    return f"({day} >= DATE '{FIRST}')"


def real(day: str) -> str:
    """SQL: a birthday, missing where it has no year: of the others too many are alike to tell anything."""
    return f"CASE WHEN {has_year(day)} THEN {day} END"


def is_part(short: str, full: str) -> str:
    """SQL: one that lacks its year is what another one says of month and day."""
    return (
        f"({short} < DATE '{LUNAR}' AND {has_year(full)}"
        f" AND month({short}) = month({full}) AND day({short}) = day({full}))"
    )


def agree(one: str, other: str) -> str:
    """SQL: two birthdays can be one person's; who does not say his year may be of any."""
    by_lunar = f"({one} BETWEEN DATE '{LUNAR}' AND DATE '{FIRST}' OR {other} BETWEEN DATE '{LUNAR}' AND DATE '{FIRST}')"
    return (
        f"({one} IS NULL OR {other} IS NULL OR {one} = {other} OR {is_part(one, other)} OR {is_part(other, one)}"
        f" OR ({by_lunar} AND {has_year(one)} <> {has_year(other)}))"
    )
