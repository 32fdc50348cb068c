"""The `tests` of a rule book: what its author expects of it."""

from __future__ import annotations

from jipan.kinds.date import parse as parse_day
from jipan.rules import lookup
from jipan.rules.book import Case
from jipan.rules.forms import Cumulative, Rating, Shares
from jipan.rules.names import Names
from jipan.rules.operators import operand
from jipan.rules.reading import Reader
from jipan.rules.tree import Node
from jipan.table import Column

_OFS = ("customers", "vehicles", "leads")


def read_case(node: Node, ratings: dict[str, Rating], names: Names, reader: Reader) -> Case:
    """One `{given: {…}, expect: {…}}`."""
    entries = reader.entries(node, ("given", "expect", "today", "note"))
    given: dict[str, object] = {}
    for word, child in reader.entries(entries.get("given")).items():
        column = _find(word, child, names, reader)
        if column is not None:
            kind = column.kind
            given[column.name] = reader.value(child, lambda text, kind=kind: operand(kind, text))  # type: ignore[misc]
    expect = entries.get("expect")
    classes = {
        word: _class(word, child, ratings, reader) for word, child in ((expect.map if expect else None) or {}).items()
    }
    return Case(given, classes, reader.value(entries.get("today"), parse_day), node.place)


def _find(word: str, node: Node, names: Names, reader: Reader) -> Column | None:
    for of in _OFS:
        if found := lookup.find(names, of, word):
            return found
    reader.unknown("name_unknown", node.key_place, word, lookup.known(names, "customers"))
    return None


def _class(word: str, node: Node, ratings: dict[str, Rating], reader: Reader) -> str | None:
    """The expected class: one that the rating can give, or null for none."""
    if word not in ratings:
        reader.unknown("rating_unknown", node.key_place, word, ratings)
        return None
    if isinstance(ratings[word].body, Shares | Cumulative):
        reader.fault("case_ranked", node.key_place, word=word)
    text = reader.text(node)
    if text is not None and text not in ratings[word].classes:
        reader.unknown("class_unknown", node.place, text, ratings[word].classes)
    return text
