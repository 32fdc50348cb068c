"""The days on which the shop works, and where a task goes that falls on another day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from jipan.rules import Desk

_DAY = dt.timedelta(days=1)
_LONGEST_CLOSURE = 366
_LONGEST_HOLIDAY = 14
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """`shop` is open every day, `office` as the state orders; both close on the `closed` days and work on the `opened` ones."""

    kind: Literal["shop", "office"] = "shop"
    closed: frozenset[dt.date] = frozenset()
    opened: frozenset[dt.date] = frozenset()

    @classmethod
    def of(cls, desk: Desk, closed: Iterable[dt.date] = (), opened: Iterable[dt.date] = ()) -> Calendar:
        """The calendar that a rule book asks for, with the shop's own closed and working days."""
        works = frozenset(opened)
        return cls(desk.calendar, frozenset(desk.closed) | frozenset(closed) - works, works)

    @property
    def longest_closure(self) -> int:
        """No fewer days than the shop is ever closed in a row."""
        run = _longest_run(self.closed)
        return run if self.kind == "shop" else min(len(self.closed), 2 * run) + _LONGEST_HOLIDAY  # around a holiday

    def is_open(self, day: dt.date) -> bool:
        return day in self.opened or (day not in self.closed and (self.kind == "shop" or _office(day)[0]))

    def estimated(self, day: dt.date) -> bool:
        """True where nobody has announced yet whether this is a working day: make-up workdays are missing."""
        return self.kind == "office" and day not in self.closed | self.opened and _office(day)[1]

    def next_open(self, day: dt.date) -> dt.date:
        """`day`, or the first open day after it."""
        return self._walk(day, _DAY)

    def last_open(self, day: dt.date) -> dt.date:
        """`day`, or the last open day before it."""
        return self._walk(day, -_DAY)

    def _walk(self, day: dt.date, step: dt.timedelta) -> dt.date:
        """A shop that is closed for more than a year keeps the day: better a task on a closed day than none."""
        at = day
        for _ in range(_LONGEST_CLOSURE):
            if self.is_open(at):
                return at
            at += step
        return day


def _longest_run(days: frozenset[dt.date]) -> int:
    """How many of the days follow one another."""
    longest = 0
    for first in (day for day in days if day - _DAY not in days):
        last = first
        while last in days:
            last += _DAY
        longest = max(longest, (last - first).days)
    return longest


@cache
def _office(day: dt.date) -> tuple[bool, bool]:
    """Whether offices work on `day`, and whether that is an estimate."""
    import chinese_calendar

    try:
        return chinese_calendar.is_workday(day), False
    except NotImplementedError:
        return day.weekday() < _SATURDAY and day not in _statutory(day.year), True


@cache
def _statutory(year: int) -> frozenset[dt.date]:
    """The statutory holidays of a year that is not announced yet."""
    import holidays

    return frozenset(holidays.country_holidays("CN", years=year))
