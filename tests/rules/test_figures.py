"""Figures over frames: every engine says what one record says, and scores cut where R and Excel cut."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from engines import ENGINES, rows_of, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan.kinds.span import Span
from jipan.rules import loads
from jipan.rules.facts import frame
from jipan.rules.single import Record

BOOK = """
facts:
  paid: {sum: payments.amount}
  score: {score: credit_term, parts: 5}
  low: {score: credit_term, parts: 5, good: low}
  half: {divide: [credit_limit, credit_term]}
  rest: {minus: [credit_limit, 1000]}
  next: {due: contract_since, every: 5 months, km: 7500, daily: credit_term}
  late: {latest: [contract_since, contract_until]}
"""
TODAY = dt.date(2026, 11, 21)
some = st.none()


def quantile(values, share):
    """R's type 7, Excel's PERCENTILE."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


@pytest.mark.parametrize("engine", ENGINES)
@given(st.lists(some | st.integers(0, 30), min_size=1, max_size=30))
@settings(max_examples=4, deadline=None)
def test_scores_by_equal_shares_are_cut_at_the_quantiles(engine, values):
    customers = [{"id": f"C{n:03d}", "credit_term": value} for n, value in enumerate(values)]
    found = rows_of(frame(tables({"customers": customers}, ENGINES[engine]), loads(BOOK, "b"), ["score", "low"], TODAY))
    known = [value for value in values if value is not None]
    for row in customers:
        value = row["credit_term"]
        # In whole numbers: five times the quantile of n values has no fraction of its own.
        passed = None if value is None else 1 + sum(value >= quantile(known, n / 5) - 1e-9 for n in range(1, 5))
        assert found[row["id"]]["score"] == passed
        assert found[row["id"]]["low"] == (None if passed is None else 6 - passed)


days = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
records = st.fixed_dictionaries(
    {
        "credit_term": some | st.integers(0, 500),
        "credit_limit": some | st.decimals(0, 100000, places=2),
        "contract_since": some | days,
        "contract_until": some | days,
    }
)


@pytest.mark.parametrize("engine", ENGINES)
@given(st.lists(records, min_size=1, max_size=8))
@settings(max_examples=4, deadline=None)
def test_an_engine_reckons_as_one_record_does(engine, rows):
    book, wanted = loads(BOOK, "b"), ["half", "rest", "next", "late"]
    customers = [{"id": f"C{n:03d}", **row} for n, row in enumerate(rows)]
    found = rows_of(frame(tables({"customers": customers}, ENGINES[engine]), book, wanted, TODAY))
    for row in customers:
        record = Record(book, "customers", row, TODAY)
        for name in wanted:
            expected, value = record.value(name), found[row["id"]][name]
            assert value == (pytest.approx(expected, abs=1e-7) if isinstance(expected, float) else expected), name


@given(days, st.integers(1, 40))
@settings(deadline=None, max_examples=6)
def test_a_span_later_is_the_same_day_for_one_and_for_all(day, months):
    text = f"facts: {{next: {{due: contract_since, every: {months} months}}}}"
    found = rows_of(
        frame(
            tables({"customers": [{"id": "C1", "contract_since": day}]}, ENGINES["duckdb"]),
            loads(text, "b"),
            ["next"],
            TODAY,
        )
    )
    assert found["C1"]["next"].date() == Span(months=months).after(day)
