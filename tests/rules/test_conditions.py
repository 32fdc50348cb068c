"""Tests on records: what they mean, and that a frame of any engine and a single record agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from engines import ENGINES, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan import kinds
from jipan.errors import Bad
from jipan.kinds.span import Span
from jipan.rules import conditions
from jipan.rules.conditions import Every, Leaf, Some, matches, negate, parse_cell, wanted, words
from jipan.rules.days import first_day
from jipan.rules.entrance import records
from jipan.rules.operators import OPERATORS
from jipan.table import Column

TODAY = dt.date(2024, 2, 29)
COUNT = Column("n", kinds.COUNT, "台数", "Units")
MONEY = Column("m", kinds.MONEY, "金额", "Amount")
TEXT = Column("t", kinds.TEXT, "性质", "Ownership")
DATE = Column("d", kinds.DATE, "日期", "Date")
MOMENT = Column("at", kinds.MOMENT, "时间", "When")
YES = Column("y", kinds.YES_NO, "同意", "Consent")
RELATION = Column("r", kinds.RELATION, "关系", "Relation")
COLUMNS = (COUNT, MONEY, TEXT, DATE, MOMENT, YES, RELATION)


@pytest.mark.parametrize(
    ("column", "text", "value", "expected"),
    [
        (COUNT, "100", 100, True),
        (COUNT, "100台", 100, True),
        (COUNT, "100.0", 100, True),
        (COUNT, "1, 2，3、4", 4, True),
        (COUNT, "1,000", 1000, True),
        (COUNT, "≥100", 100, True),
        (COUNT, ">100", 100, False),
        (COUNT, "(1..3]", 1, False),
        (COUNT, "(1..3]", 3, True),
        (COUNT, "-5..-1", -3, True),
        (COUNT, "not 1..3", 4, True),
        (COUNT, "not not 1..3", 2, True),
        (COUNT, "不是 3", 4, True),
        (MONEY, "1.2万..", Decimal("12000.00"), True),
        (MONEY, "..￥1,234.50", Decimal("1234.50"), True),
        (MONEY, "..￥1,234.50", Decimal("1234.51"), False),
        (RELATION, "自销", "own_sale", True),
        (RELATION, "自销, 他销", "other_dealer", True),
        (YES, "√", True, True),
        (YES, "no", False, True),
        (DATE, "2024年1月5日", dt.date(2024, 1, 5), True),
        (DATE, "早于 2024-01-05", dt.date(2024, 1, 4), True),
        (MOMENT, "..2024-01-05", dt.datetime(2024, 1, 5, 17, 30), True),
        (MOMENT, "after 2024-01-05", dt.datetime(2024, 1, 5, 17, 30), False),
        (MOMENT, "2024-01-05", dt.datetime(2024, 1, 5, 17, 30), True),
        (DATE, "last 30 days", dt.date(2024, 2, 29), True),
        (DATE, "last 30 days", dt.date(2024, 3, 1), False),
        (DATE, "next 30 days", dt.date(2024, 3, 30), True),
        (DATE, "next 30 days", dt.date(2024, 3, 31), False),
        (TEXT, "= 国有", "国有", True),
        (TEXT, "包含物流", "豫通物流", True),
        (TEXT, "contains a.c", "abc", False),
        (TEXT, "present", "x", True),
        (TEXT, "not missing", "x", True),
    ],
)
def test_cell(column, text, value, expected):
    assert matches(parse_cell(column, text), {column.name: value}, TODAY) is expected


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (COUNT, "many", "operand"),
        (COUNT, "..", "range_empty"),
        (COUNT, "9..1", "range_backwards"),
        (COUNT, "contains 1", "test_unfit"),
        (COUNT, "within 30 days", "test_unfit"),
        (TEXT, "within 30 days", "test_unfit"),
        (DATE, "within 30 dayz", "span"),
        (RELATION, "own", "operand"),
        (RELATION, "own_sale..other_brand", "test_unfit"),
        (TEXT, "无", "operand_empty"),
    ],
)
def test_a_test_that_cannot_be_says_so(column, text, code):
    with pytest.raises(Bad) as caught:
        parse_cell(column, text)
    assert caught.value.code == code


def test_what_is_allowed_is_named():
    with pytest.raises(Bad) as caught:
        parse_cell(TEXT, "1..9")
    assert "contains 物流" in caught.value.facts["allowed"]
    assert "100.." not in caught.value.facts["allowed"]


def test_words():
    test = Every((parse_cell(COUNT, "[1..100)"), Some((parse_cell(TEXT, "国有, 私营"), parse_cell(DATE, "missing")))))
    assert words(test, "zh") == "台数 ≥ 1 且 < 100，(性质 = 国有、私营 或 日期 缺失)"
    assert words(test, "en") == "Units ≥ 1 and < 100 and (Ownership = 国有, 私营 or Date is missing)"
    assert wanted(test) == {"n", "t", "d"}


SAMPLES = {
    COUNT: ("3", "2..", "..4", "2..4", "[2..4)", "(2..4)", "> 2", "1, 3", "!= 3"),
    MONEY: ("0.1", "0.3..", "< 0.3", "(0.1..0.3]"),
    TEXT: ("国有", "国有, 私营", "contains 有", "not contains 私"),
    DATE: (
        "2024-02-29",
        "2024-02-01..",
        "before 2024-02-29",
        "within 1 month",
        "last 12 months",
        "next 30 days",
        "last month",
        "anniversary this month",
    ),
    MOMENT: ("2024-02-29", "..2024-02-29", "after 2024-02-28", "last 3 days"),
    YES: ("是", "否"),
    RELATION: ("自销", "not 自销, 他销"),
}
VALUES = {
    COUNT: st.integers(0, 5),
    MONEY: st.sampled_from([Decimal(text) for text in ("0.10", "0.20", "0.30", "0.40", "-1.00")]),
    TEXT: st.sampled_from(["国有", "私营", "其他"]),
    DATE: st.dates(dt.date(2023, 2, 26), dt.date(2024, 4, 2)),
    MOMENT: st.datetimes(dt.datetime(2024, 2, 25), dt.datetime(2024, 3, 2)).map(lambda at: at.replace(microsecond=0)),
    YES: st.booleans(),
    RELATION: st.sampled_from(["own_sale", "other_dealer", "other_brand"]),
}
CELLS = st.sampled_from(
    [(column, text) for column, texts in SAMPLES.items() for text in (*texts, "missing", "present")]
)
LEAVES = CELLS.map(lambda cell: parse_cell(*cell))
TESTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: Every(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Some(tuple(parts))),
        inner.map(negate),
    ),
    max_leaves=5,
)
RECORDS = st.lists(
    st.fixed_dictionaries({column.name: st.none() | VALUES[column] for column in COLUMNS}), min_size=1, max_size=6
)
KINDS = {column.name: column.kind for column in COLUMNS}


def judged(test, rows, make):
    rows = [{"id": str(number), **row} for number, row in enumerate(rows)]
    frame = records({"customers": make(rows, KINDS)}, "customers", KINDS)
    found = rows_of(frame.select("id", conditions.compile(test, TODAY).alias("holds")))
    return [found[str(number)]["holds"] for number in range(len(rows))]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "cell",
    [(column, text) for column, texts in SAMPLES.items() for text in texts],
    ids=lambda cell: f"{cell[0].name} {cell[1]}",
)
def test_a_test_on_nothing_does_not_hold_nor_does_its_negation(cell, engine):
    column, text = cell
    test = parse_cell(column, text)
    assert judged(test, [{}, {}], ENGINES[engine]) == [False, False]
    assert judged(negate(test), [{}, {}], ENGINES[engine]) == [False, False]


@settings(max_examples=20, deadline=None)
@given(TESTS, RECORDS)
def test_a_frame_and_a_record_agree(test, rows):
    expected = [matches(test, row, TODAY) for row in rows]
    assert {name: judged(test, rows, make) for name, make in ENGINES.items()} == dict.fromkeys(ENGINES, expected)


@settings(max_examples=100, deadline=None)
@given(TESTS, RECORDS)
def test_negation_is_its_own_inverse_and_never_joins_what_it_parts(test, rows):
    assert negate(negate(test)) == test
    for row in rows:
        assert not (matches(test, row, TODAY) and matches(negate(test), row, TODAY))
        if all(value is not None for value in row.values()):
            assert matches(test, row, TODAY) != matches(negate(test), row, TODAY)


SPANS = st.integers(1, 40).map(lambda months: Span(months=months)) | st.integers(1, 70).map(
    lambda days: Span(days=days)
)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), SPANS)
def test_first_day_is_the_first_that_has_not_gone_by(today, span):
    day = first_day(span, today)
    assert span.after(day) > today
    assert span.after(day - dt.timedelta(days=1)) <= today


def test_every_operator_is_tried():
    tried = {
        leaf.operator for column, texts in SAMPLES.items() for text in texts for leaf in [parse_cell(column, text)]
    }
    assert tried | {"missing"} == {row.id for row in OPERATORS}
    assert isinstance(parse_cell(COUNT, "1"), Leaf)
    assert conditions.wanted(None) == frozenset()
