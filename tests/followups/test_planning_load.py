"""Quotas, closed days and leave."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from planning_shop import DAY, TODAY, Shop, book, day

from jipan.followups import Pick, draw, parse_due, sheet
from jipan.intake import days_off
from jipan.rules import Book
from jipan.sheets import open_book

CALLS = "cadences:\n  - {id: d, of: vehicles, after: delivery_date, at: [3 days], purpose: service, role: service, window: 30 days}"
THREE = book("desk: {quota: 3 per adviser}\n" + CALLS)
ALL = book(CALLS)
NOW = dt.datetime(2026, 11, 19, 8)


@pytest.fixture
def crowded(shop: Shop) -> Shop:
    """Eight calls of one adviser that are due by today, two tomorrow; one call of nobody."""
    for number in range(10):
        shop.customer(f"C{number}", service_adviser="赵强")
        shop.vehicle(f"V{number}", f"C{number}", delivery_date=day("11-10") if number < 8 else day("11-17"))
    shop.customer("C99")
    shop.vehicle("V99", "C99", delivery_date=day("11-10"))
    return shop


def off(shop: Shop, since: dt.date, until: dt.date | None = None, **values: object) -> None:
    shop.add("days_off", since=since, until=until or since, **{"kind": "leave", **values})


def test_calls_over_the_quota_wait_for_the_next_days(crowded: Shop):
    agenda = crowded.plan(THREE)
    assert Counter(task.adviser for task in agenda) == {"赵强": 3, "": 1}
    assert agenda.spread == ((TODAY + DAY, 3), (TODAY + 2 * DAY, 2))
    assert agenda.over == 5


def test_tomorrow_holds_what_today_leaves(crowded: Shop):
    tomorrow = crowded.plan(THREE, "tomorrow")
    assert [task.customer for task in tomorrow] == ["C3", "C4", "C5"]
    assert {task.day for task in tomorrow} == {TODAY + DAY}


@pytest.mark.parametrize(
    ("value", "first"),
    [("units_stated", ["C5", "C2", "C0"]), ("card", ["C7", "C3", "C0"]), ("保有台数", ["C5", "C2", "C0"])],
)
def test_the_most_valuable_go_first_among_what_is_equally_urgent(crowded: Shop, value: str, first: list[str]):
    crowded.base.run("UPDATE customers SET units_stated = CASE id WHEN 'C5' THEN 40 WHEN 'C2' THEN 3 END")
    for customer, card in (("C7", "金卡"), ("C3", "银卡")):
        crowded.add("assessments", customer=customer, rating="card", **{"class": card})
    tiers = "tiers:\n  card: {rows: [{is: 金卡, when: {name: 甲}}, {is: 银卡, when: {name: 乙}}], otherwise: 一般}\n"
    valued = book(f"{tiers}desk: {{quota: 3 per adviser, value: {value}}}\n" + CALLS)
    assert [task.customer for task in crowded.plan(valued) if task.adviser] == first
    assert [row[-2] for row in sheet(crowded.draw(valued), "zh").rows if row[-2] != "C99"] == first


def test_nothing_is_lost_in_the_queue(crowded: Shop):
    planned = Counter(task.day for task in crowded.plan(THREE, "2026-11-19..2026-11-30") if task.adviser)
    assert planned == {TODAY: 3, TODAY + DAY: 3, TODAY + 2 * DAY: 3, TODAY + 3 * DAY: 1}
    assert sum(planned.values()) == 10


def test_one_adviser_is_asked_for_after_the_queue_is_made(crowded: Shop):
    assert len(crowded.plan(THREE, pick=Pick(adviser="赵强"))) == 3
    assert len(sheet(crowded.draw(THREE, pick=Pick(adviser="赵强")), "zh").rows) == 3


def test_who_is_on_leave_is_stood_in_for(crowded: Shop):
    off(crowded, TODAY, TODAY + DAY, adviser="赵强", deputy="钱进")
    tasks = [task for task in crowded.plan(ALL) if task.stands_for]
    assert {(task.adviser, task.stands_for) for task in tasks} == {("钱进", "赵强")}
    assert tasks[0].why("zh").endswith("（代赵强）")
    rows = [row for row in sheet(crowded.draw(ALL), "zh").rows if row[12] == "钱进"]
    assert len(rows) == 8
    assert str(rows[0][3]).endswith("（代赵强）")


def test_leave_without_a_deputy_leaves_the_calls_to_the_manager(crowded: Shop):
    off(crowded, TODAY, adviser="赵强", deputy="钱进")
    off(crowded, TODAY, adviser="钱进")
    assert {task.adviser for task in crowded.plan(ALL)} == {""}


def test_the_shop_closes_and_opens_as_its_list_says(crowded: Shop):
    off(crowded, TODAY, TODAY + DAY, kind="closed")
    (task, *_) = crowded.plan(ALL, "2026-11-21")
    assert (task.day, task.first.was) == (day("11-21"), day("11-20"))
    off(crowded, TODAY + DAY, kind="open")
    assert {task.day for task in crowded.plan(ALL, "tomorrow")} == {TODAY + DAY}


DAYS = "姓名,开始,结束,类型,代班,事由\n"


@pytest.fixture
def days(shop: Shop, tmp_path):
    """`days("赵强,2026-11-20,2026-11-22,年假,钱进,\\n")` → what became of that list."""
    path = tmp_path / "休假.csv"

    def take(text: str) -> days_off.Taken:
        path.write_text(DAYS + text, "utf-8")
        listed = open_book(path)
        assert days_off.is_list(listed)
        return days_off.take(shop.base, listed, NOW)

    return take


def standing(shop: Shop) -> list[tuple[object, ...]]:
    return shop.base.rows(
        "SELECT adviser, since, until, kind, deputy, why FROM days_off WHERE closed IS NULL ORDER BY ALL"
    )


def test_a_list_of_days_is_read_once(shop: Shop, days):
    text = "赵强,2026-11-20,2026-11-22,年假,钱进,\n全店,2027-02-05,2027-02-12,放假,,春节\n"
    taken = days(text)
    assert (taken.batch is not None, taken.read, taken.new) == (True, 2, 2)
    assert days(text) == days_off.Taken(None, 2, 0)
    assert standing(shop) == [
        ("赵强", day("11-20"), day("11-22"), "leave", "钱进", None),
        (None, dt.date(2027, 2, 5), dt.date(2027, 2, 12), "closed", None, "春节"),
    ]


def test_a_corrected_list_of_days_replaces_what_it_said(shop: Shop, days):
    days("赵强,2026-11-20,2026-11-25,年假,钱进,\n孙亮,2026-11-20,2026-11-20,请假,,\n")
    text = "赵强,2026-11-20,2026-11-22,年假,周敏,\n赵强,2026-11-20,2026-11-20,请假,,\n"
    assert (days(text).new, days(text).new) == (2, 0)
    assert standing(shop) == [
        ("孙亮", day("11-20"), day("11-20"), "leave", None, None),
        ("赵强", day("11-20"), day("11-20"), "leave", None, None),
        ("赵强", day("11-20"), day("11-22"), "leave", "周敏", None),
    ]


def test_a_name_that_nobody_has_is_told(shop: Shop, days):
    assert not days("谁人,2026-11-01,2026-11-01,请假,,\n").problems, "in an empty base nobody is known"
    shop.customer(service_adviser="王莉莉")
    shop.customer("C2", sales_adviser="赵强")
    taken = days("王丽丽,2026-11-20,2026-11-22,请假,何处,\n赵强,2026-11-20,2026-11-22,年假,王莉莉,\n")
    told = [(one.code, one.address, one.value, one.facts) for one in taken.problems]
    assert told == [
        ("colleague_near", "休假.csv › A2", "王丽丽", {"near": "王莉莉"}),
        ("colleague_unknown", "休假.csv › E2", "何处", {}),
    ]
    assert len(standing(shop)) == 3


def test_a_customer_list_is_no_list_of_days(tmp_path):
    path = tmp_path / "客户.csv"
    path.write_text("姓名,手机,购车日期,备注\n张伟,13800138001,2024-01-05,\n", "utf-8")
    assert not days_off.is_list(open_book(path))


def test_due_in_the_past_knows_no_quota(crowded: Shop):
    assert len(crowded.plan(THREE, parse_due("overdue", TODAY))) == 9


def ruled(desk: str) -> Book:
    return book(f"desk: {desk}\n{CALLS}")


def test_customers_of_nobody_are_given_out_by_rule(shop: Shop):
    for number in range(12):
        shop.customer(f"C{number}", source="抖音" if number < 8 else "自然到店", district="金水区")
        shop.vehicle(f"V{number}", f"C{number}", delivery_date=day("11-16"))
    shop.customer("C99", service_adviser="赵强", source="抖音")
    shop.vehicle("V99", "C99", delivery_date=day("11-16"))
    rules = ruled(
        "{assign: [{role: service, when: {来源: 抖音}, to: [甲, 乙]}, {role: sales, to: 丙}, {role: service, when: {区县: 金水区}, to: 丁}]}"
    )
    given = {task.customer: task.adviser for task in shop.plan(rules)}
    assert {given[f"C{number}"] for number in range(8)} == {"甲", "乙"}
    assert {given[f"C{number}"] for number in range(8, 12)} == {"丁"}
    assert given["C99"] == "赵强"
    assert given == {task.customer: task.adviser for task in shop.plan(rules)}


def test_a_past_day_is_planned_with_the_days_off_known_then(crowded: Shop):
    off(crowded, TODAY, kind="closed", opened=7)
    for known, then in ((6, TODAY), (7, TODAY + DAY)):
        draw(crowded.base, ALL, TODAY, due=parse_due("today", TODAY), known=known)
        assert crowded.base.rows('SELECT DISTINCT "day" FROM followups_chosen') == [(then,)]
