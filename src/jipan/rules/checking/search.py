"""Looks for a record for which some tests hold and others do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jipan.rules.conditions import Leaf, Some, Test, leaves, matches

Facts = dict[str, Any]
_MOST_TRIES = 20_000


class Unsure(Exception):
    """There are too many combinations to try them all: nothing is claimed."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A test that shall hold, or shall not."""

    test: Test
    wanted: bool = True


class Search:
    """Tries values, column by column, until all demands are met."""

    def __init__(self, cells: Mapping[str, Sequence[Any]], today: dt.date) -> None:
        self.cells, self.today = cells, today
        self._tries = 0

    def example(self, demands: Iterable[Demand]) -> Facts | None:
        """A record that meets all demands, None where there is none. Raises Unsure."""
        self._tries = 0
        return self._extended({}, list(demands))

    def _extended(self, facts: Facts, demands: list[Demand]) -> Facts | None:
        self._tries += 1
        if self._tries > _MOST_TRIES:
            raise Unsure
        found = [(demand, holds(demand.test, facts, self.today)) for demand in demands]
        if any(held is not None and held != demand.wanted for demand, held in found):
            return None
        still = [demand for demand, held in found if held is None]
        if not still:
            return facts
        name = _next_column(still[0].test, facts)
        tried = (self._extended({**facts, name: value}, still) for value in self.cells[name])
        return next((extended for extended in tried if extended is not None), None)


def _next_column(test: Test, facts: Facts) -> str:
    return next(leaf.column.name for leaf in leaves(test) if leaf.column.name not in facts)


def holds(test: Test, facts: Facts, today: dt.date) -> bool | None:
    """Whether a test holds for a record of which some columns are not known yet: None where they decide."""
    if isinstance(test, Leaf):
        return matches(test, facts, today) if test.column.name in facts else None
    decisive = isinstance(test, Some)
    found = [holds(part, facts, today) for part in test.parts]
    if decisive in found:
        return decisive
    return None if None in found else not decisive
