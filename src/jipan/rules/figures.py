"""Figures and days that follow from others: sums, differences, ratios, scores, the day of the next service."""

from __future__ import annotations

import datetime as dt
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import narwhals as nw

from jipan.kinds import MONEY, Kind
from jipan.kinds.span import Span
from jipan.rules.book import Due, Extreme, Part, Reckoned, Score
from jipan.rules.entrance import Frame
from jipan.rules.operators import plain

Figure = Reckoned | Extreme | Due | Score
_ALL = "_all"
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "minus": operator.sub,
    "times": operator.mul,
    "divide": operator.truediv,
}
_FEN_DIGITS, _NOISE_DIGITS = 2, 10
_EPOCH = dt.datetime(1970, 1, 1)
_SHORT_MONTHS = (4, 6, 9, 11)
_LONGEST = 3650
"""Days: a vehicle that hardly moves is not expected in a later century."""


def part(of: Part) -> nw.Expr:
    """A column, or a figure that stands for itself."""
    return nw.col(of) if isinstance(of, str) else nw.lit(of)


def figure(body: Figure, kind: Kind) -> nw.Expr:
    """The column of a figure over a frame; for a score by equal shares one that `ranked` has prepared."""
    match body:
        case Reckoned(how=how, parts=parts):
            return _reckoned(how, parts, kind)
        case Extreme(how=how, parts=parts):
            return reduce(_earlier if how == "earliest" else _later, map(nw.col, parts))
        case Due():
            return _due(body)
        case Score():
            return _score(body)


def figure_of(body: Figure, facts: Mapping[str, Any]) -> Any:
    """The same for one record; None for a score by equal shares, which depends on the others."""
    match body:
        case Reckoned(how=how, parts=parts):
            return _reckoned_of(how, [_value(one, facts) for one in parts])
        case Extreme(how=how, parts=parts):
            days = [day for one in parts if (day := plain(facts[one])) is not None]
            return (min if how == "earliest" else max)(days, default=None)
        case Due():
            return _due_of(body, facts)
        case Score(cuts=cuts):
            value = plain(facts[body.by.name])
            return None if value is None or not cuts else _turned(body, 1 + sum(value >= cut for cut in cuts))


def _value(of: Part, facts: Mapping[str, Any]) -> Any:
    return plain(facts[of]) if isinstance(of, str) else of


def _reckoned(how: str, parts: Sequence[Part], kind: Kind) -> nw.Expr:
    columns = [part(one).cast(nw.Float64) for one in parts]
    if how == "divide":
        columns[1:] = [nw.when(column != 0).then(column) for column in columns[1:]]
    found = reduce(_OPERATORS[how], columns)
    if kind.python is int:
        return found.round().cast(nw.Int64)
    return found.round(_FEN_DIGITS) if kind is MONEY else found


def _reckoned_of(how: str, values: Sequence[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    if len(known) < len(values) or (how == "divide" and 0 in known[1:]):
        return None
    return round(reduce(_OPERATORS[how], known), _NOISE_DIGITS)


def _earlier(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return nw.when(one.is_null() | (other < one)).then(other).otherwise(one)


def _later(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return nw.when(one.is_null() | (other > one)).then(other).otherwise(one)


def _due(body: Due) -> nw.Expr:
    last = nw.col(body.after).dt.truncate("1d")
    due = plus(last, body.every)
    if body.km is not None and body.daily is not None:
        daily = nw.col(body.daily)
        days = nw.when(daily * _LONGEST > body.km).then((nw.lit(body.km) / daily).floor().cast(nw.Int64))
        due = _earlier(due, _plus_days(last, days))
    if body.stated is None:
        return due
    stated = nw.col(body.stated)
    return nw.when(~stated.is_null() & (last.is_null() | (stated > last))).then(stated).otherwise(due)


def _due_of(body: Due, facts: Mapping[str, Any]) -> dt.datetime | None:
    last, stated = plain(facts[body.after]), plain(facts[body.stated]) if body.stated else None
    if stated is not None and (last is None or stated > last):
        return stated  # type: ignore[no-any-return]
    if last is None:
        return None
    day = dt.datetime.combine(last.date(), dt.time())
    due = body.every.after(day)
    daily = plain(facts[body.daily]) if body.daily else None
    if body.km is not None and daily is not None and daily * _LONGEST > body.km:
        due = min(due, day + dt.timedelta(days=math.floor(body.km / daily)))
    return due  # type: ignore[return-value]


def plus(date: nw.Expr, span: Span) -> nw.Expr:
    """A day so much later: in calendar months, with the end of a shorter month for the 31st, then in days."""
    if not span.months:
        return date.dt.offset_by(f"{span.days}d")
    months = date.dt.year().cast(nw.Int64) * 12 + date.dt.month().cast(nw.Int64) - 1 + span.months
    year, month = months // 12, months % 12 + 1
    day, last = date.dt.day().cast(nw.Int64), _last_day(year, month)
    found = _moment(year, month, nw.when(day > last).then(last).otherwise(day))
    return found.dt.offset_by(f"{span.days}d") if span.days else found


def _last_day(year: nw.Expr, month: nw.Expr) -> nw.Expr:
    """How many days a month has."""
    is_leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    february = nw.when(is_leap).then(nw.lit(29)).otherwise(nw.lit(28))
    short = nw.when(month.is_in(_SHORT_MONTHS)).then(nw.lit(30)).otherwise(nw.lit(31))
    return nw.when(month == 2).then(february).otherwise(short)  # noqa: PLR2004 - February


def _plus_days(date: nw.Expr, days: nw.Expr) -> nw.Expr:
    """A day so many days later, each row its own. No engine adds a column of numbers to one of days, so the day is
    taken apart and put together again, by the arithmetic of the Gregorian calendar in eras of 400 years.
    """
    since = (date - nw.lit(_EPOCH, dtype=nw.Datetime("us"))).dt.total_minutes().cast(nw.Int64) // 1440
    number = since + days + 719468
    era = number // 146097
    of_era = number % 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    from_march = (5 * of_year + 2) // 153
    day = of_year - (153 * from_march + 2) // 5 + 1
    month = (from_march + 2) % 12 + 1
    year = year_of_era + era * 400 + from_march // 10
    return _moment(year, month, day)


def _moment(year: nw.Expr, month: nw.Expr, day: nw.Expr) -> nw.Expr:
    """Midnight of a day that is given by its three numbers."""
    parts = [
        (number + 10**digits).cast(nw.Int64).cast(nw.String).str.slice(1, digits)
        for number, digits in ((year, 4), (month, 2), (day, 2))
    ]
    return nw.concat_str(parts, separator="-").str.to_datetime(format="%Y-%m-%d").cast(nw.Datetime("us"))


def ranked(frame: Frame, body: Score) -> Frame:
    """The frame with what a score by equal shares needs of the whole of it; untouched where cuts are stated."""
    if body.cuts:
        return frame
    value, place, count = nw.col(body.by.name), *_beside(body)
    return (
        frame.with_columns(nw.lit(1).alias(_ALL))
        .with_columns(value.rank("max").over(_ALL).alias(place), value.count().over(_ALL).alias(count))
        .drop(_ALL)
    )


def _beside(body: Score) -> tuple[str, str]:
    return f"{body.by.name}·place", f"{body.by.name}·count"


def _score(body: Score) -> nw.Expr:
    value = nw.col(body.by.name)
    if body.cuts:
        passed = [value >= cut for cut in body.cuts]
    else:
        place, count = (nw.col(name) for name in _beside(body))
        passed = [(place - 1) * body.count >= (count - 1) * number for number in range(1, body.count)]
    points = [nw.when(test).then(nw.lit(1)).otherwise(nw.lit(0)) for test in passed]
    return nw.when(~value.is_null()).then(_turned(body, reduce(operator.add, points, nw.lit(1)))).cast(nw.Int64)


def _turned(body: Score, score: Any) -> Any:
    """The score as it is, or from the other end where little is best."""
    return score if body.good == "high" else body.count + 1 - score
