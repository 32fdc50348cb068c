"""Where a command writes: data to stdout, all else to stderr, in the language that was asked for."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from jipan.words import Lang, say

if TYPE_CHECKING:
    from rich.console import Console

    from jipan.table import Table

_UNSEEN = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\ufffd")
"""Control characters, which in a file's name could move the cursor or colour the screen."""


def seen(text: str) -> str:
    """The text with every control character shown as one that does nothing."""
    return text.translate(_UNSEEN)


def _write(stream: TextIO, text: str) -> None:
    """Say a line. Where nobody listens any more (`| head`) the work goes on in silence."""
    try:
        stream.write(text)
    except BrokenPipeError:
        silence()


def _writes_all(stream: TextIO) -> bool:
    """False where a code page lacks characters, each of which would come out as a question mark."""
    return (stream.encoding or "utf-8").lower().replace("_", "-").startswith("utf-")


class _Nowhere(io.TextIOBase):
    """Takes all that is said, and nobody hears it."""

    def write(self, text: str) -> int:
        return len(text)


def silence() -> None:
    """What reads us has gone: all that is still said on stdout leads nowhere."""
    sys.stdout = _Nowhere()


_COLOURED = ("FORCE_COLOR", "TTY_COMPATIBLE")
"""Whoever sets one of these wants colours where no terminal is."""


class Screen:
    """Says things and shows tables."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def text(self, key: str, **facts: object) -> str:
        return say(key, self.lang, **facts)

    @property
    def is_terminal(self) -> bool:
        """True where a person reads stdout; False where it goes into a file or a pipe."""
        return sys.stdout.isatty()

    def tell(self, key: str, style: str = "", **facts: object) -> None:
        """One line on stderr."""
        self.tell_text(self.text(key, **facts), style)

    def tell_text(self, text: str, style: str = "") -> None:
        self._line(((text, style),), error=True)

    def line(self, *parts: tuple[str, str]) -> None:
        """One line on stdout, put together of texts, each with its style."""
        self._line(parts, error=False)

    def _line(self, parts: Sequence[tuple[str, str]], *, error: bool) -> None:
        """Where nobody sees colours nothing is loaded that makes them: it takes longer than to write many lines."""
        stream = sys.stderr if error else sys.stdout
        if not (stream.isatty() or any(name in os.environ for name in _COLOURED)):
            _write(stream, seen("".join(text for text, _ in parts)) + "\n")
            return
        from rich.text import Text

        self.console(error=error).print(Text.assemble(*((seen(text), style) for text, style in parts)), soft_wrap=True)

    def wants_table(self, format_: str | None) -> bool:
        """True where a table is shown as a grid: on a terminal, or because it was asked for."""
        return format_ == "table" or (format_ is None and self.is_terminal)

    def console(self, *, error: bool = False) -> Console:
        from rich.console import Console

        return Console(stderr=error, highlight=False)

    def show(self, table: Table, format_: str | None, *, bare: bool = False, plain: str = "csv") -> None:
        """A table on stdout: as a grid on a terminal, as `plain` elsewhere, unless a format was named."""
        format_ = format_ or ("table" if self.is_terminal else plain)
        if format_ == "table":
            from rich.console import Console

            from jipan.render import terminal

            terminal.show(table, Console(highlight=False), self.lang, bare=bare)
        elif format_ == "csv":
            from jipan.render import csv

            with csv.for_redirect(sys.stdout) as stream:
                csv.write(table, stream, self.lang, bare=bare)
        else:
            self.json(table, bare=bare)

    def json(self, what: object, *, bare: bool = False) -> None:
        """A table as an array of objects, anything else as it is."""
        from jipan.render import json
        from jipan.table import Table

        data = json.rows(what, bare=bare) if isinstance(what, Table) else what
        text = json.dumps(data)
        sys.stdout.write((text if _writes_all(sys.stdout) else json.ascii_only(text)) + "\n")

    def sure(self, key: str, **facts: object) -> bool:
        """Ask on a terminal; anywhere else the answer is no."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        sys.stderr.write(self.text(key, **facts) + " [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in {"y", "yes", "是", "好"}

    def secret(self, key: str, **facts: object) -> str | None:
        """Ask for something that is not shown while it is typed; None where nobody sits there."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return None
        import getpass

        return getpass.getpass(self.text(key, **facts) + " ", stream=sys.stderr) or None

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[str, int, int], None]]:
        """A line that says what is being done, on a terminal only. Gives a function (step, done, total)."""
        if not sys.stderr.isatty():
            yield lambda *_: None
            return
        from jipan.cli import bar

        with bar.shown(self.console(error=True), title, self.text("progress.rate")) as update:
            yield lambda step, done, total: update(self.text(f"step.{step}", total=f"{total:,}"), done, total)

    def names(self, words: Sequence[str]) -> str:
        """A list within a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(words)
