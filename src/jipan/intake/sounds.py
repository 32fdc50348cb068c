"""How a name sounds: characters that share a syllable are what a clerk confuses, and simplified and traditional forms sound alike."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

_READINGS = "pypinyin/pinyin_dict.json"


@cache
def _readings() -> dict[str, str]:
    """Code point → its readings. The table alone is read: pypinyin itself loads a dictionary of phrases when imported."""
    path = Path(str(distribution("pypinyin").locate_file(_READINGS)))
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def _said(sign: str) -> tuple[str, ...]:
    """The ways to say a character, without tones, the usual one first; without a reading it stands for itself."""
    told = _readings().get(str(ord(sign)), "")
    bare = "".join(
        part for part in unicodedata.normalize("NFD", told) if not unicodedata.combining(part) or part == "\u0308"
    )
    return tuple(dict.fromkeys(bare.split(","))) if bare else (sign.lower(),)


@cache
def syllables(sign: str) -> frozenset[str]:
    """All ways to say a character."""
    return frozenset(_said(sign))


def _one_sound(a: str, b: str) -> bool:
    """Each is usually said as the other can be: 许 can be said hu, but nobody who hears 胡 writes it."""
    return a == b or (_said(a)[0] in _said(b) and _said(b)[0] in _said(a))


@cache
def _simple() -> dict[int, str]:
    text = (files("jipan.intake.knowledge") / "traditional.txt").read_text(encoding="utf-8")
    pairs = (word for line in text.splitlines() if not line.startswith("#") for word in line.split())
    return {ord(pair[0]): pair[1] for pair in pairs}


def simplified(text: str) -> str:
    """A name or a header with the traditional characters that these hold written as today."""
    return text.translate(_simple())


def close_sound(a: str, b: str) -> bool:
    """Two texts of which one has a sign more, less or other than the other, or two signs swapped, by their sounds."""
    from rapidfuzz.distance import DamerauLevenshtein

    one, other = ([min(syllables(sign)) for sign in text] for text in (a, b))
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1


def same_sound(a: str, b: str) -> bool:
    """Two texts of one length in which every character sounds as its counterpart does."""
    return len(a) == len(b) and all(_one_sound(x, y) for x, y in zip(a, b, strict=True))
