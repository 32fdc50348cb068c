"""Values that follow from other columns of the same record."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

import narwhals as nw

from jipan.kinds import BIRTHDAY, DATE, Kind
from jipan.rules import conditions, days, festivals, figures
from jipan.rules.birthdays import with_year
from jipan.rules.days import Day
from jipan.rules.entrance import cases, moment, named, nothing, place, type_of
from jipan.rules.forms import Coming, Derived, Due, Extreme, FirstOf, Holds, Only, Reckoned, Row, Rows, Score, Since


def derived(body: Derived, kind: Kind, today: Day) -> nw.Expr:
    """The column of a fact that is no aggregate."""
    match body:
        case Since(unit=unit, date=date, birthday=birthday):
            day = with_year(BIRTHDAY, nw.col(date)) if birthday else nw.col(date)
            return months_since(day, today) if unit == "months" else days_since(day, today)
        case FirstOf(parts=parts):
            return nw.coalesce(*(_as(figures.part(part), kind) for part in parts))
        case Reckoned() | Extreme() | Due() | Score():
            return figures.figure(body, kind)
        case Only(value=value, test=test):
            return nw.when(conditions.compile(test, today)).then(nw.col(value))
        case Coming(festivals=names):
            return _certain(festivals.coming(names, days.one(today)))
        case Holds(test=test):
            return conditions.compile(test, today)
        case Rows(rows=rows, otherwise=otherwise):
            return named(first_row(rows, today), (*(row.name for row in rows), otherwise))


def _certain(day: dt.date | None) -> nw.Expr:
    """One day for every record."""
    return nothing(DATE) if day is None else moment(day)


def _as(column: nw.Expr, kind: Kind) -> nw.Expr:
    """Parts of different number types meet as floats."""
    return column.cast(nw.Float64) if type_of(kind) in {nw.Int64, nw.Float64} else column


def first_row(rows: Sequence[Row], today: Day) -> nw.Expr:
    """The number of the first row that holds, from 1; one more where none does."""
    pairs = [(conditions.compile(row.when, today), place(number)) for number, row in enumerate(rows, 1)]
    return cases(pairs, otherwise=place(len(rows) + 1))


def months_since(date: nw.Expr, today: Day) -> nw.Expr:
    """Whole calendar months: the largest n for which n months after the date are not after today."""
    months = days.month_number(today) - date.dt.year() * 12 - date.dt.month()
    is_short = days.is_ahead(date.dt.day(), today)
    return nw.when(~date.is_null()).then(months - nw.when(is_short).then(nw.lit(1)).otherwise(nw.lit(0)))


_FEBRUARY = 2
_BEFORE_YEAR_1 = 306
"""Days from the first of March of the year 0, from which the number of a day is counted, to the end of that year."""


def days_since(date: nw.Expr, today: Day) -> nw.Expr:
    """Whole days from the day of the date to today.

    Counted from the parts of the date: not every engine can say how long the time between two moments is.
    """
    now = _number(today) if isinstance(today, nw.Expr) else nw.lit(today.toordinal() + _BEFORE_YEAR_1)
    return nw.when(~date.is_null()).then(now - _number(date))


def _number(date: nw.Expr) -> nw.Expr:
    early = nw.when(date.dt.month() <= _FEBRUARY).then(nw.lit(1)).otherwise(nw.lit(0))
    year, month = date.dt.year() - early, date.dt.month() + early * 12 - 3
    return date.dt.day() + (month * 153 + 2) // 5 + year * 365 + year // 4 - year // 100 + year // 400


def months_between(date: dt.date, today: dt.date) -> int:
    """`months_since` for one date."""
    last = calendar.monthrange(today.year, today.month)[1]
    return (today.year - date.year) * 12 + today.month - date.month - (min(date.day, last) > today.day)
