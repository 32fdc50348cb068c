"""`export`: a list that colleagues edit and that is imported back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.intake.headers import IGNORE, OWN_NAME
from jipan.intake.round_trip import Stamp
from jipan.models import LINKS, fields
from jipan.reports.listing import Query, listing
from jipan.store import frames
from jipan.table import Column, Form, Table
from jipan.words import Lang

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_MOST_WORDS = 60
_LEFT_OUT = {"customers": {"kind"}, "contacts": {"tasks"}}
"""What follows from the rest, and what only jipan can read."""
_WHOSE = {"customer": ("customers", ("name", "mobile")), "vehicle": ("vehicles", ("plate",))}
"""Link → what says whose a record is: it is typed into new rows, in all others it stays as it is."""
_CHOSEN = frozenset({"sales_adviser", "service_adviser", "adviser", "store"})


@dataclass(frozen=True, slots=True)
class _Part:
    """Some columns of the list, each with the field that it changes when the list comes back, and their values."""

    columns: tuple[tuple[Column, str], ...]
    rows: Sequence[tuple[Any, ...]]


def export(base: Base, book: Book, query: Query, today: dt.date, lang: Lang) -> Table:
    """The records that pass, with all fields that say something, as a form with a stamp of what it was written from."""
    of, own = query.of, tuple(base.custom_columns(query.of))
    asked = query.columns or (*_told(base, of), *own)
    links = tuple(link for link in LINKS[of] if link in _WHOSE)
    named = tuple(name for name in asked if name not in {*own, *links})
    table = listing(base, book, replace(query, columns=(*links, *named) or ("id",)), today)
    parts = [*(_whose(base, table, link) for link in links), _listed(table, links)]
    parts.append(_own(base, table, [name for name in own if name in asked]))
    columns = (*chain.from_iterable(part.columns for part in parts), (table.columns[0], f"{of}.id"))
    ids = [str(row[0]) for row in table.rows]  # at the end, out of sight: the title stands in the first column
    rows = [(*chain.from_iterable(values), id_) for *values, id_ in zip(*(p.rows for p in parts), ids, strict=True)]
    free = {OWN_NAME, *(f"{of}.{name}" for name in fields(of))}
    answers = {column.name: _words(base, of, column, lang) for column, key in columns if key in free}
    stamp = Stamp.make(base, of, {column.label(lang): key for column, key in columns}, ids)
    form = Form(answers, stamp.written(), hidden=("id",))
    return replace(table, columns=tuple(column for column, _ in columns), rows=rows, form=form)


def _told(base: Base, of: str) -> tuple[str, ...]:
    """The fields that at least one record has."""
    names = [name for name in fields(of) if name not in _LEFT_OUT.get(of, ())]
    counts = ", ".join(f'count("{name}")' for name in names)
    row = base.rows(f"SELECT {counts} FROM {of} WHERE closed IS NULL")[0]
    return tuple(name for name, count in zip(names, row, strict=True) if count)


def _listed(table: Table, links: Sequence[str]) -> _Part:
    """The columns that were asked for; what is worked out changes nothing when it comes back."""
    places = [place for place, column in enumerate(table.columns) if column.name not in {"id", *links}]
    columns = [table.columns[place] for place in places]
    return _Part(
        tuple((column, _goes_to(table.name, column.name, links)) for column in columns),
        [tuple(row[place] for place in places) for row in table.rows],
    )


def _goes_to(of: str, name: str, links: Sequence[str]) -> str:
    if name in fields(of) and name not in _LEFT_OUT.get(of, ()):
        return f"{of}.{name}"
    return f"customers.{name}" if name in fields("customers") and "customer" in links else IGNORE


def _whose(base: Base, table: Table, link: str) -> _Part:
    """Whose the records are, in words."""
    of, names = _WHOSE[link]
    names = tuple(name for name in names if name not in {column.name for column in table.columns})
    columns = tuple((Column.of(fields(of)[name], f"{of}.{name}"), f"{of}.{name}") for name in names)
    place = next(place for place, column in enumerate(table.columns) if column.name == link)
    return _Part(columns, _values(base, of, names, [row[place] for row in table.rows]))


def _own(base: Base, table: Table, names: Sequence[str]) -> _Part:
    """The columns that the shop added, as they were written."""
    columns = tuple((Column(name, kinds.TEXT, name, name), OWN_NAME) for name in names)
    return _Part(columns, _values(base, table.name, names, [row[0] for row in table.rows]))


def _values(base: Base, of: str, names: Sequence[str], ids: Sequence[object]) -> list[tuple[Any, ...]]:
    """The values of some columns, for each id."""
    if not names:
        return [()] * len(ids)
    chosen = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    source = frames.as_written(base, of, None)
    rows = base.rows(f"SELECT id, {chosen} FROM ({source}) WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(set(ids))])
    found = {row[0]: row[1:] for row in rows}
    nothing = (None,) * len(names)
    return [found.get(id_, nothing) for id_ in ids]


def _words(base: Base, of: str, column: Column, lang: Lang) -> tuple[str, ...]:
    """What to choose from: the kind's own words, else advisers and stores as they are known."""
    if column.kind.options:
        return tuple(option.zh if lang == "zh" else option.en for option in column.kind.options)
    if column.name not in _CHOSEN or column.name not in fields(of):
        return ()
    name = column.name
    rows = base.rows(f'SELECT DISTINCT "{name}" FROM {of} WHERE closed IS NULL AND "{name}" IS NOT NULL ORDER BY 1')
    return tuple(row[0] for row in rows) if len(rows) <= _MOST_WORDS else ()
