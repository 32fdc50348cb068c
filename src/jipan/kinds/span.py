"""A length of calendar time: `3 days`, `1 month`, `2 years`, `3天`, `6个月`. No value of a cell, but of rules."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from jipan.errors import Bad

_SPAN = re.compile(r"(\d+)\s*([a-z]+|个?[天日周月年]|星期|小时)", re.IGNORECASE)
_UNITS: dict[str, tuple[int, int]] = {
    "day": (0, 1), "d": (0, 1), "天": (0, 1), "日": (0, 1),
    "week": (0, 7), "w": (0, 7), "周": (0, 7), "星期": (0, 7),
    "month": (1, 0), "m": (1, 0), "月": (1, 0),
    "year": (12, 0), "y": (12, 0), "年": (12, 0),
}  # fmt: skip
_MEAN_MONTH = 30.44
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Span:
    """Calendar months and days. A month later is the same day of the next month, or its last."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Span:
        """`3 days`, `1 month`, `2 weeks`, `6个月`, `45d`. Raises Bad."""
        found = _SPAN.fullmatch(str(text).strip())
        unit = found[2].lower().removeprefix("个") if found else ""
        months, days = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s")) or (0, 0)
        if found is None or not (months or days):
            raise Bad("span", text=str(text))
        return cls(months * int(found[1]), days * int(found[1]))

    def after(self, day: dt.date) -> dt.date:
        """The day that lies this far after `day`."""
        return _move(day, self.months) + dt.timedelta(days=self.days)

    def before(self, day: dt.date) -> dt.date:
        """The day that lies this far before `day`."""
        return _move(day, -self.months) - dt.timedelta(days=self.days)

    @property
    def about_days(self) -> int:
        """Its length in days, months taken at their mean length."""
        return round(self.months * _MEAN_MONTH) + self.days

    def show(self, lang: str) -> str:
        """`3 months` / `3个月`; whole years as years: nobody says `84个月`."""
        years, months = (0, self.months) if self.months % _YEAR else (self.months // _YEAR, 0)
        shown = [
            f"{count}{zh}" if lang == "zh" else f"{count} {en}{'s' if count > 1 else ''}"
            for count, zh, en in ((years, "年", "year"), (months, "个月", "month"), (self.days, "天", "day"))
            if count
        ]
        return ("零" if lang == "zh" else " and ").join(shown) or ("0天" if lang == "zh" else "0 days")


def _move(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=years, month=month + 1, day=min(day.day, calendar.monthrange(years, month + 1)[1]))
