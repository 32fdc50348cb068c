"""Phone numbers: mobiles, landlines with extensions, 400/800/95 service numbers; several in a cell."""

from __future__ import annotations

import re

from jipan.errors import Bad, Doubt
from jipan.kinds.kind import Kind, Plain, fold, names_nothing, plain, whole

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_SPELLED = re.compile(r"(?:(?:\+|00)?86[ -]?)?(1[3-9]\d)(?:(\d{8})|[ -](\d{4})[ -](\d{4}))(?:\.0)?", re.ASCII)
"""A mobile as most lists have it that have not its bare digits."""
_AMONG_WORDS = re.compile(r"\D*(1[3-9]\d{9})\D*", re.ASCII)
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})-?(\d{7,8})(?:-(\d{1,6}))?", re.ASCII)
_WITH_EXTENSION = re.compile(r"(010|02\d|0[3-9]\d{2})-?([2-8]\d{7})(\d{3,4})", re.ASCII)
_LOCAL = re.compile(r"([2-8]\d{6,7})(?:-(\d{1,6}))?", re.ASCII)
_SERVICE = re.compile(r"([48]00(?:-?\d){7}|95\d{3,6}|1\d{4})(?:-(\d{1,6}))?", re.ASCII)
_MOBILE_EXTENDED = re.compile(r"(?:(?:\+|00)?86-?)?(1[3-9]\d(?:-?\d){8})-(\d{1,6})", re.ASCII)
_FOREIGN = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_CHINA = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0?\d{9,11}$)")
_EXTENSION = re.compile(
    r"[\s\-]*\(?\s*(?:转接?|ext\.?|extension|内线|#|(?=分机))(?:分机号?)?\s*[:.]?\s*(\d+)\s*\)?", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\s*\(([1-9]\d{0,5})\)$", re.ASCII)
_BETWEEN = re.compile(
    r"[,、;/\n|或]+|(?<=\d{11})\s*-+\s*(?=1[3-9]\d{9})|\s{2,}|(?<=\d{7})\s+(?=(?:1[3-9]\d|0\d{2}|\+))"
)
_EXPONENT = re.compile(r"(\d)\.?(\d*)E(\+?)(\d{1,2})", re.IGNORECASE)
_BARE = re.compile(r"[\s\-().·]")
_SPACED = re.compile(r"[\s().·]")
_IOT_DIGITS = 13
_MASKED = "*"
_NO_ONES = frozenset({"13800138000", "13900139000", "13000000000", "18888888888", "13888888888"})


def parse(text: str) -> str | None:
    """The numbers of a cell in one form, apart by a space, the first usable one first.

    `13800138000` for a mobile, `0371-65551234-802` for a landline, `4008001234-5` for a firm's number. Nothing usable is
    Bad; a number that can be dialled but is odd (no area code, abroad, a mobile with an extension) is a Doubt.
    """
    if _MOBILE.fullmatch(text) and text not in _NO_ONES:
        return text
    if (spelled := _SPELLED.fullmatch(text)) and not _is_nobodys(number := "".join(spelled.groups(""))):
        return number
    if names_nothing(text):
        return None
    found = [_one(part) for part in _BETWEEN.split(fold(text)) if part.strip(" -.")]
    numbers = list(dict.fromkeys(number for number, _ in found if number))
    odd = next((code for _, code in found if code), None)
    if not numbers:
        raise Bad(odd or "phone")
    value = " ".join(sorted(numbers, key=lambda number: not is_mobile(number)))
    if odd:
        raise Doubt(value, odd)
    return value


def _one(part: str) -> tuple[str | None, str | None]:
    """The number that one part of a cell spells, and what is odd about it."""
    if _MASKED in part:
        return None, "phone_masked"
    if exponent := _EXPONENT.fullmatch(part.strip()):
        part, lost = _expand(exponent)
        if lost:
            return None, "phone_exponent"
    return _dial(whole(part.strip()))


def _dial(part: str) -> tuple[str | None, str | None]:
    joined = _IN_BRACKETS.sub(r"-\1", _EXTENSION.sub(r"-\1", part))
    bare = _CHINA.sub("", _BARE.sub("", part))
    if _MOBILE.fullmatch(bare):
        return bare, "phone_suspicious" if _is_nobodys(bare) else None
    if landline := _LANDLINE.fullmatch(_area(joined)) or _LANDLINE.fullmatch(bare):
        return "-".join(group for group in landline.groups() if group), None
    if firm := _SERVICE.fullmatch(_SPACED.sub("", joined)) or _SERVICE.fullmatch(bare):
        return "-".join(_BARE.sub("", group) for group in firm.groups() if group), None
    if extended := _MOBILE_EXTENDED.fullmatch(_SPACED.sub("", joined)):
        return _BARE.sub("", extended[1]), "phone_mobile_extension"
    if moved := _WITH_EXTENSION.fullmatch(_area(joined)) or _WITH_EXTENSION.fullmatch(bare):
        return "-".join(moved.groups()), "phone_extension"
    if local := _LOCAL.fullmatch(_BARE.sub("", joined) if "-" not in joined else joined.replace(" ", "")):
        return "-".join(group for group in local.groups() if group), "phone_no_area"
    if _FOREIGN.fullmatch(_BARE.sub("", part)):
        return _BARE.sub("", part), "phone_foreign"
    if mobile := _AMONG_WORDS.fullmatch(bare):
        return mobile[1], None
    return None, "phone_iot" if bare.isdigit() and len(bare) == _IOT_DIGITS else "phone"


def _area(text: str) -> str:
    """`(0371) 6555 1234-802` → `0371-65551234-802`."""
    text = re.sub(r"^\+?86[\s\-]*(\(?)0?(?=[1-9]\d{1,2}[\s\-)])", r"\g<1>0", text)
    text = re.sub(r"^\(?(0\d{2,3})\)?[\s\-]*", r"\1-", text)
    return text.replace(" ", "")


def _expand(match: re.Match[str]) -> tuple[str, bool]:
    """The digits of `1.38E10`, and whether some were lost.

    Java prints every digit it has (`1.3800138E10`); Excel (`1.38E+10`) shows as many as fit, so a plus sign with fewer
    digits than the number has means that the rest is gone.
    """
    first, rest, plus, power = match.groups()
    width = int(power)
    digits = first + rest
    lost = bool(plus) and len(digits) < width + 1
    return digits.ljust(width + 1, "0")[: width + 1], lost


def _is_nobodys(number: str) -> bool:
    return number in _NO_ONES or len(set(number[1:])) == 1


def is_mobile(number: str) -> bool:
    """True where messages can be sent to the number."""
    return bool(_MOBILE.fullmatch(number))


def mask(text: str) -> str:
    """`138****8000`, `0371-****1234`: enough to tell two numbers apart."""
    return " ".join(_mask_one(number) for number in text.split(" "))


def _mask_one(number: str) -> str:
    area, dash, line = number.partition("-")
    if dash and area.startswith("0"):
        return f"{area}-****{line.partition('-')[0][-4:]}"
    return f"{number[:3]}****{number[-4:]}" if len(number) > 9 and not dash else f"****{area[-2:]}"  # noqa: PLR2004 - at least three digits are hidden


PHONE = Kind("phone", parse, str, "VARCHAR", "string", plain, mask=mask, plain=Plain(r"1[3-9][0-9]{9}", but=_NO_ONES))
