"""The merged cells of an OpenDocument spreadsheet, which its reader does not tell."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from jipan.sheets import safe_xml

if TYPE_CHECKING:
    from lxml import etree

    from jipan.sheets.a1 import Range
    from jipan.sheets.package import Package

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TABLE, _ROW, _CELL, _COVERED = (
    f"{_NAMESPACE}{tag}" for tag in ("table", "table-row", "table-cell", "covered-table-cell")
)
_SPANS = re.compile(rb"number-rows-spanned=[\"'](?:[2-9]|1\d)")


def merged(package: Package) -> dict[str, tuple[Range, ...]]:
    """Sheet → its ranges of cells merged downwards. Raises BadFile."""
    data = package.read("content.xml")
    if not _SPANS.search(data):
        return {}
    safe_xml.refuse_doctype(data, package.source)
    found: dict[str, list[Range]] = {}
    name, row = "", 0
    for event, element in safe_xml.elements(io.BytesIO(data), (_TABLE, _ROW)):
        if event == "start" and element.tag == _TABLE:
            name, row = safe_xml.attribute(element, "name") or "", 0
        elif event == "end" and element.tag == _ROW:
            found.setdefault(name, []).extend(_spans(element, row))
            row += _count(element, "number-rows-repeated")
            element.clear()
    return {sheet: tuple(ranges) for sheet, ranges in found.items()}


def _spans(row: etree._Element, top: int) -> list[Range]:
    """The ranges that begin in a row."""
    found: list[Range] = []
    left = 0
    for cell in row.iterchildren(_CELL, _COVERED):
        high, wide = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if high > 1:
            found.append((top, left, top + high - 1, left + wide - 1))
        left += _count(cell, "number-columns-repeated")
    return found


def _count(element: etree._Element, attribute: str) -> int:
    return int(element.get(f"{_NAMESPACE}{attribute}") or 1)
