"""Numbers that the state gives: resident ID numbers of people, unified social credit codes of organisations."""

from __future__ import annotations

import datetime as dt
import re

from jipan.errors import Bad, Doubt
from jipan.kinds.kind import CheckDigit, Kind, Plain, fold, names_nothing, plain, squeeze

_NOISE = re.compile(r"[\s\-]")
_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD_RESIDENT = re.compile(r"\d{15}", re.ASCII)
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = bytes(48) + bytes(range(10)) + bytes(198)
_RESIDENT_CHECK = CheckDigit(_DIGITS, _RESIDENT_WEIGHTS, place=17, digits="10X98765432")
_DAY_OF_YEAR = "(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31"
_PLAIN_RESIDENT = rf"[1-9][0-9]{{5}}(?:19|20)[0-9]{{2}}(?:{_DAY_OF_YEAR})[0-9]{{3}}[0-9X]"
_OTHER_DOCUMENT = re.compile(r"[A-Z]{1,2}\d{6,9}|[HM]\d{8,10}|[0-9A-Z]{8}-?[0-9X]")
"""Passports, permits of Hong Kong, Macao and Taiwan, the older organisation codes: kept, not checked."""
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_EXPONENT = re.compile(r"\d\.\d+E\+?1\d")
_ZEROED = "000"


def parse(text: str) -> str | None:
    """A resident ID number or a credit code, upper case. The older form of 15 digits is the same number without century and check digit.

    A number that Excel cut to 15 significant digits ends in 000 and fails its check digit: it is Bad and never mended.
    """
    number = text if _RESIDENT.fullmatch(text) else _NOISE.sub("", fold(text)).upper()
    if names_nothing(number):
        return None
    if is_resident(number):
        return _born_on_a_day(number)
    if _CREDIT.fullmatch(number) and not _credit_is_wrong(number):
        return number
    raise _fault(number)


def parse_other(text: str) -> str | None:
    """The number of a document that is no resident's: neither day of birth nor check digit is asked of it."""
    number = squeeze(fold(text)).upper()
    if names_nothing(number):
        return None
    if "*" in number:
        raise Bad("id_masked")
    if _EXPONENT.fullmatch(number):
        raise Bad("id_exponent")
    if _CREDIT.fullmatch(number) and _credit_is_wrong(number):
        raise Doubt(number, "uscc_check")
    return number


def _fault(number: str) -> Bad | Doubt:
    if "*" in number:
        return Bad("id_masked")
    if _RESIDENT.fullmatch(number):
        return Bad("id_zeroed" if number.endswith(_ZEROED) else "id_check")
    if _CREDIT.fullmatch(number):
        return Doubt(number, "uscc_check")
    if _OTHER_DOCUMENT.fullmatch(number):
        return Doubt(number, "id_other")
    return Bad("id_exponent" if _EXPONENT.fullmatch(number) else "id_shape")


def _born_on_a_day(number: str) -> str:
    if born(number) is None:
        raise Bad("id_birthday")
    return _in_full(number) if _OLD_RESIDENT.fullmatch(number) else number


def _in_full(number: str) -> str:
    body = f"{number[:6]}19{number[6:]}"
    return body + _RESIDENT_CHECK.of(body + "0")


def _credit_is_wrong(number: str) -> bool:
    try:
        total = sum(_CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(number[:-1]))
        return _CREDIT_SIGNS.index(number[-1]) != (31 - total % 31) % 31
    except ValueError:
        return True


def is_resident(number: str) -> bool:
    """True for a person's number, False for an organisation's."""
    return bool(_OLD_RESIDENT.fullmatch(number)) or (bool(_RESIDENT.fullmatch(number)) and _RESIDENT_CHECK.fits(number))


def born(number: str) -> dt.date | None:
    """The day of birth that a resident ID number holds."""
    digits = number[6:14] if len(number) > 15 else "19" + number[6:12]  # noqa: PLR2004 - the older form has 15 digits
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def mask(text: str) -> str:
    """First three and last four (three of the older form); the day of birth is hidden wholly."""
    tail = 4 if len(text) > 15 else 3  # noqa: PLR2004 - the older form has 15 digits
    return f"{text[:3]}{'*' * (len(text) - 3 - tail)}{text[-tail:]}"


ID_NUMBER = Kind(
    "id_number", parse, str, "VARCHAR", "string", plain, mask=mask, plain=Plain(_PLAIN_RESIDENT, check=_RESIDENT_CHECK)
)
