"""Mending: history and undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jipan.cli.daily import Format
from jipan.cli.desk import Desk, sit_down
from jipan.errors import BadUsage, Refused

if TYPE_CHECKING:
    from jipan.intake.handover import Handed

_BATCH = re.compile(r"[Bb]?(\d+)")


def history(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help="option.limit", min=1)] = 30,
    format_: Format = None,
) -> None:
    """Every command that changed the base."""
    from jipan.reports.history import history_table
    from jipan.store import batches

    desk = sit_down(context)
    with desk.workspace.reading() as base:
        desk.screen.show(history_table(batches(base), desk.screen.lang).limited(limit), format_)


def undo(
    context: typer.Context,
    batch: Annotated[str | None, typer.Argument(help="option.batch", show_default=False)] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="option.yes")] = False,  # noqa: FBT002
) -> None:
    """Take a batch back: what it will do is shown first."""
    from jipan.store import plan_undo
    from jipan.store import undo as take_back

    desk = sit_down(context)
    number = _number(batch)
    with desk.workspace.reading() as base:
        shown = plan_undo(base, number)
    _preview(desk, shown)
    if shown.blocked:
        raise Refused("undo_blocked", batch=shown.batch.name, rows=shown.blocked)
    if not yes and not desk.screen.sure("ask.undo", batch=shown.batch.name):
        raise Refused("not_confirmed", command=f"jipan undo {shown.batch.name} --yes")
    with desk.workspace.writing("undo") as base:
        take_back(base, plan_undo(base, shown.batch.number), desk.now)
    desk.screen.tell("say.undone", batch=shown.batch.name)


def _number(batch: str | None) -> int | None:
    if batch is None:
        return None
    found = _BATCH.fullmatch(batch.strip())
    if found is None:
        raise BadUsage("batch", text=batch)
    return int(found[1])


def _preview(desk: Desk, plan: object) -> None:
    """What an undo will do, before it does it."""
    from jipan.reports.history import undo_lines

    for line in undo_lines(plan, desk.screen.lang):  # type: ignore[arg-type]
        desk.screen.tell_text(line)


def reassign(
    context: typer.Context,
    leaving: Annotated[str, typer.Argument(help="option.leaving", show_default=False)],
    to: Annotated[list[str], typer.Argument(help="option.heirs", show_default=False)],
    store: Annotated[str | None, typer.Option(help="option.of_store", show_default=False)] = None,
    customer: Annotated[
        list[str] | None, typer.Option(help="option.of_customer", metavar="WHO", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="option.dry_run")] = False,  # noqa: FBT002
) -> None:
    """Somebody leaves: his customers go to others; or only some of them."""
    from jipan.cli.slips import doubt_store
    from jipan.intake.colleagues import colleagues
    from jipan.intake.handover import Handover, hand_over
    from jipan.intake.log import find_one

    desk = sit_down(context)
    names = [name for word in to for name in re.split(r"[,，、]", word) if name]
    if leaving in names:
        raise BadUsage("same_adviser", adviser=leaving)
    with desk.workspace.writing("reassign") as base:
        desk.name_base(base)
        if store:
            doubt_store(desk, base, store)
        known = set(colleagues(base))
        only = [find_one(base, who) for who in customer] if customer else None
        handed = hand_over(base, Handover(leaving, names, store, only), desk.now, dry_run=dry_run)
    _show_handed(desk, leaving, handed)
    _doubt_heirs(desk, names, known)


def _show_handed(desk: Desk, leaving: str, handed: Handed) -> None:
    """Who got how many customers; of some of them the leaver had but a lead or a case."""
    shares = desk.screen.names([f"{name} {count:,}" for name, count in handed.shares.items()])
    batch = f"B{handed.batch}" if handed.batch else desk.screen.text("say.trial")
    counts = {name: f"{count:,}" for name, count in handed.records.items()}
    desk.screen.tell("say.reassigned", leaving=leaving, people=f"{handed.people:,}", shares=shares, batch=batch)
    apart = handed.people - handed.records["customers"]
    if apart:
        desk.screen.tell("say.reassigned_apart", "dim", apart=f"{apart:,}", **counts)
    if handed.records["leads"] or handed.records["cases"]:
        desk.screen.tell("say.reassigned_with", "dim", **counts)


def _doubt_heirs(desk: Desk, names: Sequence[str], known: Collection[str]) -> None:
    """A name that nobody here has may be a new colleague's, or a slip."""
    from jipan.intake.colleagues import nearest_name

    for name in dict.fromkeys(names):
        if name not in known:
            near = nearest_name(name, known)
            key = "say.heir_near" if near else "say.heir_unknown"
            desk.screen.tell(key, "yellow", name=name, **({"near": near} if near else {}))


COMMANDS: dict[str, Callable[..., Any]] = {"undo": undo, "history": history, "reassign": reassign}
