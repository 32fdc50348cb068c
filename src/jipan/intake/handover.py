"""Somebody leaves: his customers, open leads and open cases go to others, in one batch that can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.errors import Refused
from jipan.store import begin, finish

if TYPE_CHECKING:
    from jipan.store import Base

_FIELDS = {
    "customers": ("sales_adviser", "service_adviser"),
    "leads": ("adviser",),
    "cases": ("adviser",),
}
"""The fields by which advisers are in charge, and what is still to be done: closed leads and cases stay whose they were."""
_OPEN = {"customers": "true", "leads": "closed_on IS NULL", "cases": "closed_on IS NULL"}
_CUSTOMER = {"customers": "id", "leads": "customer", "cases": "customer"}
_ALSO = {
    "sales_adviser": "sales_adviser IS NULL AND id IN (SELECT customer FROM leads WHERE closed IS NULL AND adviser = $1)"
}
"""Whom no adviser of his own looks after is with whoever works or worked his lead: his next call goes to the heir."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Whose work goes to whom; with several, customers are dealt out evenly. `store` takes that store's only, `customers` only
    these.
    """

    leaving: str
    to: Sequence[str]
    store: str | None = None
    customers: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over: the batch (None on a trial), how many records of each collection, how many customers each
    one got: those whom the leaver looked after, and those of whom he had but a lead or a case.
    """

    batch: int | None
    records: dict[str, int]
    shares: dict[str, int]

    @property
    def people(self) -> int:
        """All customers with whom the leaver had to do."""
        return sum(self.shares.values())


def hand_over(base: Base, wanted: Handover, now: dt.datetime, *, dry_run: bool = False) -> Handed:
    """Give somebody's customers, open leads and open cases to others. A customer goes whole to one of them.

    Raises Refused where nobody is looked after by `leaving`.
    """
    _deal(base, wanted)
    if not base.value("SELECT count(*) FROM dealt"):
        raise Refused("nobody_of_adviser", adviser=wanted.leaving, known=_advisers(base))
    shares: dict[str, int] = dict(base.rows('SELECT "to", count(*) FROM dealt GROUP BY "to" ORDER BY "to"'))
    counts = {name: int(base.value(f"SELECT count(*) FROM ({_theirs(name)})", [wanted.leaving])) for name in _FIELDS}
    if dry_run:
        return Handed(None, counts, shares)
    with base.atomic():
        batch = begin(base, "reassign", now)
        for name in _FIELDS:
            _rewrite(base, name, wanted.leaving, batch)
        finish(base, batch, {"reassigned": counts, "from": wanted.leaving, "to": shares})
    return Handed(batch, counts, shares)


def _deal(base: Base, wanted: Handover) -> None:
    """Lay out who gets which customer, in turn."""
    parts = [
        f"SELECT {_CUSTOMER[name]} AS customer FROM {name} WHERE closed IS NULL AND {_OPEN[name]}"
        f" AND ({' OR '.join(map(_has, fields))})"
        for name, fields in _FIELDS.items()
    ]
    base.run(
        f"""CREATE OR REPLACE TEMP TABLE dealt AS
            SELECT customer, ($2::VARCHAR[])[1 + (row_number() OVER (ORDER BY customer) - 1) % len($2::VARCHAR[])] AS "to"
            FROM (SELECT DISTINCT customer FROM ({" UNION ALL ".join(parts)})) d
            WHERE ($3::VARCHAR IS NULL OR customer IN (SELECT id FROM customers WHERE closed IS NULL AND store = $3))
                AND ($4::VARCHAR[] IS NULL OR list_contains($4::VARCHAR[], root(customer)))""",
        [wanted.leaving, list(wanted.to), wanted.store, wanted.customers and list(wanted.customers)],
    )


def _theirs(name: str) -> str:
    """The records of a collection that change hands."""
    mine = " OR ".join(map(_has, _FIELDS[name]))
    return (
        f'SELECT t.*, d."to" FROM {name} t JOIN dealt d ON d.customer = t.{_CUSTOMER[name]}'
        f" WHERE t.closed IS NULL AND t.{_OPEN[name]} AND ({mine})".replace("t.true", "true")
    )


def _has(field: str) -> str:
    """Whether the leaver is in charge by a field."""
    return f"({field} = $1 OR ({_ALSO[field]}))" if field in _ALSO else f"{field} = $1"


def _rewrite(base: Base, name: str, leaving: str, batch: int) -> None:
    """New versions of the records, with the new name where the old one stood."""
    new = ", ".join(f'CASE WHEN {_has(field)} THEN "to" ELSE {field} END AS {field}' for field in _FIELDS[name])
    base.run(
        f'CREATE OR REPLACE TEMP TABLE handed AS SELECT * EXCLUDE ("to") REPLACE ({new}, $2::INTEGER AS opened)'
        f" FROM ({_theirs(name)})",
        [leaving, batch],
    )
    base.run(f"UPDATE {name} SET closed = ? WHERE closed IS NULL AND id IN (SELECT id FROM handed)", [batch])
    base.run(f"INSERT INTO {name} BY NAME SELECT * FROM handed")


def _advisers(base: Base) -> tuple[str, ...]:
    """The names that look after somebody, the busiest first."""
    rows = base.rows(
        "SELECT name FROM (SELECT unnest([sales_adviser, service_adviser]) AS name FROM customers WHERE closed IS NULL)"
        " WHERE name IS NOT NULL GROUP BY name ORDER BY count(*) DESC, name LIMIT 12"
    )
    return tuple(name for (name,) in rows)
