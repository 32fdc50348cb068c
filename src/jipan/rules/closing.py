"""The days on which a shop is closed as a book names them: a day, days from one to another, a festival with the days around it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from jipan.errors import Bad
from jipan.kinds.date import parse as parse_day
from jipan.rules import festivals

_AROUND = re.compile(r"(\D+?)\s*(?:(-?\d{1,2})\s*\.\.\s*(-?\d{1,2}))?")
_YEARS = range(2020, 2046)
"""Nobody looks back or plans farther."""
_LONGEST = 366
_LONGEST_AROUND = 31


def closed_days(text: str) -> tuple[dt.date, ...]:
    """`2027-02-05`, `2027-02-05..2027-02-12`, `春节`, `春节 -1..6`: from the day before the festival to six days after. Raises
    Bad.
    """
    around = _AROUND.fullmatch(text.strip())
    festival = festivals.named(around[1]) if around else None
    if around and festival:
        return tuple(_around(festival, int(around[2] or 0), int(around[3] or 0), text))
    first, _, last = text.partition("..")
    since, until = parse_day(first), parse_day(last or first)
    if since is None or until is None or not 0 <= (until - since).days < _LONGEST:
        raise Bad("date", text=text)
    return tuple(since + dt.timedelta(days=days) for days in range((until - since).days + 1))


def _around(festival: festivals.Festival, first: int, last: int, text: str) -> Iterator[dt.date]:
    if not 0 <= last - first < _LONGEST_AROUND:
        raise Bad("date", text=text)
    for year in _YEARS:
        day = festival.of_year(year)
        yield from (day + dt.timedelta(days=days) for days in range(first, last + 1))
