"""What the customers of a list are entitled to: the measures of the book, for whoever is on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jipan.rules import conditions, facts
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.followups.subjects import Tables
    from jipan.rules import Book
    from jipan.store import Base


def lay(base: Base, tables: Tables, book: Book, today: dt.date, listed: str) -> None:
    """`followups_entitled`: the names of the measures of each customer in the table `listed`, in the order of the book."""
    names = list(dict.fromkeys(measure.name for measure in book.measures))
    if not names:
        base.run("CREATE OR REPLACE TEMP TABLE followups_entitled (customer VARCHAR, measures VARCHAR[])")
        return
    wanted = frozenset().union(*(conditions.wanted(measure.who) for measure in book.measures))
    here = base.frame(f"SELECT DISTINCT customer AS id FROM {listed}")
    frame = facts.frame(tables, book, wanted, today).join(here, on="id", how="semi")
    ticks = [conditions.compile(one.who, today).alias(f"tick_{place}") for place, one in enumerate(book.measures)]
    base.keep(frame.select("id", *ticks), "followups_ticks")
    ticked = ", ".join(f"CASE WHEN {_ticked(book, name)} THEN {quoted(name)} END" for name in names)
    base.run(
        "CREATE OR REPLACE TEMP TABLE followups_entitled AS"
        f" SELECT id AS customer, list_filter([{ticked}], lambda one: one IS NOT NULL) AS measures FROM followups_ticks"
    )


def _ticked(book: Book, name: str) -> str:
    """A measure of sales and one of service may have one name."""
    return " OR ".join(f"tick_{place}" for place, one in enumerate(book.measures) if one.name == name)


def of_each(base: Base) -> Mapping[str, tuple[str, ...]]:
    """Customer → measures, as laid out."""
    return {customer: tuple(names) for customer, names in base.rows("FROM followups_entitled")}
