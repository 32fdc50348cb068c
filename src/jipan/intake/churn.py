"""Cases of owners to be won back: a run opens them for those who have just stopped coming, and closes them by what became of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.intake.cases import end
from jipan.intake.terms import Terms
from jipan.intake.write import Source
from jipan.store.batches import next_ids

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base


def settle_win_backs(base: Base, book: Book, batch: int, today: dt.date) -> None:
    """Within the run that left `reassessed`: who has come into a class to be won back from gets a case, unless it was his
    first rating; who has left it has come, or is lost.
    """
    source = Source(batch, today, "", None, batch)
    for rating, classes in book.desk.win_back:
        _close(base, source, rating, classes, book.ratings[rating].classes)
        words = {name: book.ratings[rating].column.kind.show(name, "zh") for name in classes}
        _open(base, source, Terms.of(book), rating, words)


def _close(base: Base, source: Source, rating: str, classes: tuple[str, ...], order: tuple[str, ...]) -> None:
    """Better than all the classes: he has come; anything else: it was in vain."""
    better = order[: min(order.index(name) for name in classes)]
    base.run(
        """CREATE OR REPLACE TEMP TABLE ending AS
           SELECT c.id, ?::DATE AS day, CASE WHEN list_contains(?::VARCHAR[], r.after) THEN 'came' ELSE 'failed' END AS outcome,
               NULL::VARCHAR AS resolution
           FROM cases c JOIN reassessed r ON r.customer = root(c.customer) AND r.rating = ?
           WHERE c.closed IS NULL AND c.closed_on IS NULL AND c.kind = 'win_back'
             AND NOT list_contains(?::VARCHAR[], coalesce(r.after, ''))""",
        [source.dated, list(better), rating, list(classes)],
    )
    end(base, source)


def _open(base: Base, source: Source, terms: Terms, rating: str, words: dict[str, str]) -> None:
    """`words` are the classes and what they are called."""
    classes = list(words)
    base.run(
        """CREATE OR REPLACE TEMP TABLE opening AS
           SELECT r.customer, 'win_back' AS kind, c.service_adviser AS adviser,
               list_extract(?::VARCHAR[], list_position(?::VARCHAR[], r.after)) AS what, ?::DATE AS opened_on, ?::DATE AS due
           FROM reassessed r JOIN customers c ON c.closed IS NULL AND c.id = r.customer
           WHERE r.rating = ? AND list_contains(?::VARCHAR[], r.after) AND r.before IS NOT NULL
             AND NOT list_contains(?::VARCHAR[], r.before)
             AND r.customer NOT IN (
                 SELECT root(customer) FROM cases WHERE closed IS NULL AND closed_on IS NULL AND kind = 'win_back'
                     AND customer IS NOT NULL)""",
        [
            list(words.values()),
            classes,
            source.dated,
            terms.win_back_due.after(source.dated),
            rating,
            classes,
            classes,
        ],
    )
    count = int(base.value("SELECT count(*) FROM opening"))
    if count:
        last = next_ids(base, "A", count)
        base.run(
            f"""INSERT INTO cases BY NAME
                SELECT printf('A%06d', {last} + row_number() OVER (ORDER BY customer)) AS id, ? AS opened, * FROM opening""",
            [source.batch],
        )
