"""Rows that could not be taken, on their way into a workbook: no file that a person works in is lost to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.cli.desk import Desk
from jipan.errors import BadFile

if TYPE_CHECKING:
    from jipan.table import Page


@dataclass(slots=True)
class Leftovers:
    """The rejected rows of one command. `named` is the file that was asked for: it takes those of all files imported."""

    desk: Desk
    named: Path | None = None
    pages: list[Page] = field(default_factory=list)
    done: set[Path] = field(default_factory=set)

    def save(self, source: Path, pages: Sequence[Page]) -> Path:
        """Write the rejected rows of a file; gives where."""
        from jipan import render

        worded = [_worded(page, self.desk) for page in pages]
        self.pages += worded
        target = self.named or self._free(source)
        lang, day = self.desk.screen.lang, self.desk.today
        render.save(self.pages if self.named else worded, target, lang, bare=True, day=day)
        self.done.add(target)
        return target

    def _free(self, source: Path) -> Path:
        """Beside the base, so that a shared folder of exports stays as it is; not over what somebody may be mending."""
        folder, stem = self.desk.workspace.path.parent, f"{source.stem}.{self.desk.screen.text('label.rejects')}"
        names = chain([stem], (f"{stem}-{number}" for number in count(2)))
        paths = (folder / f"{name}.xlsx" for name in names)
        return next(path for path in paths if path not in self.done and _is_free(path))


def _is_free(path: Path) -> bool:
    """Whether nothing is there, or a workbook that nobody has open or has saved since jipan wrote it: ours carries a day
    and no time.
    """
    from jipan.render import check_writable
    from jipan.sheets import open_book

    try:
        check_writable(path)
        saved = open_book(path).saved if path.exists() else dt.datetime.min
    except BadFile:
        return False
    return saved is not None and saved.time() == dt.time()


def _worded(page: Page, desk: Desk) -> Page:
    """The reason of every rejected row in words."""
    from jipan.intake.rejects import REASON

    table = page.tables[0]
    place = next(index for index, column in enumerate(table.columns) if column.name == REASON)
    rows = [
        [_reason(str(value), desk) if index == place else value for index, value in enumerate(row)]
        for row in table.rows
    ]
    return replace(page, tables=(replace(table, rows=rows),))


def _reason(code: str, desk: Desk) -> str:
    what, hint = desk.screen.text(f"problem.{code}"), desk.screen.text(f"hint.{code}")
    return f"{what}；{hint}" if desk.screen.lang == "zh" else f"{what}; {hint}"
