"""Forgetting a person: every row about him goes from every table, and the file is written anew without it.

What stays is a digest of each of his keys, made with a secret of this base, by which the next list that brings him is
recognised. Nobody can read the key back from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.models import COLLECTIONS, LINKS
from jipan.store.batches import begin, finish
from jipan.store.identities import family

if TYPE_CHECKING:
    from jipan.store.base import Base

_ABOUT = ("keys", "ownerships", "plans", "assessments", "optouts", "taken_back")
_PAIRS = ("merges", "decisions", "doubts")
_SHORTEST = 5
"""A text shorter than this stands in a file by chance."""


def digest(type_: str, value: str) -> str:
    """SQL: the keyed digest of a key (in the manner of HMAC: hashed twice, the secret before it each time)."""
    key = "(SELECT value FROM meta WHERE name = 'secret')"
    return f"sha256({key} || 'outer' || sha256({key} || 'inner' || {type_} || {value}))"


def forget(base: Base, customer: str, now: dt.datetime) -> list[str]:
    """Delete everything about a customer; gives the texts that must not be found any more."""
    ids = family(base, customer)
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
    wheres["conflicts"] = "record IN (SELECT id FROM gone UNION FROM gone_car UNION FROM gone_lead)"
    count = 0
    for name, where in wheres.items():
        count += int(base.value(f"SELECT count(*) FROM {name} WHERE {where}"))
        base.run(f"DELETE FROM {name} WHERE {where}")
    base.run(
        "UPDATE customers SET referred_by = NULL WHERE referred_by IN (SELECT name FROM customers WHERE id IN (FROM gone))"
    )
    base.run("DELETE FROM vehicles WHERE id IN (FROM gone_car)")
    base.run("DELETE FROM customers WHERE id IN (FROM gone)")
    _delete_origins(base)
    return count


def _where(name: str) -> str:
    links = LINKS[name]
    parts = ["customer IN (FROM gone)"]
    parts += ["vehicle IN (FROM gone_car)"] if "vehicle" in links else []
    parts += ["lead IN (FROM gone_lead)"] if "lead" in links else []
    return " OR ".join(parts)


def _delete_origins(base: Base) -> None:
    """Where rows came from, of records that are not there any more."""
    for name in COLLECTIONS:
        base.run(f"DELETE FROM origins WHERE collection = '{name}' AND record NOT IN (SELECT id FROM {name})")


def remains(path: Path, terms: Sequence[str]) -> list[str]:
    """The texts that the bytes of a file still hold."""
    data = path.read_bytes()
    return [term for term in terms if term.encode() in data]


def mentions(base: Base, terms: Sequence[str]) -> list[str]:
    """Where the texts still stand in some column, `table.column`: other people's notes may name him."""
    found = []
    columns = base.rows(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type = 'VARCHAR'"
        " AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary) ORDER BY ALL"
    )
    for table, column in columns:
        held = " OR ".join(f'contains("{column}", ?)' for _ in terms)
        if terms and base.value(f'SELECT count(*) FROM "{table}" WHERE {held}', list(terms)):
            found.append(f"{table}.{column}")
    return found
