"""Puts the commands together. Help texts are keys of the catalogue until the language is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from typing import Annotated, Any

import typer
from typer import _click as click

import jipan
from jipan.cli import books, calls, daily, day, decide, exchange, keep, look, mend, report, setup, talk
from jipan.cli.plain import take_plainly
from jipan.words import Lang, known, say

app = typer.Typer(name="jipan", add_completion=False, no_args_is_help=False, rich_markup_mode=None, help="help.jipan")


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        typer.echo(f"jipan {jipan.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="help.version", callback=_version, is_eager=True)] = False,  # noqa: FBT002
) -> None:
    """Without a command: where we stand and what to do next."""
    del version
    if context.invoked_subcommand is None:
        look.status(context)


Commands = dict[str, Callable[..., Any]]
GROUPS: dict[str, Commands] = {
    "daily": daily.COMMANDS | calls.COMMANDS | talk.COMMANDS | {"day": day.day},
    "look": look.COMMANDS,
    "mend": decide.COMMANDS | mend.COMMANDS | exchange.COMMANDS,
    "report": report.COMMANDS,
    "setup": setup.COMMANDS | keep.COMMANDS,
}
for group, commands in GROUPS.items():
    for name, function in commands.items():
        app.command(name, help=f"help.{name}", rich_help_panel=f"panel.{group}")(function)
app.add_typer(books.rules, rich_help_panel="panel.setup")


def command(lang: str, words: Sequence[str] = ()) -> click.Command:
    """The command line in a language; where `words` begin with the name of a command, that command alone."""
    take_plainly()
    made = typer.main.get_command(_meant(words[0]) if words else app)
    _translate(made, "zh" if lang == "zh" else "en")
    return made


def _meant(word: str) -> typer.Typer:
    """The command of that name without the others, which take longer to put together than most of them to work."""
    only = copy(app)
    only.registered_commands = [one for one in app.registered_commands if one.name == word]
    only.registered_groups = [
        one for one in app.registered_groups if one.typer_instance and one.typer_instance.info.name == word
    ]
    return only if only.registered_commands or only.registered_groups else app


def _translate(part: click.Command, lang: Lang) -> None:
    part.help = _text(part.help, lang)
    if lang == "zh":
        _speak_chinese(part)
    for attribute in ("rich_help_panel", "epilog"):
        if getattr(part, attribute, None):
            setattr(part, attribute, _text(getattr(part, attribute), lang))
    for parameter in part.params:
        if getattr(parameter, "help", None):
            parameter.help = _text(parameter.help, lang)  # type: ignore[attr-defined]
    for child in getattr(part, "commands", {}).values():
        _translate(child, lang)


def _speak_chinese(part: click.Command) -> None:
    """The words that are click's own: it has no Chinese."""
    given = part.get_help
    part.get_help = lambda ctx: _CHINESE.sub(lambda found: _IN_CHINESE[found[0]], given(ctx))  # type: ignore[method-assign]


_IN_CHINESE = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "Arguments:": "参数：",
    "Show this message and exit.": "显示帮助",
    "[required]": "[必填]",
}
_CHINESE = re.compile("|".join(map(re.escape, _IN_CHINESE)))


def _text(key: str | None, lang: Lang) -> str | None:
    return say(key, lang) if key and known(key) else key
