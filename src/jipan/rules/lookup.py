"""Which column a word names: a field, a fact, a rating or a column that the shop added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Protocol

from jipan.models import LINKS, fields, find_field
from jipan.rules.conditions import Find
from jipan.table import Column


class Stated(Protocol):
    """What a book states: the facts and ratings of a collection, their columns, and the columns that the shop added."""

    custom: Mapping[str, Mapping[str, Column]]

    def stated(self, of: str) -> list[str]:
        """The names of a collection's facts and ratings; a customer has the ratings of his vehicles and leads too."""
        ...

    def column(self, name: str) -> Column:
        """The column of a fact or rating."""
        ...

    def label(self, name: str) -> str:
        """Its Chinese label."""
        ...


def find(book: Stated, of: str, word: str) -> Column | None:
    """The column of a collection that a word names: by identifier, label or another header; else the customer's."""
    found = own(book, of, word.strip())
    if found is None and "customer" in LINKS[of]:
        return own(book, "customers", word.strip())
    return found


def finder(book: Stated, of: str) -> Find:
    """`find` for one collection."""
    return partial(find, book, of)


def own(book: Stated, of: str, word: str) -> Column | None:
    """The same without the customer's columns."""
    stated = book.stated(of)
    if word in fields(of):
        return Column.of(fields(of)[word])
    if word in stated:
        return book.column(word)
    if column := book.custom.get(of, {}).get(word):
        return column
    return _by_label(of, word, map(book.column, stated))


def _by_label(of: str, word: str, columns: Iterable[Column]) -> Column | None:
    folded = word.lower()
    if found := next((column for column in columns if folded in {column.zh.lower(), column.en.lower()}), None):
        return found
    if field := find_field(of, word):
        return Column.of(field)
    return next((Column.of(field) for field in fields(of).values() if word in field.own_headers), None)


def known(book: Stated, of: str) -> tuple[str, ...]:
    """The words by which the columns of a collection are known, for messages."""
    words = [word for name, field in fields(of).items() for word in (name, field.zh)]
    above = known(book, "customers") if "customer" in LINKS[of] else ()
    stated = [word for name in book.stated(of) for word in (name, book.label(name))]
    return tuple(dict.fromkeys((*stated, *words, *book.custom.get(of, ()), *above)))
