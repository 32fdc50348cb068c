"""One `tier`: every rating of a book for every customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import narwhals as nw

from jipan.rules.book import Book
from jipan.rules.entrance import Frame, Tables
from jipan.rules.facts import Frames
from jipan.rules.ratings import row_column

Keep = Callable[[Frame], Frame]


def assess(
    tables: Tables, book: Book, today: dt.date, keep: Keep = lambda frame: frame, ratings: Iterable[str] | None = None
) -> Frame:
    """`customer`, `rating`, `class`, `row` for every rating (or those named) and every customer who has a class in it.

    All ratings are computed in one wide frame. `keep` may store that frame: what is long is then read from it, not
    computed once for each rating.
    """
    names = list(book.ratings if ratings is None else ratings)
    wide = keep(Frames(tables, book, today).frame("customers", names, rows=True))
    parts = [_long(wide, name) for name in names]
    return nw.concat(parts) if parts else _nothing(wide)


def _nothing(wide: Frame) -> Frame:
    """The same columns without a row: nobody can be rated by anything."""
    text = nw.col("id").cast(nw.String)
    return wide.select(
        nw.col("id").alias("customer"), text.alias("rating"), text.alias("class"), nw.lit(0).cast(nw.Int64).alias("row")
    ).head(0)


def _long(wide: Frame, name: str) -> Frame:
    row = nw.col(row_column(name)).cast(nw.Int64)
    rated = wide.filter(~nw.col(name).is_null())
    return rated.select(
        nw.col("id").alias("customer"), nw.lit(name).alias("rating"), nw.col(name).alias("class"), row.alias("row")
    )
