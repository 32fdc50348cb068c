"""The cells of a column: the parts into which tests divide its values, one value of each.

Whatever the tests of a book say of a value they say of every value of its cell, so trying one of each is enough.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from jipan.kinds import LEVEL, MONEY
from jipan.rules import operators
from jipan.rules.book import Book
from jipan.rules.checking.nature import is_count
from jipan.rules.conditions import Leaf, matches
from jipan.rules.days import first_day
from jipan.rules.operators import CONTAINS, MONTH, RANGE, WITHIN, is_dated, is_ordered
from jipan.table import Column

_FEN = 0.01
_DAY = dt.timedelta(days=1)
_OTHER_TEXT = "…"


def cells(book: Book, column: Column, leaves: Sequence[Leaf], today: dt.date, gone: frozenset[str]) -> tuple[Any, ...]:
    """One value of every cell that the leaves make of a column; without the classes that are `gone`."""
    found: dict[tuple[bool, ...], Any] = {}
    for value in _values(book, column, leaves, today):
        if value not in gone:
            found.setdefault(_signature(column, leaves, value, today), value)
    return tuple(found.values())


def _signature(column: Column, leaves: Iterable[Leaf], value: Any, today: dt.date) -> tuple[bool, ...]:
    return tuple(matches(leaf, {column.name: value}, today) for leaf in leaves)


def _values(book: Book, column: Column, leaves: Sequence[Leaf], today: dt.date) -> Iterator[Any]:
    kind = column.kind
    if kind is LEVEL and book.levels:
        yield from book.levels
    elif kind.python is bool:
        yield from (True, False)
    elif kind.options:
        yield from (option.id for option in kind.options)
        yield from _texts(leaves) if kind.free else ()
    elif is_ordered(kind):
        yield from _ordered(column, leaves, today, speaks=not is_count(book, column.name))
    else:
        yield from _texts(leaves)


def _ordered(column: Column, leaves: Sequence[Leaf], today: dt.date, *, speaks: bool) -> Iterator[Any]:
    """The bounds themselves, then what lies close to them and between them; below zero where the tests `speak` of it."""
    bounds = sorted({bound for leaf in leaves for bound in _bounds(leaf, today)})
    if not bounds:
        yield dt.datetime.combine(today, dt.time()) if is_dated(column.kind) else 1
        return
    near = [value for bound in bounds for value in _near(column, bound)]
    between = [low + (high - low) / 2 for low, high in pairwise(bounds)]
    found = [*bounds, *near, *(between if column.kind.python is not int else ())]
    yield from (value for value in found if _can_be(value, leaves if speaks else ()))


def _bounds(leaf: Leaf, today: dt.date) -> list[Any]:
    if leaf.operator == RANGE.id:
        return [bound for bound in leaf.operands[:2] if bound is not None]
    if leaf.operator == WITHIN.id:
        _, span = leaf.operands
        days = (first_day(span, today), today, span.after(today))
        return [operators.plain(day) for day in days]
    if leaf.operator == MONTH.id:
        start = operators.month_of(today, leaf.operands[0])
        return [operators.plain(start), operators.plain(start + dt.timedelta(days=14))]
    return list(leaf.operands)


def _near(column: Column, bound: Any) -> tuple[Any, Any]:
    if is_dated(column.kind):
        return bound - _DAY, bound + _DAY
    step = 1 if column.kind.python is int else _FEN if column.kind is MONEY else max(abs(bound), 1) / 100
    return round(bound - step, 6), round(bound + step, 6)


def _can_be(value: Any, leaves: Sequence[Leaf]) -> bool:
    """Nothing is below zero unless the book itself speaks of it: counts never are, and sums hardly ever."""
    if isinstance(value, dt.datetime) or value >= 0:
        return True
    return any(_speaks_of_less(leaf) for leaf in leaves)


def _speaks_of_less(leaf: Leaf) -> bool:
    if leaf.operator != RANGE.id:
        return any(operand < 0 for operand in leaf.operands)
    low, high, _, before_high = leaf.operands
    return any(bound is not None and bound < 0 for bound in (low, high)) or (high == 0 and before_high)


def _texts(leaves: Sequence[Leaf]) -> Iterator[str]:
    """The texts that tests name, those that hold two of the parts that tests look for, and another one."""
    words = [operand for leaf in leaves if leaf.operator != WITHIN.id for operand in leaf.operands]
    parts = [operand for leaf in leaves if leaf.operator == CONTAINS.id for operand in leaf.operands]
    yield from words
    yield from (f"{one}{other}" for one in parts for other in parts if one != other)
    yield _OTHER_TEXT
