"""The days on which a class can change by itself, told from the book alone: so far after which dates it looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jipan.kinds.span import Span
from jipan.rules import needs
from jipan.rules.book import Book
from jipan.rules.conditions import Leaf, Test, leaves, wanted
from jipan.rules.forms import Aggregate, Coming, Fact, Holds, Only, Points, Rating, Reckoned, Rfm, Rows, Since
from jipan.rules.operators import AMONG, MONTH, RANGE, WITHIN

_ROUND = range(-1, 4)
"""So many days around the beginning of a time that looks ahead: months are not equally long."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A day that lies so far after (or, below 0, before) a date of a collection."""

    of: str
    date: str
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Turns:
    """All that can turn a class: days counted from dates, and beginnings of months."""

    counted: frozenset[Turn] = frozenset()
    by_month: bool = False

    def __bool__(self) -> bool:
        return bool(self.counted) or self.by_month


def turns(book: Book, rating: Rating) -> Turns | None:
    """What can turn a rating; None where time enters a figure, so that any day can.

    What is found by comparing customers stays as it is today: the others are not looked ahead for.
    """
    things = list(needs.below(book, rating, stop=is_settled))
    if not _is_plain(book, things):
        return None
    tested = [leaf for thing in things for test in tests(thing) for leaf in leaves(test)]
    counted = (turn for thing in things for turn in _turns(thing, tested, things))
    return Turns(frozenset(counted), any(leaf.operator == MONTH.id for leaf in tested))


def is_settled(thing: Fact | Rating) -> bool:
    """Whether a fact is found by comparing customers."""
    return isinstance(thing, Fact) and needs.compares(thing)


def tests(thing: Fact | Rating) -> Iterator[Test]:
    """The tests in a fact or a rating."""
    match thing.body:
        case Rows(rows=rows):
            yield from (row.when for row in rows)
        case Points(points=points):
            yield from (point.when for point in points)
        case Holds(test=test) | Only(test=test):
            yield test
        case Aggregate(where=where) if where is not None:
            yield where


def _turns(thing: Fact | Rating, tested: Sequence[Leaf], things: Sequence[Fact | Rating]) -> Iterator[Turn]:
    body = thing.body
    if isinstance(body, Aggregate) and body.within and (date := needs.ORDERED_BY.get(body.over)):
        yield from (Turn(body.over, date), Turn(body.over, date, body.within.months, body.within.days))
    if isinstance(body, Since):
        counts = {count for leaf in tested if leaf.column.name == thing.name for count in _counts(leaf)}
        counts |= {count for each in things if isinstance(each.body, Rfm) for count in _of_rfm(each.body, thing.name)}
        yield from (Turn(thing.of, body.date, **{body.unit: count}) for count in counts)
    for test in tests(thing):
        of = body.over if isinstance(body, Aggregate) else thing.of
        for leaf in leaves(test):
            if leaf.operator == WITHIN.id:
                yield from _looking(of, leaf.column.name, leaf.operands[1])


def _looking(of: str, date: str, span: Span) -> Iterator[Turn]:
    """A time around today comes to a date, reaches it, and leaves it behind."""
    yield from (Turn(of, date), Turn(of, date, days=1), Turn(of, date, span.months, span.days))
    yield from (Turn(of, date, -span.months, more - span.days) for more in _ROUND)


def _of_rfm(body: Rfm, name: str) -> Iterator[int]:
    if body.recency.name == name:
        yield from (body.near.months, body.near.months + 1)


def _counts(leaf: Leaf) -> Iterator[int]:
    """The numbers of months or days from which a test gives another answer."""
    bounds: tuple[Any, ...] = ()
    if leaf.operator == RANGE.id:
        low, high, after_low, before_high = leaf.operands
        bounds = tuple(bound for bound, is_past in ((low, after_low), (high, not before_high)) if bound is not None
                       for bound in (bound + is_past,))  # fmt: skip
    elif leaf.operator == AMONG.id:
        bounds = tuple(each for bound in leaf.operands for each in (bound, bound + 1))
    yield from (int(-(-bound // 1)) for bound in bounds)


def _is_plain(book: Book, things: Sequence[Fact | Rating]) -> bool:
    """Whether time enters tests only, and is counted from days that stand fast: else a class could turn on any day."""
    since = {thing.name: thing for thing in things if isinstance(thing.body, Since)}
    figures = {name for thing in things if not _is_length(thing, since) for name in _figures(thing)}
    dates = {thing.body.date for thing in things if isinstance(thing.body, Since)}
    dates |= {leaf.column.name for thing in things for test in tests(thing) for leaf in leaves(test)
              if leaf.operator == WITHIN.id}  # fmt: skip
    if figures & since.keys() or any(isinstance(thing.body, Coming) for thing in things):
        return False
    return not any(thing.name in dates and _moves(book, thing) for thing in things)


def _figures(thing: Fact | Rating) -> frozenset[str]:
    """What a fact or rating takes as it is, not only to test it."""
    if isinstance(thing.body, Rfm):
        return frozenset({thing.body.money.name, thing.body.frequency.name})
    if isinstance(thing.body, Aggregate):
        return frozenset({thing.body.field or ""})
    asked = frozenset().union(*(wanted(test) for test in tests(thing)))
    return needs.inputs(thing.body) - asked | ({thing.body.value} if isinstance(thing.body, Only) else set())


def _is_length(thing: Fact | Rating, since: Mapping[str, Fact | Rating]) -> bool:
    """The days since one day less those since another do not change from day to day."""
    body = thing.body
    return (
        isinstance(body, Reckoned)
        and body.how == "minus"
        and len(body.parts) == 2  # noqa: PLR2004 - one less the other
        and {_unit(since.get(str(part))) for part in body.parts} == {"days"}
    )


def _unit(thing: Fact | Rating | None) -> str | None:
    return thing.body.unit if thing is not None and isinstance(thing.body, Since) else None


def _moves(book: Book, thing: Fact | Rating) -> bool:
    """Whether a day depends on today."""
    below = list(needs.below(book, thing, stop=is_settled))
    since = {each.name: each for each in below if isinstance(each.body, Since)}
    lengths = {str(part) for each in below if _is_length(each, since) for part in getattr(each.body, "parts", ())}
    return any(_is_moving(each) and each.name not in lengths for each in below)


def _is_moving(thing: Fact | Rating) -> bool:
    """Whether time enters here."""
    timed = (leaf.operator in {WITHIN.id, MONTH.id} for test in tests(thing) for leaf in leaves(test))
    return isinstance(thing.body, Since | Coming) or bool(getattr(thing.body, "within", None)) or any(timed)
