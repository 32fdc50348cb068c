"""Birthdays: days, and days without their year, as Chinese lists often have them, by the common or by the lunar calendar.

A day that lacks its year is a day of a year long before any real one, as address books have it: it sorts, it is stored and
compared like any other, and nobody is that old. What reckons with a year asks `has_year` first.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from jipan.errors import Bad, Doubt
from jipan.kinds import date
from jipan.kinds.kind import fold, says_nothing, squeeze
from jipan.kinds.numerals import in_figures

FIRST = dt.date(1700, 1, 1)
"""Days before this stand for none of a real year."""
NO_YEAR = 1604
"""The leap year in which days of the common calendar lie, so that the 29th of February is one: address books use it."""
LUNAR = dt.date(1612, 1, 1)
"""From this day on lie the days of the lunar calendar, `LUNAR_MONTH` of them for each month."""
LUNAR_MONTH = 32
LUNAR_END = LUNAR + dt.timedelta(days=12 * LUNAR_MONTH)
_LONGEST_LUNAR_MONTH = 30

_NEXT_CENTURY = 2015
"""A year in two figures, `15` and more, is one of the last century."""

_FULL = re.compile(r"\d{4}-\d{2}-\d{2}(?: 00:00:00)?")
_LUNAR_WORD = re.compile(r"\(?(?:农历|農曆|阴历|陰曆|旧历|lunar)\)?", re.IGNORECASE)
_SOLAR_WORD = re.compile(r"\(?(?:阳历|陽曆|公历|公曆|新历|国历|solar)\)?", re.IGNORECASE)
_LUNAR_MONTHS = {"正月": "一月", "冬月": "十一月", "腊月": "十二月", "臘月": "十二月"}
_LUNAR_DAY = re.compile(r"月初|月(?:廿|卅)")
_MONTH_DAY = re.compile(r"(?:--)?闰?(\d{1,2})(?:[-/月](\d{1,2})[日号]?|\.(\d{1,2}))")
_FOUR = re.compile(r"(0[1-9]|1[0-2])([0-3]\d)")


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every year, by one of the two calendars."""

    month: int
    day: int
    lunar: bool = False


def parse(text: str) -> dt.date | None:
    """A day as a date is read, or month and day alone: `05-12`, `5月12日`, `农历五月十二`, `腊月初八`.

    A day of the lunar calendar with its year is that day of the common one and a Doubt.
    """
    if _FULL.fullmatch(text):
        return _known(date.parse(text), text)
    folded = squeeze(fold(text))
    if says_nothing(folded):
        return None
    bare, lunar = _calendar(folded)
    if found := _MONTH_DAY.fullmatch(bare) or _FOUR.fullmatch(bare):
        month, *days = (int(part) for part in found.groups() if part)
        made = _placed(MonthDay(month, days[0], lunar), text)
        if "." in bare and bare[-2] == ".":
            raise Doubt(made, "birthday_dot", day=f"{month}-{days[0]}")
        return made
    if not lunar:
        return _known(_born(_SOLAR_WORD.sub("", text)), text)
    return _from_lunar(bare, text)


def _born(text: str) -> dt.date | None:
    """A day; of a year in two figures the one in which a grown man can have been born."""
    try:
        return date.parse(text)
    except Doubt as doubt:
        day = doubt.value
        if doubt.code != "date_short_year" or not isinstance(day, dt.date) or day.year < _NEXT_CENTURY:
            raise
        raise Doubt(day.replace(year=day.year - 100), doubt.code, year=day.year - 100) from None


def _calendar(folded: str) -> tuple[str, bool]:
    """The text in figures without the name of its calendar, and whether that is the lunar one."""
    bare, named = _LUNAR_WORD.subn("", folded)
    lunar = bool(named) or bool(_LUNAR_DAY.search(bare)) or any(word in bare for word in (*_LUNAR_MONTHS, "闰"))
    bare = _SOLAR_WORD.sub("", bare).replace("月初", "月")
    for word, month in _LUNAR_MONTHS.items():
        bare = bare.replace(word, month)
    if "月" in bare and not bare.endswith(("月", "日", "号")):
        bare += "日"
    return in_figures(bare), lunar


def _from_lunar(bare: str, text: str) -> dt.date | None:
    """The day of the common calendar on which somebody was born whose day and year are told by the lunar one."""
    from lunardate import LunarDate

    told = date.parse(bare.replace("闰", ""))
    if told is None:
        return None
    try:
        made = LunarDate(told.year, told.month, told.day, "闰" in bare).to_solar_date()
    except ValueError:
        raise Bad("date_impossible", text=text) from None
    raise Doubt(made, "birthday_lunar", day=made.isoformat())


def _known(day: dt.date | None, text: str) -> dt.date | None:
    """A day of a real year, or one of those that stand for none."""
    if day is None or day >= FIRST or day.year == NO_YEAR or LUNAR <= day < LUNAR_END:
        return day
    raise Bad("date_impossible", text=text)


def _placed(told: MonthDay, text: str) -> dt.date:
    try:
        return placed(told)
    except ValueError:
        raise Bad("date_impossible", text=text) from None


def placed(told: MonthDay) -> dt.date:
    """The day that stands for a day of every year. Raises ValueError where no year has it."""
    if not told.lunar:
        return dt.date(NO_YEAR, told.month, told.day)
    if not (1 <= told.month <= 12 and 1 <= told.day <= _LONGEST_LUNAR_MONTH):  # noqa: PLR2004 - months of a year
        raise ValueError(told)
    return LUNAR + dt.timedelta(days=(told.month - 1) * LUNAR_MONTH + told.day - 1)


def month_day(day: dt.date) -> MonthDay | None:
    """Month and day of one that lacks its year; None for a day of a real year."""
    if day >= FIRST:
        return None
    if not LUNAR <= day < LUNAR_END:
        return MonthDay(day.month, day.day)
    month, place = divmod((day - LUNAR).days, LUNAR_MONTH)
    return MonthDay(month + 1, place + 1, lunar=True)


def without_year(day: dt.date) -> dt.date:
    """The same day of every year."""
    return placed(MonthDay(day.month, day.day))


def show(value: object, lang: str) -> str:
    """`1985-05-12`; without a year `05-12`, or `农历05-12`."""
    if not isinstance(value, dt.date):
        return ""
    told = month_day(dt.date(value.year, value.month, value.day))
    if told is None:
        return date.show(value, lang)
    calendar = ("农历" if lang == "zh" else "lunar ") if told.lunar else ""
    return f"{calendar}{told.month:02}-{told.day:02}"


BIRTHDAY = replace(date.DATE, id="birthday", parse=parse, show=show)
