"""Text files whose end is broken off or filled up with NUL bytes, as an interrupted copy or a crash leaves them."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets.encoding import survey, wide

if TYPE_CHECKING:
    from jipan.sheets.encoding import Survey
    from jipan.sheets.source import Source

_PADDING = b"\0\0"
"""One NUL alone may be half of the last character."""
_HALF_UTF8 = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_LONGEST = 4
"""Bytes of a character, at most."""
_SAMPLE = 1 << 16


def surveyed(source: Source) -> tuple[Source, Survey, bool]:
    """The file as far as it can be read, what a survey of it shows, and whether its end is broken. Raises BadFile."""
    whole = _without_padding(source)
    whole = _without_half_utf8(whole)
    try:
        return whole, survey(whole), whole is not source
    except BadFile as refused:
        return _without_half(whole, refused)


def _without_padding(source: Source) -> Source:
    if source.tail(len(_PADDING)) != _PADDING:
        return source
    content = source.read().rstrip(b"\0")
    head = content[:_SAMPLE]
    if len(content) % 2 and (head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or wide(head)):
        content += b"\0"  # it belonged to the last character
    return replace(source, content=content)


def _without_half_utf8(source: Source) -> Source:
    """Other encodings may well end in such bytes: the rest has to be UTF-8."""
    half = _HALF_UTF8.search(source.tail(_LONGEST))
    if half is None:
        return source
    shorter = replace(source, content=source.read()[: -len(half[0])])
    try:
        return shorter if survey(shorter).encoding.startswith("utf-8") else source
    except BadFile:
        return source


def _without_half(source: Source, refused: BadFile) -> tuple[Source, Survey, bool]:
    """The same for GBK and UTF-16, whose characters have two bytes. Raises what was refused where the rest makes no sense either."""
    shorter = replace(source, content=source.read()[:-1])
    try:
        found = survey(shorter)
    except BadFile:
        raise refused from None
    if found.encoding.startswith("utf-8"):
        raise refused
    return shorter, found, True
