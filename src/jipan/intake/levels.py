"""Levels in a sheet that no rule book knows: they are handed back, since nobody would be called by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.errors import BadRules
from jipan.intake.clean import Odd

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from jipan.intake.headers import Layout, Target
    from jipan.intake.stage import Staged
    from jipan.rules import Book
    from jipan.store import Base

    Books = Callable[[Base], Book]

_ANSWER, _LISTED = "contacts.level", "leads.level"


def leave_strange(base: Base, layout: Layout, staged: Staged, books: Books | None) -> None:
    """Empty the cells of `stage` with a level that nobody knows; each is odd. `books` gives the rule book in force."""
    read = {_ANSWER} if layout.is_call_sheet else {_ANSWER, _LISTED}
    for target in layout.targets if books else ():
        if target.key in read and target.key in staged.columns:
            said = base.rows(
                f'SELECT DISTINCT "{target.key}" FROM stage WHERE skip IS NULL AND "{target.key}" IS NOT NULL'
            )
            levels = {level for (level,) in said}
            known = _known(base, books, levels, listed=target.key == _LISTED) if levels and books else ()
            if known and levels - set(known):
                _leave(base, target, staged, known)


def _known(base: Base, books: Books, said: Collection[str], *, listed: bool) -> tuple[str, ...]:
    """The levels of the book in force. A list may be older than that book: to it those of the standard one are as good.
    A book with a fault keeps no list from being read: whoever needs it tells of the fault.
    """
    from jipan.rules import load

    try:
        known = tuple(books(base).levels)
    except BadRules:
        known = ()
    if not listed or set(said) <= set(known):
        return known
    return tuple(dict.fromkeys((*known, *load(None).levels)))


def _leave(base: Base, target: Target, staged: Staged, known: tuple[str, ...]) -> None:
    strange = f'skip IS NULL AND NOT list_contains(?::VARCHAR[], "{target.key}")'
    rows = base.rows(f'SELECT "row", "{target.key}" FROM stage WHERE {strange} ORDER BY "row"', [list(known)])
    base.run(f'UPDATE stage SET "{target.key}" = NULL WHERE {strange}', [list(known)])
    facts: dict[str, object] = {"known": "、".join(known)}
    staged.odd += [
        Odd(row - 1, target.column, target.header, level, "level_unknown", kept=False, facts=facts)
        for row, level in rows
    ]
