"""`propose` of a level: where its leads may go, and what must be seen or have passed before anybody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jipan.kinds import COUNT, YES_NO
from jipan.kinds.number import parse_count
from jipan.kinds.span import Span
from jipan.rules.plans import Propose

if TYPE_CHECKING:
    from jipan.rules.book import Book
    from jipan.rules.plans import Level
    from jipan.rules.reading import Reader
    from jipan.rules.tree import Node

KEYS = ("up", "criteria", "down", "passed", "dormant")
_NEEDS = {"up": "criteria", "down": "passed"}
"""Where to, and what says when: one is nothing without the other."""


def read_proposals(node: Node | None, reader: Reader) -> Propose:
    """`{up: [H, A], criteria: 2, down: C, passed: 1 day, dormant: 90 days}`."""
    entries = reader.entries(node, KEYS)
    for key, needed in _NEEDS.items():
        if key in entries and needed not in entries and node is not None:
            reader.fault("key_missing", node.place, key=needed)
    return Propose(
        up=tuple(reader.text(item) or "" for item in reader.items(entries.get("up"))),
        criteria=reader.value(entries.get("criteria"), parse_count),
        down=reader.text(entries.get("down")),
        passed=reader.value(entries.get("passed"), Span.parse),
        dormant=reader.value(entries.get("dormant"), Span.parse),
    )


def ways_up(book: Book, level: Level) -> tuple[str, ...]:
    """The levels to which its leads may rise, the most urgent first; a book may have taken one of them out of its packs."""
    return tuple(name for name in book.levels if name in level.propose.up and name != level.id)


def way_down(book: Book, level: Level) -> str | None:
    """The level to which its leads may fall."""
    down = level.propose.down
    return down if down in book.levels and down != level.id else None


def visible(book: Book) -> Mapping[str, str]:
    """The criteria that can be seen in a base, and the fact that tells each: a yes or a count about leads of that name or
    label.
    """
    facts = [fact for fact in book.facts.values() if fact.of == "leads" and fact.column.kind in {YES_NO, COUNT}]
    words = {word: fact.name for fact in facts for word in (fact.column.zh, fact.column.en, fact.name)}
    named = dict.fromkeys(name for level in book.levels.values() for name in level.criteria)
    return {name: words[name] for name in named if name in words}
