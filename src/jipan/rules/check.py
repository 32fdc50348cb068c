"""The tests that a book carries, run on the book itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from jipan.rules.book import Book, Case
from jipan.rules.single import Record

SOME_DAY = dt.date(2024, 1, 1)
"""For cases that name no day: most look at none."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case of a book that came out otherwise than its author expects."""

    place: str
    rating: str
    expected: str | None
    found: str | None


def failures(book: Book) -> list[Failure]:
    """The cases that fail, in the order of the book; empty where the book does what its tests say."""
    return [failure for case in book.tests for failure in _failures(book, case)]


def _failures(book: Book, case: Case) -> list[Failure]:
    found = {name: _class(book, case, name) for name in case.expect}
    return [
        Failure(case.place, name, case.expect[name], found[name])
        for name in case.expect
        if found[name] != case.expect[name]
    ]


def _class(book: Book, case: Case, name: str) -> str | None:
    rating = book.ratings[name]
    return Record(book, rating.of, case.given, case.today or SOME_DAY).class_of(rating)
