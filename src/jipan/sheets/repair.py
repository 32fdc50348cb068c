"""A workbook without its Excel-4 macro sheets: the reader refuses the whole file because of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from jipan.sheets import safe_xml
from jipan.sheets.workbook import MACRO_SHEETS

if TYPE_CHECKING:
    from jipan.sheets.package import Package
    from jipan.sheets.workbook import Workbook


def needed(workbook: Workbook) -> bool:
    """Whether there are macro sheets."""
    return any(sheet.kind in MACRO_SHEETS for sheet in workbook.sheets)


def without_macro_sheets(package: Package, workbook: Workbook) -> bytes:
    """The same package in memory, its workbook listing the other sheets only."""
    return package.rewritten({workbook.part.lower(): [_thinned(package.read(workbook.part), package, workbook)]})


def _thinned(data: bytes, package: Package, workbook: Workbook) -> bytes:
    macros = {sheet.name for sheet in workbook.sheets if sheet.kind in MACRO_SHEETS}
    root = safe_xml.parse(data, package.source)
    for element in list(root.iter("{*}sheet")):
        if element.get("name") in macros:
            element.getparent().remove(element)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
