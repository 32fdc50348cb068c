"""Pages → a workbook that opens ready to read, to filter, to print and to fill in. Its bytes depend on its pages only."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from jipan.render.block import Manner
from jipan.render.form import STAMP_SHEET, Forms
from jipan.render.page import put
from jipan.render.sheet import Sheet
from jipan.render.styles import Styles
from jipan.render.target import written
from jipan.table import Page
from jipan.words import Lang

_LONGEST_TITLE = 31
_NO_DAY = dt.date(2000, 1, 1)
"""The date of a workbook whose day nobody told: openpyxl cannot leave it out, and the clock is not asked here."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED = (STAMP_SHEET, "history")


def save(pages: Sequence[Page], path: Path, lang: Lang, *, bare: bool = False, day: dt.date | None = None) -> None:
    """Write the pages as the sheets of one workbook. `day` is its date."""
    with written(path) as draft:
        workbook = Workbook(write_only=True)
        manner = Manner(lang, bare, Styles(workbook), day)
        forms = Forms(lang)
        for page, title in zip(pages, sheet_titles(page.title(lang) for page in pages), strict=True):
            put(page, Sheet(workbook, title), manner, forms)
        forms.finish(workbook)
        _describe(workbook, pages[0].title(lang), day)
        with _Archive(draft, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(workbook, archive).write_data()


def sheet_titles(titles: Iterable[str]) -> list[str]:
    r"""Titles as Excel allows them: 31 characters, none of []:*?/\, no two the same whatever the case."""
    given: list[str] = []
    taken = {name.lower() for name in _RESERVED}
    for title in titles:
        wanted = _FORBIDDEN.sub(" ", title).strip(" '") or "Sheet"
        given.append(next(name for name in _variants(wanted) if name.lower() not in taken))
        taken.add(given[-1].lower())
    return given


def _variants(title: str) -> Iterable[str]:
    """The title, then `title (2)`, `title (3)` …, cut so that the number fits."""
    yield title[:_LONGEST_TITLE].rstrip(" '")
    for number in range(2, 10_000):
        suffix = f" ({number})"
        yield title[: _LONGEST_TITLE - len(suffix)].rstrip(" '") + suffix


def _describe(workbook: Workbook, title: str, day: dt.date | None) -> None:
    """Who made it: jipan, never the name of a user."""
    moment = dt.datetime.combine(day or _NO_DAY, dt.time())
    about = workbook.properties
    about.title, about.creator, about.lastModifiedBy = title, "jipan", "jipan"
    about.created = about.modified = moment


class _Archive(ZipFile):
    """A zip file whose entries carry no time of day, so that the same pages give the same bytes."""

    def writestr(
        self, zinfo_or_arcname: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        super().writestr(_entry(zinfo_or_arcname), data, compress_type, compresslevel)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        entry = _entry(arcname)
        source = Path(filename)
        entry.file_size = source.stat().st_size
        with source.open("rb") as data, self.open(entry, "w") as into:
            shutil.copyfileobj(data, into, 1 << 20)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name.lstrip("/"))
    entry.compress_type = ZIP_DEFLATED
    return entry
