"""What contacts say of a vehicle: that it was sold, that its insurance is renewed, that its service is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.intake.effects import listed
from jipan.intake.write import replace_versions
from jipan.kinds.talk import Effect
from jipan.models import fields

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base

_OF_A_VEHICLE: tuple[Effect, ...] = ("renew", "insure", "service", "inspect")


def name_the_only_one(base: Base, source: Source) -> None:
    """An answer about a vehicle that names none is about the only one he keeps; of several nobody can tell."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE only_one AS
        SELECT a.id, min(o.vehicle) AS vehicle, count(*) AS many
        FROM answered a JOIN ownerships o ON o.closed IS NULL AND o.until IS NULL AND root(o.customer) = root(a.customer)
        WHERE a.vehicle IS NULL AND a.outcome IN {listed(*_OF_A_VEHICLE)} GROUP BY a.id""")
    base.run("INSERT INTO remarks SELECT id, 'which_vehicle', NULL FROM only_one WHERE many > 1")
    for table, where in (("answered", "TRUE"), ("contacts", f"closed IS NULL AND opened = {source.batch}")):
        base.run(
            f"UPDATE {table} SET vehicle = n.vehicle FROM only_one n WHERE n.many = 1 AND n.id = {table}.id AND {where}"
        )


def renew(base: Base, source: Source) -> None:
    """A later day beside a renewal is the end of the new policy, later than the vehicle or its last policy says. `insured`
    says which contacts gave one.
    """
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE insured AS
        SELECT a.id AS contact, v.id AS vehicle, a.next_date AS until
        FROM answered a JOIN vehicles v ON v.closed IS NULL AND v.id = a.vehicle
        WHERE a.outcome IN {listed("renew", "insure")} AND NOT a.contested AND a.next_date > coalesce(
            v.insurance_end, (SELECT max(p.end_date) FROM policies p WHERE p.closed IS NULL AND p.vehicle = v.id))""")
    if not base.value("SELECT count(*) FROM insured"):
        return
    chosen = ", ".join(f'v."{name}"' for name in fields("vehicles") if name != "insurance_end")
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE next_vehicles AS
        SELECT v.id, {chosen}, i.until AS insurance_end, v.other
        FROM (SELECT vehicle, max(until) AS until FROM insured GROUP BY vehicle) i
        JOIN vehicles v ON v.closed IS NULL AND v.id = i.vehicle""")
    replace_versions(base, "vehicles", source)


def hand_over(base: Base, source: Source) -> None:
    """A vehicle that was sold is no longer kept: the one the row names, else the only one."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE parted AS
        SELECT a.id AS contact, a.day, o.vehicle, o.customer, o.since, count(*) OVER (PARTITION BY a.id) AS many
        FROM answered a JOIN ownerships o ON o.closed IS NULL AND o.until IS NULL AND o.customer = a.customer
            AND (a.vehicle IS NULL OR o.vehicle = a.vehicle)
        WHERE a.outcome IN {listed("hand_over")} AND NOT a.contested""")
    base.run("INSERT INTO remarks SELECT DISTINCT contact, 'which_vehicle', NULL FROM parted WHERE many > 1")
    base.run("DELETE FROM parted WHERE many > 1")
    mine = "closed IS NULL AND until IS NULL AND (vehicle, customer) IN (SELECT (vehicle, customer) FROM parted)"
    base.run(f"UPDATE ownerships SET closed = ? WHERE {mine}", [source.batch])
    base.run(
        "INSERT INTO ownerships BY NAME SELECT vehicle, customer, since, min(day) AS until, ? AS opened, NULL::INTEGER AS closed"
        " FROM parted GROUP BY ALL",
        [source.batch],
    )
