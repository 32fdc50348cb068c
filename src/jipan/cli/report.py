"""Reports: workbooks for managers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from jipan.cli.daily import Format
from jipan.cli.desk import sit_down


def report(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="option.report_output", show_default=False)
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="option.reveal")] = False,  # noqa: FBT002
    format_: Format = None,
) -> None:
    """Where the whole base stands."""
    from jipan import render
    from jipan.reports import overview

    desk = sit_down(context)
    if output:
        render.check_target(output)
    with desk.workspace.reading() as base:
        book = desk.book(base)
        if output:
            pages = overview.pages(base, book, desk.today, desk.screen.lang)
            render.save(pages, output, desk.screen.lang, bare=reveal, day=desk.today)
            desk.screen.tell("say.wrote", path=output)
            return
        for table in overview.overview(base, book, desk.today, desk.screen.lang).tables:
            desk.screen.show(table, format_ or "table", bare=reveal)


COMMANDS: dict[str, Callable[..., Any]] = {"report": report}
