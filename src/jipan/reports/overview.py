"""The report for the boss: the base in the broad and the narrow sense, classes, what is due, how good the data is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.followups import by_adviser, draw, parse_due, sheet
from jipan.reports.rated import has_run, lay_classes, shown
from jipan.reports.tiers import CLASS, CUSTOMERS, PORTION, label, rating_pages
from jipan.rules import Book
from jipan.rules.facts import frame
from jipan.rules.grounds import heard
from jipan.rules.run import assess
from jipan.table import Column, Page, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.followups import Drawn
    from jipan.store import Base

_WHAT = Column("what", kinds.TEXT, "项目", "What")
_COUNT = Column("count", kinds.COUNT, "数量", "Count")
_NOTE = Column("note", kinds.TEXT, "口径", "What is counted")

QUALITY: tuple[tuple[str, str], ...] = (
    ("no_phone", "mobile IS NULL"),
    ("no_name", "name IS NULL"),
    ("no_adviser", "sales_adviser IS NULL AND service_adviser IS NULL"),
    ("no_address", "address IS NULL AND city IS NULL"),
    ("no_birthday", "birthday IS NULL AND kind = 'person'"),
    ("no_consent", "consent IS NULL"),
)
"""What is wanting in a customer: the key of its label, and the SQL that finds it."""


def pages(base: Base, book: Book, today: dt.date, lang: Lang) -> list[Page]:
    """The whole workbook: overview, a sheet per rating with the why, the calls of this week."""
    drawn = _this_week(base, book, today)
    made = [_overview(base, book, drawn, today, lang), *rating_pages(base, book, shown(base, book), today, lang)]
    return [*made, Page.of(sheet(drawn, lang))]


def overview(base: Base, book: Book, today: dt.date, lang: Lang) -> Page:
    """The first sheet: blocks of figures with charts."""
    return _overview(base, book, _this_week(base, book, today), today, lang)


def _this_week(base: Base, book: Book, today: dt.date) -> Drawn:
    return draw(base, book, today, due=parse_due("week", today))


def _overview(base: Base, book: Book, drawn: Drawn, today: dt.date, lang: Lang) -> Page:
    _lay_classes(base, book, today)
    shares = [_shares(base, book, name, lang) for name in shown(base, book)]
    tables = (_basis(base, book, today, lang), *shares, due_by_adviser(drawn, lang), _quality(base, lang))
    return Page("总览", "Overview", tables)


def _lay_classes(base: Base, book: Book, today: dt.date) -> None:
    """`current_classes`: those of the last run, or worked out now where nobody has been rated yet."""
    if has_run(base):
        lay_classes(base)
    else:
        tables = base.tables(today)
        classes = assess(tables, book, today, lambda rated: base.keep(rated, "rated"), heard(tables, book))
        base.keep(classes, "current_classes")


def _basis(base: Base, book: Book, today: dt.date, lang: Lang) -> Table:
    """Who is counted, in which sense."""
    names = [name for name in ("in_broad_base", "in_narrow_base") if name in book.facts]
    base.keep(frame(base.tables(today), book, ["kind", *names], today), "basis")
    rows: list[tuple[Any, ...]] = [
        (say("basis.all", lang), base.value("SELECT count(*) FROM basis"), say("basis.all_note", lang))
    ]
    rows += [
        (
            say(f"basis.{name}", lang),
            base.value(f'SELECT count(*) FROM basis WHERE "{name}"'),
            say(f"basis.{name}_note", lang),
        )
        for name in names
    ]
    rows.append(
        (
            say("basis.organisations", lang),
            base.value("SELECT count(*) FROM basis WHERE kind = 'organisation'"),
            say("basis.organisations_note", lang),
        )
    )
    rows += [
        (say(f"basis.{name}", lang), base.value(sql), say(f"basis.{name}_note", lang)) for name, sql in _COUNTED.items()
    ]
    return Table("basis", f"基盘概况（{today}）", f"The base on {today}", (_WHAT, _COUNT, _NOTE), rows)


_COUNTED = {
    "vehicles": "SELECT count(*) FROM vehicles WHERE closed IS NULL",
    "open_leads": "SELECT count(*) FROM leads WHERE closed IS NULL AND closed_on IS NULL"
    " AND coalesce(stage, 'new') NOT IN ('won', 'lost', 'dormant')",
    "doubts": "SELECT count(*) FROM open_doubts",
}


def _shares(base: Base, book: Book, rating: str, lang: Lang) -> Table:
    """How many customers each class has."""
    found: dict[str, int] = dict(
        base.rows("SELECT class, count(*) FROM current_classes WHERE rating = ? GROUP BY class", [rating])
    )
    total = max(1, sum(found.values()))
    body = book.ratings[rating]
    rows = [(label(book, rating, name, lang), found.get(name, 0), found.get(name, 0) / total) for name in body.classes]
    rows = [row for row in rows if row[1] or len(rows) <= 8]  # noqa: PLR2004 - long scales show only the classes in use
    return Table(rating, body.column.zh, body.column.en, (CLASS, CUSTOMERS, PORTION), rows, chart="bar")


def due_by_adviser(drawn: Drawn, lang: Lang) -> Table:
    """Tasks by adviser: overdue, today, later this week."""
    columns: tuple[Column, ...] = (
        Column("adviser", kinds.TEXT, "顾问", "Adviser"), Column("overdue", kinds.COUNT, "逾期", "Overdue"),
        Column("today", kinds.COUNT, "今天", "Today"), Column("later", kinds.COUNT, "本周内", "Later this week"),
        Column("total", kinds.COUNT, "合计", "Total"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = [
        (
            one.adviser or say("followups.manager" if one.managers else "label.nobody", lang),
            *one.counts,
            sum(one.counts),
        )
        for one in by_adviser(drawn)
    ]
    if not any(later for _, _, _, later, _ in rows):  # today's list knows no later days
        columns, rows = columns[:3] + columns[4:], [row[:3] + row[4:] for row in rows]
    total = (say("label.total", lang), *(sum(row[place] for row in rows) for place in range(1, len(columns))))
    return Table("due", "待联系（按顾问）", "Due by adviser", columns, [*rows, total], emphasis={len(rows): "total"})


def _quality(base: Base, lang: Lang) -> Table:
    """What is wanting in the data, as counts and shares of all customers."""
    total = int(base.value("SELECT count(*) FROM standing"))
    rows = []
    for key, sql in QUALITY:
        count = int(
            base.value(f"SELECT count(*) FROM customers WHERE closed IS NULL AND id IN (FROM standing) AND ({sql})")
        )
        rows.append((say(f"quality.{key}", lang), count, count / max(1, total)))
    return Table("quality", "数据质量", "Data quality", (_WHAT, _COUNT, PORTION), rows, chart="bar")
