"""What is shown or written: a Table of typed columns; a Form says which of them a person may fill in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from jipan.kinds import Kind
from jipan.models import Field
from jipan.words import Lang

Row = Sequence[object]
Chart = Literal["bar", "pie"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable identifier, its kind (how values are shown, masked, aligned, formatted) and its labels."""

    name: str
    kind: Kind
    zh: str
    en: str

    @classmethod
    def of(cls, of: Field, name: str | None = None) -> Column:
        """The column that shows a field of a collection."""
        return cls(name or of.name, of.kind, of.zh, of.en)

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


class Bulk(Sequence[Row], ABC):
    """Rows too many to be touched one by one: a writer of text takes them as `texts`."""

    JOINT: ClassVar = "\x1f"
    """Stands between the cells of an odd row: no text has it."""

    @abstractmethod
    def texts(self, lang: Lang, odd: str) -> Iterator[list[str]]:
        """Some thousand rows at a time, each as people read it, its cells joined by commas and quoted where they must be; by
        `JOINT` where the regular expression `odd` is found in it, for the writer to look at more closely.
        """


@dataclass(frozen=True, slots=True)
class Form:
    """What a person may fill in: column name → the words to choose from (empty: anything).

    `stamp` travels in a very-hidden sheet and says what the workbook was made from. `on_paper` is the last column that is
    printed: what stands to the right of it is for the screen, and the others are kept narrow.
    `hidden` columns are there for jipan alone: out of sight and locked, in a sheet in which all else stays free.
    `runs`: column → run after run from the top, how many rows have which of the words, where not every row has all of them.
    """

    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    stamp: Mapping[str, str] = field(default_factory=dict)
    on_paper: str | None = None
    hidden: tuple[str, ...] = ()
    runs: Mapping[str, Sequence[tuple[int, Sequence[str]]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns. `name` is stable (a JSON key, a sheet name in English), `zh` and `en` are its titles.

    `bare` tables are for work and show phones as they are; all others mask unless asked not to. `notes` stand below
    the title; `emphasis` names rows by their index that deserve colour (`good`, `warn`, `bad`, `total`); a `chart`
    draws the last column over the first.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    form: Form | None = None
    bare: bool = False
    notes: tuple[str, ...] = ()
    emphasis: Mapping[int, str] = field(default_factory=dict)
    chart: Chart | None = None

    def title(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def limited(self, limit: int | None) -> Table:
        """The first `limit` rows; None means all."""
        return self if limit is None else replace(self, rows=self.rows[:limit])


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook: a single table with filter and frozen header, or several with their charts beside."""

    zh: str
    en: str
    tables: tuple[Table, ...]

    def title(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    @classmethod
    def of(cls, table: Table) -> Page:
        return cls(table.zh, table.en, (table,))


def cell(column: Column, value: object, lang: Lang, *, bare: bool) -> str:
    """A value as people see it, masked where its kind says so and nobody asked for all of it."""
    text = column.kind.show(value, lang)
    return column.kind.mask(text) if text and not bare and column.kind.mask else text
