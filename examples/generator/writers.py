"""Lines to files, as Excel, a web page called .xls, and Excel's CSV on a Chinese Windows; the same bytes every time."""

import csv
import html
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from generator.dirt import Cell
from generator.lines import Line

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv="Content-Type" content="text/html; charset=GBK"><title>{title}</title></head>
<body><table border="1">
{rows}
</table></body></html>
"""
# A zip entry and the workbook's properties carry the hour of writing; ours carry the hour the clerk went home.
ZIP_HOUR = (17, 40, 0)


def write_workbook(book: Workbook, path: Path, saved: datetime) -> None:
    book.properties.created = saved
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zip_entry(name, saved), stamped(name, source.read(name), saved))


def zip_entry(name: str, saved: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (saved.year, saved.month, saved.day, *ZIP_HOUR))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def stamped(name: str, content: bytes, saved: datetime) -> bytes:
    if name != "docProps/core.xml":
        return content
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{saved:%Y-%m-%dT%H:%M:%SZ}".encode(), content)


def write_page(lines: list[Line], path: Path) -> None:
    """A web page under the name .xls, as dealer systems export it."""
    title, *others = lines
    width = len(others[0].cells)
    first = f'<tr><td colspan="{width}" align="center">{html.escape(str(title.cells[0]))}</td></tr>'
    rows = "\n".join((first, *(f"<tr>{''.join(map(page_cell, one.cells))}</tr>" for one in others)))
    path.write_bytes(PAGE.format(title="车辆档案查询", rows=rows).encode("gbk"))


def page_cell(cell: Cell) -> str:
    return "<td></td>" if cell is None else f"<td>{html.escape(str(cell))}</td>"


def write_csv(lines: list[Line], path: Path) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(one.cells for one in lines)
