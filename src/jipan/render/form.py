"""What makes a sheet a form: choices to pick from, dates that are dates, and the stamp that knows its origin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from jipan.render.sheet import ROW, Sheet, text
from jipan.table import Column, Form, Table
from jipan.words import Lang, say

STAMP_SHEET = "_jipan"
_LONGEST_LIST = 255
_FIRST_LIST_COLUMN = 4
"""Lists too long for a rule stand in the stamp's sheet, from column D."""


class Forms:
    """The forms of one workbook."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._stamp: dict[str, str] = {}
        self._lists: list[Sequence[str]] = []

    def add(self, table: Table, sheet: Sheet, rows: tuple[int, int]) -> None:
        """Rules for the answer columns of a table that stands in `rows` (first and last) of `sheet`."""
        if table.form is None:
            return
        self._stamp |= table.form.stamp
        for place, column in enumerate(table.columns, start=1):
            letter, first = get_column_letter(place), rows[0]
            runs = _runs(table.form, column, rows[1] - first + 1)
            for count, words in runs:
                if rule := self._rule(column, words):
                    if len(runs) > 1:
                        rule.errorStyle = "warning"  # in a sheet that was sorted the words stand beside other rows
                    rule.add(f"{letter}{first}:{letter}{first + count - 1}")
                    sheet.data_validations.append(rule)
                first += count

    def _rule(self, column: Column, words: Sequence[str]) -> DataValidation | None:
        if words:
            rule = self._message(DataValidation("list", self._source(words)), "choose", words="、".join(words))
            rule.showErrorMessage = not column.kind.free
            return rule
        if issubclass(column.kind.python, dt.date):
            return self._message(DataValidation("date", "36526", operator="greaterThan"), "date")
        if column.kind.python is int:
            return self._message(DataValidation("whole", "0", operator="greaterThanOrEqual"), "number")
        return None

    def _message(self, rule: DataValidation, key: str, **facts: object) -> DataValidation:
        """What Excel says when something else is typed."""
        rule.allow_blank = True
        rule.showErrorMessage = True
        rule.errorTitle = say(f"render.{key}_title", self._lang)
        rule.error = say(f"render.{key}", self._lang, **facts)[:220]
        return rule

    def _source(self, words: Sequence[str]) -> str:
        """The choices, within the rule where Excel allows it, else as a list in the hidden sheet."""
        inline = ",".join(words)
        if len(inline) <= _LONGEST_LIST and not any("," in word or '"' in word for word in words):
            return f'"{inline}"'
        self._lists.append(words)
        letter = get_column_letter(_FIRST_LIST_COLUMN + len(self._lists) - 1)
        return f"{STAMP_SHEET}!${letter}$1:${letter}${len(words)}"

    def finish(self, workbook: Workbook) -> None:
        """The very hidden sheet: nobody sees it, and Excel keeps it."""
        if not self._stamp and not self._lists:
            return
        sheet = Sheet(workbook, STAMP_SHEET)
        sheet.sheet_state = "veryHidden"
        for row in _side_by_side(self._stamp, self._lists):
            sheet.add([(0, text(word)) for word in row], ROW)


def _runs(form: Form, column: Column, rows: int) -> Sequence[tuple[int, Sequence[str]]]:
    """How many rows, one run after the other, have which words to choose from."""
    if column.name not in form.answers:
        return ()
    return form.runs.get(column.name) or ((rows, form.answers[column.name]),)


def _side_by_side(stamp: Mapping[str, str], lists: Sequence[Sequence[str]]) -> list[list[str]]:
    pairs = list(stamp.items())
    depth = max(len(pairs), *(len(words) for words in lists), 0)
    return [
        [
            *(pairs[row] if row < len(pairs) else ("", "")),
            "",
            *(words[row] if row < len(words) else "" for words in lists),
        ]
        for row in range(depth)
    ]
