"""Cases as lists: what is open, since when, who is in charge, how late."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.kinds import CASE_KIND, COUNT
from jipan.models import fields
from jipan.table import Column, Table

if TYPE_CHECKING:
    from jipan.store import Base

_CASE, _CUSTOMER = fields("cases"), fields("customers")
_LATE = Column("late", COUNT, "超期天数", "Days late")
COLUMNS = (
    Column.of(_CUSTOMER["name"]),
    Column.of(_CUSTOMER["mobile"]),
    Column.of(_CASE["what"]),
    Column.of(_CASE["adviser"]),
    Column.of(_CASE["opened_on"]),
    Column.of(_CASE["due"]),
    _LATE,
    Column("customer", _CUSTOMER["customer_no"].kind, "基盘号", "Jipan id"),
    Column("case", _CUSTOMER["customer_no"].kind, "个案号", "Case"),
)


def open_cases(base: Base, kind: str, today: dt.date) -> Table:
    """The open cases of a kind, the one that waits longest first; what is late is marked."""
    rows = base.rows(
        """
        SELECT k.name, k.mobile, c.what, c.adviser, c.opened_on, c.due,
            CASE WHEN c.due < $2 THEN date_diff('day', c.due, $2) END AS late, c.customer, c.id
        FROM cases c LEFT JOIN customers k ON k.closed IS NULL AND k.id = c.customer
        WHERE c.closed IS NULL AND c.closed_on IS NULL AND c.kind = $1 AND c.opened_on <= $2 ORDER BY c.due NULLS LAST, c.id""",
        [kind, today],
    )
    place = COLUMNS.index(_LATE)
    marks = {index: "bad" for index, row in enumerate(rows) if row[place]}
    zh, en = CASE_KIND.show(kind, "zh"), CASE_KIND.show(kind, "en")
    return Table(kind, zh, en, COLUMNS, rows, emphasis=marks)
