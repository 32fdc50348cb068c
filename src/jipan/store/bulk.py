"""Rows that lie in the base: read one by one like any others, or many at once, each put together to a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from jipan.kinds import Kind
from jipan.store.literals import quoted
from jipan.table import Bulk, Column, Row
from jipan.words import LANGS, Lang

if TYPE_CHECKING:
    from jipan.store.base import Base

_AT_ONCE = 10_000
_PLAIN = frozenset({str, int, dt.date})

_LINE = """
CASE
    WHEN regexp_matches(line, ?) THEN line
    WHEN contains(line, ',') OR contains(line, '"') THEN array_to_string(list_transform(
        string_split(replace(line, '"', '""'), {joint}),
        lambda cell: CASE WHEN contains(cell, ',') OR contains(cell, '"') THEN concat('"', cell, '"') ELSE cell END
    ), ',')
    ELSE replace(line, {joint}, ',')
END
"""


class Selected(Bulk):
    """The rows of a query, valid as long as what it reads from."""

    def __init__(self, base: Base, sql: str, columns: Sequence[Column], order: Sequence[str]) -> None:
        """`sql` has a column for each of `columns`, and those that the terms of `order` name. Columns whose kind only Python
        can show are refused.
        """
        self._base, self._sql, self._columns, self._order = base, sql, columns, order
        self._cells = {lang: [_text(column, lang) for column in columns] for lang in LANGS}
        self._rows: list[Row] | None = None

    @property
    def _all(self) -> list[Row]:
        if self._rows is None:
            names = ", ".join(f'"{column.name}"' for column in self._columns)
            self._rows = list(self._base.rows(f"SELECT {names} FROM ({self._sql}) ORDER BY {', '.join(self._order)}"))
        return self._rows

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._all)

    def texts(self, lang: Lang, odd: str) -> Iterator[list[str]]:
        """They are put together before they are put in order: that all processors can do."""
        places = ", ".join(f"place_{number}" for number, _ in enumerate(self._order))
        self._base.run(f"CREATE OR REPLACE TEMP TABLE texts AS {self._lines(lang)}", [odd])
        for rows in self._base.chunks(f"SELECT line FROM texts ORDER BY {places}", (), _AT_ONCE):
            yield [text for (text,) in rows]

    def _lines(self, lang: Lang) -> str:
        """The rows as texts and the terms of their order as `place_0`…, in stages: planning repeats what stands in one."""
        cells, order = list(enumerate(self._cells[lang])), list(enumerate(self._order))
        joint, places = f"chr({ord(self.JOINT)})", ", ".join(f"place_{number}" for number, _ in order)
        shown = [f"{text} AS cell_{number}" for number, text in cells]
        ordered = [f"{term} AS place_{number}" for number, term in order]
        line = f", {joint}, ".join(f"cell_{number}" for number, _ in cells)
        return (
            f"SELECT {_LINE.format(joint=joint)} AS line, {places} FROM (SELECT concat({line}) AS line, {places}"
            f" FROM (SELECT {', '.join([*shown, *ordered])} FROM ({self._sql})))"
        )


def _text(column: Column, lang: Lang) -> str:
    """A value as people read it, as SQL over its column."""
    name, kind = f'"{column.name}"', column.kind
    if kind.options:
        return _words(name, kind, lang)
    if kind.python not in _PLAIN:
        raise TypeError(kind.id)
    return f"{name}::VARCHAR"


def _words(name: str, kind: Kind, lang: Lang) -> str:
    shown = " ".join(f"WHEN '{one.id}' THEN {quoted(one.label(lang))}" for one in kind.options)
    return f"CASE {name} {shown} ELSE {name} END"
