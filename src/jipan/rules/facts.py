"""The one road for facts: a row per record with the wanted columns only, be they fields, facts or classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property

import narwhals as nw

from jipan.kinds import DATE, Kind
from jipan.models import LINKS, fields, singular
from jipan.rules import needs
from jipan.rules.aggregates import Fold, Folder, absent
from jipan.rules.book import Book
from jipan.rules.days import OWN, Day
from jipan.rules.derive import derived
from jipan.rules.entrance import Frame, Tables, chosen, named, null, records
from jipan.rules.figures import prepared
from jipan.rules.forms import Aggregate, Fact, Rating
from jipan.rules.ratings import judge, outcomes, row_column


def frame(tables: Tables, book: Book, wanted: Iterable[str], today: dt.date, of: str = "customers") -> Frame:
    """`id`, the ids that a record hangs on, and the wanted columns, one row per record of the collection `of`.

    Days are moments at midnight and money is a float, on every engine. A KeyError names a column that nobody knows.
    """
    return Frames(tables, book, today).frame(of, dict.fromkeys(wanted))


class Frames:
    """Builds frames: of a collection's table, of what its records are linked to, and of what follows from these.

    Where `today` is a column, the day of each record is read from it and stands in every frame.
    """

    def __init__(self, tables: Tables, book: Book, today: Day) -> None:
        self.tables, self.book, self.today = tables, book, today
        self.own = {} if isinstance(today, dt.date) else {OWN: DATE}

    def frame(self, of: str, wanted: Iterable[str], *, rows: bool = False) -> Frame:
        """The frame; with `rows`, each wanted rating has the column of its deciding row beside it."""
        names = list(wanted)
        plan = Plan(self.book, of, names)
        made = records(self.tables, of, plan.fields | self.own)
        if made is None:
            raise KeyError(of)
        made = self._with_aggregates(made, plan)
        made = self._with_customers(made, plan)
        for name in plan.rolled_up:
            made = self._with_rolled_up(made, self.book.ratings[name])
        made = self._with_derived(made, plan)
        beside = [row_column(name) for name in names if rows and name in self.book.ratings]
        return made.select("id", *LINKS[of], *names, *beside, *self.own)

    def _with_aggregates(self, made: Frame, plan: Plan) -> Frame:
        for over in dict.fromkeys(fold.body.over for fold in plan.aggregates):
            made = self._with_linked(made, plan.of, over, [fold for fold in plan.aggregates if fold.body.over == over])
        return made

    def _with_linked(self, made: Frame, of: str, over: str, folds: list[Fold]) -> Frame:
        """Join what is folded of one linked collection."""
        if over not in self.tables:
            return made.with_columns(*(absent(fold).alias(fold.name) for fold in folds))
        refers = over == of
        link = needs.REFERRER if refers else singular(of)
        folder = Folder(self.book, self.today, link)
        inputs = sorted({name for fold in folds for name in needs.linked(fold.body)})
        for folded in folder.folded(folds, self.frame(over, inputs)):
            own = "name" if refers else "id"
            made = made.join(folded.rename({folder.link: "_link"}), left_on=own, right_on="_link", how="left")
        return made.with_columns(*(folder.finished(fold).alias(fold.name) for fold in folds))

    def _with_customers(self, made: Frame, plan: Plan) -> Frame:
        """Join the columns of the customer whom a record belongs to."""
        if not plan.borrowed:
            return made
        customers = self.frame("customers", plan.borrowed).select("id", *plan.borrowed).rename({"id": "_link"})
        return made.join(customers, left_on="customer", right_on="_link", how="left")

    def _with_rolled_up(self, made: Frame, rating: Rating) -> Frame:
        """Join the best (or worst) class among a customer's vehicles or leads."""
        row = row_column(rating.name)
        if rating.of not in self.tables:
            return made.with_columns(null(nw.String).alias(rating.name), null(nw.Int64).alias(row))
        ranks = _ranks(rating)
        ranked = self.frame(rating.of, [rating.name], rows=True)
        ranked = ranked.filter(~nw.col("customer").is_null(), ~nw.col(rating.name).is_null())
        folded = ranked.select("customer", chosen(nw.col(row), ranks).alias(row)).group_by("customer")
        best = folded.agg(nw.col(row).min() if rating.roll_up == "best" else nw.col(row).max())
        made = made.join(best.rename({"customer": "_link"}), left_on="id", right_on="_link", how="left")
        back = chosen(nw.col(row), {rank: number for number, rank in ranks.items()})
        made = made.with_columns(back.alias(row))
        return made.with_columns(named(nw.col(row), outcomes(rating)).alias(rating.name))

    def _with_derived(self, made: Frame, plan: Plan) -> Frame:
        for step in plan.derived:
            for thing in step:
                made = prepared(made, thing.body)
            facts = [
                derived(thing.body, thing.column.kind, self.today).alias(thing.name)
                for thing in step
                if isinstance(thing, Fact) and not isinstance(thing.body, Aggregate)
            ]
            made = made.with_columns(*facts) if facts else made
            for thing in step:
                made = judge(made, thing, self.today) if isinstance(thing, Rating) else made
        return made


def _ranks(rating: Rating) -> dict[int, int]:
    """For each row its place among all rows when the classes stand best first."""
    order = {name: place for place, name in enumerate(rating.classes)}
    given = [(order[name], number) for number, name in enumerate(outcomes(rating), 1) if name is not None]
    return {number: rank for rank, (_, number) in enumerate(sorted(given), 1)}


class Plan:
    """What has to be computed for the wanted columns of one collection, sorted by how it is come by."""

    def __init__(self, book: Book, of: str, wanted: Iterable[str]) -> None:
        self.book, self.of = book, of
        self.depths: dict[str, int] = {}
        for name in wanted:
            self._depth(name)
        if any(fold.body.over == of for fold in self.aggregates):
            self._depth("name")

    def _depth(self, name: str) -> int:
        """How many steps of derivation lie below a column: what lies deeper is computed first."""
        if name not in self.depths:
            inputs = [below for _, below in needs.edges(self.book, (self.of, name))] if self._is_derived(name) else []
            self.depths[name] = 1 + max(map(self._depth, inputs), default=0)
        return self.depths[name]

    def _thing(self, name: str) -> Fact | Rating | None:
        return None if name in fields(self.of) else needs.stated(self.book, self.of, name)

    def _is_derived(self, name: str) -> bool:
        thing = self._thing(name)
        return thing is not None and thing.of == self.of and not isinstance(thing.body, Aggregate)

    @cached_property
    def fields(self) -> dict[str, Kind]:
        """Columns that the table itself has."""
        known = fields(self.of)
        custom = self.book.custom.get(self.of, {})
        return {
            name: (known[name] if name in known else custom[name]).kind for name in self.depths if self._is_field(name)
        }

    def _is_field(self, name: str) -> bool:
        return name in fields(self.of) or (self._thing(name) is None and name not in self.borrowed)

    @cached_property
    def borrowed(self) -> list[str]:
        """Columns of the customer."""
        return [name for name in self.depths if needs.home(self.book, self.of, name) != self.of]

    @cached_property
    def aggregates(self) -> list[Fold]:
        """Facts made of linked records."""
        return [
            Fold(thing.name, thing.column.kind, thing.body)
            for thing in map(self._thing, self.depths)
            if isinstance(thing, Fact) and isinstance(thing.body, Aggregate)
        ]

    @cached_property
    def rolled_up(self) -> list[str]:
        """Ratings of the customer's vehicles or leads."""
        things = [self._thing(name) for name in self.depths]
        return [thing.name for thing in things if isinstance(thing, Rating) and thing.of != self.of]

    @cached_property
    def derived(self) -> list[list[Fact | Rating]]:
        """What follows from other columns, in steps each of which needs only those before it."""
        found: dict[int, list[Fact | Rating]] = {}
        for name in self.depths:
            thing = self._thing(name)
            if thing is not None and self._is_derived(name):
                found.setdefault(self.depths[name], []).append(thing)
        return [found[depth] for depth in sorted(found)]
