"""Where customers stand among each other in a rating that compares them, for many of them at once.

What `standing` says of one: the others are as they are today, whoever is asked for may have another value by then.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from jipan.rules.aggregates import FEN
from jipan.rules.forms import Cumulative, Shares
from jipan.rules.ratings import PARTS

Values = np.ndarray[Any, np.dtype[np.float64]]


class Ranks:
    """The values of all customers in one rating, smallest first, and what they bring together, in fen."""

    def __init__(self, body: Shares | Cumulative, values: Values) -> None:
        self.body, self.values = body, values
        self.sums = np.concatenate(([0.0], np.cumsum(worth(values))))

    def rows(self, value: Values, own: Values) -> Any:
        """The rows that decide for those who have `own` today, had they `value`; 0 where none does."""
        body, last = self.body, len(self.body.names)
        found = np.full(len(value), last if body.cuts[-1] >= 1 else 0)
        for row in range(len(body.cuts), 0, -1):
            found = np.where(self.within(body.cuts[row - 1], value, own), row, found)
        if body.cuts[-1] >= 1 or isinstance(body, Cumulative):
            found = np.where(value <= 0, last, found)
        return np.where(np.isnan(value), last + 1, found)

    def within(self, cut: float, value: Values, own: Values) -> Any:
        """Whether those with `own` would be within a cut, had they `value`."""
        if isinstance(self.body, Shares):
            count = len(self.values) + np.isnan(own)
            return self.above(value, own) * PARTS < round(cut * PARTS) * count
        mine = worth(value)
        edge, whole = self.brought_above(value, own), round(cut * PARTS) * (self.rest(own) + mine)
        return edge * PARTS < whole if self.body.boundary == "before" else (edge + mine) * PARTS <= whole

    def above(self, value: Values, own: Values) -> Any:
        """How many of the others have more."""
        return len(self.values) - np.searchsorted(self.values, value, side="right") - (own > value)

    def brought_above(self, value: Values, own: Values) -> Any:
        """What those of the others bring together who bring more."""
        all_above = self.sums[-1] - self.sums[np.searchsorted(self.values, value, side="right")]
        return all_above - np.where(own > value, worth(own), 0.0)

    def rest(self, own: Values) -> Any:
        """What the others bring together."""
        return self.sums[-1] - worth(own)


def worth(values: Values) -> Any:
    """What a value adds to a sum, in fen: nothing where it is missing or below nothing."""
    return np.round(np.maximum(np.nan_to_num(values), 0) * FEN)
