"""Keeping the base and people's wishes: optout, forget, backup, restore."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jipan.cli.desk import Desk, sit_down
from jipan.errors import BadStore, BadUsage, Refused

if TYPE_CHECKING:
    from jipan.store import Base
    from jipan.store.forgetting import Person

Who = Annotated[str, typer.Argument(help="option.who", show_default=False)]
_NAMED = 10
"""Files that are named."""
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
        allowed = tuple(option.id for option in CHANNEL.options)
        raise BadUsage("no_such_option", option="--channel", text=text, allowed=allowed) from None


def _word(desk: Desk, channel: str | None) -> str:
    from jipan.kinds import CHANNEL

    return CHANNEL.show(channel, desk.screen.lang) if channel else desk.screen.text("label.all_channels")


def forget(context: typer.Context, who: Who, yes: Yes = False) -> None:  # noqa: FBT002
    """Everything about a person is deleted for ever."""
    from jipan.intake.log import find_one
    from jipan.store import copies, forgetting, lying_about
    from jipan.workspace import INBOX, SHEETS

    desk = sit_down(context)
    with desk.workspace.reading() as base:
        customer = find_one(base, who)
    if not yes and not desk.screen.sure("ask.forget", customer=customer):
        raise Refused("forget_not_confirmed", command=f"jipan forget {customer} --yes")
    with desk.workspace.writing("forget") as base:
        person = forgetting.person(base, customer)
        terms = forgetting.forget(base, person.ids, desk.now)
        mentions = forgetting.mentions(base, terms)
    copies.rewrite(desk.workspace.path)
    files, closed = _forget_in_backups(desk, person)
    left = sorted({path.name for path in (desk.workspace.path, *files) if forgetting.remains(path, terms)})
    desk.screen.tell("say.forgotten", customer=customer, count=1 + len(files), terms=len(terms))
    if mentions or left:
        desk.screen.tell("say.still_mentioned", "yellow", places=desk.screen.names([*mentions, *left]))
    if closed:
        desk.screen.tell("say.backup_not_opened", "yellow", files=desk.screen.names([path.name for path in closed]))
    if yours := lying_about.naming(desk.workspace.path, (INBOX, SHEETS), terms):
        desk.screen.tell("say.files_naming", "yellow", files=desk.screen.names(yours[:_NAMED]), count=len(yours))


def _forget_in_backups(desk: Desk, person: Person) -> tuple[list[Path], list[Path]]:
    """The backups that jipan made hold him too, perhaps as two, or under another id. Gives them, and those that do not open."""
    from jipan.store import Base, copies, forgetting

    done: list[Path] = []
    closed: list[Path] = []
    for path in copies.backups(desk.workspace.path):
        try:
            with Base.open(path, purpose="forget") as base:
                if ids := forgetting.found_in(base, person):
                    forgetting.forget(base, ids, desk.now)
        except BadStore:
            closed.append(path)
            continue
        copies.rewrite(path)
        done.append(path)
    return done, closed


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
    saved, again = copies.restore(desk.workspace.path, file, desk.now)
    with desk.workspace.reading() as base:
        _name(desk, base)
    desk.screen.tell("say.restored", path=file, saved=saved or "–")
    if again:
        desk.screen.tell("say.forgotten_again", "yellow", count=again)


def _name(desk: Desk, base: Base) -> None:
    desk.name_base(base)


COMMANDS: dict[str, Callable[..., Any]] = {"optout": optout, "forget": forget, "backup": backup, "restore": restore}
