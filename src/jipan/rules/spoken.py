"""A book in the language in which customers are spoken to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jipan.rules.book import Book
    from jipan.words import Lang


def spoken(book: Book, lang: Lang) -> Book:
    """The book with what is said to customers in a language; a text that is there in one language only is said in both."""
    if lang == "zh":
        return book
    return replace(
        book,
        tongue=lang,
        cadences=tuple(replace(one, say=one.say_en or one.say) for one in book.cadences),
        levels={name: replace(one, say=one.say_en or one.say) for name, one in book.levels.items()},
    )
