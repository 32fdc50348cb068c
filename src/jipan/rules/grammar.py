"""What may be written in a rule book, read off the tables by which books are read: documentation and editors use it."""

from __future__ import annotations

from jipan.kinds import CHANNEL, KINDS, PURPOSE, ROLE
from jipan.models import COLLECTIONS
from jipan.rules import facts_reader, plans_reader, ratings_reader
from jipan.rules.load import _KEYS as SECTIONS
from jipan.rules.resolve import FACT_FORMS, RATING_FORMS

__all__ = [
    "CADENCE_KEYS", "DESK_KEYS", "FACT_KEYS", "LEVEL_KEYS", "NUMBER_KEYS", "POINT_KEYS", "RATING_KEYS", "ROW_KEYS", "SECTIONS",
    "TEST_KEYS", "WORDS",
]  # fmt: skip

FACT_KEYS: dict[str, tuple[str, ...]] = {
    form: (form, *facts_reader._MORE.get(form, facts_reader._AGGREGATED), *facts_reader._COMMON)  # noqa: SLF001 - the readers' own tables
    for form in FACT_FORMS
}
"""For each form of a fact all keys that it may have."""

RATING_KEYS: dict[str, tuple[str, ...]] = {
    form: (*ratings_reader._KEYS[form], *ratings_reader._COMMON)  # noqa: SLF001
    for form in RATING_FORMS
}
"""For each form of a rating all keys that it may have."""

LEVEL_KEYS: tuple[str, ...] = plans_reader._LEVEL  # noqa: SLF001
CADENCE_KEYS: tuple[str, ...] = plans_reader._CADENCE  # noqa: SLF001
DESK_KEYS: tuple[str, ...] = plans_reader._DESK  # noqa: SLF001
ROW_KEYS = ("is", "when", "label", "note")
POINT_KEYS = ("when", "add", "note")
NUMBER_KEYS = ("value", "source", "label")
TEST_KEYS = ("given", "expect", "today", "note")

WORDS: dict[str, tuple[str, ...]] = {
    "of": tuple(COLLECTIONS),
    "role": tuple(option.id for option in ROLE.options),
    "channel": tuple(option.id for option in CHANNEL.options),
    "purpose": tuple(option.id for option in PURPOSE.options),
    "calendar": ("shop", "office"),
    "boundary": ("before", "including"),
    "roll_up": ("best", "worst"),
    "kind": tuple(KINDS),
}
"""Keys that take one of a few words."""
