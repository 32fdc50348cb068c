"""Vehicles without plate and VIN: told by whose they are, what they are and the day on which they were bought.

Such a vehicle is the same again in every file that says so; the plate that a later file brings is its own where nothing
else can be meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.intake.called import flat
from jipan.intake.who import column

if TYPE_CHECKING:
    from jipan.store import Base

KINDS = ("model", "series", "brand")
"""What a vehicle is: the first that is said."""
DAYS = ("purchase_date", "delivery_date", "register_date")
"""Since when it is somebody's: any of them is enough."""


def lay(base: Base, staged: Sequence[str]) -> bool:
    """`described`: the rows that say what a vehicle is. Of those that name one too, `row_vehicles` is told which of the base
    they mean, where it could only be described so far. False where there is nothing of the kind.
    """
    if not _describes(staged) or not _any_bare(base):
        return False
    _lay_rows(base, staged)
    _lay_known(base)
    _name(base)
    return True


def _describes(staged: Sequence[str]) -> bool:
    return all(any(f"vehicles.{name}" in staged for name in names) for names in (KINDS, DAYS))


def _any_bare(base: Base) -> bool:
    """Whether a row, or the base, has a vehicle without plate and VIN."""
    bare = "plate IS NULL AND vin IS NULL"
    return bool(
        base.rows(
            f"SELECT 1 FROM person WHERE {bare} UNION ALL SELECT 1 FROM vehicles WHERE closed IS NULL AND {bare} LIMIT 1"
        )
    )


def _lay_rows(base: Base, staged: Sequence[str]) -> None:
    """`described`: row, customer, what the vehicle is, its days; `bare` where nothing names it."""
    what = f"coalesce({', '.join(column(staged, f'vehicles.{name}') for name in KINDS)})"
    days = ", ".join(column(staged, f"vehicles.{name}", "DATE") for name in DAYS)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE described AS
        SELECT p.rn, root(c.label) AS customer, {flat(what)} AS what, [{days}] AS days, coalesce({days}) AS day,
               r.rn IS NULL AS bare, coalesce(r.fixed, FALSE) AS known, coalesce(p.vin, p.plate) AS named
        FROM stage s JOIN person p ON p.rn = s."row" JOIN row_customers c ON c.rn = s."row" AND c.label IS NOT NULL
        LEFT JOIN row_vehicles r ON r.rn = s."row"
        WHERE s.skip IS NULL AND {flat(what)} <> '' AND coalesce({days}) IS NOT NULL""")


def _lay_known(base: Base) -> None:
    """`kept_car`: the vehicles that these customers keep or kept."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE kept_car AS
        WITH his AS (SELECT DISTINCT root(customer) AS customer, vehicle FROM ownerships WHERE closed IS NULL)
        SELECT DISTINCT h.customer, v.id, {flat("coalesce(v.model, v.series, v.brand)")} AS what,
               [v.{DAYS[0]}, v.{DAYS[1]}, v.{DAYS[2]}] AS days, v.plate IS NULL AND v.vin IS NULL AS bare
        FROM his h JOIN vehicles v ON v.closed IS NULL AND v.id = h.vehicle
        WHERE h.customer IN (SELECT customer FROM described) AND EXISTS (FROM described WHERE bare OR NOT known)""")


def _same(one: str, other: str) -> str:
    """SQL: two descriptions of one vehicle: one day, and what one of them says contains what the other does."""
    what = f"({one}.what = {other}.what OR contains({one}.what, {other}.what) OR contains({other}.what, {one}.what))"
    return f"list_has_any(list_filter({one}.days, lambda d: d IS NOT NULL), {other}.days) AND coalesce({what}, TRUE)"


def _name(base: Base) -> None:
    """Rows that name a vehicle which the base could only describe: it is that one, if no other row names it otherwise."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE now_named AS
        SELECT d.rn, k.id, d.named FROM described d JOIN kept_car k ON k.customer = d.customer AND k.bare AND {_same("d", "k")}
        WHERE NOT d.bare AND NOT d.known
        QUALIFY count(DISTINCT k.id) OVER (PARTITION BY d.named) = 1 AND count(DISTINCT d.named) OVER (PARTITION BY k.id) = 1""")
    base.run("UPDATE row_vehicles SET label = n.id, fixed = TRUE FROM now_named n WHERE n.rn = row_vehicles.rn")


def meet(base: Base) -> None:
    """`row_vehicles` also of the rows that only describe one: a vehicle that the customer keeps, one that another row names,
    else a new one.
    """
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE meant_car AS
        WITH seen AS (SELECT rn, id FROM seen_row WHERE collection = 'vehicles'),
             kept AS (SELECT d.rn, min(k.id) AS id FROM described d JOIN kept_car k ON k.customer = d.customer AND {_same("d", "k")}
                      WHERE d.bare GROUP BY d.rn),
             beside AS (SELECT d.rn, min(r.label) AS id FROM described d
                        JOIN described n ON NOT n.bare AND n.customer = d.customer AND {_same("d", "n")}
                        JOIN row_vehicles r ON r.rn = n.rn WHERE d.bare GROUP BY d.rn)
        SELECT d.rn, coalesce(s.id, k.id, b.id, '~' || d.customer || ':' || d.what || ':' || d.day) AS label
        FROM described d LEFT JOIN seen s ON s.rn = d.rn LEFT JOIN kept k ON k.rn = d.rn LEFT JOIN beside b ON b.rn = d.rn
        WHERE d.bare""")
    base.run("INSERT INTO row_vehicles SELECT rn, label, TRUE FROM meant_car")
