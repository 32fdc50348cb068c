"""A list that people edit: the columns that are there for jipan alone are out of sight and locked, all else stays free.

A sheet that is protected locks every cell that does not say otherwise, also those that nobody has filled yet. So the
columns themselves say it, to the last one there is. No password: whoever needs to takes the protection off.
"""

from __future__ import annotations

from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension

from jipan.render.sheet import Sheet
from jipan.table import Table
from jipan.words import Lang, say

LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_ALLOWED = (
    "formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows", "insertHyperlinks",
    "deleteColumns", "deleteRows", "selectLockedCells", "selectUnlockedCells", "sort", "autoFilter", "pivotTables",
    "objects", "scenarios",
)  # fmt: skip
"""What stays possible. In the file each of these says that it is forbidden."""


def is_edited(table: Table) -> bool:
    """True for a list that goes out with ids that are to come back untouched."""
    return table.form is not None and bool(table.form.hidden)


def lock(sheet: Sheet, table: Table) -> None:
    """Hide and lock the columns that a person must not touch, and free all others. Called before the rows are written."""
    hidden = table.form.hidden if table.form else ()
    for place, column in enumerate(table.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.hidden = column.name in hidden
        dimension.protection = Protection(locked=column.name in hidden)
    beyond = len(table.columns) + 1
    rest = ColumnDimension(sheet, get_column_letter(beyond), min=beyond, max=_LAST_COLUMN)
    rest.protection = Protection(locked=False)
    sheet.column_dimensions[get_column_letter(beyond)] = rest
    sheet.protection.sheet = True
    for name in _ALLOWED:
        setattr(sheet.protection, name, False)


def refuse_typing(sheet: Sheet, table: Table, first: int, lang: Lang) -> None:
    """Nothing can be typed where the ids stand, and the rows below the header may be sorted and deleted all the same.

    Excel neither sorts nor deletes locked cells, unless they lie in a range that it is told people may edit.
    """
    sheet.editable = f"A{first}:{get_column_letter(_LAST_COLUMN)}{LAST_ROW}"
    for place, column in enumerate(table.columns, 1):
        if table.form and column.name in table.form.hidden:
            letter = get_column_letter(place)
            rule = DataValidation("custom", "FALSE", showErrorMessage=True)
            rule.errorTitle, rule.error = say("render.locked_title", lang), say("render.locked", lang)
            rule.add(f"{letter}{first}:{letter}{LAST_ROW}")
            sheet.data_validations.append(rule)
