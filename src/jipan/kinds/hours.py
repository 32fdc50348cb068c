"""Between which hours somebody wants to be called, read from what he said: `下午两点后`, `9:00-11:30`, `晚上`. Pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import TypeAlias

Hours: TypeAlias = tuple[dt.time, dt.time]

_PARTS: tuple[tuple[str, str, str], ...] = (
    ("上午|早上|morning", "08:00", "12:00"),
    ("中午|午休|noon", "12:00", "14:00"),
    ("下午|afternoon", "14:00", "18:00"),
    ("傍晚", "17:00", "19:00"),
    ("晚上|下班|晚间|evening", "18:00", "21:00"),
    ("白天|上班", "09:00", "18:00"),
)
"""Parts of a day and their usual hours [practice]."""
_LATE = re.compile("下午|傍晚|晚|pm", re.IGNORECASE)
_NUMBERS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_SPELT = re.compile(r"(十[一二]|[一二两三四五六七八九十])(?=点|时)")
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:：](\d{2})|[点时](半)?|(?=\s*[-~–至到]\s*\d))")
_NOON = 12
_LAST = dt.time(23, 59)


def read_hours(text: str) -> Hours | None:
    """From when to when; None where the text names no hours."""
    plain = _SPELT.sub(lambda found: str(_NUMBERS[found[1]]), text)
    clocks = [time for found in _CLOCK.finditer(_bare_end(plain)) if (time := _time(found, plain))]
    if len(clocks) > 1:
        return (clocks[0], clocks[1]) if clocks[0] < clocks[1] else None
    if clocks:
        return (dt.time(0), clocks[0]) if "前" in plain or "before" in plain.lower() else (clocks[0], _LAST)
    parts = [one for one in _PARTS if re.search(one[0], plain, re.IGNORECASE)]
    if not parts:
        return None
    return min(dt.time.fromisoformat(one[1]) for one in parts), max(dt.time.fromisoformat(one[2]) for one in parts)


def within(text: str, allowed: Hours | None) -> Hours | None:
    """The hours that somebody asked for as far as calls are allowed; the allowed ones where he did not ask, or asked for none of them."""
    said = read_hours(text) if text else None
    if said is None or allowed is None:
        return said or allowed
    since, until = max(said[0], allowed[0]), min(said[1], allowed[1])
    return (since, until) if since < until else allowed


def show_hours(hours: Hours) -> str:
    """`14:00–20:00`; `14:00–` where the day has no other end."""
    since, until = ("" if time in {dt.time(0), _LAST} else f"{time:%H:%M}" for time in hours)
    return f"{since}–{until}"


def _bare_end(text: str) -> str:
    """`9-11`: the second figure is an hour as the first one is."""
    return re.sub(r"([-~–至到]\s*\d{1,2})(?![\d:：点时])", r"\1:00", text)


def _time(found: re.Match[str], text: str) -> dt.time | None:
    hour, minute = int(found[1]), int(found[2] or (30 if found[3] else 0))
    if hour < _NOON and _LATE.search(text[: found.start()]):
        hour += _NOON
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - hours of a day, minutes of an hour
