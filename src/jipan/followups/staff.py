"""Who does a task when it has nobody, or when its adviser leaves it undone: as SQL over the tasks of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.followups.courses import Course
from jipan.kinds.span import Span
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.rules import Desk
    from jipan.store import Base

_TURN = "('0x' || left(md5({0}.customer), 7))::BIGINT"
"""The same customer always has the same turn."""


def column(number: int) -> str:
    """The column of `followups_customers` that says whether a rule of assignment is about a customer."""
    return f"assign_{number}"


def assigned(desk: Desk) -> str:
    """The tasks with an adviser by the first rule that holds; the same customer always gets the same one."""
    if not desk.assign:
        return "FROM facts"
    turn = _TURN.format("f")
    rules = " ".join(
        f"WHEN f.role = {quoted(rule.role)}{'' if rule.when is None else f' AND u.{column(number)}'}"
        f" THEN ([{', '.join(map(quoted, rule.to))}])[1 + {turn} % {len(rule.to)}]"
        for number, rule in enumerate(desk.assign)
        if rule.to
    )
    return (
        f"SELECT f.* REPLACE (CASE WHEN f.adviser <> '' THEN f.adviser {rules} ELSE '' END AS adviser)"
        " FROM facts f JOIN followups_customers u ON u.id = f.customer"
    )


def lay_heirs(base: Base, desk: Desk, courses: Sequence[Course], customers: str) -> dict[str, str]:
    """Who gets what an adviser leaves undone (`heir`, of a task `t`) and what must be joined for it (`heirs`): those who get
    the customers of nobody, else his colleagues; not himself, and nobody who is away that day.
    """
    ladders = (course.cadence.escalate.over(desk.escalate) for course in courses)
    if not any(isinstance(ladder.reassign, Span) for ladder in ladders):
        return {"heir": "''", "heirs": ""}
    base.run(_COLLEAGUES.format(customers=customers))
    return {"heir": f"coalesce({_one_of(_named(desk))}, {_one_of('k.names')}, '')", "heirs": _HEIRS}


def _named(desk: Desk) -> str:
    """SQL: the names of the first rule of assignment that holds for the customer of a task."""
    rules = " ".join(
        f"WHEN t.role = {quoted(rule.role)}{'' if rule.when is None else f' AND u.{column(number)}'}"
        f" THEN [{', '.join(map(quoted, rule.to))}]"
        for number, rule in enumerate(desk.assign)
        if rule.to
    )
    return f"CASE {rules} END" if rules else "NULL::VARCHAR[]"


def _one_of(names: str) -> str:
    """SQL: whose turn it is, of those in a list who are there on the day of a task and have not left it undone themselves."""
    present = (
        f"list_filter({names}, lambda one: one <> t.adviser AND one <> t.stands_for"
        " AND NOT list_contains(coalesce(y.names, []), one))"
    )
    return f"{present}[1 + {_TURN.format('t')} % nullif(len({present}), 0)]"


_HEIRS = """
LEFT JOIN followups_customers u ON u.id = t.customer
LEFT JOIN followups_colleagues k ON k.role = t.role AND k.adviser = coalesce(nullif(t.stands_for, ''), t.adviser)
LEFT JOIN (SELECT "day", list(adviser) AS names FROM followups_leave GROUP BY "day") y ON y."day" = t."day"
"""

_COLLEAGUES = """
CREATE OR REPLACE TEMP TABLE followups_colleagues AS
WITH looking AS (
    SELECT 'sales' AS role, sales_adviser AS adviser, store FROM ({customers})
    UNION ALL SELECT 'service', service_adviser, store FROM ({customers})
    UNION ALL SELECT 'sales', adviser, NULL FROM followups_leading
),
counted AS (SELECT role, adviser, store, count(*) AS count FROM looking WHERE adviser IS NOT NULL GROUP BY ALL),
home AS (
    SELECT role, adviser, coalesce(arg_max(store, (count, store)) FILTER (store IS NOT NULL), '') AS store
    FROM counted GROUP BY role, adviser
)
SELECT h.role, h.adviser, list(o.adviser ORDER BY o.adviser) AS names
FROM home h JOIN home o ON o.role = h.role AND o.store = h.store AND o.adviser <> h.adviser
GROUP BY h.role, h.adviser
"""
"""Each adviser's colleagues: those of his role in his store, which is that of most of his customers."""
