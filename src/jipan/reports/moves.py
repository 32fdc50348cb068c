"""Who moved between two runs, or would move: from which class into which, and because of which row or fact."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.kinds.number import COUNT
from jipan.render.json import value
from jipan.reports import tiers
from jipan.reports.rated import facts_behind, lay_behind, lay_classes, median_behind
from jipan.reports.tiers import CAUSES, ID, NAME, RATING, WHY, columns_in, label
from jipan.rules import Book, Rating, conditions, loads
from jipan.rules.explain import columns_of_row, row_reason
from jipan.rules.operators import plain
from jipan.rules.runs import Move, Run
from jipan.table import Column, Page, Table
from jipan.words import LANGS, Lang, say

if TYPE_CHECKING:
    from jipan.store import Base

BEFORE = Column("before", kinds.TEXT, "原级别", "Before")
AFTER = Column("after", kinds.TEXT, "新级别", "After")
CAUSE = Column("cause", kinds.TEXT, "原因", "Cause")
CHANGED = Column("changed", kinds.TEXT, "数据", "Facts")
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


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement with what is behind it: the row that decides now, in words, and the facts that differ from then.

    Without a `rating` the book has lost it.
    """

    move: Move
    rating: Rating | None
    why: dict[Lang, str]
    changed: tuple[tuple[Column, Any, Any], ...]
    cause: str
    facts: tuple[tuple[Column, Any], ...] = ()
    """What the deciding row looked at."""

    def differences(self, lang: Lang) -> str | None:
        """`近12个月进厂次数 3 → 4`; what the row looked at where nothing of it has changed: `台数 = 7`."""
        if not self.changed:
            seen = (f"{column.label(lang)} = {conditions.show(column, value, lang)}" for column, value in self.facts)
            return say("rule.and", lang).join(seen) or None
        parts = [
            f"{column.label(lang)} {conditions.show(column, old, lang)} → {conditions.show(column, new, lang)}"
            for column, old, new in self.changed
        ]
        return say("rule.and", lang).join(parts) or None


def behind(base: Base, moves: Sequence[Move], then: Moment | None, later: Moment) -> list[Moved]:
    """Every movement with the row that decides now and the facts that differ from then."""
    base.run("CREATE OR REPLACE TEMP TABLE moved_customers (customer VARCHAR)")
    base.run("INSERT INTO moved_customers SELECT DISTINCT unnest(?)", [[move.customer for move in moves]])
    found: list[Moved] = []
    for name in dict.fromkeys(move.rating for move in moves):
        mine = [move for move in moves if move.rating == name]
        rating = later.book.ratings.get(name)
        found += (
            [Moved(move, None, {lang: say("moves.gone", lang) for lang in LANGS}, (), "book") for move in mine]
            if rating is None
            else _moved(base, mine, rating, (then, later))
        )
    return found


def _moved(base: Base, moves: Sequence[Move], rating: Rating, moments: tuple[Moment | None, Moment]) -> Iterator[Moved]:
    then, later = moments
    new = _facts(base, rating, later)
    median = median_behind(base, rating)
    old = _facts(base, rating, replace(then, book=later.book)) if then and _comparable(rating, then, later) else {}
    is_same_book = then is not None and then.book.text == later.book.text
    rows = {move.row for move in moves if move.row}
    why = {row: {lang: row_reason(rating, row, lang, median) for lang in LANGS} for row in rows}
    looked_at = {row: columns_of_row(rating.body, row) for row in {*rows, None}}
    nothing = dict.fromkeys(LANGS, "")
    for move in moves:
        facts = new.get(move.customer, {})
        changed = _changed(rating, old.get(move.customer), facts)
        cause = "facts" if changed and move.cause == "book" and is_same_book else move.cause
        seen = tuple((column, facts.get(column.name)) for column in looked_at[move.row])
        yield Moved(move, rating, why.get(move.row or 0, nothing), changed, cause, seen)


def reasons(moved: Sequence[Moved], book: Book, lang: Lang) -> Table:
    """Who moved, from where to where, and because of what."""
    rows = [_reason_row(one, book, lang) for one in moved]
    return Table("moves", "级别变动", "Movements", (ID, NAME, RATING, BEFORE, AFTER, CAUSE, WHY, CHANGED), rows)


def _reason_row(moved: Moved, book: Book, lang: Lang) -> tuple[Any, ...]:
    move = moved.move
    before, after = (label(book, move.rating, name, lang) for name in (move.before, move.after))
    shown = moved.rating.label(lang) if moved.rating else move.rating, before, after, CAUSES[moved.cause][lang != "zh"]
    return move.customer, move.name, *shown, moved.why[lang], moved.differences(lang)


def as_json(moved: Sequence[Moved]) -> list[dict[str, Any]]:
    """The same with identifiers: `why` in both languages, `changed` by fact."""
    return [tiers.move_as_json(one.move) | _why_as_json(one) for one in moved]


def _why_as_json(moved: Moved) -> dict[str, Any]:
    changed = {
        column.name: {
            when: value(column.kind, plain(each), bare=False) for when, each in (("before", old), ("after", new))
        }
        for column, old, new in moved.changed
    }
    facts = {column.name: value(column.kind, plain(each), bare=False) for column, each in moved.facts}
    return {"cause": moved.cause, "why": moved.why, "facts": facts, "changed": changed}


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


def _changed(rating: Rating, old: dict[str, Any] | None, new: dict[str, Any]) -> tuple[tuple[Column, Any, Any], ...]:
    if old is None:
        return ()
    columns = {column.name: column for column in columns_in(rating)}
    return tuple(
        (columns[name], old[name], value) for name, value in new.items() if old.get(name) != value and name in columns
    )


def pages(base: Base, moves: Sequence[Move], then: Moment | None, later: Moment, lang: Lang) -> list[Page]:
    """The movement matrices on one sheet, every customer who moved on the next."""
    if not moves:
        return []
    zh, en = (say("moves.matrix", each) for each in ("zh", "en"))
    moved = behind(base, moves, then, later)
    return [Page(zh, en, tuple(matrices(moves, later.book, lang))), Page.of(reasons(moved, later.book, lang))]
