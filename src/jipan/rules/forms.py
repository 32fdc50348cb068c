"""Facts and ratings of a rule book as frozen data, in all the forms that they can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from jipan.kinds.span import Span
from jipan.rules.conditions import Test
from jipan.table import Column
from jipan.words import Lang

Collection: TypeAlias = str
INNER = "·"
"""Parts the name of a fact from the number of one stated inside it. Not a dot: to Spark that is a field of a struct."""


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
    birthday: bool = False
    """Whether the date may lack its year: then nobody knows how long ago it was."""


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
