"""Losses that advisers have applied for: approved, the lead is lost; rejected, it is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan import kinds
from jipan.intake import approvals
from jipan.intake.write import Source
from jipan.models import fields
from jipan.review.inbox import Answer, Fact, Item, Kind, Moment, View
from jipan.table import Column

if TYPE_CHECKING:
    from jipan.store import Base

LOSS, APPROVED, REJECTED = "loss", "approved", "rejected"
_NAME = Column.of(fields("customers")["name"])
_LEVEL, _MODEL, _REASON = (Column.of(fields("leads")[name]) for name in ("level", "intent_model", "lost_reason"))
_ADVISER, _SINCE = (Column.of(fields("cases")[name]) for name in ("adviser", "opened_on"))


def _find(base: Base, _: View) -> list[Item]:
    return [
        Item(LOSS, loss.case, loss.customer, loss.lead, (LOSS,), (APPROVED, REJECTED), _facts(loss))
        for loss in approvals.awaiting(base)
    ]


def _facts(loss: approvals.Loss) -> tuple[Fact, ...]:
    shown = {
        Column("id", kinds.CODE, "基盘号", "Jipan id"): loss.customer,
        _NAME: loss.name,
        _LEVEL: loss.level,
        _MODEL: loss.model,
        _REASON: loss.reason,
        _ADVISER: loss.adviser,
        _SINCE: loss.applied_on,
    }
    return tuple(Fact(column, value) for column, value in shown.items() if value is not None)


def _carry_out(base: Base, moment: Moment, answer: Answer) -> None:
    choice: approvals.Choice = "approved" if answer.choice == APPROVED else "rejected"
    source = Source(moment.batch, moment.today, "", None, moment.batch)
    approvals.decide(base, [answer.item.key], choice, source, why=answer.why)


KIND = Kind(LOSS, (APPROVED, REJECTED), _find, _carry_out)
