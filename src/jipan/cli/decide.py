"""Mending who is who: review, merge, unmerge."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jipan.cli.boundary import sentence
from jipan.cli.daily import Format, Output
from jipan.cli.desk import Desk, sit_down
from jipan.errors import Stopped

if TYPE_CHECKING:
    from jipan.review import Item
    from jipan.sheets import Book
    from jipan.store import Base

Reveal = Annotated[bool, typer.Option("--reveal", help="option.reveal")]


def review(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option(help="option.review_kind", show_default=False)] = None,
    output: Output = None,
    reveal: Reveal = False,  # noqa: FBT002
    format_: Format = None,
) -> None:
    """Everything that waits for a decision."""
    from jipan.render import check_target

    desk = sit_down(context)
    if output:
        check_target(output)
    with desk.workspace.reading() as base:
        items, mark = _open(base, desk, kind)
    if format_ == "json":
        desk.screen.json([_as_json(item) for item in items])
    elif output:
        _save(desk, items, mark, output, bare=reveal)
    elif not items:
        desk.screen.tell("review.nothing")
    elif format_ or not (sys.stdin.isatty() and desk.screen.is_terminal):
        from jipan.review import sheet

        desk.screen.show(sheet.table(items, mark, desk.screen.lang, bare=reveal), format_, bare=reveal)
    else:
        _ask(desk, items, bare=reveal)


def _open(base: Base, desk: Desk, kind: str | None) -> tuple[list[Item], str]:
    from jipan.errors import BadUsage
    from jipan.review import KINDS, View, open_items, sheet

    if kind and kind not in KINDS:
        raise BadUsage("no_such_kind", word=kind, allowed=tuple(KINDS))
    wanted = [KINDS[kind]] if kind else list(KINDS.values())
    return open_items(base, wanted, View(desk.today, desk.book)), sheet.tag(base)


def _as_json(item: Item) -> dict[str, object]:
    """The stable form of an open item; a conflict names its field, a proposal what it is from and to."""
    made: dict[str, object] = {"kind": item.kind, "a": item.a, "b": item.b, "reasons": list(item.reasons)}
    field = {"field": item.field} if item.field else {}
    return {**made, **field, **item.more, "choices": list(item.choices)}


def _save(desk: Desk, items: Sequence[Item], mark: str, output: Path, *, bare: bool) -> None:
    from jipan import render
    from jipan.review import sheet

    render.save(
        sheet.table(items, mark, desk.screen.lang, bare=bare), output, desk.screen.lang, bare=bare, day=desk.today
    )
    desk.screen.tell("review.wrote", count=len(items), path=output)


def _ask(desk: Desk, items: Sequence[Item], *, bare: bool) -> None:
    """One by one. The base is open only while an answer is written; each answer is a batch that can be undone, and stays
    whatever comes after it.
    """
    decided = 0
    try:
        for number, item in enumerate(items, start=1):
            _show(desk, item, f"{number}/{len(items)}", bare=bare)
            choice = _choice(desk, item)
            if choice is None:
                break
            decided += _write(desk, item, choice)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        raise Stopped("review_stopped", decided=decided, left=len(items) - decided) from None
    desk.screen.tell("review.done", decided=decided, left=len(items) - decided)


def _write(desk: Desk, item: Item, choice: str) -> bool:
    """Carry out one answer. False where nothing was decided: later, or somebody else has decided meanwhile."""
    from jipan.review import KINDS, Answer, View, decide
    from jipan.review.inbox import LATER

    if choice == LATER:
        return False
    with desk.workspace.writing("review") as base:
        if item.key not in {one.key for one in KINDS[item.kind].find(base, View(desk.today, desk.book))}:
            desk.screen.tell("review.gone", "yellow")
            return False
        done = decide(base, KINDS, [Answer(item, choice)], (desk.now, desk.today))
    desk.screen.tell("review.decided", batch=f"B{done.batch}")
    return True


def _show(desk: Desk, item: Item, place: str, *, bare: bool) -> None:
    from jipan import kinds
    from jipan.review import sheet
    from jipan.table import Column, Table
    from jipan.words import LANGS

    lang = desk.screen.lang
    columns = [
        Column(name, kinds.TEXT, *(sheet.heading(item, name, of) for of in LANGS)) for name in ("what", "a", "b")
    ]
    rows: list[tuple[str, ...]] = [
        (fact.column.label(lang), *sheet.fact_text(fact, lang, bare=bare)) for fact in item.facts
    ]
    if all(fact.b is None for fact in item.facts):
        columns, rows = columns[:2], [row[:2] for row in rows]
    title = f"{place} {sheet.kind_word(item, lang)}"
    table = Table("item", title, title, tuple(columns), rows, notes=(sheet.reasons(item, lang),))
    desk.screen.console().print()
    desk.screen.show(table, "table", bare=bare)


def _choice(desk: Desk, item: Item) -> str | None:
    """What is typed: the first letters of a choice, its number, or nothing for later. None ends the review."""
    from jipan.review import sheet
    from jipan.review.inbox import LATER

    choices = (*item.choices, LATER)
    asked = "  ".join(
        f"{number} {sheet.choice_word(choice, desk.screen.lang)}" for number, choice in enumerate(choices, start=1)
    )
    while True:
        sys.stderr.write(f"{asked}  q {desk.screen.text('review.quit')} > ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        typed = line.strip().lower()
        if not line or typed in {"q", "quit", "退出"}:
            return None
        for number, choice in enumerate(choices, start=1):
            if typed in {str(number), choice, choice[0], sheet.choice_word(choice, desk.screen.lang).lower()}:
                return choice
        if not typed:
            return LATER
        desk.screen.tell("review.no_such_choice", "yellow", typed=line.strip())


def take_decisions(desk: Desk, base: Base, book: Book) -> dict[str, Any]:
    """Carry out the decisions of a filled sheet, in one batch; gives the receipt."""
    from jipan.review import KINDS, View, decide, open_items, sheet

    taken = sheet.read(book, base, open_items(base, KINDS.values(), View(desk.today, desk.book)))
    done = decide(base, KINDS, taken.answers, (desk.now, desk.today))
    lang = desk.screen.lang
    return {
        "batch": f"B{done.batch}" if done.batch else None,
        "file": book.name,
        "rows": {"read": taken.read, "decided": sum(done.counts.values()), "left": taken.read - len(taken.answers)},
        "decided": dict(done.counts),
        "problems": [
            {"code": p.code, "address": p.address, "value": p.value, "message": sentence("problem", p.code, lang, p.facts),
             "hint": sentence("hint", p.code, lang, p.facts)}
            for p in taken.problems
        ],
    }  # fmt: skip


def show_decisions(desk: Desk, receipt: dict[str, Any]) -> None:
    """What became of a decision sheet, for people."""
    screen = desk.screen
    screen.console().print(
        screen.text("review.taken", file=receipt["file"], batch=receipt["batch"] or "–", **receipt["rows"]),
        markup=False,
        soft_wrap=True,
    )
    for problem in receipt["problems"][:10]:
        screen.console().print(
            f"  {problem['message']}  {problem['address']}", style="yellow", markup=False, soft_wrap=True
        )
        screen.console().print(f"    {problem['hint']}", style="dim", markup=False, soft_wrap=True)


def merge(
    context: typer.Context,
    a: Annotated[str, typer.Argument(help="option.merge_a", show_default=False)],
    b: Annotated[str, typer.Argument(help="option.merge_b", show_default=False)],
    why: Annotated[str | None, typer.Option(help="option.why", show_default=False)] = None,
) -> None:
    """Two customers are one."""
    from jipan.intake import joining
    from jipan.intake.log import find_one

    desk = sit_down(context)
    with desk.workspace.writing("merge") as base:
        first, second = find_one(base, a), find_one(base, b)
        batch = joining.merge(base, *_as_told(base, (a, b), (first, second)), desk.now, why)
    desk.screen.tell("say.merged", a=first, b=second, batch=f"B{batch}")


def _as_told(base: Base, words: tuple[str, str], found: tuple[str, str]) -> tuple[str, str]:
    """The two ids that were named, so that it can be said which of them are one already; else who was found."""
    named = (words[0].strip().upper(), words[1].strip().upper())
    ids = {row[0] for row in base.rows("SELECT id FROM customers WHERE closed IS NULL AND id IN (?, ?)", named)}
    return named if found[0] == found[1] and ids == set(named) else found


def unmerge(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="option.unmerge", show_default=False)],
) -> None:
    """They are two after all."""
    from jipan.intake import joining
    from jipan.intake.log import find_one

    desk = sit_down(context)
    with desk.workspace.writing("unmerge") as base:
        typed = who.strip().upper()
        known = base.value("SELECT count(*) FROM customers WHERE closed IS NULL AND id = ?", [typed])
        batch, a, b = joining.unmerge(base, typed if known else find_one(base, who), desk.now)
    desk.screen.tell("say.unmerged", a=a, b=b, batch=f"B{batch}")


COMMANDS: dict[str, Callable[..., Any]] = {"review": review, "merge": merge, "unmerge": unmerge}
