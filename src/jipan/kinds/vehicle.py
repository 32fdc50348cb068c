"""Number plates and VINs."""

from __future__ import annotations

import re

from jipan.errors import Bad, Doubt
from jipan.kinds.kind import CheckDigit, Kind, Plain, fold, names_nothing, plain

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_SERIAL = "A-HJ-NP-Z0-9"
_ORDINARY = re.compile(rf"[{_PROVINCE}][A-Z][{_SERIAL}]{{4}}[{_SERIAL}挂学警港澳使领]")
_NEW_ENERGY = re.compile(rf"[{_PROVINCE}][A-Z](?:[A-HJK][{_SERIAL}]\d{{4}}|\d{{5}}[A-HJK])")
_OTHER = re.compile(
    rf"[{_PROVINCE}][A-Z][{_SERIAL}]{{4,5}}临|WJ[{_PROVINCE}]?[{_SERIAL}]{{4,6}}|[A-Z]{{2}}[{_SERIAL}]{{5}}|\d{{6}}使|[{_PROVINCE}][A-Z][{_SERIAL}]{{3,4}}应急"
)
_NOISE = re.compile(r"[\s·・•\-_.]")
_VIN_NOISE = re.compile(r"[\s\-]")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VIN_FRAMED = re.compile(r"\*?(?:(?:VIN码?|[车大]架号码?):?)?\*?([A-HJ-NPR-Z0-9]{17})\*?(?:\([^()]*\))?")
"""On papers a VIN stands between stars; people copy these, and the word for it."""
_VIN_VALUES = dict(
    zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
_VIN_BYTES = bytes(_VIN_VALUES.get(chr(code), 0) for code in range(256))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_CHECK = CheckDigit(_VIN_BYTES, _VIN_WEIGHTS, place=8, digits="0123456789X")
_NO_PLATE = re.compile(r"新车|临牌|临时牌|(?:新车)?(?:暂未|尚未|还没|未|没|无|待)有?(?:上|挂|办)?(?:车?牌照?|户)")
_COLOUR = re.compile(r"\(?大?(?:[蓝黄绿白黑]|渐变绿|黄绿)[牌色]?\)?$")
_NOTE = re.compile(r"\([^()]*\)$")


def parse_plate(text: str) -> str | None:
    """A plate without separators, upper case: `豫a·12345` → `豫A12345`. An unknown shape is kept and is a Doubt."""
    if _ORDINARY.fullmatch(text):
        return text
    plate = _NOISE.sub("", fold(text)).upper().strip(",;、。")
    if names_nothing(plate) or _NO_PLATE.fullmatch(plate):
        return None
    if "*" in plate:
        raise Bad("plate_masked")
    if _is_known(plate):
        return plate
    if _is_known(bare := _COLOUR.sub("", plate)):
        return bare
    if _is_known(bare := _NOTE.sub("", plate)):
        raise Doubt(bare, "plate_note")
    if not any(character.isdigit() for character in plate) or len(plate) > 12:  # noqa: PLR2004 - a sentence, not a plate
        raise Bad("plate")
    raise Doubt(plate, "plate_shape")


def _is_known(plate: str) -> bool:
    return any(shape.fullmatch(plate) for shape in (_ORDINARY, _NEW_ENERGY, _OTHER))


def parse_vin(text: str) -> str | None:
    """17 characters without I, O, Q. A check digit that does not fit is a Doubt: imports often carry none."""
    vin = text if _VIN.fullmatch(text) else _VIN_NOISE.sub("", fold(text)).upper()
    if not _VIN.fullmatch(vin) and (framed := _VIN_FRAMED.fullmatch(vin)):
        vin = framed[1]
    if names_nothing(vin):
        return None
    if not _VIN.fullmatch(vin):
        raise Bad(_vin_fault(vin))
    if not _VIN_CHECK.fits(vin):
        raise Doubt(vin, "vin_check")
    return vin


def _vin_fault(vin: str) -> str:
    if "*" in vin:
        return "vin_masked"
    return "vin_letters" if len(vin) == len(_VIN_WEIGHTS) else "vin_length"


PLATE = Kind("plate", parse_plate, str, "VARCHAR", "string", plain, plain=Plain(_ORDINARY.pattern))
VIN = Kind(
    "vin", parse_vin, str, "VARCHAR", "string", plain, plain=Plain(r"[A-HJ-NPR-Z][A-HJ-NPR-Z0-9]{16}", check=_VIN_CHECK)
)
