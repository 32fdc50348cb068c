"""Which leads should have another level, or rest: worked out for all of them at once from base, book and day."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import narwhals as nw

from jipan.followups.laying import lay as lay_rows
from jipan.followups.subjects import Tables, query
from jipan.rules import facts
from jipan.rules.proposals import visible, way_down, ways_up
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.rules import Book, Level
    from jipan.store import Base

LEVEL = "level"
_WORKED = ("new", "working")
"""A lead that has ordered, rests or is given up is past being rated."""


def lay(base: Base, book: Book, today: dt.date) -> None:
    """`review_levels`: one row per lead that should move, with the level `goal`, or none where it should rest; `reason` says
    why, `seen` by which criteria, `last` when anybody last contacted the customer.
    """
    tables = base.tables(today)
    _lay_ways(base, book, today)
    base.run(_LEADS.format(leads=query(tables, "leads"), worked=_WORKED, kind=LEVEL))
    _lay_risen(base, book, tables, today)
    base.run(_TOUCHED.format(contacts=query(tables, "contacts")))
    base.run(_PROPOSED.format(expected=_EXPECTED))


def _lay_ways(base: Base, book: Book, today: dt.date) -> None:
    """What may be proposed for each level, and the days since which it is."""
    rows = [_way(book, level, today) for level in book.levels.values()]
    lay_rows(base, "review_ways", "level VARCHAR, rises BOOLEAN, down VARCHAR, passed DATE, rest DATE", rows)


def _way(book: Book, level: Level, today: dt.date) -> tuple[object, ...]:
    rules, down = level.propose, way_down(book, level)
    passed = rules.passed.before(today) if rules.passed and down else None
    return level.id, bool(_rising(book, level)), down, passed, rules.dormant.before(today) if rules.dormant else None


def _rising(book: Book, level: Level) -> Mapping[str, tuple[str, ...]]:
    """The levels that its leads may rise to, the most urgent first, with the criteria of each that can be seen."""
    seen, needed = visible(book), level.propose.criteria or 0
    goals = {goal: tuple(name for name in book.levels[goal].criteria if name in seen) for goal in ways_up(book, level)}
    return {goal: names for goal, names in goals.items() if 0 < needed <= len(names)}


def _lay_risen(base: Base, book: Book, tables: Tables, today: dt.date) -> None:
    """`review_risen`: the leads of which enough criteria of a higher level are seen."""
    rising = {level.id: found for level in book.levels.values() if (found := _rising(book, level))}
    named = tuple(dict.fromkeys(name for goals in rising.values() for names in goals.values() for name in names))
    if not named or not base.value("SELECT EXISTS (FROM review_leads WHERE rises)"):
        base.run("CREATE OR REPLACE TEMP TABLE review_risen (id VARCHAR, goal VARCHAR, seen VARCHAR[])")
        return
    facts_of = visible(book)
    frame = facts.frame(_about(base, tables), book, {facts_of[name] for name in named}, today, "leads")
    ticks = (
        nw.col(facts_of[name]).cast(nw.Int64).fill_null(0).alias(f"tick_{place}") for place, name in enumerate(named)
    )
    base.keep(frame.select("id", *ticks), "review_ticks")
    cases = " ".join(
        f"WHEN {quoted(level)} THEN {_goal(book.levels[level], goals, named)}" for level, goals in rising.items()
    )
    seen = ", ".join(f"CASE WHEN tick_{place} > 0 THEN {quoted(name)} END" for place, name in enumerate(named))
    base.run(
        f"CREATE OR REPLACE TEMP TABLE review_risen AS SELECT l.id, CASE l.level {cases} END AS goal,"
        f" list_filter([{seen}], lambda one: one IS NOT NULL) AS seen"
        " FROM review_leads l JOIN review_ticks t ON t.id = l.id WHERE goal IS NOT NULL"
    )


def _about(base: Base, tables: Tables) -> Tables:
    """The tables as far as they are about leads that may rise: what was said of the others nobody need look at."""
    rising = base.frame("SELECT id FROM review_leads WHERE rises")
    own = {"leads": "id", "contacts": "lead"}
    few = {name: tables[name].join(rising, left_on=link, right_on="id", how="semi") for name, link in own.items()}
    return ChainMap(few, tables)  # type: ignore[arg-type]


def _goal(level: Level, goals: Mapping[str, tuple[str, ...]], named: tuple[str, ...]) -> str:
    """SQL: the most urgent level of which enough is seen."""
    cases = []
    for goal, names in goals.items():
        count = " + ".join(f"(tick_{named.index(name)} > 0)::INTEGER" for name in names)
        cases.append(f"WHEN {count} >= {level.propose.criteria} THEN {quoted(goal)}")
    return f"CASE {' '.join(cases)} END"


_LEADS = """
CREATE OR REPLACE TEMP TABLE review_leads AS
WITH decided AS (
    SELECT d.b AS id, max(d.opened) AS batch FROM decisions d WHERE d.closed IS NULL AND d.kind = '{kind}' GROUP BY d.b
),
settled AS (
    SELECT d.id FROM decided d JOIN leads v ON v.closed IS NULL AND v.id = d.id
    WHERE v.opened <= d.batch AND NOT EXISTS (
        FROM contacts k WHERE k.closed IS NULL AND k.opened > d.batch AND root(k.customer) = root(v.customer))
)
SELECT l.id, l.customer, l.level, l.stage, l.adviser, l.intent_model, l.expected_date::DATE AS expected, l.opened_on::DATE AS opened_on,
    w.rises, w.down, w.passed, w.rest
FROM ({leads}) l JOIN review_ways w ON w.level = l.level
WHERE l.closed_on IS NULL AND (l.stage IS NULL OR l.stage IN {worked}) AND l.customer IS NOT NULL
    AND (w.rises OR w.passed IS NOT NULL OR w.rest IS NOT NULL) AND l.id NOT IN (FROM settled)
"""
"""The leads that are asked about. What somebody has decided holds until something about the lead changes: it has a new version,
or the customer was contacted.
"""

_TOUCHED = """
CREATE OR REPLACE TEMP TABLE review_touched AS
WITH versions AS (
    SELECT w.id, coalesce(b.dated, b."at"::DATE) AS day, row_number() OVER lead > 1
        AND lag(w.level) OVER lead IS DISTINCT FROM w.level AS given
    FROM leads w JOIN batches b ON b.number = w.opened
    WHERE w.id IN (SELECT id FROM review_leads WHERE rest IS NOT NULL)
    WINDOW lead AS (PARTITION BY w.id ORDER BY w.opened)
),
known AS (SELECT id, min(day) AS first, max(day) FILTER (given) AS given FROM versions GROUP BY id),
talks AS (
    SELECT customer, max("at")::DATE AS last FROM ({contacts}) WHERE customer IN (SELECT customer FROM review_leads) GROUP BY customer
)
SELECT l.id, t.last, greatest(coalesce(t.last, greatest(l.opened_on, k.first)), k.given) AS since
FROM review_leads l LEFT JOIN known k ON k.id = l.id LEFT JOIN talks t ON t.customer = l.customer
"""
"""Nobody has touched a lead since the last contact; of one without any, since the base knows it. A new level is a touch."""

_EXPECTED = "CASE WHEN day(l.expected) = 1 THEN last_day(l.expected) ELSE l.expected END"
"""A month alone is kept as its first day: it has passed when all of it has."""

_PROPOSED = """
CREATE OR REPLACE TEMP TABLE review_levels AS
SELECT l.id, l.customer, l.level, l.stage, l.adviser, l.intent_model, l.expected, t.last, r.seen,
    CASE WHEN r.goal IS NOT NULL THEN 'criteria_seen' WHEN {expected} <= l.passed THEN 'expected_passed'
        WHEN t.since <= l.rest THEN 'untouched' END AS reason,
    CASE reason WHEN 'criteria_seen' THEN r.goal WHEN 'expected_passed' THEN l.down END AS goal
FROM review_leads l LEFT JOIN review_risen r ON r.id = l.id LEFT JOIN review_touched t ON t.id = l.id
WHERE reason IS NOT NULL
"""
