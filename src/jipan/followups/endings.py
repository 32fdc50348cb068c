"""Since when a lead is over of which nobody wrote down the day: since the first day on which the base could know of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.followups.courses import OPEN_STAGES, Course
from jipan.store import as_known
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_CLOSED = "closed_on"


def anchor(course: Course) -> str:
    """SQL: the date of a record that the steps of a cadence count from."""
    column = f'"{course.cadence.anchor}"'
    if course.cadence.of != "leads" or course.cadence.anchor != _CLOSED:
        return column
    return f'coalesce({column}, (SELECT e."day" FROM followups_ended e WHERE e.id = followups_leads.id))'


def lay(base: Base, book: Book, known: dt.date | int | None) -> None:
    """`followups_ended`: the leads that are over by their stage or their level without a closing date, and the day of which
    the file spoke that first said so, as the base knew it then.
    """
    resting = ", ".join(quoted(level.id) for level in book.levels.values() if not (level.every or level.at_least))
    over = f"n.stage NOT IN {OPEN_STAGES}"
    alike = f"CASE WHEN {over} THEN {{0}}.stage IS NOT DISTINCT FROM n.stage ELSE {{0}}.level IS NOT DISTINCT FROM n.level END"
    base.run(f"""
        CREATE OR REPLACE TEMP VIEW followups_ended AS
        SELECT n.id, min(coalesce(b.dated, b."at"::DATE)) AS "day"
        FROM (SELECT * FROM leads WHERE {as_known(base, known)}) n
        JOIN leads w ON w.id = n.id AND w.opened <= n.opened AND {alike.format("w")}
        JOIN batches b ON b.number = w.opened
        WHERE n.closed_on IS NULL AND ({over} OR n.level IN ({resting or "NULL"})) AND NOT EXISTS (
            FROM leads o WHERE o.id = n.id AND o.opened > w.opened AND o.opened <= n.opened AND NOT ({alike.format("o")}))
        GROUP BY n.id""")
