"""What the sentence of a cadence names beyond the customer and his car: columns of the record that it is about, as SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from jipan.followups.wording import cases
from jipan.kinds import BIRTHDAY
from jipan.kinds.birthday import FIRST, LUNAR, LUNAR_MONTH
from jipan.rules import facts, lookup
from jipan.rules.plans import SPOKEN, placeholders
from jipan.rules.where import Stated
from jipan.store.literals import quoted
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.followups.courses import Course
    from jipan.followups.subjects import Tables
    from jipan.rules import Book
    from jipan.store import Base
    from jipan.table import Column


@dataclass(frozen=True, slots=True)
class Told:
    """For each collection the columns that its sentences name, by the word that names them."""

    columns: Mapping[str, Mapping[str, Column]]
    lang: Lang

    @classmethod
    def of(cls, book: Book, lines: Sequence[Course]) -> Told:
        found: dict[str, dict[str, Column]] = {}
        for line in lines:
            for word in placeholders(line.cadence.say or ""):
                column = None if word in SPOKEN else lookup.find(Stated(book), line.cadence.of, word)
                if column:
                    found.setdefault(line.cadence.of, {})[word] = column
        return cls(found, book.tongue)

    def facts(self, of: str) -> dict[str, str]:
        """SQL for the words that the sentences about a collection use."""
        return {
            word: shown(f'told_{of}."{of}.{column.name}"', column, self.lang)
            for word, column in self.columns.get(of, {}).items()
        }

    def joins(self) -> str:
        """SQL: beside each task what its sentence names."""
        return "\n".join(
            f"LEFT JOIN followups_told_{of} told_{of} ON told_{of}.id = f.saying_of" for of in self.columns
        )

    def lay(self, base: Base, tables: Tables, book: Book, today: dt.date) -> None:
        """Lay out the columns for the records that something is said about."""
        wanted = base.frame("SELECT DISTINCT saying_of AS id FROM followups_listed WHERE saying_of IS NOT NULL")
        for of, columns in self.columns.items():
            names = sorted({column.name for column in columns.values()})
            frame = facts.frame(tables, book, names, today, of).join(wanted, on="id", how="semi")
            named = (nw.col(name).alias(f"{of}.{name}") for name in names)  # apart from what else stands beside a task
            base.keep(frame.select("id", *named), f"followups_told_{of}")


def _birthday(day: str, lang: Lang) -> str:
    """A birthday with as much of it as is known."""
    place = f"({day} - DATE '{LUNAR}')"
    by_lunar = quoted(say("followups.lunar", lang, day="{}"))
    return (
        f"CASE WHEN {day} >= DATE '{FIRST}' THEN {day}::VARCHAR WHEN {day} < DATE '{LUNAR}' THEN strftime({day}, '%m-%d')"
        f" ELSE format({by_lunar}, printf('%02d-%02d', {place} // {LUNAR_MONTH} + 1, {place} % {LUNAR_MONTH} + 1)) END"
    )


def shown(value: str, column: Column, lang: Lang) -> str:
    """A value as people say it."""
    kind = column.kind
    if kind is BIRTHDAY:
        return _birthday(f"{value}::DATE", lang)
    if issubclass(kind.python, dt.date):
        return f"{value}::DATE"
    if kind.python is bool:
        return f"CASE {value} WHEN true THEN {quoted(kind.show(True, lang))} WHEN false THEN {quoted(kind.show(False, lang))} END"
    if kind.options:
        return cases(value, {option.id: kind.show(option.id, lang) for option in kind.options})
    return value if kind.python in {str, int} else f"regexp_replace(printf('%.2f', {value}), '\\.?0+$', '')"
