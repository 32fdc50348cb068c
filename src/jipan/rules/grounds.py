"""What a rating has to go by: without a single payment in the base nobody can be ranked by payments.

Where there is nothing at all, everybody would stand in the lowest class; such a rating is left out of a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import narwhals as nw

from jipan.models import fields
from jipan.rules import needs
from jipan.rules.book import Book
from jipan.rules.entrance import Tables
from jipan.rules.forms import Aggregate, Only, Rating

RECORDS = ""
"""Stands for the records themselves, where only these are counted."""


def grounds(book: Book, place: needs.Place) -> frozenset[needs.Place]:
    """The fields that a place rests on in the end, and the collections whose records it counts.

    What is only asked about (`where`, `within`) is no ground: it says which records count, not how much there is.
    """
    return frozenset(_grounds(book, place))


def _grounds(book: Book, place: needs.Place) -> Iterator[needs.Place]:
    of, name = place
    thing = None if name in fields(of) else needs.stated(book, of, name)
    if thing is None:
        yield place
    elif isinstance(thing, Rating) and thing.of != of:
        yield from _grounds(book, (thing.of, name))
    elif isinstance(thing.body, Aggregate):
        yield from _of_records(book, of, thing.body)
    else:
        names = {thing.body.value} if isinstance(thing.body, Only) else needs.inputs(thing.body)
        for below in names:
            yield from _grounds(book, (needs.home(book, of, below), below))


def _of_records(book: Book, of: str, body: Aggregate) -> Iterator[needs.Place]:
    """An aggregate rests on the values that it folds; a count on the records."""
    over = body.over
    if body.field is not None:
        yield from _grounds(book, (needs.home(book, over, body.field), body.field))
    else:
        yield (over, needs.REFERRER if over == of else RECORDS)


def heard(tables: Tables, book: Book) -> tuple[str, ...]:
    """The ratings that have something to go by in these tables, in the order of the book."""
    below = {name: grounds(book, (rating.of, name)) for name, rating in book.ratings.items()}
    found = _found(tables, frozenset().union(*below.values()))
    return tuple(name for name, places in below.items() if not places or places & found)


def _found(tables: Tables, places: Iterable[needs.Place]) -> frozenset[needs.Place]:
    """The places where there is anything."""
    asked: dict[str, list[str]] = {}
    for of, name in sorted(places):
        asked.setdefault(of, []).append(name)
    return frozenset((of, name) for of, names in asked.items() if of in tables for name in _present(tables[of], names))


def _present(table: Any, names: list[str]) -> list[str]:
    """Which of these columns hold a value at all."""
    frame = nw.from_native(table).lazy() if not isinstance(table, nw.LazyFrame | nw.DataFrame) else table.lazy()
    known = set(frame.collect_schema())
    asked = {name: nw.len() if name == RECORDS else nw.col(name).count() for name in names if name in {RECORDS, *known}}
    if not asked:
        return []
    columns = [expression.alias(f"n{number}") for number, expression in enumerate(asked.values())]
    counted = frame.select(*columns).collect("pyarrow").to_native()
    return [name for number, name in enumerate(asked) if counted[f"n{number}"][0].as_py()]
