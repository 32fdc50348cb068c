"""Events → a calendar file (RFC 5545). An event that is written again under its name replaces what calendars have of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jipan.render.cells import clean
from jipan.render.target import save_text

_LONGEST = 75
"""Octets in a line: longer ones are folded."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """Something for a whole day, or for some hours of it. `uid` stays the same however often the event is written."""

    uid: str
    day: dt.date
    title: str
    text: str
    kind: str = ""
    hours: tuple[dt.time, dt.time] | None = None


_START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def save(events: Iterable[Event], path: Path, now: dt.datetime) -> None:
    """Write a calendar; the moment tells later exports from earlier ones. It is that of the shop's clock."""
    save_text("".join(_folded(line) for line in _lines(events, now.astimezone(dt.UTC))), path)


def _lines(events: Iterable[Event], now: dt.datetime) -> Iterator[str]:
    """Calendars take what has the higher SEQUENCE, of equal ones what has the later DTSTAMP: both grow with every export."""
    stamp, sequence = f"{now:%Y%m%dT%H%M%SZ}", int((now - _START).total_seconds())
    yield from (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//jipan//followups//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    )
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{event.uid}@jipan"
        yield f"DTSTAMP:{stamp}"
        yield f"LAST-MODIFIED:{stamp}"
        yield f"SEQUENCE:{sequence}"
        yield from _when(event)
        yield f"SUMMARY:{_text(event.title)}"
        yield f"DESCRIPTION:{_text(event.text)}"
        if event.kind:
            yield f"CATEGORIES:{_text(event.kind)}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _when(event: Event) -> Iterator[str]:
    """Hours are those of the clock on the wall, wherever the calendar is."""
    if event.hours is None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + _DAY:%Y%m%d}"
    else:
        yield f"DTSTART:{event.day:%Y%m%d}T{event.hours[0]:%H%M%S}"
        yield f"DTEND:{event.day:%Y%m%d}T{event.hours[1]:%H%M%S}"


def _text(text: str) -> str:
    return clean(text).translate(_ESCAPED)


def _folded(line: str) -> str:
    """The line in pieces of 75 octets, none of which ends within a character."""
    pieces, room = [""], _LONGEST
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(" ")
            room = _LONGEST - 1
        pieces[-1] += letter
        room -= size
    return "\r\n".join(pieces) + "\r\n"
