"""The same file twice, an older file, a dry run: what changes and what does not."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import NOW, TODAY, bring, current, empty, everything, history, workbook

from jipan.errors import BadUsage, Refused
from jipan.intake import Clock, Wishes, import_file
from jipan.store import Base, batches, plan_undo, undo

JAN, FEB = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
FILES = {
    "customers": [("姓名", "手机", "鞋码"), ("王伟", "13812345678", "40"), ("李娜", "13912345678", "41")],
    "vehicles": [("车牌号", "车架号", "品牌", "交车日期", "车主", "手机"), ("豫A12345", "LATPAB071W1005301", "欧曼", "2026-01-05", "王伟", "13812345678")],
    "leads": [("姓名", "手机", "意向级别", "登记日期"), ("王伟", "13812345678", "A", "2026-01-05"), ("王伟", "13812345678", "B", "2026-02-05")],
    "leads without a day": [("姓名", "手机", "意向级别", "线索状态"), ("王伟", "13812345678", "A", "跟进"), ("李娜", "13912345678", "B", "成交")],
    "visits": [("车牌号", "进厂日期", "维修类型", "金额"), ("豫A12345", "2026-01-05", "首保", "1.2万"), ("豫A12345", "2026-02-05", "事故", "(300)")],
    "visits with orders": [("车牌号", "进厂日期", "工单号"), ("豫A12345", "2026-01-05", "R1"), ("豫A12345", "2026-01-05", "R2")],
    "contacts": [("姓名", "手机", "跟进时间", "沟通内容"), ("王伟", "13812345678", "2026-01-05 09:30", "a"), ("王伟", "13812345678", "2026-01-06", "b")],
    "contacts without a time": [("姓名", "手机", "沟通内容"), ("王伟", "13812345678", "a"), ("王伟", "13812345678", "b")],
    "wide": [("姓名", "手机", "车牌号", "意向级别", "上次进厂日期", "地址"), ("王伟", "13812345678", "豫A12345", "H", "2026-01-05", "一")],
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_twice_changes_nothing_and_leaves_no_batch(base, tmp_path, name):
    path = workbook(tmp_path / "表.xlsx", *FILES[name], sheet="Sheet1")
    first = bring(base, path)
    there = history(base)
    again = bring(base, path)
    assert first.batch == 1
    assert (again.batch, history(base), len(batches(base))) == (None, there, 1)
    assert again.rows["same"] == first.rows["created"] == len(FILES[name]) - 1


def test_a_list_with_a_day_of_the_last_contact_is_no_log(base, tmp_path):
    rows = [
        ("姓名", "手机", "车牌号", "意向级别", "最近跟进日期"),
        ("王伟", "13812345678", "豫A12345", "H", "2026-01-06"),
    ]
    assert bring(base, workbook(tmp_path / "表.xlsx", *rows, sheet="Sheet1")).rows["created"] == 1


def test_an_older_file_fills_gaps_and_lists_what_it_would_have_changed(base, tmp_path):
    header = ("姓名", "手机", "地址", "性别", "生日", "鞋码", "意向级别")
    bring(
        base,
        workbook(tmp_path / "new.xlsx", header, ("王伟", "13812345678", "新地址", None, None, "40", "A")),
        dated=FEB,
    )
    old = workbook(tmp_path / "old.xlsx", header, ("王先生", "13812345678", "旧地址", "男", "1980-01-05", "39", "B"))
    receipt = bring(base, old, dated=JAN)
    assert current(base, "customers", "name", "address", "gender", "birthday") == [
        ("王伟", "新地址", "male", dt.date(1980, 1, 5))
    ]
    assert current(base, "leads", "level") == [("A",)]
    kept = {(problem.address, problem.value) for problem in receipt.problems if problem.code == "older_file"}
    assert {("old.xlsx › 客户 › C2", "旧地址"), ("old.xlsx › 客户 › G2", "B")} <= kept
    there = history(base)
    assert bring(base, old, dated=JAN).batch is None
    assert history(base) == there


def test_an_older_file_does_not_replace_custom_columns(base, tmp_path):
    header = ("姓名", "手机", "鞋码", "帽码")
    bring(base, workbook(tmp_path / "new.xlsx", header, ("王伟", "13812345678", "40", None)), dated=FEB)
    bring(base, workbook(tmp_path / "old.xlsx", header, ("王伟", "13812345678", "39", "58")), dated=JAN)
    assert current(base, "customers", "other") == [({"帽码": "58", "鞋码": "40"},)]


def test_a_file_brought_again_after_a_newer_one_changes_nothing(base, tmp_path):
    one = workbook(tmp_path / "1.xlsx", ("姓名", "手机", "地址"), ("王伟", "13812345678", "一"))
    two = workbook(tmp_path / "2.xlsx", ("姓名", "手机", "地址"), ("王伟", "13812345678", "二"))
    bring(base, one)
    bring(base, two)
    assert bring(base, one).batch is None
    assert current(base, "customers", "address") == [("二",)]


def test_a_file_brought_again_speaks_of_the_day_it_spoke_of_first(base, tmp_path):
    one = workbook(tmp_path / "1.xlsx", ("姓名", "手机", "地址"), ("王伟", "13812345678", "一"))
    two = workbook(tmp_path / "2.xlsx", ("姓名", "手机", "地址"), ("王伟", "13812345678", "二"))
    bring(base, one, dated=JAN)
    bring(base, two, dated=FEB)
    assert bring(base, one, dated=None).batch is None
    assert bring(base, one, dated=TODAY).rows["updated"] == 1


def test_an_empty_cell_changes_nothing_and_the_lower_row_wins(base, tmp_path):
    header = ("姓名", "手机", "地址")
    bring(base, workbook(tmp_path / "1.xlsx", header, ("王伟", "13812345678", "一"), ("王伟", "13812345678", "二")))
    assert current(base, "customers", "address") == [("二",)]
    receipt = bring(base, workbook(tmp_path / "2.xlsx", header, ("王伟", "13812345678", None)))
    assert (receipt.rows["same"], receipt.rows["updated"]) == (1, 0)


def test_a_dry_run_writes_not_even_a_file(tmp_path):
    source = workbook(tmp_path / "客户.xlsx", *FILES["wide"])
    path = tmp_path / "jipan.db"
    Base.open(path, create=True).close()
    before = path.read_bytes(), sorted(tmp_path.iterdir())
    with Base.open(path, purpose=None) as base:
        assert base.value("SELECT count(*) FROM customers") == 0
    with Base.open(path) as base:
        there = history(base)
        receipt = bring(base, source, dry_run=True)
        assert (receipt.batch, receipt.rows["created"], history(base)) == (None, 1, there)
    assert sorted(tmp_path.iterdir()) == before[1]


class Tripped(Exception):
    """The disk is full, the power is gone."""


@pytest.mark.parametrize("step", ["match", "write"])
def test_an_exception_in_the_middle_of_an_import_rolls_back_everything(base, tmp_path, step):
    bring(base, workbook(tmp_path / "1.xlsx", *FILES["wide"]))
    there = history(base), base.rows("FROM counters"), base.rows("FROM batches")

    def trip(name, *_):
        if name == step:
            raise Tripped

    two = workbook(tmp_path / "2.xlsx", *FILES["customers"], 车=FILES["vehicles"])
    with pytest.raises(Tripped):
        import_file(base, two, Wishes(dated=TODAY), Clock(NOW, TODAY), trip)
    assert (history(base), base.rows("FROM counters"), base.rows("FROM batches")) == there
    assert bring(base, two).batch == 2


def test_undo_of_the_last_import_is_nothing_and_it_can_be_brought_again(base, tmp_path):
    bring(base, workbook(tmp_path / "1.xlsx", *FILES["customers"]))
    there = history(base)
    two = workbook(tmp_path / "2.xlsx", *FILES["wide"])
    bring(base, two)
    plan = plan_undo(base)
    assert (plan.batch.name, plan.is_last, plan.blocked, plan.removed["vehicles"]) == ("B2", True, (), 1)
    undo(base, plan, NOW)
    assert history(base) == there
    assert [(batch.number, batch.undone) for batch in batches(base)] == [(2, 2), (1, None)]
    assert bring(base, two).batch == 3
    assert current(base, "vehicles", "id") == [("V000002",)]


@pytest.mark.parametrize(
    "after",
    [[("姓名", "手机", "生日"), ("王伟", "13812345678", "1980-01-05")], [("姓名", "手机"), ("吴刚", "13212345678")]],
)
def test_an_earlier_batch_on_which_nothing_builds_is_undone_field_by_field(base, tmp_path, after):
    first = workbook(tmp_path / "1.xlsx", ("姓名", "手机", "地址"), ("王伟", "13812345678", "一"))
    third = workbook(tmp_path / "3.xlsx", *after)
    bring(base, first)
    bring(
        base,
        workbook(
            tmp_path / "2.xlsx",
            ("姓名", "手机", "地址", "车牌号"),
            ("王伟", "13812345678", "二", "豫A12345"),
            ("周全", "13312345678", None, None),
        ),
    )
    bring(base, third)
    undo(base, plan_undo(base, 2), NOW)
    with empty() as never:
        bring(never, first)
        bring(never, third)
        mine, theirs = everything(base), everything(never)
    assert [row[4:] for row in mine["customers"]] == [row[4:] for row in theirs["customers"]]
    assert (mine["vehicles"], mine["ownerships"], len(mine["keys"])) == ([], [], len(theirs["keys"]))


def test_an_earlier_batch_on_which_later_work_builds_is_not_undone(base, tmp_path):
    bring(base, workbook(tmp_path / "1.xlsx", *FILES["customers"]))
    bring(base, workbook(tmp_path / "2.xlsx", *FILES["visits"], sheet="进厂记录"))
    bring(base, workbook(tmp_path / "3.xlsx", ("车牌号", "进厂日期"), ("豫A12345", "2026-03-05"), sheet="进厂记录"))
    there = history(base)
    plan = plan_undo(base, 2)
    assert plan.blocked == ("V000001 (B3)",)
    with pytest.raises(Refused, match="undo_blocked"):
        undo(base, plan, NOW)
    assert history(base) == there


@pytest.mark.parametrize(("number", "code"), [(None, "nothing_to_undo"), (7, "nothing_to_undo")])
def test_nothing_to_undo(base, number, code):
    with pytest.raises(Refused, match=code):
        plan_undo(base, number)


def test_a_batch_is_undone_once(base, tmp_path):
    bring(base, workbook(tmp_path / "1.xlsx", *FILES["customers"]))
    bring(base, workbook(tmp_path / "2.xlsx", *FILES["visits"], sheet="进厂记录"))
    undo(base, plan_undo(base), NOW)
    for number, code in ((2, "undone_already"), (9, "no_such_batch")):
        with pytest.raises(Refused, match=code):
            plan_undo(base, number)


def test_a_sheet_that_is_not_there(base, tmp_path):
    with pytest.raises(BadUsage, match="no_such_sheet"):
        bring(base, workbook(tmp_path / "1.xlsx", *FILES["customers"]), sheet="车辆")
