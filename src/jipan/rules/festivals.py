"""The day on which a festival comes next, by the table in `festivals.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jipan.rules import tree


@dataclass(frozen=True, slots=True)
class Festival:
    """A day of every year; of the lunar calendar where it is `lunar`."""

    zh: str
    en: str
    month: int
    day: int
    lunar: bool

    def of_year(self, year: int) -> dt.date:
        """The day in a year, of the lunar calendar the one that begins in it. Raises ValueError beyond the tables."""
        if not self.lunar:
            return dt.date(year, self.month, self.day)
        from lunardate import LunarDate

        found: dt.date = LunarDate(year, self.month, self.day).to_solar_date()
        return found


@cache
def festivals() -> dict[str, Festival]:
    """Every festival by its Chinese name."""
    text = resources.files("jipan.rules").joinpath("festivals.yaml").read_text("utf-8")
    return {one.zh: one for node in tree.read(text, "festivals.yaml").list or () if (one := _festival(node.map or {}))}


def _festival(entries: dict[str, tree.Node]) -> Festival:
    words = {key: node.text or "" for key, node in entries.items()}
    month, day = (int(part) for part in words.get("lunar", words.get("on", "")).split("-"))
    return Festival(words["id"], words["en"], month, day, "lunar" in words)


def named(word: str) -> Festival | None:
    """The festival that a word names: `中秋节`, `中秋`, `Mid-Autumn Festival`."""
    folded = word.strip().casefold()
    return next(
        (one for one in festivals().values() if folded in {one.zh, one.zh.removesuffix("节"), one.en.casefold()}), None
    )


def coming(names: Iterable[str], today: dt.date) -> dt.date | None:
    """The first day, today or later, on which one of these festivals falls."""
    days = [day for name in names for day in _days(festivals()[name], today.year)]
    return min((day for day in days if day >= today), default=None)


def _days(festival: Festival, year: int) -> list[dt.date]:
    """Its days around a year: a lunar year begins within the solar one and ends in the next."""
    found = []
    for each in (year - 1, year, year + 1):
        try:
            found.append(festival.of_year(each))
        except ValueError:  # the tables of the lunar calendar end somewhere
            continue
    return found
