"""Who has the base open for writing: a note beside it, so that whoever waits reads a name and not a lock message."""

from __future__ import annotations

import getpass
import json
import os
import platform
from contextlib import suppress
from pathlib import Path

from jipan.errors import BadStore


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".who")


def user() -> str:
    """The name of the person at the keyboard, as the system knows it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def sign(path: Path, purpose: str) -> None:
    """Say that this process writes to the base, and why. A courtesy: on a full disk there is no note, and the work goes on."""
    text = json.dumps({"who": user(), "computer": platform.node(), "purpose": purpose, "pid": os.getpid()})
    with suppress(OSError):
        _note(path).write_text(text, encoding="utf-8")


def leave(path: Path) -> None:
    """Take the note away again."""
    with suppress(OSError):
        _note(path).unlink(missing_ok=True)


def held(path: Path) -> BadStore:
    """The error for a base that is in use: who has it, as far as there is a note."""
    try:
        note = json.loads(_note(path).read_text(encoding="utf-8"))
        return BadStore("held", path=path, **{name: note[name] for name in ("who", "computer", "purpose")})
    except (OSError, ValueError, LookupError, TypeError):
        return BadStore("held_by_other", path=path)


def may_write(path: Path) -> bool:
    """True where the base may be written, and files be made beside it."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
