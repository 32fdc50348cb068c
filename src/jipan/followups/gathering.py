"""Gathers the open reasons of each customer's day into a task, with what a call sheet says of the customer."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from jipan.followups.keys import tail
from jipan.followups.reckoning import Seen, lay
from jipan.followups.sql import statement
from jipan.followups.tasks import Reason, Talk, Task

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_Agreed: TypeAlias = Mapping[tuple[str, dt.date], str]


@dataclass(frozen=True, slots=True)
class Pick:
    """Which tasks are wanted; None means any. An empty adviser asks for the tasks of nobody.

    `customer` saves time: nobody else is planned for. So does `limit`: what is most urgent is known before tasks are
    made.
    """

    customer: str | None = None
    adviser: str | None = None
    store: str | None = None
    channel: str | None = None
    purpose: str | None = None
    level: str | None = None
    limit: int | None = None


_PICKS = {
    "adviser": "adviser = ?",
    "store": "store = ?",
    "channel": "channel = ?",
    "purpose": "list_contains(purposes, ?)",
    "level": "level = ?",
}
_OVER = """adviser <> '' AND
    row_number() OVER (PARTITION BY adviser, "day" ORDER BY NOT complaint, priority, due, customer) > {quota}"""


def arrange(base: Base, book: Book, pick: Pick) -> None:
    """Put the tasks that are wanted into the order of urgency, as `followups_chosen`."""
    levels = [(level, place) for place, level in enumerate(book.levels)]
    lay(base, "followups_levels", "level VARCHAR, place INTEGER", levels)
    base.script(statement("listed"))
    over = "false" if book.desk.quota is None else _OVER.format(quota=book.desk.quota)
    asked = {name: getattr(pick, name) for name in _PICKS if getattr(pick, name) is not None}
    picked = " AND ".join(_PICKS[name] for name in asked) or "true"
    base.run(statement("chosen", over=over, picked=picked), [*asked.values()])


def gather(base: Base, seen: Sequence[Seen], today: dt.date, limit: int | None) -> Iterator[Task]:
    """One task per customer and day, the most urgent first."""
    wanted = "NOT c.over" if limit is None else f"NOT c.over AND c.place <= {limit}"
    classes, agreed = _classes(base), _agreed(base)
    sheet = base.rows(
        'SELECT s.customer, s."day", s.complaint, s.name, s.contact_name, s.kind, s.gender, s.mobile, s.store, s.adviser,'
        " s.plate, s.model, s.level, s.talked, s.outcome, s.note FROM followups_sheet s"
        f' JOIN followups_chosen c ON c.customer = s.customer AND c."day" = s."day" WHERE {wanted} ORDER BY c.place'
    )
    reasons = base.rows(
        "SELECT c.place, t.customer, t.stem, t.subject, t.occasion, t.held FROM followups_tasks t"
        f' JOIN followups_chosen c ON c.customer = t.customer AND c."day" = t."day" WHERE NOT t.beyond AND {wanted}'
        " ORDER BY c.place, t.urgency"
    )
    for (*facts, talked, outcome, note), (_, why) in zip(sheet, groupby(reasons, itemgetter(0)), strict=True):
        talk = Talk(talked, outcome, note) if talked else None
        whole = (*facts, talk, classes.get(facts[0], {}), tuple(_reason(row, seen, agreed, today) for row in why))
        yield Task(*whole)


def _reason(row: tuple[Any, ...], seen: Sequence[Seen], agreed: _Agreed, today: dt.date) -> Reason:
    _, customer, stem, subject, number, held = row
    course, occasion = seen[number]
    why = agreed.get((customer, occasion.anchor), "") if course.promised else ""
    return Reason(stem + tail(occasion.anchor), subject, held or occasion.due, today, course, occasion, why)


def _classes(base: Base) -> Mapping[str, Mapping[str, str]]:
    """Rating → class of every customer on the sheet."""
    classes: dict[str, dict[str, str]] = defaultdict(dict)
    rows = base.rows(
        'SELECT customer, rating, "class" FROM followups_all_classes'
        ' WHERE "class" IS NOT NULL AND customer IN (SELECT customer FROM followups_chosen) ORDER BY ALL'
    )
    for customer, rating, name in rows:
        classes[customer][rating] = name
    return classes


def _agreed(base: Base) -> _Agreed:
    """What was noted with a next date."""
    rows = base.rows(
        "SELECT customer, \"day\"::DATE, why FROM followups_plans WHERE kind = 'next' AND why IS NOT NULL ORDER BY why"
    )
    return {(customer, day): why for customer, day, why in rows}
