"""What a sheet lists: customers, vehicles, visits …, by the words of its header and by the names of sheet and file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jipan.intake.headers import known_header, normal
from jipan.models import COLLECTIONS, DATED_BY, TRADE, fields

_ORDER = ("contacts", "cases", "visits", "leads", "vehicles", *TRADE, "customers")
"""Of two that are shown alike: what stands in few sheets comes before what stands in most."""

_NEEDED = {
    "customers": ("name", "contact_name", "mobile", "phone_alt", "wechat", "id_number", "customer_no"),
    "vehicles": ("plate", "vin"),
    "visits": ("date", "order_no"),
}
"""A sheet without any of these lists no such thing, whatever it is called."""

_TALKS = ("contacts", "cases", "visits")
"""What happens to customers and vehicles: its lists repeat all that is known of these, and are lists of it all the same."""

_HINT = 1.5
"""A name weighs more than one word of a header and less than two."""


def what_it_lists(names: Sequence[str], hint: str) -> str:
    """What a sheet lists: the collection whose own marks its header shows most, helped by the sheet's or file's name."""
    words = [normal(name.rpartition("/")[2]) for name in names if name]
    shown = {collection: _marks(collection, words) for collection in COLLECTIONS}
    if dealing := next((name for name in _TALKS if _is_dated(name, shown[name]) and _says_more(name, words)), None):
        return dealing
    scores = {name: len(marks) + _hinted(name, words, shown, hint) for name, marks in shown.items()}
    best = max(scores.values())
    return next(name for name in _ORDER if scores[name] == best) if best else "customers"


@cache
def _marking(collection: str) -> dict[str, str]:
    """Header → field, for the headers that tell that a sheet lists this."""
    return {normal(word): field.name for field in fields(collection).values() for word in field.mark_headers}


def _marks(collection: str, words: Sequence[str]) -> set[str]:
    """The fields by which a header shows that it lists this."""
    marking = _marking(collection)
    return {marking[word] for word in words if word in marking}


def _hinted(collection: str, words: Sequence[str], shown: dict[str, set[str]], hint: str) -> float:
    """What the name of the sheet or file adds. It does not help against a header that plainly says something else."""
    if not any(word in hint.lower() for word in COLLECTIONS[collection].hints.split()):
        return 0.0
    if collection in _NEEDED and not _has(collection, words):
        return 0.0
    return 0.0 if collection == "vehicles" and any(_is_dated(name, marks) for name, marks in shown.items()) else _HINT


def _has(collection: str, words: Sequence[str]) -> bool:
    found = (known_header(collection, word) for word in words)
    return any(field and field.name in _NEEDED[collection] for field in found)


def _says_more(collection: str, words: Sequence[str]) -> bool:
    """Whether a header has more of such a thing than its day, by words that nothing else has."""
    found = {word: field.name for word in words if (field := known_header(collection, word))}
    own = [
        name
        for word, name in found.items()
        if not any(known_header(other, word) for other in ("customers", "vehicles"))
    ]
    return any(name != DATED_BY[collection] for name in own)


def _is_dated(collection: str, marks: set[str]) -> bool:
    """Whether the header has the day on which such a thing happened: a list of these, whatever vehicles it names.

    A wish to buy and an outlet may stand beside a vehicle.
    """
    return DATED_BY.get(collection, "") in marks and collection not in {"leads", "outlets"}
