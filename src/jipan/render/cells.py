"""What stands in a cell, the same for every writer: cleaned, in the shop's words, masked."""

from __future__ import annotations

import re
from typing import TypeGuard

from jipan.kinds import Kind
from jipan.table import Column, cell
from jipan.words import Lang

_UNWRITABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters (they move cursors and break XML), direction marks (they disguise text), halves of characters."""


def absent(value: object) -> bool:
    """True for None and for the not-a-number that frames put in its place."""
    return value is None or value != value  # noqa: PLR0124 - only NaN and NaT differ from themselves


def clean(text: str) -> str:
    """The text without anything that could steer a terminal or spoil a file. Lines stay apart, tabs stay."""
    if text.isprintable():
        return text
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_stray(kind: Kind, value: object) -> TypeGuard[str]:
    """True for a word in a column of numbers or dates: 合计 below the dates, — where nothing can be computed."""
    return isinstance(value, str) and kind.python is not str


def shown(column: Column, value: object, lang: Lang, *, bare: bool) -> str:
    """A value as people read it."""
    if absent(value):
        return ""
    if is_stray(column.kind, value):
        return clean(str(value))
    return clean(cell(column, value, lang, bare=bare))
