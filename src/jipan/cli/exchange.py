"""Lists out to colleagues, and back: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jipan.cli.desk import sit_down
from jipan.errors import BadUsage


def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="option.export_output", show_default=False)],
    collection: Annotated[str, typer.Argument(help="option.collection")] = "customers",
    where: Annotated[
        list[str] | None, typer.Option(help="option.where", metavar="'FIELD TEST'", show_default=False)
    ] = None,
    columns: Annotated[str | None, typer.Option(help="option.columns", show_default=False)] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="option.reveal")] = False,  # noqa: FBT002
) -> None:
    """A workbook that colleagues edit and that is imported back."""
    from jipan import render
    from jipan.intake import check_kind
    from jipan.reports.export import export as table_of
    from jipan.reports.listing import Query

    desk = sit_down(context)
    render.check_target(output)
    if output.suffix.lower() != ".xlsx":
        raise BadUsage("export_not_xlsx", path=output)
    chosen = tuple(name.strip() for name in (columns or "").replace("，", ",").split(",") if name.strip())
    with desk.workspace.reading() as base:
        table = table_of(
            base,
            desk.book(base),
            Query(check_kind(collection), tuple(where or ()), chosen),
            desk.today,
            desk.screen.lang,
        )
    render.save(table, output, desk.screen.lang, bare=reveal, day=desk.today)
    desk.screen.tell("say.exported", count=f"{len(table.rows):,}", path=output)


COMMANDS = {"export": export}
