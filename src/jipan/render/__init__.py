"""Table → terminal, xlsx, csv, json: the only writer of files. It sees only Tables and Pages.

The writers are modules of their own (`render.terminal`, `render.csv`, `render.json`, `render.xlsx`), imported when
they are needed: openpyxl and rich are heavy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from jipan.errors import BadUsage
from jipan.render.target import check_writable, save_text
from jipan.table import Page, Table
from jipan.words import Lang

SUFFIXES = (".xlsx", ".csv", ".json")

__all__ = ["SUFFIXES", "check_target", "check_writable", "save", "save_text"]


def check_target(path: Path | str, also: tuple[str, ...] = ()) -> None:
    """Raise where `path` could not be written or names a format that jipan does not write: before the work. `also` are
    formats that what is to be written can take besides.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in (*SUFFIXES, *also):
        raise BadUsage("format_unknown", suffix=suffix or str(path), known=" ".join((*SUFFIXES, *also)))
    check_writable(path)


def save(
    what: Table | Page | Sequence[Table | Page],
    path: Path | str,
    lang: Lang,
    *,
    bare: bool = False,
    day: dt.date | None = None,
) -> None:
    """Write tables or pages to a file of the format that its suffix names, whole or not at all.

    `day` is the date that a workbook carries in its properties.
    """
    check_target(path)
    path, pages = Path(path), _pages(what)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from jipan.render import xlsx

        xlsx.save(pages, path, lang, bare=bare, day=day)
        return
    tables = [table for page in pages for table in page.tables]
    if suffix == ".csv":
        from jipan.render import csv

        csv.save(tables, path, lang, bare=bare)
    else:
        from jipan.render import json

        json.save(tables, path, bare=bare)


def _pages(what: Table | Page | Sequence[Table | Page]) -> list[Page]:
    things = [what] if isinstance(what, Table | Page) else what
    return [Page.of(thing) if isinstance(thing, Table) else thing for thing in things]
