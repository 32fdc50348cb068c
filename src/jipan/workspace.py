"""Finds and opens the base and the rule book in force: what commands and notebooks start from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.errors import BadRules, BadStore, BadUsage
from jipan.store import Base
from jipan.store.past import as_of

if TYPE_CHECKING:
    from jipan.rules import Book

FILE = "jipan.db"
BOOKS = ("rules.yaml", "rules.xlsx")
DEFAULT_BOOK = "standard"
INBOX, SHEETS, TAKEN = "收件", "今日", "已收"
"""Folders beside the base: what is to be imported, the call sheets by day, and within both what has been taken."""
_SHARED = (
    "onedrive",
    "dropbox",
    "坚果云",
    "nutstore",
    "百度网盘",
    "baidunetdisk",
    "google drive",
    "icloud",
    "wpsdrive",
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the base is (or will be), what day it is, how long to wait for a colleague."""

    path: Path
    today: dt.date
    now: dt.datetime
    wait: float = 10

    @classmethod
    def find(
        cls, db: str | None, cwd: Path, home: Path, clock: tuple[dt.date, dt.datetime], wait: float = 10
    ) -> Workspace:
        """The base that was named, else `jipan.db` here or in a folder above (below the home folder), else one to be made here."""
        today, now = clock
        if db:
            path = Path(db)
            return cls(path / FILE if path.is_dir() else path, today, now, wait)
        return cls(_nearest(cwd, home) or cwd / FILE, today, now, wait)

    @property
    def exists(self) -> bool:
        return self.path.exists()

    @property
    def inbox(self) -> Path:
        """Where people lay what is to be imported."""
        return self.path.parent / INBOX

    @property
    def sheets(self) -> Path:
        """Where the call sheets lie, a folder a day."""
        return self.path.parent / SHEETS

    @property
    def is_shared(self) -> bool:
        """True on a network drive or in a sync folder, where two computers would spoil the file."""
        text = str(self.path.resolve())
        return text.startswith(("\\\\", "//")) or any(word in text.lower() for word in _SHARED)

    def reading(self, known: dt.date | None = None) -> Base:
        """The base, to be looked at: as it is, or as it stood at the end of day `known`. Raises BadStore where there is none."""
        if known and self.exists:
            return as_of(self.path, known, self.wait)
        return self._open(create=False, purpose=None)

    def writing(self, purpose: str, *, create: bool = False) -> Base:
        """The base, to be changed by the command `purpose`; made where there is none and `create` is set."""
        return self._open(create=create, purpose=purpose)

    def _open(self, *, create: bool, purpose: str | None) -> Base:
        if not self.exists and not create:
            raise BadStore("no_base", folder=self.path.parent)
        return Base.open(self.path, create=create, wait=self.wait, purpose=purpose)

    def beside(self) -> Path | None:
        """The rule book that lies beside the base. Raises BadUsage where there are two."""
        found = [self.path.parent / name for name in BOOKS if (self.path.parent / name).exists()]
        if len(found) > 1:
            raise BadUsage("two_books", books=tuple(path.name for path in found))
        return found[0] if found else None

    def book_to_run(self, base: Base, rules: str | None) -> Book:
        """The book that `tier` takes: the one named, else that of the last run, else the one beside the base, else standard."""
        from jipan.rules import load

        return load(rules or self.source_to_run(base), custom=base.custom_kinds())

    def source_to_run(self, base: Base | None) -> Path | str:
        """Where the book that `tier` takes by itself comes from: a file, or the name of a pack."""
        source = base.value("SELECT source FROM runs ORDER BY batch DESC LIMIT 1") if base else None
        if source and source != DEFAULT_BOOK and Path(source).exists():
            return str(source)
        return self.beside() or DEFAULT_BOOK

    def book(self, base: Base) -> tuple[Book, bool]:
        """The book in force, that of the last run as it was then, and whether its file has been changed since."""
        from jipan.rules import loads

        last = base.rows("SELECT book, source, text FROM runs ORDER BY batch DESC LIMIT 1")
        if not last:
            return self.book_to_run(base, None), False
        name, source, text = last[0]
        return loads(text, name, custom=base.custom_kinds()), _has_changed(source, text)

    def tell_tasks(self, base: Base) -> None:
        """What the tasks of the rows in `answering` were about, by the book that was in force when they were planned."""
        from jipan.followups.naming import lay_meant
        from jipan.rules import loads

        then = base.rows(
            """SELECT book, text FROM runs ORDER BY batch > (
                 SELECT max(try_cast(regexp_extract(tasks, '-(\\d+)$', 1) AS INTEGER)) FROM answering), batch DESC LIMIT 1"""
        )
        lay_meant(base, loads(then[0][1], then[0][0], custom=base.custom_kinds()) if then else self.book(base)[0])


def _has_changed(source: str | None, text: str) -> bool:
    from jipan.rules import says

    if not source or not Path(source).exists():
        return False
    try:
        return not says(source, text)
    except BadRules:
        return True


def _nearest(cwd: Path, home: Path) -> Path | None:
    for folder in (cwd, *cwd.parents):
        if (folder / FILE).exists():
            return folder / FILE
        if folder == home:
            return None
    return None
