"""Rows of a rating or a fact: rows that never hold, rows nobody gets to, gaps, overlaps, classes nobody gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from jipan.rules.checking.room import Bench, Room
from jipan.rules.checking.search import Facts, Unsure
from jipan.rules.conditions import Every, Leaf, Some, Test, leaves, matches
from jipan.rules.explain import class_label
from jipan.rules.forms import Rating, Rows
from jipan.words import Lang

Box = Mapping[str, frozenset[int]]
"""Which cells of each column a row takes, where it takes whole cells of each column by itself."""


def check_rows(room: Room, rating: Rating, body: Rows) -> None:
    """Everything that can be wrong with a rating by rows. The classes that nobody gets are `gone` afterwards."""
    bench = room.bench((row.when for row in body.rows), rating.of)
    if not body.rows:
        room.note("rows_none", room.places.rating(rating.name), "warning", rating=rating.label)
    alive = [number for number in range(len(body.rows)) if _is_alive(room, rating.name, bench, body, number)]
    _check_gap(room, rating, bench, body)
    _check_overlaps(room, rating, bench, body, alive)
    given = {body.rows[number].name for number in alive}
    if body.otherwise and bench.can((), [row.when for row in body.rows]):
        given.add(body.otherwise)
    _note_gone(room, rating, given)


def check_fact_rows(room: Room, name: str, body: Rows) -> None:
    """Rows of a fact: those that never hold, and those nobody gets to."""
    bench = room.bench((row.when for row in body.rows), room.book.facts[name].of)
    for number in range(len(body.rows)):
        _is_alive(room, name, bench, body, number)


def _place(room: Room, name: str, number: int) -> str:
    if name in room.book.facts:
        return room.places.of("facts", name, "rows", number)
    return room.places.rating(name, "rows", number)


def _is_alive(room: Room, name: str, bench: Bench, body: Rows, number: int) -> bool:
    """Whether a row can decide; a finding where it cannot."""
    row, place = body.rows[number], _place(room, name, number)
    before = [earlier.when for earlier in body.rows[:number]]
    try:
        held = bench.example([row.when])
        if held is None:
            room.note("row_never", place, row=number + 1, name=row.name)
        elif bench.example([row.when], before) is None:
            taker = next(n for n, test in enumerate(before, 1) if matches(test, held, room.today))
            room.note("row_dead", place, example=bench.shown(held), row=number + 1, name=row.name, by=taker)
        else:
            return True
    except Unsure:
        return True
    return False


def _check_gap(room: Room, rating: Rating, bench: Bench, body: Rows) -> None:
    """Customers of whom everything is known and who get no class all the same; `otherwise: null` says so on purpose."""
    if body.otherwise is not None or not body.rows or room.places.states(rating.name, "otherwise"):
        return
    try:
        found = bench.known_example([row.when for row in body.rows])
    except Unsure:
        return
    if found is not None:
        severity = "error" if rating.ordered else "warning"
        room.note("gap", room.places.rating(rating.name), severity, example=bench.shown(found), rating=rating.label)  # type: ignore[arg-type]


def _check_overlaps(room: Room, rating: Rating, bench: Bench, body: Rows, alive: Sequence[int]) -> None:
    """Rows of different classes that cross: some customers belong to both, and each has customers of its own."""
    boxes = {number: box for number in alive if (box := _box(body.rows[number].when, bench, room.today)) is not None}
    for first, second in combinations(boxes, 2):
        if body.rows[first].name != body.rows[second].name and _cross(rating, boxes[first], boxes[second], bench):
            _note_overlap(room, rating, bench, body, first, second)


def _note_overlap(room: Room, rating: Rating, bench: Bench, body: Rows, first: int, second: int) -> None:
    one, other = body.rows[first], body.rows[second]
    both = _example(bench, [one.when, other.when], [row.when for row in body.rows[:first]])
    if both is None:
        return
    worse = rating.ordered and rating.classes.index(one.name) > rating.classes.index(other.name)
    room.note(
        "overlap_worse" if worse else "overlap",
        _place(room, rating.name, second),
        "error" if worse else "warning",
        example=bench.shown(both),
        row=first + 1,
        other=second + 1,
        name=_label(rating, one.name),
        second=_label(rating, other.name),
    )


def _label(rating: Rating, name: str) -> Any:
    def say(lang: Lang) -> str:
        return class_label(rating, name, lang)

    return say


def _example(bench: Bench, holding: Sequence[Test], failing: Sequence[Test]) -> Facts | None:
    try:
        return bench.example(holding, failing)
    except Unsure:
        return None


def _box(test: Test, bench: Bench, today: dt.date) -> Box | None:
    """The cells that a row takes of each of its columns; None where its columns hang together (`any`)."""
    parts = test.parts if isinstance(test, Every) else (test,)
    box: dict[str, frozenset[int]] = {}
    for part in parts:
        names = {leaf.column.name for leaf in leaves(part)}
        if len(names) != 1:
            return None
        (name,) = names
        held = _held(part, name, bench, today)
        box[name] = box[name] & held if name in box else held
    return box


def _held(test: Leaf | Every | Some, name: str, bench: Bench, today: dt.date) -> frozenset[int]:
    cells = bench.cells[name]
    return frozenset(place for place, value in enumerate(cells) if matches(test, {name: value}, today))


def _cross(rating: Rating, one: Box, other: Box, bench: Bench) -> bool:
    """Whether two rows share customers and neither is the special case of the other.

    In an ordered rating, of rows that ask for more of one thing and less of another, the first may well win: that is
    what the order says. There a single column has to cross, as 2–10 and 10–20 do.
    """
    everything = {name: frozenset(range(len(bench.cells[name]))) for name in {*one, *other}}
    pairs = [(one.get(name, whole), other.get(name, whole)) for name, whole in everything.items()]
    if not all(left & right for left, right in pairs):
        return False
    if any(left - right and right - left for left, right in pairs):
        return True
    is_mixed = any(left - right for left, right in pairs) and any(right - left for left, right in pairs)
    return is_mixed and not rating.ordered and set(one) == set(other)


def _note_gone(room: Room, rating: Rating, given: set[str]) -> None:
    """Classes that no customer can get."""
    listed = {node.text: node.place for key in ("order", "labels") for node in room.places.words(rating.name, key)}
    place = room.places.rating(rating.name)
    for name in rating.classes:
        if name not in given:
            room.note("class_unreachable", place, name=_label(rating, name), rating=rating.label)
    for word, at in listed.items():
        if word not in rating.classes and room.is_own(at):
            room.note("class_ungiven", at, "warning", name=word, rating=rating.label)
    room.gone[rating.name] = frozenset(name for name in rating.classes if name not in given)
