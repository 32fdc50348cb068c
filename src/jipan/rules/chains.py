"""`then`: what begins when the last step of a cadence, or the one talk of a level, is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from jipan.rules.plans import Cadence, Level
    from jipan.rules.reading import Reader
    from jipan.rules.tree import Node


def check_levels(levels: Mapping[str, Level], nodes: tuple[Node, ...], reader: Reader) -> None:
    """A level is followed by another level."""
    for word, place, level in _followed(levels, nodes):
        if word not in levels or word == level.id:
            reader.unknown("word_unknown", place, word, [name for name in levels if name != level.id])


def check_cadences(cadences: Mapping[str, Cadence], nodes: tuple[Node, ...], reader: Reader) -> None:
    """A cadence that ends is followed by another about the same records, which can count from any day."""
    for word, place, cadence in _followed(cadences, nodes):
        if word not in cadences or word == cadence.id:
            reader.unknown("word_unknown", place, word, [name for name in cadences if name != cadence.id])
        elif not ends(cadence):
            reader.fault("then_endless", place, name=cadence.id)
        elif cadences[word].of != cadence.of or not (cadences[word].after or cadences[word].every):
            reader.fault("then_other", place, word=word, name=cadence.id)


T = TypeVar("T", "Level", "Cadence")


def _followed(things: Mapping[str, T], nodes: tuple[Node, ...]) -> list[tuple[str, str, T]]:
    """What names a follower, with the word and its place."""
    found: list[tuple[str, str, T]] = []
    for node in nodes:
        entries = node.map or {}
        thing = things.get(entries["id"].text or "") if "id" in entries else None
        if thing is not None and thing.then:
            found.append((thing.then, entries["then"].place, thing))
    return found


def ends(cadence: Cadence) -> bool:
    """Whether a cadence has a last step."""
    turns = cadence.every or cadence.at_least or cadence.repeat
    return not (turns or cadence.yearly or cadence.lunar)
