"""Open days, `--due`, keys."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_shop import TODAY, Shop, book, day

from jipan.errors import BadUsage
from jipan.followups import Calendar, Due, keys, parse_due
from jipan.words import say

DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2060, 12, 31))


def test_a_shop_is_open_on_saturdays_and_on_holidays_that_it_does_not_name():
    shop = Calendar("shop", frozenset({day("11-21"), day("11-22")}))
    assert shop.is_open(day("10-01"))
    assert shop.next_open(day("11-21")) == day("11-23")
    assert shop.last_open(day("11-22")) == day("11-20")


@pytest.mark.parametrize(
    ("on", "opens"),
    [
        ("2026-10-01", "2026-10-08"),  # National Day
        ("2026-10-10", "2026-10-10"),  # a Saturday worked for it
        ("2026-11-21", "2026-11-23"),  # a Saturday
        ("2027-10-02", "2027-10-06"),  # not announced yet: the statutory days alone
    ],
)
def test_an_office_keeps_the_holidays_of_the_state(on: str, opens: str):
    assert Calendar("office").next_open(day(on)) == day(opens)


def test_days_beyond_the_announced_years_are_estimates():
    office = Calendar("office", frozenset({day("2027-05-01")}))
    assert office.estimated(day("2027-10-02"))
    assert not office.estimated(day("2026-10-02"))
    assert not office.estimated(day("2027-05-01"))
    assert not Calendar().estimated(day("2027-10-02"))


def test_a_shop_closed_for_ever_keeps_its_days():
    ever = Calendar("shop", frozenset(TODAY + dt.timedelta(days=days) for days in range(-400, 800)))
    assert ever.next_open(TODAY) == TODAY


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("today", Due(TODAY, TODAY, overdue=True)),
        ("今天", Due(TODAY, TODAY, overdue=True)),
        ("overdue", Due(day("11-18"), day("11-18"), overdue=True)),
        ("逾期", Due(day("11-18"), day("11-18"), overdue=True)),
        ("Tomorrow", Due(day("11-20"), day("11-20"))),
        ("明天", Due(day("11-20"), day("11-20"))),
        ("week", Due(TODAY, day("11-22"), overdue=True)),
        ("本周", Due(TODAY, day("11-22"), overdue=True)),
        ("month", Due(TODAY, day("11-30"), overdue=True)),
        ("本月", Due(TODAY, day("11-30"), overdue=True)),
        ("2026-12-01", Due(day("12-01"), day("12-01"))),
        ("2026/12/1..2026/12/5", Due(day("12-01"), day("12-05"))),
        (" 2026年12月1日 ", Due(day("12-01"), day("12-01"))),
    ],
)
def test_due_means(text: str, due: Due):
    assert parse_due(text, TODAY) == due


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "2026-11", "2026-12-05..2026-12-01", "2026-12-01..", "..", "26-12-01"]
)
def test_nonsense_is_refused_with_what_is_allowed(text: str):
    with pytest.raises(BadUsage) as raised:
        parse_due(text, TODAY)
    assert (raised.value.code, raised.value.facts["text"]) == ("due", text)
    assert "2026-11-25..2026-11-30" in say("error.due", "en", text=text)


@given(DAYS)
def test_week_ends_on_sunday_and_month_on_its_last_day(today: dt.date):
    assert parse_due("week", today).last.isoweekday() == 7
    assert (parse_due("month", today).last + dt.timedelta(days=1)).day == 1


@given(st.text("ABCDEFGH-交车'", min_size=1), st.from_regex(r"[VCL]\d{6}", fullmatch=True), st.integers(1, 999), DAYS)
def test_keys_are_plain_words(cadence: str, subject: str, step: int, anchor: dt.date):
    key = keys.key(cadence, subject, step, anchor)
    assert re.fullmatch(f"T[{keys.ALPHABET}]{{9}}", key)
    assert len(key) == 10
    assert not set(key) & set("01IO")


def test_sql_and_python_make_the_same_keys():
    steps = [
        ("after-delivery", "V000123", 3, TODAY),
        ("交车'回访", "L1", 12, dt.date.min),
        ("next", "C9", 1, dt.date.max),
    ]
    with_sql = Shop().base
    stem = keys.sql_stem("c", "s", "n")
    for cadence, subject, step, anchor in steps:
        key = keys.key(cadence, subject, step, anchor)
        made, code = with_sql.rows(
            f"SELECT {stem}, {keys.sql_code('k')} FROM (SELECT ? AS c, ? AS s, ? AS n, ? AS k)",
            [cadence, subject, step, key],
        )[0]
        assert (made, code) == (key[: keys.STEM], keys.code(anchor))


@pytest.mark.parametrize(
    ("closed", "on", "opens"),
    [
        ("春节 -1..6", "2027-02-05", "2027-02-13"),
        ("春节 -1..6", "2028-01-26", "2028-02-02"),
        ("Spring Festival", "2027-02-06", "2027-02-07"),
        ("国庆 0..2", "2026-10-02", "2026-10-04"),
        ("2027-02-05..2027-02-07", "2027-02-05", "2027-02-08"),
    ],
)
def test_a_shop_is_quiet_on_the_holidays_that_it_names(closed: str, on: str, opens: str):
    shop = Calendar.of(book(f"desk: {{closed: [{closed}]}}").desk)
    assert shop.next_open(day(on)) == day(opens)
    assert shop.longest_closure == (day(opens) - shop.last_open(day(on))).days - 1
