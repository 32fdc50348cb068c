"""What a customer does not want any more: a channel, or to be contacted at all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.store import begin, finish

if TYPE_CHECKING:
    from jipan.store import Base

_SAME = "closed IS NULL AND root(customer) = root(?) AND channel IS NOT DISTINCT FROM ?"


def opt_out(base: Base, customer: str, channel: str | None, why: str | None, now: dt.datetime) -> int | None:
    """Note that he wants no more of a channel (None: of any); gives the batch, or None where that was known."""
    if base.value(f"SELECT count(*) FROM optouts WHERE {_SAME}", [customer, channel]):
        return None
    with base.atomic():
        batch = begin(base, "optout", now, dated=now.date())
        base.run("INSERT INTO optouts VALUES (?, ?, ?, ?, NULL)", [customer, channel, why, batch])
        finish(base, batch, {"customer": customer, "channel": channel})
    return batch


def opt_back(base: Base, customer: str, channel: str | None, now: dt.datetime) -> int | None:
    """He may be contacted again; gives the batch, or None where he never declined."""
    if not base.value(f"SELECT count(*) FROM optouts WHERE {_SAME}", [customer, channel]):
        return None
    with base.atomic():
        batch = begin(base, "optout", now, dated=now.date())
        base.run(f"UPDATE optouts SET closed = ? WHERE {_SAME}", [batch, customer, channel])
        finish(base, batch, {"customer": customer, "channel": channel, "back": True})
    return batch
