"""What came of a contact that was logged, read from its batch: what the person who logged it wants to hear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.kinds.talk import UNREACHED, leading_to

if TYPE_CHECKING:
    from jipan.store import Base

_SQL = f"""
SELECT 'case_opened' AS code, kind AS what, due::VARCHAR AS more FROM cases WHERE opened = $1 AND closed IS NULL AND closed_on IS NULL
UNION ALL
SELECT 'case_closed', kind, outcome FROM cases WHERE opened = $1 AND closed IS NULL AND closed_on IS NOT NULL
UNION ALL
SELECT 'lead_moved', level, stage FROM leads WHERE opened = $1 AND closed IS NULL
UNION ALL
SELECT 'opted_out', channel, NULL FROM optouts WHERE opened = $1 AND closed IS NULL
UNION ALL
SELECT 'handed_over', coalesce(v.plate, v.vin, v.id), NULL FROM ownerships o JOIN vehicles v ON v.closed IS NULL AND v.id = o.vehicle
WHERE o.opened = $1 AND o.closed IS NULL AND o.until IS NOT NULL
UNION ALL
SELECT 'insured_until', coalesce(plate, vin, id), insurance_end::VARCHAR FROM vehicles WHERE opened = $1 AND closed IS NULL
UNION ALL
SELECT 'no_more', k.outcome, coalesce(v.plate, v.vin, v.id) FROM contacts k
LEFT JOIN vehicles v ON v.closed IS NULL AND v.id = k.vehicle
WHERE k.opened = $1 AND k.closed IS NULL AND k.vehicle IS NOT NULL
    AND k.outcome IN {leading_to("renew", "insure", "service", "inspect")}
UNION ALL
SELECT 'settled', len(string_split(tasks, ' '))::VARCHAR, NULL FROM contacts
WHERE opened = $1 AND closed IS NULL AND tasks <> '' AND (outcome IS NULL OR outcome NOT IN {UNREACHED})
UNION ALL
SELECT CASE WHEN outcome IN {leading_to("try_again")} THEN 'tried_again' ELSE 'given_up' END, NULL, NULL
FROM contacts WHERE opened = $1 AND closed IS NULL AND outcome IN {leading_to("try_again", "give_up")}
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that followed: `code` tells which, `what` and `more` are words of it as the base keeps them."""

    code: str
    what: str | None
    more: str | None


def followed(base: Base, batch: int) -> list[Followed]:
    """What followed from the contact of a batch."""
    return [Followed(*row) for row in base.rows(_SQL, [batch])]
