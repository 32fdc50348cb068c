"""A rule book as frozen data: what the rest of jipan knows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jipan.kinds import Kind
from jipan.rules.forms import Collection, Fact, Rating
from jipan.rules.plans import Cadence, Desk, Level, Measure
from jipan.table import Column
from jipan.words import Lang


@dataclass(frozen=True, slots=True)
class Number:
    """A named number that people change: its text as written (`12`, `6 months`, `1.2万`) and where it comes from."""

    name: str
    value: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A test that a book carries: given these facts, these classes are expected (None: no class)."""

    given: Mapping[str, object]
    expect: Mapping[str, str | None]
    today: dt.date | None = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Book:
    """A rule book that has no fault.

    `text` is the whole of it, `extends` resolved; `loads(text, name)` gives an equal book. `written` gives it when it is wanted: that
    takes longer than all the reading.
    """

    name: str
    numbers: Mapping[str, Number]
    facts: Mapping[str, Fact]
    ratings: Mapping[str, Rating]
    levels: Mapping[str, Level]
    cadences: tuple[Cadence, ...]
    measures: tuple[Measure, ...]
    desk: Desk
    tests: tuple[Case, ...] = ()
    show: tuple[str, ...] = ()
    """The ratings that stand in lists, on call sheets and in reports, the most telling one first."""
    custom: Mapping[Collection, Mapping[str, Column]] = field(default_factory=dict, compare=False)
    written: Callable[[], str] = field(default=str, compare=False)
    source: str = field(default="", compare=False)
    tongue: Lang = field(default="zh", compare=False)
    """The language in which customers are spoken to."""

    @property
    def text(self) -> str:
        return self.written()

    @property
    def custom_kinds(self) -> dict[Collection, dict[str, Kind]]:
        """The columns that the shop added, as a book is told of them when it is read."""
        return {of: {name: column.kind for name, column in columns.items()} for of, columns in self.custom.items()}
