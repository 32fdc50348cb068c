"""A value → the end of its cell: numbers and dates as Excel's own, all else as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache, lru_cache

from openpyxl.utils.datetime import to_excel

from jipan.render.cells import absent, is_stray, shown
from jipan.render.sheet import EMPTY, number, text
from jipan.table import Column
from jipan.words import Lang

Encoder = Callable[[object], str]
_OFTEN = 1000
"""Texts of a column that are kept: most columns have few, and a name costs little more than it would."""
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel believes in 29 February 1900 and in no day before that year: earlier days are written as text."""


def encoder(column: Column, lang: Lang, *, bare: bool) -> Encoder:
    """What turns the values of a column into the ends of its cells."""

    @lru_cache(maxsize=_OFTEN, typed=True)
    def as_text(value: object) -> str:
        return text(shown(column, value, lang, bare=bare))

    if column.kind.excel == "@":
        return as_text
    plain = _day if issubclass(column.kind.python, dt.date) else number

    def typed(value: object) -> str:
        if absent(value):
            return EMPTY
        return as_text(value) if is_stray(column.kind, value) or _is_too_early(value) else plain(value)

    return typed


@cache
def _day(value: object) -> str:
    return number(f"{to_excel(value):.15g}")


def _is_too_early(value: object) -> bool:
    return isinstance(value, dt.date) and dt.date(value.year, value.month, value.day) < _FIRST_DAY
