"""Whom to contact: the list, the call sheet, the calendar file, and those whom nobody has a plan for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from jipan.cli import options
from jipan.cli.daily import Format
from jipan.cli.desk import Desk, sit_down
from jipan.cli.slips import check_unplanned, check_words
from jipan.errors import BadUsage
from jipan.words import LANGS, say

if TYPE_CHECKING:
    from jipan.followups import Due, Pick
    from jipan.kinds import Kind
    from jipan.kinds.span import Span
    from jipan.rules import Book
    from jipan.store import Base

CALENDAR = ".ics"
_ON_SCREEN = 200
"""Nobody reads more tasks than that in a terminal; a file holds all of them."""
_BY = ("customer", "vehicle")
_BY_WORDS = {"客户": "customer", "车辆": "vehicle", "车": "vehicle"}


def followups(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    due: Annotated[str, typer.Option(help="option.due")] = "today",
    adviser: Annotated[str | None, typer.Option(help="option.adviser", show_default=False)] = None,
    store: Annotated[str | None, typer.Option(help="option.of_store", show_default=False)] = None,
    channel: Annotated[str | None, typer.Option(help="option.channel", show_default=False)] = None,
    purpose: Annotated[str | None, typer.Option(help="option.purpose", show_default=False)] = None,
    level: Annotated[str | None, typer.Option(help="option.of_level", show_default=False)] = None,
    by: Annotated[str, typer.Option(help="option.task_by")] = "customer",
    limit: Annotated[int | None, typer.Option(help="option.limit", min=1, show_default=False)] = None,
    unplanned: Annotated[str | None, typer.Option(help="option.unplanned", metavar="30d", show_default=False)] = None,
    each: Annotated[bool, typer.Option("--each", help="option.each")] = False,  # noqa: FBT002
    reveal: Annotated[bool, typer.Option("--reveal", help="option.reveal_unplanned")] = False,  # noqa: FBT002
    known: Annotated[
        str | None, typer.Option("--known", help="option.known_morning", metavar="DATE", show_default=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="option.calls_output", show_default=False)
    ] = None,
    format_: Format = None,
) -> None:
    """Whom to contact, and why."""
    from jipan.followups import Pick, parse_due
    from jipan.kinds import CHANNEL, PURPOSE
    from jipan.render import check_target

    desk = sit_down(context)
    if unplanned:
        check_unplanned({"--due": due != "today", "--purpose": purpose, "--by": by != "customer", "--each": each})
    elif each and (output is None or output.suffix.lower() != ".xlsx"):
        raise BadUsage("each_workbook")
    day = options.day(known, desk.today)
    if day > desk.today:
        raise BadUsage("known_ahead", day=day)
    wanted = parse_due(due, day)
    pick = Pick(
        **_adviser(adviser),
        store=store,
        channel=_word(CHANNEL, "--channel", channel),
        purpose=_word(PURPOSE, "--purpose", purpose),
        level=_level(level),
        limit=limit,
        by=_by(by),  # type: ignore[arg-type] # one of the two words
    )
    if output:
        check_target(output, also=() if unplanned else (CALENDAR,))
    with desk.workspace.reading() as base:
        morning = Morning(desk.book(base), day, _known_batch(desk, base, day) if known else None)
        check_words(desk, base, morning.book, pick)
        if unplanned:
            _show_unplanned(desk, base, _Unplanned(unplanned, morning, pick, reveal), output, format_)
        else:
            _Shown(desk, base, morning, {"due": wanted, "pick": pick}, each).out(output, format_)


class Morning(NamedTuple):
    """The book to plan by, the day that is planned for, and the last batch that is known (None: all of them)."""

    book: Book
    day: dt.date
    known: int | None = None


def _known_batch(desk: Desk, base: Base, day: dt.date) -> int:
    """The last batch that the base knew on a past day before its work began."""
    from jipan.followups import known_in_the_morning

    batch = known_in_the_morning(base, day)
    if not batch:
        raise BadUsage("known_before", day=day)
    desk.screen.tell("say.known_morning", "dim", day=day)
    return batch


def _word(kind: Kind, option: str, text: str | None) -> str | None:
    """The identifier of a word in a closed vocabulary."""
    from jipan.errors import Bad

    if text is None:
        return None
    try:
        found = kind.parse(text)
    except Bad:
        found = None
    if found is None:
        words = tuple(f"{one.id} {one.zh}" for one in kind.options)
        raise BadUsage("option_word", option=option, text=text, allowed=words)
    return str(found)


def _level(text: str | None) -> str | None:
    """A level as a book would write it; what is none stays as typed, for the book to say which it has."""
    from jipan.errors import Bad
    from jipan.kinds import LEVEL

    try:
        return None if text is None else str(LEVEL.parse(text) or text)
    except Bad:
        return text


def _adviser(name: str | None) -> dict[str, Any]:
    """Whose tasks are wanted: an adviser's, or by the word that stands in his place those of nobody or of the manager."""
    for managers, key in ((False, "followups.unassigned"), (True, "followups.manager")):
        if name in {say(key, lang) for lang in LANGS}:
            return {"adviser": "", "managers": managers}
    return {"adviser": name}


def _by(text: str) -> str:
    word = _BY_WORDS.get(text, text)
    if word not in _BY:
        raise BadUsage("option_word", option="--by", text=text, allowed=_BY)
    return word


class _Shown:
    """One list of tasks, on its way to where it is wanted."""

    def __init__(self, desk: Desk, base: Base, morning: Morning, asked: dict[str, Any], each: bool) -> None:  # noqa: FBT001 - an option
        self.desk, self.base, self.pick, self.each = desk, base, asked["pick"], each
        self.book, self.lang = morning.book, desk.screen.lang
        self.day, self.asked = morning.day, {**asked, "known": morning.known}

    def out(self, output: Path | None, format_: str | None) -> None:
        from jipan.followups import as_json, listing

        screen, suffix = self.desk.screen, output.suffix.lower() if output else ""
        if output and suffix == CALENDAR:
            counts = self._calendar(output)
        elif suffix == ".json" or (format_ == "json" and not output):
            counts = agenda = self._plan()
            self._json(as_json(agenda.tasks, self.book.desk, self.lang), output)
        elif output is None and screen.wants_table(format_):
            self.pick = replace(self.pick, limit=self.pick.limit or _ON_SCREEN)
            self.asked["pick"] = self.pick
            counts = agenda = self._plan()
            screen.show(listing(agenda.tasks, self.lang), "table", bare=True)
        else:
            counts = self._sheet(output, format_)
        closed = tell_closed(self.desk, self.base, self.book, self.asked["due"])
        _sum_up(self.desk, counts, self.pick.limit, output, closed=closed)

    def _plan(self) -> Any:
        from jipan.followups import plan

        return plan(self.base, self.book, self.day, **self.asked)

    def _calendar(self, output: Path) -> Any:
        from jipan.followups import events
        from jipan.render import ics

        agenda = self._plan()
        made = events(self.base, agenda.tasks, self.book.desk, self.lang, self.pick.by)
        ics.save(made, output, self.desk.now)
        return agenda

    def _json(self, data: object, output: Path | None) -> None:
        from jipan.render import json, save_text

        if output:
            save_text(json.dumps(data) + "\n", output)
        else:
            self.desk.screen.json(data)

    def _sheet(self, output: Path | None, format_: str | None) -> Any:
        """The call sheet: one for all, or one for each adviser."""
        from jipan import render
        from jipan.followups import draw, of_each, remembering, sheet

        drawn = draw(self.base, self.book, self.day, **self.asked)
        whole = sheet(drawn, self.lang)
        if output is None:
            self.desk.screen.show(whole, format_, bare=True)
            return drawn.counts
        tables = list(of_each(whole).values()) if self.each else [remembering(whole)]
        render.save(tables or [whole], output, self.lang, bare=True, day=self.day)
        return drawn.counts


def tell_closed(desk: Desk, base: Base, book: Book, due: Due) -> bool:
    """Why a day to come has no tasks: the shop is closed on it."""
    from jipan.followups.absences import calendar

    works = calendar(base, book.desk)
    closed = due.first == due.last >= desk.today and not works.is_open(due.last)
    if closed:
        desk.screen.tell("say.closed", "yellow", day=due.last, next=works.next_open(due.last))
    return closed


def _sum_up(desk: Desk, counts: Any, limit: int | None, output: Path | None, *, closed: bool) -> None:
    """What is on the list and what is not. On a closed day nothing is over anybody's quota: all of it waits."""
    over, spread = (0, ()) if closed else (counts.over, counts.spread)
    desk.screen.tell("say.tasks", count=f"{counts.found:,}", late=f"{counts.overdue:,}")
    if limit is not None and limit < counts.found:
        desk.screen.tell("say.first_tasks", "dim", count=f"{limit:,}")
    if counts.lapsed or counts.capped or over:
        desk.screen.tell(
            "say.not_listed", "dim", lapsed=f"{counts.lapsed:,}", capped=f"{counts.capped:,}", over=f"{over:,}"
        )
    if spread:
        days = [f"{day:%m-%d} {count:,}" for day, count in spread[:5]]
        desk.screen.tell("say.spread", "dim", days=desk.screen.names(days))
    if counts.reported or counts.freed:
        desk.screen.tell("say.raised", "yellow", reported=f"{counts.reported:,}", freed=f"{counts.freed:,}")
    if counts.handed:
        desk.screen.tell("say.handed", "yellow", count=f"{counts.handed:,}")
    if counts.estimated:
        desk.screen.tell("say.estimated", "dim")
    if output:
        desk.screen.tell("say.wrote", path=output)


class _Unplanned(NamedTuple):
    """Which customers without a plan are asked for, and whether their numbers are shown in full."""

    since: str
    morning: Morning
    pick: Pick
    reveal: bool

    def span(self) -> Span:
        from jipan.errors import Bad
        from jipan.kinds.span import Span

        try:
            return Span.parse(self.since)
        except Bad:
            raise BadUsage("option_word", option="--unplanned", text=self.since, allowed="30d、2周、1个月") from None


def _show_unplanned(desk: Desk, base: Base, asked: _Unplanned, output: Path | None, format_: str | None) -> None:
    from jipan import render
    from jipan.followups import Neglect, unplanned

    span, morning = asked.span(), asked.morning
    neglect = Neglect(span, morning.day, morning.known)
    whole = unplanned(base, morning.book, neglect, asked.pick, desk.screen.lang)
    table = whole.limited(asked.pick.limit)
    if output:
        render.save(table, output, desk.screen.lang, bare=asked.reveal, day=morning.day)
        desk.screen.tell("say.wrote", path=output)
    else:
        desk.screen.show(table, format_, bare=asked.reveal)
    desk.screen.tell("say.unplanned", count=f"{len(whole.rows):,}", span=span.show(desk.screen.lang))


COMMANDS: dict[str, Callable[..., Any]] = {"followups": followups}
