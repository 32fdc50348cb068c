"""Named numbers: each has a source, and each is used."""

from __future__ import annotations

import re

from jipan.rules.checking.room import Room

_USED = re.compile(r"\$(\w+)")


def check_numbers(room: Room) -> None:
    """Numbers without a source; numbers that somebody may change without any effect."""
    used = {name for node in room.places.root.walk() for name in _USED.findall(node.text or "")}
    for name, number in room.book.numbers.items():
        place = room.places.of("numbers", name)
        if not (number.source or "").strip():
            room.note("no_source", place, "warning", name=name)
        if name not in used and room.is_own(place):
            room.note("number_unused", place, "warning", name=name)
