"""Who may be planned for: customers, vehicles and leads that a cadence is about, each with its anchor date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import narwhals as nw

from jipan.followups import keys
from jipan.followups.courses import OPEN_STAGES, Course
from jipan.followups.occasions import NEVER
from jipan.followups.sql import UNREACHED, statement
from jipan.rules import conditions, facts

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

Tables: TypeAlias = Mapping[str, nw.LazyFrame[Any]]

_READ = ("customers", "contacts", "plans", "classes")
_SHOWN: Mapping[str, frozenset[str]] = {
    "customers": frozenset(),
    "vehicles": frozenset({"plate", "model", "series", "purchase_date"}),
    "leads": frozenset({"level", "stage", "opened_on", "closed_on", "intent_model", "adviser"}),
}
"""What planning and call sheets look at, whatever the cadences need."""


def of_one(tables: Tables, customer: str | None) -> Tables:
    """The tables as far as they are about one customer; all of them for None."""
    if customer is None:
        return tables
    ours = {name: nw.col("id" if name == "customers" else "customer") == customer for name in tables}
    return {name: frame.filter(ours[name]) for name, frame in tables.items()}


def lay(base: Base, tables: Tables, book: Book, courses: Sequence[Course], today: dt.date) -> None:
    """Lay out what the plan is made from: the base's tables, the subjects of each cadence, the next dates and skips."""
    for name in _READ:
        base.run(f"CREATE OR REPLACE TEMP VIEW followups_all_{name} AS {tables[name].to_native().sql_query()}")
    base.run("CREATE OR REPLACE TEMP TABLE followups_plans AS SELECT * FROM followups_all_plans")
    for of in _SHOWN:
        mine = [course for course in courses if course.cadence.of == of and not course.promised]
        base.keep(_subjects(facts.frame(tables, book, _needs(of, mine), today, of), of, mine, today), f"followups_{of}")
    base.run(f"CREATE OR REPLACE TEMP VIEW followups_turning AS {_turning(courses)}")
    stem = keys.sql_stem("c.cadence", "n.subject", "1")
    base.script(statement("turning", unreached=UNREACHED, open=OPEN_STAGES, length=keys.STEM, stem=stem))
    base.run(f"CREATE OR REPLACE TEMP VIEW followups_subjects AS {' UNION ALL '.join(map(_select, courses))}")


def _needs(of: str, courses: Sequence[Course]) -> frozenset[str]:
    """The columns of a collection that its cadences look at."""
    tests = (test for course in courses for test in (course.cadence.who, course.cadence.stop))
    anchors = (course.cadence.anchor for course in courses if not course.turns)
    return _SHOWN[of].union((anchor for anchor in anchors if anchor), *map(conditions.wanted, tests))


def _subjects(frame: nw.LazyFrame[Any], of: str, courses: Sequence[Course], today: dt.date) -> nw.LazyFrame[Any]:
    """One row per record of a collection: its facts, and for each cadence whether it is meant."""
    customer = nw.col("id" if of == "customers" else "customer").alias("customer")
    meant = [_meant(course, today).alias(f"who_{course.number}") for course in courses]
    anchors = {course.cadence.anchor for course in courses if course.cadence.anchor and not course.turns}
    dates = [nw.col(anchor).cast(nw.Date) for anchor in sorted(anchors)]
    shown = sorted(_SHOWN[of] - anchors)
    return frame.select("id", customer, *shown, *dates, *meant).filter(~nw.col("customer").is_null())


def _meant(course: Course, today: dt.date) -> nw.Expr:
    """True for the records that a cadence is about and has not stopped for."""
    cadence = course.cadence
    who = conditions.compile(cadence.who, today) if cadence.who else nw.lit(value=True)
    if course.level:
        working = nw.col("closed_on").is_null() & (nw.col("stage").is_null() | nw.col("stage").is_in(OPEN_STAGES))
        who = who & working & (nw.col("level") == course.level.id)
    return who & ~conditions.compile(cadence.stop, today) if cadence.stop else who


def _turning(courses: Sequence[Course]) -> str:
    """The subjects of all cadences that count from the last contact."""
    parts = [
        f"SELECT {course.number} AS course, id AS subject, customer FROM followups_{course.cadence.of}"
        f" WHERE who_{course.number}"
        for course in courses
        if course.turns
    ]
    return " UNION ALL ".join(parts) or "SELECT 0 AS course, '' AS subject, '' AS customer WHERE false"


def _select(course: Course) -> str:
    """The subjects of a cadence as `course, subject, customer, anchor`."""
    if course.promised:
        return _select_promised(course)
    if course.turns:
        return _select_turning(course)
    return (
        f'SELECT {course.number}, id, customer, "{course.cadence.anchor}" FROM followups_{course.cadence.of}'
        f' WHERE who_{course.number} AND "{course.cadence.anchor}" IS NOT NULL'
    )


def _select_promised(course: Course) -> str:
    """Customers with a next date; those who want a car have it with sales, the others with service."""
    wants = "IN" if course.cadence.role == "sales" else "NOT IN"
    return (
        f'SELECT {course.number} AS course, customer AS subject, customer, "day" AS anchor FROM followups_promised'
        f" WHERE customer {wants} (SELECT customer FROM followups_leading)"
    )


def _select_turning(course: Course) -> str:
    """Whoever has a next turn, with the last talk or skip. Talks from before a lead are about another."""
    talked = 'r."at"'
    if course.cadence.of == "leads":
        talked = 'CASE WHEN r."at" >= coalesce(s.opened_on, r."at") THEN r."at" END'
    return (
        f"SELECT {course.number}, s.id, s.customer, coalesce(greatest(({talked})::DATE, k.\"day\"), DATE '{NEVER}')"
        f" FROM followups_{course.cadence.of} s LEFT JOIN followups_reached r ON r.customer = s.customer"
        f" LEFT JOIN followups_skipped k ON k.course = {course.number} AND k.subject = s.id WHERE s.who_{course.number}"
    )
