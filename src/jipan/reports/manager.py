"""The manager's workbook of a day: who has how much to do, what is overdue, complaints, what waits for his decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jipan.reports.cases import open_cases
from jipan.reports.overview import due_by_adviser
from jipan.review import KINDS, open_items
from jipan.review import sheet as decisions
from jipan.table import Page, Table

if TYPE_CHECKING:
    from jipan.followups import Drawn
    from jipan.words import Lang

_CASES = ("complaint", "booking", "wrong_number")
_OVERDUE = ("name", "mobile", "why", "due", "overdue", "adviser", "current_level", "last", "customer")


def pages(drawn: Drawn, whole: Table, lang: Lang) -> list[Page]:
    """The sheets, those without anything on them left out. `whole` is the call sheet of all advisers."""
    base, today = drawn.base, drawn.today
    cases = [open_cases(base, kind, today) for kind in _CASES]
    items = open_items(base, KINDS.values(), today)
    waiting = [decisions.table(items, decisions.tag(base), lang, bare=True)] if items else []
    tables = [*cases, _overdue(whole), *waiting]
    return [
        Page("概况", "Overview", (due_by_adviser(drawn, lang),)),
        *(Page.of(table) for table in tables if table.rows),
    ]


def _overdue(whole: Table) -> Table:
    """What waits since before today, the longest first."""
    place = {column.name: index for index, column in enumerate(whole.columns)}
    late = [row for row in whole.rows if row[place["overdue"]]]
    late.sort(key=lambda row: -int(str(row[place["overdue"]])))
    rows = [tuple(row[place[name]] for name in _OVERDUE) for row in late]
    columns = tuple(whole.columns[place[name]] for name in _OVERDUE)
    return replace(whole, name="overdue", zh="逾期", en="Overdue", columns=columns, rows=rows, form=None)
