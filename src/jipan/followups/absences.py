"""Who is there: the shop's own days, and advisers' leave with those who stand in for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jipan.followups.calendar import Calendar
from jipan.followups.laying import lay
from jipan.store import as_known

if TYPE_CHECKING:
    from jipan.rules import Desk
    from jipan.store import Base

_DAY = dt.timedelta(days=1)
_SLOTS = 250
"""Open days over which calls beyond the quota are spread: a year of them."""


def calendar(base: Base, desk: Desk, known: dt.date | int | None = None) -> Calendar:
    """The calendar of the book with the days that were imported; `known` takes those that were known then."""
    days: dict[str, list[dt.date]] = {"closed": [], "open": []}
    for kind, since, until in base.rows(
        f"SELECT kind, since, until FROM days_off WHERE {as_known(base, known)} AND adviser IS NULL AND kind IN ('closed', 'open')"
    ):
        days[kind] += _between(since, until)
    return Calendar.of(desk, days["closed"], days["open"])


def lay_leave(base: Base, first: dt.date, last: dt.date, known: dt.date | int | None = None) -> None:
    """Lay out who is away on which of the days planned for, and who stands in; a deputy who is away himself does not."""
    away: dict[tuple[str, dt.date], str] = {}
    for adviser, since, until, deputy in base.rows(
        "SELECT adviser, since, until, deputy FROM days_off"
        f" WHERE {as_known(base, known)} AND kind = 'leave' AND adviser IS NOT NULL AND until >= ? AND since <= ? ORDER BY ALL",
        [first, last],
    ):
        away |= {(adviser, day): deputy or "" for day in _between(max(since, first), min(until, last))}
    rows = [(adviser, day, "" if (deputy, day) in away else deputy) for (adviser, day), deputy in away.items()]
    lay(base, "followups_leave", "adviser VARCHAR, day DATE, deputy VARCHAR", rows)


def lay_slots(base: Base, calendar: Calendar, first: dt.date) -> None:
    """Lay out the open days from `first` on, numbered."""
    days: list[dt.date] = []
    day = first
    while len(days) < _SLOTS:
        day = calendar.next_open(day)
        days.append(day)
        day += _DAY
    lay(base, "followups_slots", "slot INTEGER, day DATE", list(enumerate(days)))


def _between(since: dt.date, until: dt.date) -> Iterator[dt.date]:
    return (since + days * _DAY for days in range((until - since).days + 1))
