"""Every label and message, in Chinese and English: one catalogue, one file a room.

A text is found by its dotted key and may hold `{fact}` fields. Two texts stand beside each other so that neither
language can be forgotten; a test holds that every key has both and that both use the same facts. English says
`{count:task|tasks}` where it depends on a number that the text names.
"""

from __future__ import annotations

import re
from typing import Literal

from jipan.words import (
    books,
    commands,
    day,
    errors,
    followups,
    identity,
    labels,
    manual,
    messages,
    performance,
    problems,
    render,
    rules,
    setup,
)

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, Lang] = ("zh", "en")

CATALOGUE: dict[str, tuple[str, str]] = {
    **labels.TEXTS,
    **messages.TEXTS,
    **commands.TEXTS,
    **errors.TEXTS,
    **problems.TEXTS,
    **render.TEXTS,
    **followups.TEXTS,
    **day.TEXTS,
    **performance.TEXTS,
    **identity.TEXTS,
    **rules.TEXTS,
    **setup.TEXTS,
    **books.TEXTS,
    **manual.TEXTS,
}


_NUMBERED = re.compile(r"\{(\w+):([^{|}]*)\|([^{|}]*)\}")


def say(key: str, lang: Lang, /, **facts: object) -> str:
    """The text of `key` in `lang` with its facts filled in. A KeyError means that the catalogue lacks the text."""
    text = CATALOGUE[key][LANGS.index(lang)]
    return _in_number(text, facts).format(**facts) if facts else text


def _in_number(text: str, facts: dict[str, object]) -> str:
    return _NUMBERED.sub(lambda found: found[2 if str(facts[found[1]]) == "1" else 3], text) if "|" in text else text


def known(key: str) -> bool:
    """True where the catalogue has the text."""
    return key in CATALOGUE
