"""How a name sounds: characters that share a syllable are what a clerk confuses, and simplified and traditional forms sound alike."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein

_READINGS = "pypinyin/pinyin_dict.json"


@cache
def _readings() -> dict[str, str]:
    """Code point → its readings. The table alone is read: pypinyin itself loads a dictionary of phrases when imported."""
    path = Path(str(distribution("pypinyin").locate_file(_READINGS)))
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def syllables(sign: str) -> frozenset[str]:
    """The ways to say a character, without tones; a character without a reading stands for itself."""
    told = _readings().get(str(ord(sign)), "")
    bare = "".join(
        part for part in unicodedata.normalize("NFD", told) if not unicodedata.combining(part) or part == "\u0308"
    )
    return frozenset(bare.split(",")) if bare else frozenset({sign.lower()})


@cache
def _simple() -> dict[int, str]:
    text = (files("jipan.intake.knowledge") / "traditional.txt").read_text(encoding="utf-8")
    pairs = (word for line in text.splitlines() if not line.startswith("#") for word in line.split())
    return {ord(pair[0]): pair[1] for pair in pairs}


def simplified(text: str) -> str:
    """A name with the traditional characters that names hold written as today."""
    return text.translate(_simple())


def close_sound(a: str, b: str) -> bool:
    """Two texts of which one has a sign more, less or other than the other, or two signs swapped, by their sounds."""
    one, other = ([min(syllables(sign)) for sign in text] for text in (a, b))
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1


def same_sound(a: str, b: str) -> bool:
    """Two texts of one length in which every character may be said as its counterpart is."""
    return len(a) == len(b) and all(x == y or syllables(x) & syllables(y) for x, y in zip(a, b, strict=True))
