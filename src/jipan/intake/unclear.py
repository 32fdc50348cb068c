"""Outcomes in words that nobody knows: the contact is kept with the word in its note, its tasks stay open, and its row goes
back to be mended.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jipan.kinds.talk import UNCLEAR

if TYPE_CHECKING:
    from jipan.intake.headers import Layout
    from jipan.intake.stage import Staged
    from jipan.store import Base

CODE = "outcome_unknown"
_OUTCOME, _NOTE = "contacts.outcome", "contacts.note"


def lay(base: Base, layout: Layout, staged: Staged) -> None:
    """Rows of `stage` whose outcome could not be read say so, and their notes begin with what was written."""
    places = {target.column for target in layout.targets if target.key == _OUTCOME}
    lost = {odd.row + 1: odd.value for odd in staged.odd if odd.column in places and not odd.kept}
    if not lost:
        return
    staged.odd = [
        replace(odd, code=CODE, kept=True) if odd.column in places and not odd.kept else odd for odd in staged.odd
    ]
    if _NOTE not in staged.columns:
        base.run(f'ALTER TABLE stage ADD COLUMN "{_NOTE}" VARCHAR')
        staged.columns = (*staged.columns, _NOTE)
    base.run(
        f"""UPDATE stage SET "{_OUTCOME}" = '{UNCLEAR}', "{_NOTE}" = concat_ws(' ', w.said, "{_NOTE}")
            FROM (SELECT unnest(?::BIGINT[]) AS rn, unnest(?::VARCHAR[]) AS said) w WHERE w.rn = stage."row" """,
        [list(lost), [_quoted(word) for word in lost.values()]],
    )


def pass_over(base: Base, staged: Staged) -> None:
    """What came of a contact is known by now: an old sheet that is brought again does not make it unclear."""
    if not any(odd.code == CODE for odd in staged.odd):
        return
    rows = base.rows(
        f"""UPDATE stage SET "{_OUTCOME}" = NULL, "{_NOTE}" = NULL
            WHERE "{_OUTCOME}" = '{UNCLEAR}' AND "row" IN (
                SELECT r.rn FROM row_contacts r JOIN contacts k ON k.closed IS NULL AND k.id = r.label AND k.outcome <> '{UNCLEAR}')
            RETURNING "row" """
    )
    known = {row for (row,) in rows}
    staged.odd = [odd for odd in staged.odd if odd.code != CODE or odd.row + 1 not in known]


def _quoted(word: str) -> str:
    """What was written, as it stands in a note."""
    return f"“{word.strip()}”"


def to_mend(base: Base) -> dict[int, str]:
    """The rows of the sheet just read whose contacts still wait for what came of them."""
    rows = base.rows(
        f"""SELECT r.rn FROM row_contacts r JOIN id_contacts i ON i.label = r.label
            JOIN contacts k ON k.closed IS NULL AND k.id = i.id AND k.outcome = '{UNCLEAR}' ORDER BY r.rn"""
    )
    return {rn: CODE for (rn,) in rows}
