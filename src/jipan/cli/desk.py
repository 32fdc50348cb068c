"""What every command starts from: the screen, the workspace, the clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.cli import options
from jipan.cli.screen import Screen
from jipan.words import Lang

if TYPE_CHECKING:
    import typer

    from jipan.rules import Book
    from jipan.store import Base
    from jipan.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Desk:
    """The screen to write on and the workspace to work in."""

    screen: Screen
    workspace: Workspace

    @property
    def today(self) -> dt.date:
        return self.workspace.today

    @property
    def now(self) -> dt.datetime:
        return self.workspace.now

    def name_base(self, base: Base) -> None:
        """Which base is being worked on, and how large it is."""
        count = base.value("SELECT count(*) FROM standing")
        self.screen.tell("say.base", "dim", path=self.workspace.path, count=f"{count:,}")
        if self.workspace.is_shared:
            self.screen.tell("say.shared_folder", "yellow", path=self.workspace.path)

    def book(self, base: Base) -> Book:
        """The rule book in force, as it speaks in the language of the screen; one line when its file has been changed since
        it was last run.
        """
        from jipan.rules.spoken import spoken

        book, changed = self.workspace.book(base)
        if changed:
            self.screen.tell("say.book_changed", "yellow", book=book.source)
        return spoken(book, self.screen.lang)


def known_day(desk: Desk, text: str | None) -> dt.date | None:
    """The day that `--known` names, by whose end the base is read; one line says so."""
    if text is None:
        return None
    day = options.day(text, desk.today)
    desk.screen.tell("say.known", "dim", day=day)
    return day


def sit_down(context: typer.Context) -> Desk:
    """The desk for a command, from the global options."""
    from jipan.workspace import Workspace

    said: options.Globals = context.find_root().obj
    now = options.moment()
    today = options.day(said.today, now.date())
    clock = (today, dt.datetime.combine(today, now.time()))  # --today is the one clock: the history follows it as well
    lang: Lang = "zh" if said.lang == "zh" else "en"
    return Desk(Screen(lang), Workspace.find(said.db, Path.cwd(), Path.home(), clock, said.wait))
