"""Setting up: a place to work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from jipan.cli.desk import sit_down


def init(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="option.init_folder", show_default=False)] = None,
    pack: Annotated[list[str] | None, typer.Option(help="option.pack", show_default=False)] = None,
) -> None:
    """Lay out a place to work: base, rule book, folders."""
    from jipan.founding import found
    from jipan.workspace import FILE

    desk = sit_down(context)
    named = context.find_root().obj.db is not None
    place = desk.workspace if named and folder is None else replace(desk.workspace, path=(folder or Path()) / FILE)
    packs = tuple(name for word in pack or () for name in word.replace("，", ",").split(",") if name)
    made = found(place, packs, desk.screen.lang, windows=sys.platform == "win32")
    desk.screen.tell("say.init", path=place.path.parent.resolve(), made="、".join(made.made) or "-")
    if made.kept:
        desk.screen.tell("say.init_kept", "dim", kept="、".join(made.kept))
    if FILE in made.made:
        desk.screen.tell("next.import")


COMMANDS: dict[str, Callable[..., Any]] = {"init": init}
