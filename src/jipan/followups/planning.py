"""Plans whom to contact: a pure function of base, book and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from jipan.followups import endings, ladder
from jipan.followups.absences import calendar, lay_leave, lay_slots
from jipan.followups.courses import courses
from jipan.followups.due import Due
from jipan.followups.gathering import Days, Pick, arrange, gather
from jipan.followups.occasions import FOREVER, Horizon
from jipan.followups.reckoning import Seen, Wanted, reckon
from jipan.followups.subjects import Tables, with_subjects
from jipan.store import stands_under

if TYPE_CHECKING:
    from jipan.followups.tasks import Task
    from jipan.rules import Book
    from jipan.store import Base

LAPSED_WITHIN = dt.timedelta(days=7)
"""Steps that lapsed unanswered are counted for a week; before that they are history."""

_COUNTS = """
SELECT
    count(*) FILTER (NOT over),
    count(*) FILTER (NOT over AND due < ?),
    (SELECT count(*) FROM followups_reasons WHERE lapsed),
    (SELECT count(*) FROM followups_capped),
    count(*) FILTER (over),
    count(*) FILTER (NOT over AND raised = 'manager'),
    count(*) FILTER (NOT over AND raised = 'pool'),
    count(*) FILTER (NOT over AND raised = 'handed')
FROM followups_chosen
"""

_BY_ADVISER = """
SELECT
    adviser,
    adviser = '' AND role = 'manager' AS managers,
    count(*) FILTER (due < $1),
    count(*) FILTER (due >= $1 AND planned <= $1),
    count(*) FILTER (due >= $1 AND planned > $1)
FROM followups_chosen
WHERE NOT over
GROUP BY adviser, managers
ORDER BY adviser = '', adviser, managers DESC
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks there are, and what is not among them.

    Of `found` tasks, `overdue` wait since before today. `lapsed` steps went unanswered in the last week, `capped`
    reasons are marketing too soon after other marketing, `over` tasks are more than the advisers' quota and are
    `spread` over the next days. `reported` tasks waited so long that the manager is
    told, `handed` ones so long that colleagues got them, `freed` ones so long that they are
    anybody's. `estimated` says that the holidays around these days are not announced yet.
    """

    found: int
    overdue: int
    lapsed: int
    capped: int
    over: int
    reported: int
    freed: int
    handed: int
    estimated: bool
    spread: tuple[tuple[dt.date, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda(Counts):
    """The tasks of the days asked for, the most urgent first; with a limit the first of them."""

    tasks: tuple[Task, ...]

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)

    @property
    def moved(self) -> int:
        """Reasons that stand on another day than their cadence says."""
        return sum(reason.was is not None for task in self.tasks for reason in task.reasons)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan as it lies in the base, with what is known of it without looking at each task. It lies there until the
    next plan is made.
    """

    base: Base
    tables: Tables
    book: Book
    today: dt.date
    seen: Sequence[Seen]
    counts: Counts
    limit: int | None = None


def draw(
    base: Base, book: Book, today: dt.date, *, due: Due, pick: Pick | None = None, known: dt.date | int | None = None
) -> Drawn:
    """Plan whom to contact on the days asked for, as known on `today`, and leave it in the base.

    `known` plans by what the base knew then: at the end of that day, or after that batch.
    """
    wanted = pick or Pick()
    horizon = Horizon(today, today - LAPSED_WITHIN, due.last, calendar(base, book.desk, known))
    asked, days = _limited(base, book, due, horizon)
    lay_leave(base, today, due.last, known)
    tables = base.tables(today, known, together=True)
    lines = with_subjects(base, courses(book))
    endings.lay(base, book, known)
    one = wanted.customer and stands_under(base, wanted.customer)
    seen = reckon(base, tables, (book, lines), horizon, Wanted(asked, one, wanted.by))
    ladder.lay(base, book, lines, horizon)
    arrange(base, tables, book, lines, wanted, days)
    counted = (*base.rows(_COUNTS, [today])[0], horizon.calendar.estimated(due.last), _spread(base))
    return Drawn(base, tables, book, today, seen, Counts(*counted), wanted.limit)


def _limited(base: Base, book: Book, due: Due, horizon: Horizon) -> tuple[Due, Days]:
    """The days whose steps must be looked at, and those wanted: with a quota, tasks wait for their turn. What was due
    in the past is told as it was.
    """
    first_open = horizon.calendar.next_open(horizon.today)
    if book.desk.quota is None or due.last < first_open:
        return due, Days(horizon.today, due.last if due.last >= horizon.today else FOREVER)
    lay_slots(base, horizon.calendar, first_open)
    return Due(due.first, due.last, overdue=True), Days(
        horizon.today, due.last, book.desk.quota, None if due.overdue else due.first
    )


def _spread(base: Base) -> tuple[tuple[dt.date, int], ...]:
    rows = base.rows("SELECT planned, count(*) FROM followups_chosen WHERE over GROUP BY planned ORDER BY planned")
    return tuple((day, count) for day, count in rows)


class Load(NamedTuple):
    """How many tasks an adviser has, or the manager himself, or nobody: overdue, by today, later."""

    adviser: str
    managers: bool
    counts: tuple[int, int, int]


def by_adviser(drawn: Drawn) -> list[Load]:
    """What each adviser has to do. What has no adviser comes last: the manager's own, then the rest."""
    rows = drawn.base.rows(_BY_ADVISER, [drawn.today])
    return [Load(adviser, managers, (late, now, later)) for adviser, managers, late, now, later in rows]


def plan(
    base: Base, book: Book, today: dt.date, *, due: Due, pick: Pick | None = None, known: dt.date | int | None = None
) -> Agenda:
    """Whom to contact on the days asked for, as known on `today`; `known` as for `draw`."""
    drawn = draw(base, book, today, due=due, pick=pick, known=known)
    tasks = tuple(gather(base, drawn.tables, book, drawn.seen, today, drawn.limit))
    return Agenda(**asdict(drawn.counts), tasks=tasks)
