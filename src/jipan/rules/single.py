"""One record in plain Python: what `facts` and `ratings` do for frames, for explaining and for checking a book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from jipan.kinds import BIRTHDAY, Kind
from jipan.models import fields
from jipan.rules import festivals, figures, needs
from jipan.rules.birthdays import with_year
from jipan.rules.book import Book
from jipan.rules.conditions import matches
from jipan.rules.derive import months_between
from jipan.rules.forms import (
    Aggregate,
    Coming,
    Derived,
    Due,
    Extreme,
    FirstOf,
    Holds,
    Only,
    Points,
    Rating,
    Reckoned,
    Rfm,
    Row,
    Rows,
    Score,
    Since,
)
from jipan.rules.operators import plain
from jipan.rules.ratings import outcomes

Facts = Mapping[str, Any]


class Record:
    """A record of which some columns are given and the others follow from them. It is linked to nothing."""

    def __init__(self, book: Book, of: str, given: Facts, today: dt.date) -> None:
        self.book, self.of, self.today = book, of, today
        self.facts: dict[str, Any] = dict(given)

    def value(self, name: str) -> Any:
        """The value of a column, None where it is missing."""
        if name not in self.facts:
            self.facts[name] = self._value(name)
        return self.facts[name]

    def _value(self, name: str) -> object:
        thing = None if name in fields(self.of) else needs.stated(self.book, needs.home(self.book, self.of, name), name)
        if thing is None:
            return None
        if isinstance(thing, Rating):
            return self.class_of(thing)
        if isinstance(thing.body, Aggregate):
            return 0 if thing.body.how in {"count", "sum"} else None
        return self._derived(thing.body, thing.column.kind)

    def _derived(self, body: Derived, kind: Kind) -> object:
        facts = {name: self.value(name) for name in needs.inputs(body)}
        match body:
            case Since(unit=unit, date=date, birthday=birthday):
                day = plain(facts[date])
                return _since(with_year(BIRTHDAY, day) if birthday else day, unit, self.today)
            case FirstOf(parts=parts):
                values = [facts[part] if isinstance(part, str) else part for part in parts]
                return next((value for value in values if plain(value) is not None), None)
            case Reckoned() | Extreme() | Due() | Score():
                return figures.figure_of(body, facts, kind)
            case Only(value=value, test=test):
                return facts[value] if matches(test, facts, self.today) else None
            case Coming(festivals=names):
                return festivals.coming(names, self.today)
            case Holds(test=test):
                return matches(test, facts, self.today)
            case Rows(rows=rows, otherwise=otherwise):
                return (*(row.name for row in rows), otherwise)[first_row(rows, facts, self.today) - 1]

    def class_of(self, rating: Rating) -> str | None:
        """The class of the record; None also where it depends on the other customers."""
        facts = {name: self.value(name) for name in needs.inputs(rating.body)}
        row = row_of(rating, facts, self.today)
        return None if row is None else outcomes(rating)[row - 1]


def first_row(rows: Sequence[Row], facts: Facts, today: dt.date) -> int:
    """The number of the first row that holds, from 1; one more where none does."""
    return next((number for number, row in enumerate(rows, 1) if matches(row.when, facts, today)), len(rows) + 1)


def row_of(rating: Rating, facts: Facts, today: dt.date) -> int | None:
    """The row of a rating that decides; None where that depends on the other customers."""
    match rating.body:
        case Rows(rows=rows):
            return first_row(rows, facts, today)
        case Points() as body:
            total = points_of(body, facts, today)
            return next((number for number, cut in enumerate(body.cuts, 1) if total >= cut), len(body.cuts))
        case Rfm(rich=float() as rich) as body:
            return rfm_row(*rfm_bits(body, rich, facts))
    return None


def points_of(body: Points, facts: Facts, today: dt.date) -> float:
    """The points that a record has."""
    return sum(point.add for point in body.points if matches(point.when, facts, today))


def rfm_row(much: bool, lately: bool, often: bool) -> int:  # noqa: FBT001 - three bits
    """The row of the eight segments for three bits."""
    return 1 + 4 * (not much) + 2 * (not lately) + (not often)


def rfm_bits(body: Rfm, rich: float, facts: Facts) -> tuple[bool, bool, bool]:
    """Whether a record brought much, lately, often."""
    money, recency, frequency = (plain(facts.get(column.name)) for column in (body.money, body.recency, body.frequency))
    return (
        money is not None and money >= rich,
        recency is not None and recency <= body.near.months,
        frequency is not None and frequency >= body.high,
    )


def _since(value: object, unit: str, today: dt.date) -> int | None:
    date = plain(value)
    if date is None:
        return None
    return months_between(date.date(), today) if unit == "months" else (today - date.date()).days
