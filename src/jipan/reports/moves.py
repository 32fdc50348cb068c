"""Who moved between two runs, or would move: from which class into which, and because of which row or fact."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.kinds.number import COUNT
from jipan.reports.rated import facts_behind, lay_behind, lay_classes
from jipan.reports.tiers import CAUSES, ID, NAME, RATING, WHY, columns_in, label
from jipan.rules import Book, Rating, conditions, loads
from jipan.rules.explain import explain
from jipan.rules.runs import Move, Run
from jipan.table import Column, Page, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.store import Base

BEFORE = Column("before", kinds.TEXT, "原级别", "Before")
AFTER = Column("after", kinds.TEXT, "新级别", "After")
CAUSE = Column("cause", kinds.TEXT, "原因", "Cause")
CHANGED = Column("changed", kinds.TEXT, "变化的数据", "What changed")
TRIAL = "FROM assessed"

Facts = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Moment:
    """When customers were rated: the day, the last batch that was known then (None: all), the book, and the classes."""

    day: dt.date
    known: int | None
    book: Book
    classes: str


def now(run: Run) -> Moment:
    """The run that has just been made, or tried."""
    return Moment(run.day, None, run.book, TRIAL)


def run_before(base: Base, run: Run) -> Moment | None:
    """The run before this one."""
    return _moment(base, "batch < coalesce(?, 1000000000)", run.batch)


def run_on(base: Base, day: dt.date) -> Moment | None:
    """The last run of a day or before it."""
    return _moment(base, "day <= ?", day)


def _moment(base: Base, which: str, value: object) -> Moment | None:
    found = base.rows(f"SELECT batch, day, book, text FROM runs WHERE {which} ORDER BY batch DESC LIMIT 1", [value])
    if not found:
        return None
    batch, day, name, text = found[0]
    alive = f"FROM assessments WHERE opened <= {batch} AND (closed IS NULL OR closed > {batch})"
    return Moment(day, batch, loads(text, name, custom=base.custom_kinds()), alive)


def between(base: Base, then: Moment, later: Moment) -> tuple[Move, ...]:
    """Who had another class at the later moment."""
    rows = base.rows(f"""
        SELECT coalesce(n.customer, o.customer) AS customer, c.name, coalesce(n.rating, o.rating) AS rating,
               o.class, n.class, n."row", CASE WHEN o.class IS NULL THEN 'first' ELSE '{_cause(then, later)}' END
        FROM ({later.classes}) n FULL JOIN ({then.classes}) o ON o.customer = n.customer AND o.rating = n.rating
        JOIN customers c ON c.closed IS NULL AND c.id = coalesce(n.customer, o.customer)
        WHERE o.class IS DISTINCT FROM n.class ORDER BY rating, customer""")
    return tuple(Move(*row) for row in rows)


def _cause(then: Moment, later: Moment) -> str:
    return "facts" if then.book.text == later.book.text else "book"


def matrices(moves: Sequence[Move], book: Book, lang: Lang) -> list[Table]:
    """For each rating that saw movement: how many went from each class into each other."""
    names = dict.fromkeys(move.rating for move in moves)
    return [_matrix([move for move in moves if move.rating == name], book, name, lang) for name in names]


def _matrix(moves: Sequence[Move], book: Book, rating: str, lang: Lang) -> Table:
    counts = Counter((move.before, move.after) for move in moves)
    order = list(book.ratings[rating].classes) if rating in book.ratings else []
    befores, afters = (_ordered([pair[place] for pair in counts], order) for place in (0, 1))
    columns = [
        Column(str(name or ""), COUNT, *(label(book, rating, name, each) for each in ("zh", "en"))) for name in afters
    ]
    rows = [[label(book, rating, name, lang), *(counts.get((name, after)) for after in afters)] for name in befores]
    zh, en = (book.ratings[rating].label(each) if rating in book.ratings else rating for each in ("zh", "en"))
    first = Column("before", kinds.TEXT, "从 ＼ 到", "from \\ to")
    return Table(rating, f"{zh}：变动", f"{en}: movements", (first, *columns), rows)


def _ordered(names: Sequence[str | None], order: list[str]) -> list[str | None]:
    """Best class first; no class last."""
    return sorted(
        dict.fromkeys(names), key=lambda name: (name is None, order.index(name) if name in order else len(order))
    )


def reasons(base: Base, moves: Sequence[Move], then: Moment | None, later: Moment, lang: Lang) -> Table:
    """Every movement with the row that decides now and the facts that differ from then."""
    base.run("CREATE OR REPLACE TEMP TABLE moved_customers (customer VARCHAR)")
    base.run("INSERT INTO moved_customers SELECT DISTINCT unnest(?)", [[move.customer for move in moves]])
    rows: list[tuple[Any, ...]] = []
    for name in dict.fromkeys(move.rating for move in moves):
        mine = [move for move in moves if move.rating == name]
        rating = later.book.ratings.get(name)
        rows += _gone(mine, lang) if rating is None else _rows(base, mine, rating, (then, later), lang)
    return Table("moves", "级别变动", "Movements", (ID, NAME, RATING, BEFORE, AFTER, CAUSE, WHY, CHANGED), rows)


def _gone(moves: Sequence[Move], lang: Lang) -> Iterator[tuple[Any, ...]]:
    """A rating that the book no longer has."""
    for move in moves:
        yield (
            move.customer,
            move.name,
            move.rating,
            move.before,
            "—",
            CAUSES["book"][lang != "zh"],
            say("moves.gone", lang),
            None,
        )


def _rows(
    base: Base, moves: Sequence[Move], rating: Rating, moments: tuple[Moment | None, Moment], lang: Lang
) -> Iterator[tuple[Any, ...]]:
    then, later = moments
    new = _facts(base, rating, later)
    old = _facts(base, rating, replace(then, book=later.book)) if then and _comparable(rating, then, later) else {}
    why: dict[int | None, str] = {}
    for move in moves:
        facts = new.get(move.customer, {})
        if move.row not in why:
            why[move.row] = explain(rating, facts, later.day, move.row).reason(lang) if move.row else ""
        changed = _changed(rating, old.get(move.customer), facts, lang)
        cause = (
            "facts" if changed and move.cause == "book" and then and then.book.text == later.book.text else move.cause
        )
        before, after = (label(later.book, rating.name, name, lang) for name in (move.before, move.after))
        shown = rating.label(lang), before, after, CAUSES[cause][lang != "zh"]
        yield move.customer, move.name, *shown, why[move.row], changed or None


def _comparable(rating: Rating, then: Moment, later: Moment) -> bool:
    """Which vehicle decided then can only be found by the same rating."""
    return rating.of == "customers" or then.book.ratings.get(rating.name) == later.book.ratings[rating.name]


def _facts(base: Base, rating: Rating, moment: Moment) -> Facts:
    """What the rating looked at, by customer, for those who moved."""
    lay_classes(base, moment.classes)
    lay_behind(base, moment.book, rating, moment.day, known=moment.known)
    names = facts_behind(rating)
    chosen = "".join(f', b."{name}"' for name in names)
    found = base.rows(f"SELECT b.customer{chosen} FROM behind b SEMI JOIN moved_customers m ON m.customer = b.customer")
    return {customer: dict(zip(names, values, strict=True)) for customer, *values in found}


def _changed(rating: Rating, old: dict[str, Any] | None, new: dict[str, Any], lang: Lang) -> str:
    """`近12个月进厂次数 3 → 4`."""
    if old is None:
        return ""
    columns = {column.name: column for column in columns_in(rating)}
    parts = [
        f"{columns[name].label(lang)} {conditions.show(columns[name], old[name], lang)} → {conditions.show(columns[name], value, lang)}"
        for name, value in new.items()
        if old.get(name) != value and name in columns
    ]
    return say("rule.and", lang).join(parts)


def pages(base: Base, moves: Sequence[Move], then: Moment | None, later: Moment, lang: Lang) -> list[Page]:
    """The movement matrices on one sheet, every customer who moved on the next."""
    if not moves:
        return []
    zh, en = (say("moves.matrix", each) for each in ("zh", "en"))
    return [Page(zh, en, tuple(matrices(moves, later.book, lang))), Page.of(reasons(base, moves, then, later, lang))]
