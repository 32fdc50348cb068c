"""One table on a sheet: title, notes, header, rows, in the looks that its kinds, form and emphasis ask for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from jipan.render.cells import shown
from jipan.render.encode import encoder
from jipan.render.measure import Fit, fit, folded, lines
from jipan.render.protection import is_edited
from jipan.render.sheet import ROW, Sheet, text
from jipan.render.styles import Look, Role, Styles
from jipan.table import Column, Row, Table
from jipan.words import Lang, say

TITLE_HEIGHT = 30
_HEADING_HEIGHT = 24
_NOTE_HEIGHT = 15
_NOTE_ROOM = 130
"""Letters of a note that fit across a sheet of paper."""
_LINE_HEIGHT = 14.5
_MOST_LINES = 24


@dataclass(frozen=True, slots=True)
class Manner:
    """What all tables of a workbook share."""

    lang: Lang
    bare: bool
    styles: Styles
    day: dt.date | None = None


@dataclass(frozen=True)
class Block:
    """A table to be put on a sheet."""

    table: Table
    manner: Manner

    @property
    def bare(self) -> bool:
        return self.manner.bare or self.table.bare

    @property
    def header_offset(self) -> int:
        """How many rows stand above the first row of data."""
        return 2 + len(self._notes)

    @cached_property
    def fits(self) -> list[Fit]:
        return fit(self.table, self.manner.lang, bare=self.bare)

    @cached_property
    def _notes(self) -> list[str]:
        """On paper a long note would run off the page. Those of a form are read back as they are."""
        if self.table.form:
            return list(self.table.notes)
        return [line for note in self.table.notes for line in folded(note, _NOTE_ROOM)]

    @property
    def height(self) -> float:
        """About how high it is below the title of a page, in points."""
        rows = sum(map(self._height, self.table.rows)) if self.table.rows else ROW
        return _HEADING_HEIGHT + len(self._notes) * _NOTE_HEIGHT + 10 + _LINE_HEIGHT + rows

    def put(self, sheet: Sheet, title: Role) -> None:
        """Below what the sheet holds already."""
        height = TITLE_HEIGHT if title == "title" else _HEADING_HEIGHT
        self._line(sheet, title, self.table.title(self.manner.lang), height)
        for note in self._notes:
            self._line(sheet, "note", note, _NOTE_HEIGHT)
        self._header(sheet)
        self._rows(sheet)

    def _line(self, sheet: Sheet, role: Role, words: str, height: float) -> None:
        free = is_edited(self.table)
        sheet.add([(self.manner.styles.number(Look(role, free=free)), text(words))], height)

    def _header(self, sheet: Sheet) -> None:
        labels = [column.label(self.manner.lang) for column in self.table.columns]
        roles: list[Role] = ["answer_header" if self._is_answer(column) else "header" for column in self.table.columns]
        cells = [
            (self.manner.styles.number(Look(role, free=self._is_free(column))), text(label))
            for role, label, column in zip(roles, labels, self.table.columns, strict=True)
        ]
        deepest = max(lines(label, room.width - 3) for label, room in zip(labels, self.fits, strict=True))
        sheet.add(cells, 10 + deepest * _LINE_HEIGHT)

    def _rows(self, sheet: Sheet) -> None:
        encoders = [encoder(column, self.manner.lang, bare=self.bare) for column in self.table.columns]
        looks = {emphasis: self._looks(emphasis) for emphasis in {"", *self.table.emphasis.values()}}
        emphasis = self.table.emphasis
        for index, row in enumerate(self.table.rows):
            cells = [
                (look, encode(value))
                for look, encode, value in zip(looks[emphasis.get(index, "")], encoders, row, strict=True)
            ]
            sheet.add(cells, self._height(row), grows=True)
        if not self.table.rows:
            self._line(sheet, "note", say("render.empty", self.manner.lang), ROW)

    def _looks(self, emphasis: str) -> list[int]:
        """The style of each column in rows of this emphasis."""
        tall = bool(self._wrapped)
        looks = (
            Look(
                self._role(column),
                column.kind.excel,
                column.kind.align,
                emphasis,
                room.wrap,
                self._is_free(column),
                tall,
            )
            for column, room in zip(self.table.columns, self.fits, strict=True)
        )
        return [self.manner.styles.number(look) for look in looks]

    def _role(self, column: Column) -> Role:
        if self.table.form is None:
            return "body"
        return "answer" if self._is_answer(column) else "given"

    def _is_free(self, column: Column) -> bool:
        """On a protected sheet all but the hidden columns can be typed into."""
        form = self.table.form
        return is_edited(self.table) and form is not None and column.name not in form.hidden

    def _is_answer(self, column: Column) -> bool:
        return self.table.form is not None and column.name in self.table.form.answers

    @cached_property
    def _wrapped(self) -> list[tuple[int, Column, int]]:
        pairs = zip(self.table.columns, self.fits, strict=True)
        return [(index, column, room.width) for index, (column, room) in enumerate(pairs) if room.wrap]

    def _height(self, row: Row) -> float:
        """High enough for the longest text of the row; Excel does not find out by itself."""
        deepest = max((self._lines(row[index], column, room) for index, column, room in self._wrapped), default=1)
        return ROW if deepest == 1 else 4 + min(deepest, _MOST_LINES) * _LINE_HEIGHT

    def _lines(self, value: object, column: Column, room: int) -> int:
        return lines(shown(column, value, self.manner.lang, bare=self.bare), room - 1)
