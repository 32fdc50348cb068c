"""A call sheet that comes back filled in: contacts, levels, next dates; brought twice it changes nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import CLOCK, NOW, TODAY, bring, csv, current, history, workbook

from jipan.errors import BadFile
from jipan.intake import Wishes, import_file
from jipan.store import plan_undo, undo

SHEET = (
    "任务号",
    "基盘号",
    "姓名",
    "手机",
    "顾问",
    "结果",
    "沟通内容",
    "新级别",
    "下次跟进日期",
    "异议",
    "战败原因",
    "满意度",
)
MIDNIGHT = dt.datetime.combine(TODAY, dt.time())
DAY = dt.timedelta(days=1)


def line(number, name, mobile, *answers, lost=None):
    """A row of the sheet: outcome, note, level, next date, objection, reason, score; what is not given stays empty."""
    filled = [*answers, *[None] * (7 - len(answers))]
    filled[5] = lost or filled[5]
    return (f"T7KQ2MXAB{number}-1", f"C00000{number}", name, mobile, "张顾问", *filled)


WANG, LI, ZHAO = ("王伟", "13812345678"), ("李娜", "13912345678"), ("赵敏", "13712345678")


@pytest.fixture
def shop(base, tmp_path):
    """Three customers: 王伟 and 李娜 have open leads, 赵敏 has none."""
    bring(
        base,
        workbook(tmp_path / "客户.xlsx", ("姓名", "手机", "意向级别"), (*WANG, "B"), (*LI, "B"), (*ZHAO, None)),
        dated=TODAY - DAY,
    )
    return base


def fill(tmp_path, *lines):
    return workbook(tmp_path / "联系单.xlsx", SHEET, *lines, sheet="联系单")


def test_answers_become_a_contact_a_level_and_a_plan(shop, tmp_path):
    receipt = bring(
        shop,
        fill(
            tmp_path,
            line(1, *WANG, "已联系", "很有兴趣", "H", "2026-12-01", "价格", None, 5),
            line(2, *LI),
            line(3, *ZHAO),
        ),
    )
    assert (receipt.rows["created"], receipt.rows["skipped"]) == (1, 2)
    said = current(
        shop,
        "contacts",
        "customer",
        "lead",
        '"at"',
        '"by"',
        "outcome",
        "note",
        "level",
        "next_date",
        "objection",
        "score",
        "tasks",
    )
    assert said == [
        (
            "C000001",
            "L000001",
            MIDNIGHT,
            "张顾问",
            "reached",
            "很有兴趣",
            "H",
            dt.date(2026, 12, 1),
            "price",
            5,
            "T7KQ2MXAB1-1",
        )
    ]
    assert current(shop, "leads", "id", "level", "closed_on") == [("L000001", "H", None), ("L000002", "B", None)]
    assert current(shop, "plans", "customer", "day", "kind") == [("C000001", dt.date(2026, 12, 1), "next")]


def test_a_filled_sheet_brought_twice_changes_nothing(shop, tmp_path):
    sheet = fill(
        tmp_path,
        line(1, *WANG, "已联系", "a", "H", "2026-12-01"),
        line(2, *LI, "战败", lost="竞品"),
        line(3, *ZHAO, "无人接听", None, "C"),
    )
    bring(shop, sheet)
    there = history(shop)
    for day in (TODAY, TODAY + 9 * DAY):
        again = bring(shop, sheet, day)
        assert (again.batch, again.rows["same"], history(shop)) == (None, 3, there)


def test_two_rows_about_one_task_are_two_contacts_however_the_sheet_comes_back(shop, tmp_path):
    """A vain call, and below it the one that reached him."""
    calls = [line(2, *LI, "无人接听"), line(2, *LI, "已联系", "下午打通")]
    bring(shop, fill(tmp_path, *calls))
    said = [("no_answer", None), ("reached", "下午打通")]
    assert current(shop, "contacts", "outcome", "note") == said
    again = bring(shop, fill(tmp_path, line(1, *WANG, "已联系"), *reversed(calls)))
    assert again.records["contacts"] == {"created": 1, "updated": 0, "same": 2}
    bring(shop, fill(tmp_path, calls[0], line(2, *LI, "已预约", "周六来", None, "2026-12-01")))
    assert current(shop, "contacts", "outcome", "note") == [("booked", "周六来"), said[0], ("reached", None)]


def test_a_csv_of_it_is_the_same_sheet(shop, tmp_path):
    lines = [line(1, *WANG, "已联系", "a", "H", "2026/12/1")]
    bring(shop, fill(tmp_path, *lines))
    there = history(shop)
    text = csv(
        tmp_path / "联系单.csv",
        SHEET,
        *[["" if cell is None else str(cell) for cell in row] for row in lines],
        encoding="gb18030",
    )
    assert bring(shop, text).batch is None
    assert history(shop) == there


ENDS = {
    "lost": (line(1, *WANG, "战败", lost="竞品"), ("B", "losing", None, "竞品")),
    "won": (line(1, *WANG, "已成交"), ("B", "won", TODAY, None)),
    "ordered": (line(1, *WANG, "已下订"), ("O", "ordered", None, None)),
    "no answer": (line(1, *WANG, "无人接听"), ("B", None, None, None)),
    "in English": (line(1, *WANG, "no answer", "x"), ("B", None, None, None)),
}


@pytest.mark.parametrize(("row", "lead"), ENDS.values(), ids=ENDS)
def test_what_an_outcome_does_to_the_lead(shop, tmp_path, row, lead):
    bring(shop, fill(tmp_path, row))
    assert current(shop, "leads", "id", "level", "stage", "closed_on", "lost_reason")[0] == ("L000001", *lead)
    assert len(current(shop, "contacts", "id")) == 1


def test_a_level_for_somebody_without_a_lead_opens_one(shop, tmp_path):
    bring(shop, fill(tmp_path, line(3, *ZHAO, "有意向", None, "A")))
    assert current(shop, "leads", "id", "customer", "level", "opened_on")[2] == ("L000003", "C000003", "A", TODAY)


def test_nobody_writes_the_year_of_the_next_date(shop, tmp_path):
    bring(
        shop, fill(tmp_path, line(1, *WANG, "已联系", "x", None, "12月1日"), line(2, *LI, "已联系", "x", None, "12-31"))
    )
    assert current(shop, "plans", "day", "kind") == [(dt.date(2026, 12, 1), "next"), (dt.date(2026, 12, 31), "next")]


def test_a_later_contact_settles_the_plan_and_a_new_date_replaces_it(shop, tmp_path):
    bring(
        shop,
        fill(
            tmp_path,
            line(1, *WANG, "另约时间", None, None, "2026-12-01"),
            line(2, *LI, "另约时间", None, None, "2026-12-02"),
        ),
    )
    later = (
        ("T7KQ2MXAC1-2", *line(1, *WANG, "另约时间", "再约", None, "2026-12-09")[1:]),
        ("T7KQ2MXAC2-2", *line(2, *LI, "已联系")[1:]),
    )
    bring(shop, fill(tmp_path, *later), TODAY + DAY)
    assert current(shop, "plans", "customer", "day") == [("C000001", dt.date(2026, 12, 9))]


def test_only_the_answers_are_read_back(shop, tmp_path):
    before = current(shop, "customers", "*"), current(shop, "keys", "*")
    sheet = fill(
        tmp_path,
        ("T7KQ2MXAB1-1", "C000001", "王WEI", "138****5678", "张顾问", "已联系", "x", None, None, None, None, None),
    )
    bring(shop, sheet)
    assert (current(shop, "customers", "*"), current(shop, "keys", "*")) == before
    assert current(shop, "contacts", "customer", "note") == [("C000001", "x")]
    assert bring(shop, sheet).batch is None


def test_a_row_about_somebody_unknown_makes_no_customer(shop, tmp_path):
    receipt = bring(shop, fill(tmp_path, line(9, "谁", "13112345678", "已联系")))
    assert (receipt.rows["rejected"], receipt.batch) == (1, None)
    assert [problem.code for problem in receipt.problems] == ["not_in_base"]
    assert len(current(shop, "customers", "id")) == 3


def by_hand(name, mobile, *answers, by=None):
    """A row typed below the sheet: nothing that jipan gives out."""
    return (None, None, name, mobile, by, *answers, *[None] * (7 - len(answers)))


def test_a_new_customer_typed_below_the_sheet_is_taken(shop, tmp_path):
    there = history(shop)
    sheet = fill(tmp_path, line(1, *WANG, "已联系"), by_hand("谁家", "13112345678", "有意向", "路过看车", "B"))
    receipt = bring(shop, sheet)
    assert (receipt.rows["created"], receipt.problems) == (2, [])
    new = ("C000004", "谁家", "person", "13112345678", "张顾问")
    assert current(shop, "customers", "id", "name", "kind", "mobile", "sales_adviser")[-1] == new
    assert ("C000004", "phone", "13112345678") in current(shop, "keys", "customer", "type", "value")
    assert current(shop, "leads", "customer", "level", "adviser")[-1] == ("C000004", "B", "张顾问")
    assert current(shop, "contacts", "customer", "outcome", "note", '"by"')[-1] == (
        "C000004",
        "interested",
        "路过看车",
        "张顾问",
    )
    assert bring(shop, sheet).batch is None
    undo(shop, plan_undo(shop, receipt.batch), NOW)
    assert history(shop) == there


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("谁家", "13112345678"), "newcomer_unanswered"),
        ((None, "13112345678", "已联系"), "newcomer_nameless"),
        (("谁家", WANG[1], "已联系"), "phone_of_another"),
        (("谁家", None, "已联系"), "no_customer"),
    ],
)
def test_what_a_row_typed_by_hand_lacks_is_said(shop, tmp_path, typed, code):
    receipt = bring(shop, fill(tmp_path, by_hand(*typed)))
    assert ([problem.code for problem in receipt.problems], receipt.batch) == ([code], None)


def test_a_column_that_nobody_knows_any_more_is_said(shop, tmp_path):
    head = tuple("打通没有" if word == "结果" else word for word in SHEET)
    receipt = bring(shop, workbook(tmp_path / "联系单.xlsx", head, line(1, *WANG, "已联系", "x"), sheet="联系单"))
    assert [(problem.code, problem.value) for problem in receipt.problems[:2]] == [
        ("answer_column_unknown", "打通没有"),
        ("no_outcome_column", None),
    ]


CUT = ("任务号", "基盘号", "姓名", "手机", "结果")


def meaning(base):
    """What a planner would say of every row, all of them about one vehicle."""
    base.run("""CREATE OR REPLACE TEMP TABLE meant AS
        SELECT rn, 'marketing' AS purpose, 'sms' AS channel, 'V000001' AS vehicle, '李强' AS adviser FROM answering""")


def test_what_a_column_said_that_is_gone_is_told_by_the_tasks(shop, tmp_path):
    bring(shop, workbook(tmp_path / "车.xlsx", ("姓名", "手机", "车牌号"), (*WANG, "豫A12345")))
    row = ("T7KQ2MXAB1-1", "C000001", *WANG, "已联系")
    bring(shop, workbook(tmp_path / "联系单.xlsx", CUT, row), meaning=meaning)
    said = current(shop, "contacts", "purpose", "channel", "vehicle", '"by"')
    assert said == [("marketing", "sms", "V000001", "李强")]
    assert bring(shop, workbook(tmp_path / "联系单.xlsx", CUT, row), meaning=meaning).batch is None


def test_what_a_column_said_that_is_gone_is_remembered_by_the_workbook(shop, tmp_path):
    row = ("T7KQ2MXAB1-1", "已联系")
    stamp = (("kind", "tasks"), ("today", f"{TODAY}"), ("C000001", "T7KQ2MXAB1-1|service|wechat|张顾问"))
    sheet = workbook(tmp_path / "联系单.xlsx", ("任务号", "结果"), row, _jipan=stamp)
    bring(shop, sheet)
    assert current(shop, "contacts", "customer", "purpose", "channel", '"by"') == [
        ("C000001", "service", "wechat", "张顾问")
    ]


@pytest.mark.parametrize("lang", [0, 1], ids=["zh", "en"])
def test_a_call_sheet_that_has_lost_its_tasks_is_no_list_of_customers(shop, tmp_path, lang):
    there = history(shop)
    head = (("姓名", "Name"), ("手机", "Mobile"), ("事由", "Why"), ("应联系日", "Due"), ("逾期天数", "Days overdue"), ("顾问", "Adviser"),
            ("结果", "Outcome"), ("基盘号", "Jipan id"))  # fmt: skip
    row = (*WANG, "保养", "2026-11-20", "1", "别人", "已联系", "C000001")
    sheet = csv(tmp_path / "联系单.csv", [both[lang] for both in head], row)
    with pytest.raises(BadFile) as refused:
        bring(shop, sheet)
    assert refused.value.code == "call_sheet_no_tasks"
    assert history(shop) == there


def test_an_unreadable_answer_is_said_and_the_others_are_taken(shop, tmp_path):
    receipt = bring(shop, fill(tmp_path, line(1, *WANG, "天知道", "note", "H级", "三天后", None, None, "好")))
    assert [problem.code for problem in receipt.problems] == ["outcome_unknown", "date", "number"]
    assert current(shop, "contacts", "outcome", "note", "level") == [("unclear", "“天知道” note", "H")]


@pytest.mark.parametrize("note", ["note", None])
def test_an_outcome_that_nobody_knows_goes_back_to_be_mended(shop, tmp_path, note):
    sheet = fill(tmp_path, line(1, *WANG, "天知道", note), line(2, *LI, "已联系"), line(3, *ZHAO))
    receipt, pages = import_file(shop, sheet, Wishes(dated=TODAY), CLOCK)
    assert (receipt.unclear, receipt.rows["created"], receipt.rows["rejected"]) == (1, 2, 0)
    (table,) = pages[0].tables
    assert len(table.rows) == 1
    assert {cell for cell in line(1, *WANG, "天知道", note) if cell} < set(table.rows[0])
    mended = [["已联系" if cell == "天知道" else cell for cell in row] for row in table.rows]
    fixed = workbook(tmp_path / "改好.xlsx", [column.zh for column in table.columns], *mended, sheet="联系单")
    again = bring(shop, fixed, TODAY + DAY)
    assert (again.rows["updated"], again.unclear) == (1, 0)
    said = current(shop, "contacts", "customer", "outcome", "note", '"at"')
    assert said == [("C000001", "reached", note or "“天知道”", MIDNIGHT), ("C000002", "reached", None, MIDNIGHT)]
    there = history(shop)
    assert bring(shop, sheet, TODAY + 2 * DAY).unclear == 0
    assert history(shop) == there


def test_a_filled_sheet_is_undone_whole(shop, tmp_path):
    there = history(shop)
    bring(
        shop,
        fill(
            tmp_path, line(1, *WANG, "战败", "x", None, "2026-12-01", None, "竞品"), line(3, *ZHAO, "已联系", None, "A")
        ),
    )
    undo(shop, plan_undo(shop), NOW)
    assert history(shop) == there
