"""What one person should do for one customer on one day, and why: the reasons of a day gathered by customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jipan.followups.courses import Course
from jipan.followups.occasions import FOREVER, NEVER, Occasion
from jipan.followups.why import other_way, why
from jipan.words import say

if TYPE_CHECKING:
    from jipan.words import Lang


PASSED_ON = ("handed", "pool")
"""Tasks that are no longer with the adviser whose they were."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of one cadence for one customer, vehicle or lead (`subject`). `why_*` say it in words, `say` what to
    tell the customer.
    """

    key: str
    subject: str
    due: dt.date
    today: dt.date
    course: Course = field(repr=False)
    occasion: Occasion = field(repr=False)
    agreed: str = ""

    @property
    def cadence(self) -> str:
        return self.course.cadence.id

    @property
    def purpose(self) -> str:
        return self.course.cadence.purpose

    @property
    def role(self) -> str:
        return self.course.cadence.role

    @property
    def channel(self) -> str:
        return self.course.cadence.channel

    @property
    def priority(self) -> int:
        return self.course.cadence.priority

    @property
    def step(self) -> int:
        return self.occasion.step

    @property
    def anchor(self) -> dt.date | None:
        """The date counted from; None for somebody who was never reached."""
        return None if self.occasion.anchor == NEVER else self.occasion.anchor

    @property
    def was(self) -> dt.date | None:
        """The day from which the reason was moved: to an open day, or past a snooze or an unanswered call."""
        return None if self.occasion.day == self.due else self.occasion.day

    @property
    def opens(self) -> dt.date:
        return self.occasion.opens

    @property
    def closes(self) -> dt.date | None:
        """The last day on which it is listed; None: until it is done."""
        return None if self.occasion.closes == FOREVER else self.occasion.closes

    @property
    def overdue_days(self) -> int:
        return max(0, (self.today - self.due).days)

    def label(self, lang: Lang) -> str:
        return self.course.cadence.label(lang)

    def why(self, lang: Lang) -> str:
        return why(self.course, self.occasion, self.agreed, self.was, lang)


@dataclass(frozen=True, slots=True)
class Talk:
    """The last contact with a customer."""

    day: dt.date
    outcome: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One call to one customer. `adviser` is empty when nobody is in charge; a manager's tasks belong to no adviser.

    `plate` and `model` are those of the vehicle that a reason is about, else of the car wanted, else of the vehicle
    bought last; `level` is that of the most urgent open lead; `say` is what to tell the customer, from the most urgent
    reason that says it; `classes` go by rating; `measures` are what he is entitled to; `complaint` says that one is
    open; `channel` is the one to take, `because` tells why where it is not the `usual` one of the most urgent reason; `pref_time`
    is when he wants to be contacted; the smaller `worth`, the more valuable he is; `stands_for` is the adviser
    whose task it was, who is on leave or has left it undone; `raised` says whether the manager hears of it, a colleague got it
    (`handed`) or anybody may take it, because it `waited` so many days.
    """

    customer: str
    day: dt.date
    complaint: bool
    name: str
    mobile: str
    adviser: str
    plate: str
    model: str
    level: str
    channel: str
    usual: str
    because: str
    pref_time: str
    worth: float
    say: str
    stands_for: str
    raised: str
    waited: int
    last: Talk | None
    classes: Mapping[str, str]
    measures: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def first(self) -> Reason:
        """The most urgent reason."""
        return self.reasons[0]

    @property
    def due(self) -> dt.date:
        """The day of the reason that waits longest."""
        return min(reason.due for reason in self.reasons)

    @property
    def overdue(self) -> int:
        """Days since then."""
        return max(0, (self.first.today - self.due).days)

    @property
    def purpose(self) -> str:
        return self.first.purpose

    @property
    def role(self) -> str:
        return self.first.role

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(reason.key for reason in self.reasons)

    def why(self, lang: Lang) -> str:
        """All reasons in words, the most urgent first; those of one step that several vehicles have stand together."""
        alike: dict[tuple[int, int], list[Reason]] = {}
        for reason in self.reasons:
            alike.setdefault((reason.course.number, reason.step), []).append(reason)
        whys = say("followups.why.join", lang).join(_told(some, lang) for some in alike.values())
        if self.because:
            whys = other_way(whys, self.channel, self.usual, self.because, lang)
        if self.stands_for and self.raised not in PASSED_ON:
            whys = say("followups.why.instead", lang, why=whys, adviser=self.stands_for)
        if not self.raised:
            return whys
        told = {"adviser": self.stands_for, "heir": self.adviser, "days": self.waited}
        return say(f"followups.why.{self.raised}", lang, why=whys, **told)


def _told(alike: list[Reason], lang: Lang) -> str:
    """The reasons of one step: the most urgent one, and how many there are."""
    first = alike[0].why(lang)
    return first if len(alike) == 1 else say("followups.why.alike", lang, why=first, count=len(alike))
