"""Tests on a record: parsed from a book or a `--where`, compiled for a whole frame, evaluated for one, put into words.

A test on a missing value does not hold, nor does its negation; only `missing` does. So `not` is pushed to the leaves
while reading, every leaf means `present and test`, and a compiled test is never null.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import narwhals as nw

from jipan.errors import Bad
from jipan.kinds import BIRTHDAY, YES_NO
from jipan.kinds.kind import fold
from jipan.kinds.span import Span
from jipan.rules import birthdays, operators
from jipan.rules.days import Day
from jipan.rules.operators import MISSING, OPERATORS, Operands, Operator
from jipan.rules.reading import Reader
from jipan.rules.tree import Node
from jipan.table import Column
from jipan.words import Lang, say

_NEGATED = re.compile(r"(?:not\b|!=|不是|非(?=[\s((]))\s*(.+)", re.IGNORECASE | re.DOTALL)
_PRESENT = re.compile(r"present|有值", re.IGNORECASE)
_JOINS = ("all", "any", "not")

Find: TypeAlias = Callable[[str], Column | None]
"""The column that a word names."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One column tested once."""

    column: Column
    operator: str
    operands: Operands = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """Holds when all parts hold; without parts always."""

    parts: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """Holds when one of the parts holds; without parts never."""

    parts: tuple[Test, ...] = ()


Test: TypeAlias = Leaf | Every | Some

_BY_ID: dict[str, Operator] = {row.id: row for row in OPERATORS}
_DATED = frozenset({operators.WITHIN.id, operators.MONTH.id, operators.RANGE.id})
"""Tests that look at the year of a day."""


def negate(test: Test) -> Test:
    """The test that holds where the values are known and this one does not hold."""
    if isinstance(test, Leaf):
        return Leaf(test.column, test.operator, test.operands, not test.negated)
    parts = tuple(negate(part) for part in test.parts)
    return Some(parts) if isinstance(test, Every) else Every(parts)


def parse(node: Node, find: Find, reader: Reader, known: tuple[str, ...] = ()) -> Test:
    """The test that a map of a rule book states. Faults go to the reader; a faulty part holds for everybody."""
    if node.list is not None:
        return Every(tuple(parse(child, find, reader, known) for child in node.list))
    parts = [_entry(key, child, find, reader, known) for key, child in reader.entries(node).items()]
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _entry(key: str, node: Node, find: Find, reader: Reader, known: tuple[str, ...]) -> Test:
    if key in _JOINS:
        parts = tuple(parse(child, find, reader, known) for child in reader.items(node))
        return _join(key, parts)
    column = find(key)
    if column is None:
        reader.unknown("name_unknown", node.key_place, key, known)
        return Every()
    return _cell(column, node, reader)


def _join(key: str, parts: tuple[Test, ...]) -> Test:
    """`any` of the parts, `all` of them, or `not` all of them."""
    return Some(parts) if key == "any" else Every(parts) if key == "all" else negate(Every(parts))


def _cell(column: Column, node: Node, reader: Reader) -> Test:
    """What stands beside a name: a text, a list of texts (one of them), or `not` / `any` / `all` of such."""
    if node.list is not None:
        return Some(tuple(_cell(column, child, reader) for child in node.list))
    if node.map is not None:
        entries = reader.entries(node, _JOINS).items()
        joins = {key: tuple(_cell(column, item, reader) for item in reader.items(child)) for key, child in entries}
        return Every(tuple(_join(key, parts) for key, parts in joins.items() if key in _JOINS))
    test = reader.value(node, lambda text: parse_cell(column, text))
    return Every() if test is None else test


def parse_cell(column: Column, text: str) -> Test:
    """The test that a text states about a column: `100..`, `国有, 私营`, `not missing`. Raises Bad."""
    test = _read(column, text.strip())
    if test is None:
        raise Bad("test_unfit", text=text.strip(), field=column.name, kind=column.kind.id, allowed=examples(column))
    return test


def _read(column: Column, text: str) -> Test | None:
    if _PRESENT.fullmatch(text):
        return Leaf(column, MISSING.id, negated=True)
    if found := _NEGATED.fullmatch(fold(text) if text[:1] in "!!" else text):
        return negate(parse_cell(column, found[1]))
    for row in OPERATORS:
        if (operands := row.read(column.kind, text)) is not None:
            return Leaf(column, row.id, operands) if row.fits(column.kind) else None
    return None


def examples(column: Column) -> tuple[str, ...]:
    """The tests that a column takes, as people write them: the forms of all operators that can be read of it."""
    return tuple(form for row in OPERATORS if row.fits(column.kind) for form in row.forms if _is_of(column, form))


def _is_of(column: Column, form: str) -> bool:
    """No day is 100, no number 国有."""
    try:
        return _read(column, form) is not None
    except Bad:
        return False


def compile(test: Test, today: Day) -> nw.Expr:  # noqa: A001 - the design calls it conditions.compile
    """The boolean expression of a test over a frame that has the columns `wanted(test)`; never null."""
    if isinstance(test, Leaf):
        return _compile_leaf(test, today)
    parts = [compile(part, today) for part in test.parts]
    if not parts:
        return nw.lit(isinstance(test, Every))
    return reduce(operator.and_ if isinstance(test, Every) else operator.or_, parts)


def _compile_leaf(leaf: Leaf, today: Day) -> nw.Expr:
    row, value = _BY_ID[leaf.operator], _tested(leaf, nw.col(leaf.column.name), today)
    holds: nw.Expr = row.test(value, leaf.operands, today)
    holds = ~holds if leaf.negated else holds
    return holds if row.sees_missing else ~value.is_null() & holds


def _tested(leaf: Leaf, value: Any, today: Day) -> Any:
    """A value as the test of a leaf looks at it: of a moment its day, of a birthday its year only where it has one."""
    value = operators.compared(leaf.column.kind, value)
    if leaf.column.kind is not BIRTHDAY or value is None or leaf.operator not in _DATED:
        return value
    if leaf.operator == operators.MONTH.id and leaf.operands[1]:
        return birthdays.in_month(value, today, leaf.operands[0])
    return birthdays.with_year(BIRTHDAY, value)


def matches(test: Test, facts: Mapping[str, Any], today: dt.date) -> bool:
    """Whether a test holds for one record, given its facts by column name: what `compile` says of its row."""
    if isinstance(test, Leaf):
        value = operators.plain(facts.get(test.column.name))
        return _matches_leaf(test, _tested(test, value, today), today)
    return (all if isinstance(test, Every) else any)(matches(part, facts, today) for part in test.parts)


def _matches_leaf(leaf: Leaf, value: Any, today: dt.date) -> bool:
    row = _BY_ID[leaf.operator]
    if value is None and not row.sees_missing:
        return False
    return bool(row.test(value, leaf.operands, today)) != leaf.negated


def leaves(test: Test) -> tuple[Leaf, ...]:
    """The single tests in a test, in order."""
    return (test,) if isinstance(test, Leaf) else tuple(leaf for part in test.parts for leaf in leaves(part))


def wanted(test: Test | None) -> frozenset[str]:
    """The columns that a test looks at."""
    return frozenset(leaf.column.name for leaf in leaves(test)) if test is not None else frozenset()


def words(test: Test, lang: Lang) -> str:
    """The test for people: `经营模式 = 单位，台数 ≥ 100`."""
    if isinstance(test, Leaf):
        return _leaf_words(test, lang)
    if not test.parts:
        return say("rule.always" if isinstance(test, Every) else "rule.never", lang)
    shown = [f"({words(part, lang)})" if _is_join(part) else words(part, lang) for part in test.parts]
    return say("rule.and" if isinstance(test, Every) else "rule.or", lang).join(shown)


def _is_join(test: Test) -> bool:
    return not isinstance(test, Leaf) and len(test.parts) > 1


def _leaf_words(leaf: Leaf, lang: Lang) -> str:
    key = f"rule.{'not_' if leaf.negated else ''}{leaf.operator}"
    return say(key, lang, field=leaf.column.label(lang), value=_operand_words(leaf, lang))


def _operand_words(leaf: Leaf, lang: Lang) -> str:
    if leaf.operator == operators.RANGE.id:
        return range_words(leaf, lang)
    if leaf.operator == operators.WITHIN.id:
        word, span = leaf.operands
        return say(f"rule.span.{word}", lang, span=span.show(lang))
    if leaf.operator == operators.MONTH.id:
        ahead, any_year = leaf.operands
        which = say(f"rule.month_{('last', 'this', 'next')[ahead + 1]}", lang)
        return say("rule.any_year", lang, month=which) if any_year else which
    return say("rule.comma", lang).join(show(leaf.column, value, lang) for value in leaf.operands)


def range_words(leaf: Leaf, lang: Lang) -> str:
    """`≥ 100`, `< 6`, `1–99`, `≥ 1 and < 100`."""
    low, high, after_low, before_high = leaf.operands
    if low is not None and high is not None and not (after_low or before_high):
        return f"{show(leaf.column, low, lang)}–{show(leaf.column, high, lang)}"
    ends = ((">" if after_low else "≥", low), ("<" if before_high else "≤", high))
    told = [f"{sign} {show(leaf.column, value, lang)}" for sign, value in ends if value is not None]
    return say("rule.both_ends", lang).join(told)


def show(column: Column, value: object, lang: Lang) -> str:
    """A value of a column as people see it. Whole numbers lose the `.0` that engines give them."""
    if isinstance(value, float) and value.is_integer() and column.kind.python is int:
        value = int(value)
    if isinstance(value, Span):
        return value.show(lang)
    if value is None:
        return say("rule.nothing", lang)
    return YES_NO.show(value, lang) if isinstance(value, bool) else column.kind.show(value, lang)
