"""Undo: of the last batch by taking its rows away, of an earlier one by a new batch that sets back what it did.

An earlier batch's rows cannot simply be dropped and its predecessors reopened: a later batch may have closed them, and
two current rows would stand side by side.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jipan.errors import Refused
from jipan.models import COLLECTIONS, LINKS, fields, singular
from jipan.store.batches import APART, OTHER, SAID, SPANS, Batch, batches, begin, finish
from jipan.store.holder import user

if TYPE_CHECKING:
    from jipan.store.base import Base

_SPANS_OF = {
    "customers": (("keys", "customer"), ("ownerships", "customer"), ("plans", "customer"), ("merges", "a"), ("merges", "b"),
                  ("optouts", "customer")),
    "vehicles": (("ownerships", "vehicle"),),
    "contacts": (("cases", "contact"),),
}  # fmt: skip
_ENDED = {"merges": "a", "optouts": "customer", "ownerships": "vehicle", "days_off": "coalesce(adviser, '')"}
"""Spans, and what they are about: to take one away that a later batch has ended would let that end be undone to nothing."""
FORGET = "forget"
"""The one command that nothing takes back."""

_HANGS_ON = {
    name: (
        *((other, singular(name)) for other, links in LINKS.items() if singular(name) in links and other != "vehicles"),
        *_SPANS_OF.get(name, ()),
    )
    for name in COLLECTIONS
}
"""Collection → the tables, and the link in each, by which rows hang on its records."""


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What undoing a batch will do: records and spans by table that go away or are set back, and what stands in the way."""

    batch: Batch
    is_last: bool
    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    blocked: tuple[str, ...] = ()


def plan_undo(base: Base, number: int | None = None) -> UndoPlan:
    """What undoing batch `number` (the last one that stands, if None) would do. Nothing is written.

    Raises Refused when there is no such batch, or it is undone already.
    """
    standing = [batch for batch in batches(base) if batch.undone is None and batch.command != FORGET]
    if not standing:
        raise Refused("nothing_to_undo")
    batch = standing[0] if number is None else _find(base, number)
    is_last = batch.number == standing[0].number
    if batch.undoes and not is_last:
        raise Refused("undo_is_undo", batch=batch.name, undoes=f"B{batch.undoes}")
    counted = {name: _created(base, name, batch.number) for name in COLLECTIONS}
    counted |= {name: _rows(base, name, "opened", batch.number) for name in SPANS}
    changed = {name: _changed(base, name, batch.number) for name in COLLECTIONS}
    changed |= {name: _rows(base, name, "closed", batch.number) for name in SPANS}
    blocked = () if is_last else tuple(_in_the_way(base, batch.number))
    return UndoPlan(batch, is_last, _present(counted), _present(changed), blocked)


def _find(base: Base, number: int) -> Batch:
    found = next((batch for batch in batches(base) if batch.number == number), None)
    if found is None:
        raise Refused("no_such_batch", batch=f"B{number}")
    if found.command == FORGET:
        raise Refused("forgotten_for_ever", batch=found.name)
    if found.undone is not None:
        raise Refused("undone_already", batch=found.name)
    return found


def _present(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def undo(base: Base, plan: UndoPlan, now: dt.datetime) -> None:
    """Carry out a plan in one transaction. Raises Refused when something stands in the way."""
    if plan.blocked:
        raise Refused("undo_blocked", batch=plan.batch.name, rows=plan.blocked)
    with base.atomic(takes_away=True):
        if plan.is_last:
            _remember_whom(base, plan.batch, now)
            _take_away(base, plan.batch)
        else:
            _set_back(base, plan.batch, now)


def _remember_whom(base: Base, batch: Batch, now: dt.datetime) -> None:
    """Whom the batch was about: its rows go, and his history shall tell that there was something."""
    links = [("customers", "id"), ("merges", "a"), ("merges", "b"), ("decisions", "a"), ("decisions", "b")]
    links += [(name, "customer") for name in ("keys", "ownerships", "optouts", "plans")]
    links += [(name, "customer") for name, links_ in LINKS.items() if "customer" in links_ and name != "vehicles"]
    touched = " UNION ".join(
        f"SELECT {link} AS id FROM {table} WHERE opened = {batch.number} OR closed = {batch.number}"
        for table, link in links
    )
    base.run(
        f"""INSERT INTO taken_back SELECT {batch.number}, id, ?, ? FROM ({touched})
            WHERE id IN (SELECT id FROM customers WHERE opened < {batch.number})""",
        [now, user()],
    )


def _take_away(base: Base, batch: Batch) -> None:
    for table in (*COLLECTIONS, *SPANS):
        base.run(f"DELETE FROM {table} WHERE opened = ?", [batch.number])
        base.run(f"UPDATE {table} SET closed = NULL WHERE closed = ?", [batch.number])
    base.run("DELETE FROM runs WHERE batch = ?", [batch.number])
    _forget_columns(base)
    base.run("UPDATE batches SET undone = number WHERE number = ?", [batch.number])
    base.run("UPDATE batches SET undone = NULL WHERE undone = ? AND number <> undone", [batch.number])


def _forget_columns(base: Base) -> None:
    """Custom columns of which no version holds a value came with what was taken away."""
    for (name,) in base.rows("SELECT DISTINCT collection FROM custom_columns"):
        base.run(f"""
            DELETE FROM custom_columns WHERE collection = '{name}'
            AND name NOT IN (SELECT unnest(map_keys(other)) FROM {name} WHERE other IS NOT NULL)""")


def _set_back(base: Base, batch: Batch, now: dt.datetime) -> None:
    number = begin(base, "undo", now, file=batch.file)
    for name in COLLECTIONS:
        base.run(
            f"UPDATE {name} SET closed = ? WHERE closed IS NULL AND id IN ({_CREATED.format(name=name, b=batch.number)})",
            [number],
        )
        _restore_fields(base, name, batch.number, number)
    for table in SPANS:
        _restore_spans(base, table, batch.number, number)
    _drop_orphans(base, number)
    base.run("UPDATE batches SET undoes = ? WHERE number = ?", [batch.number, number])
    base.run("UPDATE batches SET undone = ? WHERE number = ?", [number, batch.number])
    finish(base, number, {"undoes": batch.number})


_STANDS = "(SELECT number FROM batches WHERE undone IS NULL AND undoes IS NULL)"
_CREATED = "SELECT id FROM {name} GROUP BY id HAVING min(opened) = {b}"
_PAIR = "{name} v JOIN {name} p ON p.id = v.id AND p.closed = {b} AND v.opened = {b} JOIN {name} c ON c.id = v.id AND c.closed IS NULL"


def _rows(base: Base, table: str, mark: str, batch: int) -> int:
    """How many rows of a table a batch opened or closed."""
    return int(base.value(f"SELECT count(*) FROM {table} WHERE {mark} = {batch}"))


def _created(base: Base, name: str, batch: int) -> int:
    return int(base.value(f"SELECT count(*) FROM ({_CREATED.format(name=name, b=batch)})"))


def _changed(base: Base, name: str, batch: int) -> int:
    return int(base.value(f"SELECT count(*) FROM {_PAIR.format(name=name, b=batch)}"))


def _columns(name: str) -> list[str]:
    links = () if name == "vehicles" else LINKS[name]
    return [*links, *fields(name), "other"]


def _restore_fields(base: Base, name: str, batch: int, number: int) -> None:
    """A new version of every record that the batch changed: its fields as before, all others as they are now.

    A value that a later batch said again is now that batch's, and stays.
    """
    given = {c: f'p."{c}" IS DISTINCT FROM v."{c}"' for c in _columns(name)}
    again = {c: f"coalesce(list_contains(s.fields, '{c}'), FALSE)" for c in given}
    values = [
        f'CASE WHEN {sql} AND NOT {again[c]} THEN {_before(c)} ELSE c."{c}" END AS "{c}"' for c, sql in given.items()
    ]
    pair = f"{_PAIR.format(name=name, b=batch)} LEFT JOIN ({_said_since(name, batch)}) s ON s.id = c.id"
    base.run(f"CREATE OR REPLACE TEMP TABLE set_back AS SELECT c.id, {', '.join(values)} FROM {pair}")
    base.run(f"UPDATE {name} SET closed = ? WHERE closed IS NULL AND id IN (SELECT id FROM set_back)", [number])
    base.run(f"INSERT INTO {name} BY NAME SELECT *, {number} AS opened, NULL::INTEGER AS closed FROM set_back")


def _before(column: str) -> str:
    """SQL: what stood in a column before the batch; of the columns under their own names those that were said again stay."""
    if column != "other":
        return f'p."{column}"'
    said = f"list_filter(map_entries(c.other), lambda e: list_contains(s.fields, '{OTHER}' || e.key))"
    joined = f"map_concat(coalesce(p.other, MAP {{}}::MAP(VARCHAR, VARCHAR)), map_from_entries({said}))"
    return f"CASE WHEN len({said}) > 0 THEN map_from_entries(list_sort(map_entries({joined}))) ELSE p.other END"


def _said_since(name: str, batch: int) -> str:
    """SQL: record, and which of its fields later batches said again."""
    return f"""SELECT record AS id, flatten(list(string_split(file, {APART}))) AS fields FROM origins
        WHERE collection = '{SAID}{name}' AND batch > {batch} AND batch IN {_STANDS} GROUP BY record"""


def _restore_spans(base: Base, table: str, batch: int, number: int) -> None:
    """What the batch opened is closed, what it closed is open again; a key stays as long as its customer has the value."""
    kept = f"AND NOT {_HELD}" if table == "keys" else ""
    base.run(f"UPDATE {table} SET closed = ? WHERE closed IS NULL AND opened = ? {kept}", [number, batch])
    base.run(
        f"INSERT INTO {table} BY NAME SELECT * EXCLUDE (opened, closed), {number} AS opened, NULL::INTEGER AS closed"
        f" FROM {table} WHERE closed = ?",
        [batch],
    )


_HELD = """EXISTS (FROM customers c WHERE c.closed IS NULL AND c.id = keys.customer AND (
    keys.value IN (c.mobile, c.wechat, c.id_number, c.customer_no) OR list_contains(string_split(c.phone_alt, ' '), keys.value)))"""


def _drop_orphans(base: Base, number: int) -> None:
    """Classes, doubts and decisions about customers who are gone go with them: daily work must not keep an import from being undone."""
    gone = "NOT IN (SELECT id FROM customers WHERE closed IS NULL)"
    base.run(f"UPDATE assessments SET closed = ? WHERE closed IS NULL AND customer {gone}", [number])
    base.run(f"UPDATE doubts SET closed = ? WHERE closed IS NULL AND (a {gone} OR b {gone})", [number])
    base.run(
        f"UPDATE decisions SET closed = ? WHERE closed IS NULL AND kind = 'doubt' AND (a {gone} OR b {gone})", [number]
    )


def _in_the_way(base: Base, batch: int) -> list[str]:
    found: list[str] = []
    for name in COLLECTIONS:
        found += _changed_since(base, name, batch) + _hanging(base, name, batch)
    for table, link in _ENDED.items():
        found += _ended_since(base, table, link, batch)
    found += _kept_since(base, batch)
    found += [
        f"B{row[0]}"
        for row in base.rows(
            "SELECT r.batch FROM runs r WHERE r.batch > ? AND EXISTS (FROM runs b WHERE b.batch = ?)", [batch, batch]
        )
    ]
    return list(dict.fromkeys(found))[:20]


def _changed_since(base: Base, name: str, batch: int) -> list[str]:
    """Records that a later batch changed: those the batch created at all (or only named again), those it updated in the
    same field.
    """
    same_field = " OR ".join(
        f'(p."{c}" IS DISTINCT FROM v."{c}" AND c."{c}" IS DISTINCT FROM v."{c}")' for c in _columns(name)
    )
    rows = base.rows(
        f"SELECT DISTINCT id, opened FROM {name} WHERE opened > {batch} AND opened IN {_STANDS}"
        f" AND id IN ({_CREATED.format(name=name, b=batch)})"
        f" UNION SELECT record, batch FROM origins WHERE batch > {batch} AND batch IN {_STANDS}"
        f" AND collection = '{name}' AND record IN ({_CREATED.format(name=name, b=batch)})"
        f" UNION SELECT c.id, c.opened FROM {_PAIR.format(name=name, b=batch)} WHERE {same_field} ORDER BY ALL LIMIT 20"
    )
    return [f"{id_} (B{opened})" for id_, opened in rows]


def _ended_since(base: Base, table: str, link: str, batch: int) -> list[str]:
    """What the batch began and a later one ended: a merge that was parted, a vehicle that was handed on."""
    ended = f"opened = {batch} AND closed > {batch} AND closed IN {_STANDS}"
    rows = base.rows(f"SELECT DISTINCT {link}, closed FROM {table} WHERE {ended} ORDER BY ALL LIMIT 20")
    return [f"{id_} (B{closed})" for id_, closed in rows]


def _kept_since(base: Base, batch: int) -> list[str]:
    """Vehicles that came to somebody by the batch, and of which a later one says in one row that they are his."""
    rows = base.rows(f"""
        SELECT DISTINCT o.vehicle, x.batch FROM ownerships o
        JOIN origins x ON x.collection = 'customers' AND x.record = o.customer AND x.batch > {batch} AND x.batch IN {_STANDS}
        JOIN origins y ON y.collection = 'vehicles' AND y.record = o.vehicle
            AND (y.batch, y.file, y."row") = (x.batch, x.file, x."row") AND y.sheet IS NOT DISTINCT FROM x.sheet
        WHERE o.opened = {batch} AND o.closed IS NULL ORDER BY ALL LIMIT 20""")
    return [f"{id_} (B{number})" for id_, number in rows]


def _hanging(base: Base, name: str, batch: int) -> list[str]:
    """Records of later batches that hang on a record which the batch created."""
    found: list[str] = []
    for table, link in _HANGS_ON[name]:
        rows = base.rows(
            f"SELECT DISTINCT {link}, opened FROM {table} WHERE opened > {batch} AND opened IN {_STANDS}"
            f" AND closed IS NULL AND {link} IN ({_CREATED.format(name=name, b=batch)}) ORDER BY ALL LIMIT 20"
        )
        found += [f"{id_} (B{opened})" for id_, opened in rows]
    return found
