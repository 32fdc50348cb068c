"""Why a customer is in his class: the row that decided, the facts in it, and how far the next class up is. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jipan.kinds import SHARE
from jipan.rules import conditions
from jipan.rules.conditions import leaves
from jipan.rules.forms import Cumulative, Judged, Points, Rating, Rfm, Rows, Shares
from jipan.rules.ratings import outcomes
from jipan.rules.single import Facts, points_of, row_of
from jipan.rules.ways import Step, steps
from jipan.table import Column
from jipan.words import LANGS, Lang, say

if TYPE_CHECKING:
    from jipan.rules.standing import Standing  # brings numpy, which a call list can do without


@dataclass(frozen=True, slots=True)
class Why:
    """The class of one record in one rating, and why.

    `row` counts from 1; `facts` are those in the deciding row, `looked_at` those in any; `steps` are the ways into the
    nearest better class that can be reached.
    """

    rating: Rating
    name: str | None
    row: int | None
    facts: tuple[tuple[Column, Any], ...]
    looked_at: tuple[tuple[Column, Any], ...]
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
        return distance_words(self.rating, self.steps, {column.name: value for column, value in self.looked_at}, lang)


def distance_words(rating: Rating, ways: Sequence[Step], facts: Facts, lang: Lang) -> str | None:
    """The ways into a better class, the first of which names it; None where there is none."""
    if not ways:
        return None
    words = say("rule.or", lang).join(step.words(facts, lang) for step in ways)
    return say("rule.distance", lang, ways=words, name=class_label(rating, ways[0].name, lang))


def class_label(rating: Rating, name: str, lang: Lang) -> str:
    """The name of a class for people."""
    return rating.column.kind.show(name, lang)


def explain(
    rating: Rating, facts: Facts, today: dt.date, row: int | None = None, standing: Standing | None = None
) -> Why:
    """Why a record with these facts is in its class.

    `facts` holds the columns `needs.inputs(rating.body)` of the record that was rated. `row` is the row stored with
    the class: only it tells where a customer stands among the others (shares, cumulative, a median); with his `standing`
    it is also said how far up the next class is.
    """
    own = row_of(rating, facts, today)
    decided = row if own is None else own
    name = None if decided is None else outcomes(rating)[decided - 1]
    columns = columns_of_row(rating.body, decided)
    seen = tuple((column, facts.get(column.name)) for column in columns)
    median = standing.median if standing is not None and isinstance(rating.body, Rfm) else None
    zh, en = (_reason(rating, decided, facts, (today, median), lang) for lang in LANGS)
    looked_at = tuple((column, facts.get(column.name)) for column in columns_of_row(rating.body, None))
    ways = steps(rating, decided, facts, today, standing)
    return Why(rating, name, decided, seen, looked_at, ways, zh, en)


def columns_of_row(body: Judged, row: int | None) -> list[Column]:
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


def row_reason(rating: Rating, row: int, lang: Lang, median: float | None = None) -> str:
    """The deciding row in words that are true of everybody for whom it decided. `median` is what money is compared with."""
    match rating.body:
        case Rows(rows=rows):
            held = row <= len(rows)
            words = conditions.words(rows[row - 1].when, lang) if held else ""
            return say("rule.why.row" if held else "rule.why.otherwise", lang, row=row, words=words)
        case Shares() | Cumulative() as body:
            return _ranked_reason(body, row, lang)
        case Points(cuts=cuts) as body:
            is_last = row == len(cuts) and row > 1
            key, cut = ("rule.why.points_below", cuts[row - 2]) if is_last else ("rule.why.points_from", cuts[row - 1])
            return say(key, lang, cut=f"{cut:g}")
        case Rfm() as body:
            return _rfm_reason(body, row, lang, body.rich if body.rich is not None else median)


def _reason(rating: Rating, row: int | None, facts: Facts, setting: tuple[dt.date, float | None], lang: Lang) -> str:
    today, median = setting
    if row is None:
        return say("rule.why.unknown", lang)
    if isinstance(rating.body, Points):
        total, cut = points_of(rating.body, facts, today), rating.body.cuts[row - 1]
        return say("rule.why.points", lang, total=f"{total:g}", cut=f"{cut:g}")
    return row_reason(rating, row, lang, median)


def _ranked_reason(body: Shares | Cumulative, row: int, lang: Lang) -> str:
    if row > len(body.names):
        return say("rule.why.no_value", lang, field=body.by.label(lang))
    key = "rule.why.shares" if isinstance(body, Shares) else "rule.why.cumulative"
    is_rest = 1 < row == len(body.names) and body.cuts[-1] >= 1
    cut = SHARE.show(body.cuts[row - 1 - is_rest], lang).replace(".0%", "%")
    return say(f"{key}_rest" if is_rest else key, lang, field=body.by.label(lang), cut=cut)


def _rfm_reason(body: Rfm, row: int, lang: Lang, rich: float | None) -> str:
    """The three bits that a row of the eight stands for, each with the cut that parts it."""
    much = conditions.show(body.money, rich, lang) if rich is not None else ""
    cuts = (
        ("near", 2, body.recency, conditions.show(body.recency, body.near.months, lang)),
        ("often", 1, body.frequency, conditions.show(body.frequency, body.high, lang)),
        ("rich", 4, body.money, much if body.rich is not None else say("rule.why.median", lang, value=much).strip()),
    )
    words = [
        say(f"rule.why.{key}{'_not' if (row - 1) & bit else ''}", lang, field=column.label(lang), cut=cut)
        for key, bit, column, cut in cuts
    ]
    return say("rule.and", lang).join(words)
