"""Who may be planned for: customers, vehicles and leads that a cadence is about, each with its anchor date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import narwhals as nw

from jipan.followups import endings, keys
from jipan.followups.courses import OPEN_STAGES, Course
from jipan.followups.floors import Floor, interval_of
from jipan.followups.occasions import FOREVER, NEVER, Horizon, Reach, reach
from jipan.followups.sql import UNREACHED, statement
from jipan.followups.staff import column
from jipan.followups.steps import steps
from jipan.kinds import DATE
from jipan.kinds.birthday import LUNAR, LUNAR_END
from jipan.models import Field, fields
from jipan.rules import conditions, facts
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.rules import Book, Cadence
    from jipan.store import Base

Tables: TypeAlias = Mapping[str, nw.LazyFrame[Any]]

_SHOWN: Mapping[str, frozenset[str]] = {
    "customers": frozenset({"consent", "do_not_contact"}),
    "vehicles": frozenset({"purchase_date"}),
    "leads": frozenset({"level", "stage", "opened_on", "closed_on", "intent_model", "adviser"}),
    "cases": frozenset({"kind", "what", "adviser", "closed_on"}),
}
"""What planning looks at, whatever the cadences need; the other collections are only there for theirs."""
_DATES = frozenset({"purchase_date"})


def _shown(of: str) -> frozenset[str]:
    return _SHOWN.get(of, frozenset())


def of_one(tables: Tables, customer: str | None) -> Tables:
    """The tables as far as they are about one customer; all of them for None."""
    if customer is None:
        return tables
    ours = {name: nw.col("id" if name == "customers" else "customer") == customer for name in tables}
    return {name: frame if name == "cars" else frame.filter(ours[name]) for name, frame in tables.items()}


def query(tables: Tables, name: str) -> str:
    """A table as SQL text."""
    return str(tables[name].to_native().sql_query())


def with_subjects(base: Base, courses: Sequence[Course]) -> tuple[Course, ...]:
    """The courses of collections that hold anything: where there is no lead, nobody need look at the levels."""
    held = _held(base, {course.cadence.of for course in courses})
    return tuple(course for course in courses if course.cadence.of in held)


def _held(base: Base, collections: Collection[str]) -> frozenset[str]:
    """Those of the collections that hold or have held anything."""
    found = base.rows(f"SELECT {', '.join(f'EXISTS (FROM {name})' for name in collections)}")[0]
    return frozenset(name for name, holds in zip(collections, found, strict=True) if holds)


def lay(base: Base, tables: Tables, book: Book, courses: Sequence[Course], today: dt.date) -> None:
    """Lay out what the plan is made from: the last talks, next dates and skips, and the subjects of each collection."""
    read = {name: query(tables, name) for name in ("contacts", "plans", "optouts")}
    base.script(statement("talks", unreached=UNREACHED, **read))
    needed = (*(line.cadence.of for line in courses), *(one.of for line in courses for one in line.follows))
    held = _held(base, _SHOWN) | {"customers"}
    for of in dict.fromkeys((*_SHOWN, *needed)):
        if of in _SHOWN and of not in held:
            base.run(_nobody(of))
            continue
        mine = [line for line in courses if line.cadence.of == of and not line.promised and line.floor_of is None]
        rules = [rule.when for rule in book.desk.assign] if of == "customers" else []
        wanted = _needs(of, mine).union(*(conditions.wanted(rule) for rule in rules))
        frame = facts.frame(tables, book, wanted, today, of)
        chosen = [conditions.compile(rule, today).alias(column(n)) for n, rule in enumerate(rules) if rule is not None]
        base.keep(_subjects(frame, of, mine, today, chosen), f"followups_{of}")
    base.run(f"CREATE OR REPLACE TEMP TABLE followups_chained AS {_chained(courses, read['contacts'])}")
    stem = keys.sql_stem("c.cadence", "n.subject", "1")
    base.script(statement("turning", turning=_turning(courses), open=OPEN_STAGES, length=keys.STEM, stem=stem))
    base.run(f"CREATE OR REPLACE TEMP TABLE followups_turned AS {_turned(courses)}")
    base.run(f"CREATE OR REPLACE TEMP TABLE followups_floors AS {_floors(courses, read['contacts'])}")


def lay_anchored(base: Base, courses: Sequence[Course], horizon: Horizon) -> None:
    """`followups_subjects`: for each cadence its subjects whose anchor dates can matter."""
    turned = (
        "SELECT * FROM followups_turned t"
        " WHERE NOT EXISTS (FROM followups_floors f WHERE f.course = t.course AND f.subject = t.subject)"
    )
    dated = (
        f"SELECT * FROM ({_select(course)}) WHERE {_within(_reach(course, horizon))}"
        for course in courses
        if not course.turns
    )
    base.run(f"CREATE OR REPLACE TEMP TABLE followups_subjects AS {' UNION ALL '.join([turned, *dated])}")


def _reach(course: Course, horizon: Horizon) -> Reach:
    return Reach(NEVER, FOREVER) if course.floor_of is not None else reach(course.cadence, horizon, course.has)


def _within(reach: Reach) -> str:
    known = f"anchor BETWEEN DATE '{reach.first}' AND DATE '{reach.last}'"
    if reach.days is None:
        return known
    lunar = f"anchor BETWEEN DATE '{LUNAR}' AND DATE '{LUNAR_END}'"
    return f"{known} AND (month(anchor) * 100 + day(anchor) IN {(*reach.days, 0)} OR {lunar})"


def _nobody(of: str) -> str:
    """The table of a collection without records, as far as planning looks at it."""
    columns = (f"{name} {_sql_type(fields(of)[name])}" for name in sorted(_shown(of)))
    return f"CREATE OR REPLACE TEMP TABLE followups_{of} (id VARCHAR, customer VARCHAR, {', '.join(columns)})"


def _sql_type(field: Field) -> str:
    return "TIMESTAMP" if field.kind is DATE and field.name not in _DATES else field.kind.sql


def _needs(of: str, courses: Sequence[Course]) -> frozenset[str]:
    """The columns of a collection that its cadences look at."""
    tests = (test for course in courses for test in (course.cadence.who, course.cadence.stop))
    anchors = (course.dated for course in courses)
    return _shown(of).union((anchor for anchor in anchors if anchor), *map(conditions.wanted, tests))


def _subjects(
    frame: nw.LazyFrame[Any], of: str, courses: Sequence[Course], today: dt.date, chosen: Sequence[nw.Expr]
) -> nw.LazyFrame[Any]:
    """One row per record of a collection: its facts, and for each cadence whether it is meant."""
    customer = nw.col("id" if of == "customers" else "customer").alias("customer")
    meant = [_meant(course, today).alias(f"who_{course.number}") for course in courses if _chooses(course)]
    anchors = {course.dated for course in courses if course.dated}
    dates = anchors | (_DATES & _shown(of))
    shown = sorted(_shown(of) - dates)
    return frame.select(
        "id", customer, *shown, *(nw.col(date).cast(nw.Date) for date in sorted(dates)), *meant, *chosen
    ).filter(~nw.col("customer").is_null())


def _chooses(course: Course) -> bool:
    """True when not every record of the collection is meant."""
    return bool(course.level or course.cadence.who or course.cadence.stop)


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
        f" WHERE {_who(course)}"
        for course in courses
        if course.turns
    ]
    return " UNION ALL ".join(parts) or "SELECT 0 AS course, '' AS subject, '' AS customer WHERE false"


def _who(course: Course) -> str:
    return f"who_{course.number}" if _chooses(course) else "true"


def _select(course: Course) -> str:
    """The subjects of a cadence as `course, subject, customer, anchor`."""
    if course.promised:
        return _select_promised(course)
    if course.floor_of is not None:
        return (
            f'SELECT {course.number} AS course, subject, customer, "day" AS anchor FROM followups_floors'
            f" WHERE course = {course.floor_of}"
        )
    if course.follows:
        return (
            f'SELECT {course.number} AS course, s.id AS subject, s.customer, n."day" AS anchor FROM followups_{course.cadence.of} s'
            f" JOIN followups_chained n ON n.course = {course.number} AND n.subject = s.id WHERE {_who(course)}"
        )
    anchor = endings.anchor(course)
    return (
        f"SELECT {course.number} AS course, id AS subject, customer, {anchor} AS anchor"
        f" FROM followups_{course.cadence.of} WHERE {_who(course)} AND anchor IS NOT NULL"
    )


def _select_promised(course: Course) -> str:
    """Customers with a next date; those who want a car have it with sales, the others with service."""
    wants = "IN" if course.cadence.role == "sales" else "NOT IN"
    return (
        f'SELECT {course.number} AS course, customer AS subject, customer, "day" AS anchor FROM followups_promised'
        f" WHERE customer {wants} (SELECT customer FROM followups_leading)"
    )


def _turned(courses: Sequence[Course]) -> str:
    """Whoever has a next turn, with the last talk or skip. Talks from before a lead are about another."""
    parts = " UNION ALL ".join(_turning_of(course) for course in courses if course.turns)
    since = "SELECT 0 AS course, '' AS subject, '' AS customer, NULL::TIMESTAMP AS since WHERE false"
    talked = "CASE WHEN t.answered >= coalesce(s.since, t.answered) THEN t.answered END"
    anchor = f"coalesce(greatest(({talked})::DATE, k.\"day\"), DATE '{NEVER}')"
    return (
        f"SELECT s.course, s.subject, s.customer, {anchor} AS anchor FROM ({parts or since}) s"
        " LEFT JOIN followups_talks t ON t.customer = s.customer"
        " LEFT JOIN followups_skipped k ON k.course = s.course AND k.subject = s.subject"
    )


def _turning_of(course: Course) -> str:
    since = "opened_on" if course.cadence.of == "leads" else "NULL::TIMESTAMP"
    begun = (
        f" AND id IN (SELECT subject FROM followups_chained WHERE course = {course.number})" if course.follows else ""
    )
    return (
        f"SELECT {course.number} AS course, id AS subject, customer, {since} AS since"
        f" FROM followups_{course.cadence.of} WHERE {_who(course)}{begun}"
    )


def _floors(courses: Sequence[Course], contacts: str) -> str:
    """Those whose month would end with too few contacts, and when to talk to them, as `course, subject, customer, day`."""
    parts = [_floor(course, contacts) for course in courses if course.has_floor]
    return (
        " UNION ALL ".join(parts) or "SELECT 0 AS course, '' AS subject, '' AS customer, NULL::DATE AS day WHERE false"
    )


def _floor(course: Course, contacts: str) -> str:
    floor, of = Floor.of(course.cadence), course.cadence.of
    return statement(
        "floor",
        turning=f"SELECT * FROM followups_turned WHERE course = {course.number}",
        contacts=contacts,
        unreached=UNREACHED,
        never=NEVER,
        of=of,
        since="s.opened_on" if of == "leads" else "NULL::DATE",
        turn=f"(anchor + {interval_of(course.cadence.every)})::DATE" if course.cadence.every else "NULL::DATE",
        months=floor.months,
        count=floor.count,
        ahead=floor.ahead,
    )


def _chained(courses: Sequence[Course], contacts: str) -> str:
    """When the last step of the cadence before was answered, as `course, subject, day`."""
    parts = [_answered_last(course.number, before) for course in courses for before in course.follows]
    if not parts:
        return "SELECT 0 AS course, '' AS subject, NULL::DATE AS day WHERE false"
    return (
        "WITH keys AS (SELECT customer, \"at\"::DATE AS day, left(unnest(string_split(tasks, ' ')), "
        f"{keys.STEM}) AS stem FROM ({contacts}) WHERE tasks IS NOT NULL AND (outcome IS NULL OR outcome NOT IN {UNREACHED}))"
        f" SELECT course, subject, max(day) AS day FROM ({' UNION ALL '.join(parts)}) GROUP BY ALL"
    )


def _answered_last(number: int, before: Cadence) -> str:
    last = keys.sql_stem(quoted(before.id), "s.id", str(len(steps(before))))
    return (
        f"SELECT {number} AS course, s.id AS subject, k.day FROM followups_{before.of} s"
        f" JOIN keys k ON k.customer = s.customer AND k.stem = {last}"
    )
