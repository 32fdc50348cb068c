"""When a class changes if nothing happens: windows close, months go by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jipan.kinds.span import Span
from jipan.rules import needs
from jipan.rules.conditions import Test, leaves
from jipan.rules.dossier import Dossier
from jipan.rules.forms import (
    Aggregate,
    Coming,
    Due,
    Extreme,
    Fact,
    Only,
    Rating,
    Reckoned,
    Rfm,
    Score,
    Since,
)
from jipan.rules.operators import MONTH, RANGE, WITHIN, plain
from jipan.rules.turning import tests

HORIZON = Span(months=24)
_DAY = dt.timedelta(days=1)
_ARITHMETIC = (Reckoned, Extreme, Due, Score, Only, Coming)
"""Facts that turn time into figures of their own: there every day is tried."""


@dataclass(frozen=True, slots=True)
class Change:
    """The day on which a customer gets another class if nothing happens; `is_drop` where it is a worse one."""

    day: dt.date
    name: str | None
    is_drop: bool


def next_change(dossier: Dossier, customer: str, rating: Rating, horizon: Span = HORIZON) -> Change | None:
    """The first change of a class within the horizon; None where it stays.

    In ratings that compare customers the others are taken as they are today.
    """
    today = dossier.today
    now = dossier.customer(customer).class_of(rating)
    last = horizon.after(today)
    days = sorted({day for day in _turning_days(dossier, rating, last) if today < day <= last})
    for day in days:
        name = dossier.on(day).customer(customer).class_of(rating)
        if name != now:
            return Change(day, name, is_worse(rating, now, name))
    return None


def is_worse(rating: Rating, now: str | None, then: str | None) -> bool:
    """Whether a class is below another; never where classes have no order."""
    order = {name: place for place, name in enumerate(rating.classes)}
    return rating.ordered and order.get(now or "", len(order)) < order.get(then or "", len(order))


def _turning_days(dossier: Dossier, rating: Rating, last: dt.date) -> Iterator[dt.date]:
    """The only days on which a class can change by itself: so far after a date of the dossier as the book looks."""
    things = list(needs.below(dossier.book, rating))
    spans = set(_spans(things))
    by_month = any(leaf.operator == MONTH.id for thing in things for test in tests(thing) for leaf in leaves(test))
    days = [dossier.today + _DAY * number for number in range(1, (last - dossier.today).days + 1)]
    if (spans or by_month) and any(isinstance(thing.body, _ARITHMETIC) for thing in things):
        yield from days
    if by_month:
        yield from (day for day in days if day.day == 1)
    for date in _dates(dossier) if spans else ():
        for span in spans:
            for day in (span.after(date), span.before(date)):
                yield from (day - _DAY, day, day + _DAY, day + 2 * _DAY, day + 3 * _DAY)


def _dates(dossier: Dossier) -> set[dt.date]:
    values = (plain(value) for rows in dossier.rows.values() for row in rows for value in row.values())
    return {value.date() for value in values if isinstance(value, dt.datetime)}


def _spans(things: Sequence[Fact | Rating]) -> Iterator[Span]:
    """The lengths of time that a rating and all that it rests on look back or ahead."""
    units: set[str] = {unit for thing in things if isinstance(thing.body, Since) for unit in (thing.body.unit,)}
    if units:
        yield Span()
    for thing in things:
        if isinstance(thing.body, Aggregate) and thing.body.within:
            yield thing.body.within
        if isinstance(thing.body, Rfm):
            yield from (Span(months=thing.body.near.months), Span(months=thing.body.near.months + 1))
        for test in tests(thing):
            yield from _tested_spans(test, units)


def _tested_spans(test: Test, units: set[str]) -> Iterator[Span]:
    for leaf in leaves(test):
        if leaf.operator == WITHIN.id:
            yield leaf.operands[1]
            yield Span()
        bounds = leaf.operands[:2] if leaf.operator == RANGE.id else leaf.operands
        for count in {number for bound in bounds if (number := _whole(bound)) is not None}:
            for unit in units:
                yield from (Span(**{unit: each}) for each in (count, count + 1))


def _whole(bound: Any) -> int | None:
    """A bound that may be a number of months or days."""
    is_number = isinstance(bound, int | float) and not isinstance(bound, bool)
    return int(bound) if is_number and 0 <= bound <= 3650 else None  # noqa: PLR2004 - ten years of days
