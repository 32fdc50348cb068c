"""The ways in which people type one and the same value, and the mistakes they make with it."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import TypeVar

T = TypeVar("T")
Cell = str | int | float | datetime | None
# A way of typing and how often it is used.
Ways = tuple[tuple[float, Callable[[T], Cell]], ...]

FULL_WIDTH = {ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ()"}
PLACEHOLDERS = ("无", "-", "暂无", "/")
EXCEL_DAY_ZERO = date(1899, 12, 30)


def typed(rng: Random, ways: Ways[T], value: T) -> Cell:
    return rng.choices([way for _, way in ways], [weight for weight, _ in ways])[0](value)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def grouped_phone(phone: str, sign: str) -> str:
    return sign.join((phone[:3], phone[3:7], phone[7:]))


def slashed(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def dotted(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def serial(day: date) -> int:
    """A date as Excel counts it, shown when the cell has lost its date format."""
    return (day - EXCEL_DAY_ZERO).days


PHONES: Ways[str] = (
    (46, int),
    (36, str),
    (5, lambda phone: grouped_phone(phone, " ")),
    (4, lambda phone: grouped_phone(phone, "-")),
    (3, lambda phone: f"+86 {phone}"),
    (1, lambda phone: f"86-{phone}"),
    (2, lambda phone: phone.translate(FULL_WIDTH)),
)
TEXT_PHONES: Ways[str] = ((94, str), (3, lambda phone: grouped_phone(phone, "-")), (3, lambda phone: f"+86{phone}"))
TWO_PHONES: Ways[tuple[str, ...]] = ((2, "、".join), (2, "/".join), (1, " ".join), (1, "，".join))

DATES: Ways[date] = (
    (34, midnight),
    (14, serial),
    (16, slashed),
    (12, dotted),
    (12, lambda day: f"{day.year}年{day.month}月{day.day}日"),
    (12, lambda day: f"{day:%Y%m%d}"),
)
EXPORTED_DATES: Ways[date] = ((93, date.isoformat), (4, lambda day: f"{day} 00:00:00"), (3, lambda _: "0000-00-00"))
CSV_DATES: Ways[date] = ((90, slashed), (6, lambda day: f"{day} 14:30"), (4, lambda day: f"{day:%Y%m%d}"))
LEAD_DATES: Ways[date] = ((80, midnight), (12, dotted), (8, slashed))
FREE_DATES: Ways[date] = (
    (70, midnight),
    (14, lambda day: f"{day.year}年{day.month}月"),
    (12, dotted),
    (2, lambda _: "年前"),
    (2, lambda _: "不确定"),
)

PLATES: Ways[str] = (
    (88, str),
    (5, lambda plate: f"{plate[:2]}·{plate[2:]}"),
    (4, str.lower),
    (2, lambda plate: f"{plate[:2]} {plate[2:]}"),
    (1, lambda plate: plate.translate(FULL_WIDTH)),
)
VINS: Ways[str] = ((95.5, str), (4, str.lower), (0.5, lambda vin: vin.replace("0", "O", 1)))

AMOUNTS: Ways[float] = (
    (78, lambda yuan: f"{yuan:g}"),
    (14, lambda yuan: f"{yuan:,.2f}"),
    (8, lambda yuan: f"￥{yuan:g}"),
)
LARGE_AMOUNTS: Ways[float] = ((60, lambda yuan: f"{yuan:,.2f}"), (40, lambda yuan: f"{yuan / 10_000:.1f}万"))
MILEAGES: Ways[int] = (
    (90, str),
    (4, lambda km: f"{km}.0"),
    (3, lambda km: f"{km:,} km"),
    (3, lambda km: f"{km / 10_000:.1f}万公里"),
)

LEVELS: Ways[str] = (
    (76, str),
    (10, lambda level: f"{level}级"),
    (9, str.lower),
    (5, lambda level: level.translate(FULL_WIDTH)),
)


def amount(rng: Random, yuan: float) -> Cell:
    return typed(rng, LARGE_AMOUNTS if yuan >= 10_000 else AMOUNTS, yuan)


def phone(rng: Random, number: str) -> Cell:
    """A mobile in any way; a switchboard number only as text."""
    return typed(rng, PHONES, number) if number.isdigit() else number


def blank(rng: Random) -> Cell:
    """What stands in a cell of which nobody knows the value: mostly nothing."""
    return rng.choice(PLACEHOLDERS) if rng.random() < 0.12 else None


def or_blank(rng: Random, value: str) -> Cell:
    return value or blank(rng)


def spaced(name: str) -> str:
    """Two-character names are often spread to the width of three."""
    return "　".join(name) if len(name) == 2 else f"{name} "


def titled(name: str, male: bool) -> str:
    return name + ("先生" if male else "女士")
