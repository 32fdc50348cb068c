"""Slips in what is asked for: a name, a store, a level that nobody here knows shall not look like an empty list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jipan.cli.desk import Desk
from jipan.errors import BadUsage

if TYPE_CHECKING:
    from jipan.followups import Pick
    from jipan.rules import Book
    from jipan.store import Base

_DEPUTIES = "SELECT DISTINCT deputy FROM days_off WHERE closed IS NULL AND deputy IS NOT NULL"
"""Whoever stands in for somebody."""
_STORES = """
SELECT DISTINCT store FROM (
    SELECT store FROM customers WHERE closed IS NULL UNION ALL
    SELECT store FROM vehicles WHERE closed IS NULL UNION ALL
    SELECT store FROM visits WHERE closed IS NULL
) WHERE store <> '' ORDER BY store
"""


def check_words(desk: Desk, base: Base, book: Book, pick: Pick) -> None:
    """Slips in what is asked for: none of them shall look like an empty list."""
    _doubt_name(desk, base, book, pick)
    _check_level(pick.level, tuple(book.levels))
    if pick.store:
        _check_store(pick.store, book.desk.stores)
        doubt_store(desk, base, pick.store)


def check_unplanned(asked: Mapping[str, object]) -> None:
    """Whom nobody plans to contact has no purpose, no day and no task: options about these are a slip."""
    odd = [option for option, given in asked.items() if given]
    if odd:
        raise BadUsage("unplanned_with", options="、".join(odd))


def _check_store(store: str, ours: tuple[str, ...]) -> None:
    """Where the book names our stores, another one is a slip and no empty list."""
    if ours and store not in ours:
        raise BadUsage("option_word", option="--store", text=store, allowed=ours)


def _check_level(level: str | None, ours: tuple[str, ...]) -> None:
    """A level that the book does not know is a slip and no empty list."""
    if level and ours and level not in ours:
        raise BadUsage("option_word", option="--level", text=level, allowed=ours)


def doubt_store(desk: Desk, base: Base, store: str) -> None:
    """An empty list of a store nobody has heard of is probably a slip."""
    known = [name for (name,) in base.rows(_STORES)]
    if store not in known:
        desk.screen.tell("say.store_unknown", "yellow", name=store, known=desk.screen.names(known))


def _doubt_name(desk: Desk, base: Base, book: Book, pick: Pick) -> None:
    """An empty list of an adviser nobody has heard of is probably a slip."""
    if not pick.adviser:
        return
    from jipan.intake.colleagues import colleagues, nearest_name

    deputies = [name for (name,) in base.rows(_DEPUTIES)]
    known = [*colleagues(base), *deputies, *(name for rule in book.desk.assign for name in rule.to)]
    if pick.adviser not in known:
        near = nearest_name(pick.adviser, known)
        key = "say.adviser_near" if near else "say.adviser_unknown"
        desk.screen.tell(key, "yellow", name=pick.adviser, **({"near": near} if near else {}))
