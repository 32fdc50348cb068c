"""What a fact or a rating is made of: the columns it needs, and whether any of them needs itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jipan.models import DATED_BY, LINKS, fields
from jipan.rules.book import Book
from jipan.rules.conditions import wanted
from jipan.rules.forms import (
    Aggregate,
    Cumulative,
    Due,
    Extreme,
    Fact,
    FirstOf,
    Holds,
    Only,
    Points,
    Rating,
    Reckoned,
    Rfm,
    Rows,
    Score,
    Shares,
    Since,
)

Place = tuple[str, str]
"""A collection and one of its columns."""

ORDERED_BY: dict[str, str] = {**DATED_BY, "vehicles": "purchase_date"}
"""The date that makes one record of a collection the first and another the last."""


REFERRER = "referred_by"
"""By this field customers hang on another customer, whose name it holds."""


def inputs(body: object) -> frozenset[str]:
    """The columns of the same record that a fact or rating looks at."""
    match body:
        case Since(date=date):
            return frozenset({date})
        case FirstOf(parts=parts) | Reckoned(parts=parts) | Extreme(parts=parts):
            return frozenset(part for part in parts if isinstance(part, str))
        case Due(after=after, daily=daily, stated=stated):
            return frozenset(part for part in (after, daily, stated) if part)
        case Only(value=value, test=test):
            return frozenset({value}) | wanted(test)
        case Holds(test=test):
            return wanted(test)
        case Rows(rows=rows):
            return frozenset().union(*(wanted(row.when) for row in rows))
        case Points(points=points):
            return frozenset().union(*(wanted(point.when) for point in points))
        case Shares(by=by) | Cumulative(by=by) | Score(by=by):
            return frozenset({by.name})
        case Rfm(recency=recency, frequency=frequency, money=money):
            return frozenset({recency.name, frequency.name, money.name})
    return frozenset()


def linked(body: Aggregate) -> frozenset[str]:
    """The columns of the linked records that an aggregate looks at."""
    dated = body.within is not None or body.last_day or body.how in {"first", "last"}
    columns = {body.field, ORDERED_BY.get(body.over) if dated else None, REFERRER if body.over == "customers" else None}
    return wanted(body.where) | {column for column in columns if column}


def stated(book: Book, of: str, name: str) -> Fact | Rating | None:
    """The fact or rating that a collection has under this name; a customer has his vehicles' ratings too."""
    fact, rating = book.facts.get(name), book.ratings.get(name)
    if fact is not None and fact.of == of:
        return fact
    return rating if rating is not None and of in {rating.of, "customers"} else None


def home(book: Book, of: str, name: str) -> str:
    """The collection that a name belongs to when it is used for a record of `of`: its own, else the customer's."""
    if name in fields(of) or stated(book, of, name) or name in book.custom.get(of, ()):
        return of
    return "customers" if "customer" in LINKS[of] else of


def compares(fact: Fact) -> bool:
    """True for a fact that depends on other customers: it cannot be told from one record alone."""
    match fact.body:
        case Score(cuts=cuts):
            return not cuts
        case Aggregate(over=over):
            return over == fact.of == "customers"
    return False


def edges(book: Book, place: Place) -> Iterator[Place]:
    """The places that one place is computed from."""
    of, name = place
    thing = stated(book, of, name) if name not in fields(of) else None
    if thing is None:
        return
    if isinstance(thing, Rating) and thing.of != of:
        yield (thing.of, name)
    elif isinstance(thing.body, Aggregate):
        yield from ((home(book, thing.body.over, column), column) for column in sorted(linked(thing.body)))
    else:
        yield from ((home(book, of, column), column) for column in sorted(inputs(thing.body)))


def below(
    book: Book, thing: Fact | Rating, stop: Callable[[Fact | Rating], bool] = lambda _: False
) -> Iterator[Fact | Rating]:
    """A rating or a fact, and every fact and rating that it rests on, however deep; below those that `stop` nothing."""
    waiting: list[Place] = [(thing.of, thing.name)]
    seen: set[Place] = set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        found = None if place[1] in fields(place[0]) else stated(book, *place)
        if found:
            yield found
        if found is None or not stop(found):
            waiting += edges(book, place)


def collections(book: Book, rating: Rating) -> set[str]:
    """The collections that a rating looks into."""
    things = list(below(book, rating))
    return (
        {"customers"}
        | {thing.of for thing in things}
        | {thing.body.over for thing in things if isinstance(thing.body, Aggregate)}
    )


def circle(book: Book) -> tuple[str, ...] | None:
    """The names of a circle among facts and ratings, if there is one."""
    done: set[Place] = set()
    facts = [(fact.of, name) for name, fact in book.facts.items()]
    ratings = [(rating.of, name) for name, rating in book.ratings.items()]
    circles = (_circle_from(book, place, (), done) for place in facts + ratings)
    return next((found for found in circles if found), None)


def _circle_from(book: Book, place: Place, above: tuple[Place, ...], done: set[Place]) -> tuple[str, ...] | None:
    if place in above:
        return tuple(name for _, name in (*above[above.index(place) :], place))
    if place in done:
        return None
    for below in edges(book, place):
        if found := _circle_from(book, below, (*above, place), done):
            return found
    done.add(place)
    return None
