"""Who will have another class by a day if nothing happens: windows close and months go by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.kinds.span import Span
from jipan.reports.tiers import ADVISER, ID, MOBILE, NAME, RATING, label
from jipan.rules import Book
from jipan.rules.gather import dossiers
from jipan.rules.outlook import next_change
from jipan.rules.run import assess
from jipan.rules.standing import compares
from jipan.table import Column, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.rules.dossier import Dossier
    from jipan.store import Base

_FROM = Column("on", kinds.DATE, "日期", "On")
_NOW = Column("now", kinds.TEXT, "现级别", "Now")
_THEN = Column("then", kinds.TEXT, "将变为", "Then")
_DATED = 1000
"""For more customers than that the day is left open: each takes some hundredths of a second."""

_DIRECTION = Column("direction", kinds.TEXT, "升降", "Direction")


def outlook(base: Base, book: Book, today: dt.date, day: dt.date, lang: Lang) -> Table:
    """Every customer whose class on that day differs from today's, with the day on which it changes.

    Who changes is found for all customers at once; the day is then read from their dossiers, one by one, for as many as
    a manager can look at. Where customers are compared with each other, all of them age: there the day is left open.
    """
    rows = _changing(base, book, today, day)
    dated = dict.fromkeys(row[0] for row in rows if not compares(book.ratings[row[4]]))
    files = dossiers(base.tables(today), book, today, list(dated)[:_DATED])
    made = [_row(row, book, files.get(row[0]), day, lang) for row in rows]
    made.sort(key=lambda row: (row[4] is None, row[4] or day))
    columns = (ID, NAME, MOBILE, ADVISER, _FROM, RATING, _NOW, _THEN, _DIRECTION)
    note = say("outlook.note", lang, day=day.isoformat())
    return Table("outlook", "将变级客户", "Classes that will change", columns, made, notes=(note,))


def _changing(base: Base, book: Book, today: dt.date, day: dt.date) -> list[tuple[Any, ...]]:
    """Customer, name, mobile, adviser, rating, class now, class then."""
    tables = base.tables(today)
    for name, when in (("classes_now", today), ("classes_then", day)):
        base.keep(assess(tables, book, when, keep=lambda frame: base.keep(frame, "rated")), name)
    return list(
        base.rows("""
        SELECT n.customer, c.name, c.mobile, c.sales_adviser, n.rating, n.class, t.class FROM classes_now n
        LEFT JOIN classes_then t ON t.customer = n.customer AND t.rating = n.rating
        JOIN customers c ON c.closed IS NULL AND c.id = n.customer
        WHERE n.class IS DISTINCT FROM t.class ORDER BY n.rating, n.customer""")
    )


def _row(row: tuple[Any, ...], book: Book, dossier: Dossier | None, day: dt.date, lang: Lang) -> tuple[Any, ...]:
    customer, name, mobile, adviser, key, now, then = row
    rating = book.ratings[key]
    when = None
    if dossier is not None and not compares(rating):
        found = next_change(dossier, customer, rating, Span(days=(day - dossier.today).days))
        when, then = (found.day, found.name) if found else (None, then)
    order = {each: place for place, each in enumerate(rating.classes)}
    worse = order.get(now, len(order)) < order.get(then, len(order))
    direction = say("outlook.down" if worse else "outlook.up", lang) if rating.ordered else None
    shown = (label(book, key, each, lang) for each in (now, then))
    return customer, name, mobile, adviser, when, rating.label(lang), *shown, direction
