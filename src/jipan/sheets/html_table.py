"""`.xls` that is an HTML table, as many dealer systems export."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from lxml import etree

from jipan.errors import BadFile
from jipan.sheets import batches
from jipan.sheets.contents import Contents
from jipan.sheets.encoding import survey
from jipan.sheets.grid import Grid, SheetInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jipan.sheets.a1 import Range
    from jipan.sheets.batches import Cells
    from jipan.sheets.limits import Limits
    from jipan.sheets.source import Source

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_SHEET = re.compile(r"<x:Name>([^<]+)</x:Name>", re.IGNORECASE)
_EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_HEAD = 1 << 16


def read(source: Source, limits: Limits) -> Contents:
    """All tables below one another, as Excel shows them, on one sheet. Raises BadFile if there is no table."""
    encoding = _encoding(source)
    name = _SHEET.search(source.head(_HEAD).decode(encoding, errors="replace"))
    sheet = name[1].strip() if name else None
    page = _Page(limits, source.path)
    with source.decoding():
        page.take(source, encoding)
    if not page.rows:
        raise BadFile("not_a_sheet", path=source.path, found="HTML")
    return Contents((SheetInfo(sheet or source.stem),), partial(_grid, source, sheet, page))


def _grid(source: Source, sheet: str | None, page: _Page, _name: str) -> Grid:
    return Grid(
        file=source.name,
        sheet=sheet,
        hidden=False,
        columns=tuple(range(page.width)),
        batches=tuple(batches.of_rows(page.rows, page.width)),
        merged=tuple(page.merged),
    )


def _encoding(source: Source) -> str:
    """What the page says, if that fits; else as for text. Pages from China that say gb2312 mean gb18030."""
    said = _CHARSET.search(source.head(_HEAD))
    name = said[1].decode().lower() if said else ""
    seen = survey(source)
    found = "gb18030" if seen.rewritten else seen.encoding
    if found in {"utf-8", "utf-8-sig", "utf-16"} or name.startswith("gb") or not name:
        return found
    try:
        return codecs.lookup(name).name
    except LookupError:
        return found


@dataclass(slots=True)
class _AsUtf8:
    """A page in UTF-8 that says so: libxml2 of 2.11, which comes with lxml on Windows, believes the page rather than us."""

    page: codecs.StreamRecoder
    _said: bool = False

    def read(self, size: int) -> bytes:
        if self._said:
            return self.page.read(size)
        self._said = True
        return _CHARSET.sub(rb"charset=utf-8", self.page.read(max(size, _HEAD)))


@dataclass(slots=True)
class _Page:
    """The rows of all tables, spans laid out: the value stands at the top left, the other cells are None."""

    limits: Limits
    path: str
    rows: list[Cells] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    width: int = 0
    _open: dict[int, int] = field(default_factory=dict)
    """Column → the last row that a cell from above covers."""

    def take(self, source: Source, encoding: str) -> None:
        depth = 0
        with source.open() as raw:
            page = _AsUtf8(codecs.EncodedFile(raw, "utf-8", encoding, errors="strict"))
            events = etree.iterparse(
                page, events=("start", "end"), tag=("table", "tr"), html=True, encoding="utf-8", huge_tree=True
            )
            for event, element in events:
                if element.tag == "table":
                    depth += 1 if event == "start" else -1
                    self._open = {} if depth == 0 else self._open
                elif event == "end" and depth <= 1:
                    self._take_row(element)
                    element.clear()
            for fault in events.error_log:
                if fault.level == etree.ErrorLevels.FATAL or fault.type == etree.ErrorTypes.ERR_NO_MEMORY:
                    raise source.corrupt(fault)  # the parser says no more than that, and leaves out what follows

    def _take_row(self, row: etree._Element) -> None:
        """A row; one that only frames other tables, as pages are laid out, as the rows of these."""
        inner = list(_tables(row))
        small = sum(1 for table in inner for _ in _rows(table)) <= 1
        if small or sum(1 for cell in row.iterchildren("td", "th") if _text(cell)) > 1:
            self._add(row)
            return
        for table in inner:
            self._open = {}
            for each in _rows(table):
                self._take_row(each)
        self._open = {}

    def _add(self, row: etree._Element) -> None:
        cells: Cells = []
        for cell in row.iterchildren("td", "th"):
            self._skip_covered(cells)
            self._place(cells, cell)
        self._skip_covered(cells)
        self.rows.append(cells)
        self.width = max(self.width, len(cells))
        self.limits.check(self.path, len(self.rows), self.width)

    def _skip_covered(self, cells: Cells) -> None:
        while self._open.get(len(cells), -1) >= len(self.rows):
            cells.append(None)

    def _place(self, cells: Cells, cell: etree._Element) -> None:
        top, left = len(self.rows), len(cells)
        bottom, right = top + _span(cell, "rowspan") - 1, left + _span(cell, "colspan") - 1
        cells.extend([_text(cell), *[None] * (right - left)])
        if bottom > top:
            self._open.update(dict.fromkeys(range(left, right + 1), bottom))
        if bottom > top or right > left:
            self.merged.append((top, left, bottom, right))


def _tables(node: etree._Element) -> Iterator[etree._Element]:
    """The tables inside, without those inside of these."""
    for child in node:
        yield from (child,) if child.tag == "table" else _tables(child)


def _rows(node: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, without those of tables inside."""
    for child in node:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


def _span(cell: etree._Element, attribute: str) -> int:
    text = (cell.get(attribute) or "1").strip()
    return min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() else 1


def _text(cell: etree._Element) -> str:
    """What the cell shows; where it shows 1.38E+10, the number that Excel keeps beside it."""
    text = "".join(_pieces(cell)).replace("\xa0", " ").strip()
    number = cell.get("x:num") or ""
    return number if number and _EXPONENT.fullmatch(text) else text


def _pieces(cell: etree._Element) -> Iterator[str]:
    """Text with line breaks for <br>, line breaks of the source as blanks, as a browser shows it."""
    for node in cell.iter():
        if node.tag == "br":
            yield "\n"
        elif isinstance(node.tag, str) and node.tag not in {"script", "style"} and node.text:
            yield re.sub(r"[ \t\r\n]+", " ", node.text)
        if node is not cell and node.tail:
            yield re.sub(r"[ \t\r\n]+", " ", node.tail)
