"""A run: every customer rated by one book on one day, compared with the run before, and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from jipan.rules.book import Book
from jipan.rules.grounds import heard
from jipan.rules.load import loads
from jipan.rules.run import assess
from jipan.store.batches import begin, finish, last_batch

if TYPE_CHECKING:
    from jipan.store import Base


@dataclass(frozen=True, slots=True)
class Move:
    """A customer whose class changed. `cause` is `facts`, `book`, or `first` where there was no class before."""

    customer: str
    name: str | None
    rating: str
    before: str | None
    after: str | None
    row: int | None
    cause: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a run gave: rating → class → customers, and who moved since the run before."""

    day: dt.date
    book: Book
    batch: int | None
    customers: int
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    is_first: bool = False
    silent: tuple[str, ...] = ()
    """Ratings left out, because nothing that they look at is in the base."""


Follow: TypeAlias = Callable[["Base", Book, int, dt.date], None]
"""What follows from new classes, in the transaction that writes them; `reassessed` holds who moved."""


def rate(
    base: Base, book: Book, today: dt.date, now: dt.datetime, *, dry_run: bool, follow: Follow | None = None
) -> Run:
    """Rate every customer. Unless it is a dry run, the classes are kept: a new row only where class or row changed."""
    customers = int(base.value("SELECT count(*) FROM standing"))
    base.expect(customers)
    names = _lay(base, book, today, "assessed")
    is_first = base.value("SELECT count(*) FROM runs") == 0
    moves = _moves(base, book, today, is_first=is_first)
    counts = _counts(base, book, names)
    batch = None if dry_run else _keep(base, book, (today, now), counts, follow)
    silent = tuple(name for name in book.ratings if name not in names)
    return Run(today, book, batch, customers, counts, moves, is_first, silent)


def _lay(base: Base, book: Book, today: dt.date, name: str) -> tuple[str, ...]:
    """The temporary table `name`: customer, rating, class, row; the ratings that had something to go by."""
    tables = base.tables(today)
    ratings = heard(tables, book)
    base.keep(assess(tables, book, today, lambda frame: base.keep(frame, "rated"), ratings), name)
    return ratings


def _counts(base: Base, book: Book, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Every class of every rating, best first, those without customers too."""
    found = {
        (rating, name): count
        for rating, name, count in base.rows("SELECT rating, class, count(*) FROM assessed GROUP BY ALL")
    }
    return {rating: {name: found.get((rating, name), 0) for name in book.ratings[rating].classes} for rating in names}


_CHANGED = """
    SELECT coalesce(n.customer, o.customer) AS customer, coalesce(n.rating, o.rating) AS rating,
           o.class AS before, n.class AS after, n."row"
    FROM assessed n FULL JOIN (FROM assessments WHERE closed IS NULL) o ON o.customer = n.customer AND o.rating = n.rating
    WHERE o.class IS DISTINCT FROM n.class"""


def _moves(base: Base, book: Book, today: dt.date, *, is_first: bool) -> tuple[Move, ...]:
    if is_first:
        return ()
    _rate_by_last_book(base, book, today)
    rows = base.rows(f"""
        SELECT m.customer, c.name, m.rating, m.before, m.after, m."row",
               CASE WHEN m.before IS NULL THEN 'first' WHEN b.class IS NOT DISTINCT FROM m.after THEN 'facts' ELSE 'book' END
        FROM ({_CHANGED}) m LEFT JOIN customers c ON c.closed IS NULL AND c.id = m.customer AND c.id IN (FROM standing)
        LEFT JOIN assessed_before b ON b.customer = m.customer AND b.rating = m.rating
        WHERE c.id IS NOT NULL ORDER BY m.rating, m.customer""")
    return tuple(Move(*row) for row in rows)


def _rate_by_last_book(base: Base, book: Book, today: dt.date) -> None:
    """`assessed_before`: today's facts by the book of the last run. Who gets his new class from it was moved by the facts."""
    name, text = base.rows("SELECT book, text FROM runs ORDER BY batch DESC LIMIT 1")[0]
    if text == book.text:
        base.run("CREATE OR REPLACE TEMP TABLE assessed_before AS FROM assessed")
    else:
        _lay(base, loads(text, name, custom=book.custom_kinds), today, "assessed_before")


CONFIRMED = "classes_confirmed"
"""In `meta`: the batch up to which a run found everybody's class still right, and so left no batch of its own."""


def _keep(
    base: Base, book: Book, clock: tuple[dt.date, dt.datetime], counts: dict[str, dict[str, int]], follow: Follow | None
) -> int | None:
    """Write what changed. A run that repeats the last one, same day, same book, same classes, leaves no batch."""
    today, now = clock
    changed = f'{_CHANGED} OR o."row" IS DISTINCT FROM n."row"'
    base.run(f"CREATE OR REPLACE TEMP TABLE reassessed AS {changed}")
    last = base.rows("SELECT day, text FROM runs ORDER BY batch DESC LIMIT 1")
    if last == [(today, book.text)] and not base.value("SELECT count(*) FROM reassessed"):
        base.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", [CONFIRMED, str(last_batch(base))])
        return None
    with base.atomic():
        batch = begin(base, "tier", now, file=book.source, dated=today)
        base.run(
            "UPDATE assessments SET closed = ? FROM reassessed r"
            " WHERE closed IS NULL AND assessments.customer = r.customer AND assessments.rating = r.rating",
            [batch],
        )
        base.run(
            'INSERT INTO assessments BY NAME SELECT customer, rating, after AS class, "row", ? AS opened, NULL::INTEGER AS closed'
            " FROM reassessed WHERE after IS NOT NULL",
            [batch],
        )
        base.run("INSERT INTO runs VALUES (?, ?, ?, ?, ?, NULL)", [batch, today, book.name, book.source, book.text])
        if follow:
            follow(base, book, batch, today)
        finish(base, batch, {"classes": counts})
    return batch
