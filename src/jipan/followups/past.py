"""What was due on past days, planned again for each of them as the base was known that morning, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.followups.absences import calendar
from jipan.followups.due import Due
from jipan.followups.gathering import Pick
from jipan.followups.planning import draw
from jipan.kinds.talk import UNREACHED

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both within."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> list[dt.date]:
        return [self.first + _DAY * place for place in range((self.last - self.first).days + 1)]


def known_in_the_morning(base: Base, day: dt.date) -> int | None:
    """The last batch before the work of a day came in; None where the base did not exist yet."""
    last = base.value('SELECT max(number) FROM batches WHERE "at"::DATE <= ?', [day])
    if last is None:
        return None
    worked = base.value('SELECT min(opened) FROM contacts WHERE "at"::DATE >= ?', [day])
    return int(last if worked is None else min(last, worked - 1))


def lay_due(base: Base, book: Book, period: Period) -> None:
    """`past_due`: one row for each reason that was listed in the period.

    `due` is the day on which it should have been done (its own, however often nobody answered, or the first on which it
    was listed), `done` that of the talk that settled it, `open` says that it still waits at the end, `carried` that it
    was late before the period.
    """
    base.run(
        "CREATE OR REPLACE TEMP TABLE past_listed (listed DATE, customer VARCHAR, stem VARCHAR, anchor DATE, due DATE,"
        " adviser VARCHAR, store VARCHAR, role VARCHAR, purpose VARCHAR, cadence VARCHAR)"
    )
    works = calendar(base, book.desk)
    planned = [day for day in period.days if works.is_open(day) and _plan(base, book, day)]
    first, last = (planned[0], planned[-1]) if planned else (period.first, period.last)
    base.run(_REASONS, [last, first])


def _plan(base: Base, book: Book, day: dt.date) -> bool:
    known = known_in_the_morning(base, day)
    if not known:
        return False
    draw(base, book, day, due=Due(day, day, overdue=True), pick=Pick(by_home=True), known=known)
    base.run(_LISTED, [day])
    return True


_LISTED = """
INSERT INTO past_listed
SELECT ?, t.customer, t.stem, o.anchor, o.due, c.adviser, c.store, c.role, n.purpose, n.cadence
FROM followups_tasks t
JOIN followups_chosen c ON c.customer = t.customer AND c."day" = t."day" AND NOT c.over
JOIN followups_occasions o ON o.occasion = t.occasion
JOIN followups_courses n ON n.course = t.course
"""

_REASONS = f"""
CREATE OR REPLACE TEMP TABLE past_due AS
WITH reasons AS (
    SELECT customer, stem, anchor, min(listed) AS first, max(listed) AS last, min(due) AS due,
        arg_min(adviser, listed) AS adviser, arg_min(store, listed) AS store, arg_min(role, listed) AS role,
        any_value(purpose) AS purpose, any_value(cadence) AS cadence
    FROM past_listed GROUP BY customer, stem, anchor
),
talks AS (
    SELECT customer, "at"::DATE AS day FROM contacts
    WHERE closed IS NULL AND (outcome IS NULL OR outcome NOT IN {UNREACHED})
),
settled AS (
    SELECT r.customer, r.stem, r.anchor, min(t.day) AS done
    FROM reasons r JOIN talks t ON t.customer = r.customer AND t.day BETWEEN r.first AND r.last
    GROUP BY ALL
)
SELECT r.* EXCLUDE (due, first),
    r.due < $2 AND r.first = $2 AS carried,
    CASE WHEN r.due < $2 AND r.first = $2 THEN r.due ELSE greatest(r.due, r.first) END AS due,
    s.done,
    r.last = $1 AND s.done IS NULL AS open
FROM reasons r LEFT JOIN settled s ON s.customer = r.customer AND s.stem = r.stem AND s.anchor = r.anchor
"""
