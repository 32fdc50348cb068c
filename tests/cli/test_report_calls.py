"""The reports on follow-ups and satisfaction, as a manager asks for them."""

from __future__ import annotations

import openpyxl
import pytest


@pytest.fixture
def week(jipan, tmp_path):
    """Two leads of 张三: one is called on the day, one two days late; somebody complains, somebody is content."""
    book = openpyxl.Workbook()
    for row in (
        ("姓名", "手机", "跟进顾问", "意向级别", "登记日期", "销售顾问", "组别"),
        ("王伟", "13812345678", "张三", "H", "2026-11-16", "张三", "一组"),
        ("李娜", "13912345678", "张三", "H", "2026-11-16", "张三", None),
    ):
        book.active.append(row)
    book.save("线索.xlsx")
    jipan("--today", "2026-11-16", "import", "线索.xlsx")
    for day, who, *said in (
        ("2026-11-16", "王伟", "--outcome", "reached", "--level", "A", "--score", "5"),
        ("2026-11-18", "李娜", "--outcome", "complaint", "--note", "漏油"),
    ):
        assert jipan("--today", day, "log", who, "--by", "张三", *said).code == 0
    return jipan


def ask(jipan, name, *more):
    return jipan("--today", "2026-11-20", "report", name, *more, "--format", "json").json()


def test_what_was_due_is_planned_again_and_counted(week):
    said = ask(week, "followups")
    [mine, total] = said["kept_adviser"]
    assert (mine["adviser"], mine["due"], mine["on_time"], mine["late"]) == (
        "张三",
        5,
        1,
        1,
    )  # open: his next call, her complaint and her next call
    assert total["due"] == total["on_time"] + total["late"] + total["open"] + total["gone"]
    [rates, _] = said["rates"]
    assert (rates["customers"], rates["called"], rates["ups"], rates["downs"]) == (2, 2, 0, 1)
    assert (rates["leads"], rates["first_response"]) == (2, 0.5)


def test_the_managers_own_calls_have_a_line_of_their_own(jipan, tmp_path):
    """The thanks after a delivery are his; the complaint that he hears and the call on the third day are for an adviser, and
    the customer has none.
    """
    rows = ("姓名,手机,车牌,购车日期,交车日期,销售类型", "王伟,13812345678,豫A12345,2026-11-14,2026-11-14,自销")
    (tmp_path / "车.csv").write_text("\n".join(rows), "utf-8")
    assert jipan("--today", "2026-11-14", "import", "车.csv").code == 0
    for day in ("2026-11-15", "2026-11-17"):
        jipan("--today", day, "followups", "-o", "单.csv", lang="zh")
        sheet = (tmp_path / "单.csv").read_text("utf-8-sig").replace(",经理,,", ",经理,投诉,")
        (tmp_path / "单.csv").write_text(sheet, "utf-8-sig")
        assert jipan("--today", day, "import", "单.csv").code == 0
    said = ask(jipan, "followups")
    assert [(line["adviser"], line["due"], line["on_time"]) for line in said["kept_adviser"]] == [
        ("manager", 1, 1),
        ("nobody", 2, 0),
        ("Total", 3, 1),
    ]
    assert [(line["adviser"], line["customers"], line["called"]) for line in said["rates"]] == [
        ("manager", 1, 1),
        ("nobody", 1, 0),
        ("Total", 1, 1),  # it is one customer
    ]
    [case] = jipan("list", "cases", "--format", "json").json()
    assert (case["kind"], case["adviser"]) == ("complaint", None)


def test_satisfaction_counts_scores_and_complaints(week):
    said = ask(week, "satisfaction")
    [mine, _] = said["by_adviser"]
    assert (mine["scored"], mine["average"], mine["satisfied"], mine["complaints"], mine["late"]) == (1, 5.0, 1.0, 1, 1)
    assert [(case["what"], case["late"]) for case in said["complaint"]] == [("漏油", 1)]
    assert "13912345678" not in str(said)


@pytest.mark.parametrize("name", ["followups", "satisfaction"])
def test_the_workbooks_open(week, name):
    assert week("--today", "2026-11-20", "report", name, "-o", "r.xlsx", lang="zh").code == 0
    book = openpyxl.load_workbook("r.xlsx")
    assert len(book.sheetnames) >= 2
    assert {"跟进执行", "趋势", "满意度"} & set(book.sheetnames)
    shown = [row[:2] for sheet in book.worksheets for row in sheet.values]
    assert ("一组", 5) in shown or name == "satisfaction"  # whoever has a team is counted under it


def test_a_period_that_ends_before_it_begins_is_refused(week):
    assert week("report", "followups", "--from", "2026-11-20", "--to", "2026-11-01").code == 2


@pytest.mark.parametrize("more", [("--to", "2026-11-20"), ("--to", "2026-11-30"), ("--known", "2026-11-20")])
def test_days_that_nobody_knows_yet_are_not_counted(week, more):
    day = "2026-11-25" if more[0] == "--known" else "2026-11-20"
    said = week("--today", day, "report", "followups", *more, "--format", "json")
    assert said.json() == ask(week, "followups")
    assert ("counted up to 2026-11-20" in said.err) == (more == ("--to", "2026-11-30"))


def test_the_sheets_of_the_evening_and_the_month(week):
    """The level control adds up: what there was + new + in − out − ended is left; an order is a move to O."""
    week("--today", "2026-11-18", "log", "王伟", "--outcome", "ordered", "--by", "张三")
    week(
        "--today",
        "2026-11-20",
        "report",
        "followups",
        "--from",
        "2026-11-17",
        "--to",
        "2026-11-18",
        "-o",
        "r.xlsx",
        lang="zh",
    )
    book = openpyxl.load_workbook("r.xlsx")
    daily, control = [[row[:9] for row in sheet.values][2:] for sheet in book.worksheets[-2:]]
    assert [(row[1], row[5], *row[7:9]) for row in daily] == [
        ("李娜", "开拓", "投诉", "H"),
        ("王伟", "手续管理", "已下订", "A"),
    ]
    assert [row[:8] for row in control if row[0] == "合计"] == [
        ("合计", "O", 0, 0, 1, 0, 0, 1),
        ("合计", "H", 1, 0, 0, 0, 0, 1),
        ("合计", "A", 1, 0, 0, 1, 0, 0),
        ("合计", None, 2, 0, 1, 1, 0, 2),
    ]
    assert all(row[2] + row[3] + row[4] - row[5] - row[6] == row[7] for row in control)


def test_a_past_morning_is_planned_again(week):
    """As it was before the work of that day came in."""
    morning = week("--today", "2026-11-19", "followups", "--format", "json").json()
    assert week("--today", "2026-11-19", "log", "李娜", "--outcome", "resolved").code == 0
    assert week("--today", "2026-11-19", "followups", "--format", "json").json() != morning
    again = ("--today", "2026-11-25", "followups", "--known", "2026-11-19", "--format", "json")
    assert week(*again).json() == morning
    assert week("followups", "--known", "2026-11-01").code == 2


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("followups", "--level", "Q"), "--level"),
        (("followups", "--level", "高"), "O、H"),
        (("followups", "--unplanned", "30d", "--purpose", "sales", "--each"), "--purpose、--each"),
        (("followups", "--each", "-o", "单.csv"), "-o tasks.xlsx"),
        (("followups", "--known", "2026-11-21"), "--due"),
        (("followups", "--limit", "0"), "--limit：不能小于 1"),
        (("followups", "今天", "明天"), "多写了：今天 明天"),
        (("followups", "--limit", "多"), "--limit：要写整数"),
        (("log", "王伟", "--score", "101"), "--score：不能大于 100"),
        (("log", "王伟", "--level", "Z"), "O、H"),
        (("log", "王伟", "--level", "高"), "H、A"),
        (("log", "王伟", "--outcome", "reached", "--task", "T123"), "T123"),
    ],
)
def test_what_is_typed_wrong_is_refused_with_what_may_be_typed(week, argv, says):
    said = week("--today", "2026-11-20", *argv, lang="zh")
    assert said.code == 2
    assert says in said.err
    assert "log" not in argv or len(week("list", "contacts", "--format", "json").json()) == 2


def test_a_store_nobody_knows_is_doubted(week):
    assert "火星店" in week("--today", "2026-11-20", "followups", "--store", "火星店", lang="zh").err
