"""Keeping the base and people's wishes: optout, forget, backup, restore."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jipan.cli.desk import Desk, sit_down
from jipan.errors import BadUsage, Refused

if TYPE_CHECKING:
    from jipan.store import Base

Who = Annotated[str, typer.Argument(help="option.who", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="option.yes")]


def optout(
    context: typer.Context,
    who: Who,
    channel: Annotated[str | None, typer.Option(help="option.optout_channel", show_default=False)] = None,
    why: Annotated[str | None, typer.Option(help="option.why", show_default=False)] = None,
    back: Annotated[bool, typer.Option("--back", help="option.optout_back")] = False,  # noqa: FBT002
) -> None:
    """No more of a channel, or of any."""
    from jipan.intake.log import find_one
    from jipan.intake.wishes import opt_back, opt_out

    desk = sit_down(context)
    wanted = _channel(channel)
    with desk.workspace.writing("optout") as base:
        customer = find_one(base, who)
        batch = opt_back(base, customer, wanted, desk.now) if back else opt_out(base, customer, wanted, why, desk.now)
    key = "say.opted_back" if back else "say.opted_out"
    desk.screen.tell(
        key if batch else f"{key}_already", customer=customer, channel=_word(desk, wanted), batch=f"B{batch}"
    )


def _channel(text: str | None) -> str | None:
    """The channel that a word names. Raises BadUsage."""
    from jipan.errors import Bad
    from jipan.kinds import CHANNEL

    if text is None:
        return None
    try:
        return str(CHANNEL.parse(text))
    except Bad:
        allowed = " ".join(option.id for option in CHANNEL.options)
        raise BadUsage("no_such_option", option="--channel", text=text, allowed=allowed) from None


def _word(desk: Desk, channel: str | None) -> str:
    from jipan.kinds import CHANNEL

    return CHANNEL.show(channel, desk.screen.lang) if channel else desk.screen.text("label.all_channels")


def forget(context: typer.Context, who: Who, yes: Yes = False) -> None:  # noqa: FBT002
    """Everything about a person is deleted for ever."""
    from jipan.intake.log import find_one
    from jipan.store import copies, forgetting

    desk = sit_down(context)
    with desk.workspace.reading() as base:
        customer = find_one(base, who)
    if not yes and not desk.screen.sure("ask.forget", customer=customer):
        raise Refused("forget_not_confirmed", command=f"jipan forget {customer} --yes")
    with desk.workspace.writing("forget") as base:
        terms = forgetting.forget(base, customer, desk.now)
        mentions = forgetting.mentions(base, terms)
    copies.rewrite(desk.workspace.path)
    files = [desk.workspace.path, *_forget_in_backups(desk, customer)]
    left = sorted({path.name for path in files if forgetting.remains(path, terms)})
    desk.screen.tell("say.forgotten", customer=customer, count=len(files), terms=len(terms))
    if mentions or left:
        desk.screen.tell("say.still_mentioned", "yellow", places="、".join([*mentions, *left]))


def _forget_in_backups(desk: Desk, customer: str) -> list[Path]:
    """The backups that jipan made hold him too."""
    from jipan.store import Base, copies, forgetting

    done = []
    for path in copies.backups(desk.workspace.path):
        with Base.open(path, purpose="forget") as base:
            if base.value("SELECT count(*) FROM customers WHERE id = ?", [customer]):
                forgetting.forget(base, customer, desk.now)
        copies.rewrite(path)
        done.append(path)
    return done


def backup(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="option.backup_output", show_default=False)
    ] = None,
) -> None:
    """A copy of the base."""
    from jipan.store import copies

    desk = sit_down(context)
    with desk.workspace.writing("backup") as base:
        path = copies.backup(base, desk.now, output)
    desk.screen.tell("say.backed_up", path=path)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="option.restore_file", show_default=False)],
    yes: Yes = False,  # noqa: FBT002
) -> None:
    """A copy becomes the base again."""
    from jipan.store import copies

    desk = sit_down(context)
    if not file.exists():
        raise Refused("no_backup", path=file)
    if not yes and not desk.screen.sure("ask.restore", path=file):
        raise Refused("restore_not_confirmed", command=f"jipan restore {file} --yes")
    saved = copies.restore(desk.workspace.path, file, desk.now)
    with desk.workspace.reading() as base:
        _name(desk, base)
    desk.screen.tell("say.restored", path=file, saved=saved or "–")


def _name(desk: Desk, base: Base) -> None:
    desk.name_base(base)


COMMANDS: dict[str, Callable[..., Any]] = {"optout": optout, "forget": forget, "backup": backup, "restore": restore}
