"""Birthdays in conditions and facts: what asks for a year holds for nobody whose year of birth is not known."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from typing import Any

import narwhals as nw

from jipan.kinds import BIRTHDAY, Kind
from jipan.kinds.birthday import FIRST, LUNAR, LUNAR_END, MonthDay, placed
from jipan.rules.days import Day
from jipan.rules.operators import month_of

_FIRST, _LUNAR, _LUNAR_END = (dt.datetime.combine(day, dt.time()) for day in (FIRST, LUNAR, LUNAR_END))


def with_year(kind: Kind, value: Any) -> Any:
    """A date, missing where it has no year. Takes a column or a value, as conditions do."""
    if kind is not BIRTHDAY or value is None:
        return value
    if isinstance(value, nw.Expr):
        return nw.when(value >= _FIRST).then(value)
    return value if value >= _FIRST else None


def in_month(value: Any, today: Day, ahead: int) -> Any:
    """A birthday to be looked for in a month of any year, so many months from this one: one of the lunar calendar stands in
    that month or outside it, as it falls this time.

    Where each record has a day of its own there is no one month: then it is missing.
    """
    is_lunar = (value >= _LUNAR) & (value < _LUNAR_END)
    if isinstance(today, nw.Expr):
        return nw.when(~is_lunar).then(value)
    month = month_of(today, ahead)
    falls, (inside, outside) = _falling(month), map(_moment, (month, month_of(today, ahead - 1)))
    if not isinstance(value, nw.Expr):
        return (inside if value in falls else outside) if is_lunar else value
    return (
        nw.when(value.is_in(falls))
        .then(nw.lit(inside))
        .otherwise(nw.when(is_lunar).then(nw.lit(outside)).otherwise(value))
    )


def _falling(month: dt.date) -> list[dt.datetime]:
    """What stands for the lunar days that fall into a month."""
    from lunardate import LunarDate

    days = (month + dt.timedelta(days=place) for place in range(monthrange(month.year, month.month)[1]))
    told = (LunarDate.from_solar_date(day.year, day.month, day.day) for day in days)
    return sorted({_moment(placed(MonthDay(one.month, one.day, lunar=True))) for one in told})


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())
