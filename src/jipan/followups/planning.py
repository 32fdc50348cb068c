"""Plans whom to contact: a pure function of base, book and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.followups.calendar import Calendar
from jipan.followups.gathering import Pick, arrange, gather
from jipan.followups.occasions import Horizon
from jipan.followups.reckoning import Wanted, reckon

if TYPE_CHECKING:
    from jipan.followups.due import Due
    from jipan.followups.tasks import Task
    from jipan.rules import Book
    from jipan.store import Base

LAPSED_WITHIN = dt.timedelta(days=7)
"""Steps that lapsed unanswered are counted for a week; before that they are history."""

_COUNTS = """
SELECT
    (SELECT count(*) FROM followups_chosen WHERE NOT over),
    (SELECT count(*) FROM followups_chosen WHERE NOT over AND due < (SELECT today FROM followups_day)),
    (SELECT count(*) FROM followups_reasons WHERE lapsed),
    (SELECT count(*) FROM followups_tasks WHERE beyond),
    (SELECT count(*) FROM followups_chosen WHERE over)
"""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The tasks of the days asked for, the most urgent first, and what is not among them.

    Of `found` tasks, `overdue` wait since before today; with a limit `tasks` are the first of them. `lapsed` steps went
    unanswered in the last week, `capped` reasons are marketing too soon after other marketing, `over` tasks are more
    than the advisers' quota. `estimated` says that the holidays around these days are not announced yet.
    """

    tasks: tuple[Task, ...]
    found: int
    overdue: int
    lapsed: int
    capped: int
    over: int
    estimated: bool

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)

    @property
    def moved(self) -> int:
        """Reasons that stand on another day than their cadence says."""
        return sum(reason.was is not None for task in self.tasks for reason in task.reasons)


def plan(base: Base, book: Book, today: dt.date, *, due: Due, pick: Pick | None = None) -> Agenda:
    """Whom to contact on the days asked for, as known on `today`."""
    wanted = pick or Pick()
    horizon = Horizon(today, today - LAPSED_WITHIN, due.last, Calendar.of(book.desk))
    seen = reckon(base, base.tables(today), book, horizon, Wanted(due, wanted.customer))
    arrange(base, book, wanted)
    tasks = tuple(gather(base, seen, today, wanted.limit))
    found, overdue, lapsed, capped, over = base.rows(_COUNTS)[0]
    return Agenda(tasks, found, overdue, lapsed, capped, over, horizon.calendar.estimated(due.last))
