"""Lists that say when to talk next: an agreement, not a talk of today."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import TODAY, bring, current, workbook

DAY = dt.timedelta(days=1)
LEADS = ("客户姓名", "手机", "意向级别", "意向车型", "下次跟进日期")
OWNERS = ("客户姓名", "手机", "性别", "城市", "下次回访日期")


def rows(*days, third="H", fourth="CS55"):
    return [
        (f"王{name}", f"1381234567{n}", third, fourth, day)
        for n, (name, day) in enumerate(zip("甲乙丙丁", days, strict=False))
    ]


def agreed(base):
    return current(base, "plans", "customer", "day")


@pytest.mark.parametrize(("name", "head"), [("线索", LEADS), ("客户", OWNERS)])
def test_a_next_date_alone_is_agreed_whenever_it_is_and_tells_of_no_talk(base, tmp_path, name, head):
    days = (TODAY, TODAY - 12 * DAY, TODAY + 2 * DAY, None)
    receipt = bring(base, workbook(tmp_path / f"{name}.xlsx", head, *rows(*days, third=None, fourth=None)))
    assert (receipt.rows["created"], receipt.records["contacts"]["created"], receipt.problems) == (4, 3, [])
    assert current(base, "contacts", '"at"', "next_date") == [(None, day) for day in sorted(days[:3])]
    assert agreed(base) == [(f"C00000{n}", day) for n, day in enumerate(days[:3], start=1)]


def test_the_same_list_changes_nothing_and_another_day_takes_the_place_of_the_first(base, tmp_path):
    path = tmp_path / "线索.xlsx"
    bring(base, workbook(path, LEADS, *rows(TODAY)))
    assert bring(base, path).rows["same"] == 1
    bring(base, workbook(path, LEADS, *rows(TODAY + 9 * DAY)), dated=TODAY + DAY)
    assert agreed(base) == [("C000001", TODAY + 9 * DAY)]
    assert current(base, "contacts", '"at"') == [(None,)]


def test_what_was_said_before_the_day_that_has_come_was_not_said_today(base, tmp_path):
    head = ("客户姓名", "手机", "跟进记录", "下次跟进日期")
    people = [("王甲", "13812345670", "想换车", TODAY), ("王乙", "13812345671", "没空", TODAY + DAY)]
    bring(base, workbook(tmp_path / "跟进.xlsx", head, *people))
    assert current(base, "contacts", '"at"', "note") == [
        (dt.datetime.combine(TODAY, dt.time()), "没空"), (None, "想换车"),
    ]  # fmt: skip
    assert agreed(base) == [("C000001", TODAY), ("C000002", TODAY + DAY)]


def test_in_a_list_of_talks_somebody_of_whom_none_is_told_is_taken_all_the_same(base, tmp_path):
    people = [*rows(TODAY, None), ("王丙", "1381234567", "A", "CS55", None)]
    receipt = bring(base, workbook(tmp_path / "a.xlsx", LEADS, *people, sheet="Sheet1"))
    assert receipt.mapped[0].lists == "contacts"
    assert (receipt.rows["created"], receipt.rows["rejected"], receipt.rows["skipped"]) == (2, 1, 0)
    assert {problem.code for problem in receipt.problems} == {"phone", "no_customer"}
