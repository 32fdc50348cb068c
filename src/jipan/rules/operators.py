"""The cell tests: one row each, with the forms people write, how they are read, what they test and how they are said.

`test` takes a narwhals expression or a plain value: the rule engine and the explanation cannot disagree.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

import narwhals as nw

from jipan.errors import Bad, Doubt
from jipan.kinds import MOMENT, Kind
from jipan.kinds.kind import fold
from jipan.kinds.span import Span
from jipan.rules import days
from jipan.rules.days import Day

Operands = tuple[Any, ...]


def plain(value: object) -> Any:
    """A value as it is compared: dates are moments at midnight, money is a float, NaN and NaT are missing."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN and NaT differ from themselves


def is_dated(kind: Kind) -> bool:
    """True for days and moments."""
    return issubclass(kind.python, dt.date)


def is_ordered(kind: Kind) -> bool:
    """True where one value can be more than another."""
    return is_dated(kind) or (issubclass(kind.python, int | float | Decimal) and kind.python is not bool)


def operand(kind: Kind, text: str) -> Any:
    """One value in a test, read as a cell of that kind is read. Raises Bad."""
    try:
        value = kind.parse(text.strip())
    except Doubt as doubt:
        value = doubt.value
    except Bad as bad:
        options = tuple(option.zh for option in kind.options)
        raise Bad("operand", text=text, kind=kind.id, allowed=options, why=bad.code) from None
    if value is None:
        raise Bad("operand_empty", text=text)
    return compared(kind, plain(value))


def compared(kind: Kind, value: Any) -> Any:
    """What of a value is compared: of a moment only its day."""
    if kind is not MOMENT or value is None:
        return value
    is_column = isinstance(value, nw.Expr)
    return value.dt.truncate("1d") if is_column else dt.datetime.combine(value.date(), dt.time())


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to test a value. `read` gives the operands where a text has one of the `forms`, else None."""

    id: str
    forms: tuple[str, ...]
    read: Callable[[Kind, str], Operands | None]
    test: Callable[[Any, Operands, Day], Any]
    fits: Callable[[Kind], bool] = lambda _: True
    sees_missing: bool = False


_MISSING = re.compile(r"missing|缺失|为空", re.IGNORECASE)
_CONTAINS = re.compile(r"(?:contains\s|包含)\s*(.+)", re.IGNORECASE)
_WITHIN = re.compile(r"(within|last|next|前后|过去|未来)\s*(.+?)\s*(?:以?内)?", re.IGNORECASE)
_MONTH = re.compile(r"(anniversary\s+|周年)?(this month|last month|next month|本月|上月|下月)", re.IGNORECASE)
_MONTHS = {"this month": 0, "本月": 0, "last month": -1, "上月": -1, "next month": 1, "下月": 1}
_COMPARED = re.compile(r"(>=|≥|<=|≤|>|<|before\b|after\b|早于|晚于)\s*(.+)", re.IGNORECASE)
_RANGE = re.compile(r"([\[(])?\s*(.*?)\s*(?:\.\.|…)\s*(.*?)\s*([\])])?")
_COMMA = re.compile(r"[,，、]")
_COMMA_BETWEEN_NUMBERS = re.compile(r"[，、]|,(?!\d{3}(?!\d))")
_LOW = {">=": False, "≥": False, ">": True, "after": True, "晚于": True}
_HIGH = {"<=": False, "≤": False, "<": True, "before": True, "早于": True}
_PAST, _FUTURE = frozenset({"last", "过去"}), frozenset({"next", "未来"})


def _read_missing(_kind: Kind, text: str) -> Operands | None:
    return () if _MISSING.fullmatch(text) else None


def _read_contains(_kind: Kind, text: str) -> Operands | None:
    found = _CONTAINS.fullmatch(text)
    return (found[1],) if found else None


def _read_within(_kind: Kind, text: str) -> Operands | None:
    found = _WITHIN.fullmatch(text)
    return (found[1].lower(), Span.parse(found[2])) if found else None


def _read_month(_kind: Kind, text: str) -> Operands | None:
    """(months from this one, whether the year does not matter)."""
    found = _MONTH.fullmatch(text)
    return (_MONTHS[found[2].lower()], bool(found[1])) if found else None


def _read_range(kind: Kind, text: str) -> Operands | None:
    """(low, high, low is left out, high is left out); a bound that is None is open."""
    folded = fold(text)
    if not is_ordered(kind):
        return () if _COMPARED.fullmatch(folded) or _RANGE.fullmatch(folded) else None
    if found := _COMPARED.fullmatch(folded):
        sign, value = found[1].lower(), operand(kind, found[2])
        return (value, None, _LOW[sign], False) if sign in _LOW else (None, value, False, _HIGH[sign])
    if (found := _RANGE.fullmatch(folded.replace("...", ".."))) is None:
        return None
    opening, low, high, closing = found.groups()
    if not low and not high:
        raise Bad("range_empty", text=text)
    bounds = tuple(operand(kind, bound) if bound else None for bound in (low, high))
    return (*_in_order(bounds, text), opening == "(", closing == ")")


def _in_order(bounds: Operands, text: str) -> Operands:
    low, high = bounds
    if low is not None and high is not None and low > high:
        raise Bad("range_backwards", text=text)
    return bounds


def _read_among(kind: Kind, text: str) -> Operands:
    text = re.sub(r"^=\s*", "", text)
    comma = _COMMA_BETWEEN_NUMBERS if is_ordered(kind) else _COMMA
    return tuple(operand(kind, part) for part in comma.split(text) if part.strip())


def _test_missing(value: Any, _operands: Operands, _today: Day) -> Any:
    return value.is_null() if isinstance(value, nw.Expr) else value is None


def _test_contains(value: Any, operands: Operands, _today: Day) -> Any:
    (part,) = operands
    return value.str.contains(part, literal=True) if isinstance(value, nw.Expr) else part in value


def _test_within(value: Any, operands: Operands, today: Day) -> Any:
    word, span = operands
    low = days.begun(value, today) if word in _FUTURE else days.in_last(value, span, today)
    return low & days.in_next(value, Span() if word in _PAST else span, today)


def _test_month(value: Any, operands: Operands, today: Day) -> Any:
    ahead, any_year = operands
    is_column = isinstance(value, nw.Expr)
    month, year = (value.dt.month(), value.dt.year()) if is_column else (value.month, value.year)
    wanted = days.month_number(today) + ahead
    return days.is_same_month(month, wanted) if any_year else wanted - month == year * 12


def month_of(today: dt.date, ahead: int) -> dt.date:
    """The first day of a month so many months from this one."""
    years, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return dt.date(years, month + 1, 1)


def _test_range(value: Any, operands: Operands, _today: Day) -> Any:
    low, high, after_low, before_high = operands
    tests = []
    if low is not None:
        tests.append(value > low if after_low else value >= low)
    if high is not None:
        tests.append(value < high if before_high else value <= high)
    return reduce(operator.and_, tests)


def _test_among(value: Any, operands: Operands, _today: Day) -> Any:
    if isinstance(value, nw.Expr) and len(operands) > 1:
        return value.is_in(list(operands))
    return value == operands[0] if len(operands) == 1 else value in operands


def _is_text(kind: Kind) -> bool:
    return kind.python is str


MISSING = Operator("missing", ("missing", "present"), _read_missing, _test_missing, sees_missing=True)
CONTAINS = Operator("contains", ("contains 物流",), _read_contains, _test_contains, _is_text)
WITHIN = Operator("within", ("within 30 days", "last 30 days", "next 30 days"), _read_within, _test_within, is_dated)
MONTH = Operator(
    "month", ("this month", "last month", "next month", "anniversary this month"), _read_month, _test_month, is_dated
)
RANGE = Operator(
    "range", ("100..", "..99", "1..99", "[1..100)", ">= 100", "before 2024-01-01"), _read_range, _test_range, is_ordered
)
AMONG = Operator("among", ("100", "国有, 私营", "not 国有"), _read_among, _test_among)

OPERATORS: tuple[Operator, ...] = (MISSING, CONTAINS, MONTH, WITHIN, RANGE, AMONG)
"""In the order in which they are tried; the last takes any text."""
