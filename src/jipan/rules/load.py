"""From a file, a pack or a text to a `Book`: all faults of the book at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from jipan.errors import Fault
from jipan.models import fields
from jipan.rules import chains, needs, resolve, tree
from jipan.rules.book import Book, Case, Number
from jipan.rules.cases_reader import read_case
from jipan.rules.facts_reader import FactsReader
from jipan.rules.forms import INNER, Fact, Rating
from jipan.rules.names import Custom, Names
from jipan.rules.plans import Cadence, Measure
from jipan.rules.plans_reader import PlansReader
from jipan.rules.ratings_reader import RatingReader
from jipan.rules.reading import Reader
from jipan.rules.tree import Node

T = TypeVar("T")
VERSION = "1"
_KEYS = (
    "jipan", "name", "source", "extends", "show", "numbers", "facts", "tiers", "segments", "levels", "cadences", "measures",
    "desk", "tests",
)  # fmt: skip


def load(source: Path | str | None, custom: Custom | None = None) -> Book:
    """The book in a file, or the pack of that name; None is the standard pack.

    `custom` are the columns that the shop added to its collections. Raises BadRules with all faults, BadFile where
    there is no such file.
    """
    return load_with_tree(source, custom)[0]


def load_with_tree(source: Path | str | None, custom: Custom | None = None) -> tuple[Book, Node]:
    """The book as `load` gives it, and the tree it was read from: that one knows where everything stands."""
    name = str(source or "standard")
    noted: list[Fault] = []
    root, folder = resolve.read_source(name, None, noted)
    resolved = resolve.resolved(root, folder, (name,))
    return replace(_book(resolved, name, custom or {}, noted), written=cache(partial(tree.write, resolved))), resolved


def loads(text: str, name: str, custom: Custom | None = None) -> Book:
    """The book in a text, as it is stored with a run. Raises BadRules with all faults."""
    return replace(
        _book(resolve.resolved(tree.read(text, name), None, (name,)), name, custom or {}), written=lambda: text
    )


def says(source: Path | str, text: str) -> bool:
    """Whether the book in a file says the same as the stored `text` of one. Raises BadRules where it is no YAML."""
    root, folder = resolve.read_source(str(source), None, [])
    return resolve.resolved(root, folder, (str(source),)) == tree.read(text, str(source))


def _book(root: Node, source: str, custom: Custom, noted: Iterable[Fault] = ()) -> Book:
    reader = Reader()
    reader.faults += noted
    book = _Builder(root, reader, custom).book(source)
    if circle := needs.circle(book):
        reader.fault("circle", _place(root, circle[0]), circle=" → ".join(circle))
    reader.finish()
    return book


def _place(root: Node, name: str) -> str:
    """Where a fact or rating stands; one inside another stands where that one does."""
    outer = name.partition(INNER)[0]
    for group in ("facts", "tiers", "segments"):
        entries = (root.map or {}).get(group)
        if entries and outer in (entries.map or {}):
            return (entries.map or {})[outer].key_place
    return root.place


class _Builder:
    """Reads the parts of one book in the order in which they need each other."""

    def __init__(self, root: Node, reader: Reader, custom: Custom) -> None:
        self.reader = reader
        self.root = reader.entries(root, _KEYS)
        self.numbers = self._numbers()
        reader.numbers = {name: number.value for name, number in self.numbers.items()}
        reader.stated = {name: node.key_place for name, node in self._entries("numbers")}
        self.names = Names(self.root, reader, custom)

    def book(self, source: str) -> Book:
        self._check_version()
        self._check_names()
        facts, ratings = self._facts(), dict(self._ratings())
        plans = PlansReader(self.names, self.reader)
        levels = [plans.level(node) for node in self._list("levels")]
        by_id = {level.id: level for level in self._once("levels", levels, lambda level: level.id)}
        chains.check_levels(by_id, self._list("levels"), self.reader)
        return Book(
            name=self.reader.text(self.root.get("name")) or Path(source).stem,
            numbers=self.numbers,
            facts=facts,
            ratings=ratings,
            levels=by_id,
            cadences=tuple(self._cadences(plans)),
            measures=tuple(self._measures(plans)),
            desk=plans.desk(self.root.get("desk")),
            tests=tuple(self._cases(ratings)),
            show=tuple(self._shown(ratings)),
            custom=self.names.custom,
            source=source,
        )

    def _list(self, key: str) -> tuple[Node, ...]:
        return self.reader.items(self.root.get(key))

    def _once(self, key: str, things: Iterator[T] | list[T], name: Callable[[T], str]) -> list[T]:
        """Things whose names differ; a name that stands twice is a fault."""
        found: dict[str, T] = {}
        for node, thing in zip(self._list(key), things, strict=True):
            if name(thing) in found:
                self.reader.fault("id_twice", node.place, word=name(thing))
            found[name(thing)] = thing
        return list(found.values())

    def _check_version(self) -> None:
        stated = self.root.get("jipan")
        if stated is not None and stated.text != VERSION:
            self.reader.fault("version", stated.place, found=stated.text, known=VERSION)

    def _check_names(self) -> None:
        """A fact may not hide a field of its own collection; no name may stand for two things."""
        seen: set[str] = set()
        for name, node in (*self._entries("facts"), *self._entries("tiers"), *self._entries("segments")):
            if name in seen or name in fields(self.names.of(node)):
                self.reader.fault("name_taken", node.key_place, word=name)
            seen.add(name)

    def _entries(self, group: str) -> list[tuple[str, Node]]:
        return list(self.reader.entries(self.root.get(group)).items())

    def _numbers(self) -> dict[str, Number]:
        return {name: self._number(name, node) for name, node in self._entries("numbers")}

    def _number(self, name: str, node: Node) -> Number:
        """A bare number, or `{value: …, source: …}`."""
        if node.map is None:
            return Number(name, node.text or "")
        entries = self.reader.entries(node, ("value", "source", "label"))
        if "value" not in entries:
            self.reader.fault("key_missing", node.place, key="value")
        source = entries.get("source")
        return Number(name, self.reader.text(entries.get("value")) or "", source.text if source else None)

    def _facts(self) -> dict[str, Fact]:
        facts = FactsReader(self.names, self.reader)
        for name, node in self._entries("facts"):
            facts.read(name, node)
        return facts.facts

    def _ratings(self) -> Iterator[tuple[str, Rating]]:
        for group in ("tiers", "segments"):
            for name, node in self._entries(group):
                rating = RatingReader(name, node, self.names, self.reader).read(ordered=group == "tiers")
                if rating:
                    yield name, rating

    def _shown(self, ratings: dict[str, Rating]) -> Iterator[str]:
        """The ratings that stand in lists and on call sheets, by name or label; without `show` all of them."""
        if "show" not in self.root:
            yield from ratings
            return
        words = {word: name for name, one in ratings.items() for word in (one.column.zh, one.column.en, name)}
        for node in self.reader.items(self.root["show"]):
            if (name := words.get(node.text or "")) is not None:
                yield name
            elif node.text not in self.names.ratings:  # else its own fault is told
                self.reader.unknown("name_unknown", node.place, node.text or "", tuple(ratings))

    def _cadences(self, plans: PlansReader) -> list[Cadence]:
        nodes = self._list("cadences")
        found = self._once("cadences", map(plans.cadence, nodes), lambda cadence: cadence.id)
        chains.check_cadences({cadence.id: cadence for cadence in found}, nodes, self.reader)
        return found

    def _measures(self, plans: PlansReader) -> Iterator[Measure]:
        for group, node in self._entries("measures"):
            for name, measure in self.reader.entries(node).items():
                yield plans.measure(group, name, measure)

    def _cases(self, ratings: dict[str, Rating]) -> Iterator[Case]:
        for node in self._list("tests"):
            yield read_case(node, ratings, self.names, self.reader)
