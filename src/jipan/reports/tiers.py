"""A run as people read it: how many in each class, who moved and why, and every customer with the row that decided."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.kinds.number import COUNT, SHARE
from jipan.models import fields
from jipan.reports.ahead import Ahead
from jipan.reports.rated import facts_behind, given, lay_behind, lay_classes, median_behind, values_behind
from jipan.rules import Book, Rating
from jipan.rules.conditions import leaves
from jipan.rules.distances import Distances
from jipan.rules.explain import class_label, row_reason
from jipan.rules.runs import Move, Run
from jipan.store.literals import quoted
from jipan.table import Column, Page, Table
from jipan.words import Lang

if TYPE_CHECKING:
    from jipan.store import Base

ID = Column("id", kinds.CODE, "基盘号", "Jipan id")
NAME = Column.of(fields("customers")["name"])
MOBILE = Column.of(fields("customers")["mobile"])
ADVISER = Column.of(fields("customers")["sales_adviser"])
RATING = Column("rating", kinds.TEXT, "分级", "Rating")
CLASS = Column("class", kinds.TEXT, "级别", "Class")
CUSTOMERS = Column("customers", COUNT, "客户数", "Customers")
PORTION = Column("share", SHARE, "占比", "Share")
WHY = Column("why", kinds.TEXT, "依据", "Why")
FURTHER = Column("next", kinds.TEXT, "距上一级", "To the next class")
TURNS = Column("turns", kinds.DATE, "若无变化，变级日", "Changes on, if nothing happens")
THEN = Column("then", kinds.TEXT, "将变为", "Then")
CAUSES = {"facts": ("数据变化", "facts"), "book": ("规则变化", "rules"), "first": ("首次分级", "first rated")}


def label(book: Book, rating: str, name: str | None, lang: Lang) -> str:
    """The words for a class."""
    if name is None:
        return "—"
    return class_label(book.ratings[rating], name, lang) if rating in book.ratings else name


def classes(run: Run, lang: Lang, names: Iterable[str] | None = None) -> Table:
    """How many customers every class of every rating has, or of the ratings named."""
    counted = {name: run.counts[name] for name in names or run.counts if name in run.counts}
    rows = [
        (
            run.book.ratings[name].label(lang),
            label(run.book, name, class_, lang),
            count,
            count / max(1, sum(counts.values())),
        )
        for name, counts in counted.items()
        for class_, count in counts.items()
    ]
    return Table("classes", "客户分级", "Classes", (RATING, CLASS, CUSTOMERS, PORTION), rows)


def moved(run: Run, lang: Lang) -> Table:
    """Who has another class than in the run before, and whether the facts or the book moved him."""
    columns = (ID, NAME, RATING, Column("before", kinds.TEXT, "原级别", "Before"), Column("after", kinds.TEXT, "新级别", "After"),
               Column("cause", kinds.TEXT, "原因", "Cause"))  # fmt: skip
    rows = [
        (m.customer, m.name, run.book.ratings[m.rating].label(lang) if m.rating in run.book.ratings else m.rating,
         label(run.book, m.rating, m.before, lang), label(run.book, m.rating, m.after, lang), CAUSES[m.cause][lang != "zh"])
        for m in run.moves
    ]  # fmt: skip
    return Table("moves", "级别变动", "Movements", columns, rows)


def as_json(run: Run, moves: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A run as one object, ids and keys the same in every language. `moves`: as they were explained, if they were."""
    return {
        "batch": f"B{run.batch}" if run.batch else None,
        "day": run.day.isoformat(),
        "book": run.book.name,
        "customers": run.customers,
        "classes": run.counts,
        "silent": list(run.silent),
        "moves": [move_as_json(move) for move in run.moves] if moves is None else moves,
        "matrix": _matrix_as_json(run),
    }


def move_as_json(move: Move) -> dict[str, Any]:
    """Who moved, from where to where."""
    names = ("customer", "name", "rating", "before", "after", "row", "cause")
    return {name: getattr(move, name) for name in names}


def _matrix_as_json(run: Run) -> dict[str, list[dict[str, Any]]]:
    """Rating → how many went from which class to which."""
    counts = Counter((move.rating, move.before, move.after) for move in run.moves)
    found: dict[str, list[dict[str, Any]]] = {}
    for (rating, before, after), count in counts.items():
        found.setdefault(rating, []).append({"before": before, "after": after, "customers": count})
    return found


def pages(base: Base, run: Run, moved: list[Page], lang: Lang) -> list[Page]:
    """The workbook of a run: the shares, who moved, a sheet per rating."""
    lay_classes(base, "FROM assessed")
    return [Page.of(classes(run, lang)), *moved, *rating_pages(base, run.book, given(base, run.book), run.day, lang)]


def rating_pages(base: Base, book: Book, names: Iterable[str], today: dt.date, lang: Lang) -> list[Page]:
    """A sheet per rating: every customer with class, deciding row and the facts in it. Reads `current_classes`."""
    ahead = Ahead(base, book, today)
    return [Page.of(rating_table(ahead, book.ratings[name], lang)) for name in names]


def rating_table(ahead: Ahead, rating: Rating, lang: Lang) -> Table:
    """Every customer of one rating, best class first."""
    base, book, today = ahead.base, ahead.book, ahead.today
    lay_behind(base, book, rating, today)
    turning = (TURNS, THEN) if ahead.lay(rating) else ()
    facts = facts_behind(rating)
    known = {column.name: column for column in columns_in(rating)}
    columns = [known.get(name, Column(name, kinds.TEXT, name, name)) for name in facts]
    found = base.rows(_rows_of(rating, facts, turns=bool(turning)))
    median = median_behind(base, rating)
    reasons = {number: row_reason(rating, number, lang, median) for number in {row[5] for row in found}}
    distances = Distances(rating, today, values_behind(base, rating)) if rating.ordered else None
    far = (FURTHER,) if distances else ()
    rows = [_rated(rating, row, reasons, distances, (facts, lang)) for row in found]
    title = rating.column
    shown = (ID, NAME, MOBILE, ADVISER, CLASS, WHY, *far, *turning, *columns)
    return Table(rating.name, title.zh, title.en, shown, rows)


def _rows_of(rating: Rating, facts: Sequence[str], *, turns: bool) -> str:
    """Who, the class, the deciding row, what it looked at, and last, where that is known, when the class will be which."""
    chosen = "".join(f', b."{name}"' for name in facts)
    then, joined = (", n.day, n.class", "LEFT JOIN ahead n ON n.customer = a.customer") if turns else ("", "")
    return f"""
        SELECT a.customer, c.name, c.mobile, c.sales_adviser, a.class, a."row"{chosen}{then} FROM current_classes a
        JOIN customers c ON c.closed IS NULL AND c.id = a.customer LEFT JOIN behind b ON b.customer = a.customer {joined}
        WHERE a.rating = '{rating.name}' ORDER BY list_position({_list(rating.classes)}, a.class), c.name, a.customer"""


def _list(names: tuple[str, ...]) -> str:
    return f"[{', '.join(map(quoted, names))}]::VARCHAR[]"


def columns_in(rating: Rating) -> list[Column]:
    """The columns that a rating looks at, as its book names them."""
    body = rating.body
    found = [leaf.column for row in getattr(body, "rows", ()) for leaf in leaves(row.when)]
    found += [leaf.column for point in getattr(body, "points", ()) for leaf in leaves(point.when)]
    return found + [getattr(body, name) for name in ("by", "money", "recency", "frequency") if hasattr(body, name)]


def _rated(
    rating: Rating,
    row: tuple[Any, ...],
    reasons: dict[int, str],
    distances: Distances | None,
    setting: tuple[tuple[str, ...], Lang],
) -> tuple[Any, ...]:
    facts, lang = setting
    customer, name, mobile, adviser, class_, number, *rest = row
    values, turns = rest[: len(facts)], rest[len(facts) :]
    far = (distances.words(number, dict(zip(facts, values, strict=True)), lang),) if distances else ()
    then = _then(rating, turns, lang) if turns else ()
    return (customer, name, mobile, adviser, class_label(rating, class_, lang), reasons[number], *far, *then, *values)


def _then(rating: Rating, turns: list[Any], lang: Lang) -> tuple[dt.date | None, str | None]:
    """When the class changes, and the class that comes; a dash for none."""
    day, name = turns
    return day, None if day is None else "—" if name is None else class_label(rating, name, lang)
