"""Levels in a filled sheet that the rule book does not know: they are handed back, since nobody would be called by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.intake.clean import Odd

if TYPE_CHECKING:
    from collections.abc import Collection

    from jipan.intake.headers import Layout
    from jipan.intake.stage import Staged
    from jipan.store import Base

_ANSWER = "contacts.level"


def leave_strange(base: Base, layout: Layout, staged: Staged, known: Collection[str]) -> None:
    """Empty the cells of `stage` with a level that is none of the `known` ones; each is odd."""
    target = next((one for one in layout.targets if one.key == _ANSWER), None)
    if target is None or not known or _ANSWER not in staged.columns:
        return
    strange = f'skip IS NULL AND NOT list_contains(?::VARCHAR[], "{_ANSWER}")'
    rows = base.rows(f'SELECT "row", "{_ANSWER}" FROM stage WHERE {strange} ORDER BY "row"', [list(known)])
    if rows:
        base.run(f'UPDATE stage SET "{_ANSWER}" = NULL WHERE {strange}', [list(known)])
    facts: dict[str, object] = {"known": "、".join(known)}
    staged.odd += [
        Odd(row - 1, target.column, target.header, level, "level_unknown", kept=False, facts=facts)
        for row, level in rows
    ]
