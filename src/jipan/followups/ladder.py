"""Who hears of a task that nobody does: after so long the manager, after longer a colleague gets it, or anybody may take it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.followups.calendar import Calendar
from jipan.followups.courses import Course
from jipan.followups.laying import lay as lay_rows
from jipan.followups.occasions import NEVER, Horizon
from jipan.followups.sql import statement
from jipan.kinds.span import Span

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.rules.plans import Rung
    from jipan.store import Base

_DAY = dt.timedelta(days=1)
_NOTHING = "SELECT '' AS id, 0 AS opened WHERE false"


def lay(base: Base, book: Book, lines: Sequence[Course], horizon: Horizon) -> None:
    """`followups_raised`: the tasks that have waited too long."""
    found = [(line, line.cadence.escalate.over(book.desk.escalate)) for line in lines]
    ladders = [(line, ladder) for line, ladder in found if ladder.rises]
    lay_rows(
        base,
        "followups_ladders",
        "course INTEGER, report DATE, hand DATE, free DATE",
        [(line.number, *(_since(rung, horizon) for rung in ladder.rungs)) for line, ladder in ladders],
    )
    records = (_versions(of) for of in dict.fromkeys(line.cadence.of for line, _ in ladders))
    base.run(statement("raised", never=NEVER, records=" UNION ALL ".join(records) or _NOTHING))


def _versions(of: str) -> str:
    """SQL: since which batches a record is known as what it is; a lead, by the level that it has now."""
    if of != "leads":
        return f"SELECT id, opened FROM {of}"
    return "SELECT w.id, w.opened FROM leads w JOIN leads n ON n.closed IS NULL AND n.id = w.id AND n.level IS NOT DISTINCT FROM w.level"


def _since(rung: Rung, horizon: Horizon) -> dt.date | None:
    """What waits since this day or longer has waited too long."""
    return _open_days_before(rung, horizon.today, horizon.calendar) if isinstance(rung, Span) else None


def _open_days_before(span: Span, today: dt.date, calendar: Calendar) -> dt.date:
    """Days on which the shop is closed do not count: nobody could have done anything."""
    day = Span(months=span.months).before(today)
    for _ in range(span.days):
        day = calendar.last_open(day - _DAY)
    return day
