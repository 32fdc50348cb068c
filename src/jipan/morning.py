"""The morning: what has come back is found and put away, and every adviser gets a sheet of his own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from jipan import render
from jipan.errors import BadFile
from jipan.followups import of_each, sheet
from jipan.reports import manager
from jipan.sheets import open_book
from jipan.sheets.expand import KINDS
from jipan.table import Page
from jipan.words import Lang, say
from jipan.workspace import TAKEN, Workspace

if TYPE_CHECKING:
    from jipan.followups import Drawn

_LOOKS_BACK = dt.timedelta(days=31)
"""How old a folder of call sheets may be in which filled ones are still looked for."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def come_back(place: Workspace) -> list[Path]:
    """What is to be taken: all that lies in the inbox, then the call sheets that somebody has filled in where they lay."""
    lying = sorted(path for path in place.inbox.glob("*") if _is_sheet(path)) if place.inbox.is_dir() else []
    return [*lying, *_filled(place)]


def _is_sheet(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in KINDS and not path.name.startswith((".", "~$"))


def _filled(place: Workspace) -> Iterator[Path]:
    for folder in sorted(place.sheets.glob("*")) if place.sheets.is_dir() else []:
        day = _day(folder.name)
        if day and place.today - _LOOKS_BACK <= day <= place.today:
            yield from (path for path in sorted(folder.glob("*.xlsx")) if _is_sheet(path) and _was_saved(path, day))


def _day(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None


def _was_saved(path: Path, day: dt.date) -> bool:
    """Whether somebody has saved a workbook since jipan wrote it: ours carries its day and no time."""
    try:
        saved = open_book(path).saved
    except BadFile:
        return True
    return saved is not None and saved.replace(tzinfo=None) != dt.datetime.combine(day, dt.time())


def put_away(path: Path, today: dt.date) -> Path | None:
    """Move a file that was taken out of the way; None where somebody has it open."""
    folder = path.parent / TAKEN
    if _day(path.parent.name) is None:
        folder /= today.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    names = chain([path.name], (f"{path.stem}-{number}{path.suffix}" for number in range(2, 10_000)))
    target = next(folder / name for name in names if not (folder / name).exists())
    try:
        return path.rename(target)
    except OSError:
        return None


def sheets_for(drawn: Drawn, lang: Lang) -> dict[str, list[Page]]:
    """The workbooks of the day by the stem of their name: one for each adviser, one for the manager."""
    whole = sheet(drawn, lang)
    whole = replace(whole, rows=list(whole.rows))
    made = {_called(name, lang): [Page.of(table)] for name, table in of_each(whole).items()}
    return made | {say("day.manager", lang): manager.pages(drawn, whole, lang)}


def _called(name: str, lang: Lang) -> str:
    """What the workbook with the calls of an adviser, or of the manager himself, is called."""
    if name == say("followups.manager", lang):
        return say("day.manager_calls", lang)
    return say("day.adviser", lang, name=_safe(name))


def _safe(name: str) -> str:
    """A name as a file may be called."""
    return _FORBIDDEN.sub("_", name).strip(" .") or "_"


def lay_out(place: Workspace, books: dict[str, list[Page]], lang: Lang) -> tuple[list[Path], list[Path]]:
    """Write the workbooks that differ from what lies there; those of nobody any more go. Gives what was written and what
    somebody has open.
    """
    folder = place.sheets / place.today.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    written, held = [], []
    for name, pages in books.items():
        try:
            if _write(folder / f"{name}.xlsx", pages, place.today, lang):
                written.append(folder / f"{name}.xlsx")
        except BadFile:
            held.append(folder / f"{name}.xlsx")
    _clear(folder, {f"{name}.xlsx" for name in books}, place.today)
    return written, held


def _write(path: Path, pages: list[Page], day: dt.date, lang: Lang) -> bool:
    """Whether the workbook had to be written: the same pages give the same bytes."""
    draft = path.with_name(f".{path.name}")
    render.save(pages, draft.with_suffix(".xlsx"), lang, bare=True, day=day)
    try:
        if path.exists() and path.read_bytes() == draft.read_bytes():
            return False
        render.check_writable(path)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _clear(folder: Path, wanted: set[str], day: dt.date) -> None:
    """A sheet of the morning that has nothing left to do goes, unless somebody has worked in it."""
    for path in folder.glob("*.xlsx"):
        if _is_sheet(path) and path.name not in wanted and not _was_saved(path, day):
            path.unlink(missing_ok=True)
