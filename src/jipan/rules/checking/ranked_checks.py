"""Points, shares and sums: classes that cannot be reached, points nobody gets, shares that do not add up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from jipan.rules.checking.room import Bench, Room
from jipan.rules.conditions import matches, wanted
from jipan.rules.forms import Cumulative, Point, Points, Rating, Rfm, Shares

_MOST_COMBINATIONS = 20_000


def check_points(room: Room, rating: Rating, body: Points) -> None:
    """Points that nobody gets; classes whose cut nobody reaches or everybody does."""
    bench = room.bench((point.when for point in body.points), rating.of)
    for number, point in enumerate(body.points):
        if not bench.can([point.when]):
            room.note("points_never", room.places.rating(rating.name, "points", number), row=number + 1)
    totals = _totals(room, bench, body)
    if totals is None:
        return
    places = {_class_of(body, total) for total in totals}
    for number, name in enumerate(body.names):
        if number not in places:
            cut, low, high = (f"{each:g}" for each in (body.cuts[number], min(totals), max(totals)))
            place = room.places.rating(rating.name, "cuts", name)
            room.note("cut_unreachable", place, name=name, cut=cut, low=low, high=high)
    room.gone[rating.name] = frozenset(name for number, name in enumerate(body.names) if number not in places)


def _class_of(body: Points, total: float) -> int:
    return next((number for number, cut in enumerate(body.cuts) if total >= cut), len(body.cuts) - 1)


def _totals(room: Room, bench: Bench, body: Points) -> set[float] | None:
    """All sums of points that a customer can have; None where there are too many ways to have them."""
    totals = {0.0}
    for group in _linked(body.points):
        found = _group_totals(room, bench, group)
        if found is None:
            return None
        totals = {round(one + other, 6) for one in totals for other in found}
    return totals


def _linked(points: tuple[Point, ...]) -> Iterator[list[Point]]:
    """The points in groups that look at different columns."""
    left = list(points)
    while left:
        group = [left.pop(0)]
        while more := [point for point in left if any(wanted(point.when) & wanted(one.when) for one in group)]:
            group += more
            left = [point for point in left if point not in more]
        yield group


def _group_totals(room: Room, bench: Bench, group: list[Point]) -> set[float] | None:
    names = sorted({name for point in group for name in wanted(point.when)})
    count = 1
    for name in names:
        count *= len(bench.cells[name])
    if count > _MOST_COMBINATIONS:
        return None
    records = (dict(zip(names, values, strict=True)) for values in product(*(bench.cells[name] for name in names)))
    return {sum(point.add for point in group if matches(point.when, record, room.today)) for record in records}


def check_ranked(room: Room, rating: Rating, body: Shares | Cumulative) -> None:
    """Shares over a whole, classes of no width, customers below the last class."""
    key = "shares" if isinstance(body, Shares) else "cumulative"
    below = 0.0
    for number, (name, cut) in enumerate(zip(body.names, body.cuts, strict=True)):
        is_rest = number == len(body.names) - 1 and cut == 1.0
        if cut <= below and not (is_rest and number == 0):
            room.note("share_empty", room.places.rating(rating.name, key, name), name=name)
        below = max(below, cut)
    if below > 1:
        room.note("shares_over", room.places.rating(rating.name, key), total=f"{below:.0%}")
    elif below < 1:
        room.note("shares_short", room.places.rating(rating.name, key), left=f"{1 - below:.0%}", rating=rating.label)


def check_rfm(room: Room, rating: Rating, body: Rfm) -> None:
    """A limit that everybody passes leaves half of the segments empty."""
    for key, limit, column in (("frequency", body.high, body.frequency), ("monetary", body.rich, body.money)):
        if limit is not None and limit <= 0:
            place = room.places.rating(rating.name, key)
            room.note("limit_for_all", place, limit=f"{limit:g}", field=column.label)
