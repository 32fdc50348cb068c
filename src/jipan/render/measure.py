"""How wide text is: a Chinese character takes the room of two letters."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from unicodedata import combining, east_asian_width

from jipan.kinds import TEXT
from jipan.render.cells import shown
from jipan.table import Column, Row, Table
from jipan.words import Lang

_PAUSE = re.compile(r"(?<=[；，。、;,\s])")
_ENOUGH = 1000
_HEADER = 14
_FILTER_BUTTON = 3
_DECIMALS = {"money": 3}
"""Excel shows `.00` where `show` leaves it out."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """How much room columns may take."""

    narrowest: int
    widest: int
    note: int
    air: int
    header_lines: int


_SCREEN = _Frame(narrowest=8, widest=42, note=30, air=2, header_lines=1)
_PAPER = _Frame(narrowest=6, widest=20, note=20, air=1, header_lines=2)
"""A form of fifteen columns stays readable on A4."""
_LONG, _SPACIOUS = 80, 32
_SHORT, _TIGHT = 28, 14
"""On paper a column of long sentences takes more room, else its rows fill the page; what fits in two lines takes less."""


def width(text: str) -> int:
    """In letters, of the longest line."""
    if text.isascii() and "\n" not in text:
        return len(text)
    return max((sum(map(_WIDTHS.__getitem__, line)) for line in text.split("\n")), default=0)


class _Widths(dict[str, int]):
    """The width of each character that was met."""

    def __missing__(self, character: str) -> int:
        wide = 2 if east_asian_width(character) in "WFA" else 1
        self[character] = 0 if combining(character) else wide
        return self[character]


_WIDTHS = _Widths()


def lines(text: str, room: int) -> int:
    """How many lines the text takes in a column of `room` letters."""
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(width(line) / room)) for line in text.split("\n"))


def folded(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` letters, each ending where somebody reading it would pause."""
    found = [""]
    for piece in _PAUSE.split(text):
        if found[-1] and width(found[-1] + piece.rstrip()) > room:
            found.append("")
        found[-1] += piece
    return [line.rstrip() for line in found]


@dataclass(frozen=True, slots=True)
class Fit:
    """The room that a column takes, in Excel's units (letters), and whether its text needs several lines."""

    width: int
    wrap: bool


def fit(table: Table, lang: Lang, *, bare: bool) -> list[Fit]:
    """The room that each column takes. Long tables are sampled evenly."""
    sample = _sample(table.rows)
    return [_fit(table, index, sample, lang, bare=bare) for index in range(len(table.columns))]


def _fit(table: Table, index: int, sample: Sequence[Row], lang: Lang, *, bare: bool) -> Fit:
    column = table.columns[index]
    texts = [shown(column, row[index], lang, bare=bare) for row in sample]
    frame = _PAPER if table.form and table.form.on_paper else _SCREEN
    natural = max(_longest(texts) + _DECIMALS.get(column.kind.id, 0), _longest(_choices(table, column)))
    if _is_note(table, column):
        natural = max(natural, frame.note)
    label = math.ceil(min(width(column.label(lang)), _HEADER) / frame.header_lines) + _FILTER_BUTTON
    widest = _on_paper(natural) if frame is _PAPER and not _is_note(table, column) else frame.widest
    room = max(frame.narrowest, min(max(natural, label) + frame.air, widest))
    return Fit(room, wrap=natural > room or _is_note(table, column) or any("\n" in text for text in texts))


def _on_paper(natural: int) -> int:
    """How wide a column may be on paper, whose longest text is so wide."""
    return _SPACIOUS if natural > _LONG else _TIGHT if natural <= _SHORT else _PAPER.widest


def _choices(table: Table, column: Column) -> Sequence[str]:
    return table.form.answers.get(column.name, ()) if table.form else ()


def _is_note(table: Table, column: Column) -> bool:
    """True where a person writes whole sentences."""
    return bool(
        table.form and column.name in table.form.answers and column.kind is TEXT and not _choices(table, column)
    )


def _longest(words: Iterable[str]) -> int:
    return max(map(width, words), default=0)


def _sample(rows: Sequence[Row]) -> Sequence[Row]:
    step = max(1, len(rows) // _ENOUGH)
    return list(islice(rows, 0, None, step))
