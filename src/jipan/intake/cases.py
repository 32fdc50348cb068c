"""Cases that contacts open and close: complaints, bookings, numbers to find, losses to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.intake.colleagues import person
from jipan.intake.effects import listed
from jipan.intake.leads import decide
from jipan.kinds.lost import REASONS
from jipan.store.batches import next_ids

if TYPE_CHECKING:
    from jipan.intake.terms import Terms
    from jipan.intake.write import Source
    from jipan.store import Base


def settle_cases(base: Base, source: Source, terms: Terms) -> None:
    """Carry out what the contacts in `answered` say about cases: withdraw, close, open."""
    _withdraw(base, source, terms)
    _close_by_contact(base, source)
    _open(base, source, terms)


def _opening(terms: Terms) -> str:
    """SQL: the contacts of this batch that open a case, and which. In a log of years only somebody's last word does."""
    complains = listed("complain")
    kind = f"""CASE WHEN outcome IN {complains} OR score <= {terms.dissatisfied} THEN 'complaint'
        WHEN outcome IN {listed("book")} AND next_date >= day THEN 'booking'
        WHEN outcome IN {listed("find_number")} THEN 'wrong_number'
        WHEN outcome IN {listed("lose")} AND lead IS NOT NULL THEN 'loss' END"""
    return f"""SELECT *, {kind} AS kind FROM answered WHERE (NOT contested OR outcome IN {complains})
        AND day >= (SELECT max(k."at")::DATE FROM contacts k WHERE k.closed IS NULL AND k.customer = answered.customer)"""


def _reason(column: str) -> str:
    """SQL: a reason for a loss as people read it."""
    named = " ".join(f"WHEN '{one.id}' THEN '{one.zh}'" for one in REASONS)
    return f"CASE {column} {named} ELSE {column} END"


def _withdraw(base: Base, source: Source, terms: Terms) -> None:
    """A corrected contact no longer says what it said: the case it opened goes."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE ending AS
        SELECT c.id, a.day, 'withdrawn' AS outcome, NULL::VARCHAR AS resolution
        FROM cases c JOIN answered a ON a.id = c.contact LEFT JOIN ({_opening(terms)}) o ON o.id = a.id
        WHERE c.closed IS NULL AND c.closed_on IS NULL
          AND (o.kind IS DISTINCT FROM c.kind OR (c.kind = 'booking' AND o.next_date IS DISTINCT FROM c.due))""")
    reopened = "SELECT c.lead, NULL AS day FROM cases c JOIN ending e ON e.id = c.id WHERE c.closed IS NULL AND c.kind = 'loss'"
    decide(base, source, reopened, "working")
    end(base, source)


def _close_by_contact(base: Base, source: Source) -> None:
    """A complaint is closed when somebody says so; a booking by coming, by another booking, or by a talk after its day; a
    win-back when the car is gone or beyond reach.
    """
    gone = listed("hand_over", "give_up")
    resolved, books = listed("resolve"), listed("book")
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE ending AS
        SELECT c.id, max(a.day) AS day,
            CASE c.kind WHEN 'complaint' THEN 'resolved' WHEN 'win_back' THEN 'failed' ELSE CASE
                WHEN bool_or(a.channel = 'showroom') THEN 'came'
                WHEN bool_or(a.outcome IN {books}) AND c.due >= max(a.day) THEN 'withdrawn' ELSE 'no_show' END END AS outcome,
            arg_max(a.note, a.id) FILTER (WHERE c.kind = 'complaint') AS resolution
        FROM cases c JOIN answered a ON root(a.customer) = root(c.customer) AND a.id IS DISTINCT FROM c.contact
        WHERE c.closed IS NULL AND c.closed_on IS NULL AND a.settles AND CASE c.kind
            WHEN 'complaint' THEN a.outcome IN {resolved}
            WHEN 'booking' THEN a.channel = 'showroom' OR a.day > c.due OR a.outcome IN {books}
            WHEN 'win_back' THEN a.outcome IN {gone} ELSE FALSE END
        GROUP BY c.id, c.kind, c.due""")
    end(base, source)


def _open(base: Base, source: Source, terms: Terms) -> None:
    """One case for a customer and kind at a time, with whoever talked to him, else with his adviser; a booking has a day of
    its own.
    """
    days, months = terms.complaint_due.days, terms.complaint_due.months
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE opening AS
        SELECT o.customer, o.vehicle, o.lead, o.kind,
            coalesce(CASE o.kind WHEN 'loss' THEN {_reason("o.lost_reason")} END, o.note) AS what,
            coalesce({person('o."by"')}, CASE WHEN o.kind <> 'loss' THEN p.service_adviser END, p.sales_adviser) AS adviser,
            o.day AS opened_on, o.id AS contact,
            CASE o.kind WHEN 'booking' THEN o.next_date
                ELSE (o.day + INTERVAL {months} MONTH + INTERVAL {days} DAY)::DATE END AS due
        FROM ({_opening(terms)}) o LEFT JOIN customers p ON p.closed IS NULL AND p.id = o.customer
        WHERE o.kind IS NOT NULL AND NOT EXISTS (
            FROM cases c WHERE c.closed IS NULL AND root(c.customer) = root(o.customer) AND c.kind = o.kind
            AND (c.closed_on IS NULL OR c.contact = o.id AND c.outcome <> 'withdrawn'))
        QUALIFY row_number() OVER (PARTITION BY o.customer, o.kind ORDER BY o.id DESC) = 1""")
    count = int(base.value("SELECT count(*) FROM opening"))
    if count:
        last = next_ids(base, "A", count)
        base.run(
            f"""INSERT INTO cases BY NAME SELECT printf('A%06d', {last} + row_number() OVER (ORDER BY contact, kind)) AS id,
                ? AS opened, * FROM opening""",
            [source.batch],
        )


def end(base: Base, source: Source) -> None:
    """Close the cases of the temporary table `ending`: id, day, outcome, resolution."""
    if not base.value("SELECT count(*) FROM ending"):
        return
    base.run(
        """CREATE OR REPLACE TEMP TABLE next_case AS
           SELECT c.* EXCLUDE (opened)
               REPLACE (e.day AS closed_on, e.outcome AS outcome, coalesce(e.resolution, c.resolution) AS resolution)
           FROM cases c JOIN ending e ON e.id = c.id WHERE c.closed IS NULL"""
    )
    base.run("DELETE FROM cases WHERE opened = ? AND closed IS NULL AND id IN (SELECT id FROM ending)", [source.batch])
    base.run("UPDATE cases SET closed = ? WHERE closed IS NULL AND id IN (SELECT id FROM ending)", [source.batch])
    base.run("INSERT INTO cases BY NAME SELECT *, ? AS opened FROM next_case", [source.batch])


def settle_imports(base: Base, source: Source) -> None:
    """What a file brings closes cases by itself: a visit the booking and the win-back, a new number the search for one."""
    if not base.value(
        "SELECT count(*) FROM cases WHERE closed IS NULL AND closed_on IS NULL AND kind IN ('booking', 'wrong_number', 'win_back')"
    ):
        return
    base.run(
        """
        CREATE OR REPLACE TEMP TABLE ending AS
        SELECT c.id, min(v.date) AS day, 'came' AS outcome, NULL::VARCHAR AS resolution
        FROM cases c JOIN visits v ON v.closed IS NULL AND v.opened = $1 AND v.date >= c.opened_on
            AND (v.customer = c.customer OR v.vehicle = c.vehicle)
        WHERE c.closed IS NULL AND c.closed_on IS NULL AND c.kind IN ('booking', 'win_back') GROUP BY c.id
        UNION ALL
        SELECT DISTINCT c.id, b.dated, 'found', NULL FROM cases c JOIN batches b ON b.number = $1
        JOIN keys k ON k.closed IS NULL AND k.opened = $1 AND k.type = 'phone' AND k.customer = c.customer
        WHERE c.closed IS NULL AND c.closed_on IS NULL AND c.kind = 'wrong_number'""",
        [source.batch],
    )
    end(base, source)
    _revenue(base, source)


def _revenue(base: Base, source: Source) -> None:
    """What an owner who was won back has brought."""
    base.run(
        """UPDATE cases SET revenue_after = v.amount FROM (
               SELECT customer, sum(amount) AS amount FROM visits WHERE closed IS NULL AND opened = $1 GROUP BY customer) v
           WHERE cases.opened = $1 AND cases.closed IS NULL AND cases.kind = 'win_back' AND cases.outcome = 'came'
             AND v.customer = cases.customer""",
        [source.batch],
    )
