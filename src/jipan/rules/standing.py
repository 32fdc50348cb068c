"""Where one customer stands among all others in a rating that compares them, and what he needs to stand higher.

The others are taken as they are today. Values are compared as the ratings compare them: sums in whole fen, shares in
hundredths of a percent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from jipan.rules import needs
from jipan.rules.aggregates import FEN
from jipan.rules.book import Book
from jipan.rules.entrance import Tables
from jipan.rules.facts import frame
from jipan.rules.forms import Cumulative, Rating, Rfm, Shares
from jipan.rules.operators import plain
from jipan.rules.ratings import PARTS
from jipan.rules.single import Facts, rfm_bits, rfm_row

Values = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Standing:
    """The values of all customers in one rating, smallest first; `own` is the value of the customer in question."""

    rating: Rating
    values: Values
    own: float | None

    @cached_property
    def others(self) -> Values:
        """The values without his own."""
        if self.own is None:
            return self.values
        return np.delete(self.values, np.searchsorted(self.values, self.own))

    def row(self, facts: Facts) -> int | None:
        """The row that decides for these facts of his, the others being as they are."""
        body = self.rating.body
        if isinstance(body, Rfm):
            return rfm_row(*rfm_bits(body, self.median, facts))
        if not isinstance(body, Shares | Cumulative):
            return None
        value = plain(facts.get(body.by.name))
        return len(body.names) + 1 if value is None else self._row_of(body, float(value))

    @cached_property
    def median(self) -> float:
        """The money in the middle of all who came."""
        return float(np.median(self.values)) if len(self.values) else float("nan")

    def rank(self, value: float) -> int:
        """How many stand above him, and one."""
        return int(len(self.others) - np.searchsorted(self.others, value, side="right")) + 1

    def _row_of(self, body: Shares | Cumulative, value: float) -> int | None:
        last = len(body.names)
        if value <= 0 and body.cuts[-1] >= 1:
            return last
        if value <= 0 and isinstance(body, Cumulative):
            return last
        found = (number for number, cut in enumerate(body.cuts, 1) if self._within(body, value, cut))
        return next(found, last if body.cuts[-1] >= 1 else None)

    def _within(self, body: Shares | Cumulative, value: float, cut: float) -> bool:
        if isinstance(body, Shares):
            return (self.rank(value) - 1) * PARTS < round(cut * PARTS) * (len(self.others) + 1)
        above = self._above(value)
        edge = above if body.boundary == "before" else above + round(value * FEN)
        total = round(cut * PARTS) * (self._sums[-1] + round(value * FEN))
        return bool(edge * PARTS < total if body.boundary == "before" else edge * PARTS <= total)

    @cached_property
    def _sums(self) -> Values:
        """What the others bring together, in fen, from the smallest up; 0 first."""
        worth = np.round(np.maximum(self.others, 0) * FEN)
        return np.concatenate(([0.0], np.cumsum(worth)))

    def _above(self, value: float) -> float:
        """What those bring together who bring more than `value`."""
        place = np.searchsorted(self.others, value, side="right")
        return float(self._sums[-1] - self._sums[place])

    def needed(self, row: int) -> float | None:
        """The least value with which he would be in a better row, the others being as they are; None where there is none."""
        body = self.rating.body
        if not isinstance(body, Shares | Cumulative) or self.own is None:
            return None
        reached = (value for value in self._candidates(body, row) if value > self.own)
        return next((value for value in reached if self._row_of(body, value) == row), None)

    def _candidates(self, body: Shares | Cumulative, row: int) -> list[float]:
        """Values at which he may enter a row, smallest first."""
        cut = body.cuts[row - 1]
        if isinstance(body, Cumulative):
            return self._passing(cut) if body.boundary == "including" else [self._bisected(body, cut)]
        places = -(-round(cut * PARTS) * (len(self.others) + 1) // PARTS)
        if places <= 0:
            return []
        threshold = float(self.others[-places]) if places <= len(self.others) else 0.0
        return [max(threshold, 1 / self._scale(body))]

    def _scale(self, body: Shares | Cumulative) -> int:
        return 1 if body.by.kind.python is int else FEN

    def _bisected(self, body: Cumulative, cut: float) -> float:
        """The more he brings, the less the others bring who bring more."""
        own, scale = self.own or 0.0, self._scale(body)
        highest = max(own, float(self.others[-1]) if len(self.others) else 0.0)
        low, high = round(own * scale), round(highest * scale) + 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._within(body, middle / scale, cut) else (middle + 1, high)
        return low / scale

    def _passing(self, cut: float) -> list[float]:
        """Where his own value counts too, it is enough to try the values at which he draws level with somebody."""
        values = self.others[self.others > (self.own or 0.0)]
        worth = np.round(values * FEN)
        above = self._sums[-1] - self._sums[np.searchsorted(self.others, values, side="right")]
        held = (above + worth) * PARTS <= round(cut * PARTS) * (self._sums[-1] + worth)
        return [float(value) for value in values[held][:1]]


def standings(tables: Tables, book: Book, today: dt.date, customer: str) -> Mapping[str, Standing]:
    """Where a customer stands in each rating that compares customers."""
    ranked = {name: rating for name, rating in book.ratings.items() if compares(rating)}
    columns = {name: columns_compared(rating) for name, rating in ranked.items()}
    wanted = {column for names in columns.values() for column in names}
    if not wanted:
        return {}
    found = frame(tables, book, sorted(wanted), today).collect("pyarrow").to_native()
    ids = np.asarray(found["id"].to_pylist(), dtype=object)
    made = {name: np.asarray(found[name].to_numpy(zero_copy_only=False), dtype=np.float64) for name in wanted}
    return {
        name: _standing(rating, [made[column] for column in columns[name]], ids == customer)
        for name, rating in ranked.items()
    }


def compares(rating: Rating) -> bool:
    """Whether a class depends on the other customers."""
    body = rating.body
    return rating.of == "customers" and (
        isinstance(body, Shares | Cumulative) or (isinstance(body, Rfm) and body.rich is None)
    )


def rests_on_others(book: Book, rating: Rating) -> bool:
    """Whether a class depends on the other customers anywhere below: on a rank, a score or whom somebody has brought."""
    return any(
        compares(thing) if isinstance(thing, Rating) else needs.compares(thing) for thing in needs.below(book, rating)
    )


def columns_compared(rating: Rating) -> list[str]:
    """The value that is compared; beside it what must be known of a customer for him to count."""
    body = rating.body
    return [body.money.name, body.recency.name] if isinstance(body, Rfm) else [body.by.name]  # type: ignore[union-attr]


def _standing(rating: Rating, columns: list[Values], is_own: Any) -> Standing:
    known = ~np.any(np.isnan(np.stack(columns)), axis=0)
    own = columns[0][is_own & known]
    return Standing(rating, np.sort(columns[0][known]), float(own[0]) if len(own) else None)
