"""Levels, cadences, measures and the desk of a rule book as frozen data: whom to contact when, and who does it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from jipan.kinds.span import Span
from jipan.rules.conditions import Test
from jipan.rules.forms import Collection
from jipan.words import Lang

AtLeast: TypeAlias = tuple[int, Span]
Rung: TypeAlias = Span | Literal["never"] | None
ANY_CHANNEL = ("call", "wechat", "sms")
"""By which channels somebody is contacted, one in place of the other, where a book does not say."""


RUNGS = ("manager", "reassign", "pool")
"""Who takes over what is left undone, one after the other: the manager hears of it, a colleague gets it, anybody may
take it.
"""


@dataclass(frozen=True, slots=True)
class Ladder:
    """After how long a task that nobody does is told to the manager, when a colleague gets it, and when it is anybody's.
    None leaves that to the desk.
    """

    manager: Rung = None
    reassign: Rung = None
    pool: Rung = None

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return self.manager, self.reassign, self.pool

    def over(self, other: Ladder) -> Ladder:
        """This ladder, and the other one where this says nothing."""
        return Ladder(*(mine or theirs for mine, theirs in zip(self.rungs, other.rungs, strict=True)))

    @property
    def rises(self) -> bool:
        return any(isinstance(rung, Span) for rung in self.rungs)


@dataclass(frozen=True, slots=True)
class Propose:
    """What is proposed, and never done by itself, for the leads of a level: one of the levels `up` of which so many
    `criteria` were seen; the level `down` when the expected day has `passed` by so much; to let rest (`dormant`) whom nobody has
    contacted for so long.
    """

    up: tuple[str, ...] = ()
    criteria: int | None = None
    down: str | None = None
    passed: Span | None = None
    dormant: Span | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A lead's level, and the cadence that it makes.

    `expected` are the days until the expected purchase, from and to; `window` is how long a step stays open.
    """

    id: str
    zh: str
    en: str
    every: Span | None
    at_least: AtLeast | None
    expected: tuple[int, int | None] | None
    window: Span | None
    role: str
    channels: tuple[str, ...]
    purpose: str
    priority: int
    criteria: tuple[str, ...] = ()
    stop: Test | None = None
    say: str | None = None
    then: str | None = None
    say_en: str | None = None
    escalate: Ladder = Ladder()
    propose: Propose = Propose()

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


SPOKEN = ("称呼", "姓名", "车型", "车牌", "日期")
"""What every `say` may name whatever its cadence is about; else it names columns of the record or of its customer."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """The words in the braces of a `say`."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


@dataclass(frozen=True, slots=True)
class Way:
    """Who takes one step of a cadence, and by which channels, where that is another than the cadence's."""

    role: str | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cadence:
    """When to contact whom. One of `every`, `after`, `before`, `on` is set; the last three name a date of `of`.

    `channels` stand in the order in which they are tried: the first that a customer has not refused is taken.
    `say` and the questions to `ask` are Chinese, or the only text there is; in English they stand beside.
    `at` are the distances of the steps from that date, `yearly` repeats it each year, `priority` is smaller when
    more urgent.
    """

    id: str
    zh: str
    en: str
    of: Collection
    who: Test | None
    every: Span | None
    after: str | None
    before: str | None
    on: str | None
    at: tuple[Span, ...]
    yearly: bool
    lunar: bool
    repeat: Span | None
    until: Span | None
    window: Span | None
    at_least: AtLeast | None
    stop: Test | None
    role: str
    channels: tuple[str, ...]
    purpose: str
    priority: int
    say: str | None
    then: str | None
    ask: tuple[str, ...] = ()
    say_en: str | None = None
    ask_en: tuple[str, ...] = ()
    ways: tuple[tuple[Span, Way], ...] = ()
    """Steps that are taken another way."""
    escalate: Ladder = Ladder()

    def label(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def questions(self, lang: Lang) -> Iterator[tuple[str, str]]:
        """What is asked, each question as its answers are kept, and in a language."""
        return zip(self.ask, self.ask if lang == "zh" else self.ask_en or self.ask, strict=True)

    @property
    def channel(self) -> str:
        """The way by which customers are contacted who have nothing against it."""
        return self.channels[0]

    @property
    def anchor(self) -> str | None:
        """The date from which the steps are counted."""
        return self.after or self.before or self.on


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that customers are entitled to: shown, and made into tasks only when it has `every`."""

    name: str
    group: str
    who: Test
    every: Span | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """Who looks after customers whom nobody looks after: those for whom `when` holds (None: all) go to these in turn."""

    role: str
    when: Test | None
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """How the shop works: its stores, its calendar, the days it is closed, how many calls an adviser makes a day, who
    gets the customers of nobody, and who hears of what is not done.
    """

    stores: tuple[str, ...] = ()
    calendar: Literal["shop", "office"] = "shop"
    closed: tuple[dt.date, ...] = ()
    quota: int | None = None
    value: str | None = None
    """The fact or rating by which customers of one urgency stand: the most valuable first."""
    quiet: str | None = None
    marketing_gap: Span = field(default=Span(days=15))
    assign: tuple[Assign, ...] = ()
    win_back: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Ratings, and the classes of them whose customers get a case to be won back."""
    escalate: Ladder = Ladder()

    @property
    def hours(self) -> tuple[dt.time, dt.time] | None:
        """From when to when somebody may be called on a day: from the end of the quiet hours to the next ones, or midnight."""
        if self.quiet is None:
            return None
        until, since = (dt.time.fromisoformat(part.strip().zfill(5)) for part in self.quiet.split("-"))
        return since, until if until > since else dt.time(23, 59)
