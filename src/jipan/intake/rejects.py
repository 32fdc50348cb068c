"""The rows that could not be taken, in a workbook with the same columns and the reason beside: mend and import it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jipan import kinds
from jipan.models import ASKED, fields
from jipan.table import Column, Table

if TYPE_CHECKING:
    from jipan.intake.headers import Layout, Target
    from jipan.sheets import Grid

REASON, REASON_EN = "未导入原因", "Why it was not taken"
ORIGIN, ORIGIN_EN = "原位置", "Where it stood"
NOT_DATA = frozenset({REASON, REASON_EN, ORIGIN, ORIGIN_EN, "要补什么", "What is wanting"})
"""Headers of our own that are never read back."""


def _questions(layout: Layout) -> tuple[Target, ...]:
    """The columns of a call sheet that ask something: their headers begin with a mark again."""
    return tuple(target for target in layout.targets if layout.is_call_sheet and not target.field)


_TASKS = Column.of(fields("contacts")["tasks"])


def rejected_rows(grid: Grid, layout: Layout, reasons: Mapping[int, str], tasks: Mapping[int, str]) -> Table:
    """The rows whose number in the file is among `reasons`, as they were written; beside them their `tasks`, where the sheet
    knows them though no column tells.
    """
    place = {column: index for index, column in enumerate(grid.columns)}
    headers = (f"{ASKED}{one.header}" if one in _questions(layout) else one.header for one in layout.targets)
    columns = tuple(Column(header, kinds.TEXT, header, header) for header in headers)
    numbers = (_TASKS,) if tasks else ()
    marks = (Column(REASON, kinds.TEXT, REASON, REASON_EN), Column(ORIGIN, kinds.TEXT, ORIGIN, ORIGIN_EN))
    rows: list[tuple[str | None, ...]] = []
    start = grid.first_row
    for batch in grid.batches:
        for number in (n for n in reasons if start < n <= start + batch.num_rows):
            values = (batch.column(place[target.column])[number - start - 1].as_py() for target in layout.targets)
            known = (tasks.get(number),) if tasks else ()
            rows.append(
                (*values, *known, reasons[number], grid.address(number - 1, 0).removesuffix(f"A{number}") + str(number))
            )
        start += batch.num_rows
    title = grid.sheet or grid.file
    return Table("rejects", title, title, (*columns, *numbers, *marks), rows, bare=True)
