"""What ratings are made of: kinds of rows, of facts, of tests and of what is counted, whatever they are about."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

_TELLING = {"how", "of", "operator", "unit", "roll_up", "boundary"}
"""Values that make another kind of the same part."""
_MODULE = "jipan.rules"


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
    elif is_dataclass(part) and type(part).__module__.startswith(_MODULE):
        yield type(part).__name__
        for field in fields(part):
            value = getattr(part, field.name)
            if field.name in _TELLING and isinstance(value, str):
                yield f"{type(part).__name__} {field.name} {value}"
            yield from _forms(value, book, seen)


def of_every_form(ratings, books):
    """So many of the ratings (pack, name) that no form is left out: always the one that adds most."""
    made = {(pack, name): forms(books[pack].ratings[name], books[pack]) for pack, name in ratings}
    left = set().union(*made.values())
    chosen = []
    while left:
        chosen.append(max(made, key=lambda one: (len(made[one] & left), -len(made[one]))))
        left -= made[chosen[-1]]
    return chosen
