"""Levels, cadences and measures: those for nobody, and days of expected purchase with gaps or overlaps."""

from __future__ import annotations

from itertools import pairwise

from jipan.kinds import LEVEL
from jipan.rules.book import Aggregate, Holds, Level
from jipan.rules.checking.room import Room
from jipan.rules.conditions import Test, leaves


def check_plans(room: Room) -> None:
    """Every test outside the ratings must be able to hold."""
    for cadence in room.book.cadences:
        _check_test(room, "cadence_nobody", cadence.who, ("cadences", cadence.id, "who"), cadence.id)
        _check_test(room, "stop_never", cadence.stop, ("cadences", cadence.id, "stop"), cadence.id)
    for level in room.book.levels.values():
        _check_test(room, "stop_never", level.stop, ("levels", level.id, "stop"), level.id)
    for measure in room.book.measures:
        _check_test(room, "measure_nobody", measure.who, ("measures", measure.group, measure.name), measure.name)
    _check_days(room)


def check_facts(room: Room) -> None:
    """A fact that counts nothing, or never holds."""
    for name, fact in room.book.facts.items():
        test = fact.body.where if isinstance(fact.body, Aggregate) else None
        test = fact.body.test if isinstance(fact.body, Holds) else test
        _check_test(room, "fact_never", test, ("facts", name), name)


def _check_test(room: Room, code: str, test: Test | None, path: tuple[str, ...], name: str) -> None:
    if test is None:
        return
    place = room.places.of(*path)
    for leaf in leaves(test):
        unknown = [level for level in leaf.operands if leaf.column.kind is LEVEL and level not in room.book.levels]
        if unknown and room.book.levels:
            room.note("level_unknown", place, "warning", name=name, level=unknown[0], known=tuple(room.book.levels))
    if not room.bench([test]).can([test]):
        gone = _gone_class(room, test)
        room.note(f"{code}_class" if gone and code != "fact_never" else code, place, name=name, word=gone)


def _gone_class(room: Room, test: Test) -> str | None:
    """A class that a test asks for and that nobody can get."""
    asked = ((leaf.column.name, operand) for leaf in leaves(test) if not leaf.negated for operand in leaf.operands)
    return next((operand for name, operand in asked if operand in room.gone.get(name, ())), None)


def _check_days(room: Room) -> None:
    """The days until the expected purchase: each belongs to one level."""
    spans = [(*level.expected, level) for level in room.book.levels.values() if level.expected]
    spans.sort(key=lambda span: span[0])
    for (_, to, one), (start, _, other) in pairwise(spans):
        if to is None or start <= to:
            _note_days(room, "days_twice", other, one, start)
        elif start > to + 1:
            _note_days(room, "days_gap", other, one, to + 1)


def _note_days(room: Room, code: str, level: Level, other: Level, day: int) -> None:
    place = room.places.of("levels", level.id)
    room.note(code, place, day=day, name=level.id, other=other.id)
