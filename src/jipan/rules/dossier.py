"""The dossier of one customer: his record and all that hangs on it, with every fact worked out in plain Python.

It says of one customer what `facts` and `ratings` say of the whole base, but it can be asked why, and for another day:
the trace of a class and the day on which it drops are read from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jipan.kinds import MONEY
from jipan.models import fields, singular
from jipan.rules import needs
from jipan.rules.aggregates import FEN, order_of
from jipan.rules.book import Book
from jipan.rules.conditions import matches, wanted
from jipan.rules.days import first_day
from jipan.rules.forms import Aggregate, Rating
from jipan.rules.needs import ORDERED_BY
from jipan.rules.operators import plain
from jipan.rules.ratings import outcomes
from jipan.rules.single import Facts, Record, row_of
from jipan.rules.standing import Standing

Rows = Sequence[Mapping[str, Any]]
_EARLIEST, _LATEST = dt.datetime(1, 1, 1), dt.datetime(9999, 1, 1)


class Dossier:
    """The rows of each collection that hang on a customer, on a day.

    `standings` say where he stands in ratings that compare customers: the others are not in his dossier. `beforehand`
    are those of his facts that depend on the others too.
    """

    def __init__(
        self,
        book: Book,
        rows: Mapping[str, Rows],
        today: dt.date,
        standings: Mapping[str, Standing] | None = None,
        beforehand: Mapping[tuple[str, str], Any] | None = None,
    ) -> None:
        self.book, self.rows, self.today = book, rows, today
        self.standings = dict(standings or {})
        self.beforehand = dict(beforehand or {})
        self._records: dict[tuple[str, str], Linked] = {}

    def on(self, day: dt.date) -> Dossier:
        """The same dossier on another day, if nothing happens."""
        return Dossier(self.book, self.rows, day, self.standings, self.beforehand)

    def record(self, of: str, row: Mapping[str, Any]) -> Linked:
        """A row of a collection as a record that knows its facts."""
        key = of, str(row["id"])
        if key not in self._records:
            self._records[key] = Linked(self, of, row)
        return self._records[key]

    def customer(self, customer: str) -> Linked:
        """The record of a customer."""
        row = next(row for row in self.rows["customers"] if row["id"] == customer)
        return self.record("customers", row)

    def hanging_on(self, of: str, key: str, over: str) -> Iterator[Linked]:
        """The records of `over` that hang on a record."""
        link = singular(of)
        return (self.record(over, row) for row in self.rows.get(over, ()) if row.get(link) == key)


class Linked(Record):
    """A record with everything that hangs on it."""

    def __init__(self, dossier: Dossier, of: str, row: Mapping[str, Any]) -> None:
        custom = dossier.book.custom.get(of, {})
        known = {name: value for name, value in row.items() if name in fields(of) or name in custom}
        super().__init__(dossier.book, of, known, dossier.today)
        self.dossier, self.row, self.id = dossier, row, str(row["id"])

    def value(self, name: str) -> Any:
        if needs.home(self.book, self.of, name) != self.of:
            above = self.row.get("customer")
            known = any(row["id"] == above for row in self.dossier.rows["customers"])
            return self.dossier.customer(str(above)).value(name) if known else None
        return super().value(name)

    def _value(self, name: str) -> object:
        thing = None if name in fields(self.of) else needs.stated(self.book, self.of, name)
        if isinstance(thing, Rating):
            return self.class_of(thing)
        if (self.id, name) in self.dossier.beforehand:
            return self.dossier.beforehand[self.id, name]
        if thing is not None and isinstance(thing.body, Aggregate):
            return self._folded(thing.column.kind, thing.body)
        return super()._value(name)

    def class_of(self, rating: Rating) -> str | None:
        row = self.row_in(rating)
        return None if row is None else outcomes(rating)[row - 1]

    def row_in(self, rating: Rating) -> int | None:
        """The row of a rating that decides."""
        if rating.of != self.of:
            decider = self.decider(rating)
            return None if decider is None else decider.row_in(rating)
        facts, standing = self.facts_for(rating), self.dossier.standings.get(rating.name)
        return row_of(rating, facts, self.today) if standing is None else standing.row(facts)

    def facts_for(self, rating: Rating) -> Facts:
        """What a rating looks at."""
        return {name: self.value(name) for name in sorted(needs.inputs(rating.body))}

    def decider(self, rating: Rating) -> Linked | None:
        """The vehicle or lead that gives a customer his class: the best one (or the worst)."""
        order = {name: place for place, name in enumerate(rating.classes)}
        hanging = self.dossier.hanging_on(self.of, self.id, rating.of)
        rated = [(record, record.row_in(rating)) for record in hanging]
        ranks = [
            (order[name], row, record)
            for record, row in rated
            if row is not None and (name := outcomes(rating)[row - 1]) is not None
        ]
        ranks.sort(key=lambda rank: rank[:2], reverse=rating.roll_up == "worst")
        return ranks[0][2] if ranks else None

    def counted(self, body: Aggregate) -> list[Linked]:
        """The records that an aggregate counts."""
        hanging = list(self.dossier.hanging_on(self.of, self.id, body.over))
        if body.last_day:
            days = [day for record in hanging if (day := plain(record.value(ORDERED_BY[body.over])))]
            hanging = [record for record in hanging if days and plain(record.value(ORDERED_BY[body.over])) == max(days)]
        return [record for record in hanging if self._counts(body, record)]

    def _counts(self, body: Aggregate, record: Linked) -> bool:
        if body.within is not None and body.over in ORDERED_BY:
            date = plain(record.value(ORDERED_BY[body.over]))
            start, end = plain(first_day(body.within, self.today)), plain(self.today + dt.timedelta(days=1))
            if date is None or not start <= date < end:
                return False
        if body.where is None:
            return True
        asked = {name: record.value(name) for name in wanted(body.where)}
        return matches(body.where, asked, self.today)

    def _folded(self, kind: Any, body: Aggregate) -> Any:
        counted = self.counted(body)
        if body.how == "count":
            return len(counted)
        values = [(record, plain(record.value(body.field or ""))) for record in counted]
        present = [(record, value) for record, value in values if value is not None]
        if body.how == "sum":
            return _sum(kind, [value for _, value in present])
        if not present:
            return None
        if body.how == "average":
            return _sum(kind, [value for _, value in present]) / len(present)
        if body.how in {"first", "last"} and body.field != ORDERED_BY.get(body.over):
            return _picked(body, present)
        return _extreme(self.book, kind, body, [value for _, value in present])


def _sum(kind: Any, values: list[Any]) -> float:
    """Money is added in whole fen, as for the whole base."""
    return sum(round(float(value) * FEN) for value in values) / FEN if kind is MONEY else float(sum(values))


def _picked(body: Aggregate, present: list[tuple[Linked, Any]]) -> Any:
    """The value in the first or last record; a record without a day is the farthest one."""
    date = ORDERED_BY.get(body.over)
    far = _EARLIEST if body.how == "last" else _LATEST

    def when(pair: tuple[Linked, Any]) -> tuple[dt.datetime, str]:
        day = plain(pair[0].value(date)) if date else None
        return day or far, pair[0].id

    return (max if body.how == "last" else min)(present, key=when)[1]


def _extreme(book: Book, kind: Any, body: Aggregate, values: list[Any]) -> Any:
    if body.how == "best":
        order = order_of(book, kind)
        known = [order.index(value) for value in values if value in order]
        return order[min(known)] if known else None
    return (min if body.how in {"min", "first"} else max)(values)
