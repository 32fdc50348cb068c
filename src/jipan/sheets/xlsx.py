"""xlsx and xlsm through fastexcel, in this process: the fast road."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import fastexcel

from jipan.sheets import batches, extent, repair, safe_xml
from jipan.sheets.contents import Contents
from jipan.sheets.formulas import uncomputed
from jipan.sheets.grid import Grid, SheetInfo
from jipan.sheets.parts import Reading, Together
from jipan.sheets.reader import text_of
from jipan.sheets.workbook import read_workbook, saved

if TYPE_CHECKING:
    from jipan.sheets.a1 import Range
    from jipan.sheets.limits import Limits
    from jipan.sheets.package import Package
    from jipan.sheets.workbook import Sheet, Workbook

_UNIQUE_COUNT = re.compile(rb"""uniqueCount\s*=\s*["'](\d+)""")


def read(package: Package, limits: Limits) -> Contents:
    """List the sheets; chart and macro sheets are left out. The cells are read when a grid is asked for."""
    for part in package.parts:
        if part.endswith((".rels", ".xml")) and not part.startswith("docprops/"):
            _check_head(package, part)
    workbook = read_workbook(package)
    return Contents(
        sheets=tuple(SheetInfo(sheet.name, sheet.state != "visible") for sheet in workbook.worksheets),
        load=partial(_load, package, workbook, limits),
        date1904=workbook.date1904,
        saved=saved(package),
    )


def _check_head(package: Package, part: str) -> None:
    """Refuse what the reader would believe: entities, and a number of shared strings for which it takes memory."""
    head = package.head(part)
    if part.startswith(("[", "_", "xl/")):
        safe_xml.refuse_doctype(head, package.source)
    said = _UNIQUE_COUNT.search(head)
    if said and int(said[1]) > package.size(part):
        raise package.source.corrupt("more shared strings than bytes")
    if part.endswith("sharedstrings.xml") and b"sst" not in head:
        raise package.source.corrupt("no shared strings where they should be")


def _load(package: Package, workbook: Workbook, limits: Limits, name: str) -> Grid:
    sheet = next(sheet for sheet in workbook.worksheets if sheet.name == name)
    read, merged = _in_parts(package, workbook, sheet, limits)
    read = read or _whole(package, workbook, name)
    return Grid(
        file=package.source.name,
        sheet=name,
        hidden=sheet.state != "visible",
        columns=read.columns,
        batches=read.batches,
        errors=read.errors + uncomputed(package, sheet.part),
        merged=merged,
    )


def _in_parts(
    package: Package, workbook: Workbook, sheet: Sheet, limits: Limits
) -> tuple[Together | None, tuple[Range, ...]]:
    """What the sheet holds, if it can be read in parts, and its merged ranges. Raises BadFile where it reaches too far."""
    with ThreadPoolExecutor(1) as pool:  # unpacking leaves the interpreter to the other
        strings = pool.submit(_verify_strings, package)
        with Reading(package, sheet.part, sheet.name, strings.result) as reading:
            cut = sheet.part in package and not repair.needed(workbook)
            take = {"take": reading.take} if cut else {}
            merged = tuple(
                span for part in _parts(package, sheet) for span in extent.check(package, part, limits, **take)
            )
            strings.result()
            return reading.result() if cut else None, merged


def _whole(package: Package, workbook: Workbook, name: str) -> Together:
    """The sheet as one."""
    text = text_of(fastexcel.read_excel(_readable(package, workbook)), name)
    return Together(batches.sliced(text.batch), text.columns, text.errors)


def _verify_strings(package: Package) -> None:
    """Refuse shared strings that unpack to more than they say."""
    for part in package.parts:
        if part.endswith("sharedstrings.xml"):
            package.verify(part)


def _parts(package: Package, sheet: Sheet) -> list[str]:
    """The part of a sheet; all of them where the workbook points nowhere, as the reader may find it nevertheless."""
    if sheet.part in package:
        return [sheet.part]
    return [part for part in package.parts if "worksheets/" in part and part.endswith(".xml")]


_NAMED_SO = frozenset({".xlsx", ".xlsm"})


def _readable(package: Package, workbook: Workbook) -> str | bytes:
    """What the reader is given: a path only where its name is right, for the reader believes names."""
    if repair.needed(workbook):
        return repair.without_macro_sheets(package, workbook)
    content = package.source.content
    if isinstance(content, bytes):
        return content
    return str(content) if content.suffix.lower() in _NAMED_SO else content.read_bytes()
