"""The open reasons of a day, by set operations on the base: which step of which cadence is due for whom. Nothing it
lays out stays.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from jipan.followups import keys, subjects
from jipan.followups.calendar import Calendar
from jipan.followups.courses import Course, courses
from jipan.followups.due import Due
from jipan.followups.keys import code
from jipan.followups.occasions import Horizon, Occasion, occasions, promise
from jipan.followups.sql import UNREACHED, statement

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base


Seen: TypeAlias = tuple[Course, Occasion]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The days asked for; of one customer, or of all."""

    due: Due
    customer: str | None = None


def reckon(base: Base, tables: subjects.Tables, book: Book, horizon: Horizon, wanted: Wanted) -> list[Seen]:
    """Lay out the open reasons of the days asked for as `followups_tasks`; give the occasions that they name by
    place.
    """
    lines, today, calendar = courses(book), horizon.today, horizon.calendar
    _lay_courses(base, lines)
    subjects.lay(base, subjects.of_one(tables, wanted.customer), book, lines, today)
    seen = _occasions(base, lines, horizon)
    _lay_days(base, book, horizon, wanted.due)
    _lay_occasions(base, seen)
    base.run(statement("found"))
    _lay_people(base)
    _lay_moves(base, calendar)
    base.run(statement("reasons", stem=keys.sql_stem("c.cadence", "f.subject", "o.step"), days=keys.DAYS - 1))
    base.run(statement("tasks", gap=max(1, book.desk.marketing_gap.about_days - 1)))
    return seen


def _occasions(base: Base, lines: Sequence[Course], horizon: Horizon) -> list[Seen]:
    """Each step of each cadence for each anchor date that occurs."""
    anchors: dict[int, list[dt.date]] = defaultdict(list)
    for number, anchor in base.rows("SELECT DISTINCT course, anchor FROM followups_subjects"):
        anchors[number].append(anchor)
    return [(line, occasion) for line in lines for occasion in _of(line, anchors[line.number], horizon)]


def _of(line: Course, anchors: Sequence[dt.date], horizon: Horizon) -> list[Occasion]:
    if line.promised:
        return [occasion for occasion in (promise(day, horizon) for day in anchors) if horizon.sees(occasion)]
    return list(occasions(line.cadence, anchors, horizon))


def _lay_days(base: Base, book: Book, horizon: Horizon, due: Due) -> None:
    """One row with the day of the plan and the days asked for. `gap` days lie between two marketing contacts."""
    values = (
        horizon.today,
        horizon.calendar.next_open(horizon.today),
        due.first,
        due.last,
        due.overdue,
        book.desk.marketing_gap.about_days,
    )
    base.run(
        "CREATE OR REPLACE TEMP TABLE followups_day AS SELECT ?::DATE AS today, ?::DATE AS first_open,"
        ' ?::DATE AS "first", ?::DATE AS "last", ?::BOOLEAN AS overdue, ?::INTEGER AS gap',
        values,
    )


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
        (
            place,
            line.number,
            one.anchor,
            one.step,
            one.due,
            one.closes,
            one.forgiven,
            code(one.anchor),
        )
        for place, (line, one) in enumerate(seen)
    ]
    types = "occasion INTEGER, course INTEGER, anchor DATE, step INTEGER, due DATE, closes DATE, forgiven INTEGER"
    lay(base, "followups_occasions", f"{types}, code INTEGER", rows)


def lay(base: Base, name: str, types: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Rows made here as a temporary table with the columns `types`."""
    named = [column.split(" ") for column in types.split(", ")]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in named]
    values = ", ".join(f'unnest(?::{kind}[]) AS "{column}"' for column, kind in named)
    base.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {values}", columns)


def _lay_people(base: Base) -> None:
    """Whom one may contact, what they have answered, and until when they are left alone."""
    base.script(statement("people", unreached=UNREACHED, length=keys.STEM, code=keys.sql_code("key")))


def _lay_moves(base: Base, calendar: Calendar) -> None:
    """The open day for each day until which somebody is left alone."""
    days = [day for (day,) in base.rows('SELECT DISTINCT "until" FROM followups_held WHERE "until" IS NOT NULL')]
    lay(base, "followups_moves", "day DATE, open DATE", [(day, calendar.next_open(day)) for day in days])
