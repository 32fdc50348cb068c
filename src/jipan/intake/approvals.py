"""Losses that advisers have applied for, and what somebody decides about them: what the inbox of decisions asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from jipan.errors import Refused
from jipan.intake.cases import end
from jipan.intake.leads import decide as decide_leads
from jipan.intake.write import Source

if TYPE_CHECKING:
    from jipan.store import Base

Choice = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True)
class Loss:
    """A lead that its adviser gives up: why, since when it waits for a decision, how it was last rated."""

    case: str
    customer: str
    name: str | None
    lead: str | None
    level: str | None
    model: str | None
    reason: str | None
    adviser: str | None
    applied_on: dt.date | None


def awaiting(base: Base) -> list[Loss]:
    """The losses that nobody has decided about, the oldest first."""
    rows = base.rows("""
        SELECT c.id, c.customer, k.name, c.lead, l.level, l.intent_model, coalesce(l.lost_reason, c.what), c.adviser, c.opened_on
        FROM cases c JOIN customers k ON k.closed IS NULL AND k.id = c.customer
        LEFT JOIN leads l ON l.closed IS NULL AND l.id = c.lead
        WHERE c.closed IS NULL AND c.closed_on IS NULL AND c.kind = 'loss' ORDER BY c.opened_on, c.id""")
    return [Loss(*row) for row in rows]


def decide(base: Base, cases: Sequence[str], choice: Choice, source: Source, *, why: str | None = None) -> None:
    """Agree to losses or refuse them, within the transaction of a batch: an approved lead is lost, a refused one goes on.

    Raises Refused for a case that waits for no decision.
    """
    waiting = {loss.case for loss in awaiting(base)}
    if gone := [case for case in cases if case not in waiting]:
        raise Refused("not_awaiting", case=tuple(gone))
    base.run(
        "CREATE OR REPLACE TEMP TABLE ending AS SELECT unnest(?::VARCHAR[]) AS id, ?::DATE AS day, ? AS outcome, ? AS resolution",
        [list(cases), source.dated, choice, why],
    )
    chosen = "SELECT c.lead, e.day FROM cases c JOIN ending e ON e.id = c.id WHERE c.closed IS NULL"
    decide_leads(base, source, chosen, "lost" if choice == "approved" else "working")
    end(base, source)
