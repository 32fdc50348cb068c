"""What follows from a contact: a new level for the lead, a next date, a case, a vehicle that is handed over.

All of it is planned in `answered`, the contacts of one batch, and written in the transaction that wrote them, so that
undoing the batch undoes the consequences. What cannot be carried out is said in `remarks`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.intake import leads, returned, vehicles
from jipan.intake.cases import settle_cases
from jipan.intake.effects import listed
from jipan.intake.terms import Terms
from jipan.intake.write import Source
from jipan.kinds.talk import UNREACHED

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base


def settle(base: Base, source: Source, today: dt.date, book: Book | None = None) -> None:
    """Carry out what the contacts of this batch say. Called in the transaction that wrote them."""
    base.run("CREATE OR REPLACE TEMP TABLE remarks (contact VARCHAR, code VARCHAR, value VARCHAR)")
    returned.find_contested(base, source)
    base.run(
        f"""CREATE OR REPLACE TEMP TABLE answered AS
            SELECT k.*, coalesce(k."at"::DATE, least(k.next_date, ?)) AS day, c.contact IS NOT NULL AS contested,
                k."at" IS NOT NULL AND (k.outcome IS NULL OR k.outcome NOT IN {UNREACHED}) AS settles
            FROM contacts k LEFT JOIN contested c ON c.contact = k.id WHERE k.closed IS NULL AND k.opened = ?""",
        [today, source.batch],
    )
    if not base.value("SELECT count(*) FROM answered"):
        return
    _remark(base)
    vehicles.name_the_only_one(base, source)
    leads.lay_following(base, {one.id: one.then for one in book.levels.values() if one.then} if book else {})
    leads.move(base, source)
    vehicles.renew(base, source)
    _set_next_dates(base, source)
    vehicles.hand_over(base, source)
    _opt_out(base, source)
    settle_cases(base, source, Terms.of(book))


def _remark(base: Base) -> None:
    """What is odd in an answer and what is made of it all the same."""
    base.run(f"""
        INSERT INTO remarks
        SELECT contact, 'answered_meanwhile', said FROM contested
        UNION ALL SELECT id, 'next_in_past', next_date::VARCHAR FROM answered WHERE next_date < day
        UNION ALL SELECT id, 'booked_without_day', NULL FROM answered
            WHERE outcome IN {listed("book")} AND next_date IS NULL
        UNION ALL SELECT id, 'later_without_day', NULL FROM answered WHERE outcome = 'later' AND next_date IS NULL
        UNION ALL SELECT id, 'lost_without_reason', NULL FROM answered
            WHERE outcome IN {listed("lose")} AND lost_reason IS NULL
        UNION ALL SELECT id, 'lost_without_lead', NULL FROM answered WHERE outcome IN {listed("lose")} AND lead IS NULL
        UNION ALL SELECT id, 'no_outcome', NULL FROM answered WHERE outcome IS NULL AND "at" IS NOT NULL""")


def _set_next_dates(base: Base, source: Source) -> None:
    """A talk settles the customer's own next date; a date given with it becomes the new one, unless it is a booking or the end
    of a policy.
    """
    base.run(
        """UPDATE plans SET closed = ? WHERE closed IS NULL AND opened < ? AND kind = 'next'
           AND customer IN (SELECT customer FROM answered WHERE settles AND NOT contested OR next_date >= day)""",
        [source.batch, source.batch],
    )
    base.run("DELETE FROM plans WHERE opened = ? AND kind = 'next'", [source.batch])
    base.run(
        f"""INSERT INTO plans BY NAME SELECT customer, arg_max(next_date, id) AS day, 'next' AS kind, arg_max(note, id) AS why,
           arg_max("by", id) AS "by", ? AS opened, NULL::INTEGER AS closed
           FROM answered WHERE next_date >= day AND NOT contested AND coalesce(outcome, '') NOT IN {listed("book")}
               AND id NOT IN (SELECT contact FROM insured) GROUP BY customer""",
        [source.batch],
    )


def _opt_out(base: Base, source: Source) -> None:
    """Who refuses is no longer contacted by this channel; a sheet that does not name it was a call."""
    base.run(
        f"""INSERT INTO optouts BY NAME
            SELECT a.customer, coalesce(a.channel, 'call') AS channel, arg_max(a.note, a.id) AS why, ? AS opened, NULL::INTEGER AS closed
            FROM answered a WHERE a.outcome IN {listed("opt_out")} AND NOT EXISTS (
                FROM optouts o WHERE o.closed IS NULL AND root(o.customer) = root(a.customer)
                AND coalesce(o.channel, a.channel, 'call') = coalesce(a.channel, 'call'))
            GROUP BY ALL""",
        [source.batch],
    )
