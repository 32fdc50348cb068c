"""What contacts do to leads: a new level, an order, a sale, a loss that is applied for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jipan.intake import returned
from jipan.kinds.talk import OUTCOMES
from jipan.models import fields
from jipan.store.batches import next_ids

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base

_STAGES = {"order": "ordered", "win": "won", "lose": "losing"}
"""What becomes of a lead. A loss is only applied for: somebody else agrees to it."""

_ORDERED = "O"
"""The level of whoever has ordered."""

_MOVING = {one.id: _STAGES[one.leads_to] for one in OUTCOMES if one.leads_to in _STAGES}


def open_lead(customer: str) -> str:
    """SQL: the id of a customer's open lead, the latest one."""
    return (
        f"(SELECT max(l.id) FROM leads l WHERE l.closed IS NULL AND root(l.customer) = root({customer})"
        " AND l.closed_on IS NULL AND coalesce(l.stage, 'new') NOT IN ('won', 'lost'))"
    )


def _keep_levels_apart(base: Base, source: Source) -> None:
    """A level that was changed after the sheet was planned stays: what the sheet says of it is shown, not guessed."""
    base.run(
        f"""CREATE OR REPLACE TEMP TABLE apart AS
            SELECT a.id AS contact, l.id AS lead, l.level, a.level AS said
            FROM answered a JOIN leads l ON l.closed IS NULL AND l.id = {open_lead("a.customer")}
            JOIN leads w ON w.id = l.id AND w.opened <= {returned.planned_from("a.tasks")}
                AND (w.closed IS NULL OR w.closed > {returned.planned_from("a.tasks")})
            WHERE a.level IS NOT NULL AND l.level IS DISTINCT FROM a.level AND l.level IS DISTINCT FROM w.level
              AND NOT EXISTS (FROM contacts p WHERE p.id = a.id AND p.opened < ? AND p.level IS NOT DISTINCT FROM l.level)""",
        [source.batch],
    )
    base.run("INSERT INTO remarks SELECT contact, 'level_meanwhile', level FROM apart")
    base.run(
        """INSERT INTO conflicts BY NAME
           SELECT 'leads' AS collection, p.lead AS record, 'level' AS field, p.level AS ours, p.said AS theirs, $2 AS address,
               $1::INTEGER AS opened, NULL::INTEGER AS closed
           FROM apart p WHERE NOT EXISTS (
               FROM conflicts c WHERE c.record = p.lead AND c.field = 'level' AND c.ours = p.level AND c.theirs = p.said)""",
        [source.batch, source.file],
    )


def lay_following(base: Base, then: Mapping[str, str]) -> None:
    """`following`: contacts that answered the one talk of a level which another one follows; only those since it was given."""
    named = " ".join(f"WHEN '{level}' THEN '{after}'" for level, after in then.items())
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE following AS
        SELECT a.id AS contact, CASE l.level {named or "WHEN NULL THEN NULL"} ELSE NULL END AS level
        FROM answered a JOIN leads l ON l.closed IS NULL AND l.id = {open_lead("a.customer")}
        WHERE a.settles AND NOT a.contested AND a.level IS NULL
            AND list_contains({list(then)}::VARCHAR[], l.level)
            AND a.day >= (SELECT min(b."at")::DATE FROM leads w JOIN batches b ON b.number = w.opened
                WHERE w.id = l.id AND w.level = l.level)""")


def move(base: Base, source: Source) -> None:
    """New levels and stages for the open leads of the customers in `answered`."""
    _keep_levels_apart(base, source)
    stages = " ".join(f"WHEN '{outcome}' THEN '{stage}'" for outcome, stage in _MOVING.items())
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE moved AS
        SELECT customer, max(day) AS day,
               arg_max(coalesce(a.level, f.level), id)
                   FILTER (WHERE coalesce(a.level, f.level) IS NOT NULL AND id NOT IN (SELECT contact FROM apart)) AS level,
               arg_max(CASE outcome {stages} END, id) FILTER (WHERE outcome IN {tuple(_MOVING)}) AS stage,
               arg_max(lost_reason, id) FILTER (WHERE lost_reason IS NOT NULL) AS lost_reason
        FROM answered a LEFT JOIN following f ON f.contact = a.id
        WHERE NOT contested AND (coalesce(a.level, f.level) IS NOT NULL OR outcome IN {tuple(_MOVING)}) GROUP BY customer""")
    _open_missing_leads(base, source)
    _note_levels(base, source)
    columns = [*fields("leads")]
    over = {
        "level": f"coalesce(m.level, CASE WHEN m.stage = 'ordered' THEN '{_ORDERED}' END, l.level)",
        "stage": "coalesce(m.stage, CASE WHEN m.level IS NOT NULL AND l.stage = 'dormant' THEN 'working' END, l.stage)",
        "lost_reason": "coalesce(m.lost_reason, l.lost_reason)",
        "closed_on": "CASE WHEN m.stage = 'won' THEN m.day ELSE l.closed_on END",
    }
    chosen = ", ".join(f'{over.get(c, f"l.{c}")} AS "{c}"' for c in columns)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE next_level AS SELECT l.id, l.customer, {chosen}, l.other
        FROM moved m JOIN leads l ON l.closed IS NULL AND l.id = {open_lead("m.customer")}""")
    unmoved = " AND ".join(f"l.{name} IS NOT DISTINCT FROM n.{name}" for name in ("level", "stage", "lost_reason"))
    base.run(f"""
        DELETE FROM next_level WHERE id IN (
            SELECT n.id FROM next_level n JOIN leads l ON l.closed IS NULL AND l.id = n.id AND {unmoved})""")
    write_leads(base, source)


def write_leads(base: Base, source: Source) -> None:
    """Write the versions of leads that lie in `next_level`."""
    base.run(
        "DELETE FROM leads WHERE opened = ? AND closed IS NULL AND id IN (SELECT id FROM next_level)", [source.batch]
    )
    base.run("UPDATE leads SET closed = ? WHERE closed IS NULL AND id IN (SELECT id FROM next_level)", [source.batch])
    base.run("INSERT INTO leads BY NAME SELECT *, ? AS opened, NULL::INTEGER AS closed FROM next_level", [source.batch])


def _open_missing_leads(base: Base, source: Source) -> None:
    """A level given to somebody without an open lead opens one; so does an order."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE new_wish AS
        SELECT m.customer, m.day, row_number() OVER (ORDER BY m.customer) AS nth, c.sales_adviser FROM moved m
        JOIN customers c ON c.closed IS NULL AND c.id = m.customer
        WHERE (m.level IS NOT NULL OR m.stage = 'ordered') AND {open_lead("m.customer")} IS NULL""")
    count = int(base.value("SELECT count(*) FROM new_wish"))
    if count:
        last = next_ids(base, "L", count)
        base.run(
            f"""INSERT INTO leads BY NAME SELECT printf('L%06d', {last} + nth) AS id, ? AS opened, customer,
                sales_adviser AS adviser, day AS opened_on, 'working' AS stage FROM new_wish""",
            [source.batch],
        )


def _note_levels(base: Base, source: Source) -> None:
    """A contact that moves a level remembers where it came from, and where to if its outcome said so: 原来→现在."""
    ordering = tuple(outcome for outcome, stage in _MOVING.items() if stage == "ordered")
    base.run(
        f"""UPDATE contacts SET level = m.level, level_was = l.level
            FROM (SELECT a.id, a.customer,
                      coalesce(a.level, f.level, CASE WHEN a.outcome IN {(*ordering, "")} THEN '{_ORDERED}' END) AS level
                  FROM answered a LEFT JOIN following f ON f.contact = a.id
                  WHERE a.level IS NOT NULL OR NOT a.contested) m
            JOIN leads l ON l.closed IS NULL AND l.id = {open_lead("m.customer")}
            WHERE contacts.opened = ? AND contacts.closed IS NULL AND contacts.id = m.id AND m.level IS NOT NULL
              AND contacts.level_was IS NULL AND l.level IS NOT NULL AND (contacts.level IS NOT NULL OR l.level <> m.level)""",
        [source.batch],
    )


def decide(base: Base, source: Source, leads: str, stage: str) -> None:
    """Give the leads of a query (lead, day) the stage that was decided: `lost`, or (`working`) the one they had before."""
    columns = ", ".join(f'l."{name}"' for name in fields("leads") if name not in {"stage", "closed_on"})
    before = """(SELECT arg_max(w.stage, w.opened) FROM leads w WHERE w.id = l.id AND w.stage IS DISTINCT FROM 'losing'
        AND w.opened < l.opened)"""
    ends = stage == "lost"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE next_level AS
        SELECT l.id, l.customer, {columns}, l.other, {"'lost'" if ends else f"coalesce({before}, 'working')"} AS stage,
            {"d.day" if ends else "NULL::DATE"} AS closed_on
        FROM ({leads}) d JOIN leads l ON l.closed IS NULL AND l.id = d.lead WHERE l.stage = 'losing'""")
    write_leads(base, source)
