"""Gathers the open reasons of each customer's day into a task, with what a call sheet says of the customer."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from jipan.followups import about, entitlements, homes, staff, worth
from jipan.followups.addressing import sentence, title
from jipan.followups.channels import ADVERTISED, WRITING, WRITTEN
from jipan.followups.courses import Course
from jipan.followups.keys import tail
from jipan.followups.laying import lay
from jipan.followups.reckoning import NO_COURSE, By, Seen
from jipan.followups.sql import statement
from jipan.followups.subjects import Tables, query
from jipan.followups.tasks import Reason, Talk, Task
from jipan.followups.telling import Told
from jipan.kinds.talk import leading_to

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_Agreed: TypeAlias = Mapping[tuple[str, dt.date], str]


@dataclass(frozen=True, slots=True)
class Pick:
    """Which tasks are wanted; None means any. An empty adviser asks for the tasks of nobody: `managers` for those that are
    the manager's own, or only for the others.

    `customer` saves time: nobody else is planned for. So does `limit`: what is most urgent is known before tasks are
    made. `by_home` finds out which store looks after whom, as `store` does.
    """

    customer: str | None = None
    adviser: str | None = None
    store: str | None = None
    channel: str | None = None
    purpose: str | None = None
    level: str | None = None
    limit: int | None = None
    by: By = "customer"
    by_home: bool = False
    managers: bool | None = None


_PICKS = ("adviser", "store", "channel", "level")


@dataclass(frozen=True, slots=True)
class Days:
    """The last day asked for; with a quota, how many tasks an adviser does a day, and the first day asked for where
    what waits since before is not wanted.
    """

    today: dt.date
    last: dt.date
    quota: int | None = None
    from_: dt.date | None = None


URGENCY = ("NOT complaint", "priority", "worth", "due", "customer", '"day"', "part")
ORDER = ", ".join(URGENCY)
"""How tasks stand on a list: an open complaint first, then by priority, then the most valuable, then what waits longest."""

_UNLIMITED = 'placed AS (SELECT *, "day" AS planned FROM named)'
_QUEUE = f"""
queued AS (
    SELECT n.*, coalesce(s.slot, 0) AS first_slot,
        row_number() OVER (PARTITION BY adviser ORDER BY coalesce(s.slot, 0), {ORDER.replace('"day"', 'n."day"')}) - 1 AS place
    FROM named n
    LEFT JOIN followups_slots s ON s."day" = n."day"
),
filled AS (
    SELECT *, greatest(max(first_slot * {{quota}} - place) OVER (PARTITION BY adviser ORDER BY place), 0) AS waits FROM queued
),
placed AS (
    SELECT f.* EXCLUDE (first_slot, place, waits),
        CASE WHEN adviser = '' THEN f."day" ELSE coalesce(z."day", DATE '9999-12-31') END AS planned
    FROM filled f
    LEFT JOIN followups_slots z ON z.slot = (f.place + f.waits) // {{quota}}
)
"""
"""Each adviser's tasks in a queue: on each open day he does as many as his quota, from the day on which they are due."""
_NEVER = 1_000_000


def arrange(base: Base, tables: Tables, book: Book, lines: Sequence[Course], pick: Pick, days: Days) -> None:
    """Lay out the tasks that are wanted with the facts of their customers, as `followups_chosen`."""
    levels = [(level, place) for place, level in enumerate(book.levels)]
    lay(base, "followups_levels", "level VARCHAR, place INTEGER", levels)
    told = Told.of(book, lines)
    base.script(_listed(tables, book, lines, pick, told))
    about.lay(base, tables, lines, book.tongue)
    (homes.lay if pick.by_home or pick.store else homes.lay_none)(base, tables)
    told.lay(base, tables, book, days.today)
    worth.lay_worth(base, tables, book, days.today)
    read = {name: query(tables, name) for name in ("customers", "cars")}
    base.run(
        statement(
            "chosen",
            queue=_UNLIMITED if days.quota is None else _QUEUE.format(quota=days.quota),
            last=days.last,
            assigned=staff.assigned(book.desk),
            today=days.today,
            **staff.lay_heirs(base, book.desk, lines, read["customers"]),
            write_after=_write_after(book),
            writing=WRITING[0],
            written=WRITTEN,
            advertised=ADVERTISED,
            title=title(book.tongue),
            say=sentence(lines, told, book.tongue),
            told=told.joins(),
            **read,
        )
    )
    _keep_wanted(base, lines, pick, days)


def _keep_wanted(base: Base, lines: Sequence[Course], pick: Pick, days: Days) -> None:
    """Let go of the tasks that nobody asked for. That is done when all lie there: asked for among the joins that make them,
    few enough rows of several groups bring DuckDB 2.0.0 down (`global dictionary column changed identity`).
    """
    asked = {name: getattr(pick, name) for name in _PICKS if getattr(pick, name) is not None}
    wanted = [f"{name} = ?" for name in asked]
    if pick.managers is not None:
        wanted.append("role = 'manager'" if pick.managers else "role <> 'manager'")
    if pick.purpose is not None:
        mine = [line.number for line in lines if line.cadence.purpose == pick.purpose]
        wanted.append(f"list_has_any(courses, {mine}::INTEGER[])")
    if days.from_ is not None:
        wanted.append(f"planned >= DATE '{days.from_}'")
    if wanted:
        base.run(f"DELETE FROM followups_chosen WHERE ({' AND '.join(wanted)}) IS NOT TRUE", [*asked.values()])


def _write_after(book: Book) -> int:
    """After how many days without an answer a customer is written to; a book may leave that to the caller."""
    number = book.numbers.get("unanswered_days")
    return int(number.value) if number else _NEVER


def _listed(tables: Tables, book: Book, lines: Sequence[Course], pick: Pick, told: Told) -> str:
    """The statements that gather the reasons of a customer's day."""
    of_vehicles = [line.number for line in lines if line.cadence.of == "vehicles"]
    saying = [line.number for line in lines if line.cadence.say]
    return statement(
        "listed",
        of_vehicles=(*of_vehicles, NO_COURSE),
        saying=(*saying, NO_COURSE),
        saying_of=f"arg_min(t.subject, nth) FILTER (t.course IN {(*saying, NO_COURSE)})"
        if told.columns
        else "NULL::VARCHAR",
        courses="list(t.course)" if pick.purpose else "NULL",
        unanswered=leading_to("try_again"),
        write_after=_write_after(book),
        contacts=query(tables, "contacts"),
    )


def gather(
    base: Base, tables: Tables, book: Book, seen: Sequence[Seen], today: dt.date, limit: int | None
) -> Iterator[Task]:
    """One task per customer and day, the most urgent first."""
    first = "" if limit is None else f" LIMIT {limit}"
    base.run(
        "CREATE OR REPLACE TEMP TABLE followups_first AS"
        f" SELECT *, row_number() OVER (ORDER BY {ORDER}) AS place FROM followups_chosen WHERE NOT over"
        f" ORDER BY {ORDER}{first}"
    )
    entitlements.lay(base, tables, book, today, "followups_first")
    classes, agreed, talks, measures = _classes(base, tables), _agreed(base), _talks(base), entitlements.of_each(base)
    sheet = base.rows(
        "SELECT customer, planned, complaint, name, mobile, adviser, plate, model, level, channel,"
        " usual, because, pref_time, worth, say, stands_for, raised, waited"
        " FROM followups_first ORDER BY place"
    )
    reasons = base.rows(
        "SELECT c.place, t.customer, t.stem, t.subject, t.occasion, t.due, q.what FROM followups_tasks t"
        ' JOIN followups_first c ON c.customer = t.customer AND c."day" = t."day" AND c.part = t.part'
        " LEFT JOIN followups_about q ON q.id = t.subject ORDER BY c.place, t.nth"
    )
    for facts, (_, why) in zip(sheet, groupby(reasons, itemgetter(0)), strict=True):
        customer = facts[0]
        whole = (
            talks.get(customer),
            classes.get(customer, {}),
            measures.get(customer, ()),
            tuple(_reason(row, seen, agreed, today) for row in why),
        )
        yield Task(*(*facts, *whole))


def _reason(row: tuple[Any, ...], seen: Sequence[Seen], agreed: _Agreed, today: dt.date) -> Reason:
    _, customer, stem, subject, number, due, what = row
    course, occasion = seen[number]
    why = agreed.get((customer, occasion.anchor), "") if course.promised else what or ""
    return Reason(stem + tail(occasion.anchor), subject, due, today, course, occasion, why)


def _classes(base: Base, tables: Tables) -> Mapping[str, Mapping[str, str]]:
    """Rating → class of every customer on the sheet."""
    classes: dict[str, dict[str, str]] = defaultdict(dict)
    rows = base.rows(
        f'SELECT customer, rating, "class" FROM ({query(tables, "classes")})'
        ' WHERE "class" IS NOT NULL AND customer IN (SELECT customer FROM followups_first) ORDER BY ALL'
    )
    for customer, rating, name in rows:
        classes[customer][rating] = name
    return classes


def _talks(base: Base) -> Mapping[str, Talk]:
    """The last contact with every customer on the sheet."""
    rows = base.rows(
        "SELECT f.customer, f.tried::DATE, r.outcome, r.note FROM followups_first f"
        " JOIN followups_recent r ON r.customer = f.customer"
    )
    return {customer: Talk(day, outcome, note) for customer, day, outcome, note in rows}


def _agreed(base: Base) -> _Agreed:
    """What was noted with a next date."""
    rows = base.rows(
        "SELECT customer, \"day\", why FROM followups_plans WHERE kind = 'next' AND why IS NOT NULL ORDER BY why"
    )
    return {(customer, day): why for customer, day, why in rows}
