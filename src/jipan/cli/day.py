"""The morning in one command: take back, rate, lay out the sheets, say where we stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jipan.cli.desk import Desk, sit_down

if TYPE_CHECKING:
    from jipan.followups import Counts
    from jipan.store import Base

_BAD_FILE = 3


def day(context: typer.Context) -> int:
    """Everything that a morning needs. Twice a day changes nothing twice."""
    from jipan.cli.look import show_status

    desk = sit_down(context)
    with desk.workspace.writing("day", create=desk.workspace.inbox.is_dir()) as base:
        desk.name_base(base)
        failed, planned = _take_back(desk, base), None
        if base.value("SELECT count(*) FROM batches"):
            _rate(desk, base)
            planned = _lay_out(desk, base)
        show_status(desk, base, None, planned)
    return _BAD_FILE if failed else 0


def _take_back(desk: Desk, base: Base) -> int:
    """Import what lies in the inbox; what could not be taken stays there. Gives how many."""
    from jipan.cli.leftovers import Leftovers
    from jipan.cli.receipts import take
    from jipan.morning import come_back

    desk.workspace.inbox.mkdir(parents=True, exist_ok=True)
    paths = come_back(desk.workspace)
    leftovers = Leftovers(desk)
    taken = [path for path in paths if take(desk, base, path, leftovers)]
    for path in taken:
        _put_away(desk, path)
    if paths:
        desk.screen.tell("day.taken", count=len(taken), of=len(paths), folder=desk.workspace.inbox)
    return len(paths) - len(taken)


def _put_away(desk: Desk, path: Path) -> None:
    from jipan.morning import put_away

    if put_away(path, desk.today) is None:
        desk.screen.tell("day.held", "yellow", path=path)


def _rate(desk: Desk, base: Base) -> None:
    from jipan.intake.churn import settle_win_backs
    from jipan.rules.runs import rate

    with desk.screen.progress(desk.screen.text("say.rating")):
        run = rate(
            base, desk.workspace.book_to_run(base, None), desk.today, desk.now, dry_run=False, follow=settle_win_backs
        )
    key = "say.rated" if run.batch else "say.rated_same"
    desk.screen.tell(key, batch=f"B{run.batch}", book=run.book.name)


def _lay_out(desk: Desk, base: Base) -> Counts:
    """The call sheets of the day."""
    from jipan.cli.calls import tell_closed
    from jipan.followups import draw, parse_due
    from jipan.morning import lay_out, sheets_for

    lang, book, due = desk.screen.lang, desk.book(base), parse_due("today", desk.today)
    drawn = draw(base, book, desk.today, due=due)
    tell_closed(desk, base, book, due)
    books = sheets_for(drawn, lang)
    written, held = lay_out(desk.workspace, books, lang)
    folder = desk.workspace.sheets / desk.today.isoformat()
    desk.screen.tell("day.written", folder=folder, count=len(books) - 1, written=len(written))
    for path in held:
        desk.screen.tell("day.held", "yellow", path=path)
    counts = drawn.counts
    if counts.reported or counts.freed:
        desk.screen.tell("say.raised", "yellow", reported=f"{counts.reported:,}", freed=f"{counts.freed:,}")
    if counts.handed:
        desk.screen.tell("say.handed", "yellow", count=f"{counts.handed:,}")
    return counts
