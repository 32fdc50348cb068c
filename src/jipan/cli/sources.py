"""What a user names on the command line → files to read, standard input among them, and how much each may ask for."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.errors import BadFile, BadUsage

if TYPE_CHECKING:
    from jipan.sheets import Limits

STDIN = "-"
_MEGABYTE = 1_000_000
_LIMITS = {"rows": ("rows", 1), "columns": ("columns", 1), "cells": ("cells", 1),
           "mb": ("unpacked", _MEGABYTE), "seconds": ("seconds", 1), "memory": ("memory", _MEGABYTE)}  # fmt: skip
"""The word of `--allow` → the limit it raises and what its unit is."""


@contextmanager
def found(files: Sequence[str], limits: Limits) -> Iterator[list[Path]]:
    """The files behind the names. What comes on standard input lies in a file of its own for as long as it is needed."""
    from jipan.sheets import expand

    with tempfile.TemporaryDirectory(prefix="jipan-", ignore_cleanup_errors=True) as folder:
        if "" in files:  # not the folder we are in
            raise BadFile("file_missing", path='""')
        named = [_stdin(Path(folder), limits) if file == STDIN else Path(file) for file in files]
        yield expand(named)


def _stdin(folder: Path, limits: Limits) -> Path:
    """Everything that comes on standard input, up to the bound on unpacked bytes. Raises BadFile."""
    target = folder / "stdin"
    with target.open("wb") as file:
        shutil.copyfileobj(_Bounded(limits.unpacked), file)
    if not target.stat().st_size:
        raise BadFile("stdin_empty")
    return target


class _Bounded:
    """Standard input that ends with an error where it goes on for ever."""

    def __init__(self, left: int) -> None:
        self._left = left
        self._limit = left

    def read(self, size: int = -1) -> bytes:
        piece = sys.stdin.buffer.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise BadFile("too_large_unpacked", path="stdin", limit=self._limit // _MEGABYTE)
        return piece


def limits(said: Sequence[str]) -> Limits:
    """`rows=3000000`, `seconds=60` … Raises BadUsage."""
    from jipan.sheets import Limits

    made = Limits()
    for text in said:
        word, _, number = text.partition("=")
        if word.strip() not in _LIMITS or not number.strip().replace("_", "").isdigit() or not int(number):
            raise BadUsage("allow", text=text, allowed=tuple(_LIMITS))
        name, unit = _LIMITS[word.strip()]
        made = replace(made, **{name: int(number) * unit})
    return made
