"""Greetings before the festivals: on the day before, to those whom the book greets, and only to who has agreed."""

from __future__ import annotations

import datetime as dt

import pytest
from planning_shop import Shop

from jipan.followups import plan
from jipan.followups.due import Due
from jipan.rules import load

BOOK = load("festivals")


@pytest.fixture(scope="module")
def shop():
    shop = Shop()
    shop.customer("C1", name="张伟", consent=True)
    shop.vehicle("V1", "C1", relation="own_sale")
    shop.customer("C2", name="王芳", mobile="13800138002", consent=False)
    shop.vehicle("V2", "C2", relation="own_sale", plate="豫A12346")
    shop.customer("C3", name="李娜", mobile="13800138003", consent=True)
    return shop


@pytest.mark.parametrize(
    ("today", "greeted"),
    [
        ("2026-12-30", {}),
        ("2026-12-31", {"C1": "new-year"}),
        ("2027-01-02", {}),
        ("2027-02-05", {"C1": "spring-festival"}),
        ("2026-09-24", {"C1": "mid-autumn"}),
        ("2026-09-30", {"C1": "national-day"}),
    ],
)
def test_who_is_greeted_on_a_day(shop, today, greeted):
    day = dt.date.fromisoformat(today)
    tasks = plan(shop.base, BOOK, day, due=Due(day, day, overdue=True))
    assert {task.customer: task.reasons[0].cadence for task in tasks} == greeted
    assert all(task.say and task.say.startswith("张") for task in tasks)
