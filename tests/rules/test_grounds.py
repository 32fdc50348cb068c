"""A rating that has nothing to go by is left out: in a base without visits nobody is at the bottom by visits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from engines import ENGINES, tables

from jipan.rules import load, loads
from jipan.rules.grounds import grounds, heard
from jipan.rules.runs import rate
from jipan.store import Base

DAY = dt.date(2026, 11, 21)
CUSTOMERS = [{"id": "C1", "name": "赵一", "business_mode": None}, {"id": "C2", "name": "钱二"}]
BOOK = """
facts:
  spend: {sum: visits.amount, within: 12 months}
  times: {count: visits, where: {amount: present}}
  worth: {first: [spend, {count: payments}]}
  paid: {only: paid_12m, where: {times: "1.."}}
  paid_12m: {sum: payments.amount}
  cars: {of: vehicles, count: visits}
  brought: {count: customers}
tiers:
  by_spend: {by: spend, shares: {A: 50%, B: rest}}
  by_times: {rows: [{is: A, when: {times: "1.."}}], otherwise: B}
  by_worth: {rows: [{is: A, when: {worth: "1.."}}], otherwise: B}
  by_paid: {by: paid, shares: {A: 50%, B: rest}}
  by_field: {rows: [{is: A, when: {经营模式: 单位}}], otherwise: B}
  by_car: {of: vehicles, rows: [{is: A, when: {cars: "1.."}}], otherwise: B}
  by_brought: {rows: [{is: A, when: {brought: "1.."}}], otherwise: B}
  by_rating: {rows: [{is: A, when: {by_times: A}}], otherwise: B}
  for_all: {rows: [], otherwise: A}
"""
VISIT = {"id": "S1", "customer": "C1", "vehicle": "V1", "date": DAY}
CASES = {
    "nothing": ({}, set()),
    "no records": ({"visits": [], "payments": []}, set()),
    "visits without amounts": ({"visits": [VISIT]}, {"by_times", "by_car", "by_rating"}),
    "visits": (
        {"visits": [VISIT | {"amount": Decimal(1)}]},
        {"by_times", "by_car", "by_rating", "by_spend", "by_worth"},
    ),
    "payments": ({"payments": [{"id": "P1", "customer": "C1", "amount": Decimal(1)}]}, {"by_worth", "by_paid"}),
    "a field": ({"customers": [CUSTOMERS[0] | {"business_mode": "个体"}]}, {"by_field"}),
    "who brought whom": ({"customers": [CUSTOMERS[0] | {"referred_by": "钱二"}]}, {"by_brought"}),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES)
def test_only_what_has_something_to_go_by_is_heard(engine, case):
    records, expected = CASES[case]
    book = loads(BOOK, "x")
    assert set(heard(tables({"customers": CUSTOMERS, **records}, ENGINES[engine]), book)) == expected | {"for_all"}


def test_the_churn_of_vehicles_rests_on_vehicles_and_visits():
    assert grounds(load("standard"), ("vehicles", "churn")) == {
        ("vehicles", "delivery_date"),
        ("vehicles", "purchase_date"),
        ("vehicles", "relation"),
        ("visits", ""),
        ("visits", "date"),
    }


def test_an_empty_base_is_rated_by_nothing():
    book = loads("tiers: {by_field: {rows: [{is: A, when: {经营模式: 单位}}], otherwise: B}}", "x")
    with Base.open(":memory:") as base:
        rate(base, book, DAY, dt.datetime.combine(DAY, dt.time()), dry_run=False)
        assert base.rows("FROM assessments") == []
