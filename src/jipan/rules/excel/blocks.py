"""The blocks of a workbook: their titles, their columns, and how a cell holds a part of a book's tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jipan.words import LANGS, Lang, say

Shape = Literal["text", "list", "tree"]
"""A cell holds a text as it is, texts between commas, or YAML."""

BLOCKS = (
    "book", "numbers", "facts", "rating", "labels", "rows", "points", "cuts", "shares", "cumulative", "levels", "cadences",
    "measures", "desk", "tests", "other",
)  # fmt: skip
"""Every block has the title `sheet.<block>` and notes `sheet.<block>.note`."""

SHAPES: Mapping[str, Shape] = {
    "id": "text", "name": "text", "value": "text", "source": "text", "note": "text", "of": "text", "who": "tree",
    "every": "text", "after": "text", "before": "text", "on": "text", "at": "list", "yearly": "text", "lunar": "text",
    "repeat": "text", "until": "text", "window": "text", "ask": "list", "expected": "text", "at_least": "text", "stop": "tree",
    "role": "text", "channel": "list", "purpose": "text", "priority": "text", "criteria": "list", "say": "text", "say_en": "text",
    "ask_en": "list", "then": "text", "stores": "list", "calendar": "text", "closed": "list", "quota": "text", "quiet": "text",
    "marketing_gap": "text", "extends": "list", "show": "list", "jipan": "text", "otherwise": "text", "missing": "text", "by": "text",
    "boundary": "text", "roll_up": "text", "order": "list", "group": "text", "zh": "text", "en": "text", "today": "text",
    "add": "text", "is": "text",
}  # fmt: skip
"""What is not named here is YAML."""

LEVEL_COLUMNS = (
    "id", "zh", "en", "expected", "window", "every", "at_least", "role", "channel", "purpose", "priority", "criteria", "stop",
    "say", "say_en", "then", "propose", "escalate", "source",
)  # fmt: skip
CADENCE_COLUMNS = (
    "id", "zh", "en", "of", "who", "every", "after", "before", "on", "at", "yearly", "lunar", "repeat", "until", "window",
    "at_least", "stop", "role", "channel", "purpose", "priority", "say", "say_en", "ask", "ask_en", "then", "escalate", "source",
)  # fmt: skip

NOBODY = "null"
"""Stands beside `otherwise` where the rest get no class on purpose."""

TICK = "√"
TICKS = frozenset({"√", "✓", "✔", "v", "y", "yes", "是", "有", "1", "true", "●", "○"})


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a block; measures name their group and the rating whose classes stand in the header."""

    block: str
    group: str = ""
    rating: str = ""


def label(key: str, lang: Lang) -> str:
    """How a key is called in a sheet; a key without a name of its own stands as it is."""
    from jipan.words import known

    return say(f"key.{key}", lang) if known(f"key.{key}") else key


def keys_by_label(keys: tuple[str, ...]) -> dict[str, str]:
    """The words of both languages, and the keys themselves, by which columns are found."""
    return {word: key for key in keys for word in (key, *(label(key, lang) for lang in LANGS))}


def shape(key: str) -> Shape:
    """How a cell holds the value of a key."""
    return SHAPES.get(key, "tree")
