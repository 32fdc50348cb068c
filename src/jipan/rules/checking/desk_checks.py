"""The desk: customers who are given away before their turn, and classes to be won back that nobody gets."""

from __future__ import annotations

from jipan.rules.checking.room import Room
from jipan.rules.plans import Assign


def check_desk(room: Room) -> None:
    """What stands under `desk`."""
    for role in {assign.role for assign in room.book.desk.assign}:
        _check_assigned(room, [(n, one) for n, one in enumerate(room.book.desk.assign) if one.role == role])
    for rating, names in room.book.desk.win_back:
        for name in names:
            if name in room.gone.get(rating, ()):
                room.note("win_back_nobody", room.places.of("desk", "win_back", rating), name=name, rating=rating)
    _check_known(room)


def _check_assigned(room: Room, assigned: list[tuple[int, Assign]]) -> None:
    """The first line that holds takes a customer; one without `when` takes all."""
    for place, (number, assign) in enumerate(assigned):
        before = [one.when for _, one in assigned[:place]]
        tests = [test for test in (assign.when, *before) if test is not None]
        mine = [assign.when] if assign.when is not None else []
        failing = [test for test in before if test is not None]
        if None in before or not room.bench(tests, "customers").can(mine, failing):
            room.note("assign_nobody", room.places.of("desk", "assign", number), row=number + 1, role=assign.role)


def _check_known(room: Room) -> None:
    """A desk may speak of ratings that a book took out of its packs; the book itself has no reason to."""
    node = room.places.node("desk", "win_back")
    for rating, listed in ((node.map if node else None) or {}).items():
        if rating not in room.book.ratings and room.is_own(listed.key_place):
            room.note("win_back_unknown", listed.key_place, "warning", name=rating, known=tuple(room.book.ratings))
