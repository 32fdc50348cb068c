"""Days and moments, in all the ways that Chinese spreadsheets write them. Always year, month, day."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress

from jipan.errors import Bad, Doubt
from jipan.kinds.kind import Kind, Plain, fold, says_nothing, whole
from jipan.kinds.numerals import in_figures

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00:00(?:\.0+)?)?")
_PARTS = re.compile(
    r"(\d{4}|\d{2})\s*[-—/\\.年]\s*(\d{1,2})(?:\s*[-—/\\.月]\s*(\d{1,2})\s*[日号]?|月)?"
    r"(?:(?:[\sT]+|(?<=[日号]))(.+)|\s*\(?(?:星期|周|礼拜)?[一二三四五六日天]\)?)?"
)
_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_APART = re.compile(r"(\d{4})(?:[ ,]+(\d{1,2})[ ,]+(\d{1,2})|(\d{2})(\d{2})(?=[ T]\d{1,2}:))")
"""Days that are held together by spaces or commas, or by nothing although a time follows."""
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?")
_CLOCK = re.compile(
    r"(凌晨|早上|上午|中午|下午|晚上|AM|PM)?\s*(\d{1,2})[::时点](\d{1,2})?(?:[::分](\d{1,2}))?(?:\.\d+)?秒?\s*(AM|PM)?",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"(?:1900[-/]0?1[-/]0?[01]|1899[-/]12[-/]3\d|0000-00-00|0001-01-01|[29]999[-/.]?12[-/.]?31)(?:[ T].*)?"
    r"|0|0\.0|0?0:00(?::00)?"
)
_MIDNIGHT, _MODERN, _BEYOND = " 00:00:00", "1900-01-02", 2300
"""No calendar of ours goes on into years `_BEYOND`: systems write them where they mean never, or fingers slipped."""
_EPOCH = dt.datetime(1899, 12, 30)
_SHIFT_1904 = dt.timedelta(days=1462)
_SERIALS = (20_000, 80_000)
_NOON = 12
_HALVES = {"凌晨": 0, "早上": 0, "上午": 0, "AM": 0, "中午": 12, "下午": 12, "晚上": 12, "PM": 12}
_WITHOUT_YEAR = re.compile(r"(\d{1,2})(?:[-/]|月)(\d{1,2})[日号]?")
"""`11-25`, `11/25`, `11月25日`. Not `11.3`: a cell makes that of the thirtieth, too."""


def parse(text: str) -> dt.date | None:
    """A day: `2024-01-05`, `2024/1/5`, `2024.1.5`, `2024年1月5日`, `20240105`, an Excel serial, any with a time.

    A month without a day is its first day and a Doubt; so is a two-digit year, taken as 20xx.
    """
    if text[10:] == _MIDNIGHT and _MODERN < text < str(_BEYOND):
        with suppress(ValueError):
            return dt.date.fromisoformat(text[:10])
    if (exact := _ISO.fullmatch(text)) and not _NEVER.fullmatch(text):
        year, month, day = map(int, exact.groups())
        return _day(year, month, day, shown=text)
    try:
        moment = parse_moment(text)
    except Doubt as doubt:
        raise Doubt(doubt.value.date(), doubt.code, **doubt.facts) from None  # type: ignore[attr-defined]
    return moment.date() if moment else None


def parse_1904(kind: Kind, text: str) -> object:
    """A day of a kind in a workbook that counts days from 1904: its bare serial numbers mean days four years later."""
    if _is_serial(whole(text.strip())):
        return (_from_serial(text) + _SHIFT_1904).date()
    return kind.parse(text)


def near(text: str, today: dt.date) -> dt.date | None:
    """A month and a day, as people write who speak of the weeks around today: in the year that brings it nearest. None for
    anything else.
    """
    found = _WITHOUT_YEAR.fullmatch(fold(text))
    if not found:
        return None
    days = [_day_or_none(today.year + turn, int(found[1]), int(found[2])) for turn in (-1, 0, 1)]
    return min((day for day in days if day), key=lambda day: abs(day - today), default=None)


def parse_moment(text: str) -> dt.datetime | None:
    """A day with the time of day, where one is given."""
    text = fold(text)
    if says_nothing(text) or _NEVER.fullmatch(text):
        return None
    if _is_serial(text):
        return _from_serial(text)
    if digits := _DIGITS.fullmatch(whole(text)):
        return _from_digits(digits, text)
    if month := _MONTH.fullmatch(whole(text)):
        raise Doubt(dt.datetime(int(month[1]), int(month[2]), 1), "date_partial")
    if parts := _PARTS.fullmatch(_in_parts(text)):
        return _from_parts(parts, text)
    raise Bad("date")


def _in_parts(text: str) -> str:
    """A day with a sign between its parts, in figures."""
    text = _APART.sub(lambda at: f"{at[1]}-{at[2] or at[4]}-{at[3] or at[5]}", text.rstrip(".,;。、"), count=1)
    return in_figures(text) if "年" in text else text


def _is_serial(text: str) -> bool:
    low, high = _SERIALS
    head = text.partition(".")[0]
    return head.isdigit() and len(head) == len(str(low)) and low <= int(head) <= high and _is_number(text)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _from_serial(text: str) -> dt.datetime:
    moment = _EPOCH + dt.timedelta(days=float(text))
    return (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)


def _from_digits(match: re.Match[str], text: str) -> dt.datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    date = _day(year, month, day, shown=text)
    try:
        return dt.datetime.combine(date, dt.time(hour, minute, second))
    except ValueError:
        raise Bad("date") from None


def _from_parts(match: re.Match[str], text: str) -> dt.datetime:
    year, month, day, rest = match.groups()
    full_year = int(year) if len(year) == len("2024") else 2000 + int(year)
    moment = dt.datetime.combine(_day(full_year, int(month), int(day or 1), shown=text), _clock(rest))
    if len(year) != len("2024"):
        raise Doubt(moment, "date_short_year", year=full_year)
    if not day:
        raise Doubt(moment, "date_partial")
    return moment


def _clock(rest: str | None) -> dt.time:
    found = _CLOCK.search(rest) if rest else None
    if not found:
        if rest and re.search(r"\d", rest):
            raise Bad("date")
        return dt.time()
    half, hour, minute, second, half_after = found.groups()
    later = _HALVES.get((half or half_after or "").upper())
    hours = int(hour) if later is None or int(hour) > _NOON else int(hour) % _NOON + later
    try:
        return dt.time(hours, int(minute or 0), int(second or 0))
    except ValueError:
        raise Bad("date") from None


def _day_or_none(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _day(year: int, month: int, day: int, shown: str) -> dt.date:
    made = _day_or_none(year, month, day)
    if made is None or year >= _BEYOND:
        raise Bad("date_impossible", text=shown)
    return made


def show(value: object, lang: str) -> str:
    """`2024-01-05`."""
    return value.isoformat()[:10] if isinstance(value, dt.date) else ""


def show_moment(value: object, lang: str) -> str:
    """`2024-01-05 08:30`; a moment at midnight is a day."""
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return value.strftime("%Y-%m-%d %H:%M")
    return show(value, lang)


_PLAIN = Plain(
    r"(?:19[1-9]|20[0-9])[0-9]-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))(?: 00:00:00)?",
    signs=len("2024-01-05"),
)
"""The days of workbooks, but for the last of February in a leap year."""
DATE = Kind("date", parse, dt.date, "DATE", "date32", show, excel="yyyy-mm-dd", align="center", plain=_PLAIN)
MOMENT = Kind(
    "moment",
    parse_moment,
    dt.datetime,
    "TIMESTAMP",
    "timestamp[us]",
    show_moment,
    excel="yyyy-mm-dd hh:mm",
    align="center",
)
