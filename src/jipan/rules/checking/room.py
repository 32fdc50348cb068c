"""What all checks share: the book, its places, the day, and the cells of its columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from jipan.rules.book import Book
from jipan.rules.checking.cells import cells
from jipan.rules.checking.finding import Example, Finding, Severity
from jipan.rules.checking.nature import is_always_known
from jipan.rules.checking.places import Places
from jipan.rules.checking.search import Demand, Facts, Search, Unsure
from jipan.rules.conditions import Leaf, Test, leaves
from jipan.rules.operators import MISSING
from jipan.rules.tree import Node
from jipan.table import Column


class Room:
    """Takes findings down, and knows which classes nobody can get."""

    def __init__(self, book: Book, root: Node, today: dt.date) -> None:
        self.book, self.places, self.today = book, Places(root), today
        self.findings: list[Finding] = []
        self.gone: dict[str, frozenset[str]] = {}

    def note(
        self, code: str, place: str, severity: Severity = "error", *, example: Example = (), **facts: object
    ) -> None:
        """Take a finding down."""
        self.findings.append(Finding(code, place, severity, facts, example))

    def is_own(self, place: str) -> bool:
        """Whether a place lies in the book itself, not in one that it extends: what is inherited may lie idle."""
        return _file(place) == _file(self.places.root.place)

    def bench(self, tests: Iterable[Test], of: str | None = None) -> Bench:
        """Somewhere to try out these tests together, on records of a collection where that is known."""
        return Bench(self, list(tests), of)


def _file(place: str) -> str:
    return re.split(r":| › ", place, maxsplit=1)[0]


class Bench:
    """Some tests with the cells of their columns."""

    def __init__(self, room: Room, tests: Sequence[Test], of: str | None) -> None:
        self.room = room
        by_column: dict[str, list[Leaf]] = {}
        for test in tests:
            for leaf in leaves(test):
                by_column.setdefault(leaf.column.name, []).append(leaf)
        self.columns: dict[str, Column] = {name: found[0].column for name, found in by_column.items()}
        self.cells: dict[str, tuple[Any, ...]] = {
            name: (
                *cells(room.book, self.columns[name], found, room.today, room.gone.get(name, frozenset())),
                *(() if is_always_known(room.book, of, name) else (None,)),
            )
            for name, found in by_column.items()
        }
        asked = (name for name, found in by_column.items() if any(leaf.operator == MISSING.id for leaf in found))
        self.asked_for_missing = frozenset(asked)

    def example(self, holding: Iterable[Test], failing: Iterable[Test] = ()) -> Facts | None:
        """A record for which some tests hold and others do not; None where there is none. Raises Unsure."""
        return self._search(self.cells, holding, failing)

    def known_example(self, failing: Iterable[Test]) -> Facts | None:
        """A record about which everything is known and for which no test holds."""
        known = {
            name: tuple(value for value in values if value is not None or name in self.asked_for_missing)
            for name, values in self.cells.items()
        }
        return self._search(known, (), failing)

    def _search(
        self, cells: dict[str, tuple[Any, ...]], holding: Iterable[Test], failing: Iterable[Test]
    ) -> Facts | None:
        demands = [Demand(test) for test in holding] + [Demand(test, wanted=False) for test in failing]
        return Search(cells, self.room.today).example(demands)

    def can(self, holding: Iterable[Test], failing: Iterable[Test] = ()) -> bool:
        """Whether there is such a record; True also where nobody can tell."""
        try:
            return self.example(holding, failing) is not None
        except Unsure:
            return True

    def shown(self, facts: Facts) -> Example:
        """A record as the example of a finding."""
        return tuple((self.columns[name], value) for name, value in facts.items())
