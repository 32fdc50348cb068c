"""The steps of a cadence: how far from its anchor date each one lies, and how long it stays open. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jipan.kinds.span import Span
from jipan.models import fields

if TYPE_CHECKING:
    from jipan.rules import Cadence

SHORTEST, LONGEST = 3, 15
"""The least and the most days that a step stays open before and after its day, unless the book says otherwise."""

FORGIVEN = 90
"""A step that was closed is not planned again within this many days, however its anchor date was corrected."""

_YEAR = Span(months=12)


@dataclass(frozen=True, slots=True)
class Step:
    """The `number`-th step in order of time, `offset` away from the anchor.

    It is open from `window` days before its day until it has `stays` days behind it; `forgiven` are the days by which
    the anchor may be corrected without making a closed step a new one.
    """

    number: int
    offset: Span
    window: int
    stays: int
    forgiven: int


def steps(cadence: Cadence) -> tuple[Step, ...]:
    """The steps that a cadence names; what it repeats after them is `repeated`."""
    offsets = sorted(cadence.at, key=lambda span: span.about_days, reverse=not cadence.after)
    if cadence.on and not offsets:
        offsets = [Span()]
    rooms = (_room(cadence, offsets, place) for place in range(len(offsets)))
    made = [_step(cadence, place, *one) for place, one in enumerate(zip(offsets, rooms, strict=True), 1)]
    if made and not cadence.after and not cadence.window and made[-1].offset != Span():
        made[-1] = _until_the_date(made[-1])
    return tuple(made)


def repeated(cadence: Cadence, last: Step | None, times: int) -> Step:
    """The `times`-th repetition after the last named step."""
    every, start = cadence.repeat or Span(), last.offset if last else Span()
    offset = Span(start.months + times * every.months, start.days + times * every.days)
    return _step(cadence, (last.number if last else 0) + times, offset, every.about_days)


def place(cadence: Cadence, number: int) -> int:
    """Which of the named steps a step is, or is again: what is repeated is the last of them, what is yearly all of them."""
    named = max(1, len(cadence.at))
    return (number - 1) % named + 1 if cadence.on else min(number, named)


def interval(cadence: Cadence) -> Span | None:
    """How long after one contact the next is due: `every`, or less where `at_least` asks for more contacts in so many days.

    Of calendar months a contact may lie anywhere: `floors` sees to those.
    """
    if monthly(cadence):
        return cadence.every or cadence.at_least[1]  # type: ignore[index] # monthly has looked
    floor = Span(days=max(1, cadence.at_least[1].about_days // cadence.at_least[0])) if cadence.at_least else None
    spans = [span for span in (cadence.every, floor) if span]
    return min(spans, key=lambda span: span.about_days, default=None)


def monthly(cadence: Cadence) -> bool:
    """True where `at_least` speaks of calendar months rather than of days in a row."""
    return cadence.at_least is not None and cadence.at_least[1].months > 0


def _step(cadence: Cadence, number: int, offset: Span, room: int) -> Step:
    window = cadence.window.about_days if cadence.window else min(max(room // 4, SHORTEST), LONGEST)
    return Step(number, offset, window, window, _forgiven(cadence, offset))


def _until_the_date(last: Step) -> Step:
    """The last step before a date: a call is of use until that day, and nobody else will make it. The date itself
    closes it, so that months of uneven length do not matter.
    """
    return replace(last, stays=max(last.stays, last.offset.about_days + LONGEST))


def _forgiven(cadence: Cadence, offset: Span) -> int:
    """A date field is written once, so that another date nearby corrects it; a date fact such as the last visit
    moves by itself.
    """
    moves = bool(cadence.after) and cadence.after not in fields(cadence.of)
    return min(FORGIVEN, offset.about_days // 2) if moves else FORGIVEN


def _room(cadence: Cadence, offsets: list[Span], place: int) -> int:
    """Days from a step to the next one; after the last to its repetition, to the date it precedes, or since the one
    before.
    """
    days = [span.about_days for span in offsets]
    if place + 1 < len(days):
        return abs(days[place + 1] - days[place])
    if cadence.repeat or cadence.on:
        return (cadence.repeat or _YEAR).about_days
    if cadence.before or not place:
        return days[place]
    return days[place] - days[place - 1]
