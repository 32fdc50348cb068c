"""What follows from a contact: a new level for the lead, a next date, a lead that is won or lost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.intake.write import Source
from jipan.models import fields
from jipan.store.batches import next_ids

if TYPE_CHECKING:
    from jipan.store import Base

_ENDS = {"ordered": "ordered", "won": "won", "lost": "lost"}


def settle(base: Base, source: Source, today: dt.date) -> None:
    """Carry out what the contacts of this batch say. Called in the transaction that wrote them."""
    base.run(
        "CREATE OR REPLACE TEMP TABLE answered AS FROM contacts WHERE closed IS NULL AND opened = ?", [source.batch]
    )
    if not base.value("SELECT count(*) FROM answered"):
        return
    _move_leads(base, source, today)
    _set_next_dates(base, source)


def open_lead(customer: str) -> str:
    """SQL: the id of a customer's open lead, the latest one."""
    return (
        f"(SELECT max(l.id) FROM leads l WHERE l.closed IS NULL AND root(l.customer) = root({customer})"
        " AND l.closed_on IS NULL AND coalesce(l.stage, 'new') NOT IN ('won', 'lost'))"
    )


def _move_leads(base: Base, source: Source, today: dt.date) -> None:
    stages = " ".join(f"WHEN '{outcome}' THEN '{stage}'" for outcome, stage in _ENDS.items())
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE moved AS
        SELECT customer, arg_max(level, id) FILTER (WHERE level IS NOT NULL) AS level,
               arg_max(CASE outcome {stages} END, id) FILTER (WHERE outcome IN ('ordered', 'won', 'lost')) AS stage,
               arg_max(lost_reason, id) FILTER (WHERE lost_reason IS NOT NULL) AS lost_reason
        FROM answered WHERE level IS NOT NULL OR outcome IN ('ordered', 'won', 'lost') GROUP BY customer""")
    _open_missing_leads(base, source, today)
    columns = [*fields("leads")]
    over = {
        "level": "coalesce(m.level, CASE WHEN m.stage = 'ordered' THEN 'O' END, l.level)",
        "stage": "coalesce(m.stage, l.stage)",
        "lost_reason": "coalesce(m.lost_reason, l.lost_reason)",
        "closed_on": f"CASE WHEN m.stage IN ('won', 'lost') THEN DATE '{today}' ELSE l.closed_on END",
    }
    chosen = ", ".join(f'{over.get(c, f"l.{c}")} AS "{c}"' for c in columns)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE next_level AS SELECT l.id, l.customer, {chosen}, l.other
        FROM moved m JOIN leads l ON l.closed IS NULL AND l.id = {open_lead("m.customer")}""")
    unmoved = " AND ".join(f"l.{name} IS NOT DISTINCT FROM n.{name}" for name in ("level", "stage", "lost_reason"))
    base.run(f"""
        DELETE FROM next_level WHERE id IN (
            SELECT n.id FROM next_level n JOIN leads l ON l.closed IS NULL AND l.id = n.id AND {unmoved})""")
    base.run(
        "DELETE FROM leads WHERE opened = ? AND closed IS NULL AND id IN (SELECT id FROM next_level)", [source.batch]
    )
    base.run("UPDATE leads SET closed = ? WHERE closed IS NULL AND id IN (SELECT id FROM next_level)", [source.batch])
    base.run("INSERT INTO leads BY NAME SELECT *, ? AS opened, NULL::INTEGER AS closed FROM next_level", [source.batch])


def _open_missing_leads(base: Base, source: Source, today: dt.date) -> None:
    """A level given to somebody without an open lead opens one."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE new_wish AS
        SELECT m.customer, row_number() OVER (ORDER BY m.customer) AS nth, c.sales_adviser FROM moved m
        JOIN customers c ON c.closed IS NULL AND c.id = m.customer
        WHERE m.level IS NOT NULL AND {open_lead("m.customer")} IS NULL""")
    count = int(base.value("SELECT count(*) FROM new_wish"))
    if count:
        last = next_ids(base, "L", count)
        base.run(
            f"""INSERT INTO leads BY NAME SELECT printf('L%06d', {last} + nth) AS id, ? AS opened, customer,
                sales_adviser AS adviser, DATE '{today}' AS opened_on, 'working' AS stage FROM new_wish""",
            [source.batch],
        )


def _set_next_dates(base: Base, source: Source) -> None:
    """A contact settles the customer's own next date; a date given with it becomes the new one."""
    base.run(
        """UPDATE plans SET closed = ? WHERE closed IS NULL AND opened < ? AND kind = 'next'
           AND customer IN (SELECT customer FROM answered WHERE outcome IS NOT NULL OR note IS NOT NULL OR next_date IS NOT NULL)""",
        [source.batch, source.batch],
    )
    base.run("DELETE FROM plans WHERE opened = ? AND kind = 'next'", [source.batch])
    base.run(
        """INSERT INTO plans BY NAME SELECT customer, arg_max(next_date, id) AS day, 'next' AS kind, arg_max(note, id) AS why,
           arg_max("by", id) AS "by", ? AS opened, NULL::INTEGER AS closed
           FROM answered WHERE next_date IS NOT NULL GROUP BY customer""",
        [source.batch],
    )
