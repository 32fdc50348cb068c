"""How far everybody is from the next class up: the ways of `ways`, worked out once for all who stand alike.

Whoever stands alike on every boundary of a rating has the same ways; only the gaps differ. Where customers are compared,
what is needed is found for all of them at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np

from jipan.rules.aggregates import FEN
from jipan.rules.conditions import Leaf, leaves, matches
from jipan.rules.explain import distance_words
from jipan.rules.forms import Cumulative, Points, Rating, Rows, Shares
from jipan.rules.operators import AMONG, RANGE, is_ordered, plain
from jipan.rules.ranks import Ranks, worth
from jipan.rules.ratings import PARTS
from jipan.rules.single import Facts
from jipan.rules.standing import Standing, Values
from jipan.rules.ways import Step, steps
from jipan.words import Lang

_FEW = 500
"""So many customers are looked at one by one; of more, all at once."""


class Distances:
    """The distances in one rating. `values` are those of all customers in a rating that compares them, in any order."""

    def __init__(self, rating: Rating, today: dt.date, values: Values | None = None) -> None:
        self.rating, self.today = rating, today
        self._by_column = _by_column(rating)
        self._steps: dict[tuple[Any, ...], tuple[Step, ...]] = {}
        self._sides: dict[tuple[str, Any], tuple[Any, ...]] = {}
        self._words: dict[tuple[Any, ...], str | None] = {}
        self._needed = {} if values is None else needed(rating, np.sort(values))

    def words(self, row: int, facts: Facts, lang: Lang) -> str | None:
        """`进厂次数再加1，即为B`; None where no figure leads further up."""
        key = (lang, row, *facts.values())
        if key not in self._words:
            self._words[key] = distance_words(self.rating, self._ways(row, facts), facts, lang)
        return self._words[key]

    def _ways(self, row: int, facts: Facts) -> tuple[Step, ...]:
        body = self.rating.body
        if isinstance(body, Shares | Cumulative):
            found = self._needed.get(plain(facts[body.by.name]))
            return () if found is None else (Step(found[0], ((body.by, found[1]),)),)
        key = (row, *(self._places(name, plain(facts.get(name))) for name in self._by_column))
        if key not in self._steps:
            self._steps[key] = steps(self.rating, row, facts, self.today)
        return self._steps[key]

    def _places(self, name: str, value: Any) -> tuple[Any, ...]:
        """On which side of each boundary a value lies; nothing where it is missing."""
        if (name, value) not in self._sides:
            tests = () if value is None else self._by_column[name]
            self._sides[name, value] = tuple(_place(leaf, value, self.today) for leaf in tests)
        return self._sides[name, value]


def _by_column(rating: Rating) -> dict[str, list[Leaf]]:
    """The single tests of a rating by the column that they look at."""
    body = rating.body
    parts = body.rows if isinstance(body, Rows) else body.points if isinstance(body, Points) else ()
    found: dict[str, list[Leaf]] = {}
    for part in parts:
        for leaf in leaves(part.when):
            found.setdefault(leaf.column.name, []).append(leaf)
    return found


def _place(leaf: Leaf, value: Any, today: dt.date) -> Any:
    """Below, on or above each bound of a test; of tests that no figure leads into, whether they hold."""
    bounds = leaf.operands[:2] if leaf.operator == RANGE.id else leaf.operands if leaf.operator == AMONG.id else ()
    if not bounds or not is_ordered(leaf.column.kind):
        return matches(leaf, {leaf.column.name: value}, today)
    return tuple((value > bound) - (value < bound) for bound in bounds if bound is not None)


Needed = dict[float, tuple[str, float]]
"""A customer's value → the class that he could reach next, and the value he needs for it, the others being as they are."""


def needed(rating: Rating, values: Values) -> Needed:
    """What customers with these values, smallest first, need for the next class up."""
    body = rating.body
    if not rating.ordered or not isinstance(body, Shares | Cumulative) or not len(values):
        return {}
    if len(values) <= _FEW:
        return {own: found for own in set(values.tolist()) if (found := _of_one(Standing(rating, values, own)))}
    ranks = Ranks(body, values)
    if isinstance(body, Shares):
        return _by_rank(ranks, Standing(rating, values, float(values[0])))
    return _by_sum(ranks, _least if body.boundary == "before" else _first_level)


def _of_one(standing: Standing) -> tuple[str, float] | None:
    """The nearest better class that some value leads to."""
    facts = {standing.rating.body.by.name: standing.own}  # type: ignore[union-attr]
    row = standing.row(facts)
    found = steps(standing.rating, row, facts, dt.date.min, standing)
    return (found[0].name, found[0].targets[0][1]) if found else None


def _better(body: Shares | Cumulative) -> range:
    """The rows into which one can rise, the best first: all but the rest."""
    return range(1, len(body.cuts) + (body.cuts[-1] < 1))


def _by_rank(ranks: Ranks, lowest: Standing) -> Needed:
    """Those who stand above are the same for everybody below: one threshold a class."""
    marks = [(row, mark) for row in _better(ranks.body) if (mark := lowest.needed(row)) is not None]
    found: Needed = {}
    own = np.unique(ranks.values)
    for value, now in zip(own.tolist(), ranks.rows(own, own).tolist(), strict=True):
        above = [(row, mark) for row, mark in marks if mark > value and row < now]
        if above:
            found[value] = ranks.body.names[above[-1][0] - 1], above[-1][1]
    return found


def _by_sum(ranks: Ranks, search: Callable[[Ranks, float, Values], Values]) -> Needed:
    """Whoever brings more also makes the whole larger: the least value is searched for all customers in step."""
    body, own = ranks.body, np.unique(ranks.values)
    now = ranks.rows(own, own)
    found: Needed = {}
    for row in reversed(_better(body)):
        waiting = (now > row) & np.array([value not in found for value in own.tolist()])
        mine = own[waiting]
        least = search(ranks, body.cuts[row - 1], mine)
        reached = ranks.rows(least, mine)
        for value, needs, place in zip(mine.tolist(), least.tolist(), reached.tolist(), strict=True):
            if needs > value and place < now[np.searchsorted(own, value)]:
                found[value] = (body.names[place - 1], needs)
    return found


def _least(ranks: Ranks, cut: float, own: Values) -> Values:
    """The more one brings, the less the others bring who bring more: the least value is halved in on."""
    scale = 1 if ranks.body.by.kind.python is int else FEN
    low, high = np.round(own * scale), np.full(len(own), round(float(ranks.values[-1]) * scale) + 1.0)
    while np.any(low < high):
        middle = np.floor((low + high) / 2)
        held = ranks.within(cut, middle / scale, own)
        low, high = np.where(held, low, np.minimum(middle + 1, high)), np.where(held, middle, high)
    return low / scale


def _first_level(ranks: Ranks, cut: float, own: Values) -> Values:
    """Where one's own value counts too, it is enough to try the values at which one draws level with somebody.

    What is wanting at such a value hardly depends on who comes up to it: `short` is the same for all, and each looks for
    the first value above his own that is short of nothing to him.
    """
    levels = np.unique(ranks.values)
    share, mine = round(cut * PARTS), worth(levels)
    none = np.full(len(levels), -np.inf)
    short = (ranks.brought_above(levels, none) + mine) * PARTS - share * mine
    place = _first_below(short, share * ranks.rest(own), np.searchsorted(levels, own, side="right"))
    found: Values = np.append(levels, np.nan)[place]
    return found


def _first_below(values: Values, bounds: Values, start: Any) -> Any:
    """For each bound the first place from `start` on where a value is not above it; the end where there is none."""
    lows = [np.append(values, -np.inf)]
    while (step := 2 ** (len(lows) - 1)) <= len(values):
        further = np.append(lows[-1][step:], np.full(step, -np.inf))
        lows.append(np.minimum(lows[-1], further))
    place = np.array(start)
    for level in reversed(range(len(lows))):
        place = np.where(lows[level][place] > bounds, place + 2**level, place)
    return place
