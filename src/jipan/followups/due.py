"""`--due`: which days' tasks are asked for."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from jipan.errors import Bad, BadUsage, Doubt
from jipan.kinds import DATE
from jipan.kinds.date import near

_BETWEEN = ".."
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """Tasks due from `first` to `last`; with `overdue` also whatever is still open from before `first`."""

    first: dt.date
    last: dt.date
    overdue: bool = False

    def holds(self, day: dt.date) -> bool:
        return day <= self.last and (self.overdue or day >= self.first)


def _today(today: dt.date) -> Due:
    return Due(today, today, overdue=True)


def _overdue(today: dt.date) -> Due:
    return Due(today - _DAY, today - _DAY, overdue=True)


def _tomorrow(today: dt.date) -> Due:
    return Due(today + _DAY, today + _DAY)


def _week(today: dt.date) -> Due:
    return Due(today, today + (6 - today.weekday()) * _DAY, overdue=True)


def _month(today: dt.date) -> Due:
    last = calendar.monthrange(today.year, today.month)[1]
    return Due(today, today.replace(day=last), overdue=True)


_WORDS: dict[str, Callable[[dt.date], Due]] = {
    "today": _today, "今天": _today, "今日": _today,
    "overdue": _overdue, "逾期": _overdue,
    "tomorrow": _tomorrow, "明天": _tomorrow, "明日": _tomorrow,
    "week": _week, "本周": _week, "这周": _week,
    "month": _month, "本月": _month, "这个月": _month,
}  # fmt: skip


def parse_due(text: str, today: dt.date) -> Due:
    """`today`, `逾期`, `week`, `2026-11-20`, `2026-11-20..2026-11-25`. Raises BadUsage."""
    word = text.strip().lower()
    if word in _WORDS:
        return _WORDS[word](today)
    first, between, last = word.partition(_BETWEEN)
    due = Due(_day(first, text, today), _day(last if between else first, text, today))
    if due.first > due.last:
        raise BadUsage("due", text=text)
    return due


def _day(part: str, text: str, today: dt.date) -> dt.date:
    try:
        day = near(part, today) or DATE.parse(part)
    except (Bad, Doubt):
        day = None
    if not isinstance(day, dt.date):
        raise BadUsage("due", text=text)
    return day
