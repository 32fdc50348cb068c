"""What follows from a contact: a new level for the lead, a next date, a case, a vehicle that is handed over.

All of it is planned in `answered`, the contacts of one batch, and written in the transaction that wrote them, so that
undoing the batch undoes the consequences. What cannot be carried out is said in `remarks`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.intake import leads, returned
from jipan.intake.cases import settle_cases
from jipan.intake.terms import Terms
from jipan.intake.write import Source
from jipan.kinds.talk import UNREACHED, Effect, leading_to

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base


def settle(base: Base, source: Source, today: dt.date, book: Book | None = None) -> None:
    """Carry out what the contacts of this batch say. Called in the transaction that wrote them."""
    base.run("CREATE OR REPLACE TEMP TABLE remarks (contact VARCHAR, code VARCHAR, value VARCHAR)")
    returned.find_contested(base, source)
    base.run(
        f"""CREATE OR REPLACE TEMP TABLE answered AS
            SELECT k.*, coalesce(k."at"::DATE, ?) AS day, c.contact IS NOT NULL AS contested,
                (k.outcome IS NULL OR k.outcome NOT IN {UNREACHED}) AS settles
            FROM contacts k LEFT JOIN contested c ON c.contact = k.id WHERE k.closed IS NULL AND k.opened = ?""",
        [today, source.batch],
    )
    if not base.value("SELECT count(*) FROM answered"):
        return
    _remark(base)
    if book and book.levels:
        _leave_strange_levels(base, tuple(book.levels))
    leads.lay_following(base, {one.id: one.then for one in book.levels.values() if one.then} if book else {})
    leads.move(base, source)
    _set_next_dates(base, source)
    _hand_over(base, source)
    _opt_out(base, source)
    settle_cases(base, source, Terms.of(book))


def _remark(base: Base) -> None:
    """What is odd in an answer and what is made of it all the same."""
    base.run(f"""
        INSERT INTO remarks
        SELECT contact, 'answered_meanwhile', said FROM contested
        UNION ALL SELECT id, 'next_in_past', next_date::VARCHAR FROM answered WHERE next_date < day
        UNION ALL SELECT id, 'booked_without_day', NULL FROM answered
            WHERE outcome IN {_in("book")} AND next_date IS NULL
        UNION ALL SELECT id, 'later_without_day', NULL FROM answered WHERE outcome = 'later' AND next_date IS NULL
        UNION ALL SELECT id, 'lost_without_reason', NULL FROM answered
            WHERE outcome IN {_in("lose")} AND lost_reason IS NULL
        UNION ALL SELECT id, 'lost_without_lead', NULL FROM answered WHERE outcome IN {_in("lose")} AND lead IS NULL
        UNION ALL SELECT id, 'no_outcome', NULL FROM answered WHERE outcome IS NULL""")


def _leave_strange_levels(base: Base, known: tuple[str, ...]) -> None:
    """A level that the book does not know is not taken: nobody would ever be called by it."""
    base.run(
        "INSERT INTO remarks SELECT id, 'level_unknown', level FROM answered WHERE NOT list_contains(?::VARCHAR[], level)",
        [list(known)],
    )
    base.run("UPDATE answered SET level = NULL WHERE NOT list_contains(?::VARCHAR[], level)", [list(known)])


def _in(*effects: Effect) -> str:
    """SQL: the outcomes that lead to these."""
    words = leading_to(*effects)
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


def _set_next_dates(base: Base, source: Source) -> None:
    """A talk settles the customer's own next date; a date given with it becomes the new one, unless it is a booking."""
    base.run(
        """UPDATE plans SET closed = ? WHERE closed IS NULL AND opened < ? AND kind = 'next'
           AND customer IN (SELECT customer FROM answered WHERE settles AND NOT contested OR next_date >= day)""",
        [source.batch, source.batch],
    )
    base.run("DELETE FROM plans WHERE opened = ? AND kind = 'next'", [source.batch])
    base.run(
        f"""INSERT INTO plans BY NAME SELECT customer, arg_max(next_date, id) AS day, 'next' AS kind, arg_max(note, id) AS why,
           arg_max("by", id) AS "by", ? AS opened, NULL::INTEGER AS closed
           FROM answered WHERE next_date >= day AND NOT contested AND coalesce(outcome, '') NOT IN {_in("book")} GROUP BY customer""",
        [source.batch],
    )


def _hand_over(base: Base, source: Source) -> None:
    """A vehicle that was sold is no longer kept: the one the row names, else the only one."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE parted AS
        SELECT a.id AS contact, a.day, o.vehicle, o.customer, o.since, count(*) OVER (PARTITION BY a.id) AS many
        FROM answered a JOIN ownerships o ON o.closed IS NULL AND o.until IS NULL AND o.customer = a.customer
            AND (a.vehicle IS NULL OR o.vehicle = a.vehicle)
        WHERE a.outcome IN {_in("hand_over")} AND NOT a.contested""")
    base.run("INSERT INTO remarks SELECT DISTINCT contact, 'which_vehicle', NULL FROM parted WHERE many > 1")
    base.run("DELETE FROM parted WHERE many > 1")
    mine = "closed IS NULL AND until IS NULL AND (vehicle, customer) IN (SELECT (vehicle, customer) FROM parted)"
    base.run(f"UPDATE ownerships SET closed = ? WHERE {mine}", [source.batch])
    base.run(
        "INSERT INTO ownerships BY NAME SELECT vehicle, customer, since, min(day) AS until, ? AS opened, NULL::INTEGER AS closed"
        " FROM parted GROUP BY ALL",
        [source.batch],
    )


def _opt_out(base: Base, source: Source) -> None:
    """Who refuses is no longer contacted by this channel; a sheet that does not name it was a call."""
    base.run(
        f"""INSERT INTO optouts BY NAME
            SELECT a.customer, coalesce(a.channel, 'call') AS channel, arg_max(a.note, a.id) AS why, ? AS opened, NULL::INTEGER AS closed
            FROM answered a WHERE a.outcome IN {_in("opt_out")} AND NOT EXISTS (
                FROM optouts o WHERE o.closed IS NULL AND root(o.customer) = root(a.customer)
                AND coalesce(o.channel, a.channel, 'call') = coalesce(a.channel, 'call'))
            GROUP BY ALL""",
        [source.batch],
    )
