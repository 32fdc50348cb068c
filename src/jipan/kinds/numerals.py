"""Chinese numerals, as they stand in days: `二〇二五年十二月三日`. Pure."""

from __future__ import annotations

import re

_DIGITS = {
    sign: value
    for value, signs in enumerate(("〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_SIGN = "".join(_DIGITS)
_YEAR = re.compile(rf"(民[国國])?([{_SIGN}]{{2,4}}|\d{{1,4}})(?=年)")
_PART = re.compile(rf"([{_SIGN}十廿卅]{{1,4}})(?=[月日号])")
_TENS = {"廿": "二十", "卅": "三十"}
_MINGUO = 1911
"""The first year of the Republic's calendar is 1912."""


def in_figures(text: str) -> str:
    """The same day in figures and in the common calendar: `民国一一四年二月三日` → `2025年2月3日`."""
    return _PART.sub(lambda found: str(_small(found[1])), _YEAR.sub(_year, text, count=1))


def _year(found: re.Match[str]) -> str:
    figures = "".join(str(_DIGITS.get(sign, sign)) for sign in found[2])
    return str(int(figures) + _MINGUO) if found[1] else figures


def _small(signs: str) -> int:
    """A number below a hundred: `十`, `十二`, `二十`, `廿三`, `三十一`."""
    for short, long in _TENS.items():
        signs = signs.replace(short, long)
    tens, ten, ones = signs.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[sign]) for sign in signs))
    return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)
