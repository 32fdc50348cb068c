"""The collections as the rest of jipan reads them: current rows, links resolved, days as moments.

* customers: `id`, the fields, the custom columns under their own names
* vehicles: `id`, `customer` (who keeps it on the day), `since`, the fields
* cars: `id`, `plate`, `series`, `model` of the vehicles, whoever keeps them: that is dear to find out for all of them
* leads, visits, contacts: `id`, the ids they hang on, the fields
* classes: `customer`, `rating`, `class`, `row`, `since`: the last run
* plans: `customer`, `day`, `kind`, `key`, `why`, `by`
* optouts: `customer`, `channel`: who wants no more of it; without a channel, of any

Days enter as TIMESTAMP: the difference of two DATE columns fails on narwhals frames over DuckDB.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jipan.kinds import KINDS
from jipan.models import COLLECTIONS, DATED_BY, LINKS, fields
from jipan.store import identities
from jipan.store.literals import quoted

if TYPE_CHECKING:
    import narwhals as nw

    from jipan.store.base import Base

CURRENT = "closed IS NULL"


class Tables(Mapping[str, "nw.LazyFrame[Any]"]):
    """Frames that are made when they are asked for: nobody needs all of them."""

    def __init__(self, base: Base, queries: Mapping[str, str]) -> None:
        self._base, self._queries = base, queries

    def __getitem__(self, name: str) -> nw.LazyFrame[Any]:
        return self._base.frame(self._queries[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)

    def __contains__(self, name: object) -> bool:
        return name in self._queries


def queries(
    base: Base, today: dt.date | None, known: dt.date | int | None, *, together: bool = False
) -> dict[str, str]:
    """One SELECT a table. `together` reads doubtful pairs as one customer."""
    alive = as_known(base, known)
    lay, alias = (
        (identities.lay_together, identities.TOGETHER) if together else (identities.lay_aliases, identities.ALIAS)
    )
    seen = _Seen(base, alive, today, lay(base, alive), alias)
    custom = all_custom_columns(base)
    made = {name: _collection(seen, name, custom.get(name, {})) for name in COLLECTIONS}
    made["cars"] = f"SELECT id, plate, series, model FROM vehicles WHERE id IS NOT NULL AND {alive}"
    made["classes"] = (
        'SELECT a.customer, a.rating, a.class, a."row", r.day::TIMESTAMP AS since FROM '
        f"(SELECT * FROM assessments WHERE {alive}{seen.not_merged('customer')}) a LEFT JOIN runs r ON r.batch = a.opened"
    )
    who = f"{seen.root('customer')} AS customer"
    made["plans"] = f'SELECT {who}, day::TIMESTAMP AS day, kind, key, why, "by" FROM plans WHERE {alive}'
    made["keys"] = f"SELECT DISTINCT {who}, type, value FROM keys WHERE {alive}"
    made["optouts"] = f"SELECT DISTINCT {who}, channel FROM optouts WHERE {alive}"
    return made


def as_written(base: Base, name: str, known: int | None) -> str:
    """One collection, of any day, its custom columns as the text they were written as."""
    alive = as_known(base, known)
    seen = _Seen(base, alive, None, identities.lay_aliases(base, alive))
    return _collection(seen, name, dict.fromkeys(custom_columns(base, name), "text"))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is looked at: the rows that count as alive, the day, and whether anybody was merged."""

    base: Base
    alive: str
    today: dt.date | None
    merged: bool
    alias: str = identities.ALIAS

    def root(self, column: str) -> str:
        return identities.rooted(column, self.alias) if self.merged else column

    def not_merged(self, column: str) -> str:
        return f" AND {column} NOT IN (SELECT id FROM {self.alias})" if self.merged else ""


def as_known(base: Base, known: dt.date | int | None) -> str:
    """The condition that picks the rows current at the end of day `known` or after that batch, or now."""
    if known is None:
        return CURRENT
    last = known if isinstance(known, int) else last_batch_of(base, known)
    return f"opened <= {last} AND (closed IS NULL OR closed > {last})"


def last_batch_of(base: Base, day: dt.date) -> int:
    """The last batch that was written by the end of a day."""
    return int(base.value('SELECT coalesce(max(number), 0) FROM batches WHERE "at"::DATE <= ?', [day]))


def _collection(seen: _Seen, name: str, own: dict[str, str]) -> str:
    known = {field.name: _column(field.name, field.kind.sql) for field in fields(name).values()}
    known |= {custom: _custom(custom, kind) for custom, kind in own.items()}
    where = f"WHERE t.id IS NOT NULL AND {seen.alive.replace('opened', 't.opened').replace('closed', 't.closed')}"
    if seen.today and name in DATED_BY:
        where += f' AND (t."{DATED_BY[name]}" IS NULL OR t."{DATED_BY[name]}"::DATE <= DATE \'{seen.today}\')'
    if name == "vehicles":
        return _vehicles(list(known.values()), where, seen)
    links = [f"{seen.root('t.customer')} AS customer" if link == "customer" else f"t.{link}" for link in LINKS[name]]
    if name == "customers" and seen.merged:
        return identities.as_one(
            f"SELECT {', '.join(['t.id', 't.opened AS _opened', *known.values()])} FROM {name} t {where}",
            list(known),
            seen.alias,
        )
    return f"SELECT {', '.join(['t.id', *links, *known.values()])} FROM {name} t {where}"


def _vehicles(columns: list[str], where: str, seen: _Seen) -> str:
    today = seen.today
    spans = (
        f"(since IS NULL OR since <= DATE '{today}') AND (until IS NULL OR until > DATE '{today}')"
        if today
        else "until IS NULL"
    )
    latest = "(since IS NOT NULL, coalesce(since, DATE '1900-01-01'), customer)"
    keeper = (
        f"SELECT vehicle, {seen.root('customer')} AS customer, since FROM (SELECT vehicle, arg_max(customer, {latest}) AS customer,"
        f" max(since) AS since FROM ownerships WHERE {seen.alive} AND {spans} GROUP BY vehicle)"
    )
    shown = ", ".join(["t.id", "k.customer", "k.since::TIMESTAMP AS since", *columns])
    return f"SELECT {shown} FROM vehicles t LEFT JOIN ({keeper}) k ON k.vehicle = t.id {where}"


def _column(name: str, sql: str) -> str:
    return f't."{name}"::TIMESTAMP AS "{name}"' if sql == "DATE" else f't."{name}"'


def _custom(name: str, kind: str) -> str:
    """A column that came with a file: kept as text, read as what its values look like."""
    column = name.replace('"', '""')
    sql = KINDS[kind].sql.replace("DATE", "TIMESTAMP")
    return f'TRY_CAST(t.other[{quoted(name)}] AS {sql}) AS "{column}"'


def custom_columns(base: Base, collection: str) -> dict[str, str]:
    """The columns that came with files and are no field: name → kind."""
    return all_custom_columns(base).get(collection, {})


def all_custom_columns(base: Base) -> dict[str, dict[str, str]]:
    """The same of every collection that has such columns."""
    found: dict[str, dict[str, str]] = {}
    for collection, name, kind in base.rows("SELECT collection, name, kind FROM custom_columns ORDER BY name"):
        found.setdefault(collection, {})[name] = kind
    return found
