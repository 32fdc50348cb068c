"""Text files of which some lines are UTF-8 and others GBK: one file pasted below another. Every line is read as what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jipan.sheets.source import Source

MOST = 64_000_000
"""Bytes of a file up to which it is looked at line by line."""

_STEP = 8 << 20
_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2,}")
"""Chinese characters in UTF-8, one behind the other: hardly ever to be found in GBK."""
_SURELY_UTF8 = re.compile(rb"[\xe4-\xe9][\x80-\xbf][\x80-\xbf]" * 4)
"""Written out: a repeated group would take six times as long to search for."""
_PAIR = re.compile(rb"([\x81-\xfe])[\x40-\xfe]")
_COMMON = re.compile(rb"[\xa1-\xa9\xb0-\xd7]")
"""The first bytes of signs and of the characters that are in use. UTF-8 taken for GBK shows the others."""
_MOSTLY = 0.7


def in_one(source: Source) -> bytes | None:
    """The whole file as UTF-8; None where it is no such mixture."""
    if source.size() > MOST or not _shows_utf8(source):
        return None
    lines = source.read().splitlines(keepends=True)
    read = [_read(line) for line in lines]
    if None in read or not any(_is_utf8(line) for line in lines):
        return None
    return "".join(line for line in read if line).encode()


def _shows_utf8(source: Source) -> bool:
    with source.open() as file:
        while piece := file.read(_STEP):
            if _SURELY_UTF8.search(piece):
                return True
    return False


def _is_utf8(line: bytes) -> bool:
    """Whether a line says something Chinese in UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(_UTF8.search(line))


def _read(line: bytes) -> str | None:
    """A line as text; None where it is neither, or nothing that anybody writes."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    pairs = _PAIR.findall(line)
    if sum(bool(_COMMON.match(first)) for first in pairs) < _MOSTLY * len(pairs):
        return None
    try:
        return line.decode("gb18030")
    except UnicodeDecodeError:
        return None
