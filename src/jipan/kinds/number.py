"""Numbers: money in yuan, mileage in kilometres, counts, shares."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, DecimalException

from jipan.errors import Bad
from jipan.kinds.kind import Kind, fold, says_nothing

_NUMBER = re.compile(
    r"(?P<minus>[-+(]?)\s*(?P<digits>\d[\d,]*\.?\d*|\.\d+)(?P<exponent>E[+-]?\d+)?\)?\s*(?P<unit>\D*)", re.IGNORECASE
)
_YUAN = re.compile(r"[¥￥]|RMB|CNY|人民币", re.IGNORECASE)
_FOREIGN_MONEY = re.compile(r"[$€£₩]|USD|EUR|JPY|HKD|美元|欧元|港币|日元", re.IGNORECASE)
_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+")
_MULTIPLES = {"": 1, "万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百万": 1_000_000, "亿": 100_000_000}
_MAX_MONEY = Decimal(10) ** 12
_MOST = Decimal(10) ** 18
_CENT = Decimal("0.01")


def multiple(unit: str, base_units: tuple[str, ...]) -> int | None:
    """What a unit multiplies by: `万元` → 10,000 for money. None where the unit is not one of the kind's own."""
    unit = unit.strip().lower()
    for base in sorted(base_units, key=len, reverse=True):
        if base and unit.endswith(base) and unit != base.rstrip():
            unit = unit[: -len(base)].strip()
            break
        if unit == base:
            return 1
    return _MULTIPLES.get(unit)


MONEY_UNITS = ("元", "块", "圆", "rmb", "元整")
DISTANCE_UNITS = ("公里", "km", "千米")
COUNT_UNITS = ("台", "辆", "次", "个", "人", "天", "月", "年", "分", "家", "条", "台次", "台车", "辆车", "户")


def _read(text: str, code: str, units: tuple[str, ...]) -> Decimal | None:
    text = fold(text).rstrip("左右").removeprefix("约")
    if says_nothing(text):
        return None
    found = _NUMBER.fullmatch(text)
    factor = multiple(found["unit"], units) if found else None
    if found is None or factor is None or not _GROUPS.fullmatch(found["digits"]):
        raise Bad(code)
    try:
        value = Decimal(found["digits"].replace(",", "") + (found["exponent"] or "")) * factor
    except DecimalException:
        raise Bad(code) from None
    if abs(value) > _MOST:
        raise Bad(code)
    return -value if found["minus"] in {"-", "("} else value


def parse_money(text: str) -> Decimal | None:
    """Yuan with two decimals: `1,234.50`, `￥980`, `1.2万`, `(300)` and `-300` are negative."""
    if _FOREIGN_MONEY.search(text):
        raise Bad("money_currency")
    value = _read(_YUAN.sub("", fold(text)), "money", MONEY_UNITS)
    if value is None:
        return None
    if abs(value) >= _MAX_MONEY:
        raise Bad("money_range")
    return value.quantize(_CENT, ROUND_HALF_UP)


def parse_distance(text: str) -> int | None:
    """Whole kilometres: `12345.0`, `1.2万公里`, `12,345 km`."""
    value = _read(text, "mileage", DISTANCE_UNITS)
    if value is not None and not 0 <= value <= 5_000_000:  # noqa: PLR2004 - no truck ran further
        raise Bad("mileage_range")
    return None if value is None else int(value)


def parse_count(text: str) -> int | None:
    """A whole number: `12`, `12.0`, `12台`."""
    value = _read(text, "number", COUNT_UNITS)
    if value is not None and (value != int(value) or abs(value) >= 2**53):
        raise Bad("number_whole" if value != int(value) else "number")
    return None if value is None else int(value)


def parse_decimal(text: str) -> float | None:
    """Any number."""
    value = _read(text, "number", COUNT_UNITS)
    return None if value is None else float(value)


def parse_share(text: str) -> float | None:
    """A share of a whole: `12%` and `0.12` are both 0.12."""
    text = fold(text)
    if text.endswith("%"):
        value = _read(text[:-1], "number", ())
        return None if value is None else float(value / 100)
    return parse_decimal(text)


def show_money(value: object, lang: str) -> str:
    """`1,234.50`, `980`."""
    return "" if value is None else f"{value:,.2f}".removesuffix(".00")


def show_count(value: object, lang: str) -> str:
    """`1,234`."""
    return "" if value is None else f"{value:,}"


def show_decimal(value: object, lang: str) -> str:
    """`1.5`, two digits at most."""
    return "" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def show_share(value: object, lang: str) -> str:
    """`12.5%`."""
    return "" if value is None else f"{value:.1%}"


MONEY = Kind(
    "money", parse_money, Decimal, "DECIMAL(14,2)", "decimal128(14,2)", show_money, excel="#,##0.00", align="right"
)
MILEAGE = Kind("mileage", parse_distance, int, "BIGINT", "int64", show_count, excel="#,##0", align="right")
COUNT = Kind("count", parse_count, int, "BIGINT", "int64", show_count, excel="#,##0", align="right")
DECIMAL = Kind("decimal", parse_decimal, float, "DOUBLE", "double", show_decimal, excel="#,##0.##", align="right")
SHARE = Kind("share", parse_share, float, "DOUBLE", "double", show_share, excel="0.0%", align="right")
