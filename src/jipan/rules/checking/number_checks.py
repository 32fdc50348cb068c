"""Named numbers: each has a source, and each is used."""

from __future__ import annotations

import re

from jipan.rules.checking.room import Room
from jipan.rules.resolve import read_source

_USED = re.compile(r"\$(\w+)")


def _read_by_jipan() -> set[str]:
    """The numbers of the standard book: some of them tell jipan itself what to do."""
    root, _ = read_source("standard", None)
    return set((root.map or {})["numbers"].map or {})


def check_numbers(room: Room) -> None:
    """Numbers without a source; numbers that somebody may change without any effect."""
    used = _read_by_jipan() | {name for node in room.places.root.walk() for name in _USED.findall(node.text or "")}
    for name, number in room.book.numbers.items():
        place = room.places.of("numbers", name)
        if not (number.source or "").strip():
            room.note("no_source", place, "warning", name=name)
        if name not in used and room.is_own(place):
            room.note("number_unused", place, "warning", name=name)
