"""A workbook without its Excel-4 macro sheets: the reader refuses the whole file because of them."""

from __future__ import annotations

import io
import zipfile
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
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for key, info in package.parts.items():
            data = package.read(key)
            archive.writestr(info.filename, _thinned(data, package, workbook) if key == workbook.part.lower() else data)
    return buffer.getvalue()


def _thinned(data: bytes, package: Package, workbook: Workbook) -> bytes:
    macros = {sheet.name for sheet in workbook.sheets if sheet.kind in MACRO_SHEETS}
    root = safe_xml.parse(data, package.source)
    for element in list(root.iter("{*}sheet")):
        if element.get("name") in macros:
            element.getparent().remove(element)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
