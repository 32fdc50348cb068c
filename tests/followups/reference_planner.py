"""Planning as a beginner would write it: one vehicle, one day, one step at a time. The set operation must agree with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from jipan.followups import Calendar, Due, key
from jipan.kinds.span import Span
from jipan.rules import Cadence

DAY = dt.timedelta(days=1)
Listed = tuple[str, dt.date]
"""The key of a reason and its day."""


@dataclass(frozen=True)
class Car:
    """A vehicle of a customer of its own, the steps that he answered, and when he was last talked to (or not reached)."""

    id: str
    anchor: dt.date
    closed: tuple[tuple[int, dt.date], ...] = ()
    talked: dt.date | None = None
    missed: dt.date | None = None


def listed(car: Car, cadence: Cadence, calendar: Calendar, today: dt.date, due: Due) -> set[Listed]:
    """The reasons of a vehicle that fall on the days asked for."""
    dates = list(turn(car, cadence, calendar, today) if cadence.every else dated(car, cadence, calendar))
    nexts = [on for _, _, on, _ in dates[1:]] + [dt.date.max]
    dates = [
        (step, anchor, on, min(closes, after - DAY))
        for (step, anchor, on, closes), after in zip(dates, nexts, strict=False)
    ]
    found = set()
    for step, anchor, on, closes in dates:
        held = calendar.next_open(hold(car, today)) if hold(car, today) else on
        when = max(on, held)
        if today <= closes and when <= closes and due.holds(when) and not answered(car, cadence, step, anchor):
            found.add((key(cadence.id, car.id, step, anchor), when))
    return found


def hold(car: Car, today: dt.date) -> dt.date | None:
    """The day after the last contact, if nobody answered then or it was today."""
    last = max((day for day in (car.talked, car.missed) if day), default=None)
    if last is None:
        return None
    unanswered = car.talked is None or (car.missed is not None and car.missed > car.talked)
    return last + DAY if unanswered or last >= today else None


def answered(car: Car, cadence: Cadence, step: int, anchor: dt.date) -> bool:
    forgiven = 0 if cadence.every else 90
    return any(number == step and abs((day - anchor).days) <= forgiven for number, day in car.closed)


def turn(
    car: Car, cadence: Cadence, calendar: Calendar, today: dt.date
) -> Iterator[tuple[int, dt.date, dt.date, dt.date]]:
    assert cadence.every
    if car.talked is None:
        yield 1, dt.date.min, calendar.next_open(today), dt.date.max
    else:
        yield 1, car.talked, calendar.next_open(cadence.every.after(car.talked)), dt.date.max


def dated(car: Car, cadence: Cadence, calendar: Calendar) -> Iterator[tuple[int, dt.date, dt.date, dt.date]]:
    """Every step that the anchor will ever have, with its day and its last day."""
    if cadence.on:
        for age in range(1, 120):
            day = Span(months=12 * age).after(car.anchor)
            yield age, car.anchor, calendar.next_open(day), calendar.next_open(day) + width(cadence, 365)
        return
    offsets = sorted(cadence.at, key=lambda span: span.about_days, reverse=bool(cadence.before))
    for place, offset in enumerate(offsets):
        day = offset.before(car.anchor) if cadence.before else offset.after(car.anchor)
        window = width(cadence, room(cadence, offsets, place))
        if cadence.before:
            on = calendar.last_open(day)
            if offset == offsets[-1] and offset != Span() and not cadence.window:
                window = offset.about_days * DAY + 15 * DAY
            yield place + 1, car.anchor, on, max(on, min(day + window, car.anchor))
        elif not cadence.until or day <= cadence.until.after(car.anchor):
            yield place + 1, car.anchor, calendar.next_open(day), calendar.next_open(day) + window
    if cadence.repeat and cadence.after:
        yield from again(car, cadence, calendar, offsets)


def again(
    car: Car, cadence: Cadence, calendar: Calendar, offsets: list[Span]
) -> Iterator[tuple[int, dt.date, dt.date, dt.date]]:
    assert cadence.repeat
    start = offsets[-1] if offsets else Span()
    for times in range(1, 800):
        offset = Span(start.months + times * cadence.repeat.months, start.days + times * cadence.repeat.days)
        day = offset.after(car.anchor)
        if cadence.until and day > cadence.until.after(car.anchor):
            return
        on = calendar.next_open(day)
        yield len(offsets) + times, car.anchor, on, on + width(cadence, cadence.repeat.about_days)


def room(cadence: Cadence, offsets: list[Span], place: int) -> int:
    days = [span.about_days for span in offsets]
    if place + 1 < len(days):
        return abs(days[place + 1] - days[place])
    if cadence.repeat:
        return cadence.repeat.about_days
    return days[place] if cadence.before or place == 0 else days[place] - days[place - 1]


def width(cadence: Cadence, days: int) -> dt.timedelta:
    return (cadence.window.about_days if cadence.window else min(max(days // 4, 3), 15)) * DAY
