"""How new a file is: the day it speaks of, and among files of one day when each was made, whatever the order of importing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from jipan.intake.write import Source
    from jipan.sheets import Book
    from jipan.store import Base

MADE = "made"
"""The name under which a batch keeps, beside its figures, when its file was made."""

AGE = f"""(coalesce(b.dated, b."at"::DATE), coalesce(b.counts ->> '$.{MADE}', strftime(b."at", '%Y-%m-%dT%H:%M:%S')), coalesce(b.hash, ''),
    b.number)"""
"""SQL: how new a batch `b` is. What was done by hand is as new as the moment of doing it. Of two files made at one
moment the content decides, so that it does not matter which of them came first.
"""


@dataclass(frozen=True, slots=True)
class Before:
    """The first batch that brought the very same file: what came between is newer than the file, however often it comes."""

    number: int
    dated: dt.date
    made: str


def before(base: Base, hash_: str) -> Before | None:
    """When this very file came first, if it ever did."""
    rows = base.rows(
        f"""SELECT number, dated, counts ->> '$.{MADE}' FROM batches
            WHERE undone IS NULL AND hash = ? ORDER BY number LIMIT 1""",
        [hash_],
    )
    return Before(rows[0][0], rows[0][1], rows[0][2] or "") if rows else None


def made(book: Book) -> str:
    """When a file was made, to be compared as text: the second that it says itself, then what the disk says of it. One that says
    nothing of itself goes by the disk alone.
    """
    moments = ((book.saved or book.written).replace(microsecond=0), book.written)
    return " ".join(moment.astimezone().replace(tzinfo=None).isoformat() for moment in moments)


def is_older(base: Base, source: Source) -> bool:
    """True when the base already holds values that are newer than this file's."""
    return bool(
        base.value(
            f"SELECT count(*) FROM batches b WHERE undone IS NULL AND number <> ? AND {AGE} > {source.age}",
            [source.batch],
        )
    )
