"""The open reasons of a day, by set operations on the base: which step of which cadence is due for whom. Nothing it
lays out stays.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeAlias

from jipan.followups import keys, subjects
from jipan.followups.calendar import Calendar
from jipan.followups.channels import lay_channels
from jipan.followups.courses import Course
from jipan.followups.due import Due
from jipan.followups.floors import lacking
from jipan.followups.keys import code
from jipan.followups.laying import lay
from jipan.followups.occasions import Horizon, Occasion, occasions, promise
from jipan.followups.sql import UNREACHED, statement

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base


Seen: TypeAlias = tuple[Course, Occasion]
By = Literal["customer", "vehicle"]
NO_COURSE = -1
"""A list of courses is never empty."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The days asked for; of one customer, or of all; a task for each customer, or for each of his vehicles."""

    due: Due
    customer: str | None = None
    by: By = "customer"


def reckon(
    base: Base, tables: subjects.Tables, plan: tuple[Book, Sequence[Course]], horizon: Horizon, wanted: Wanted
) -> list[Seen]:
    """Lay out the open reasons of the days asked for as `followups_tasks`; give the occasions that they name by
    place.
    """
    (book, lines), today = plan, horizon.today
    tables = subjects.of_one(tables, wanted.customer)
    _lay_courses(base, lines)
    subjects.lay(base, tables, book, lines, today)
    subjects.lay_anchored(base, lines, horizon)
    seen = _occasions(base, lines, horizon)
    _lay_occasions(base, seen)
    stem = keys.sql_stem("f.cadence", "f.subject", "f.step")
    lay_channels(base, tables, lines)
    base.run(statement("found", today=today, stem=stem))
    _lay_moves(base, horizon.calendar)
    base.script(_reasons(tables, book, horizon, wanted.due) + _tasks(book, lines, wanted))
    return seen


def _reasons(tables: subjects.Tables, book: Book, horizon: Horizon, due: Due) -> str:
    """The statements that leave the open reasons of the days asked for."""
    gap = book.desk.marketing_gap.about_days
    closed = {"contacts": subjects.query(tables, "contacts"), "unreached": UNREACHED, "length": keys.STEM}
    days = {"today": horizon.today, "last": due.last, "first_open": horizon.calendar.next_open(horizon.today)}
    return statement("reasons", **closed, **days, code=keys.sql_code("k.key"), days=keys.DAYS - 1, gap=gap)


def _tasks(book: Book, lines: Sequence[Course], wanted: Wanted) -> str:
    """The statements that put the reasons of the days asked for into the tasks they belong to."""
    due, gap = wanted.due, book.desk.marketing_gap.about_days
    of_vehicles = (*(line.number for line in lines if line.cadence.of == "vehicles"), NO_COURSE)
    part = f"CASE WHEN course IN {of_vehicles} THEN subject ELSE '' END" if wanted.by == "vehicle" else "''"
    days = {"first": due.first, "last": due.last, "overdue": due.overdue}
    return statement("tasks", **days, window=max(1, gap - 1), part=part)


def _occasions(base: Base, lines: Sequence[Course], horizon: Horizon) -> list[Seen]:
    """Each step of each cadence for each anchor date that occurs."""
    anchors: dict[int, list[dt.date]] = defaultdict(list)
    for number, anchor in base.rows("SELECT DISTINCT course, anchor FROM followups_subjects"):
        anchors[number].append(anchor)
    return [(line, occasion) for line in lines for occasion in _of(line, anchors[line.number], horizon)]


def _of(line: Course, anchors: Sequence[dt.date], horizon: Horizon) -> list[Occasion]:
    if line.promised:
        return [occasion for occasion in (promise(day, horizon) for day in anchors) if horizon.sees(occasion)]
    if line.floor_of is not None:
        return [one for one in (lacking(line.cadence, day, horizon) for day in anchors) if horizon.sees(one)]
    return [one for one in occasions(line.cadence, anchors, horizon) if line.has(one.step)]


def _lay_courses(base: Base, lines: Sequence[Course]) -> None:
    words = ("of", "purpose", "role", "channel", "priority")
    rows = [
        (line.number, line.level is not None, line.cadence.id, *(getattr(line.cadence, word) for word in words))
        for line in lines
    ]
    types = (
        "course INTEGER, levelled BOOLEAN, cadence VARCHAR, of VARCHAR, purpose VARCHAR, role VARCHAR, channel VARCHAR"
    )
    lay(base, "followups_courses", f"{types}, priority INTEGER", rows)


def _lay_occasions(base: Base, seen: Sequence[Seen]) -> None:
    rows = [
        (place, line.number, line.cadence.priority, *_DATES(one), one.step, one.forgiven, code(one.anchor))
        for place, (line, one) in enumerate(seen)
    ]
    types = "occasion INTEGER, course INTEGER, priority INTEGER, anchor DATE, planned DATE, due DATE, closes DATE"
    lay(base, "followups_occasions", f"{types}, event DATE, step INTEGER, forgiven INTEGER, code INTEGER", rows)


_DATES = attrgetter("anchor", "day", "due", "closes", "event")


def _lay_moves(base: Base, calendar: Calendar) -> None:
    """The open day for each day until which somebody is left alone, where that is another day."""
    days: list[dt.date] = []
    if calendar.longest_closure:
        days = [day for (day,) in base.rows('SELECT DISTINCT "until" FROM followups_found WHERE "until" IS NOT NULL')]
    moved = [(day, calendar.next_open(day)) for day in days if not calendar.is_open(day)]
    lay(base, "followups_moves", "day DATE, open DATE", moved)
