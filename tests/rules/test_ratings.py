"""Ratings that rank customers against each other, and those that are rolled up from vehicles."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from engines import ENGINES, rows_of, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan.rules import loads
from jipan.rules.facts import frame
from jipan.rules.run import assess

TODAY = dt.date(2024, 6, 15)
BOOK = loads(
    """
facts: {worth: {max: vehicles.price}}
tiers:
  pyramid: {by: worth, shares: {VIP: 1%, 主要: 4%, 普通: 15%, 小: rest}}
  thirds: {by: worth, shares: {高: 30%, 中: 30%}, missing: 无}
  abc: {by: worth, cumulative: {A: 80%, B: 95%, C: rest}}
  p35: {by: worth, cumulative: {A: 55%, B: 85%, C: 100%}, boundary: including}
segments:
  rfm:
    recency: {near: 6 months, by: months}
    frequency: {high: 1 per 6 months, by: visits}
    monetary: {high: median, by: spend}
  care:
    of: vehicles
    order: [好, 中, 差]
    rows:
      - {is: 差, when: {mileage: "100000.."}}
      - {is: 好, when: {mileage: "< 10000"}}
      - {is: 中, when: {mileage: present}}
""".replace(
        "facts: {",
        "facts: {months: {months_since: visits.date}, visits: {count: visits}, spend: {sum: visits.amount}, ",
    ),
    "ratings.yaml",
)


def classes(engine, records, *names, book=BOOK):
    return rows_of(frame(tables(records, ENGINES[engine]), book, names, TODAY))


def customers(*worths):
    """One customer per amount, who keeps one vehicle of that price."""
    return {
        "customers": [{"id": f"C{number:03}", "name": "x"} for number in range(len(worths))],
        "vehicles": [
            {"id": f"V{number}", "customer": f"C{number:03}", "price": None if worth is None else Decimal(worth) / 100}
            for number, worth in enumerate(worths)
        ],
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_shares_of_a_hundred(engine):
    found = classes(engine, customers(*range(100, 200)), "pyramid")
    counts = [sum(row["pyramid"] == name for row in found.values()) for name in ("VIP", "主要", "普通", "小")]
    assert counts == [1, 4, 15, 80]
    assert found["C099"]["pyramid"] == "VIP"


@pytest.mark.parametrize("engine", ENGINES)
def test_equal_values_share_the_better_class_and_the_missing_have_none(engine):
    found = classes(engine, customers(5, 5, 5, None), "pyramid", "thirds")
    assert [row["pyramid"] for row in found.values()] == ["VIP", "VIP", "VIP", None]
    assert [row["thirds"] for row in found.values()] == ["高", "高", "高", "无"]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_brought_nothing_is_in_the_last_class(engine):
    found = classes(engine, customers(0, 0, 0, 0), "pyramid")
    assert {row["pyramid"] for row in found.values()} == {"小"}
    assert classes(engine, customers(9, 0, 0, 0), "pyramid")["C000"]["pyramid"] == "VIP"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_table_of_p35(engine):
    """Of 1 040 000 the customer who reaches 563 000 is A, the next at 589 000 is B; 879 000 is B, 895 000 is C."""
    amounts = [563_000, 26_000, *[25_000] * 2, *[24_000] * 10, *[16_000] * 10, 1_000]
    assert sum(amounts) == 1_040_000
    found = classes(engine, customers(*(amount * 100 for amount in amounts)), "p35")
    assert "".join(row["p35"] for row in found.values()) == "A" + "B" * 13 + "C" * 11


@pytest.mark.parametrize("engine", ENGINES)
def test_cumulative(engine):
    found = classes(engine, customers(8000, 1000, 1000, 0, -500, None), "abc", "p35")
    assert [row["abc"] for row in found.values()] == ["A", "B", "B", "C", "C", None]
    assert [row["p35"] for row in found.values()] == ["B", "C", "C", "C", "C", None]


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_brought_anything(engine):
    found = classes(engine, customers(0, 0), "abc", "pyramid")
    assert [row["abc"] for row in found.values()] == ["C", "C"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_best_vehicle_counts(engine):
    records = {
        "customers": [{"id": "C1", "name": "x"}, {"id": "C2", "name": "y"}, {"id": "C3", "name": "z"}],
        "vehicles": [
            {"id": "V1", "customer": "C1", "mileage": 200_000},
            {"id": "V2", "customer": "C1", "mileage": 5_000},
            {"id": "V3", "customer": "C2", "mileage": 150_000},
            {"id": "V4", "customer": "C3", "mileage": None},
        ],
    }
    found = classes(engine, records, "care")
    assert [row["care"] for row in found.values()] == ["好", "差", None]
    assessed = assess(tables(records, ENGINES[engine]), BOOK, TODAY, ratings=["care"])
    assert rows_of(assessed, "customer") == {
        "C1": {"rating": "care", "class": "好", "row": 2},
        "C2": {"rating": "care", "class": "差", "row": 1},
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_rfm_against_the_median_of_those_who_came(engine):
    visits = [
        ("C1", "2024-05-01", 900),
        ("C1", "2024-04-01", 100),
        ("C2", "2024-01-01", 500),
        ("C3", "2023-01-01", 400),
    ]
    records = {
        "customers": [{"id": f"C{number}", "name": "x"} for number in range(1, 5)],
        "visits": [
            {"id": f"S{number}", "customer": who, "date": dt.date.fromisoformat(day), "amount": Decimal(amount)}
            for number, (who, day, amount) in enumerate(visits)
        ],
    }
    found = classes(engine, records, "rfm")
    assert [row["rfm"] for row in found.values()] == ["重要价值客户", "重要发展客户", "一般挽留客户", "一般挽留客户"]


WORTHS = st.lists(st.none() | st.sampled_from([-100, 0, 1, 2, 3, 500]) | st.integers(0, 10**7), min_size=1, max_size=25)


def expected_share(worths, value):
    if value is None:
        return None
    if value <= 0:
        return "小"
    ranked = [worth for worth in worths if worth is not None]
    above = Fraction(sum(worth > value for worth in ranked), len(ranked))
    cuts = (("VIP", Fraction(1, 100)), ("主要", Fraction(5, 100)), ("普通", Fraction(20, 100)))
    return next((name for name, cut in cuts if above < cut), "小")


def expected_abc(worths, value):
    if value is None:
        return None
    positive = [worth for worth in worths if worth is not None and worth > 0]
    if value <= 0:
        return "C"
    before = Fraction(sum(worth for worth in positive if worth > value), sum(positive))
    return next((name for name, cut in (("A", Fraction(80, 100)), ("B", Fraction(95, 100))) if before < cut), "C")


@settings(max_examples=10, deadline=None)
@given(WORTHS)
def test_ranks_are_exact_on_every_engine(worths):
    records = customers(*worths)
    expected = [{"pyramid": expected_share(worths, each), "abc": expected_abc(worths, each)} for each in worths]
    for engine in ENGINES:
        assert list(classes(engine, records, "pyramid", "abc").values()) == expected
