"""Who keeps which vehicle, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.intake.age import AGE

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base


def write_ownerships(base: Base, source: Source, *, transfers: bool) -> None:
    """Who keeps which vehicle. A list of owners hands a vehicle over; a visit only names a keeper where none is known."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE keeper AS
        SELECT v.id AS vehicle, arg_max(c.id, rv.rn) AS customer, any_value(coalesce(w.delivery_date, w.purchase_date)) AS since
        FROM row_vehicles rv JOIN id_vehicles v ON v.label = rv.label JOIN vehicles w ON w.closed IS NULL AND w.id = v.id
        JOIN row_customers rc ON rc.rn = rv.rn JOIN id_customers c ON c.label = rc.label GROUP BY v.id""")
    base.run(
        """
        CREATE OR REPLACE TEMP TABLE handed AS
        SELECT k.*, o.customer AS before FROM keeper k
        LEFT JOIN ownerships o ON o.closed IS NULL AND o.until IS NULL AND o.vehicle = k.vehicle
        LEFT JOIN batches b ON b.number = o.opened
        WHERE root(o.customer) IS DISTINCT FROM root(k.customer) AND (o.customer IS NULL OR """
        f"{AGE} <= {source.age})"
    )
    if not transfers:
        base.run("DELETE FROM handed WHERE before IS NOT NULL")
    if base.value("SELECT EXISTS (FROM handed WHERE before IS NOT NULL)"):
        _close_spans(base, source)
    _follow_dates(base, source)
    base.run(
        "INSERT INTO ownerships BY NAME SELECT vehicle, customer, CASE WHEN before IS NULL THEN since ELSE ? END AS since,"
        " NULL::DATE AS until, ? AS opened, NULL::INTEGER AS closed FROM handed",
        [source.dated, source.batch],
    )


def _close_spans(base: Base, source: Source) -> None:
    """The last keeper's span ends on the day the file speaks of."""
    mine = "closed IS NULL AND until IS NULL AND vehicle IN (SELECT vehicle FROM handed WHERE before IS NOT NULL)"
    base.run(
        f"CREATE OR REPLACE TEMP TABLE ended AS SELECT vehicle, customer, since FROM ownerships WHERE {mine} AND opened < ?",
        [source.batch],
    )
    base.run(f"DELETE FROM ownerships WHERE {mine} AND opened = ?", [source.batch])
    base.run(f"UPDATE ownerships SET closed = ? WHERE {mine}", [source.batch])
    base.run(
        "INSERT INTO ownerships BY NAME SELECT *, ? AS until, ? AS opened, NULL::INTEGER AS closed FROM ended",
        [source.dated, source.batch],
    )


def _follow_dates(base: Base, source: Source) -> None:
    """The first keeper has his vehicle since it was delivered or bought, also where a later file says when that was."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE since_then AS
        SELECT o.vehicle, o.customer, k.since FROM keeper k
        JOIN ownerships o ON o.closed IS NULL AND o.until IS NULL AND o.vehicle = k.vehicle AND root(o.customer) = root(k.customer)
        WHERE k.since IS NOT NULL AND o.since IS DISTINCT FROM k.since AND NOT EXISTS (
            FROM ownerships e WHERE e.vehicle = o.vehicle AND e.closed IS NULL AND e.until IS NOT NULL)""")
    if not base.value("SELECT EXISTS (FROM since_then)"):
        return
    mine = "closed IS NULL AND until IS NULL AND (vehicle, customer) IN (SELECT (vehicle, customer) FROM since_then)"
    base.run(f"DELETE FROM ownerships WHERE {mine} AND opened = ?", [source.batch])
    base.run(f"UPDATE ownerships SET closed = ? WHERE {mine}", [source.batch])
    base.run(
        "INSERT INTO ownerships BY NAME SELECT vehicle, customer, since, NULL::DATE AS until, ? AS opened, NULL::INTEGER AS closed"
        " FROM since_then",
        [source.batch],
    )
