"""What is planned by: the cadences of a book, the cadences that its levels make, and the next dates agreed with
customers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from jipan.followups.steps import interval, monthly, place, steps
from jipan.models import fields
from jipan.rules import Cadence
from jipan.rules.plans import ANY_CHANNEL, Way
from jipan.words import LANGS, Lang, known, say

if TYPE_CHECKING:
    from jipan.rules import Book, Level, Measure

NEXT = "next"
OPEN_STAGES = ("new", "working", "ordered")
"""A lead in one of these stages, or without a stage, is being worked."""

_LATEST = 1000
_ANSWERED = "answered"
"""What a cadence that follows another counts from, instead of a date of its own."""


@dataclass(frozen=True)
class Course:
    """A cadence with the number by which it is joined. `level` made it; `event` is its date in Chinese and English
    words.
    """

    number: int
    cadence: Cadence
    event: tuple[str, str]
    level: Level | None = None
    follows: tuple[Cadence, ...] = ()
    """The cadences that name this one in `then`: it begins when the last step of one of them is answered."""
    floor_of: int | None = None
    """The course whose subjects this one adds a contact to, where a month would end with too few."""
    places: frozenset[int] = frozenset()
    """Which of its cadence's steps it has, where others are taken another way; empty: all of them."""

    def has(self, step: int) -> bool:
        return not self.places or place(self.cadence, step) in self.places

    @property
    def dated(self) -> str | None:
        """The date of the subject that the steps count from; None where they count from a contact."""
        return None if self.turns or self.follows or self.floor_of is not None else self.cadence.anchor

    @cached_property
    def turns(self) -> bool:
        """True when the next step counts from the last contact rather than from a date of the subject."""
        return self.floor_of is None and interval(self.cadence) is not None

    @property
    def has_floor(self) -> bool:
        """True where so many contacts are wanted in every calendar month."""
        return self.floor_of is None and monthly(self.cadence)

    @property
    def promised(self) -> bool:
        """True for the next dates agreed with customers."""
        return self.cadence.id == NEXT


def courses(book: Book) -> tuple[Course, ...]:
    """Everything that a book plans by, numbered."""
    levels = [(_of_level(level), level) for level in book.levels.values() if level.every or level.at_least]
    measures = [_of_measure(measure) for measure in book.measures if measure.every]
    made = [
        (_promise("sales"), None),
        (_promise("service"), None),
        *levels,
        *((cadence, None) for cadence in (*book.cadences, *measures)),
    ]
    whole = [(part, level, places) for cadence, level in made for part, places in _parts(cadence)]
    lines = tuple(
        replace(_course(number, cadence, level, book), places=places)
        for number, (cadence, level, places) in enumerate(whole)
    )
    floors = [line for line in lines if line.has_floor]
    return (
        *lines,
        *(replace(line, number=number, floor_of=line.number) for number, line in enumerate(floors, len(lines))),
    )


def _parts(cadence: Cadence) -> Iterator[tuple[Cadence, frozenset[int]]]:
    """A cadence for each way in which its steps are taken: they keep their numbers, and so their keys."""
    if not cadence.ways:
        yield cadence, frozenset()
        return
    ways, places = dict(cadence.ways), defaultdict(set)
    for step in steps(cadence):
        way = ways.get(step.offset, Way())
        places[way.role or cadence.role, way.channels or cadence.channels].add(step.number)
    for (role, channels), numbers in places.items():
        yield replace(cadence, role=role, channels=channels), frozenset(numbers)


def _course(number: int, cadence: Cadence, level: Level | None, book: Book) -> Course:
    follows = tuple(one for one in book.cadences if level is None and one.then == cadence.id)
    if not follows:
        return Course(number, cadence, _event(cadence, book), level)
    event = follows[0].zh, follows[0].en
    return Course(number, replace(cadence, after=cadence.after and _ANSWERED), event, level, follows)


def _event(cadence: Cadence, book: Book) -> tuple[str, str]:
    """What happens on the date that a cadence counts from: `交车` and `delivery`."""
    zh, en = (_event_word(cadence, book, lang) for lang in LANGS)
    return zh, en


def _event_word(cadence: Cadence, book: Book, lang: Lang) -> str:
    name = cadence.anchor or ""
    for key in (f"followups.event.{cadence.of}.{name}", f"followups.event.{name}"):
        if known(key):
            return say(key, lang)
    fact, field = book.facts.get(name), fields(cadence.of).get(name)
    label = fact.column.label(lang) if fact else field.label(lang) if field else name
    return label.removesuffix("日期").removesuffix("时间") if lang == "zh" else label.lower()


def _promise(role: str) -> Cadence:
    """A next date is a promise to the customer: it goes before everything but a complaint. Who wants a car has it
    with sales.
    """
    zh, en = (say("followups.next", lang) for lang in LANGS)
    return Cadence(
        id=NEXT, zh=zh, en=en, of="customers", who=None, every=None, after=None, before=None, on="day", at=(),
        yearly=False, lunar=False, repeat=None, until=None, window=None, at_least=None, stop=None, role=role,
        channels=ANY_CHANNEL, purpose=role, priority=0, say=None, then=None,
    )  # fmt: skip


def _of_level(level: Level) -> Cadence:
    """The cadence of the open leads of a level: its `every`, and no less often than `at_least`."""
    zh, en = (say("followups.level", lang, level=level.id, label=level.label(lang)) for lang in LANGS)
    return replace(
        _promise("sales"), id=f"level-{level.id}", zh=zh, en=en, of="leads", on=None, every=level.every,
        at_least=level.at_least, stop=level.stop, window=level.window, role=level.role, channels=level.channels,
        purpose=level.purpose, priority=level.priority, say=level.say, say_en=level.say_en, then=level.then,
        escalate=level.escalate,
    )  # fmt: skip


def _of_measure(measure: Measure) -> Cadence:
    """What a customer is entitled to rests on his contract, so that it needs no consent."""
    role = measure.group if measure.group in {"sales", "service"} else "sales"
    return replace(
        _promise(role), id=f"measure-{measure.group}-{measure.name}", zh=measure.name, en=measure.name, on=None,
        who=measure.who, every=measure.every, purpose="service", priority=_LATEST,
    )  # fmt: skip
