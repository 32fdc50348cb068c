"""Who will have another class by a day if nothing happens: windows close and months go by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.kinds.span import Span
from jipan.models import LINKS
from jipan.reports.tiers import ADVISER, ID, MOBILE, NAME, RATING, label
from jipan.rules import Book, Rating, needs
from jipan.rules.gather import dossiers
from jipan.rules.grounds import heard
from jipan.rules.outlook import is_worse, next_change
from jipan.rules.run import assess
from jipan.rules.standing import rests_on_others
from jipan.table import Column, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.store import Base

_FROM = Column("on", kinds.DATE, "日期", "On")
_NOW = Column("now", kinds.TEXT, "现级别", "Now")
_THEN = Column("then", kinds.TEXT, "将变为", "Then")
_SHORT, _WEEK = 45, 7
"""Within so many days every single one is tried."""

_DIRECTION = Column("direction", kinds.TEXT, "升降", "Direction")


Turned = tuple[Any, ...]
"""Customer, name, mobile, adviser, rating, class now, class then, the day; the day is open where customers are compared."""


def foretold(base: Base, book: Book, today: dt.date, day: dt.date) -> list[Turned]:
    """Every customer whose class on that day differs from today's, with the first day on which it changes.

    All customers are looked at together: at the last day, then those who change there at each day before, or in a longer
    time at the end of each week, within which the day is then read from their dossiers. Where customers are compared
    with each other, all of them age: there the day is left open.
    """
    step = 1 if (day - today).days <= _SHORT else _WEEK
    _lay_changing(base, book, today, day)
    _date(base, book, today, day, step)
    rows = base.rows("""
        SELECT t.customer, c.name, c.mobile, c.sales_adviser, t.rating, t.class, t.then, t.on_day FROM turning t
        JOIN customers c ON c.closed IS NULL AND c.id = t.customer ORDER BY t.on_day NULLS LAST, t.rating, t.customer""")
    if step > 1:
        rows = sorted(_within_weeks(base, book, today, rows), key=lambda row: (row[-1] is None, row[-1] or day))
    return rows


def table(rows: Iterable[Turned], book: Book, day: dt.date, lang: Lang) -> Table:
    """Who will change, for people."""
    columns = (ID, NAME, MOBILE, ADVISER, _FROM, RATING, _NOW, _THEN, _DIRECTION)
    note = say("outlook.note", lang, day=day.isoformat())
    made = [_row(row, book, lang) for row in rows]
    return Table("outlook", "将变级客户", "Classes that will change", columns, made, notes=(note,))


def as_json(rows: Iterable[Turned], book: Book) -> list[dict[str, Any]]:
    """The same with identifiers, worded as a run words its movements."""
    return [
        {"customer": customer, "name": name, "rating": rating, "before": now, "after": then, "day": day,
         "drop": _is_drop(book.ratings[rating], now, then)}
        for customer, name, _, _, rating, now, then, day in rows
    ]  # fmt: skip


def _lay_changing(base: Base, book: Book, today: dt.date, day: dt.date) -> None:
    """`turning`: customer, rating, class now, class on that day, and the day of the change, still open."""
    tables = base.tables(today)
    names = heard(tables, book)
    for name, when in (("classes_now", today), ("classes_then", day)):
        base.keep(assess(tables, book, when, lambda frame: base.keep(frame, "rated"), names), name)
    base.run("""
        CREATE OR REPLACE TEMP TABLE turning AS
        SELECT n.customer, n.rating, n.class, t.class AS "then", NULL::DATE AS on_day FROM classes_now n
        LEFT JOIN classes_then t ON t.customer = n.customer AND t.rating = n.rating
        WHERE n.class IS DISTINCT FROM t.class""")


def _date(base: Base, book: Book, today: dt.date, last: dt.date, step: int) -> None:
    """Fill in the first of the days, `step` apart, on which each class in `turning` is another one."""
    alone = [name for name, rating in book.ratings.items() if not rests_on_others(book, rating)]
    tables = _of_those_who_turn(base, book, today)
    for number in range(min(step, (last - today).days), (last - today).days + step, step):
        waiting = {name for (name,) in base.rows("SELECT DISTINCT rating FROM turning WHERE on_day IS NULL")}
        if not (names := [name for name in alone if name in waiting]):
            return
        day = min(today + dt.timedelta(days=number), last)
        base.keep(assess(tables, book, day, lambda frame: base.keep(frame, "rated"), names), "classes_on")
        base.run(_TURNED, [day, names])


def _within_weeks(base: Base, book: Book, today: dt.date, rows: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows with the very day of the change and the class on it, out of the dossiers of the customers."""
    files = dossiers(base.tables(today), book, today, [row[0] for row in rows if row[-1] is not None])
    for *row, then, end in rows:
        if end is None:
            yield (*row, then, end)
            continue
        start = max(today, end - dt.timedelta(days=_WEEK))
        found = next_change(files[row[0]].on(start), row[0], book.ratings[row[4]], Span(days=(end - start).days))
        yield (*row, found.name, found.day) if found else (*row, then, end)


_TURNED = """
    UPDATE turning SET on_day = ?, "then" = f.class
    FROM (SELECT t.customer, t.rating, o.class FROM turning t
          LEFT JOIN classes_on o ON o.customer = t.customer AND o.rating = t.rating) f
    WHERE turning.on_day IS NULL AND list_contains(?, turning.rating) AND f.customer = turning.customer
        AND f.rating = turning.rating AND f.class IS DISTINCT FROM turning.class"""


def _of_those_who_turn(base: Base, book: Book, today: dt.date) -> dict[str, Any]:
    """The tables of the customers in `turning`, with what hangs on their vehicles and leads since before they were theirs."""
    whole = base.tables(today)
    wanted = {of for rating in book.ratings.values() for of in needs.collections(book, rating)}
    base.run("CREATE OR REPLACE TEMP TABLE turning_customers AS SELECT DISTINCT customer AS id FROM turning")
    made: dict[str, Any] = {}
    for of in sorted({"customers", *wanted} | {*_LINKING}, key=lambda of: (of != "customers", of not in _LINKING)):
        tests = [f"{link} IN (SELECT id FROM turning_{_PLURAL[link]})" for link in LINKS[of] if link in _PLURAL]
        sql = whole[of].to_native().sql_query()
        where = " OR ".join(tests) if of != "customers" else "id IN (FROM turning_customers)"
        base.run(f"CREATE OR REPLACE TEMP TABLE turning_{of}_rows AS FROM ({sql}) WHERE {where or 'true'}")
        if of in _LINKING:
            base.run(f"CREATE OR REPLACE TEMP TABLE turning_{of} AS SELECT id FROM turning_{of}_rows")
        made[of] = base.frame(f"FROM turning_{of}_rows")
    return made


_LINKING = ("vehicles", "leads")
_PLURAL = {"customer": "customers", "vehicle": "vehicles", "lead": "leads"}
"""The collections on which others hang."""


def _row(row: Turned, book: Book, lang: Lang) -> tuple[Any, ...]:
    customer, name, mobile, adviser, key, now, then, when = row
    rating = book.ratings[key]
    is_drop = _is_drop(rating, now, then)
    direction = None if is_drop is None else say("outlook.down" if is_drop else "outlook.up", lang)
    shown = (label(book, key, each, lang) for each in (now, then))
    return customer, name, mobile, adviser, when, rating.label(lang), *shown, direction


def _is_drop(rating: Rating, now: str | None, then: str | None) -> bool | None:
    """Whether the class becomes a worse one; None where classes are not better or worse."""
    return is_worse(rating, now, then) if rating.ordered else None
