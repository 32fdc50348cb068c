"""All checks of a book, ratings in the order in which they need each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from jipan.rules import check as own
from jipan.rules import needs
from jipan.rules.book import Book
from jipan.rules.checking.desk_checks import check_desk
from jipan.rules.checking.finding import Finding, in_order
from jipan.rules.checking.number_checks import check_numbers
from jipan.rules.checking.plan_checks import check_facts, check_plans
from jipan.rules.checking.ranked_checks import check_points, check_ranked, check_rfm
from jipan.rules.checking.room import Room
from jipan.rules.checking.row_checks import check_fact_rows, check_rows
from jipan.rules.forms import Cumulative, Points, Rating, Rfm, Rows, Shares
from jipan.rules.tree import Node

_BY_FORM: dict[type, Callable[[Room, Rating, Any], None]] = {
    Rows: check_rows,
    Points: check_points,
    Shares: check_ranked,
    Cumulative: check_ranked,
    Rfm: check_rfm,
}


def check(book: Book, root: Node, today: dt.date) -> list[Finding]:
    """Everything that is wrong with a book and its own tests; `root` is the tree it was read from."""
    room = Room(book, root, today)
    for name, fact in book.facts.items():
        if isinstance(fact.body, Rows):
            check_fact_rows(room, name, fact.body)
    for rating in _deepest_first(book):
        if type(rating.body) in _BY_FORM:
            _BY_FORM[type(rating.body)](room, rating, rating.body)
    check_facts(room)
    check_plans(room)
    check_desk(room)
    check_numbers(room)
    _check_tests(room)
    return in_order(room.findings)


def _deepest_first(book: Book) -> Iterator[Rating]:
    """Ratings on which others rest come first: what nobody gets there, nobody can be asked for elsewhere."""
    done: set[needs.Place] = set()

    def visit(place: needs.Place) -> Iterator[Rating]:
        if place in done:
            return
        done.add(place)
        for below in needs.edges(book, place):
            yield from visit(below)
        rating = book.ratings.get(place[1])
        if rating is not None and rating.of == place[0]:
            yield rating

    for rating in book.ratings.values():
        yield from visit((rating.of, rating.name))


def _check_tests(room: Room) -> None:
    for failure in own.failures(room.book):
        expected, found = failure.expected or "—", failure.found or "—"
        room.note("test_failed", failure.place, rating=failure.rating, expected=expected, found=found)
