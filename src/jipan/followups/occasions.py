"""When the steps of a cadence fall, for everybody whose anchor is the same day. Pure.

A base of a million vehicles has a few thousand distinct delivery dates: each is reckoned with once, here, and joined
back.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

from jipan.followups.calendar import Calendar
from jipan.followups.steps import Step, interval, repeated, steps
from jipan.kinds.birthday import FIRST, month_day
from jipan.kinds.span import Span

if TYPE_CHECKING:
    from jipan.rules import Cadence

_Reads: TypeAlias = Callable[[dt.date], tuple[int, int, int]]

NEVER = dt.date.min
"""The anchor of an `every` cadence for somebody who was never reached."""

FOREVER = dt.date.max
_LONG = dt.timedelta(days=400)
"""More than any step stays open, with the closed days around it."""
_LONGEST_MONTH = 31
_LEAP = 12
"""Added to the number of a leap month, so that it stands for no birthday; who was born in one has it in the ordinary
month.
"""
_MEAN_MONTH = 30.436875
_UNEVEN = 5
"""Days by which a span of months may differ from its mean length. Where lengths are only about right, what does not
fit falls out later.
"""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One step for everybody with one anchor date.

    `day` is the step's own day, `due` the open day on which to do it; it may be done from `opens` and is listed up to
    `closes`; `event` is the date that the words speak of: the anchor, or this year's birthday.
    """

    anchor: dt.date
    step: int
    offset: Span
    day: dt.date
    due: dt.date
    opens: dt.date
    closes: dt.date
    event: dt.date
    forgiven: int


@dataclass(frozen=True, slots=True)
class Horizon:
    """Occasions are wanted that close on `oldest` or later and are due by `last`."""

    today: dt.date
    oldest: dt.date
    last: dt.date
    calendar: Calendar
    slack: int = field(init=False)
    """Days by which an open day may lie from the day of a step."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "slack", self.calendar.longest_closure)

    def near(self, day: dt.date, stays: int) -> bool:
        """Whether a step on `day` may be seen: told before its open day is looked up."""
        return (self.oldest - day).days <= stays + self.slack and (day - self.last).days <= self.slack

    def sees(self, occasion: Occasion) -> bool:
        return occasion.closes >= self.oldest and occasion.due <= self.last


def occasions(cadence: Cadence, anchors: Iterable[dt.date], horizon: Horizon) -> Iterator[Occasion]:
    """Every occasion of a cadence that the horizon sees, for the anchor dates that occur."""
    known = sorted(anchors)
    if length := interval(cadence):
        made: Iterator[Occasion] = (_turn(length, anchor, horizon) for anchor in known)
    elif cadence.on and (cadence.yearly or cadence.lunar):
        made = _yearly(cadence, known, horizon)
    else:
        made = _dated(cadence, known, horizon)
    return (occasion for occasion in made if horizon.sees(occasion))


@dataclass(frozen=True, slots=True)
class Reach:
    """The anchor dates that can matter: from `first` to `last`, and of a yearly cadence only those `days` (month × 100 +
    day), besides all that stand for days of the lunar calendar.
    """

    first: dt.date
    last: dt.date
    days: frozenset[int] | None = None


def reach(cadence: Cadence, horizon: Horizon, has: Callable[[int], bool] = lambda _: True) -> Reach:
    """The anchor dates of which the horizon may see an occasion: told before anybody asks which dates occur. `has` tells
    which steps are wanted.
    """
    if interval(cadence) or not cadence.anchor:
        return Reach(NEVER, FOREVER)
    if cadence.on and (cadence.yearly or cadence.lunar):
        season = None if cadence.lunar else _season(steps(cadence), horizon, _solar)
        return Reach(NEVER, FOREVER, None if season is None else frozenset(month * 100 + day for month, day in season))
    named = steps(cadence)
    bounds = [_bounds(step, horizon, 1 if cadence.after else -1) for step in named if has(step.number)]
    if cadence.repeat and cadence.after and has(len(named) + 1):
        oldest = horizon.oldest - dt.timedelta(days=cadence.until.about_days) if cadence.until else None
        bounds.append((oldest - _LONG if oldest else NEVER, horizon.last + _LONG))
    return Reach(min(low for low, _ in bounds), max(high for _, high in bounds))


def promise(day: dt.date, horizon: Horizon) -> Occasion:
    """A next date that was agreed with the customer: it stays open until it is kept."""
    return Occasion(day, 1, Span(), day, horizon.calendar.next_open(day), day, FOREVER, day, 0)


def _turn(length: Span, anchor: dt.date, horizon: Horizon) -> Occasion:
    """The one open step of an `every` cadence. It never lapses: nobody is forgotten for having been neglected long
    enough.
    """
    day = horizon.today if anchor == NEVER else length.after(anchor)
    return Occasion(anchor, 1, length, day, horizon.calendar.next_open(day), day, FOREVER, anchor, 0)


def _dated(cadence: Cadence, anchors: Sequence[dt.date], horizon: Horizon) -> Iterator[Occasion]:
    named = steps(cadence)
    repeats = cadence.repeat and cadence.after
    first = [repeated(cadence, named[-1] if named else None, 1)] if repeats else []
    for step, following in zip(named, [*named[1:], *first, None], strict=False):
        for anchor in _near(anchors, step, horizon, 1 if cadence.after else -1):
            made = _after(cadence, step, anchor, horizon) if cadence.after else _ahead(step, anchor, anchor, horizon)
            yield from _until(following, made, cadence, horizon)
    if repeats:
        yield from _repetitions(cadence, named[-1] if named else None, anchors, horizon)


def _until(following: Step | None, made: Iterable[Occasion], cadence: Cadence, horizon: Horizon) -> Iterator[Occasion]:
    """A step lapses when the next one falls due: nobody is called for two of them at once."""
    for one in made:
        due = _due(following, one, cadence, horizon) if following else None
        if due is None or one.closes < due:
            yield one
        elif one.due < due:
            yield replace(one, closes=_later(due, -1))


def _due(following: Step, one: Occasion, cadence: Cadence, horizon: Horizon) -> dt.date | None:
    """The open day of the next step for the same anchor; None where it is far, or beyond `until`."""
    if not cadence.after:
        day = following.offset.before(one.event)
        return horizon.calendar.last_open(day) if (day - one.closes).days <= horizon.slack else None
    day = following.offset.after(one.anchor)
    if day > one.closes or (cadence.until and day > cadence.until.after(one.anchor)):
        return None
    return horizon.calendar.next_open(day)


def _near(anchors: Sequence[dt.date], step: Step, horizon: Horizon, sign: int) -> Sequence[dt.date]:
    """The anchors for which a step can lie within the horizon."""
    low, high = _bounds(step, horizon, sign)
    return anchors[bisect_left(anchors, low) : bisect_right(anchors, high)]


def _bounds(step: Step, horizon: Horizon, sign: int) -> tuple[dt.date, dt.date]:
    distance = dt.timedelta(days=sign * step.offset.about_days)
    slack = dt.timedelta(days=step.stays + horizon.slack + _UNEVEN)
    return horizon.oldest - distance - slack, horizon.last - distance + slack


def _after(cadence: Cadence, step: Step, anchor: dt.date, horizon: Horizon) -> Iterator[Occasion]:
    """A step after its anchor, unless it lies beyond `until`."""
    day = step.offset.after(anchor)
    if horizon.near(day, step.stays) and (cadence.until is None or day <= cadence.until.after(anchor)):
        yield _on(step, anchor, day, horizon)


def _ahead(step: Step, anchor: dt.date, event: dt.date, horizon: Horizon) -> Iterator[Occasion]:
    """A step before an event: done on an open day before it, of no use after it. Without a distance it is the event
    itself.
    """
    if step.offset == Span():
        if horizon.near(event, step.stays):
            yield _on(step, anchor, event, horizon)
        return
    day = step.offset.before(event)
    if horizon.near(day, step.stays):
        due, opens = horizon.calendar.last_open(day), _later(day, -step.window)
        closes = max(due, min(_later(day, step.stays), event))
        yield Occasion(anchor, step.number, step.offset, day, due, opens, closes, event, step.forgiven)


def _on(step: Step, anchor: dt.date, day: dt.date, horizon: Horizon) -> Occasion:
    due = horizon.calendar.next_open(day)
    event = day if step.offset == Span() else anchor
    opens, closes = _later(day, -step.window), _later(due, step.stays)
    return Occasion(anchor, step.number, step.offset, day, due, opens, closes, event, step.forgiven)


def _later(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


def _repetitions(
    cadence: Cadence, last: Step | None, anchors: Sequence[dt.date], horizon: Horizon
) -> Iterator[Occasion]:
    step, each = cache(partial(repeated, cadence, last)), cadence.repeat or Span()
    length = each.months * _MEAN_MONTH + each.days
    start, reach = step(1).offset.about_days - length, step(1).stays + horizon.slack + _UNEVEN
    oldest = horizon.oldest - dt.timedelta(days=cadence.until.about_days + reach) if cadence.until else dt.date.min
    for anchor in anchors[bisect_left(anchors, oldest) :]:
        low = (horizon.oldest - anchor).days - start - reach
        high = (horizon.last - anchor).days - start + horizon.slack + _UNEVEN
        for times in range(max(1, ceil(low / length)), floor(high / length) + 1):
            yield from _until(step(times + 1), _after(cadence, step(times), anchor, horizon), cadence, horizon)


def _yearly(cadence: Cadence, anchors: Sequence[dt.date], horizon: Horizon) -> Iterator[Occasion]:
    """A day of every year: itself, or as many days ahead as `at` says. Steps are numbered on from year to year."""
    named = steps(cadence)
    seasons = {lunar: _season(named, horizon, _lunar if lunar else _solar) for lunar in _calendars(cadence, anchors)}
    for anchor in anchors:
        lunar, year, month, day = _birth(anchor, lunar=cadence.lunar)
        for event, of_year in seasons[lunar].get((month, day), ()):
            age = of_year - year
            ended = cadence.until is not None and anchor >= FIRST and event > cadence.until.after(anchor)
            if age > 0 and not ended:
                turns = [replace(step, number=(age - 1) * len(named) + step.number) for step in named]
                for step, following in zip(turns, [*turns[1:], None], strict=True):
                    yield from _until(following, _ahead(step, anchor, event, horizon), cadence, horizon)


def _calendars(cadence: Cadence, anchors: Sequence[dt.date]) -> set[bool]:
    """Whether the lunar calendar is wanted, and whether the common one: days without a year have one of their own."""
    own = {told.lunar for anchor in anchors if (told := month_day(anchor))}
    return own | {cadence.lunar}


def _birth(anchor: dt.date, *, lunar: bool) -> tuple[bool, int, int, int]:
    """By which calendar a day comes again, and its year, month and day in it. One that lacks its year comes by the calendar
    that it was told in.
    """
    if told := month_day(anchor):
        return told.lunar, anchor.year, told.month, told.day
    year, month, day = _lunar(anchor) if lunar else _solar(anchor)
    return lunar, year, (month - 1) % _LEAP + 1, day


def _season(named: Sequence[Step], horizon: Horizon, read: _Reads) -> dict[tuple[int, int], list[tuple[dt.date, int]]]:
    """The days that the horizon may see and their years, by month and day. The last of a month stands for all that
    the month lacks.
    """
    first = _later(horizon.oldest, -max(step.stays for step in named) - horizon.slack)
    last = _later(horizon.last, max(step.offset.about_days for step in named) + horizon.slack + _UNEVEN)
    season: dict[tuple[int, int], list[tuple[dt.date, int]]] = defaultdict(list)
    for event in (_later(first, days) for days in range((last - first).days + 1)):
        year, month, day = read(event)
        ends = read(_later(event, 1))[1:] != (month, day + 1)
        for stands_for in range(day, _LONGEST_MONTH + 1 if ends else day + 1):
            season[month, stands_for].append((event, year))
    return season


def _solar(day: dt.date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _lunar(day: dt.date) -> tuple[int, int, int]:
    """Year, month and day of the lunar calendar. A leap month, which comes only in some years, has a number of its
    own.
    """
    from lunardate import LunarDate

    found = LunarDate.from_solar_date(day.year, day.month, day.day)
    return found.year, found.month + (_LEAP if found.is_leap_month else 0), found.day
