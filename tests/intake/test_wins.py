"""Who wins where a file and the base differ, and what an empty cell means."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from intake_bench import NOW, TODAY, bring, csv, current, everything, workbook

from jipan.intake import Told
from jipan.store import plan_undo, undo

HEADER = ("姓名", "手机", "备注", "地址", "客户来源")
BEFORE = ("王伟", "13812345678", "旧备注", "旧地址", None)
EARLIER = dt.date(2026, 1, 5)


@pytest.fixture
def differ(base, tmp_path):
    """Imports one row over `BEFORE`; gives the receipt and what the base says then."""
    bring(base, workbook(tmp_path / "一.xlsx", HEADER, BEFORE))

    def again(*row, day=TODAY, **wishes):
        receipt = bring(base, workbook(tmp_path / "二.xlsx", HEADER, row), day=day, **wishes)
        return receipt, current(base, "customers", "remark", "address", "source")[0]

    return again


NEW = ("王伟", "13812345678", "新备注", None, "到店")


@pytest.mark.parametrize(
    ("wins", "day", "remark", "codes"),
    [
        ("newer", TODAY, "新备注", []),
        ("newer", EARLIER, "旧备注", ["older_file"]),
        ("file", EARLIER, "新备注", []),
        ("base", TODAY, "旧备注", ["base_stays"]),
        ("ask", TODAY, "旧备注", ["conflict"]),
        ("ask", EARLIER, "旧备注", ["conflict"]),
    ],
)
def test_who_wins(differ, wins, day, remark, codes):
    receipt, now = differ(*NEW, day=day, wins=wins)
    assert now == (remark, "旧地址", "到店")
    assert [(problem.code, problem.value, problem.facts["ours"]) for problem in receipt.problems] == [
        (code, "新备注", "旧备注") for code in codes
    ]


def test_single_fields_may_have_a_rule_of_their_own(differ):
    told = Told(wins={"customers.remark": "base"})
    receipt, now = differ("王伟", "13812345678", "新备注", "新地址", None, wins="file", told=told)
    assert now == ("旧备注", "新地址", None)
    assert [problem.code for problem in receipt.problems] == ["base_stays"]


def test_what_waits_for_a_decision_is_kept_once(base, differ):
    differ(*NEW, wins="ask")
    differ(*NEW, wins="ask")
    assert current(base, "conflicts", "collection", "field", "ours", "theirs") == [
        ("customers", "remark", "旧备注", "新备注")
    ]


@pytest.mark.parametrize(
    ("wishes", "remark"),
    [
        ({}, "旧备注"),
        ({"clears": True}, None),
        ({"clears": True, "wins": "base"}, "旧备注"),
        ({"clears": True, "day": EARLIER}, "旧备注"),
        ({"clears": True, "day": EARLIER, "wins": "file"}, None),
        ({"told": Told(clears={"customers.remark": True})}, None),
        ({"clears": True, "told": Told(clears={"customers.remark": False})}, "旧备注"),
    ],
)
def test_an_empty_cell(differ, wishes, remark):
    assert differ("王伟", "13812345678", None, "新地址", None, **wishes)[1][0] == remark


def test_a_cell_that_cannot_be_read_is_not_empty(base, tmp_path):
    header = ("姓名", "手机", "生日")
    bring(base, workbook(tmp_path / "一.xlsx", header, ("王伟", "13812345678", "1990-01-05")))
    bring(base, workbook(tmp_path / "二.xlsx", header, ("王伟", "13812345678", "1990-13-05")), clears=True)
    assert current(base, "customers", "birthday") == [(dt.date(1990, 1, 5),)]


def test_what_a_record_is_known_by_is_never_cleared(base, tmp_path):
    header = ("姓名", "手机", "车牌号", "车架号", "客户编号")
    bring(base, workbook(tmp_path / "一.xlsx", header, ("王伟", "13812345678", "豫A12345", "LATPAB071W1005301", "K1")))
    before = everything(base)
    bring(base, workbook(tmp_path / "二.xlsx", header, (None, "13812345678", "豫A12345", None, None)), clears=True)
    assert everything(base) == before


def test_of_two_rows_the_lower_decides_whether_a_value_is_cleared(base, tmp_path):
    rows = [
        ("姓名", "手机", "备注", "客户来源"),
        ("王伟", "13812345678", "一", None),
        ("王伟", "13812345678", None, "到店"),
    ]
    bring(base, workbook(tmp_path / "一.xlsx", *rows), clears=True)
    assert current(base, "customers", "remark", "source") == [(None, "到店")]


def test_the_same_file_brought_twice_with_any_rule_changes_nothing(base, tmp_path):
    rows = [HEADER, BEFORE, ("李娜", "13912345678", None, None, None)]
    for wins in ("newer", "file", "base"):
        path = workbook(tmp_path / "一.xlsx", *rows)
        bring(base, path, wins=wins, clears=True)
        before = everything(base)
        assert bring(base, path, wins=wins, clears=True).batch is None
        assert everything(base) == before


SAID = {
    "王伟": ("一", "二", "一"),
    "李娜": ("二", "一", ""),
    "欧阳建国": ("二", "", "一"),
    "赵敏": ("一", "", ""),
}
"""What three files say of each, from the oldest to the newest; `一` is what stays."""


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("days", [(1, 2, 3), (5, 5, 5)], ids=["three days", "one day"])
def test_three_files_about_one_value_in_any_order(base, tmp_path, order, days):
    for place in range(len(days)):
        rows = [("姓名", "手机", "备注", "鞋码")]
        rows += [(name, f"1391234567{n}", said[place], said[place]) for n, (name, said) in enumerate(SAID.items())]
        os.utime(csv(tmp_path / f"{place}.csv", *rows), (0, place))
    for place in order:
        bring(base, tmp_path / f"{place}.csv", day=dt.date(2026, 11, days[place]))
    assert current(base, "customers", "remark", "other['鞋码']") == [("一", "一")] * len(SAID)


@pytest.mark.parametrize("order", [(2, 0, 1), (2, 1, 0)])
def test_what_the_newest_file_clears_stays_cleared_in_any_order(base, tmp_path, order):
    """One file a day; an empty cell clears, also where there was nothing to clear yet."""
    for place in order:
        rows = [(name, f"1391234567{n}", said[place]) for n, (name, said) in enumerate(SAID.items())]
        bring(
            base,
            workbook(tmp_path / "x.xlsx", ("姓名", "手机", "备注"), *rows),
            day=dt.date(2026, 11, place + 1),
            clears=True,
        )
    assert current(base, "customers", "id", "remark") == [
        (f"C{n:06}", said[-1] or None) for n, said in enumerate(SAID.values(), 1)
    ]


def test_what_was_undone_is_neither_newer_nor_cleared(base, tmp_path):
    header = ("姓名", "手机", "备注", "地址")
    for day, wang, other in ((2, ("一", None), None), (3, (None, "甲"), None), (4, (None, None), "李娜")):
        rows = [("王伟", "13812345678", *wang)] if other is None else [(other, "13912345678", None, None)]
        bring(base, workbook(tmp_path / f"{day}.xlsx", header, *rows), day=dt.date(2026, 11, day), clears=day == 3)
    undo(base, plan_undo(base, 2), NOW)
    assert current(base, "customers", "name", "remark", "address")[1] == ("王伟", "一", None)
    bring(base, workbook(tmp_path / "1.xlsx", header, ("王伟", "13812345678", "二", "乙")), day=dt.date(2026, 11, 1))
    assert current(base, "customers", "name", "remark", "address")[1] == ("王伟", "一", "乙")


def test_columns_under_their_own_names_are_each_as_new_as_the_file_that_gave_them(base, tmp_path):
    def take(day, **own):
        rows = [("姓名", "手机", *own), ("王伟", "13812345678", *own.values())]
        bring(base, workbook(tmp_path / "x.xlsx", *rows), day=dt.date(2026, 11, day))

    take(1, 鞋码="40", 爱好="钓鱼")
    take(20, 爱好="下棋")
    take(10, 鞋码="41", 爱好="爬山")
    assert current(base, "customers", "other['鞋码']", "other['爱好']") == [("41", "下棋")]
