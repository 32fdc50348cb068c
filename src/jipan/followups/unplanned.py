"""Customers whom nobody has spoken to for a while and whom no cadence will bring back soon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.followups import homes
from jipan.followups.channels import BY_PHONE, averse
from jipan.followups.due import Due
from jipan.followups.gathering import Pick
from jipan.followups.planning import draw
from jipan.followups.subjects import query
from jipan.kinds import CODE, DATE, LEVEL, NAME, PHONE, TEXT
from jipan.table import Column, Table

if TYPE_CHECKING:
    from jipan.kinds.span import Span
    from jipan.rules import Book
    from jipan.store import Base
    from jipan.words import Lang

_COLUMNS = (
    Column("name", NAME, "姓名", "Name"),
    Column("mobile", PHONE, "手机", "Mobile"),
    Column("last", DATE, "上次联系", "Last contact"),
    Column("outcome", TEXT, "上次结果", "Last outcome"),
    Column("level", LEVEL, "现级别", "Current level"),
    Column("sales_adviser", NAME, "销售顾问", "Sales adviser"),
    Column("service_adviser", NAME, "服务顾问", "Service adviser"),
    Column("store", TEXT, "所属门店", "Store"),
    Column("customer", CODE, "基盘号", "Jipan id"),
)
_NOBODY = -1
"""A list of manners is never empty."""
_ROWS = """
SELECT
    c.name, c.mobile, t.tried::DATE AS "last", {outcome} AS outcome, w.level, c.sales_adviser, c.service_adviser,
    coalesce(c.store, h.store) AS store,
    c.id AS customer
FROM ({customers}) c
LEFT JOIN followups_talks t ON t.customer = c.id
LEFT JOIN followups_homes h ON h.customer = c.id
LEFT JOIN (SELECT customer, min(level) AS level FROM followups_leading GROUP BY customer) w ON w.customer = c.id
LEFT JOIN (
    SELECT customer, arg_max(outcome, "at") AS outcome FROM ({contacts}) GROUP BY customer
) l ON l.customer = c.id
WHERE c.do_not_contact IS NOT TRUE
    AND c.id NOT IN (SELECT customer FROM followups_reasons WHERE NOT lapsed)
    AND c.id NOT IN (SELECT customer FROM followups_plans WHERE kind IN ('next', 'snooze') AND "day" >= DATE '{today}')
    AND c.id NOT IN (SELECT customer FROM followups_optouts WHERE channel IS NULL)
    AND (t.tried IS NULL OR t.tried < DATE '{since}')
    AND ($1::VARCHAR IS NULL OR coalesce(c.sales_adviser, '') = $1 OR coalesce(c.service_adviser, '') = $1)
    AND ($2::VARCHAR IS NULL OR coalesce(c.store, h.store) = $2)
    AND ($3::VARCHAR IS NULL OR w.level = $3)
    AND {reachable}
ORDER BY t.tried NULLS FIRST, c.id
"""


@dataclass(frozen=True, slots=True)
class Neglect:
    """For how long nobody has spoken to a customer and nobody will, seen from a day; `known` as for `draw`."""

    span: Span
    today: dt.date
    known: int | None = None


def unplanned(base: Base, book: Book, asked: Neglect, pick: Pick, lang: Lang) -> Table:
    """Customers with no contact in the last `span` and nothing planned for the next, the longest neglected first; of a
    channel those who may be contacted by it.
    """
    from jipan.followups.wording import outcome_words

    today, span = asked.today, asked.span
    drawn = draw(base, book, today, due=Due(today, span.after(today), overdue=True), known=asked.known)
    homes.lay(base, drawn.tables, "SELECT id FROM customers")
    sql = _ROWS.format(
        customers=query(drawn.tables, "customers"),
        contacts=query(drawn.tables, "contacts"),
        outcome=outcome_words("l.outcome", lang),
        today=today,
        since=span.before(today),
        reachable=_reachable(base, pick.channel),
    )
    rows = base.rows(sql, [pick.adviser, pick.store, pick.level])
    return Table("unplanned", "无计划客户", "Customers without a plan", _COLUMNS, rows)


def _reachable(base: Base, channel: str | None) -> str:
    """SQL: who has not refused a channel, and can be reached by it as far as the base knows."""
    if channel is None:
        return "true"
    manners = (*averse(base, channel), _NOBODY)
    willing = f"c.id NOT IN (SELECT customer FROM followups_said WHERE manner IN {manners})"
    return f"{willing} AND coalesce(c.mobile, c.phone_alt) IS NOT NULL" if channel in BY_PHONE else willing
