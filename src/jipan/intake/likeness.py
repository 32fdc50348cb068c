"""How like two names are: what decides whether a shared phone or car makes them one customer.

`same`: written differently but one name: another script, another sign of the same sound, a short name of the firm.
`typo`: a name in letters, a letter in five or so typed wrongly. `slip`: one sign apart, as the names of brothers are; both
are worth a question. `other`: two names.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from jipan.intake import firms
from jipan.intake.sounds import close_sound, same_sound, simplified
from jipan.kinds.text import COMPOUND_SURNAMES

Likeness = Literal["same", "typo", "slip", "other"]
_LETTERS_OF_A_TYPO = 5
"""Of so many letters one may be typed wrongly."""
_SHORTEST = 2


@cache
def likeness(a: str, b: str) -> Likeness:
    """How like two names (as `core` gives them) are, either way round."""
    if a == b:
        return "same"
    if firms.in_letters(a) and firms.in_letters(b):
        return _of_letters(a.lower(), b.lower())
    if firms.is_firm(a) or firms.is_firm(b):
        return _of_firms(a, b)
    if _is_surname(a) or _is_surname(b):
        return "same" if _surname_of(a, b) or _surname_of(b, a) else "other"
    if same_sound(a, b):
        return "same"
    return "slip" if close_sound(a, b) and max(len(a), len(b)) > _SHORTEST and same_sound(a[0], b[0]) else "other"


def _of_letters(a: str, b: str) -> Likeness:
    """Names in letters, without the spaces: in any case, the given name before or after the surname."""
    if a == b or (len(a) == len(b) and b in a + a):
        return "same"
    from rapidfuzz.distance import DamerauLevenshtein

    slips = max(len(a), len(b)) // _LETTERS_OF_A_TYPO
    return "typo" if slips and DamerauLevenshtein.distance(a, b, score_cutoff=slips) <= slips else "other"


def _of_firms(a: str, b: str) -> Likeness:
    """`short` names one firm where something is shared; a mere brand (`顺达`) is a short name too."""
    return "other" if firms.kinship(a, b) == "apart" else "same"


def _is_surname(name: str) -> bool:
    return len(name) == 1 or name in COMPOUND_SURNAMES


def _surname_of(a: str, b: str) -> bool:
    """`a` is a mere surname, and `b` begins with it in either script: one sign's sound alone tells nothing."""
    return _is_surname(a) and simplified(b).startswith(simplified(a))
