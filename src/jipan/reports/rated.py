"""Customers with the classes of the last run, and the facts behind them: what several reports read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jipan.rules import Book, Rating
from jipan.rules.facts import frame
from jipan.rules.forms import Cumulative, Rfm, Shares
from jipan.rules.needs import inputs

if TYPE_CHECKING:
    import narwhals as nw

    from jipan.store import Base

WHY = "why"


def has_run(base: Base) -> bool:
    """True when customers have been rated at least once."""
    return bool(base.value("SELECT count(*) FROM runs"))


def with_classes(
    base: Base, book: Book, wanted: Iterable[str], today: dt.date, known: dt.date | None = None
) -> nw.LazyFrame[Any]:
    """One row per customer with the wanted columns. Classes are those of the last run, if there was one: nobody is re-rated."""
    import narwhals as nw

    tables = base.tables(today, known)
    names = list(dict.fromkeys(wanted))
    stored = [name for name in names if name in book.ratings] if has_run(base) else []
    made = frame(tables, book, [name for name in names if name not in stored], today)
    for name in stored:
        classes = (
            tables["classes"]
            .filter(nw.col("rating") == name)
            .select(nw.col("customer").alias("_link"), nw.col("class").alias(name))
        )
        made = made.join(classes, left_on="id", right_on="_link", how="left")
    return made.select("id", *names)


def classes_of(base: Base, known: str = "closed IS NULL") -> dict[str, dict[str, str]]:
    """Customer → rating → class, of the last run."""
    found: dict[str, dict[str, str]] = {}
    for customer, rating, name in base.rows(
        f"SELECT customer, rating, class FROM assessments WHERE {known} ORDER BY customer, rating"
    ):
        found.setdefault(customer, {})[rating] = name
    return found


def facts_behind(rating: Rating) -> tuple[str, ...]:
    """The columns that a rating looks at."""
    return tuple(sorted(inputs(rating.body)))


def lay_behind(
    base: Base, book: Book, rating: Rating, today: dt.date, name: str = "behind", known: int | None = None
) -> None:
    """The temporary table `name`: customer, and the facts that decided his class.

    A rating of vehicles or leads was decided by the one whose class the customer has: of several such, one of them.
    `known` reads the base as it stood after that batch.
    """
    facts = facts_behind(rating)
    tables = base.tables(today, known)
    if rating.of == "customers":
        base.keep(frame(tables, book, facts, today).rename({"id": "customer"}), name)
        return
    base.keep(frame(tables, book, [*facts, rating.name], today, rating.of), f"{name}_each")
    chosen = ", ".join(f'first("{fact}" ORDER BY id) AS "{fact}"' for fact in facts)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE "{name}" AS
        SELECT e.customer, {chosen} FROM {name}_each e
        JOIN current_classes a ON a.rating = '{rating.name}' AND a.customer = e.customer AND a.class = e."{rating.name}"
        GROUP BY e.customer""")


def median_behind(base: Base, rating: Rating, name: str = "behind") -> float | None:
    """The money in the middle of all who came, where a rating compares with it."""
    body = rating.body
    if not isinstance(body, Rfm) or body.rich is not None:
        return None
    found = base.value(f'SELECT median("{body.money.name}") FROM "{name}" WHERE "{body.recency.name}" IS NOT NULL')
    return None if found is None else float(found)


def values_behind(base: Base, rating: Rating, name: str = "behind") -> Any:
    """The values of all customers in a rating that ranks them; None in others."""
    body = rating.body
    if not isinstance(body, Shares | Cumulative) or rating.of != "customers":
        return None
    column = f'"{body.by.name}"'
    return base.arrow(f'SELECT {column}::DOUBLE AS v FROM "{name}" WHERE {column} IS NOT NULL')["v"].to_numpy()


def given(base: Base, book: Book, classes: str = "FROM current_classes") -> list[str]:
    """The ratings of the book in which anybody has a class."""
    found = {name for (name,) in base.rows(f"SELECT DISTINCT rating {classes}")}
    return [name for name in book.ratings if name in found]


def shown(base: Base, book: Book, classes: str = "FROM current_classes") -> list[str]:
    """Those of them that the book wants to see in lists and reports."""
    found = set(given(base, book, classes))
    return [name for name in book.show if name in found]


STORED = "FROM assessments WHERE closed IS NULL"
"""The classes of the last run."""


def lay_classes(base: Base, sql: str = STORED) -> None:
    """The temporary table `current_classes`: customer, rating, class, row."""
    base.run(f'CREATE OR REPLACE TEMP TABLE current_classes AS SELECT customer, rating, class, "row" {sql}')
