"""Monthly floors: so many contacts in every calendar month, however long ago the last one was. Pure.

A month is parted into as many parts as contacts are wanted in it, each with a contact by its end; what the rhythm of the
cadence brings anyway is not asked for twice.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from jipan.followups.occasions import FOREVER, Horizon, Occasion
from jipan.followups.steps import LONGEST, SHORTEST
from jipan.kinds.span import Span

if TYPE_CHECKING:
    from jipan.rules import Cadence

_DAY = dt.timedelta(days=1)
OWN_STEP = 0
"""No step of the cadence: a contact that was made for the month must not stand for the turn that is counted from it."""


@dataclass(frozen=True, slots=True)
class Floor:
    """`count` contacts in every period of `months` calendar months; one that lacks is asked for `ahead` days before the
    end of its part, so that somebody who does not answer can be tried again.
    """

    count: int
    months: int
    ahead: int

    @classmethod
    def of(cls, cadence: Cadence) -> Self:
        count, span = cadence.at_least or (1, Span(months=1))
        part = span.about_days // max(1, count)
        ahead = cadence.window.about_days if cadence.window else min(max(part // 4, SHORTEST), LONGEST)
        return cls(count, span.months, min(ahead, part))

    def end(self, day: dt.date) -> dt.date:
        """The last day of the period in which `day` lies."""
        beyond = (day.year * 12 + day.month - 1) // self.months * self.months + self.months
        return dt.date(beyond // 12, beyond % 12 + 1, 1) - _DAY


def lacking(cadence: Cadence, day: dt.date, horizon: Horizon) -> Occasion:
    """A contact that a month lacks, to be made on `day`. It stays open until it is made."""
    end, after = Floor.of(cadence).end(day), horizon.calendar.next_open(day)
    due = after if after <= end else horizon.calendar.last_open(day)
    return Occasion(day, OWN_STEP, Span(), day, due, day, FOREVER, end, 0)


def interval_of(span: Span) -> str:
    """A span of time as SQL."""
    return f"INTERVAL {span.months} MONTH + INTERVAL {span.days} DAY"
