"""Looking: list, show, status."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jipan.cli.daily import Format
from jipan.cli.desk import Desk, known_day, sit_down

if TYPE_CHECKING:
    from jipan.followups import Counts
    from jipan.rules import Book
    from jipan.store import Base

Known = Annotated[str | None, typer.Option("--known", help="option.known", metavar="DATE", show_default=False)]
Reveal = Annotated[bool, typer.Option("--reveal", help="option.reveal")]
_LISTS, _FEW = ("*.xls*", "*.csv"), 3
"""Files of which a base is mostly made, and how many of them are named."""


def list_(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    collection: Annotated[str, typer.Argument(help="option.collection")] = "customers",
    where: Annotated[
        list[str] | None, typer.Option(help="option.where", metavar="'FIELD TEST'", show_default=False)
    ] = None,
    columns: Annotated[str | None, typer.Option(help="option.columns", show_default=False)] = None,
    sort: Annotated[str | None, typer.Option(help="option.sort", show_default=False)] = None,
    limit: Annotated[int | None, typer.Option(help="option.limit", min=1, show_default=False)] = None,
    known: Known = None,
    reveal: Reveal = False,  # noqa: FBT002
    format_: Format = None,
) -> None:
    """The records that pass."""
    from jipan.intake import check_kind
    from jipan.reports.listing import Query

    desk = sit_down(context)
    chosen = tuple(name.strip() for name in (columns or "").replace("，", ",").split(",") if name.strip())
    query = Query(check_kind(collection), tuple(where or ()), chosen, sort, limit)
    with desk.workspace.reading(known_day(desk, known)) as base:
        _show_list(desk, base, query, format_, bare=reveal)


def _show_list(desk: Desk, base: Base, query: Any, format_: str | None, *, bare: bool) -> None:
    from jipan.reports import listing

    book = desk.book(base)
    if format_ == "json":
        from jipan.render import json

        table, classes = listing.as_json(base, book, query, desk.today)
        desk.screen.json(listing.objects(json.rows(table, bare=bare), classes, query.of))
        return
    table = listing.listing(base, book, query, desk.today)
    desk.screen.show(table, format_, bare=bare)
    desk.screen.tell("say.rows", "dim", count=f"{len(table.rows):,}")


def show(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="option.who", show_default=False)],
    history: Annotated[bool, typer.Option("--history", help="option.history")] = False,  # noqa: FBT002
    known: Known = None,
    reveal: Reveal = False,  # noqa: FBT002
    format_: Format = None,
) -> None:
    """One customer, whole."""
    from jipan.followups import Pick, parse_due, plan
    from jipan.intake.log import find_one
    from jipan.reports import profile

    desk = sit_down(context)
    with desk.workspace.reading(known_day(desk, known)) as base:
        if history:
            _show_history(desk, base, find_one(base, who), format_, bare=reveal)
            return
        book = desk.book(base)
        customer = find_one(base, who)
        tasks = plan(base, book, desk.today, due=parse_due("today", desk.today), pick=Pick(customer=customer)).tasks
        found = profile.profile(base, book, customer, desk.today, tasks, desk.screen.lang)
    if format_ == "json":
        desk.screen.json(profile.as_json(found, bare=reveal))
        return
    for table in profile.tables(found, desk.screen.lang, bare=reveal):
        desk.screen.show(table, format_ or "table", bare=reveal)
    for line in profile.due_lines(found, desk.screen.lang):
        desk.screen.console().print(line, markup=False, soft_wrap=True)


def _show_history(desk: Desk, base: Base, customer: str, format_: str | None, *, bare: bool) -> None:
    from jipan.reports.trace import trace

    desk.screen.show(trace(base, customer, desk.screen.lang, bare=bare), format_, bare=True)


def status(context: typer.Context, format_: Format = None) -> None:
    """Where we stand, and what to do next."""
    desk = sit_down(context)
    if not desk.workspace.exists and format_ != "json":
        _say_how_to_begin(desk)
        return
    with desk.workspace.reading() as base:
        show_status(desk, base, format_)


def _say_how_to_begin(desk: Desk) -> None:
    """Where there is no base yet: how to make one, of the spreadsheets that lie there where there are some."""
    folder = desk.workspace.path.parent
    lying = sorted(path.name for kind in _LISTS for path in folder.glob(kind) if not path.name.startswith(("~$", ".")))
    named = " ".join(f'"{name}"' if " " in name else name for name in lying) if len(lying) <= _FEW else "."
    key = "next.no_base_lying" if lying else "next.no_base"
    desk.screen.line((desk.screen.text(key, folder=folder, **({"files": named} if lying else {})), ""))


def show_status(desk: Desk, base: Base, format_: str | None, planned: Counts | None = None) -> None:
    """The figures of an open base, and what to do next; `planned` is what is known already of today's plan."""
    from jipan.reports.status import facts, next_steps, status_table
    from jipan.review import View

    book = desk.book(base)
    found = facts(base, planned or _planned(desk, base, book), View(desk.today, lambda _: book))
    if format_ == "json":
        desk.screen.json(found)
        return
    desk.screen.tell("say.base_file", "dim", path=desk.workspace.path)
    desk.screen.show(status_table(found, desk.screen.lang), format_ or "table")
    for line in next_steps(found, desk.screen.lang):
        desk.screen.console().print(f"→ {line}", markup=False, soft_wrap=True)


def _planned(desk: Desk, base: Base, book: Book) -> Counts:
    from jipan.followups import draw, parse_due

    return draw(base, book, desk.today, due=parse_due("today", desk.today)).counts


COMMANDS: dict[str, Callable[..., Any]] = {"list": list_, "show": show, "status": status}
