"""Levels, cadences and measures: those for nobody, and days of expected purchase with gaps or overlaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from jipan.kinds import LEVEL
from jipan.kinds.span import Span
from jipan.rules.checking.room import Room
from jipan.rules.conditions import Test, leaves
from jipan.rules.forms import Aggregate, Holds, Only
from jipan.rules.plans import Cadence, Level
from jipan.rules.proposals import visible
from jipan.words import Lang


def check_plans(room: Room) -> None:
    """Every test outside the ratings must be able to hold."""
    for cadence in room.book.cadences:
        _check_test(room, "cadence_nobody", cadence.who, ("cadences", cadence.id, "who"), cadence.of)
        _check_test(room, "stop_never", cadence.stop, ("cadences", cadence.id, "stop"), cadence.of)
        _check_steps(room, cadence)
    for level in room.book.levels.values():
        _check_test(room, "stop_never", level.stop, ("levels", level.id, "stop"), "leads")
        _check_goals(room, level)
    _check_criteria(room)
    for measure in room.book.measures:
        _check_test(room, "measure_nobody", measure.who, ("measures", measure.group, measure.name), "customers")
    _check_days(room)


def check_facts(room: Room) -> None:
    """A fact that counts nothing, or never holds."""
    for name, fact in room.book.facts.items():
        if isinstance(fact.body, Aggregate):
            _check_test(room, "fact_never", fact.body.where, ("facts", name), fact.body.over)
        elif isinstance(fact.body, Holds | Only):
            _check_test(room, "fact_never", fact.body.test, ("facts", name), fact.of)


def _check_test(room: Room, code: str, test: Test | None, path: tuple[str, ...], of: str) -> None:
    if test is None:
        return
    place, name = room.places.of(*path), path[2 if path[0] == "measures" else 1]
    for leaf in leaves(test):
        unknown = [level for level in leaf.operands if leaf.column.kind is LEVEL and level not in room.book.levels]
        if unknown and room.book.levels:
            room.note("level_unknown", place, "warning", name=name, level=unknown[0], known=tuple(room.book.levels))
    if not room.bench([test], of).can([test]):
        gone = _gone_class(room, test)
        room.note(f"{code}_class" if gone and code != "fact_never" else code, place, name=name, word=gone)


def _check_steps(room: Room, cadence: Cadence) -> None:
    """Each step once, and none after the cadence has ended."""
    counted = Counter(cadence.at)
    for number, step in enumerate(cadence.at):
        place = room.places.of("cadences", cadence.id, "at", number)
        if counted[step] > 1 and cadence.at.index(step) < number:
            room.note("step_twice", place, name=cadence.id, step=_shown(step))
        elif cadence.until and not cadence.before and step.about_days > cadence.until.about_days:
            room.note("step_after_end", place, name=cadence.id, step=_shown(step), until=_shown(cadence.until))


def _shown(span: Span) -> Callable[[Lang], str]:
    return span.show


def _gone_class(room: Room, test: Test) -> str | None:
    """A class that a test asks for and that nobody can get."""
    asked = ((leaf.column.name, operand) for leaf in leaves(test) if not leaf.negated for operand in leaf.operands)
    return next((operand for name, operand in asked if operand in room.gone.get(name, ())), None)


def _check_goals(room: Room, level: Level) -> None:
    """A lead can only go to another level of the book; what a pack says of one that was taken out lies idle."""
    place = room.places.of("levels", level.id, "propose")
    for goal in (*level.propose.up, level.propose.down):
        if goal is not None and (goal not in room.book.levels or goal == level.id) and room.is_own(place):
            others = tuple(name for name in room.book.levels if name != level.id)
            room.note("propose_unknown", place, "warning", name=level.id, goal=goal, known=others)


def _check_criteria(room: Room) -> None:
    """By a criterion of which no fact tells nobody is ever proposed."""
    seen, goals = visible(room.book), {goal for level in room.book.levels.values() for goal in level.propose.up}
    for level in room.book.levels.values():
        place = room.places.of("levels", level.id, "criteria")
        for name in level.criteria:
            if level.id in goals and name not in seen and room.is_own(place):
                room.note("criterion_unseen", place, "warning", name=level.id, criterion=name)


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
