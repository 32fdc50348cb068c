"""Table → terminal: aligned by kind, as wide as the terminal, never a broken grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console
from rich.text import Text

from jipan.kinds import ADDRESS, NAME, TEXT
from jipan.kinds.kind import Align
from jipan.render.cells import absent, shown
from jipan.table import Column, Table
from jipan.words import Lang, say

_STYLES = {"good": "green", "warn": "yellow", "bad": "red", "total": "bold"}
_GAP = 2
_MOST_LINES = 3
_LEAST = {TEXT.id: 12, NAME.id: 8, ADDRESS.id: 12}
"""Kinds whose text may be folded or cut, and the room they keep; all others keep the room they need."""
_SENTENCE = 28
"""What a long text keeps, so that its lines can be read; columns further right wait for a wider window."""
_WHITE = re.compile(r"\s+")
_UNIT = re.compile(r"(?:[!-~¥]+|[^!-~¥\s])[，。；：、！？）》”…]*|\s+")
"""What no line ends within: a word, a number, a date, or one Chinese sign, with the stops behind it."""
_BAR = 30
_SHORTEST_BAR = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """One column on the terminal: its texts, the room it wants, the least it can live with, the room it got."""

    label: str
    texts: list[str]
    align: Align
    folds: bool
    natural: int
    least: int
    room: int = 0


def show(table: Table, console: Console, lang: Lang, *, bare: bool = False) -> None:
    """Title, notes, rows; one line says how many columns there was no room for."""
    _print(console, table.title(lang), "bold")
    for note in table.notes:
        _print(console, note, "dim")
    if not table.rows:
        _print(console, say("render.empty", lang), "dim")
        return
    slots = _slots(table, lang, bare=bare or table.bare)
    kept = _fit(slots, console.width)
    _print_grid(table, kept, console)
    if len(kept) < len(slots):
        _print(console, say("render.more_columns", lang, count=len(slots) - len(kept)), "dim")


def _slots(table: Table, lang: Lang, *, bare: bool) -> list[Slot]:
    columns = [(index, column) for index, column in enumerate(table.columns) if not _waits(table, index, column)]
    return [
        _slot(column, [_flat(shown(column, row[index], lang, bare=bare)) for row in table.rows], lang)
        for index, column in columns
    ]


def _waits(table: Table, index: int, column: Column) -> bool:
    """True for an answer that nobody has given yet: on a terminal nobody can."""
    return (
        table.form is not None and column.name in table.form.answers and all(absent(row[index]) for row in table.rows)
    )


def _slot(column: Column, texts: list[str], lang: Lang) -> Slot:
    label = _flat(column.label(lang))
    longest_word = max(map(cell_len, label.split()), default=0)
    natural = max(longest_word, *map(cell_len, texts))
    folds = column.kind.id == TEXT.id
    wanted = _LEAST.get(column.kind.id, natural)
    least = max(longest_word, min(natural, max(wanted, min(natural // _MOST_LINES, _SENTENCE)) if folds else wanted))
    return Slot(label, texts, column.kind.align, folds, natural, least)


def _flat(text: str) -> str:
    return _WHITE.sub(" ", text).strip()


def _fit(slots: Sequence[Slot], width: int) -> list[Slot]:
    """The columns that fit, each with its room. Empty ones go first, then the rightmost; the first one stays."""
    kept = list(slots)
    while len(kept) > 1 and _least(kept) > width:
        kept.remove(next((slot for slot in reversed(kept[1:]) if not any(slot.texts)), kept[-1]))
    return _shared(kept, max(0, width - _least(kept)), width)


def _least(slots: Sequence[Slot]) -> int:
    return sum(slot.least for slot in slots) + _GAP * (len(slots) - 1)


def _shared(slots: Sequence[Slot], spare: int, width: int) -> list[Slot]:
    """What is left over goes to those that lack room, in equal parts, the modest first."""
    rooms = {index: min(slot.least, width) for index, slot in enumerate(slots)}
    hungry = sorted(range(len(slots)), key=lambda index: slots[index].natural - slots[index].least)
    for place, index in enumerate(hungry):
        part = min(spare // (len(hungry) - place), slots[index].natural - slots[index].least)
        rooms[index] += part
        spare -= part
    return [replace(slot, room=rooms[index]) for index, slot in enumerate(slots)]


def _print_grid(table: Table, slots: Sequence[Slot], console: Console) -> None:
    bars = _bars(table, console.width - sum(slot.room for slot in slots) - _GAP * len(slots), console)
    for line in _lines([_fold(slot.label, slot.room) for slot in slots], slots):
        _print(console, line, "bold")
    rule = "-" if console.legacy_windows else "─"
    _print(console, (" " * _GAP).join(rule * slot.room for slot in slots), "dim")
    for index in range(len(table.rows)):
        lines = _lines([_pieces(slot, slot.texts[index]) for slot in slots], slots)
        lines[0] += bars[index]
        for line in lines:
            _print(console, line.rstrip(), _STYLES.get(table.emphasis.get(index, ""), ""))


def _lines(cells: Sequence[list[str]], slots: Sequence[Slot]) -> list[str]:
    """The lines of one row, from the pieces of its cells."""
    depth = max(len(pieces) for pieces in cells)
    return [
        (" " * _GAP).join(
            _aligned(pieces[line] if line < len(pieces) else "", slot)
            for pieces, slot in zip(cells, slots, strict=True)
        )
        for line in range(depth)
    ]


def _aligned(text: str, slot: Slot) -> str:
    blank = max(0, slot.room - cell_len(text))
    before = {"left": 0, "center": blank // 2, "right": blank}[slot.align]
    return set_cell_size(" " * before + text, slot.room)


def _pieces(slot: Slot, text: str) -> list[str]:
    """A cell's text as lines that fit: free text folds, all else is cut."""
    if cell_len(text) <= slot.room:
        return [text]
    if not slot.folds:
        return [_cut(text, slot.room)]
    pieces = _fold(text, slot.room)
    if len(pieces) <= _MOST_LINES:
        return pieces
    return [*pieces[: _MOST_LINES - 1], _cut(" ".join(pieces[_MOST_LINES - 1 :]), slot.room)]


def _fold(text: str, room: int) -> list[str]:
    """Chinese text breaks between any two signs, but before no comma or stop; words, numbers and dates stay whole."""
    lines = [""]
    for unit in _UNIT.findall(text):
        if cell_len((lines[-1] + unit).rstrip()) <= room:
            lines[-1] += unit
            continue
        first, *rest = chop_cells(unit.lstrip(), room) or [""]
        lines += [first, *rest]
    return [line.strip() for line in lines if line.strip()] or [""]


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else set_cell_size(text, room - 1).rstrip() + "…"


def _bars(table: Table, spare: int, console: Console) -> list[str]:
    """A chart's bars behind the rows, where there is room for them."""
    values = [_length(table, index) for index in range(len(table.rows))]
    most = max(values)
    if table.chart is None or spare < _SHORTEST_BAR or most <= 0:
        return [""] * len(values)
    mark = "#" if console.legacy_windows else "█"
    return [" " * _GAP + mark * round(value / most * min(spare, _BAR)) for value in values]


def _length(table: Table, index: int) -> float:
    value = table.rows[index][-1]
    drawn = (
        table.chart is not None
        and table.emphasis.get(index) != "total"
        and not isinstance(value, str)
        and not absent(value)
    )
    return max(0.0, float(value)) if drawn else 0.0  # type: ignore[arg-type] # charts are drawn over numbers


def _print(console: Console, line: str, style: str = "") -> None:
    """As it is: no markup, no highlighting, no wrapping."""
    console.print(Text(line, style), soft_wrap=True)
