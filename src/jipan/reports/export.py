"""`export`: a list of customers that colleagues edit and that is imported back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from jipan.intake.round_trip import EXPORT
from jipan.models import fields
from jipan.reports.listing import Query, listing
from jipan.store import last_batch
from jipan.table import Column, Form, Table
from jipan.words import Lang

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_MOST_WORDS = 60
_LEFT_OUT = frozenset({"kind"})


def export(base: Base, book: Book, query: Query, today: dt.date, lang: Lang) -> Table:
    """The records that pass, with all fields that say something, as a form with a stamp of what it was written from."""
    if query.of == "customers" and not query.columns:
        query = replace(query, columns=_told(base))
    table = listing(base, book, query, today)
    if query.of != "customers":
        return table
    known = fields("customers")
    answers = {column.name: _words(base, column, lang) for column in table.columns if column.name in known}
    stamp = {
        "form": EXPORT,
        "base": base.value("SELECT value FROM meta WHERE name = 'base'"),
        "batch": str(last_batch(base)),
    }
    own, *others = table.columns  # the id goes to the end, out of sight: the title stands in the first column
    rows = [(*row[1:], row[0]) for row in table.rows]
    return replace(table, columns=(*others, own), rows=rows, form=Form(answers, stamp, hidden=("id",)))


def _told(base: Base) -> tuple[str, ...]:
    """The fields that at least one customer has."""
    names = [name for name in fields("customers") if name not in _LEFT_OUT]
    counts = ", ".join(f'count("{name}")' for name in names)
    row = base.rows(f"SELECT {counts} FROM customers WHERE closed IS NULL")[0]
    return tuple(name for name, count in zip(names, row, strict=True) if count)


def _words(base: Base, column: Column, lang: Lang) -> tuple[str, ...]:
    """What to choose from: the kind's own words, else advisers and stores as they are known."""
    if column.kind.options:
        return tuple(option.zh if lang == "zh" else option.en for option in column.kind.options)
    if column.name not in {"sales_adviser", "service_adviser", "store"}:
        return ()
    rows = base.rows(
        f'SELECT DISTINCT "{column.name}" FROM customers WHERE closed IS NULL AND "{column.name}" IS NOT NULL ORDER BY 1'
    )
    return tuple(row[0] for row in rows) if len(rows) <= _MOST_WORDS else ()
