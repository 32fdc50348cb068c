"""Why a customer is in his class: the row that decided, the facts in it, and how far the next class up is. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jipan.kinds import MONEY, SHARE
from jipan.rules import conditions
from jipan.rules.book import Cumulative, Judged, Points, Rating, Rfm, Rows, Shares
from jipan.rules.conditions import Leaf, Test, leaves, matches
from jipan.rules.operators import AMONG, RANGE, is_dated, is_ordered, plain
from jipan.rules.ratings import outcomes
from jipan.rules.single import Facts, points_of, row_of
from jipan.table import Column
from jipan.words import LANGS, Lang, say

Gap = dict[str, float]
"""What is still wanting, by column."""


@dataclass(frozen=True, slots=True)
class Step:
    """A way into a better class: what has to grow by how much, all of it."""

    name: str
    gaps: tuple[tuple[Column, float], ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The class of one record in one rating, and why.

    `row` counts from 1; `steps` are the ways into the nearest better class that can be reached.
    """

    rating: Rating
    name: str | None
    row: int | None
    facts: tuple[tuple[Column, Any], ...]
    steps: tuple[Step, ...]
    zh: str
    en: str

    def reason(self, lang: Lang) -> str:
        """The deciding row in words."""
        return self.zh if lang == "zh" else self.en

    def shown_facts(self, lang: Lang) -> list[str]:
        """`台数 = 12` for every fact that the row looks at."""
        return [f"{column.label(lang)} = {conditions.show(column, value, lang)}" for column, value in self.facts]

    def distance(self, lang: Lang) -> str | None:
        """`1 more visit or ¥3,200 more spend for A`; None where no single figure leads further up."""
        if not self.steps:
            return None
        ways = [say("rule.both", lang).join(_gap_words(*gap, lang) for gap in step.gaps) for step in self.steps]
        return say(
            "rule.distance",
            lang,
            ways=say("rule.or", lang).join(ways),
            name=class_label(self.rating, self.steps[0].name, lang),
        )


def class_label(rating: Rating, name: str, lang: Lang) -> str:
    """The name of a class for people."""
    return rating.column.kind.show(name, lang)


def explain(rating: Rating, facts: Facts, today: dt.date, row: int | None = None) -> Why:
    """Why a record with these facts is in its class.

    `facts` holds the columns `needs.inputs(rating.body)` of the record that was rated. `row` is the row stored with
    the class: only it tells where a customer stands among the others (shares, cumulative, a median).
    """
    own = row_of(rating, facts, today)
    decided = row if own is None else own
    name = None if decided is None else outcomes(rating)[decided - 1]
    columns = _columns(rating.body, decided)
    seen = tuple((column, facts.get(column.name)) for column in columns)
    zh, en = (_reason(rating.body, decided, facts, today, lang) for lang in LANGS)
    return Why(rating, name, decided, seen, _steps(rating, decided, facts, today), zh, en)


def _columns(body: Judged, row: int | None) -> list[Column]:
    """The columns that the deciding row looks at; all of them where no row held."""
    match body:
        case Rows(rows=rows):
            tests = [rows[row - 1].when] if row is not None and row <= len(rows) else [each.when for each in rows]
        case Points(points=points):
            tests = [point.when for point in points]
        case Shares(by=by) | Cumulative(by=by):
            return [by]
        case Rfm(money=money, recency=recency, frequency=frequency):
            return [money, recency, frequency]
    found = {leaf.column.name: leaf.column for test in tests for leaf in leaves(test)}
    return list(found.values())


def _reason(body: Judged, row: int | None, facts: Facts, today: dt.date, lang: Lang) -> str:
    if row is None:
        return say("rule.why.unknown", lang)
    match body:
        case Rows(rows=rows):
            held = row <= len(rows)
            words = conditions.words(rows[row - 1].when, lang) if held else ""
            return say("rule.why.row" if held else "rule.why.otherwise", lang, row=row, words=words)
        case Shares() | Cumulative():
            return _ranked_reason(body, row, lang)
        case Points(cuts=cuts):
            total = f"{points_of(body, facts, today):g}"
            return say("rule.why.points", lang, total=total, cut=f"{cuts[row - 1]:g}")
        case Rfm():
            return _rfm_reason(body, row, lang)


def _ranked_reason(body: Shares | Cumulative, row: int, lang: Lang) -> str:
    if row > len(body.names):
        return say("rule.why.no_value", lang, field=body.by.label(lang))
    key = "rule.why.shares" if isinstance(body, Shares) else "rule.why.cumulative"
    return say(key, lang, field=body.by.label(lang), cut=SHARE.show(body.cuts[row - 1], lang).replace(".0%", "%"))


def _rfm_reason(body: Rfm, row: int, lang: Lang) -> str:
    """The three bits that a row of the eight stands for."""
    columns = (body.money, body.recency, body.frequency)
    keys = [
        f"rule.why.{name}{'_not' if (row - 1) & bit else ''}" for name, bit in (("rich", 4), ("near", 2), ("often", 1))
    ]
    return say("rule.and", lang).join(
        say(key, lang, field=column.label(lang)) for key, column in zip(keys, columns, strict=True)
    )


def _steps(rating: Rating, row: int | None, facts: Facts, today: dt.date) -> tuple[Step, ...]:
    """The ways into the nearest better class that some figures lead to."""
    if not isinstance(rating.body, Rows) or row is None or not rating.ordered:
        return ()
    order = {name: place for place, name in enumerate(rating.classes)}
    now = order.get(outcomes(rating)[row - 1] or "", len(order))
    better = sorted((order[each.name], each.name, each.when) for each in rating.body.rows if order[each.name] < now)
    for place in sorted({place for place, _, _ in better}, reverse=True):
        tests = [when for each, _, when in better if each == place]
        if found := _ways(rating, rating.classes[place], tests, facts, today):
            return found
    return ()


def _ways(rating: Rating, name: str, tests: list[Test], facts: Facts, today: dt.date) -> tuple[Step, ...]:
    """The gaps to a class, each tried out: with it the record must be in that class."""
    gaps = [gap for test in tests for gap in _gaps(test, facts, today) if gap]
    columns = {leaf.column.name: leaf.column for test in tests for leaf in leaves(test)}
    held = [gap for gap in gaps if _class_with(rating, gap, facts, today) == name]
    return tuple(Step(name, tuple((columns[key], amount) for key, amount in gap.items())) for gap in held)


def _class_with(rating: Rating, gap: Gap, facts: Facts, today: dt.date) -> str | None:
    grown = {key: plain(facts[key]) + amount for key, amount in gap.items()}
    row = row_of(rating, {**facts, **grown}, today)
    return None if row is None else outcomes(rating)[row - 1]


def _gaps(test: Test, facts: Facts, today: dt.date) -> list[Gap]:
    """What would have to grow for a test to hold, as alternatives.

    One empty gap where it holds; none where growth is no way.
    """
    if matches(test, facts, today):
        return [{}]
    if isinstance(test, Leaf):
        return _leaf_gap(test, plain(facts.get(test.column.name)))
    parts = [_gaps(part, facts, today) for part in test.parts]
    if isinstance(test, conditions.Some):
        return [gap for part in parts for gap in part]
    together: list[Gap] = [{}]
    for part in parts:
        together = [_larger(one, other) for one in together for other in part]
    return together


def _larger(one: Gap, other: Gap) -> Gap:
    """Both gaps at once."""
    return {key: max(one.get(key, 0), other.get(key, 0)) for key in (*one, *(key for key in other if key not in one))}


def _leaf_gap(leaf: Leaf, value: Any) -> list[Gap]:
    kind = leaf.column.kind
    if value is None or leaf.negated or not is_ordered(kind) or is_dated(kind):
        return []
    if leaf.operator == AMONG.id:
        return [{leaf.column.name: each - value} for each in leaf.operands if each > value]
    if leaf.operator != RANGE.id or leaf.operands[0] is None or value > leaf.operands[0]:
        return []
    low, _, is_open, _ = leaf.operands
    smallest = (1 if kind.python is int else 0.01) if is_open else 0
    return [{leaf.column.name: low - value + smallest}]


def _gap_words(column: Column, amount: float, lang: Lang) -> str:
    """`台数再加2`, `¥3,200 more spend`."""
    rounded = round(amount, 2) if column.kind.python is not int else round(amount)
    shown = conditions.show(column, rounded, lang)
    return say("rule.gap", lang, field=column.label(lang), amount=f"¥{shown}" if column.kind is MONEY else shown)
