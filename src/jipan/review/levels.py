"""Proposals for the levels of leads: up where enough was seen, down where the expected day has passed, to rest where nobody has
touched them. No level changes before somebody has accepted it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.kinds import Option
from jipan.kinds.choice import choice
from jipan.models import fields
from jipan.review import proposing
from jipan.review.conflicts import set_field
from jipan.review.inbox import Answer, Fact, Item, Kind, Moment, View
from jipan.review.proposing import LEVEL
from jipan.rules.proposals import visible
from jipan.table import Column

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

ACCEPT, KEEP = "accept", "keep"
DORMANT = "dormant"
_ID = Column("id", kinds.CODE, "基盘号", "Jipan id")
_LAST = Column("last", kinds.DATE, "上次联系", "Last contact")
_NAME = Column.of(fields("customers")["name"])
_LEVEL, _STAGE, _MODEL, _ADVISER, _EXPECTED = (
    Column.of(fields("leads")[name]) for name in ("level", "stage", "intent_model", "adviser", "expected_date")
)


def _find(base: Base, view: View) -> list[Item]:
    if view.book is None or not base.value("SELECT EXISTS (FROM leads WHERE closed IS NULL)"):
        return []
    book = view.book(base)
    proposing.lay(base, book, view.today)
    rows = base.rows("""
        SELECT p.id, p.customer, p.level, p.goal, p.reason, coalesce(p.stage, 'working'), p.adviser, p.intent_model, p.expected,
            p.last, p.seen, c.name
        FROM review_levels p LEFT JOIN customers c ON c.closed IS NULL AND c.id = p.customer ORDER BY p.reason, p.adviser, p.id""")
    return [_item(book, row) for row in rows]


def _item(book: Book, row: tuple[Any, ...]) -> Item:
    lead, customer, level, goal, reason, stage, adviser, model, expected, last, seen, name = row
    shown = {
        _ID: customer,
        _NAME: name,
        _MODEL: model,
        _ADVISER: adviser,
        _EXPECTED: expected,
        _LAST: last,
    }
    facts = tuple(Fact(column, value) for column, value in shown.items() if value is not None)
    move = (Fact(_LEVEL, level, goal),) if goal else (Fact(_LEVEL, level), Fact(_STAGE, stage, DORMANT))
    whole = (*facts, *move, *_met(book, goal, seen))
    more = {"from": level, "to": goal or DORMANT}
    return Item(
        LEVEL,
        f"{lead}-{level}-{more['to']}",
        str(customer),
        str(lead),
        (str(reason),),
        (ACCEPT, KEEP),
        whole,
        more=more,
    )


def _met(book: Book, goal: str | None, seen: Sequence[str] | None) -> tuple[Fact, ...]:
    """The criteria of a level that were seen."""
    if goal is None or not seen:
        return ()
    columns = {name: book.facts[fact].column for name, fact in visible(book).items()}
    words = choice("criterion", *(Option(name, column.zh, column.en) for name, column in columns.items()))
    shown = Column("seen", words, "见到", "Seen")
    return tuple(Fact(shown, name) for name in book.levels[goal].criteria if name in seen)


def _carry_out(base: Base, moment: Moment, answer: Answer) -> None:
    """The decision is kept, so that nobody is asked again before something about the lead has changed."""
    lead = str(answer.item.b)
    if answer.choice == ACCEPT:
        goal = answer.item.more["to"]
        field = "stage" if goal == DORMANT else "level"
        set_field(base, moment.batch, "leads", (lead, field, goal))
    base.run(
        "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, NULL)",
        [LEVEL, answer.item.a, lead, answer.choice, answer.why, moment.batch],
    )


KIND = Kind(LEVEL, (ACCEPT, KEEP), _find, _carry_out)
