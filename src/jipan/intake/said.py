"""What a file says again: a value that is still the same later on is as new as the last file that said so.

A batch keeps it among its origins, one row a record: without it an older file that comes last would replace a value
which a newer one had confirmed. Where an empty cell clears, that there is no value is said in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.intake.age import AGE
from jipan.models import fields
from jipan.store.batches import APART, OTHER, SAID
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base

_STAND = frozenset({"customers", "vehicles", "leads"})
"""Records whose values change as time goes by; the others happened on their day."""


def note(base: Base, name: str, source: Source, given: Sequence[str], *, knows: bool) -> None:
    """Keep which values of the base the file says again, if the base `knows` any of its records. Called before anything
    is written.
    """
    if name not in _STAND or source.first != source.batch:
        return
    again = [_named(f'w."clear_{c}" AND c."{c}" IS NULL', c) for c in given if f"{name}.{c}" in source.clearing]
    if knows:
        again += _same_again(base, name, given)
    if again:
        base.run(
            f"""INSERT INTO origins SELECT ?, '{SAID}{name}', id, said, NULL, rn FROM (
                SELECT i.id, w.rn, concat_ws({APART}, {", ".join(again)}) AS said FROM want_{name} w
                JOIN id_{name} i ON i.label = w.label LEFT JOIN {name} c ON c.closed IS NULL AND c.id = i.id) WHERE said <> ''""",
            [source.batch],
        )


def _same_again(base: Base, name: str, given: Sequence[str]) -> list[str]:
    """SQL: the names of the values that the file says again."""
    again = [_named(f'w."{c}" = c."{c}"', c) for c in given if c in fields(name)]
    own = own_columns(base, name) if "other" in given else []
    return again + [_named(f"w.other[{quoted(key)}] = c.other[{quoted(key)}]", OTHER + key) for key in own]


def _named(said: str, field: str) -> str:
    return f"CASE WHEN {said} THEN {quoted(field)} END"


def own_columns(base: Base, name: str) -> list[str]:
    """The columns under their own names that the file has something in."""
    found = base.rows(f"SELECT DISTINCT unnest(map_keys(other)) AS key FROM want_{name} ORDER BY key")
    return [key for (key,) in found]


def when(name: str) -> str:
    """SQL: record, column, batch and age of all that was said again."""
    return f"""SELECT o.record AS id, unnest(string_split(o.file, {APART})) AS field, o.batch, {AGE} AS age
        FROM origins o JOIN batches b ON b.number = o.batch AND b.undone IS NULL WHERE o.collection = '{SAID}{name}'"""
