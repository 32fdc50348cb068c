"""What a kind of value is: how it is read from text, shown, masked, stored and formatted. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from operator import mul
from typing import Literal

Align = Literal["left", "right", "center"]

NOTHING = frozenset(
    {
        "",
        "无",
        "未知",
        "暂无",
        "不详",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "nan",
        "null",
        "none",
        "n/a",
        "#n/a",
        "佚名",
        "待定",
        "未分配",
        "unassigned",
    }
)
"""Cells that people write when they have nothing to write."""

_TEXT_MARKS = frozenset("='‘’`“")
_SPACES = re.compile(r"\s+")
_MEANT_AS_TEXT = re.compile(r"""=\s*"(.*)"|['‘’`](?=\S)(.*)|“(.*)”""", re.DOTALL)
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a closed vocabulary: its identifier, its labels and other words that people write for it."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...] = ()
    group: str = ""

    def label(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class CheckDigit:
    """A place of a number that follows from the others: a weighted sum of the signs' `values`, modulo eleven."""

    values: bytes
    weights: tuple[int, ...]
    place: int
    digits: str

    def of(self, number: str) -> str:
        """What should stand at `place`."""
        return self.digits[sum(map(mul, number.encode().translate(self.values), self.weights)) % 11]

    def fits(self, number: str) -> bool:
        return number[self.place] == self.of(number)


@dataclass(frozen=True, slots=True)
class Plain:
    """The texts that stand for themselves, so that a whole column is known to be clean without reading each cell.

    Whatever matches `pattern` (in the syntax that Python and RE2 share), is none of `but` and has the right check digit
    is its own value, or its first `signs` are, as the type of the kind has them. Plain texts are a part of the good ones,
    not all: what is not plain is read.
    """

    pattern: str
    but: frozenset[str] = frozenset()
    check: CheckDigit | None = None
    signs: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value.

    `parse` takes the text of a cell and gives the value, or None where the cell says nothing; it raises `Bad` when
    nothing can be used and `Doubt` when the value is kept but odd. `show` gives the text for people, `mask` the text
    for people who need not see it all. `python`, `sql` and `arrow` name the type; `excel` is the number format. `free`: other
    texts than the `options` are values as well.
    """

    id: str
    parse: Callable[[str], object]
    python: type
    sql: str
    arrow: str
    show: Callable[[object, str], str]
    mask: Callable[[str], str] | None = None
    excel: str = "@"
    align: Align = "left"
    options: tuple[Option, ...] = ()
    plain: Plain | None = None
    free: bool = False


def plain(value: object, lang: str) -> str:
    """Show a value as its own text."""
    return "" if value is None else str(value)


def fold(text: str) -> str:
    """Full-width to half-width, one form of every character, no outer space: the text that codes are read from.

    The unseen marks that phones and chat programs put around a copied number go as well, and those that tell Excel to
    take a number for text.
    """
    return meant(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).strip())


def meant(text: str) -> str:
    """What stands in a cell that was made to be text: `'0371` and `="0371"` mean 0371."""
    found = _MEANT_AS_TEXT.fullmatch(text) if text[:1] in _TEXT_MARKS else None
    return (found[1] or (found[2] or "").rstrip("'’") or found[3] or "").strip() if found else text


def squeeze(text: str) -> str:
    """The text without any white space."""
    return _SPACES.sub("", text)


def says_nothing(text: str) -> bool:
    """True for an empty cell and for the placeholders people type instead."""
    return text.strip().lower() in NOTHING


def names_nothing(text: str) -> bool:
    """The same for whatever identifies: systems write zeros where there is no number, and zeros would make all one."""
    return says_nothing(text) or not text.strip("0 ")


def whole(text: str) -> str:
    """A whole number that passed through a float loses its `.0` again: `13800138000.0` → `13800138000`."""
    head, _, tail = text.partition(".")
    return head if tail and (tail == "0" or (head.isdigit() and not tail.strip("0"))) else text
