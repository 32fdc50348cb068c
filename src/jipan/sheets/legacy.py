"""xls, xlsb and ods: read at once in a guarded process, all sheets together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets import batches, biff, codepage, guard, ods, workbook, xlsb
from jipan.sheets.contents import Contents
from jipan.sheets.grid import Grid, SheetInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jipan.sheets.a1 import Range
    from jipan.sheets.guard import Read
    from jipan.sheets.limits import Limits
    from jipan.sheets.ole import Ole
    from jipan.sheets.package import Package
    from jipan.sheets.source import Source


def read_xls(ole: Ole, limits: Limits) -> Contents:
    """Charts are left out. Raises BadFile."""
    head = biff.read_globals(ole.workbook.data)
    found = _found(ole, limits)
    known = head.sheets if len(head.sheets) == len(found) else ((-1, True),) * len(found)
    sheets = [sheet for sheet, (_, cells) in zip(found, known, strict=True) if cells]
    offsets = {sheet.name: offset for sheet, (offset, _) in zip(found, known, strict=True)}
    contents = _contents(ole.source, sheets, limits)
    load = partial(_merged_load, contents.load, ole.workbook.data, offsets)
    return replace(contents, load=load, date1904=head.date1904)


def _found(ole: Ole, limits: Limits) -> list[Read]:
    """The sheets, with the texts of an old Excel as they were meant."""
    told = codepage.old(ole.workbook.data)
    if told is None:
        return _read(ole, limits)
    return codepage.in_chinese(_read(replace(ole, source=codepage.as_western(ole, told)), limits), told)


def _read(ole: Ole, limits: Limits) -> list[Read]:
    """The sheets; if that fails, once more without formulas: the reader stumbles over odd ones, and values do."""
    try:
        return guard.read(ole.source, limits)
    except BadFile as error:
        places = list(biff.formulas(ole.workbook.data)) if ole.workbook.offsets else []
        if not places or error.code != "corrupt":
            raise
        return guard.read(_without_formulas(ole, places), limits)


def _without_formulas(ole: Ole, places: list[int]) -> Source:
    """The same file, the length of every formula set to 0."""
    data = bytearray(ole.source.read())
    for place in places:
        data[ole.workbook.at(place)] = data[ole.workbook.at(place + 1)] = 0
    return replace(ole.source, content=bytes(data))


def read_zipped(package: Package, format_: str, limits: Limits) -> Contents:
    """Read xlsb and ods. Raises BadFile."""
    if format_ == "ods":
        contents = _contents(package.source, guard.read(package.source, limits), limits)
        return replace(contents, load=partial(_spanned_load, contents.load, ods.merged(package)))
    book = xlsb.read_workbook(package)
    states = {sheet.name: sheet.state == "visible" for sheet in book.worksheets}
    found = [sheet for sheet in guard.read(package.source, limits) if sheet.name in states]
    contents = _contents(package.source, found, limits)
    return replace(contents, date1904=book.date1904, saved=workbook.saved(package))


def _contents(source: Source, found: Sequence[Read], limits: Limits) -> Contents:
    sheets = tuple(SheetInfo(sheet.name, not sheet.visible) for sheet in found)
    return Contents(sheets, partial(_load, source, {sheet.name: sheet for sheet in found}, limits))


def _load(source: Source, found: dict[str, Read], limits: Limits, name: str) -> Grid:
    sheet = found[name]
    if sheet.batch is None:
        raise source.corrupt(sheet.fault)
    limits.check(source.path, sheet.batch.num_rows, sheet.batch.num_columns)
    return Grid(
        file=source.name,
        sheet=name,
        hidden=not sheet.visible,
        columns=sheet.columns,
        batches=batches.sliced(sheet.batch),
        errors=sheet.errors,
    )


def _spanned_load(load: Callable[[str], Grid], merged: Mapping[str, tuple[Range, ...]], name: str) -> Grid:
    return replace(load(name), merged=merged.get(name, ()))


def _merged_load(load: Callable[[str], Grid], stream: bytes, offsets: dict[str, int], name: str) -> Grid:
    offset = offsets[name]
    return replace(load(name), merged=biff.merged(stream, offset) if offset >= 0 else ())
