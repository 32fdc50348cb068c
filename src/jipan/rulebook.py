"""A rule book for notebooks and clusters: the same classes over any frames, wherever they lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jipan.rules import Book, load
from jipan.rules.checking import Finding, check
from jipan.rules.entrance import kinds_in
from jipan.rules.grounds import heard
from jipan.rules.load import load_with_tree
from jipan.rules.run import Keep, assess

if TYPE_CHECKING:
    from jipan.rules.names import Custom


class Rulebook:
    """A rule book that can be put to frames.

        classes = Rulebook.load("auman").apply({"customers": customers, "vehicles": vehicles}, today=date(2026, 11, 21))

    Frames are anything that narwhals knows: pandas, polars, pyarrow, DuckDB relations, Spark DataFrames. A table is
    called as jipan calls its collections, its columns as jipan calls its fields; what a book does not look at may be
    missing, whole tables too.
    """

    def __init__(self, book: Book, source: Path | str | None = None) -> None:
        self.book, self.source = book, source

    @classmethod
    def load(cls, source: Path | str, custom: Custom | None = None) -> Rulebook:
        """The book in a YAML file, in a workbook, or the pack of that name. Raises BadRules with all its faults.

        `custom` names columns of your own: collection → column → the kind of its values (`kinds_in` finds them).
        """
        return cls(load(source, custom), source)

    @staticmethod
    def kinds_in(tables: Mapping[str, Any]) -> Custom:
        """The columns of your tables that jipan does not know: what `load` takes as `custom`."""
        return kinds_in(tables)

    @property
    def ratings(self) -> tuple[str, ...]:
        """The names of its ratings."""
        return tuple(self.book.ratings)

    def apply(
        self,
        tables: Mapping[str, Any],
        *,
        today: dt.date,
        ratings: Iterable[str] | None = None,
        keep: Keep = lambda frame: frame,
    ) -> Any:
        """`customer`, `rating`, `class`, `row`: one row for every class that a customer has, as a frame of the same sort.

        Ratings that have nothing to go by in these tables are left out, as `jipan tier` leaves them out, unless
        `ratings` names them.

        Engines that work late, such as Spark, do so here as well. `keep` may store the wide frame between two steps, so
        that it is not worked out once for each rating.
        """
        names = heard(tables, self.book) if ratings is None else ratings
        return assess(tables, self.book, today, keep, names).to_native()

    def facts(self, tables: Mapping[str, Any], wanted: Iterable[str], *, today: dt.date, of: str = "customers") -> Any:
        """`id` and the wanted fields, facts or classes, one row a record."""
        from jipan.rules.facts import frame

        return frame(tables, self.book, wanted, today, of).to_native()

    def check(self, today: dt.date) -> list[Finding]:
        """What is wrong with the book: what `jipan rules check` says."""
        return check(*load_with_tree(self.source or "standard", self.book.custom_kinds), today)
