"""What a file says again: a value that is still the same later on is as new as the last file that said so.

A batch keeps it among its origins, one row a record: without it an older file that comes last would replace a value
which a newer one had confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.intake.age import AGE, is_older
from jipan.models import fields
from jipan.store.batches import SAID
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base

_STAND = frozenset({"customers", "vehicles", "leads"})
"""Records whose values change as time goes by; the others happened on their day."""
_APART = "chr(31)"
OTHER = "other "
"""Before the header of a column under its own name."""


def note(base: Base, name: str, source: Source, given: Sequence[str]) -> None:
    """Keep which values of the base the file says again, where that makes them newer. Called before anything is written."""
    if name not in _STAND or source.first != source.batch:
        return
    older = is_older(base, source)
    again = [
        _newer(f'w."{c}"', f'c."{c}"', quoted(c), f'p."{c}"' if older else "", source)
        for c in given
        if c in fields(name)
    ]
    for place, key in enumerate(own_columns(base, name) if "other" in given else []):
        here, there = (f"{side}.other[{quoted(key)}]" for side in ("w", "c"))
        again.append(_newer(here, there, quoted(OTHER + key), f"p.other{place}" if older else "", source))
    if again:
        base.run(
            f"""INSERT INTO origins SELECT ?, '{SAID}{name}', id, said, NULL, rn FROM (
                SELECT i.id, w.rn, concat_ws({_APART}, {", ".join(again)}) AS said FROM want_{name} w
                JOIN id_{name} i ON i.label = w.label AND NOT i.fresh JOIN {name} c ON c.closed IS NULL AND c.id = i.id
                {"LEFT JOIN provenance p ON p.id = i.id" if older else ""}) WHERE said <> ''""",
            [source.batch],
        )


def _newer(here: str, there: str, told: str, age: str, source: Source) -> str:
    """SQL: the name of a value that the file says again, if that makes it newer than it was."""
    return f"CASE WHEN {here} = {there}{f' AND {age} < {source.age}' if age else ''} THEN {told} END"


def own_columns(base: Base, name: str) -> list[str]:
    """The columns under their own names that the file has something in."""
    found = base.rows(f"SELECT DISTINCT unnest(map_keys(other)) AS key FROM want_{name} ORDER BY key")
    return [key for (key,) in found]


def when(name: str) -> str:
    """SQL: record, column, batch and age of all that was said again."""
    return f"""SELECT o.record AS id, unnest(string_split(o.file, {_APART})) AS field, o.batch, {AGE} AS age
        FROM origins o JOIN batches b ON b.number = o.batch AND b.undone IS NULL WHERE o.collection = '{SAID}{name}'"""
