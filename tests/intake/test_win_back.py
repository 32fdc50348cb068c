"""Owners who stop coming get a case to be won back, and what becomes of it."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import NOW, bring, current, history, workbook

from jipan.intake.churn import settle_win_backs
from jipan.intake.log import Entry, Occasion, log_contact
from jipan.rules import load
from jipan.rules.runs import rate
from jipan.store import plan_undo, undo

LAST_SEEN = dt.date(2025, 11, 20)
GONE = dt.date(2026, 11, 20)
VISITS = ("工单号", "车牌号", "进厂日期", "消费金额")


@pytest.fixture(scope="module")
def standard():
    return load("standard")


@pytest.fixture
def shop(base, tmp_path, standard):
    """张伟 came last a year ago tomorrow, 李丽 much earlier; both were rated before."""
    head = ("姓名", "手机", "车牌号", "交车日期", "服务顾问")
    rows = [
        ("张伟", "13800138001", "豫A12345", "2023-01-05", "赵强"),
        ("李丽", "13800138002", "豫A12346", "2022-01-05", "赵强"),
    ]
    bring(base, workbook(tmp_path / "a.xlsx", head, *rows), dated=LAST_SEEN)
    visits = [("W1", "豫A12345", LAST_SEEN, 800), ("W2", "豫A12346", "2024-12-01", 800)]
    bring(base, workbook(tmp_path / "b.xlsx", VISITS, *visits, sheet="工单"), dated=LAST_SEEN)
    tier(base, standard, GONE - dt.timedelta(days=1))
    return base


def tier(base, book, day):
    return rate(base, book, day, NOW, dry_run=False, follow=settle_win_backs)


def cases(base, *columns):
    return current(base, "cases", "customer", "kind", *columns)


def test_who_has_just_stopped_coming_gets_a_case(shop, standard):
    assert cases(shop) == []
    there = history(shop)
    tier(shop, standard, GONE)
    assert cases(shop, "what", "adviser", "opened_on", "due", "closed_on") == [
        ("C000001", "win_back", "流失", "赵强", GONE, dt.date(2026, 12, 20), None)
    ]
    tier(shop, standard, GONE + dt.timedelta(days=1))
    assert len(cases(shop)) == 1
    undo(shop, plan_undo(shop), NOW)
    undo(shop, plan_undo(shop), NOW)
    assert history(shop) == there


def test_a_visit_wins_him_back_and_says_what_it_brought(shop, standard, tmp_path):
    tier(shop, standard, GONE)
    bring(
        shop,
        workbook(tmp_path / "v.xlsx", VISITS, ("W3", "豫A12345", GONE + dt.timedelta(days=5), 1200), sheet="工单"),
        GONE + dt.timedelta(days=6),
    )
    assert cases(shop, "closed_on", "outcome", "revenue_after") == [
        ("C000001", "win_back", GONE + dt.timedelta(days=5), "came", 1200)
    ]


@pytest.mark.parametrize("word", ["车已卖", "异地使用", "出租车"])
def test_whose_car_is_gone_is_not_won_back(shop, standard, word):
    tier(shop, standard, GONE)
    log_contact(shop, "C000001", Entry.read(outcome=word), Occasion(GONE, NOW, standard))
    assert cases(shop, "outcome") == [("C000001", "win_back", "failed")]


def test_who_stays_away_too_long_is_given_up(shop, standard):
    tier(shop, standard, GONE)
    tier(shop, standard, dt.date(2027, 12, 1))
    assert cases(shop, "outcome") == [("C000001", "win_back", "failed")]
