"""Who wins where a file and the base differ: the later of the two, one of them always, or nobody before a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jipan.intake import said
from jipan.intake.age import AGE
from jipan.intake.birthdays import is_part
from jipan.models import fields
from jipan.store.batches import OTHER
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base

NEWER, FILE, BASE, ASK = "newer", "file", "base", "ask"
_WHY = {NEWER: "older_file", BASE: "base_stays", ASK: "conflict"}
"""The problem that names a value which did not replace the base's."""

_STANDS = "b.undone IS NULL AND b.undoes IS NULL"
_NEVER_CLEARED = frozenset(
    {"customers.name", "customers.kind", "customers.customer_no", "customers.id_number",
     "vehicles.plate", "vehicles.vin", "visits.date", "visits.order_no", "contacts.at", "contacts.tasks"}
)  # fmt: skip
"""What a record is known by: an empty cell there is no wish to forget it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who wins, and whether an empty cell clears a value: for all fields, and for single ones (`collection.field`)."""

    wins: str = NEWER
    clears: bool = False
    wins_of: Mapping[str, str] = field(default_factory=dict)
    clears_of: Mapping[str, bool] = field(default_factory=dict)

    def winner(self, key: str) -> str:
        return self.wins_of.get(key, self.wins)

    @property
    def asks(self) -> bool:
        return ASK in {self.wins, *self.wins_of.values()}

    def cleared(self, key: str) -> bool:
        """Whether an empty cell of this field takes the value away."""
        return self.clears_of.get(key, self.clears) and key not in _NEVER_CLEARED


def find_provenance(base: Base, name: str, columns: Sequence[str], own: Sequence[str] = ()) -> None:
    """`provenance`: record → for every field, and for every one of the `own` columns (`other…`), how new the file was that
    gave the value it has now, or took the last one away. What was undone says nothing.
    """
    told = {c: f'"{c}"' for c in columns} | {f"other{i}": f"other[{quoted(key)}]" for i, key in enumerate(own)}
    before = ", ".join(
        f'{sql} AS "is_{c}", lag({sql}) OVER (PARTITION BY id ORDER BY opened) AS "was_{c}"' for c, sql in told.items()
    )
    given = ", ".join(
        f'arg_max({{"age": {AGE}, "batch": v.opened}}, v.opened)'
        f' FILTER (WHERE v."is_{c}" IS DISTINCT FROM v."was_{c}" AND {_STANDS}) AS "{c}"'
        for c in told
    )
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE gave AS
        SELECT v.id, {given} FROM (SELECT id, opened, {before} FROM {name}) v JOIN batches b ON b.number = v.opened
        WHERE v.id IN (SELECT id FROM id_{name} WHERE NOT fresh) GROUP BY v.id""")
    keys = {c: c for c in columns} | {f"other{i}": f"{OTHER}{key}" for i, key in enumerate(own)}
    later = 'max(s.age) FILTER (WHERE s.field = {key} AND s.batch > coalesce(g."{c}".batch, 0))'
    newest = ", ".join(
        f'greatest(any_value(g."{c}".age), {later.format(key=quoted(key), c=c)}) AS "{c}"' for c, key in keys.items()
    )
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE provenance AS
        SELECT g.id, {newest} FROM gave g LEFT JOIN ({said.when(name)}) s ON s.id = g.id GROUP BY g.id""")


def own_values(own: Sequence[str], source: Source) -> str:
    """SQL: the columns under their own names of a file that is older than some of the base: each by its own age."""
    entries = ", ".join(
        f"{{'k': {quoted(key)}, 'v': {_own_value(place, key, source)}}}" for place, key in enumerate(own)
    )
    given = f"map_from_entries(list_filter([{entries}], lambda e: e.v IS NOT NULL))"
    return joined("c.other", given)


def joined(low: str, high: str) -> str:
    """SQL: the columns under their own names of base and file as one, those of `high` on top. Joining them is dear, and mostly
    they are the same.
    """
    both = f"map_from_entries(list_sort(map_entries(map_concat({low}, {high}))))"
    return (
        f"CASE WHEN w.other IS NULL OR w.other = c.other THEN c.other WHEN c.other IS NULL THEN w.other ELSE {both} END"
    )


def _own_value(place: int, key: str, source: Source) -> str:
    here, there = f"w.other[{quoted(key)}]", f"c.other[{quoted(key)}]"
    return f"CASE WHEN {here} IS NULL OR p.other{place} > {source.age} THEN coalesce({there}, {here}) ELSE {here} END"


def wins(name: str, field_: str, source: Source, *, older: bool) -> str | None:
    """SQL: whether the file's value replaces the base's; None where it always does."""
    winner = source.policy.winner(f"{name}.{field_}") if field_ in fields(name) else NEWER
    if winner == FILE or (winner == NEWER and not older):
        return None
    if winner == NEWER:
        return f'(p."{field_}" IS NULL OR p."{field_}" <= {source.age})'
    return f'c."{field_}" IS NULL'


def lay_kept(base: Base) -> None:
    """`kept`: values of a sheet that did not replace others, one row each, and why. So far there are none."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE kept (
            collection VARCHAR, rn BIGINT, record VARCHAR, field VARCHAR, ours VARCHAR, value VARCHAR, why VARCHAR)""")


def note_kept(base: Base, name: str, deciding: Mapping[str, str], joined: str, source: Source) -> None:
    """Add to `kept` those of a collection. `deciding`: field → SQL."""
    found = [
        f"""SELECT '{name}', w.rn, i.id, '{c}', c."{c}"::VARCHAR, w."{c}"::VARCHAR,
            '{_WHY[source.policy.winner(f"{name}.{c}")]}' {joined}
            WHERE w."{c}" IS NOT NULL AND w."{c}" IS DISTINCT FROM c."{c}" AND NOT ({sql}){_says_no_less(name, c)}"""
        for c, sql in deciding.items()
        if source.first == source.batch and c in fields(name)
    ]
    if found:
        base.run(f"INSERT INTO kept {' UNION ALL '.join(found)}")


def _says_no_less(name: str, field_: str) -> str:
    """SQL: nothing is kept back where the two agree, and one of them only lacks the year."""
    if (name, field_) != ("customers", "birthday"):
        return ""
    here, there = f'w."{field_}"', f'c."{field_}"'
    return f" AND coalesce(NOT ({is_part(here, there)} OR {is_part(there, here)}), TRUE)"


def write_conflicts(base: Base, source: Source) -> None:
    """What a person has to decide waits in the inbox. The same conflict waits once, however often its file is brought."""
    if not source.policy.asks:
        return
    base.run(
        """INSERT INTO conflicts SELECT DISTINCT k.collection, k.record, k.field, k.ours, k.value,
            concat_ws(' › ', ?, ?, k.rn::VARCHAR), ?::INTEGER, NULL::INTEGER FROM kept k WHERE why = 'conflict'
            AND NOT EXISTS (FROM conflicts c WHERE c.closed IS NULL AND c.collection = k.collection AND c.record = k.record
                AND c.field = k.field AND c.theirs IS NOT DISTINCT FROM k.value)""",
        [source.file, source.sheet, source.batch],
    )
