"""Rows that lie in the base: read one by one like any others, or many at once, each put together to a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from jipan.kinds import Kind
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
    """The rows of a query with one column for each of `columns`; valid as long as what it reads from."""

    def __init__(self, base: Base, sql: str, columns: Sequence[Column]) -> None:
        """Columns whose kind only Python can show are refused."""
        self._base, self._sql = base, sql
        self._cells = {lang: [_text(column, lang) for column in columns] for lang in LANGS}
        self._rows: list[Row] | None = None

    @property
    def _all(self) -> list[Row]:
        if self._rows is None:
            self._rows = list(self._base.rows(self._sql))
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
        joint = f"chr({ord(self.JOINT)})"
        joined = f"concat({f', {joint}, '.join(self._cells[lang])})"
        sql = f"SELECT {_LINE.format(joint=joint)} FROM (SELECT {joined} AS line FROM ({self._sql}))"
        for rows in self._base.chunks(sql, [odd], _AT_ONCE):
            yield [text for (text,) in rows]


def _text(column: Column, lang: Lang) -> str:
    """A value as people read it, as SQL over its column."""
    name, kind = f'"{column.name}"', column.kind
    if kind.options:
        return _words(name, kind, lang)
    if kind.python not in _PLAIN:
        raise TypeError(kind.id)
    return f"{name}::VARCHAR"


def _words(name: str, kind: Kind, lang: Lang) -> str:
    place = LANGS.index(lang)
    shown = " ".join(f"WHEN '{option.id}' THEN '{(option.zh, option.en)[place]}'" for option in kind.options)
    return f"CASE {name} {shown} ELSE {name} END"
