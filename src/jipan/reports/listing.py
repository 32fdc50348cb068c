"""`list`: any collection, any columns, only what passes the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.errors import BadUsage
from jipan.models import COLLECTIONS, LINKS, fields
from jipan.reports.rated import STORED, classes_of, shown, with_classes
from jipan.rules import Book, conditions, lookup
from jipan.rules.facts import frame
from jipan.rules.reading import nearest
from jipan.rules.where import Stated, all_of
from jipan.table import Column, Table

if TYPE_CHECKING:
    from jipan.store import Base

DEFAULT_COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": ("name", "mobile", "kind", "city", "sales_adviser", "level"),
    "vehicles": ("customer", "plate", "brand", "model", "purchase_date", "insurance_end", "mileage", "store"),
    "leads": ("customer", "level", "intent_model", "stage", "adviser", "expected_date", "opened_on"),
    "visits": ("customer", "vehicle", "date", "repair_type", "mileage", "amount", "adviser", "store"),
    "contacts": ("customer", "at", "by", "channel", "outcome", "level", "next_date", "note"),
    "orders": ("customer", "order_no", "date", "model", "amount", "deposit", "expected_delivery", "state"),
    "purchases": ("customer", "date", "product", "quantity", "amount", "adviser", "store"),
    "policies": ("customer", "vehicle", "type", "insurer", "start_date", "end_date", "amount", "renewal"),
    "payments": ("customer", "date", "planned", "amount", "owed", "overdue_days"),
    "pickups": ("customer", "date", "product", "quantity", "amount", "policy"),
    "shipments": ("customer", "date", "product", "quantity", "carrier", "arrived_on"),
    "outlets": ("customer", "title", "brand", "type", "mode", "area", "units", "turnover"),
    "stock": ("customer", "date", "outlet", "product", "quantity", "amount", "in_since"),
}
_LINK_LABELS = {"customer": ("客户", "Customer"), "vehicle": ("车辆", "Vehicle"), "lead": ("线索", "Lead")}
_ID = Column("id", kinds.CODE, "基盘号", "Jipan id")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: a collection, tests that must all hold, columns, an order (a leading `-` turns it round)."""

    of: str = "customers"
    where: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sort: str | None = None
    limit: int | None = None


def listing(base: Base, book: Book, query: Query, today: dt.date) -> Table:
    """The records that pass, as a table. Raises BadUsage for a column nobody knows."""
    columns = [_ID, *(_column(book, query.of, name) for name in query.columns or _defaults(base, book, query.of))]
    columns = list({column.name: column for column in columns}.values())
    rows = _rows(base, book, query, [column.name for column in columns[1:]], today)
    thing = COLLECTIONS[query.of]
    return Table(query.of, thing.zh, thing.en, tuple(columns), rows)


def _defaults(base: Base, book: Book, of: str) -> tuple[str, ...]:
    """The usual columns; for customers the classes of the last run too."""
    ratings = tuple(shown(base, book, STORED)) if of == "customers" else ()
    usual = DEFAULT_COLUMNS.get(of) or (*LINKS[of], *fields(of))[:8]
    return tuple(name for name in usual if name != "level" or "level" in book.facts) + ratings


def _column(book: Book, of: str, word: str) -> Column:
    if word in LINKS[of]:
        return Column(word, kinds.CODE, *_LINK_LABELS[word])
    if word == "id":
        return _ID
    names = Stated(book)
    found = lookup.find(names, of, word)
    if found is None:
        raise BadUsage("no_such_field", word=word, nearest=nearest(word, lookup.known(names, of)))
    return found


def _rows(base: Base, book: Book, query: Query, names: list[str], today: dt.date) -> list[tuple[Any, ...]]:
    import narwhals as nw

    order = _column(book, query.of, query.sort.lstrip("-")).name if query.sort else None
    test = all_of(list(query.where), book, query.of)
    tested = sorted(conditions.wanted(test))
    asked_for = [
        name
        for name in dict.fromkeys([*names, *tested, *([order] if order and order != "id" else [])])
        if name not in LINKS[query.of]
    ]
    made = (
        with_classes(base, book, asked_for, today)
        if query.of == "customers"
        else frame(base.tables(today), book, asked_for, today, query.of)
    )
    if query.where:
        made = made.filter(conditions.compile(test, today))
    made = (
        made.sort(order, "id", descending=[query.sort.startswith("-"), False], nulls_last=True)
        if order and query.sort
        else made.sort("id")
    )
    if query.limit is not None:
        made = made.head(query.limit)
    found = made.select(nw.col("id"), *names).collect("pyarrow").to_native()
    return list(zip(*(column.to_pylist() for column in found.columns), strict=True))


def as_json(base: Base, book: Book, query: Query, today: dt.date) -> tuple[Table, dict[str, dict[str, str]]]:
    """All fields of the records that pass, and for customers their classes: rating → class."""
    names = query.columns or tuple(
        name for name in (*LINKS[query.of], *fields(query.of), *base.custom_columns(query.of))
    )
    table = listing(base, book, Query(query.of, query.where, tuple(names), query.sort, query.limit), today)
    return table, classes_of(base) if query.of == "customers" else {}


def objects(rows: Sequence[dict[str, Any]], classes: dict[str, dict[str, str]], of: str) -> list[dict[str, Any]]:
    """A listing as JSON: every customer carries his classes."""
    return [{**row, "classes": classes.get(row["id"], {})} for row in rows] if of == "customers" else list(rows)
