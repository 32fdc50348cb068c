"""What a rule book has people say and ask, from its tree: one text, or one for each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.rules import lookup
from jipan.rules.plans import SPOKEN, placeholders
from jipan.words import LANGS

if TYPE_CHECKING:
    from jipan.rules.names import Names
    from jipan.rules.reading import Reader
    from jipan.rules.tree import Node


def read_say(names: Names, reader: Reader, node: Node | None, of: str) -> tuple[str | None, str | None]:
    """What to tell the customer, and the same in English where that is another text. Every `{word}` in it is known."""
    if node is None or node.map is None:
        return _sentence(names, reader, node, of), None
    entries = reader.entries(node, LANGS)
    zh, en = (_sentence(names, reader, entries.get(lang), of) for lang in LANGS)
    return zh or en, en


def read_ask(reader: Reader, node: Node | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The questions, and the same in English where those are others: as many of them, in the same order."""
    if node is None or node.map is None:
        return _questions(reader, node), ()
    entries = reader.entries(node, LANGS)
    zh, en = (_questions(reader, entries.get(lang)) for lang in LANGS)
    if zh and en and len(zh) != len(en):
        reader.fault("ask_pairs", node.place, zh=len(zh), en=len(en))
        return zh, ()
    return zh or en, en


def _questions(reader: Reader, node: Node | None) -> tuple[str, ...]:
    return tuple(reader.text(item) or "" for item in reader.items(node))


def _sentence(names: Names, reader: Reader, node: Node | None, of: str) -> str | None:
    text = reader.text(node)
    for word in placeholders(text or ""):
        if node is not None and word not in SPOKEN and lookup.find(names, of, word) is None:
            reader.unknown("name_unknown", node.place, word, (*SPOKEN, *lookup.known(names, of)))
    return text
