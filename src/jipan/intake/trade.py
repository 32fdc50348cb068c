"""Which order, purchase, policy, payment … a row is about: by its number, else by its day and what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.intake.who import column
from jipan.models import COLLECTIONS, DATED_BY, LINKS, fields

if TYPE_CHECKING:
    from jipan.store import Base


def place(base: Base, name: str, staged: Sequence[str], dated: dt.date, *, listed: str) -> None:
    """`row_<name>`: row → label, an id of the base or `~…` for a new record.

    In a sheet that lists something else a row is about such a record only where it says something of it.
    """
    _lay(base, name, staged, dated, is_listed=listed == name)
    number, same = COLLECTIONS[name].number, " AND ".join(_same(part) for part in _natural(name, staged))
    by_number = f"t.{number} = w.number" if number else "FALSE"
    apart = f"AND (t.{number} IS NULL OR w.number IS NULL)" if number else ""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE row_{name} AS
        WITH seen AS (SELECT rn, id FROM seen_row WHERE collection = '{name}'),
             by_number AS (SELECT w.rn, min(t.id) AS id FROM traded w JOIN {name} t ON t.closed IS NULL AND {by_number}
                           GROUP BY w.rn),
             by_day AS (SELECT w.rn, min(t.id) AS id FROM traded w
                        JOIN {name} t ON t.closed IS NULL AND {_whose(name)} AND {same} {apart} GROUP BY w.rn)
        SELECT w.rn, coalesce(s.id, n.id, d.id, '~' || coalesce('n' || w.number, w.said)) AS label
        FROM traded w LEFT JOIN seen s ON s.rn = w.rn
        LEFT JOIN by_number n ON n.rn = w.rn LEFT JOIN by_day d ON d.rn = w.rn""")


def given(name: str, staged: Sequence[str], dated: dt.date) -> dict[str, str]:
    """SQL for the day of a record, where it is more than the sheet's own column: of stock the day of the file."""
    day = DATED_BY[name]
    return {day: sql} if (sql := _day(name, staged, dated)) != f'"{name}.{day}"' else {}


def _day(name: str, staged: Sequence[str], dated: dt.date) -> str:
    """SQL: the day of a record: its own, else that of what stands beside it in the row, else the file's for a stock."""
    own = [f"{name}.{DATED_BY[name]}"]
    if name in _TRACKED:
        own += [f"{other}.{DATED_BY[other]}" for other in _TRACKED if other != name]
    found = [f'"{one}"' for one in own if one in staged]
    found += [f"DATE '{dated}'"] if name == "stock" else []
    return f"coalesce({', '.join(found)})" if len(found) > 1 else found[0] if found else "NULL::DATE"


_TRACKED = ("payments", "pickups", "shipments")
"""What a monthly list of 回款及发货 holds side by side: one day for all."""


def _lay(base: Base, name: str, staged: Sequence[str], dated: dt.date, *, is_listed: bool) -> None:
    """`traded`: the rows that are about a record of the collection, with all that tells which one."""
    number = COLLECTIONS[name].number
    told = [f'"{one}"' for one in staged if one.startswith(f"{name}.") and one != f"{name}.{DATED_BY[name]}"]
    says = f"coalesce({', '.join(f'{one}::VARCHAR' for one in told)}) IS NOT NULL" if told else "FALSE"
    wants = says if told or not is_listed else "TRUE"
    vehicle = "v.label" if "vehicle" in LINKS[name] else "NULL"
    natural = {part: _value(name, part, staged, dated) for part in COLLECTIONS[name].natural}
    chosen = "".join(f', {sql} AS "{part}"' for part, sql in natural.items())
    said = ", ".join(f"coalesce({sql}::VARCHAR, '')" for sql in (natural[part] for part in _natural(name, staged)))
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE traded AS
        SELECT s."row" AS rn, {column(staged, f"{name}.{number}")} AS number, {vehicle} AS vehicle, c.label AS customer,
               concat_ws(':', coalesce({vehicle}, c.label), {said}) AS said{chosen}
        FROM stage s LEFT JOIN row_vehicles v ON v.rn = s."row" LEFT JOIN row_customers c ON c.rn = s."row"
        WHERE skip IS NULL AND ({wants}) AND coalesce({vehicle}, c.label) IS NOT NULL""")
    if name in _DATED:
        base.run(f'DELETE FROM traded WHERE "{DATED_BY[name]}" IS NULL AND number IS NULL')


_DATED = tuple(name for name in DATED_BY if DATED_BY[name] in COLLECTIONS[name].natural)
"""Records without a number that are nothing without a day. An outlet is."""


def _value(name: str, part: str, staged: Sequence[str], dated: dt.date) -> str:
    if part == DATED_BY[name]:
        return _day(name, staged, dated)
    return column(staged, f"{name}.{part}", fields(name)[part].kind.sql)


def _natural(name: str, staged: Sequence[str]) -> tuple[str, ...]:
    """The fields that tell records of one customer apart; in a monthly list the month is enough."""
    natural, monthly = COLLECTIONS[name].natural, COLLECTIONS[name].monthly
    return natural[:1] if monthly and f"{name}.{monthly}" in staged else natural


def _same(part: str) -> str:
    return f't."{part}" IS NOT DISTINCT FROM w."{part}"'


def _whose(name: str) -> str:
    """SQL: the record hangs on the same vehicle, or where none is told on the same customer."""
    if "vehicle" in LINKS[name]:
        return "(t.vehicle = w.vehicle OR (w.vehicle IS NULL AND t.customer = w.customer))"
    return "t.customer = w.customer"
