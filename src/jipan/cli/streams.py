"""The standard streams, made fit for what we write: they are there, and no character that one lacks stops a command."""

from __future__ import annotations

import codecs
import io
import locale
import os
import sys
from pathlib import Path
from typing import TextIO


def open_streams() -> None:
    """A stream that was closed before we began leads nowhere: else the base could be opened in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - until the process ends
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            encoding = _on_windows(stream) if sys.platform == "win32" else stream.encoding
            stream.reconfigure(encoding=encoding, errors="replace")


def _on_windows(stream: TextIO) -> str:
    """UTF-8 into a file. Into a pipe the console's code page: PowerShell 5 puts a pipe behind `>` and reads it in that."""
    from jipan.render.target import is_file

    return "utf-8" if is_file(stream) else _console_code_page()


def _console_code_page() -> str:
    """The code page of the console; of the system where there is no console, or one that Python does not know."""
    import ctypes

    windll: object = getattr(ctypes, "windll")  # noqa: B009 - absent elsewhere, so the type checker does not know it
    page = f"cp{windll.kernel32.GetConsoleOutputCP()}"  # type: ignore[attr-defined]
    try:
        return codecs.lookup(page).name
    except LookupError:
        return locale.getencoding()
