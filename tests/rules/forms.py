"""What ratings are made of: kinds of rows, of facts, of tests and of what is counted, whatever they are about."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

_TELLING = {"how", "of", "operator", "unit", "roll_up", "boundary"}
"""Values that make another kind of the same part."""
_ELSEWHERE = "jipan.kinds"


def forms(part, book):
    """The kinds of parts that a rating has, those of the facts it asks for among them."""
    return set(_forms(part, book, set()))


def _forms(part, book, seen):
    if isinstance(part, str):
        if part in book.facts and part not in seen:
            seen.add(part)
            yield from _forms(book.facts[part], book, seen)
    elif isinstance(part, dict | list | tuple | frozenset):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _forms(one, book, seen)
    elif is_dataclass(part) and not type(part).__module__.startswith(_ELSEWHERE):
        yield type(part).__name__
        for field in fields(part):
            value = getattr(part, field.name)
            if field.name in _TELLING and isinstance(value, str):
                yield f"{type(part).__name__} {field.name} {value}"
            yield from _forms(value, book, seen)


def of_every_form(books):
    """Pack → so many of its ratings that among all packs no form is left out: always the rating that adds most."""
    made = {(pack, name): forms(rating, book) for pack, book in books.items() for name, rating in book.ratings.items()}
    left, chosen = set().union(*made.values()), {}
    while left:
        pack, name = max(made, key=lambda one: (len(made[one] & left), -len(made[one])))
        chosen.setdefault(pack, []).append(name)
        left -= made[pack, name]
    return chosen
