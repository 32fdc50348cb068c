"""Options that stand before or after any command, and how their values are read."""

from __future__ import annotations

import datetime as dt
import locale
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jipan.errors import Bad, BadUsage, Doubt

_ASKING = frozenset({"--password"})
_VALUED = {"--db": "db", "--today": "today", "--lang": "lang", "--wait": "wait"}


@dataclass(frozen=True, slots=True)
class Globals:
    """What was said for all commands."""

    db: str | None = None
    today: str | None = None
    lang: str = "en"
    wait: float = 10


def split(argv: Sequence[str], environment: Mapping[str, str]) -> tuple[Globals, list[str]]:
    """Take the global options out of a command line, wherever they stand. Nothing after `--` is touched."""
    rest: list[str] = []
    said: dict[str, str] = {}
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += ["--", *words]
            break
        name, equals, value = word.partition("=")
        if name not in _VALUED:
            rest.append(word)
        elif equals:
            said[_VALUED[name]] = value
        else:
            said[_VALUED[name]] = _next(words, name)
    return _globals(said, environment), _asking(rest)


def _asking(words: Sequence[str]) -> list[str]:
    """An option that asks where nothing is given with it is given nothing: `--password` at the end, or before an option."""
    made: list[str] = []
    for word, following in zip(words, [*words, "-"][1:], strict=True):
        made += [word, ""] if word in _ASKING and following.startswith("-") else [word]
    return made


def _next(words: Iterator[str], name: str) -> str:
    value = next(words, None)
    if value is None:
        raise BadUsage("option_without_value", option=name)
    return value


def _globals(said: Mapping[str, str], environment: Mapping[str, str]) -> Globals:
    lang = said.get("lang") or environment.get("JIPAN_LANG") or system_lang(environment)
    if lang not in {"zh", "en"}:
        raise BadUsage("lang", text=lang)
    return Globals(
        said.get("db") or environment.get("JIPAN_DB") or None,
        said.get("today") or environment.get("JIPAN_TODAY") or None,
        lang,
        _seconds(said.get("wait", "10")),
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < 86400:  # noqa: PLR2004 - a day
        raise BadUsage("wait", text=text)
    return seconds


def system_lang(environment: Mapping[str, str]) -> str:
    """Chinese where the system speaks Chinese, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "zh" if sys.platform == "win32" and _windows_speaks_chinese() else "en"


def _windows_speaks_chinese() -> bool:
    return (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))


def day(text: str | None, fallback: dt.date) -> dt.date:
    """The day that somebody typed. Raises BadUsage."""
    if text is None:
        return fallback
    from jipan.kinds import DATE

    try:
        value = DATE.parse(text)
    except (Bad, Doubt):
        value = None
    if not isinstance(value, dt.date):
        raise BadUsage("day", text=text)
    return value


def moment() -> dt.datetime:
    """The clock, asked once a command, to the second."""
    return dt.datetime.now().replace(microsecond=0)


FORMATS = ("table", "csv", "json")


def format_known(text: str | None) -> str | None:
    """The format that was asked for. Raises BadUsage, before any work."""
    return _among(text, FORMATS)


def only_json(text: str | None) -> str | None:
    """The same where there is but one."""
    return _among(text, FORMATS[-1:])


def _among(text: str | None, allowed: tuple[str, ...]) -> str | None:
    if text is not None and text not in allowed:
        raise BadUsage("format", text=text, allowed=allowed)
    return text


def folder_of(environment: Mapping[str, str]) -> str:
    """Where the log of our own bugs goes."""
    return environment.get("JIPAN_LOG") or str(Path.home())
