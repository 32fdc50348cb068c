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
from jipan.rules.entrance import Frame, cases
from jipan.rules.forms import Due, Extreme, Part, Reckoned, Score
from jipan.rules.operators import plain

Figure = Reckoned | Extreme | Due | Score
_ALL = "_all"
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "minus": operator.sub,
    "times": operator.mul,
    "divide": operator.truediv,
}
_DIGITS = 13
"""Two digits reach half a year."""
_LEAST = ("earliest", "smallest")
FEN, _HALF = 100, 0.5
"""Money is whole fen, a half upwards: in the same way on every engine."""
_SHORT_MONTHS = (4, 6, 9, 11)


def part(of: Part) -> nw.Expr:
    """A column, or a figure that stands for itself."""
    return nw.col(of) if isinstance(of, str) else nw.lit(of)


def figure(body: Figure, kind: Kind) -> nw.Expr:
    """The column of a figure over a frame; for a score by equal shares one that `prepared` has worked out."""
    match body:
        case Reckoned(how=how, parts=parts):
            return _reckoned(how, parts, kind)
        case Extreme(how=how, parts=parts):
            return reduce(_less if how in _LEAST else _more, map(part, parts))
        case Due():
            return _due(body)
        case Score():
            return _score(body)


def figure_of(body: Figure, facts: Mapping[str, Any], kind: Kind) -> Any:
    """The same for one record; None for a score by equal shares, which depends on the others."""
    match body:
        case Reckoned(how=how, parts=parts):
            return _reckoned_of(how, [_value(one, facts) for one in parts], kind)
        case Extreme(how=how, parts=parts):
            known = [value for one in parts if (value := _value(one, facts)) is not None]
            return (min if how in _LEAST else max)(known, default=None)
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
    return (found * FEN + _HALF).floor() / FEN if kind is MONEY else found


def _reckoned_of(how: str, values: Sequence[float | None], kind: Kind) -> float | None:
    known = [float(value) for value in values if value is not None]
    if len(known) < len(values) or (how == "divide" and 0 in known[1:]):
        return None
    found = reduce(_OPERATORS[how], known)
    return math.floor(found * FEN + _HALF) / FEN if kind is MONEY else found


def _less(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return nw.when(one.is_null() | (other < one)).then(other).otherwise(one)


def _more(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return nw.when(one.is_null() | (other > one)).then(other).otherwise(one)


def _due(body: Due) -> nw.Expr:
    """The day that `prepared` has worked out, or a stated one that lies after the last."""
    due = nw.col(_beside_due(body))
    if body.stated is None:
        return due
    stated, last = nw.col(body.stated), nw.col(body.after)
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
    if body.km is not None and daily is not None and daily > 0 and body.km / daily < body.every.about_days + 1:
        due = min(due, day + dt.timedelta(days=math.floor(body.km / daily)))
    return due  # type: ignore[return-value]


def prepared(frame: Frame, body: object) -> Frame:
    """The frame with columns beside it that a figure needs and no single expression gives.

    Step by step, each from columns that are there: engines write out an expression wherever it is used.
    """
    match body:
        case Due():
            return _with_due(frame, body)
        case Score(cuts=()):
            return _with_places(frame, body)
    return frame


def _with_due(frame: Frame, body: Due) -> Frame:
    due = _beside_due(body)
    last, later = f"{due}·from", f"{due}·later"
    frame = _with_span_later(
        frame.with_columns(nw.col(body.after).dt.truncate("1d").alias(last)), last, body.every, due
    )
    if body.km is None or body.daily is None:
        return frame.drop(last)
    daily = nw.col(body.daily)
    days = nw.when(daily > 0).then((nw.lit(body.km) / daily).floor())
    frame = frame.with_columns(days.alias(f"{later}·days"))
    within = nw.col(f"{later}·days") <= body.every.about_days
    frame = frame.with_columns(nw.when(within).then(nw.col(f"{later}·days")).alias(f"{later}·days"))
    frame = _with_days_later(frame, last, f"{later}·days", body.every.about_days, later)
    sooner = nw.when(nw.col(later) < nw.col(due)).then(nw.col(later)).otherwise(nw.col(due))
    return frame.with_columns(sooner.alias(due)).drop(last, later, f"{later}·days")


def _beside_due(body: Due) -> str:
    return f"{body.after}·{body.every.months}m{body.every.days}d·{body.km}·{body.daily}"


def _with_span_later(frame: Frame, date: str, span: Span, made: str) -> Frame:
    """A day so much later: in calendar months, with the end of a shorter month for the 31st, then in days.

    Spark moves days so by itself; put into one another these steps would grow beyond its memory.
    """
    if not span.months:
        return frame.with_columns(nw.col(date).dt.offset_by(f"{span.days}d").alias(made))
    if frame.implementation.is_spark_like():
        later = f"timestampadd(DAY, {span.days}, timestampadd(MONTH, {span.months}, `{date}`)) AS `{made}`"
        moved: Frame = nw.from_native(frame.to_native().selectExpr("*", later))
        return moved
    parts = ("months", "year", "month", "last", "day")
    months, year, month, last, day = (f"{made}·{part}" for part in parts)
    of = nw.col(date).dt
    # Of a column without any day pandas makes numbers that are none; 1 stands in for them until the end.
    of_year, of_month, of_day = (part.fill_null(1).cast(nw.Int64) for part in (of.year(), of.month(), of.day()))
    frame = frame.with_columns((of_year * 12 + of_month - 1 + span.months).alias(months), of_day.alias(day))
    frame = frame.with_columns(
        (nw.col(months) // 12).alias(year), (nw.col(months) - nw.col(months) // 12 * 12 + 1).alias(month)
    )
    frame = frame.with_columns(_last_day(nw.col(year), nw.col(month)).alias(last))
    clamped = nw.when(nw.col(day) > nw.col(last)).then(nw.col(last)).otherwise(nw.col(day))
    found = _moment(nw.col(year), nw.col(month), clamped)
    found = found.dt.offset_by(f"{span.days}d") if span.days else found
    found = nw.when(~nw.col(date).is_null()).then(found)
    return frame.with_columns(found.alias(made)).drop(months, year, month, last, day)


def _last_day(year: nw.Expr, month: nw.Expr) -> nw.Expr:
    """How many days a month has."""
    is_leap = (_divides(4, year) & ~_divides(100, year)) | _divides(400, year)
    february = nw.when(is_leap).then(nw.lit(29)).otherwise(nw.lit(28))
    short = nw.when(month.is_in(_SHORT_MONTHS)).then(nw.lit(30)).otherwise(nw.lit(31))
    return nw.when(month == 2).then(february).otherwise(short)  # noqa: PLR2004 - February


def _divides(number: int, year: nw.Expr) -> nw.Expr:
    """Whether a year can be divided; columns of Arrow know no remainder."""
    return year // number * number == year


def _with_days_later(frame: Frame, date: str, days: str, most: int, made: str) -> Frame:
    """A day so many days later, each row its own: no engine adds a column of numbers to one of days.

    By the digits of the number of days, each of which has few values. Spark can add them, and could not stand so many
    cases.
    """
    if frame.implementation.is_spark_like():
        later = f"timestampadd(DAY, CAST(`{days}` AS INT), `{date}`) AS `{made}`"
        moved: Frame = nw.from_native(frame.to_native().selectExpr("*", later))
        return moved
    frame = frame.with_columns(nw.when(~nw.col(days).is_null()).then(nw.col(date)).alias(made))
    unit = 1
    while unit <= most:
        whole = nw.col(days) // unit
        digit, column = whole - whole // _DIGITS * _DIGITS, nw.col(made)
        steps = [(digit == number, column.dt.offset_by(f"{number * unit}d")) for number in range(1, _DIGITS)]
        frame = frame.with_columns(cases(steps, otherwise=column).alias(made))
        unit *= _DIGITS
    return frame


def _moment(year: nw.Expr, month: nw.Expr, day: nw.Expr) -> nw.Expr:
    """Midnight of a day that is given by its three numbers."""
    parts = [
        (number + 10**digits).cast(nw.Int64).cast(nw.String).str.slice(1, digits)
        for number, digits in ((year, 4), (month, 2), (day, 2))
    ]
    return nw.concat_str(parts, separator="-").str.to_datetime(format="%Y-%m-%d").cast(nw.Datetime("us"))


def _with_places(frame: Frame, body: Score) -> Frame:
    """What a score by equal shares needs of the whole frame: the place of each value, and how many there are."""
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
    return nw.when(~value.is_null()).then(_turned(body, reduce(operator.add, points, nw.lit(1))))


def _turned(body: Score, score: Any) -> Any:
    """The score as it is, or from the other end where little is best."""
    return score if body.good == "high" else body.count + 1 - score
