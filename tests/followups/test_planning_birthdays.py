"""Birthdays of which the year is not known come again every year, by the calendar in which they were told."""

from __future__ import annotations

import datetime as dt

import pytest
from planning_shop import TODAY, Shop, book, day

from jipan.followups import as_json
from jipan.followups.occasions import NEVER
from jipan.kinds import BIRTHDAY
from jipan.kinds.birthday import month_day

YEARLY, LUNAR = (
    book(
        "cadences:\n  - {id: birthday, label: 生日关怀, on: birthday "
        + how
        + ", at: [1 day], window: 2 days, purpose: service, say: '生日{生日}'}\n"
    )
    for how in ("yearly", "lunar")
)
TOMORROW = TODAY + dt.timedelta(days=1)
"""2026-11-20, the twelfth of the tenth month of the lunar calendar."""


@pytest.mark.parametrize(
    ("said", "yearly", "lunar"),
    [
        ("1985-11-20", True, False),
        ("11-20", True, True),
        ("农历十月十二", True, True),
        ("1985-11-23", False, True),
        ("11-22", False, False),
        ("农历十一月二十", False, False),
        ("10-11", False, False),
    ],
)
def test_a_birthday_comes_again_by_its_own_calendar(shop: Shop, said: str, *, yearly: bool, lunar: bool):
    shop.customer(birthday=BIRTHDAY.parse(said))
    for rules, expected in ((YEARLY, yearly), (LUNAR, lunar)):
        tasks = shop.plan(rules).tasks
        assert [task.first.occasion.event for task in tasks] == [TOMORROW] * expected
        assert [task.say for task in tasks] == [f"生日{BIRTHDAY.show(BIRTHDAY.parse(said), 'zh')}"] * expected


def test_once_a_year_is_enough(shop: Shop):
    shop.customer(birthday=BIRTHDAY.parse("11-20"))
    (task,) = shop.plan(YEARLY)
    shop.contact(TODAY, tasks=f"{task.first.key}-1")
    assert shop.plan(YEARLY, today=TOMORROW).tasks == ()
    (again,) = shop.plan(YEARLY, today=day("2027-11-19"))
    assert again.first.key != task.first.key


def test_nobody_is_four_hundred_years_old(shop: Shop):
    shop.customer(birthday=BIRTHDAY.parse("11-20"))
    agenda = shop.plan(YEARLY)
    told = as_json(agenda.tasks, YEARLY.desk, "zh")[0]["reasons"][0]
    assert told["anchor"] == "11-20"
    assert "1604" not in str(told) + agenda.tasks[0].why("zh")
    assert month_day(NEVER) is not None
