"""The ways into a better class: which figures would have to change, and to what. Each way is tried out. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from jipan.kinds import MONEY
from jipan.rules import conditions
from jipan.rules.conditions import Leaf, Test, leaves, matches
from jipan.rules.forms import Points, Rating, Rows
from jipan.rules.operators import AMONG, RANGE, is_dated, is_ordered, plain
from jipan.rules.ratings import outcomes
from jipan.rules.single import Facts, row_of
from jipan.table import Column
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.rules.standing import Standing  # brings numpy, which a call list can do without

Target = Mapping[str, Any]
"""What some figures have to be, by column."""

_DAY = dt.timedelta(days=1)
_MOST_WAYS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """A way into a better class: which figures have to become what, all of them."""

    name: str
    targets: tuple[tuple[Column, Any], ...]

    def words(self, facts: Facts, lang: Lang) -> str:
        """`台数再加2`, `¥3,200 more spend`."""
        parts = [_gap_words(column, _less(target, facts[column.name]), lang) for column, target in self.targets]
        return say("rule.both", lang).join(parts)


def steps(
    rating: Rating, row: int | None, facts: Facts, today: dt.date, standing: Standing | None = None
) -> tuple[Step, ...]:
    """The ways into the nearest better class that some figures lead to."""
    if row is None or not rating.ordered:
        return ()
    order = {name: place for place, name in enumerate(rating.classes)}
    now = order.get(outcomes(rating)[row - 1] or "", len(order))
    for name in reversed(rating.classes[:now]):
        if found := _into(rating, name, facts, today, standing):
            return found
    return ()


def _into(rating: Rating, name: str, facts: Facts, today: dt.date, standing: Standing | None) -> tuple[Step, ...]:
    match rating.body:
        case Rows(rows=rows):
            tests = [row.when for row in rows if row.name == name]
            return _tried(
                rating, name, [target for test in tests for target in _targets(test, facts, today)], facts, today
            )
        case Points() as body:
            return _tried(rating, name, _point_targets(body, facts, today), facts, today)
    return _ranked(rating, name, standing)


def _ranked(rating: Rating, name: str, standing: Standing | None) -> tuple[Step, ...]:
    """One way only: to bring as much as those who are there."""
    by = getattr(rating.body, "by", None)
    if standing is None or by is None:
        return ()
    needed = standing.needed(outcomes(rating).index(name) + 1)
    return () if needed is None else (Step(name, ((by, needed),)),)


def _tried(rating: Rating, name: str, targets: Sequence[Target], facts: Facts, today: dt.date) -> tuple[Step, ...]:
    """The targets with which the record is in the class, the fewest figures first."""
    held = [target for target in targets if target and _class_with(rating, target, facts, today) == name]
    columns = _columns(rating)
    made = [Step(name, tuple((columns[key], value) for key, value in target.items())) for target in held]
    return tuple(sorted(dict.fromkeys(made), key=lambda step: len(step.targets)))[:_MOST_WAYS]


def _columns(rating: Rating) -> dict[str, Column]:
    body = rating.body
    parts = body.rows if isinstance(body, Rows) else body.points if isinstance(body, Points) else ()
    return {leaf.column.name: leaf.column for part in parts for leaf in leaves(part.when)}


def _class_with(rating: Rating, target: Target, facts: Facts, today: dt.date) -> str | None:
    row = row_of(rating, {**facts, **target}, today)
    return None if row is None else outcomes(rating)[row - 1]


def _point_targets(body: Points, facts: Facts, today: dt.date) -> list[Target]:
    """What would win points that are missing, one test or two."""
    single = [
        target for point in body.points if point.add > 0 for target in _targets(point.when, facts, today) if target
    ]
    return single + [joint for one, other in combinations(single, 2) if (joint := _together(one, other, facts))]


def _targets(test: Test, facts: Facts, today: dt.date) -> list[Target]:
    """What would have to change for a test to hold, as alternatives.

    One empty target where it holds; none where no figure leads there.
    """
    if matches(test, facts, today):
        return [{}]
    if isinstance(test, Leaf):
        return _leaf_targets(test, plain(facts.get(test.column.name)))
    parts = [_targets(part, facts, today) for part in test.parts]
    if isinstance(test, conditions.Some):
        return [target for part in parts for target in part]
    together: list[Target] = [{}]
    for part in parts:
        joints = [_together(one, other, facts) for one in together for other in part]
        together = [joint for joint in joints if joint is not None]
    return together


def _together(one: Target, other: Target, facts: Facts) -> Target | None:
    """Both targets at once: of two figures in one direction the farther one; None where they pull apart."""
    joint = {**one, **other}
    for key in one.keys() & other.keys():
        value = plain(facts.get(key))
        if (one[key] > value) != (other[key] > value):
            return None
        joint[key] = (max if one[key] > value else min)(one[key], other[key])
    return joint


def _leaf_targets(leaf: Leaf, value: Any) -> list[Target]:
    kind = leaf.column.kind
    if value is None or leaf.negated or not is_ordered(kind):
        return []
    if leaf.operator == AMONG.id:
        return [{leaf.column.name: each} for each in leaf.operands if each > value]
    if leaf.operator != RANGE.id:
        return []
    low, high, after_low, before_high = leaf.operands
    step = _DAY if is_dated(kind) else 1 if kind.python is int else 0.01
    if low is not None and (value < low or (value == low and after_low)):
        return [{leaf.column.name: low + step if after_low else low}]
    return [{leaf.column.name: high - step if before_high else high}]


def _less(target: Any, value: Any) -> Any:
    """The way from a value to a target."""
    return target - plain(value)


def _gap_words(column: Column, amount: Any, lang: Lang) -> str:
    if isinstance(amount, dt.timedelta):
        key = "rule.later" if amount.days > 0 else "rule.earlier"
        return say(key, lang, field=column.label(lang), days=abs(amount.days))
    rounded = round(abs(amount), 2) if column.kind.python is not int else round(abs(amount))
    shown = conditions.show(column, rounded, lang)
    shown = f"¥{shown}" if column.kind is MONEY else shown
    return say("rule.gap" if amount > 0 else "rule.gap_less", lang, field=column.label(lang), amount=shown)
