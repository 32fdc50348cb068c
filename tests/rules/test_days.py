"""A day of its own for each record gives what one day for all gives: also at the ends of months."""

from __future__ import annotations

import datetime as dt
import itertools

import duckdb
import narwhals as nw

from jipan.kinds import DATE
from jipan.kinds.span import Span
from jipan.rules import days, operators
from jipan.rules.days import OWN
from jipan.rules.derive import days_since, months_since

SOME = [dt.date(2023, 8, 31), dt.date(2023, 12, 31), dt.date(2024, 1, 30), dt.date(2024, 2, 28), dt.date(2024, 2, 29),
        dt.date(2024, 3, 1), dt.date(2024, 3, 30), dt.date(2024, 3, 31), dt.date(2024, 4, 30), dt.date(2025, 2, 28)]  # fmt: skip
PAIRS = list(itertools.product(SOME, SOME))
TEXTS = (
    "within 30 days",
    "last 6 months",
    "next 1 month",
    "last 1 day",
    "this month",
    "next month",
    "anniversary last month",
)


def asked(value, today):
    """Everything that a day decides, of a date on a day."""
    made = {"months": months_since(value, today), "days": days_since(value, today)}
    made["lately"] = days.in_last(value, Span(months=1, days=2), today)
    for text in TEXTS:
        row, operands = next(
            (row, found)
            for row in operators.OPERATORS
            if row.fits(DATE) and (found := row.read(DATE, text)) is not None
        )
        made[text] = row.test(value, operands, today)
    return [expression.alias(name) for name, expression in made.items()]


def test_each_day_is_asked_as_the_one_day_is():
    rows = ", ".join(f"(TIMESTAMP '{date}', TIMESTAMP '{today}')" for date, today in PAIRS)
    relation = duckdb.sql(f'SELECT * FROM (VALUES {rows}) t("date", "{OWN}") ORDER BY ALL')
    frame = nw.from_native(relation)
    own = frame.select("date", OWN, *asked(nw.col("date"), nw.col(OWN))).to_native().fetchall()
    for today in SOME:
        of_day = frame.filter(nw.col(OWN) == dt.datetime.combine(today, dt.time()))
        expected = of_day.select("date", OWN, *asked(nw.col("date"), today)).to_native().fetchall()
        assert [row for row in own if row[1].date() == today] == expected
