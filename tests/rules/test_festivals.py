"""Festivals: when they come next, and greetings on the day before."""

from __future__ import annotations

import datetime as dt

import holidays
import pytest
from engines import ENGINES, rows_of, tables

from jipan.errors import BadRules
from jipan.rules import loads
from jipan.rules.facts import frame
from jipan.rules.festivals import coming, festivals, named
from jipan.rules.single import Record

D = dt.date


@pytest.mark.parametrize("year", range(2008, 2040))
def test_the_days_are_those_that_others_know(year):
    known = holidays.country_holidays("CN", years=year, language="zh_CN")
    for name in ("元旦", "春节", "劳动节", "端午节", "中秋节", "国庆节"):
        day = coming([name], D(year, 1, 1))
        assert named(name).zh[:2] in known[day], (name, day)


@pytest.mark.parametrize(
    ("names", "today", "day"),
    [
        (["春节"], D(2026, 2, 16), D(2026, 2, 17)),
        (["春节"], D(2026, 2, 17), D(2026, 2, 17)),
        (["春节"], D(2026, 2, 18), D(2027, 2, 6)),
        (["中秋节", "国庆节"], D(2026, 9, 1), D(2026, 9, 25)),
        (["中秋节", "国庆节"], D(2026, 9, 26), D(2026, 10, 1)),
        (["元旦"], D(2026, 1, 2), D(2027, 1, 1)),
        (["春节"], D(2300, 1, 1), None),
    ],
)
def test_what_comes_next(names, today, day):
    assert coming(names, today) == day


def test_a_fact_is_the_same_for_everybody_and_on_every_engine():
    book = loads("facts: {next: {festival: [中秋, National Day]}, days: {days_since: next}}", "x")
    today = D(2026, 9, 26)
    for make in ENGINES.values():
        found = rows_of(frame(tables({"customers": [{"id": "C1"}, {"id": "C2"}]}, make), book, ["next", "days"], today))
        assert found == {who: {"next": dt.datetime(2026, 10, 1), "days": -5} for who in ("C1", "C2")}
    assert Record(book, "customers", {}, today).value("next") == D(2026, 10, 1)


def test_a_festival_that_nobody_knows_is_told_with_those_that_are():
    with pytest.raises(BadRules) as caught:
        loads("facts: {next: {festival: 中秋夜}}", "rules.yaml")
    (fault,) = caught.value.faults
    assert (fault.place, fault.facts["allowed"]) == ("rules.yaml:1:26", tuple(festivals()))
