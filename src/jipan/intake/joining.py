"""Merging two customers who are one, and parting them again: one row each, nothing is lost, nothing is copied."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan.errors import Refused
from jipan.store import begin, finish
from jipan.store.identities import root

if TYPE_CHECKING:
    from jipan.store import Base

DOUBT, APART, JOIN = "doubt", "apart", "join"
"""The kind of decision, and the two things that somebody can decide about a pair."""


def merge(base: Base, a: str, b: str, now: dt.datetime, why: str | None = None) -> int:
    """`a` is `b` from now on; gives the batch. Raises Refused when they are one customer already."""
    with base.atomic():
        batch = begin(base, "merge", now, dated=now.date())
        join(base, batch, a, b, why)
        finish(base, batch, {"a": a, "b": b})
    return batch


def join(base: Base, batch: int, a: str, b: str, why: str | None) -> None:
    """Write the row. Whom either was merged into before stands for him, so that a third joins the whole family."""
    mine, other = root(base, a), root(base, b)
    if mine == other:
        raise Refused("merge_self" if a == b else "merged_already", a=a, b=b, root=other)
    base.run("INSERT INTO merges VALUES (?, ?, ?, ?, NULL)", [mine, other, why, batch])


def unmerge(base: Base, customer: str, now: dt.datetime) -> tuple[int, str, str]:
    """Part a merged customer from whom he was merged into; gives the batch and both ids.

    The pair is remembered as two, so that no import joins them again. Raises Refused when nobody was merged there, or
    when several were and it is not said which.
    """
    a, b = _merged(base, customer)
    with base.atomic():
        batch = begin(base, "unmerge", now, dated=now.date())
        base.run("UPDATE merges SET closed = ? WHERE closed IS NULL AND a = ?", [batch, a])
        keep_apart(base, batch, a, b)
        finish(base, batch, {"a": a, "b": b})
    return batch, a, b


def keep_apart(base: Base, batch: int, a: str, b: str, why: str | None = None) -> None:
    """Remember that two customers are two."""
    base.run("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, NULL)", [DOUBT, a, b, APART, why, batch])


def _merged(base: Base, customer: str) -> tuple[str, str]:
    rows = base.rows("SELECT a, b FROM merges WHERE closed IS NULL AND a = ?", [customer])
    rows = rows or base.rows("SELECT a, b FROM merges WHERE closed IS NULL AND b = ? ORDER BY a", [customer])
    if not rows:
        raise Refused("not_merged", customer=customer)
    if len(rows) > 1:
        raise Refused("merged_several", customer=customer, ids=tuple(a for a, _ in rows))
    return rows[0]
