"""Rule books: check one, convert it, explain what it says of a customer."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jipan.cli.daily import Format
from jipan.cli.desk import Desk, sit_down

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jipan.rules import Book, Rating
    from jipan.rules.checking import Finding
    from jipan.store import Base

rules = typer.Typer(name="rules", add_completion=False, no_args_is_help=True, rich_markup_mode=None, help="help.rules")
RULES_EXIT = 4


@contextmanager
def _base_if_any(desk: Desk) -> Iterator[Base | None]:
    """The base, which knows the columns that files brought; a book can be looked at without one."""
    if not desk.workspace.exists:
        yield None
        return
    with desk.workspace.reading() as base:
        yield base


def _named(desk: Desk, book: str | None, base: Base | None) -> Path | str:
    return book or desk.workspace.source_to_run(base)


@rules.command("check", help="help.rules.check")
def check(
    context: typer.Context,
    book: Annotated[str | None, typer.Argument(help="option.book", show_default=False)] = None,
    format_: Format = None,
) -> int:
    """What is wrong with a book."""
    from jipan.rules.checking import check as find
    from jipan.rules.load import load_with_tree

    desk = sit_down(context)
    with _base_if_any(desk) as base:
        source = _named(desk, book, base)
        read, root = load_with_tree(source, base.custom_kinds() if base else None)
    findings = find(read, root, desk.today)
    if format_ == "json":
        desk.screen.json([_object(finding) for finding in findings])
    else:
        _print(desk, findings)
    errors = sum(finding.severity == "error" for finding in findings)
    desk.screen.tell(
        "say.book_checked" if findings else "say.book_sound",
        book=source,
        ratings=len(read.ratings),
        tests=len(read.tests),
        errors=errors,
        warnings=len(findings) - errors,
    )
    return RULES_EXIT if errors else 0


def _print(desk: Desk, findings: Sequence[Finding]) -> None:
    lang, console = desk.screen.lang, desk.screen.console()
    for finding in findings:
        severity = desk.screen.text(f"finding.{finding.severity}")
        lines = [f"{finding.place}: {severity}{finding.says(lang)}"]
        if finding.example:
            lines.append("    " + desk.screen.text("finding.example", example=finding.shown_example(lang)))
        for line in lines:
            console.print(line, markup=False, soft_wrap=True)


def _object(finding: Finding) -> dict[str, Any]:
    example = {column.name: value for column, value in finding.example}
    said = {"zh": finding.says("zh"), "en": finding.says("en")}
    return {
        "code": finding.code,
        "place": finding.place,
        "severity": finding.severity,
        "says": said,
        "example": example,
    }


@rules.command("explain", help="help.rules.explain")
def explain(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="option.who", show_default=False)],
    rating: Annotated[str | None, typer.Option(help="option.rating", show_default=False)] = None,
    book: Annotated[str | None, typer.Option("--rules", help="option.rules", show_default=False)] = None,
    format_: Format = None,
) -> None:
    """The whole trace of a customer's classes, by the book in force or by another one."""
    from jipan.intake.log import find_one
    from jipan.rules.gather import dossier
    from jipan.rules.grounds import heard
    from jipan.rules.trace import trace

    desk = sit_down(context)
    with desk.workspace.reading() as base:
        used = desk.workspace.book_to_run(base, book) if book else desk.book(base)
        tables = base.tables(desk.today)
        chosen = _chosen(used, rating, heard(tables, used))
        customer = find_one(base, who)
        record = dossier(tables, used, desk.today, customer).customer(customer)
        traces = {one.name: trace(record, one, desk.screen.lang) for one in chosen}
    if format_ == "json":
        desk.screen.json({"id": customer, "ratings": {name: twig.as_json() for name, twig in traces.items()}})
        return
    for twig in traces.values():
        for line in twig.lines():
            desk.screen.console().print(line, markup=False, soft_wrap=True)


def _chosen(book: Book, word: str | None, heard: Sequence[str]) -> list[Rating]:
    """The ratings to explain: the one that a word names, or all that have something to go by."""
    if word is None:
        return [book.ratings[name] for name in heard]
    found = [rating for rating in book.ratings.values() if word in {rating.name, rating.column.zh, rating.column.en}]
    if not found:
        from jipan.errors import BadUsage

        raise BadUsage("rating_unknown", word=word, allowed=tuple(book.ratings))
    return found


@rules.command("convert", help="help.rules.convert")
def convert(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="option.book_from", metavar="BOOK", show_default=False)],
    target: Annotated[Path, typer.Argument(help="option.book_to", metavar="FILE", show_default=False)],
) -> None:
    """A book as a workbook, or as YAML."""
    from jipan.errors import BadUsage
    from jipan.render import check_writable, save_text
    from jipan.rules.load import load_with_tree

    desk = sit_down(context)
    if target.suffix.lower() not in {".xlsx", ".yaml", ".yml"}:
        raise BadUsage("book_suffix", path=target)
    check_writable(target)
    with _base_if_any(desk) as base:
        book, root = load_with_tree(source, base.custom_kinds() if base else None)
    if target.suffix.lower() == ".xlsx":
        from jipan import render
        from jipan.rules import excel

        render.save(excel.pages(root, desk.screen.lang, book), target, desk.screen.lang, day=desk.today)
    else:
        save_text(book.text, target)
    desk.screen.tell("say.converted", path=target, ratings=len(book.ratings))


@rules.command("schema", help="help.rules.schema")
def schema(context: typer.Context) -> None:
    """What editors complete the keys of a book by."""
    from jipan.rules.schema import schema as made

    sit_down(context).screen.json(made())
