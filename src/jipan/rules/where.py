"""One `--where` string: `台数=100..`, `level=H,A`, `units >= 100`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jipan.errors import Bad, BadUsage
from jipan.models import fields
from jipan.rules import lookup
from jipan.rules.book import Book
from jipan.rules.conditions import Every, Some, Test, examples, parse_cell
from jipan.rules.forms import INNER
from jipan.rules.needs import stated
from jipan.rules.reading import nearest
from jipan.table import Column

MEASURES = ("measures", "措施")
"""The word that asks for those who are entitled to a measure."""

_FIELD = re.compile(r"\s*([^\s=<>!≥≤]+)\s*(.*)", re.DOTALL)
_JOINT = re.compile(r"[\s=<>!≥≤]|$")


class Stated:
    """What a finished book states, for `lookup`."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.custom: Mapping[str, Mapping[str, Column]] = book.custom

    def stated(self, of: str) -> list[str]:
        return [
            name for name in (*self.book.facts, *self.book.ratings) if INNER not in name and stated(self.book, of, name)
        ]

    def label(self, name: str) -> str:
        return self.column(name).zh

    def column(self, name: str) -> Column:
        return (self.book.facts.get(name) or self.book.ratings[name]).column


def where(text: str, book: Book, of: str = "customers") -> Test:
    """The test that `FIELD TEST` or `FIELD=TEST` states about the records of a collection. Raises BadUsage."""
    names = Stated(book)
    word, rest = _split(text, lookup.known(names, of), names, of)
    if word.lower() in MEASURES:
        return _measures(rest, book)
    column = lookup.find(names, of, word)
    if column is None:
        raise BadUsage("where_field", word=word, nearest=nearest(word, lookup.known(names, of)), text=text)
    try:
        return parse_cell(column, rest)
    except Bad:
        allowed = column.kind.options or " · ".join(examples(column))
        raise BadUsage("where_test", field=word, text=rest, allowed=allowed) from None


def all_of(texts: list[str], book: Book, of: str = "customers") -> Test:
    """Several `--where` strings: all must hold."""
    return Every(tuple(where(text, book, of) for text in texts))


def _split(text: str, known: tuple[str, ...], names: Stated, of: str) -> tuple[str, str]:
    """The field's name, which may hold spaces, and the test. One `=` between them belongs to neither."""
    for word in sorted({*known, *_labels(names, of)}, key=len, reverse=True):
        rest = text.strip()[len(word) :]
        if text.strip().lower().startswith(word.lower()) and _JOINT.match(rest):
            return _tested(word, rest, text)
    found = _FIELD.fullmatch(text)
    if found is None:
        raise BadUsage("where", text=text)
    return _tested(found[1], found[2], text)


def _labels(names: Stated, of: str) -> set[str]:
    """The labels of a collection's columns in both languages, and its fields' other headers."""
    columns = [names.column(name) for name in names.stated(of)]
    columns += [Column.of(field) for field in fields(of).values()]
    words = {word for column in columns for word in (column.zh, column.en)}
    return words.union(*(field.own_headers for field in fields(of).values()))


def _tested(word: str, rest: str, text: str) -> tuple[str, str]:
    test = re.sub(r"^\s*=(?!=)\s*", "", rest).strip()
    if not test:
        raise BadUsage("where", text=text)
    return word, test


def _measures(text: str, book: Book) -> Test:
    """Who is entitled to a measure, in whichever of the groups it stands."""
    found = tuple(measure.who for measure in book.measures if measure.name == text)
    if not book.measures:
        raise BadUsage("no_measures", book=book.name)
    if not found:
        names = tuple(dict.fromkeys(measure.name for measure in book.measures))
        raise BadUsage("where_test", field=MEASURES[0], text=text, allowed=names)
    return Some(found)
