"""Reports: workbooks for managers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from jipan.cli.daily import Format
from jipan.cli.desk import Desk, known_day, sit_down
from jipan.cli.look import Known
from jipan.errors import BadUsage

if TYPE_CHECKING:
    from jipan.store import Base


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    output: Path | None
    reveal: bool
    format: str | None
    behind: str | None = None
    mend: Path | None = None
    first: str | None = None
    last: str | None = None
    known: dt.date | None = None


def report(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    which: Annotated[str, typer.Argument(help="option.which_report", show_default=False)] = "overview",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="option.report_output", show_default=False)
    ] = None,
    behind: Annotated[str | None, typer.Option("--behind", help="option.behind", show_default=False)] = None,
    mend: Annotated[Path | None, typer.Option("--mend", help="option.mend", show_default=False)] = None,
    first: Annotated[str | None, typer.Option("--from", help="option.from", metavar="DATE", show_default=False)] = None,
    last: Annotated[str | None, typer.Option("--to", help="option.to", metavar="DATE", show_default=False)] = None,
    known: Known = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="option.reveal")] = False,  # noqa: FBT002
    format_: Format = None,
) -> None:
    """Where the whole base stands, or one side of it."""
    from jipan import render

    desk = sit_down(context)
    if which not in REPORTS:
        raise BadUsage("no_such_option", option="report", text=which, allowed=tuple(REPORTS))
    _check_options(which, {"--behind": behind, "--mend": mend, "--from": first, "--to": last})
    if output:
        render.check_target(output)
    past = known_day(desk, known)
    with desk.workspace.reading(past) as base:
        REPORTS[which].make(desk, base, Asked(output, reveal, format_, behind, mend, first, last, past))


def _check_options(which: str, given: Mapping[str, object]) -> None:
    """An option that a report does not heed is a slip: it would be answered with something else."""
    for option in (option for option, value in given.items() if value is not None):
        if option not in REPORTS[which].takes:
            takers = tuple(f"jipan report {name}" for name, report in REPORTS.items() if option in report.takes)
            raise BadUsage("option_of_other", option=option, which=which, takers=takers)


def _overview(desk: Desk, base: Base, asked: Asked) -> None:
    from jipan.reports import overview

    book = desk.book(base)
    if asked.output:
        _save(desk, overview.pages(base, book, desk.today, desk.screen.lang), asked)
        return
    _show(desk, overview.overview(base, book, desk.today, desk.screen.lang).tables, asked)


def _quality(desk: Desk, base: Base, asked: Asked) -> None:
    from jipan.reports import mending, quality

    if asked.behind and asked.behind not in quality.MEASURES:
        raise BadUsage("no_such_option", option="--behind", text=asked.behind, allowed=tuple(quality.MEASURES))
    found = quality.measure(base, desk.book(base), desk.today)
    if asked.mend:
        _write_to_mend(desk, mending.to_mend(base, desk.screen.lang), asked.mend)
    if asked.output:
        _save(desk, quality.pages(base, found, desk.screen.lang), asked)
    elif asked.behind:
        desk.screen.show(mending.behind(base, asked.behind, desk.screen.lang), asked.format, bare=asked.reveal)
    elif asked.format == "json":
        desk.screen.json(quality.as_json(found))
    elif not asked.mend:
        _show(desk, quality.tables(found, desk.screen.lang), asked)


def _followups(desk: Desk, base: Base, asked: Asked) -> None:
    from jipan.reports import performance

    book, period, lang = desk.book(base), _period(desk, asked), desk.screen.lang
    if asked.output:
        _save(desk, performance.pages(base, book, period, lang), asked)
        return
    with desk.screen.progress(desk.screen.text("performance.planning")):
        tables = performance.tables(base, book, period, lang)
    _show(desk, tables, asked)


def _satisfaction(desk: Desk, base: Base, asked: Asked) -> None:
    from jipan.reports import satisfaction

    tables = satisfaction.tables(base, desk.book(base), _period(desk, asked), desk.screen.lang)
    if asked.output:
        _save(desk, satisfaction.pages(tables), asked)
    else:
        _show(desk, tables, asked)


def _show(desk: Desk, tables: Any, asked: Asked) -> None:
    """Tables one below the other, or one object of them."""
    if asked.format == "json":
        from jipan.render import json

        desk.screen.json({table.name: json.rows(table, bare=asked.reveal) for table in tables})
        return
    for table in tables:
        desk.screen.show(table, asked.format or "table", bare=asked.reveal)


def _period(desk: Desk, asked: Asked) -> Any:
    """The days asked for: this month up to today, unless they were named; of days that the base does not know yet nothing
    can be said.
    """
    from jipan.cli.options import day
    from jipan.followups import Period

    end = min(asked.known or desk.today, desk.today)
    last = day(asked.last, end)
    if last > end:
        desk.screen.tell("say.until", "yellow", day=end)
        last = end
    first = day(asked.first, last.replace(day=1))
    if first > last:
        raise BadUsage("period", first=first, last=last)
    return Period(first, last)


def _changes(desk: Desk, base: Base, asked: Asked) -> None:
    """Who had another class at the end of a time than at its beginning."""
    from jipan.cli.options import day
    from jipan.errors import Refused
    from jipan.kinds.span import Span
    from jipan.reports import moves

    end = day(asked.last, desk.today)
    start = day(asked.first, Span(months=1).before(end))
    then, later = moves.run_on(base, start), moves.run_on(base, end)
    if then is None or later is None:
        raise Refused("no_run_on", day=start if then is None else end)
    found = moves.between(base, then, later)
    if not found:
        desk.screen.tell("say.no_changes", start=start, end=end)
    if asked.format == "json" and not asked.output:
        desk.screen.json(moves.as_json(moves.behind(base, found, then, later)))
        return
    pages = moves.pages(base, found, then, later, desk.screen.lang)
    if asked.output and pages:
        _save(desk, pages, asked)
        return
    tables = [table for page in pages for table in page.tables]
    for table in tables[-1:] if asked.format == "csv" else tables:
        desk.screen.show(
            table.limited(200) if asked.format is None else table, asked.format or "table", bare=asked.reveal
        )


def _outlook(desk: Desk, base: Base, asked: Asked) -> None:
    """Who will have another class by a day: by default in a month."""
    from jipan.cli.options import day
    from jipan.kinds.span import Span
    from jipan.reports import outlook

    last = day(asked.last, Span(months=1).after(desk.today))
    if last <= desk.today:
        raise BadUsage("period", first=desk.today, last=last)
    with desk.screen.progress(desk.screen.text("say.rating")):
        book = desk.book(base)
        found = outlook.foretold(base, book, desk.today, last)
    table = outlook.table(found, book, last, desk.screen.lang)
    if asked.output:
        _save(desk, [table], asked)
    elif asked.format == "json":
        desk.screen.json(outlook.as_json(found, book))
    else:
        desk.screen.show(table.limited(200) if asked.format is None else table, asked.format, bare=asked.reveal)
        desk.screen.tell("say.rows", "dim", count=f"{len(table.rows):,}")


def _write_to_mend(desk: Desk, tables: Any, folder: Path) -> None:
    """One workbook an adviser, for work: phones are shown as they are."""
    from jipan import render
    from jipan.render.target import file_name

    folder.mkdir(parents=True, exist_ok=True)
    for adviser, table in tables.items():
        target = folder / f"{file_name(adviser or desk.screen.text('label.nobody'))}.xlsx"
        render.save(table, target, desk.screen.lang, bare=True, day=desk.today)
        desk.screen.tell("say.wrote", path=target)


def _save(desk: Desk, pages: Any, asked: Asked) -> None:
    from jipan import render

    render.save(pages, str(asked.output), desk.screen.lang, bare=asked.reveal, day=desk.today)
    desk.screen.tell("say.wrote", path=asked.output)


class Report(NamedTuple):
    """What makes a report, and which of the options that not all of them know it heeds."""

    make: Callable[[Desk, Base, Asked], None]
    takes: tuple[str, ...] = ()


_PERIOD = ("--from", "--to")
REPORTS = {
    "overview": Report(_overview),
    "quality": Report(_quality, ("--behind", "--mend")),
    "followups": Report(_followups, _PERIOD),
    "satisfaction": Report(_satisfaction, _PERIOD),
    "changes": Report(_changes, _PERIOD),
    "outlook": Report(_outlook, ("--to",)),
}
"""The reports by the word that stands after `report`."""

COMMANDS: dict[str, Callable[..., Any]] = {"report": report}
