"""Customers rated on many days at once: for each day a copy of a customer with all that hangs on him, a world of its own.

The table of the days gives each world its name, `C000123@7`; in it, all ids end on `@7`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from jipan.models import LINKS
from jipan.rules import Book, Rating, needs
from jipan.rules.days import OWN
from jipan.rules.facts import Frames, frame
from jipan.rules.forms import Cumulative, Rfm, Shares
from jipan.rules.ranks import Ranks
from jipan.rules.ratings import outcomes
from jipan.rules.standing import compares
from jipan.rules.turning import is_settled

if TYPE_CHECKING:
    from jipan.store import Base

DAYS = "ahead_days"
"""`world`, `customer`, `n` (the end of all ids in that world), `day`; the first day of each customer is today."""


class Worlds:
    """The worlds of one rating. What comes of comparing customers is taken as it is today."""

    def __init__(self, base: Base, book: Book, today: dt.date, rating: Rating) -> None:
        self.base, self.whole, self.rating, self.today = base, book, rating, today
        self.extra: list[str] = []
        """Temporary tables with columns of the customers: `id` (a customer or a world) and the column."""
        self.book = self._settled(book)

    def judge(self, name: str) -> None:
        """The temporary table `name`: id (the world) and class."""
        rated = self._rated(self.rating)
        self.base.run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT id, "{self.rating.name}" AS class FROM {rated}')

    def _rated(self, rating: Rating) -> str:
        """A temporary table with the classes of a rating; what it rests on of the sort that compares is worked out first."""
        for thing in list(needs.below(self.book, rating)):
            if isinstance(thing, Rating) and thing != rating and compares(thing) and thing.name in self.book.ratings:
                self._fix(thing, self._rated(thing))
        table = f"ahead_of_{rating.name}"
        if isinstance(rating.body, Shares | Cumulative):
            self._rank(rating.name, rating.body, outcomes(rating), table)
        else:
            book = self._with_median(rating)
            made = Frames(self._tables(book, rating), book, nw.col(OWN)).frame("customers", [rating.name])
            self.base.keep(made.select("id", rating.name), table)
        return f'"{table}"'

    def _settled(self, book: Book) -> Book:
        """The book in which facts that compare customers are columns, filled with what they are today."""
        things = [thing for thing in needs.below(book, self.rating, stop=is_settled) if is_settled(thing)]
        names = [thing.name for thing in things]
        if names:
            made = frame(self.base.tables(self.today), book, names, self.today)
            self.base.keep(made.select("id", *names), "ahead_settled")
            self.extra.append("SELECT w.world AS _world, s.* EXCLUDE id FROM ahead_settled s"
                              f" JOIN {DAYS} w ON w.customer = s.id")  # fmt: skip
        facts = {name: fact for name, fact in book.facts.items() if name not in names}
        return _with_columns(replace(book, facts=facts), {thing.name: thing.column for thing in things})

    def _fix(self, rating: Rating, table: str) -> None:
        """From here on the classes of a rating are a column of the customers."""
        self.extra.append(f"SELECT id AS _world, * EXCLUDE id FROM {table}")
        ratings = {name: each for name, each in self.book.ratings.items() if name != rating.name}
        self.book = _with_columns(replace(self.book, ratings=ratings), {rating.name: rating.column})

    def _tables(self, book: Book, rating: Rating) -> dict[str, Any]:
        tables = self.base.tables(self.today)
        wanted = needs.collections(book, rating)
        return {of: self.base.frame(self._copied(of, tables[of].to_native().sql_query())) for of in wanted}

    def _copied(self, of: str, sql: str) -> str:
        """The records of a collection in every world that they belong to."""
        if of == "customers":
            joins = "".join(f" LEFT JOIN ({extra}) e{n} ON e{n}._world = w.world" for n, extra in enumerate(self.extra))
            more = "".join(f", e{n}.* EXCLUDE _world" for n in range(len(self.extra)))
            return f"""SELECT t.* REPLACE (w.world AS id), w.day AS "{OWN}"{more}
                FROM ({sql}) t JOIN {DAYS} w ON w.customer = t.id{joins}"""
        links = [link for link in LINKS[of] if link in {"customer", "vehicle", "lead"}]
        return " UNION ALL ".join(_routes(sql, links))

    def _rank(self, name: str, body: Shares | Cumulative, names: tuple[str | None, ...], table: str) -> None:
        """The classes that customers would have among all others as they are today."""
        by = body.by.name
        rating = self.book.ratings[name]
        made = Frames(self._tables(self.book, rating), self.book, nw.col(OWN)).frame("customers", [by])
        self.base.keep(made.select("id", by), "ahead_values")
        found = self.base.arrow(f"""
            SELECT w.world, v."{by}"::DOUBLE AS value, w.day = DATE '{self.today}' AS is_now,
                max(CASE WHEN w.day = DATE '{self.today}' THEN v."{by}"::DOUBLE END) OVER (PARTITION BY w.customer) AS own
            FROM {DAYS} w JOIN ahead_values v ON v.id = w.world""")
        value, own, is_now = (found[column].to_numpy() for column in ("value", "own", "is_now"))
        ranks = Ranks(body, np.sort(value[is_now.astype(bool) & ~np.isnan(value)]))
        rows = ranks.rows(value, own).astype(np.int64)
        classes = pa.array([None, *names], pa.string()).take(pa.array(rows))
        self.base.take(table, pa.table({"id": found["world"], name: classes}))

    def _with_median(self, rating: Rating) -> Book:
        """A book in which the money in the middle of all who came is a figure."""
        body = rating.body
        if not isinstance(body, Rfm) or body.rich is not None:
            return self.book
        money, recency = body.money.name, body.recency.name
        made = frame(self.base.tables(self.today), self.whole, [money, recency], self.today)
        self.base.keep(made, "ahead_money")
        median = self.base.value(f'SELECT median("{money}") FROM ahead_money WHERE "{recency}" IS NOT NULL')
        rich = float("nan") if median is None else float(median)
        return replace(
            self.book, ratings={**self.book.ratings, rating.name: replace(rating, body=replace(body, rich=rich))}
        )


def _with_columns(book: Book, columns: Mapping[str, Any]) -> Book:
    return replace(book, custom={**book.custom, "customers": {**book.custom.get("customers", {}), **columns}})


def _routes(sql: str, links: list[str]) -> Iterator[str]:
    """A record is in the worlds of its customer, and in those of whoever keeps its vehicle or lead now."""
    replaced = ", ".join(f"t.{link} || w.n AS {link}" for link in ("id", *links))
    copied = f'SELECT t.* REPLACE ({replaced}), w.day AS "{OWN}" FROM ({sql}) t'
    yield f"{copied} JOIN {DAYS} w ON w.customer = t.customer"
    for number in range(1, len(links)):
        keepers = [f"LEFT JOIN ahead_{other}s k{place} ON k{place}.id = t.{other}"
                   for place, other in enumerate(links[1:], 1) if place <= number]  # fmt: skip
        others = ["t.customer", *(f"k{place}.customer" for place in range(1, number))]
        is_new = " AND ".join(f"k{number}.customer IS DISTINCT FROM {other}" for other in others)
        yield f"{copied} {' '.join(keepers)} JOIN {DAYS} w ON w.customer = k{number}.customer WHERE {is_new}"
