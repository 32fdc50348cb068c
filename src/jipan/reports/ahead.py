"""The day on which each customer's class changes if nothing happens, found for all customers of a rating at once.

A class turns only on certain days: so far after dates that the book looks at. Every customer is rated again on each such
day of his, all of them together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.models import LINKS
from jipan.reports.worlds import DAYS, Worlds
from jipan.rules import Book, Rating, needs
from jipan.rules.facts import frame
from jipan.rules.forms import Cumulative, Fact, Shares
from jipan.rules.outlook import HORIZON
from jipan.rules.turning import Turn, Turns, is_settled, turns

if TYPE_CHECKING:
    from jipan.store import Base

_PLURAL = {"vehicle": "vehicles", "lead": "leads"}
_KEEPERS = "ahead_{of}"


@dataclass(frozen=True, slots=True)
class Ahead:
    """Looks ahead as far as the page of one customer does."""

    base: Base
    book: Book
    today: dt.date

    def lay(self, rating: Rating) -> bool:
        """The temporary table `ahead`: customer, day, class from then on; False where nothing can be told.

        In ratings that compare customers the others are taken as they are today.
        """
        found = turns(self.book, rating)
        if not found or not self._is_told(rating):
            return False
        self._lay_keepers()
        self._lay_days(found)
        Worlds(self.base, self.book, self.today, rating).judge("ahead_judged")
        self.base.run(f"""
            CREATE OR REPLACE TEMP TABLE ahead AS
            WITH told AS (
                SELECT d.customer, d.day, j.class, first(j.class ORDER BY d.day) OVER (PARTITION BY d.customer) AS now
                FROM {DAYS} d LEFT JOIN ahead_judged j ON j.id = d.world)
            SELECT customer, min(day)::DATE AS day, arg_min_null(class, day) AS class
            FROM told WHERE class IS DISTINCT FROM now GROUP BY customer""")
        return True

    def _is_told(self, rating: Rating) -> bool:
        """Not where vehicles or leads are compared: nothing is known of how the others stand."""
        below = needs.below(self.book, rating, stop=is_settled)
        return all(_is_told(thing) for thing in below)

    def _lay_keepers(self) -> None:
        """Whose the vehicles and leads are."""
        tables = self.base.tables(self.today)
        for of in _PLURAL.values():
            self.base.keep(tables[of].select("id", "customer"), _KEEPERS.format(of=of))

    def _lay_days(self, found: Turns) -> None:
        """Every day on which a class of a customer may turn, and today, each with a number and the name of its world."""
        last = HORIZON.after(self.today)
        parts = [self._counted(of, [turn for turn in found.counted if turn.of == of]) for of in _collections(found)]
        customers = "SELECT id AS customer FROM ahead_customers"
        self.base.keep(self.base.tables(self.today)["customers"].select("id"), "ahead_customers")
        if found.by_month:
            months = f"range(DATE '{self.today}', DATE '{last}', INTERVAL 1 MONTH)"
            parts.append(f"SELECT customer, last_day(unnest({months})::DATE) + 1 AS day FROM ({customers})")
        union = " UNION ALL ".join(parts)
        self.base.run(f"""
            CREATE OR REPLACE TEMP TABLE {DAYS} AS
            SELECT customer || '@' || n AS world, customer, '@' || n AS n, day::TIMESTAMP AS day
            FROM (SELECT *, row_number() OVER () AS n FROM (
                SELECT DISTINCT customer, day FROM ({union}) SEMI JOIN ({customers}) USING (customer)
                WHERE day > DATE '{self.today}' AND day <= DATE '{last}'
                UNION ALL SELECT customer, DATE '{self.today}' FROM ({customers})))""")

    def _counted(self, of: str, counted: list[Turn]) -> str:
        """The days counted from the dates of a collection, for every customer whom they may concern."""
        dates = sorted({turn.date for turn in counted})
        made = frame(self.base.tables(self.today), self.book, dates, self.today, of)
        self.base.keep(made, f"ahead_dates_{of}")
        days = ", ".join(_day(turn) for turn in sorted(counted, key=repr))
        return f"SELECT customer, unnest([{days}]) AS day FROM ({' UNION ALL '.join(_concerned(of, dates))})"


def _is_told(thing: Fact | Rating) -> bool:
    is_ranked = isinstance(thing.body, Shares | Cumulative) or is_settled(thing)
    return thing.of == "customers" or not is_ranked


def _concerned(of: str, columns: Iterable[str]) -> Iterator[str]:
    """The records of a collection with the customer whom they hang on, and with the one whose vehicle they hang on now."""
    chosen = "".join(f', t."{column}"' for column in columns)
    table = f"ahead_dates_{of} t"
    if of == "customers":
        yield f"SELECT t.id AS customer{chosen} FROM {table}"
    for link in LINKS[of]:
        keeper = f"JOIN {_KEEPERS.format(of=_PLURAL[link])} k ON k.id = t.{link}" if link in _PLURAL else ""
        if keeper or link == "customer":
            yield f"SELECT {'k' if keeper else 't'}.customer{chosen} FROM {table} {keeper}"


def _collections(found: Turns) -> list[str]:
    return sorted({turn.of for turn in found.counted})


def _day(turn: Turn) -> str:
    return f'("{turn.date}"::DATE + INTERVAL ({turn.months}) MONTH + INTERVAL ({turn.days}) DAY)::DATE'
