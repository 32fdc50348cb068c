"""The key of a reason: short, the same whenever it is planned, and nothing that Excel would change.

`T7KQ2MXAB4` is T, six letters that stand for cadence, subject and step, and three that stand for the anchor date. The
two parts are kept apart so that a contact's key still tells which step it answered after the anchor date was corrected.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
STEM = 7
DAYS = 1 << 15
"""Anchor dates count round in this many days (89 years): two dates of one code are never both planned."""

_BITS = 5
_MASK = 31


def key(cadence: str, subject: str, step: int, anchor: dt.date) -> str:
    """The key of one step of one cadence for one customer, vehicle or lead."""
    return stem(cadence, subject, step) + tail(anchor)


def stem(cadence: str, subject: str, step: int) -> str:
    """The part of a key that does not depend on the anchor date."""
    digest = hashlib.md5(f"{cadence}·{subject}·{step}".encode(), usedforsecurity=False).hexdigest()
    return "T" + _letters(int(digest[:8], 16), STEM - 1)


@cache
def tail(anchor: dt.date) -> str:
    """The part of a key that stands for the anchor date."""
    return _letters(code(anchor), 3)


def code(anchor: dt.date) -> int:
    """The anchor date as the number that its key can hold."""
    return anchor.toordinal() % DAYS


def _letters(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> _BITS * place & _MASK] for place in range(count))


def sql_stem(cadence: str, subject: str, step: str) -> str:
    """`stem` as SQL over three expressions."""
    number = f"('0x' || left(md5(concat({cadence}, '·', {subject}, '·', {step})), 8))::BIGINT"
    letters = (f"substr('{ALPHABET}', 1 + ({number} >> {_BITS * place} & {_MASK}), 1)" for place in range(STEM - 1))
    return f"concat('T', {', '.join(letters)})"


def sql_code(key: str) -> str:
    """`code` of the anchor date in a key, as SQL over an expression."""
    places = (
        f"(strpos('{ALPHABET}', substr({key}, {STEM + 1 + place}, 1)) - 1 << {_BITS * place})" for place in range(3)
    )
    return f"({' + '.join(places)})"
