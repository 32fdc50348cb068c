"""Forgetting a person: every row about him goes from every table, and the file is written anew without it.

What stays is a digest of each of his keys, made with a secret of this base, by which the next list that brings him is
recognised. Nobody can read the key back from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.models import COLLECTIONS, LINKS
from jipan.store.batches import SAID, begin, finish
from jipan.store.identities import family, root

if TYPE_CHECKING:
    from jipan.store.base import Base

_ABOUT = ("keys", "ownerships", "plans", "assessments", "optouts", "taken_back")
_PAIRS = ("merges", "decisions", "doubts")
_NAMED = 5
_SHORTEST = 5
"""A text shorter than this stands in a file by chance."""


def digest(type_: str, value: str) -> str:
    """SQL: the keyed digest of a key (in the manner of HMAC: hashed twice, the secret before it each time)."""
    key = "(SELECT value FROM meta WHERE name = 'secret')"
    return f"sha256({key} || 'outer' || sha256({key} || 'inner' || {type_} || {value}))"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to forget, also in copies that knew him before he was merged, or under another id: his ids, the keys that
    are nobody else's, his names.
    """

    ids: tuple[str, ...]
    keys: tuple[str, ...]
    names: tuple[str, ...]


def person(base: Base, customer: str) -> Person:
    """What tells a customer in any copy of the base."""
    ids = family(base, customer)
    keys = base.rows(
        """SELECT DISTINCT type || ' ' || value FROM keys k WHERE list_contains($1::VARCHAR[], customer) AND NOT EXISTS (
               FROM keys o WHERE o.type = k.type AND o.value = k.value AND NOT list_contains($1::VARCHAR[], o.customer))""",
        [ids],
    )
    names = base.rows(
        "SELECT DISTINCT name FROM customers WHERE list_contains(?::VARCHAR[], id) AND name IS NOT NULL", [ids]
    )
    return Person(tuple(ids), tuple(key for (key,) in keys), tuple(name for (name,) in names))


def found_in(base: Base, who: Person) -> list[str]:
    """His ids in a copy: the same ones, and whoever there has one of his keys and his name, or none."""
    rows = base.rows(
        """SELECT id FROM customers WHERE list_contains(?::VARCHAR[], id)
           UNION SELECT k.customer FROM keys k JOIN customers c ON c.id = k.customer
           WHERE list_contains(?::VARCHAR[], k.type || ' ' || k.value) AND (c.name IS NULL OR list_contains(?::VARCHAR[], c.name))""",
        [list(who.ids), list(who.keys), list(who.names)],
    )
    return sorted(row[0] for row in rows)


def recognised(base: Base) -> list[str]:
    """Customers who were forgotten and are there all the same: an old copy was put in the base's place."""
    rows = base.rows(
        f"SELECT DISTINCT customer FROM keys WHERE {digest('type', 'value')} IN (SELECT digest FROM forgotten)"
    )
    return sorted({root(base, row[0]) for row in rows})


def forget(base: Base, ids: Sequence[str], now: dt.datetime) -> list[str]:
    """Delete everything about a customer, of all his ids; gives the texts that must not be found any more."""
    with base.atomic(takes_away=True):
        batch = begin(base, "forget", now, dated=now.date())
        _lay(base, ids)
        terms = _terms(base)
        base.run(
            f"""INSERT INTO forgotten SELECT DISTINCT type, {digest("type", "value")}, ?::DATE FROM keys
                WHERE customer IN (FROM gone) AND NOT EXISTS (
                    FROM keys o WHERE o.type = keys.type AND o.value = keys.value AND o.customer NOT IN (FROM gone))""",
            [now.date()],
        )
        counts = _delete(base)
        finish(base, batch, {"forgotten": counts})
    return terms


def _lay(base: Base, ids: Sequence[str]) -> None:
    """`gone`: the customer's ids; `gone_car`: cars that nobody else ever kept or brought; `gone_lead`: his leads."""
    base.run("CREATE OR REPLACE TEMP TABLE gone AS SELECT unnest(?::VARCHAR[]) AS id", [list(ids)])
    others = " UNION ALL ".join(
        f"SELECT vehicle FROM {name} WHERE vehicle IS NOT NULL AND customer IS NOT NULL AND customer NOT IN (FROM gone)"
        for name, links in (*LINKS.items(), ("ownerships", ("customer", "vehicle")))
        if {"customer", "vehicle"} <= set(links)
    )
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE gone_car AS SELECT DISTINCT vehicle FROM ownerships
        WHERE customer IN (FROM gone) AND vehicle NOT IN ({others})""")
    base.run("CREATE OR REPLACE TEMP TABLE gone_lead AS SELECT DISTINCT id FROM leads WHERE customer IN (FROM gone)")


def _terms(base: Base) -> list[str]:
    """What tells him: his keys, his cars' numbers and the names that nobody else bears."""
    rows = base.rows("""
        SELECT DISTINCT value FROM keys k WHERE customer IN (FROM gone)
            AND NOT EXISTS (FROM keys o WHERE o.value = k.value AND o.customer NOT IN (FROM gone))
        UNION SELECT unnest([plate, vin]) FROM vehicles WHERE id IN (FROM gone_car)
        UNION SELECT unnest([name, address]) FROM customers c WHERE id IN (FROM gone)
            AND NOT EXISTS (FROM customers o WHERE o.id NOT IN (FROM gone) AND (o.name = c.name OR o.address = c.address))""")
    return sorted(value for (value,) in rows if value and len(value.encode()) >= _SHORTEST)


def _delete(base: Base) -> int:
    """Every row about him, in every version; gives how many."""
    wheres = {name: _where(name) for name in COLLECTIONS if name not in {"customers", "vehicles"}}
    wheres |= dict.fromkeys(_ABOUT, "customer IN (FROM gone)")
    wheres |= dict.fromkeys(_PAIRS, "a IN (FROM gone) OR b IN (FROM gone)")
    wheres["ownerships"] += " OR vehicle IN (FROM gone_car)"
    count = 0
    for name, where in wheres.items():
        count += int(base.value(f"SELECT count(*) FROM {name} WHERE {where}"))
        base.run(f"DELETE FROM {name} WHERE {where}")
    base.run(
        "UPDATE customers SET referred_by = NULL WHERE referred_by IN (SELECT name FROM customers WHERE id IN (FROM gone))"
    )
    base.run("DELETE FROM vehicles WHERE id IN (FROM gone_car)")
    base.run("DELETE FROM customers WHERE id IN (FROM gone)")
    for name in COLLECTIONS:
        for table in ("origins", "conflicts"):
            base.run(
                f"DELETE FROM {table} WHERE collection IN ('{name}', '{SAID}{name}') AND record NOT IN (SELECT id FROM {name})"
            )
    return count


def _where(name: str) -> str:
    links = LINKS[name]
    parts = ["customer IN (FROM gone)"]
    parts += ["vehicle IN (FROM gone_car)"] if "vehicle" in links else []
    parts += ["lead IN (FROM gone_lead)"] if "lead" in links else []
    return " OR ".join(parts)


def remains(path: Path, terms: Sequence[str]) -> list[str]:
    """The texts that the bytes of a file still hold."""
    data = path.read_bytes()
    return [term for term in terms if term.encode() in data]


def mentions(base: Base, terms: Sequence[str]) -> list[str]:
    """Where the texts still stand, `contacts.note K000012`: other people's notes may name him, and are theirs to mend."""
    found = []
    known = {row[0] for row in base.rows("SELECT table_name FROM duckdb_columns() WHERE column_name = 'id'")}
    columns = base.rows(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type = 'VARCHAR'"
        " AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary) ORDER BY ALL"
    )
    for table, column in columns:
        held = " OR ".join(f'contains("{column}", ?)' for _ in terms)
        told = "id" if table in known else "''"
        rows = (
            base.rows(f'SELECT DISTINCT {told} FROM "{table}" WHERE {held} ORDER BY 1 LIMIT {_NAMED}', list(terms))
            if terms
            else []
        )
        found += [f"{table}.{column} {id_}".strip() for (id_,) in rows]
    return found
