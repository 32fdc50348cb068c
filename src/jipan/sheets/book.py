"""An opened file: what it is, which sheets it has, and each of them as a grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets import formats
from jipan.sheets.archive import find
from jipan.sheets.limits import DEFAULT

if TYPE_CHECKING:
    from datetime import datetime

    from jipan.sheets.contents import Contents
    from jipan.sheets.grid import Grid, SheetInfo
    from jipan.sheets.limits import Limits
    from jipan.sheets.source import Source

STAMP = "_jipan"
"""The very hidden sheet by which jipan knows its own workbooks: two columns, key and value."""


@dataclass(frozen=True)
class Book:
    """A file that can be read. It is not held open: whoever has it open in Excel can save it."""

    path: Path
    name: str
    """As shown to a user; inside a zip 'a.zip/b.xlsx'."""
    format: str
    """xlsx, xlsm, xlsb, xls, ods, html, xml or csv: what it is, whatever its name."""
    _source: Source = field(repr=False)
    _contents: Contents = field(repr=False)
    _read: dict[str, Grid] = field(default_factory=dict, init=False, repr=False)

    @property
    def sheets(self) -> tuple[SheetInfo, ...]:
        """All sheets with cells, hidden ones too, without the stamp. Never empty, except in a book of charts."""
        return tuple(sheet for sheet in self._contents.sheets if sheet.name != STAMP)

    @property
    def saved(self) -> datetime | None:
        """When the workbook says that it was last saved, with time zone. None for formats that do not say."""
        return self._contents.saved

    @property
    def written(self) -> datetime:
        """When the disk, or the zip that it lies in, says that it was last written."""
        return self._source.written

    @property
    def date1904(self) -> bool:
        """Whether bare serial numbers count from 1904 (add 1462 days); cells formatted as dates are right already."""
        return self._contents.date1904

    @property
    def cut(self) -> bool:
        """Whether the end of the file is broken off or padded: rows may be missing."""
        return self._contents.cut

    @cached_property
    def stamp(self) -> dict[str, str]:
        """What jipan wrote into its own workbook; {} in everybody else's."""
        if all(sheet.name != STAMP for sheet in self._contents.sheets):
            return {}
        rows = [list(row.values()) for batch in self._load(STAMP).batches for row in batch.to_pylist()]
        return {row[0]: row[1] or "" for row in rows if len(row) > 1 and row[0]}

    def grid(self, sheet: str | None = None) -> Grid:
        """One sheet as text; None takes the first visible one, else the first.

        Raises BadFile('sheet_missing') for an unknown name and BadFile for cells that cannot be read.
        """
        if sheet is None:
            visible = [info.name for info in self.sheets if not info.hidden]
            sheet = next(iter(visible or [info.name for info in self.sheets]), "")
        if all(info.name != sheet for info in self.sheets):
            names = ", ".join(info.name for info in self.sheets)
            raise BadFile("sheet_missing", path=str(self.path), sheet=sheet, known=names)
        return self._load(sheet)

    def _load(self, name: str) -> Grid:
        """A sheet that was read is kept: several look at it before one of them takes it."""
        if name not in self._read:
            with self._source.reading():
                self._read[name] = self._contents.load(name)
        return self._read[name]


def open_book(path: Path, *, password: str | None = None, limits: Limits = DEFAULT) -> Book:
    """Find out what a file is and list its sheets. Raises BadFile, and nothing else, for whatever is wrong with it."""
    source = find(Path(path), limits)
    with source.reading():
        format_, contents = formats.read(source, password, limits)
    return Book(Path(path), source.name, format_, source, contents)
