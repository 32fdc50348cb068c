"""The manager's workbook of a day: who has how much to do, what was left undone, complaints, what waits for his decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jipan.reports.cases import open_cases
from jipan.reports.overview import due_by_adviser
from jipan.review import KINDS, View, open_items
from jipan.review import sheet as decisions
from jipan.table import Page, Table
from jipan.words import say

if TYPE_CHECKING:
    from jipan.followups import Drawn
    from jipan.words import Lang

_CASES = ("complaint", "booking", "wrong_number")
_SHOWN = ("name", "mobile", "why", "due", "overdue", "adviser", "current_level", "last", "customer")


def pages(drawn: Drawn, whole: Table, lang: Lang) -> list[Page]:
    """The sheets, those without anything on them left out. `whole` is the call sheet of all advisers."""
    base, today = drawn.base, drawn.today
    cases = [open_cases(base, kind, today) for kind in _CASES]
    items = open_items(base, KINDS.values(), View(today, lambda _: drawn.book))
    waiting = [decisions.table(items, decisions.tag(base), lang, bare=True)] if items else []
    tables = [*cases, _left(drawn, whole, lang), _overdue(whole), *waiting]
    return [
        Page("概况", "Overview", (due_by_adviser(drawn, lang),)),
        *(Page.of(table) for table in tables if table.rows),
    ]


def _left(drawn: Drawn, whole: Table, lang: Lang) -> Table:
    """What was left undone so long that he hears of it, or that somebody else does it."""
    raised = drawn.base.rows("SELECT DISTINCT customer, raised FROM followups_chosen WHERE raised <> '' AND NOT over")
    customers = {customer for customer, _ in raised}
    place = [column.name for column in whole.columns].index("customer")
    rows = [tuple(row) for row in whole.rows if row[place] in customers]
    left = _shown(whole, rows, "left", ("久未办", "Left undone"))
    passed_on = any(how == "handed" for _, how in raised)
    return replace(left, notes=(say("manager.handed", lang),)) if passed_on else left


def _overdue(whole: Table) -> Table:
    """What waits since before today, the longest first."""
    place = {column.name: index for index, column in enumerate(whole.columns)}
    late = [row for row in whole.rows if row[place["overdue"]]]
    late.sort(key=lambda row: -int(str(row[place["overdue"]])))
    return _shown(whole, late, "overdue", ("逾期", "Overdue"))


def _shown(whole: Table, chosen: Sequence[Sequence[object]], name: str, title: tuple[str, str]) -> Table:
    """Some rows of the call sheet, as the manager looks at them."""
    place = {column.name: index for index, column in enumerate(whole.columns)}
    rows = [tuple(row[place[one]] for one in _SHOWN) for row in chosen]
    columns = tuple(whole.columns[place[one]] for one in _SHOWN)
    return replace(whole, name=name, zh=title[0], en=title[1], columns=columns, rows=rows, form=None)
