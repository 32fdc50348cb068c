"""The parts of a rule book, as frozen data: what the rest of jipan knows of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from jipan.kinds import Kind
from jipan.kinds.span import Span
from jipan.rules.conditions import Test
from jipan.table import Column
from jipan.words import Lang

Collection: TypeAlias = str
INNER = "·"
"""Parts the name of a fact from the number of one stated inside it. Not a dot: to Spark that is a field of a struct."""
AtLeast: TypeAlias = tuple[int, Span]


@dataclass(frozen=True, slots=True)
class Number:
    """A named number that people change: its text as written (`12`, `6 months`, `1.2万`) and where it comes from."""

    name: str
    value: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What a record gets (`name`) when `when` holds."""

    name: str
    when: Test


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One value made of the linked records of a collection. `field` is None for a count."""

    over: Collection
    how: Literal["count", "sum", "average", "min", "max", "first", "last", "best"]
    field: str | None = None
    where: Test | None = None
    within: Span | None = None
    last_day: bool = False
    """Only the records of the last day on which there are any: what lies in stock now, not what ever lay there."""


@dataclass(frozen=True, slots=True)
class Since:
    """Whole calendar months or days from a date to today."""

    unit: Literal["months", "days"]
    date: str


Part: TypeAlias = str | float
"""A column, or a figure that stands for itself."""


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The first of several columns that is present; a figure at the end is what stands where none is."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Figures added, taken from the first, multiplied or divided; missing where one of them is, and where nothing divides."""

    how: Literal["add", "minus", "times", "divide"]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Extreme:
    """The earliest or the latest of several dates, the smallest or largest of several figures: of those that are present."""

    how: Literal["earliest", "latest", "smallest", "largest"]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Only:
    """The value of a column where a test holds; missing everywhere else, so that nobody else is ranked by it."""

    value: str
    test: Test


@dataclass(frozen=True, slots=True)
class Due:
    """The day on which the next one is expected: `every` after the last, sooner where `km` are driven before.

    `daily` are the kilometres a day; a `stated` day that lies after the last one goes first.
    """

    after: str
    every: Span
    km: float | None = None
    daily: str | None = None
    stated: str | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """The day of the festival, of several the first, that comes next; the same for everybody."""

    festivals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """1 for the worst up to `count` for the best: by stated cuts (a value on a cut has passed it), else by equal shares.

    Equal shares are cut where R's `quantile` and Excel's PERCENTILE cut them, among all who have a value.
    """

    by: Column
    count: int
    cuts: tuple[float, ...] = ()
    good: Literal["high", "low"] = "high"


@dataclass(frozen=True, slots=True)
class Rows:
    """The first row that holds wins; `otherwise` (None: nothing) where none does."""

    rows: tuple[Row, ...]
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """Yes where a test holds, no everywhere else."""

    test: Test


@dataclass(frozen=True, slots=True)
class Shares:
    """Classes by rank: `cuts` are the shares of the customers who have a value, added up, best class first."""

    by: Column
    names: tuple[str, ...]
    cuts: tuple[float, ...]
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Classes by the share of the total that customers bring together, best first.

    `before` looks at the sum before the customer (the class in which he starts), `including` at the sum with him.
    """

    by: Column
    names: tuple[str, ...]
    cuts: tuple[float, ...]
    boundary: Literal["before", "including"] = "before"
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Points, perhaps negative, for records for which a test holds."""

    when: Test
    add: float


@dataclass(frozen=True, slots=True)
class Points:
    """Classes by points added up: the first whose cut is reached; below all cuts the last."""

    points: tuple[Point, ...]
    names: tuple[str, ...]
    cuts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Rfm:
    """Eight classes by recency (months, near or far), frequency (a year) and money (against a figure or the median)."""

    recency: Column
    near: Span
    frequency: Column
    high: float
    money: Column
    rich: float | None
    names: tuple[str, ...]


Derived: TypeAlias = Since | FirstOf | Reckoned | Extreme | Due | Score | Only | Rows | Holds | Coming
Judged: TypeAlias = Rows | Shares | Cumulative | Points | Rfm


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that follows from others. A fact inside another one is called `NAME·1`."""

    column: Column
    of: Collection
    body: Aggregate | Derived

    @property
    def name(self) -> str:
        return self.column.name


@dataclass(frozen=True, slots=True)
class Rating:
    """One entry of `tiers` (`ordered`) or `segments`. `classes` stand best first; `column` shows a customer's class."""

    column: Column
    of: Collection
    ordered: bool
    classes: tuple[str, ...]
    body: Judged
    roll_up: Literal["best", "worst"] = "best"

    @property
    def name(self) -> str:
        return self.column.name

    def label(self, lang: Lang) -> str:
        return self.column.label(lang)


ANY_CHANNEL = ("call", "wechat", "sms")
"""By which channels somebody is contacted, one in place of the other, where a book does not say."""


@dataclass(frozen=True, slots=True)
class Level:
    """A lead's level, and the cadence that it makes.

    `expected` are the days until the expected purchase, from and to; `window` is how long a step stays open.
    """

    id: str
    zh: str
    en: str
    every: Span | None
    at_least: AtLeast | None
    expected: tuple[int, int | None] | None
    window: Span | None
    role: str
    channels: tuple[str, ...]
    purpose: str
    priority: int
    criteria: tuple[str, ...] = ()
    stop: Test | None = None
    say: str | None = None
    then: str | None = None

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


SPOKEN = ("称呼", "姓名", "车型", "车牌", "日期")
"""What every `say` may name whatever its cadence is about; else it names columns of the record or of its customer."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """The words in the braces of a `say`."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


@dataclass(frozen=True, slots=True)
class Cadence:
    """When to contact whom. One of `every`, `after`, `before`, `on` is set; the last three name a date of `of`.

    `channels` stand in the order in which they are tried: the first that a customer has not refused is taken.
    `at` are the distances of the steps from that date, `yearly` repeats it each year, `priority` is smaller when
    more urgent.
    """

    id: str
    zh: str
    en: str
    of: Collection
    who: Test | None
    every: Span | None
    after: str | None
    before: str | None
    on: str | None
    at: tuple[Span, ...]
    yearly: bool
    lunar: bool
    repeat: Span | None
    until: Span | None
    window: Span | None
    at_least: AtLeast | None
    stop: Test | None
    role: str
    channels: tuple[str, ...]
    purpose: str
    priority: int
    say: str | None
    then: str | None
    ask: tuple[str, ...] = ()

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    @property
    def channel(self) -> str:
        """The way by which customers are contacted who have nothing against it."""
        return self.channels[0]

    @property
    def anchor(self) -> str | None:
        """The date from which the steps are counted."""
        return self.after or self.before or self.on


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that customers are entitled to: shown, and made into tasks only when it has `every`."""

    name: str
    group: str
    who: Test
    every: Span | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """Who looks after customers whom nobody looks after: those for whom `when` holds (None: all) go to these in turn."""

    role: str
    when: Test | None
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """After how long a task that nobody does is told to the manager, and when it is anybody's."""

    manager: Span | None = None
    pool: Span | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """How the shop works: its stores, its calendar, the days it is closed, how many calls an adviser makes a day, who
    gets the customers of nobody, and who hears of what is not done.
    """

    stores: tuple[str, ...] = ()
    calendar: Literal["shop", "office"] = "shop"
    closed: tuple[dt.date, ...] = ()
    quota: int | None = None
    value: str | None = None
    """The fact or rating by which customers of one urgency stand: the most valuable first."""
    quiet: str | None = None
    marketing_gap: Span = field(default=Span(days=15))
    assign: tuple[Assign, ...] = ()
    win_back: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Ratings, and the classes of them whose customers get a case to be won back."""
    escalate: Ladder = field(default=Ladder())

    @property
    def hours(self) -> tuple[dt.time, dt.time] | None:
        """From when to when somebody may be called on a day: from the end of the quiet hours to the next ones, or midnight."""
        if self.quiet is None:
            return None
        until, since = (dt.time.fromisoformat(part.strip().zfill(5)) for part in self.quiet.split("-"))
        return since, until if until > since else dt.time(23, 59)


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

    `text` is the whole of it, `extends` resolved; `loads(text, name)` gives an equal book.
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
    text: str = field(default="", compare=False)
    source: str = field(default="", compare=False)

    @property
    def custom_kinds(self) -> dict[Collection, dict[str, Kind]]:
        """The columns that the shop added, as a book is told of them when it is read."""
        return {of: {name: column.kind for name, column in columns.items()} for of, columns in self.custom.items()}
