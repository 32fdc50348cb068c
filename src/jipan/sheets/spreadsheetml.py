"""SpreadsheetML 2003: the XML that Excel 2003 and many Java systems write, mostly under the name `.xls`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets import a1, batches, safe_xml
from jipan.sheets.contents import Contents
from jipan.sheets.grid import CellError, Grid, SheetInfo
from jipan.sheets.workbook import moment

if TYPE_CHECKING:
    from datetime import datetime

    from lxml import etree

    from jipan.sheets.a1 import Range
    from jipan.sheets.batches import Cells
    from jipan.sheets.limits import Limits
    from jipan.sheets.source import Source

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_TAGS = ("{*}Worksheet", "{*}Row", "{*}Visible", "{*}LastSaved", "{*}Date1904")
_EXACT = 1e17  # above, an int would show digits that were never there
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d*[1-9])?(?:\.?0*)")


def read(source: Source, limits: Limits) -> Contents:
    """All sheets. Raises BadFile for XML that is not well formed: half a file would look like all of it."""
    safe_xml.refuse_doctype(source.head(safe_xml.HEAD), source)
    book = _Book(limits, source.path, limits.allowance(source.size()))
    book.take(source)
    if not book.sheets:
        raise BadFile("not_a_sheet", path=source.path, found="XML")
    sheets = {sheet.name: sheet for sheet in book.sheets}
    infos = tuple(SheetInfo(sheet.name, sheet.hidden) for sheet in book.sheets)
    return Contents(infos, partial(_grid, source, sheets), book.date1904, book.saved)


def _grid(source: Source, sheets: dict[str, _Sheet], name: str) -> Grid:
    sheet = sheets[name]
    return Grid(
        file=source.name,
        sheet=name,
        hidden=sheet.hidden,
        columns=tuple(range(sheet.width)),
        batches=tuple(batches.of_rows(sheet.rows, sheet.width)),
        errors=tuple(sheet.errors),
        merged=tuple(sheet.merged),
    )


@dataclass(slots=True)
class _Sheet:
    name: str
    hidden: bool = False
    rows: list[Cells] = field(default_factory=list)
    width: int = 0
    errors: list[CellError] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)


@dataclass(slots=True)
class _Book:
    limits: Limits
    path: str
    allowed: int
    sheets: list[_Sheet] = field(default_factory=list)
    date1904: bool = False
    saved: datetime | None = None

    def take(self, source: Source) -> None:
        with source.open() as file:
            for event, element in safe_xml.elements(file, _TAGS):
                if event == "start" and safe_xml.local(element) == "Worksheet":
                    self.sheets.append(_Sheet(element.get(f"{_SS}Name", "")))
                elif event == "end":
                    self._see(element)

    def _see(self, element: etree._Element) -> None:
        match safe_xml.local(element):
            case "Row" if self.sheets:
                self._add(self.sheets[-1], element)
                element.clear()
            case "Visible" if self.sheets:
                self.sheets[-1].hidden = "Hidden" in (element.text or "")
            case "LastSaved":
                self.saved = moment(element.text or "")
            case "Date1904":
                self.date1904 = True

    def _add(self, sheet: _Sheet, row: etree._Element) -> None:
        at = _index(row, len(sheet.rows))
        cells: Cells = []
        for cell in row.iterchildren("{*}Cell"):
            _place(sheet, at, cells, cell, self.limits.columns)
        width = max(sheet.width, len(cells))
        if any(cells) or sheet.errors:
            if (at + 1) * width > self.allowed:
                raise BadFile("far_cell", path=self.path, cell=a1.name(at, len(cells) - 1))
            self.limits.check(self.path, at + 1, width)
            sheet.rows.extend([] for _ in range(at - len(sheet.rows)))
            sheet.rows.append(cells)
            sheet.width = width


def _place(sheet: _Sheet, row: int, cells: Cells, cell: etree._Element, most: int) -> None:
    left = min(_index(cell, len(cells)), most)
    cells.extend([None] * (left - len(cells)))
    text = _text(cell)
    if text is not None and text[0] == "Error":
        sheet.errors.append(CellError(row, left, text[1]))
    right = left + min(_number(cell, "MergeAcross"), most)
    bottom = row + _number(cell, "MergeDown")
    cells.extend([None if text is None or text[0] == "Error" else text[1], *[None] * (right - left)])
    if (bottom, right) != (row, left):
        sheet.merged.append((row, left, bottom, right))


def _index(element: etree._Element, following: int) -> int:
    """The 0-based place of a row or cell: as it says, else behind the one before."""
    said = _number(element, "Index")
    return said - 1 if said > 0 else following


def _number(element: etree._Element, attribute: str) -> int:
    text = element.get(f"{_SS}{attribute}") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def _text(cell: etree._Element) -> tuple[str, str] | None:
    """The type of the value and the value as the other formats would give it."""
    data = next(cell.iterchildren("{*}Data"), None)
    if data is None:
        return None
    kind, text = data.get(f"{_SS}Type", "String"), "".join(data.itertext())
    match kind:
        case "Number":
            return kind, _plain(text)
        case "Boolean":
            return kind, "true" if text.strip() == "1" else "false"
        case "DateTime":
            return kind, _TIME.sub(r"\1 \2\3", text.strip())
    return kind, text


def _plain(text: str) -> str:
    """1.3800138E10 → 13800138000, 1.50 → 1.5."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
