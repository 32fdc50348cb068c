"""The file that is written: found unwritable before the work, and replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TextIO

from jipan.errors import BadFile

_LOCKS = ("~${}", ".~lock.{}#")
"""What Excel and WPS, and LibreOffice, put beside a workbook while somebody has it open."""


def check_writable(path: Path | str) -> None:
    """Raise BadFile where `path` could not be written: call this before the work, not after it."""
    target = Path(path).resolve()
    if not target.parent.is_dir():
        raise BadFile("cannot_write_no_folder", path=str(path), folder=str(target.parent))
    if target.is_dir():
        raise BadFile("cannot_write_is_folder", path=str(path))
    if not os.access(target.parent, os.W_OK) or _is_read_only(target):
        raise BadFile("cannot_write_read_only", path=str(path))
    if _is_open(target):
        raise _open_elsewhere(target)


def _is_read_only(target: Path) -> bool:
    return target.exists() and not target.stat().st_mode & stat.S_IWRITE


def _is_open(target: Path) -> bool:
    if any((target.parent / lock.format(target.name)).exists() for lock in _LOCKS):
        return True
    try:
        if target.exists():
            target.open("r+b").close()
    except PermissionError:  # on Windows Excel keeps others out
        return True
    return False


def _open_elsewhere(target: Path) -> BadFile:
    return BadFile("file_open", path=str(target), other=free_name(target).name)


def free_name(target: Path) -> Path:
    """The next name that nobody uses: `tasks.xlsx` → `tasks-2.xlsx`."""
    names = (target.with_name(f"{target.stem}-{number}{target.suffix}") for number in count(2))
    return next(name for name in names if not name.exists() and not _is_open(name))


def file_name(word: str) -> str:
    """A name that somebody typed as the name of a file: nothing in it leads elsewhere or moves the cursor."""
    safe = "".join("_" if sign in _NOT_IN_NAMES or not sign.isprintable() else sign for sign in word).strip(". ")
    return safe[:60] or "_"


_NOT_IN_NAMES = frozenset('<>:"/\\|?*')


def save_text(text: str, path: Path | str) -> None:
    """Write a text as it is, whole or not at all."""
    with written(path) as draft:
        draft.write_bytes(text.encode())


@contextmanager
def written(path: Path | str) -> Iterator[Path]:
    """A file to write into, beside `path`; it takes the place of `path` when all went well, else nothing remains."""
    check_writable(path)
    target = Path(path).resolve()
    draft = target.with_name(f".jipan-{os.getpid()}.tmp")
    try:
        yield draft
        draft.replace(target)
    except PermissionError as error:
        raise (
            _open_elsewhere(target) if target.exists() else BadFile("cannot_write_read_only", path=str(path))
        ) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise BadFile("disk_full", path=str(path)) from error
    finally:
        draft.unlink(missing_ok=True)


def is_file(stream: TextIO) -> bool:
    """Whether what is written to an open stream ends in a regular file."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):  # a stream without a descriptor
        return False
