"""The whole trace of a class: the rows that were tried, what each test saw, and how every fact came about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from jipan.models import COLLECTIONS, fields
from jipan.rules import conditions, needs
from jipan.rules.conditions import Leaf, Test, leaves, matches
from jipan.rules.dossier import Linked
from jipan.rules.explain import class_label, explain
from jipan.rules.forms import (
    INNER,
    Aggregate,
    Cumulative,
    Due,
    Extreme,
    Fact,
    FirstOf,
    Holds,
    Only,
    Points,
    Rating,
    Reckoned,
    Rfm,
    Rows,
    Score,
    Shares,
    Since,
)
from jipan.rules.lookup import own
from jipan.rules.needs import ORDERED_BY
from jipan.rules.outlook import Change, next_change
from jipan.rules.where import Stated
from jipan.table import Column
from jipan.words import Lang, say

_LATEST = 5


@dataclass(frozen=True, slots=True)
class Twig:
    """A line of a trace and what lies below it. `held` says whether a test held; None for what is no test."""

    text: str
    held: bool | None = None
    below: tuple[Twig, ...] = field(default=())

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The trace as indented lines."""
        mark = "" if self.held is None else "✓ " if self.held else "✗ "
        yield f"{'  ' * depth}{mark}{self.text}"
        for twig in self.below:
            yield from twig.lines(depth + 1)

    def as_json(self) -> dict[str, Any]:
        """The same as nested objects."""
        made: dict[str, Any] = {"text": self.text}
        if self.held is not None:
            made["held"] = self.held
        return made | ({"below": [twig.as_json() for twig in self.below]} if self.below else {})


def trace(record: Linked, rating: Rating, lang: Lang) -> Twig:
    """Everything that led to a customer's class in a rating."""
    decider = record if rating.of == record.of else record.decider(rating)
    if decider is None:
        nothing = say("trace.none_hangs", lang, what=COLLECTIONS[rating.of].zh if lang == "zh" else rating.of)
        return Twig(f"{rating.label(lang)} = {say('rule.nothing', lang)}", None, (Twig(nothing),))
    tracer = _Tracer(lang)
    name = record.class_of(rating)
    shown = say("rule.nothing", lang) if name is None else class_label(rating, name, lang)
    through = () if decider is record else (Twig(say("trace.decided_by", lang, id=decider.id)),)
    ahead = tracer.ahead(record, decider, rating)
    return Twig(f"{rating.label(lang)} = {shown}", None, (*through, *tracer.rating(decider, rating), *ahead))


class _Tracer:
    """Puts facts, tests and ratings into words. A fact is told once; later it is only named."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.told: set[tuple[str, str]] = set()

    def rating(self, record: Linked, rating: Rating) -> Iterator[Twig]:
        match rating.body:
            case Rows(rows=rows, otherwise=otherwise):
                named = partial(class_label, rating, lang=self.lang)
                yield from self._rows(record, rows, otherwise, record.row_in(rating) or 0, named)
            case Points() as body:
                yield from self._points(record, body)
            case Shares() | Cumulative() | Rfm():
                yield from self._ranked(record, rating)

    def ahead(self, record: Linked, decider: Linked, rating: Rating) -> Iterator[Twig]:
        """The way up, and the day on which the class changes by itself."""
        standing = record.dossier.standings.get(rating.name)
        why = explain(rating, decider.facts_for(rating), record.today, decider.row_in(rating), standing)
        if distance := why.distance(self.lang):
            yield Twig(say("trace.next", self.lang, distance=distance))
        if change := next_change(record.dossier, record.id, rating):
            yield Twig(change_words(rating, change, self.lang))

    def _rows(
        self, record: Linked, rows: Any, otherwise: str | None, decided: int, named: Callable[[str], str] = str
    ) -> Iterator[Twig]:
        """The rows up to the one that decided, each with the tests that held and those that did not."""
        for number, row in enumerate(rows[:decided], 1):
            text = say(
                "trace.row", self.lang, row=number, name=named(row.name), words=conditions.words(row.when, self.lang)
            )
            yield self._tested(record, row.when, text)
        if decided == len(rows) + 1:
            name = named(otherwise) if otherwise else say("rule.nothing", self.lang)
            yield Twig(say("trace.otherwise", self.lang, name=name))

    def _tested(self, record: Linked, test: Test, text: str) -> Twig:
        asked = {name: record.value(name) for name in conditions.wanted(test)}
        below = tuple(self._leaf(record, leaf) for leaf in leaves(test))
        return Twig(text, matches(test, asked, record.today), below)

    def _leaf(self, record: Linked, leaf: Leaf) -> Twig:
        value = record.value(leaf.column.name)
        held = matches(leaf, {leaf.column.name: value}, record.today)
        words = conditions.words(leaf, self.lang)
        seen = conditions.show(leaf.column, value, self.lang)
        text = say("trace.leaf", self.lang, words=words, value=seen)
        return Twig(text, held, tuple(self._told(record, leaf.column.name)))

    def _points(self, record: Linked, body: Points) -> Iterator[Twig]:
        for point in body.points:
            yield self._tested(record, point.when, f"{point.add:+g}  {conditions.words(point.when, self.lang)}")

    def _ranked(self, record: Linked, rating: Rating) -> Iterator[Twig]:
        row = record.row_in(rating)
        standing = record.dossier.standings.get(rating.name)
        facts = record.facts_for(rating)
        why = explain(rating, facts, record.today, row, standing)
        yield Twig(why.reason(self.lang))
        if standing is not None and standing.own is not None and not isinstance(rating.body, Rfm):
            place, count = standing.rank(standing.own), len(standing.values)
            yield Twig(say("trace.rank", self.lang, place=f"{place:,}", count=f"{count:,}"))
        for column, value in why.facts:
            text = f"{column.label(self.lang)} = {conditions.show(column, value, self.lang)}"
            yield Twig(text, None, tuple(self._told(record, column.name)))

    def _told(self, record: Linked, name: str) -> Iterator[Twig]:
        """How the value of a column came about; nothing for a field, which was typed in."""
        if needs.home(record.book, record.of, name) != record.of:
            above = record.row.get("customer")
            if above is not None:
                yield from self._told(record.dossier.customer(str(above)), name)
            return
        thing = None if name in fields(record.of) else needs.stated(record.book, record.of, name)
        if thing is None or (record.id, name) in self.told:
            return
        self.told.add((record.id, name))
        if isinstance(thing, Rating):
            decider = record if thing.of == record.of else record.decider(thing)
            yield from self.rating(decider, thing) if decider else ()
        else:
            yield from self._fact(record, thing)

    def _fact(self, record: Linked, fact: Fact) -> Iterator[Twig]:
        match fact.body:
            case Aggregate() as body:
                yield from self._aggregate(record, body)
            case Since(date=date):
                yield self._column(record, date)
            case FirstOf(parts=parts):
                yield from (self._column(record, part) for part in parts if isinstance(part, str))
            case Reckoned() | Extreme() | Due() | Score() | Only():
                yield from (self._column(record, name) for name in sorted(needs.inputs(fact.body)))
            case Holds(test=test):
                yield from (self._leaf(record, leaf) for leaf in leaves(test))
            case Rows(rows=rows, otherwise=otherwise):
                given = record.value(fact.name)
                decided = next((n for n, row in enumerate(rows, 1) if self._holds(record, row.when)), len(rows) + 1)
                named = partial(_fact_label, fact, lang=self.lang)
                yield from self._rows(record, rows, otherwise if given is not None else None, decided, named)

    def _holds(self, record: Linked, test: Test) -> bool:
        return matches(test, {name: record.value(name) for name in conditions.wanted(test)}, record.today)

    def _column(self, record: Linked, name: str) -> Twig:
        column = own(Stated(record.book), record.of, name) or record.book.facts[name].column
        label = (
            column.label(self.lang)
            if column.label(self.lang) != name or INNER not in name
            else say("trace.date", self.lang)
        )
        text = f"{label} = {conditions.show(column, record.value(name), self.lang)}"
        return Twig(text, None, tuple(self._told(record, name)))

    def _aggregate(self, record: Linked, body: Aggregate) -> Iterator[Twig]:
        """What was counted, and the latest of it."""
        counted = record.counted(body)
        thing = COLLECTIONS[body.over]
        words = [say("trace.within", self.lang, span=body.within.show(self.lang))] if body.within else []
        words += [conditions.words(body.where, self.lang)] if body.where else []
        text = say("trace.counted", self.lang, what=thing.zh if self.lang == "zh" else thing.en, count=len(counted))
        latest = sorted(counted, key=lambda one: str(self._when(one) or ""), reverse=True)
        below = tuple(Twig(self._record_words(one, body)) for one in latest[:_LATEST])
        more = (Twig(say("trace.more", self.lang, count=len(counted) - _LATEST)),) if len(counted) > _LATEST else ()
        yield Twig(say("rule.and", self.lang).join([text, *words]), None, (*below, *more))

    def _when(self, record: Linked) -> Any:
        date = ORDERED_BY.get(record.of)
        return record.value(date) if date else None

    def _record_words(self, record: Linked, body: Aggregate) -> str:
        names = [ORDERED_BY.get(body.over), body.field]
        columns = [column for name in dict.fromkeys(names) if name and (column := self._known(record, name))]
        shown = [conditions.show(column, record.value(column.name), self.lang) for column in columns]
        return " ".join([record.id, *shown])

    def _known(self, record: Linked, name: str) -> Column | None:
        return own(Stated(record.book), record.of, name)


def _fact_label(fact: Fact, name: str, lang: Lang) -> str:
    return fact.column.kind.show(name, lang)


def change_words(rating: Rating, change: Change, lang: Lang) -> str:
    """`若无变化，2027-01-31 起降为银`."""
    name = say("rule.nothing", lang) if change.name is None else class_label(rating, change.name, lang)
    return say("rule.drops" if change.is_drop else "rule.turns", lang, day=change.day.isoformat(), name=name)
