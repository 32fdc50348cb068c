"""A worksheet that takes rows as XML.

openpyxl's write-only sheet spends its time on cell objects and style look-ups; a row that is spelled out here costs
less than half of that. Everything above and below the rows is left to openpyxl.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter, create_temporary_file

EMPTY = "/>"
"""The end of a cell without value."""

ROW = 18
"""The height of an ordinary row, in points."""

_LONGEST = 32_767
_AT_ONCE = 1 << 20
"""Letters that are written together."""


def text(value: str) -> str:
    """The end of a cell with text. Text is text, also when it begins with `=`."""
    if not value:
        return EMPTY
    if len(value) > _LONGEST // 2:
        value = _cut(value)
    if "&" in value or "<" in value or ">" in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f' t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def _cut(value: str) -> str:
    """As much as a cell may hold. Excel counts in UTF-16."""
    return value.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def number(value: object) -> str:
    """The end of a cell with a number; dates are numbers in Excel."""
    return f"><v>{value}</v></c>"


class Sheet(WriteOnlyWorksheet):  # type: ignore[misc] # openpyxl has no types
    """A sheet of `workbook`, filled from top to bottom. `row` is the number of the last row."""

    def __init__(self, workbook: Workbook, title: str) -> None:
        super().__init__(workbook, title)
        workbook._sheets.append(self)  # noqa: SLF001 - create_sheet would make a sheet of its own class
        self._writer: _Writer | None = None
        self.row = 0
        self.texts: list[str] = []
        """Ranges in which digits are text on purpose: Excel shall not mark phones as errors."""
        self.editable = ""
        """The range in which people may edit although the sheet is protected."""
        self._letters: list[str] = []

    def add(self, cells: Sequence[tuple[int, str]], height: float, *, grows: bool = False) -> None:
        """One row: the style and the end of each cell, from column A. `height` in points; `grows` with what is typed."""
        self.row += 1
        while len(self._letters) < len(cells):
            self._letters.append(get_column_letter(len(self._letters) + 1))
        inner = "".join(
            [
                f'<c r="{letter}{self.row}" s="{style}"{end}'
                for letter, (style, end) in zip(self._letters, cells, strict=False)
            ]
        )
        fixed = "" if grows else ' customHeight="1"'
        self.append((f'<row r="{self.row}" ht="{height:g}"{fixed}>{inner}</row>',))

    def skip(self) -> None:
        """An empty row."""
        self.add((), ROW, grows=True)

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _Writer(self)
            self._writer.write_top()

    def close(self) -> None:
        """No more rows come."""
        if self._writer is not None:
            self._writer.flush()
        super().close()

    def _values_to_row(self, values: Sequence[str], row_idx: int) -> Sequence[str]:  # noqa: ARG002 - openpyxl's own signature
        return values


class _Writer(WorksheetWriter):  # type: ignore[misc] # openpyxl has no types
    """Writes rows as they come, past the XML writer into the file behind it, and the list of errors that are none."""

    def __init__(self, sheet: Sheet) -> None:
        path = create_temporary_file()
        self._file = Path(path).open("wb")  # noqa: SIM115 - until the sheet is closed
        self._waiting: list[str] = []
        self._letters = 0
        self._xml: Any = None
        super().__init__(sheet, out=self._file)
        self.out = path

    def write_row(self, xf: Any, row: Sequence[str], row_idx: int) -> None:  # noqa: ARG002 - as above
        self._xml = xf
        self._waiting.append(row[0])
        self._letters += len(row[0])
        if self._letters > _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait behind what the XML writer has written."""
        if self._waiting:
            self._xml.flush()
            self._file.write("".join(self._waiting).encode())
            self._waiting.clear()
            self._letters = 0

    def close(self) -> None:
        super().close()
        self._file.close()

    def write_protection(self) -> None:
        """What may be edited all the same stands just behind what is protected."""
        super().write_protection()
        if self.ws.editable:
            ranges = etree.Element("protectedRanges")
            etree.SubElement(ranges, "protectedRange", name="rows", sqref=self.ws.editable)
            self.xf.send(ranges)

    def write_drawings(self) -> None:
        """Ignored errors stand just before the drawings."""
        if self.ws.texts:
            errors = etree.Element("ignoredErrors")  # spelled out: openpyxl leaves the range away
            etree.SubElement(errors, "ignoredError", sqref=" ".join(self.ws.texts), numberStoredAsText="1")
            self.xf.send(errors)
        super().write_drawings()
