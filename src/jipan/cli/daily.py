"""Every day: import, tier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jipan.cli.desk import Desk, sit_down
from jipan.cli.options import day, format_known, only_json

if TYPE_CHECKING:
    from jipan.store import Base

Output = Annotated[Path | None, typer.Option("--output", "-o", help="option.output", show_default=False)]
Format = Annotated[
    str | None,
    typer.Option("--format", help="option.format", metavar="table|csv|json", show_default=False, callback=format_known),
]

_PASSWORD = typer.Option("--password", help="option.password", show_default=False)


def import_(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(help="option.files", show_default=False)],
    kind: Annotated[str | None, typer.Option(help="option.kind", show_default=False)] = None,
    sheet: Annotated[str | None, typer.Option(help="option.sheet", show_default=False)] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", help="option.map", show_default=False)] = None,
    save_map: Annotated[Path | None, typer.Option("--save-map", help="option.save_map", show_default=False)] = None,
    dated: Annotated[str | None, typer.Option(help="option.dated", show_default=False)] = None,
    on_conflict: Annotated[str, typer.Option("--on-conflict", help="option.on_conflict", show_default=False)] = "newer",
    empty: Annotated[str, typer.Option("--empty", help="option.empty", show_default=False)] = "keeps",
    system: Annotated[str, typer.Option(help="option.system", show_default=False)] = "",
    password: Annotated[str | None, _PASSWORD] = None,
    rejects: Annotated[Path | None, typer.Option(help="option.rejects", show_default=False)] = None,
    allow: Annotated[list[str] | None, typer.Option("--allow", help="option.allow", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="option.dry_run")] = False,  # noqa: FBT002
    rows: Annotated[bool, typer.Option("--rows", help="option.rows")] = False,  # noqa: FBT002
    format_: Annotated[
        str | None,
        typer.Option("--format", help="option.receipt", metavar="json", show_default=False, callback=only_json),
    ] = None,
) -> int:
    """Spreadsheets in, customers out."""
    from jipan.cli import receipts
    from jipan.cli.sources import limits
    from jipan.intake import Wishes, check_clears, check_kind, check_wins, read_mapping

    desk = sit_down(context)
    wishes = Wishes(
        check_kind(kind) if kind else None,
        sheet,
        read_mapping(map_ or []),
        day(dated, desk.today) if dated else None,
        password or None,
        dry_run,
        rows,
        desk.book,
        check_wins(on_conflict),
        check_clears(empty),
        limits(allow or []),
        system.strip(),
        desk.workspace.tell_tasks,
    )
    return receipts.import_files(desk, files, wishes, receipts.Outputs(rejects, save_map), as_json=format_ == "json")


def tier(
    context: typer.Context,
    rules: Annotated[str | None, typer.Option(help="option.rules", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="option.what_if")] = False,  # noqa: FBT002
    output: Output = None,
    format_: Format = None,
) -> None:
    """Every customer's class, and why."""
    from jipan.intake.churn import settle_win_backs
    from jipan.render import check_target
    from jipan.rules.runs import rate

    desk = sit_down(context)
    if output:
        check_target(output)
    with desk.workspace.writing("tier") as base, desk.screen.progress(desk.screen.text("say.rating")):
        desk.name_base(base)
        book = desk.workspace.book_to_run(base, rules)
        run = rate(base, book, desk.today, desk.now, dry_run=dry_run, follow=settle_win_backs)
        _show_run(desk, base, run, output, format_, dry_run=dry_run)


def _show_run(desk: Desk, base: Base, run: Any, output: Path | None, format_: str | None, *, dry_run: bool) -> None:
    """The workbook first: whoever reads on may stop listening (`| head`)."""
    if output:
        _write_run(desk, base, run, output)
    if format_ == "json":
        from jipan.reports import moves, tiers

        told = moves.as_json(_behind(base, run)) if dry_run else None
        desk.screen.json(tiers.as_json(run, told))
    else:
        _print_run(desk, base, run, format_ or "table", dry_run=dry_run)
    if output:
        desk.screen.tell("say.wrote", path=output)


def _print_run(desk: Desk, base: Base, run: Any, format_: str, *, dry_run: bool) -> None:
    from jipan.reports import moves, tiers

    lang = desk.screen.lang
    matrices = moves.matrices(run.moves, run.book, lang) if dry_run else []
    moved = [_moved(base, run, lang, whole=dry_run)] if run.moves else []
    for table in (tiers.classes(run, lang, run.book.show), *matrices, *moved):
        desk.screen.show(table.limited(200), format_)
    if run.silent:
        names = desk.screen.text("rule.comma").join(run.book.ratings[name].label(lang) for name in run.silent)
        desk.screen.tell("say.silent", "dim", names=names)
    desk.screen.tell(
        "say.dry_run" if dry_run else "say.rated" if run.batch else "say.rated_same",
        batch=f"B{run.batch}",
        book=run.book.name,
    )


def _write_run(desk: Desk, base: Base, run: Any, output: Path) -> None:
    from jipan import render
    from jipan.reports import moves, tiers

    lang = desk.screen.lang
    moved = moves.pages(base, run.moves, moves.run_before(base, run), moves.now(run), lang)
    render.save(tiers.pages(base, run, moved, lang), output, lang, day=desk.today)


def _moved(base: Base, run: Any, lang: Any, *, whole: bool) -> Any:
    """Who moved; on a trial with the row and the facts that did it."""
    from jipan.reports import moves, tiers

    if not whole:
        return tiers.moved(run, lang)
    return moves.reasons(_behind(base, run), run.book, lang)


def _behind(base: Base, run: Any) -> Any:
    """What moved whom."""
    from jipan.reports import moves

    return moves.behind(base, run.moves, moves.run_before(base, run), moves.now(run))


COMMANDS: dict[str, Callable[..., Any]] = {"import": import_, "tier": tier}
