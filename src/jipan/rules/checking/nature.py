"""What a fact can be by its nature, whatever the base holds: a count is never missing and never below nothing."""

from __future__ import annotations

from jipan.rules.book import Book
from jipan.rules.forms import Aggregate, FirstOf, Holds, Rows


def is_always_known(book: Book, of: str | None, name: str) -> bool:
    """Whether a record of a collection always has this fact."""
    fact = book.facts.get(name)
    if fact is None or fact.of != of:
        return False
    match fact.body:
        case Aggregate(how="count" | "sum") | Holds():
            return True
        case FirstOf(parts=parts):
            return not isinstance(parts[-1], str) or is_always_known(book, of, parts[-1])
        case Rows(otherwise=otherwise):
            return otherwise is not None
    return False


def is_count(book: Book, name: str) -> bool:
    """Whether a column counts records."""
    fact = book.facts.get(name)
    return fact is not None and isinstance(fact.body, Aggregate) and fact.body.how == "count"
