"""Tasks that are left out on purpose, and customers who are left alone for a while: somebody's decision, no contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.store import begin, finish

if TYPE_CHECKING:
    from jipan.intake.log import Occasion
    from jipan.store import Base


@dataclass(frozen=True, slots=True)
class Skip:
    """The tasks that are left out, by their keys; with `until` the customer is left alone up to that day, and they come
    back then.
    """

    why: str
    keys: Sequence[str]
    until: dt.date | None = None
    by: str | None = None


def leave_out(base: Base, customer: str, skip: Skip, on: Occasion) -> int:
    """Write it down; gives the batch."""
    kind = "snooze" if skip.until else "skip"
    keys = [None] if skip.until else [key.partition("-")[0] for key in skip.keys]
    with base.atomic():
        batch = begin(base, "log", on.now, dated=on.today)
        for key in keys:
            base.run(
                'INSERT INTO plans (customer, day, kind, key, why, "by", opened) VALUES (?, ?, ?, ?, ?, ?, ?)',
                [customer, skip.until or on.today, kind, key, skip.why, skip.by, batch],
            )
        finish(base, batch, {"customer": customer, kind: len(keys)})
    return batch
