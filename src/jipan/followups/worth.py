"""Who goes first among customers of one urgency: the most valuable, by the fact or rating that the book names."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.followups.subjects import Tables, query
from jipan.followups.wording import cases
from jipan.rules import facts
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_NOBODY = "SELECT '' AS customer, 0.0::DOUBLE AS worth WHERE false"


def lay_worth(base: Base, tables: Tables, book: Book, today: dt.date) -> None:
    """`followups_worth`: how valuable those on a list are, the smaller the more; who has no value is not among them."""
    base.run(f"CREATE OR REPLACE TEMP TABLE followups_worth AS {_worth(base, tables, book, today)}")


def _worth(base: Base, tables: Tables, book: Book, today: dt.date) -> str:
    name = book.desk.value
    if name is None:
        return _NOBODY
    if name in book.ratings:
        places = {one: str(place) for place, one in enumerate(book.ratings[name].classes)}
        place = cases("class", places)
        return (
            f"SELECT customer, try_cast({place} AS DOUBLE) AS worth FROM ({query(tables, 'classes')})"
            f" WHERE rating = {quoted(name)} AND customer IN (SELECT customer FROM followups_listed)"
        )
    listed = base.frame("SELECT DISTINCT customer AS id FROM followups_listed")
    base.keep(facts.frame(tables, book, {name}, today).join(listed, on="id", how="semi"), "followups_valued")
    return f'SELECT id AS customer, -("{name}")::DOUBLE AS worth FROM followups_valued'
