"""What an open item is, how all open items are found, and how answers to them are carried out in one batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jipan.store import begin, finish
from jipan.table import Column

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

LATER = "later"
"""The choice that every kind has: ask again."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is compared: a column, and its value on either side."""

    column: Column
    a: object = None
    b: object = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits for a decision.

    `key` is stable and tells it from all others of its kind; `a` and `b` are the ids that it is about; `reasons` are
    codes worded by `reason.<code>`; `choices` are worded by `choice.<code>`.
    """

    kind: str
    key: str
    a: str
    b: str | None = None
    reasons: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    """What else its stable form says."""
    field: str | None = None
    """Of a conflict the field, or the shop's own column."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody decided about an item, and his words for it."""

    item: Item
    choice: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """The batch in which answers are carried out, and its clock."""

    batch: int
    now: dt.datetime
    today: dt.date


@dataclass(frozen=True, slots=True)
class View:
    """The day, and where to ask for the rule book in force, by which it is worked out what is open. Without a book nothing is
    open that follows from one.
    """

    today: dt.date
    book: Callable[[Base], Book] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of open item, worded by `kind.<id>`: `find` gives what is open, `carry_out` does what an answer says.

    `carry_out` runs inside the transaction of the batch. It raises Refused where the answer does not fit any more.
    """

    id: str
    choices: tuple[str, ...]
    find: Callable[[Base, View], Sequence[Item]]
    carry_out: Callable[[Base, Moment, Answer], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some answers: the batch (None where nothing was decided) and how many of each choice."""

    batch: int | None
    counts: Mapping[str, int]


def open_items(base: Base, kinds: Iterable[Kind], view: View) -> list[Item]:
    """Everything that waits for a decision, kind by kind."""
    return [item for kind in kinds for item in kind.find(base, view)]


def decide(
    base: Base, kinds: Mapping[str, Kind], answers: Sequence[Answer], clock: tuple[dt.datetime, dt.date]
) -> Outcome:
    """Carry out answers in one batch. `later` decides nothing."""
    now, today = clock
    meant = [answer for answer in answers if answer.choice != LATER]
    counts: dict[str, int] = {}
    if not meant:
        return Outcome(None, counts)
    with base.atomic():
        batch = begin(base, "review", now, dated=today)
        for answer in meant:
            kinds[answer.item.kind].carry_out(base, Moment(batch, now, today), answer)
            counts[answer.choice] = counts.get(answer.choice, 0) + 1
        finish(base, batch, {"decided": counts})
    return Outcome(batch, counts)
