"""The day on which something is asked: one for all records, or for each a day of its own in a column beside it.

Days of their own let one query say what a thousand customers will be, each on the day that matters to him.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any, TypeAlias

import narwhals as nw

from jipan.kinds.span import Span

Day: TypeAlias = dt.date | nw.Expr
OWN = "own·day"
"""The column of the days of their own, moments at midnight."""

_DAY = dt.timedelta(days=1)
_LONGEST = 31


def first_day(span: Span, today: dt.date) -> dt.date:
    """The earliest day of the last `span`: the first one for which `span` has not gone by yet.

    `months_since` < 12 and `last 12 months` are the same days, also at the ends of months.
    """
    day = span.before(today)
    while span.after(day) <= today:
        day += _DAY
    return day


def in_last(value: Any, span: Span, today: Day) -> Any:
    """Whether a moment lies within the last `span` up to now, or later."""
    if isinstance(today, nw.Expr):
        return _later(value.dt.truncate("1d"), span) > today
    return value >= _midnight(first_day(span, today))


def in_next(value: Any, span: Span, today: Day) -> Any:
    """Whether a moment lies before the end of the `span` that begins now, or has gone by."""
    if isinstance(today, nw.Expr):
        return value < _later(today, Span(span.months, span.days + 1))
    return value < _midnight(span.after(today) + _DAY)


def begun(value: Any, today: Day) -> Any:
    """Whether a moment lies on the day itself or later."""
    return value >= (today if isinstance(today, nw.Expr) else _midnight(today))


def one(today: Day) -> dt.date:
    """The one day for all records, where nothing else will do."""
    if isinstance(today, nw.Expr):
        raise TypeError(today)
    return today


def month_number(today: Day) -> Any:
    """The months from the year 0 to the day's month."""
    if isinstance(today, nw.Expr):
        return today.dt.year() * 12 + today.dt.month()
    return today.year * 12 + today.month


def is_same_month(month: Any, number: Any) -> Any:
    """Whether a month of the year, from 1, is that of a number of months. Not every engine divides columns with a rest."""
    return (number - month) % 12 == 0 if isinstance(number, nw.Expr) else month == (number - 1) % 12 + 1


def is_ahead(day: nw.Expr, today: Day) -> nw.Expr:
    """Whether the day of this number is still to come in the day's month: its last day is every number that it lacks."""
    if isinstance(today, nw.Expr):
        return (day > today.dt.day()) & (_later(today, Span(days=1)).dt.day() > 1)
    last = calendar.monthrange(today.year, today.month)[1]
    return day > (_LONGEST if today.day == last else today.day)


def _later(value: nw.Expr, span: Span) -> nw.Expr:
    """Always months and days: DuckDB takes a month and thirty days for equal, and two sums with them for one."""
    return value.dt.offset_by(f"{span.months}mo").dt.offset_by(f"{span.days}d")


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())
