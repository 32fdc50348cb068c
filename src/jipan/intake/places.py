"""SQL about where people live: the area, the street, and how far two addresses agree."""

from __future__ import annotations

from functools import cache

from jipan.intake.firms import known_places

_SAME, _LIKE = 0.9, 0.55
"""How much of two streets (of their pairs of neighbouring signs) is the same in one place, and in one written with slips or parts."""
_PROVINCE = "(?:.{2,8}?(?:省|自治区))?"
_DISTRICT = "[^小社园校厂路街道]{1,8}?(?:区|县|市|[^红国]旗)"
"""红旗路 and 国旗路 are streets."""


@cache
def _area() -> str:
    """A pattern of an address: what stands before the street and is left out as often as not (province, city, district), and the street.

    A city's bare name is one only before a district: 南京路 is a street in any town.
    """
    bare = f"({'|'.join(known_places())})市?({_DISTRICT})"
    return f"^({_PROVINCE}(?:{bare}|(?:(.{{2,10}}?)(?:市|自治州|盟))?({_DISTRICT})?))(.*)$"


def lives(place: str, columns: str) -> str:
    """SQL: `city`, `district`, `area` (all that is told of both) and `street` of an address whose signs stand side by side.

    `columns` is what the columns of province, city and district say.
    """
    groups = "['area', 'city1', 'district1', 'city2', 'district2', 'street']"
    return f"""regexp_extract({place}, '{_area()}', {groups}) AS parts, nullif(parts['city1'] || parts['city2'], '') AS city,
        nullif(regexp_replace(parts['district1'] || parts['district2'], '[区县市旗]$', ''), '') AS district,
        {columns} || parts['area'] AS area, nullif(parts['street'], '') AS street"""


def agreement(x: str, y: str) -> str:
    """SQL: `same`, `like` or `other`, for two rows with what `lives` tells, and the `grams`, `words` and `numbers` of the street.

    Known cities or districts that differ are other places whatever the street; so are houses without a number in common.
    """
    elsewhere = " OR ".join(
        f"({x}.{part} <> {y}.{part} AND NOT contains({x}.area, {y}.{part}) AND NOT contains({y}.area, {x}.{part}))"
        for part in ("city", "district")
    )
    houses = f"len({x}.numbers) > 0 AND len({y}.numbers) > 0 AND NOT list_has_any({x}.numbers, {y}.numbers)"
    return f"""CASE WHEN {x}.street IS NULL OR {y}.street IS NULL OR coalesce({elsewhere}, FALSE) THEN 'other'
        WHEN {x}.street = {y}.street THEN 'same' WHEN {houses} THEN 'other'
        WHEN {_shared(x, y, "grams")} >= {_SAME} THEN 'same'
        WHEN {_shared(x, y, "grams")} >= {_LIKE} AND {_shared(x, y, "words")} >= {_LIKE} THEN 'like' ELSE 'other' END"""


def grams(text: str) -> str:
    """SQL: the pairs of neighbouring signs of a text."""
    return f"list_distinct(list_transform(range(1, greatest(length({text}), 2)), lambda i: substr({text}, i, 2)))"


def _shared(x: str, y: str, what: str) -> str:
    return f"len(list_intersect({x}.{what}, {y}.{what})) * 2.0 / (len({x}.{what}) + len({y}.{what}))"
