"""The one place where errors become sentences and exit codes."""

from __future__ import annotations

import gc
import os
import re
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Never

import typer
from typer import _click as click  # typer brings its own copy of click and does not name its exceptions elsewhere

from jipan.cli import options
from jipan.cli.mishaps import as_told
from jipan.cli.screen import Screen, seen, silence
from jipan.cli.spare import lean_arrow
from jipan.cli.streams import open_streams
from jipan.errors import BadRules, Broken, JipanError
from jipan.words import Lang, known, say

USAGE, BUG, INTERRUPTED = 2, 70, 130
_SELDOM = 100_000
"""New objects between two searches for garbage: searching after each 700 costs a short command a tenth of its time."""


def main() -> Never:
    """Run the command line of this process and leave with its exit code."""
    gc.set_threshold(_SELDOM)
    open_streams()
    code = run(sys.argv[1:], os.environ, ours=True)
    with suppress(OSError):
        sys.stderr.flush()
    # Leaving at once: at a normal exit the database's binding reports objects that narwhals keeps as leaks on stderr.
    os._exit(code)


def run(argv: list[str], environment: Mapping[str, str], *, ours: bool = False) -> int:
    """Run a command line; its exit code. `ours`: this process does nothing else."""
    lang: Lang = "zh" if options.system_lang(environment) == "zh" else "en"
    try:
        said, rest = options.split(argv, environment)
        if ours and rest[:1] == ["import"]:
            lean_arrow()
        lang = "zh" if said.lang == "zh" else "en"
        return _invoke(said, rest)
    except JipanError as error:
        return _refuse(error, Screen(lang), environment)
    except click.ClickException as error:
        _complain(_usage(error, lang))
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(lang)
    except BrokenPipeError:
        silence()
        return 0
    except SystemExit:  # so rich leaves when it finds that out first
        return 0
    except Exception as error:  # noqa: BLE001 - our bug, whatever it is: one line on the screen, the rest in a file
        if _is_interrupt(error):
            return _interrupted(lang)
        told = as_told(error)
        return _refuse(told, Screen(lang), environment) if told else _bug(Screen(lang), environment)


def _invoke(said: options.Globals, rest: list[str]) -> int:
    from jipan.cli.app import command

    result = command(said.lang, rest).main(args=rest, prog_name="jipan", standalone_mode=False, obj=said)
    if result == INTERRUPTED:
        raise KeyboardInterrupt  # typer turns Ctrl-C into an exit code and says nothing
    sys.stdout.flush()  # what reads us may have gone, or the disk be full
    return result if isinstance(result, int) else 0


def _is_interrupt(error: Exception) -> bool:
    """Whether Ctrl-C fell into a query of the base, which then reports it in words of its own."""
    from jipan.store import was_interrupted

    return was_interrupted(error)


def _interrupted(lang: Lang) -> int:
    _complain(say("error.interrupted", lang))
    return INTERRUPTED


def _refuse(error: JipanError, screen: Screen, environment: Mapping[str, str]) -> int:
    if isinstance(error, Broken):
        return _bug(screen, environment)
    if isinstance(error, BadRules):
        from jipan.rules.reading import describe

        for fault in error.faults:
            _complain(f"{fault.place}: {describe(fault, screen.lang)}")
    _complain(sentence("error", error.code, screen.lang, error.facts))
    return error.exit_code


def sentence(group: str, code: str, lang: Lang, facts: Mapping[str, object]) -> str:
    """The catalogue's sentence for a code; where nothing is near what was typed, the one that names nothing."""
    key = f"{group}.{code}"
    if "nearest" in facts and not facts["nearest"] and known(f"{key}_at_all"):
        key = f"{key}_at_all"
    shown = {name: _fact(value, lang) for name, value in facts.items()}
    return say(key, lang, **shown) if known(key) else f"{code}: {shown}"


def _fact(value: object, lang: Lang) -> object:
    if isinstance(value, tuple | list | frozenset | set):
        return ("、" if lang == "zh" else ", ").join(str(_fact(part, lang)) for part in value)
    label = getattr(
        value, "label", None
    )  # fields and options have one; to name their classes here would load all kinds
    return label(lang) if callable(label) else "" if value is None else value


def _complain(text: str) -> None:
    sys.stderr.write(seen(text) + "\n")


def _usage(error: click.ClickException, lang: Lang) -> str:
    """Click's own complaints in the user's language."""
    text = error.format_message()
    if lang == "zh":
        text = _in_chinese(error) or text
    path = error.ctx.command_path if isinstance(error, click.exceptions.UsageError) and error.ctx else "jipan"
    return f"{text}\n{say('error.see_help', lang, command=path)}"


def _in_chinese(error: click.ClickException) -> str | None:
    if isinstance(error, click.exceptions.NoSuchOption):
        near = "、".join(error.possibilities or ())
        return say("usage.no_such_option", "zh", option=error.option_name, near=f"（是不是 {near}？）" if near else "")
    if isinstance(error, click.exceptions.BadOptionUsage):
        return say("usage.needs_value", "zh", option=error.option_name)
    if isinstance(error, click.exceptions.MissingParameter):
        return say("usage.missing", "zh", name=_named(error))
    if isinstance(error, click.exceptions.BadParameter):
        return say("usage.bad_value", "zh", name=_named(error), detail=_detail(error.message))
    extra = _EXTRA.search(error.message)
    return say("usage.extra", "zh", words=extra[1]) if extra else None


_EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((.*)\)")


_DETAILS = (
    (re.compile(r"greater than or equal to (\S+)"), "usage.at_least"),
    (re.compile(r"less than or equal to (\S+)"), "usage.at_most"),
    (re.compile(r"valid (integer)"), "usage.whole"),
)
"""What is wrong with a value, by how typer says it."""


def _detail(message: str) -> str:
    for pattern, key in _DETAILS:
        if found := pattern.search(message):
            return say(key, "zh", limit=found[1])
    return message


def _named(error: click.exceptions.BadParameter) -> str:
    """The argument or option that a complaint is about."""
    hint = error.param_hint or (error.param.get_error_hint() if error.param else "")
    return str(hint).strip("'")


def _bug(screen: Screen, environment: Mapping[str, str]) -> int:
    path = Path(options.folder_of(environment)) / "jipan-error.log"
    try:
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{options.moment().isoformat()} {' '.join(sys.argv)}\n{traceback.format_exc()}\n")
    except OSError:
        traceback.print_exc()
    screen.tell("error.bug", path=path)
    return BUG
