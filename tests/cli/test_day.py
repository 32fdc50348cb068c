"""The morning in one command, as a shop runs it day after day."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

HEAD = ("姓名", "手机", "销售顾问", "意向级别")
TODAY = Path("今日/2026-11-21")


def sheet(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.fixture
def shop(jipan):
    """Four leads of two advisers lie in the inbox."""
    Path("收件").mkdir()
    people = [
        ("王伟", "13812345678", "张三", "H"),
        ("李娜", "13912345678", "张三", "H"),
        ("赵敏", "13712345678", "李四", "A"),
    ]
    sheet("收件/线索.xlsx", HEAD, *people, ("钱多", "13612345678", None, "A"))
    assert jipan("day", lang="zh").code == 0
    return jipan


def fill(path, answers, keep=None):
    """Type answers into the rows of these people; `keep` names the only columns that stay."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if any(cell.value == "任务号" for cell in row))
    column = {cell.value: cell.column for cell in head}
    for row in page.iter_rows(min_row=head[0].row + 1):
        for name, value in answers.get(row[column["姓名"] - 1].value, {}).items():
            page.cell(row[0].row, column[name]).value = value
    for name in sorted(column, key=column.get, reverse=True):
        if keep and name not in keep:
            page.delete_cols(column[name])
    book.save(path)


def names(path):
    page = openpyxl.load_workbook(path).worksheets[0]
    return {cell.value for cell in page["A"]} & {"王伟", "李娜", "赵敏", "钱多"}


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def test_the_inbox_is_emptied_and_every_adviser_has_a_sheet(shop):
    assert {path.name for path in TODAY.iterdir()} == {"顾问张三.xlsx", "顾问李四.xlsx", "顾问未分配.xlsx", "经理.xlsx"}
    assert names(TODAY / "顾问张三.xlsx") == {"王伟", "李娜"}
    assert [path.as_posix() for path in Path("收件").rglob("*.xlsx")] == ["收件/已收/2026-11-21/线索.xlsx"]


def test_a_lead_that_nobody_calls_is_told_to_the_manager(shop):
    assert "久未办" not in openpyxl.load_workbook(TODAY / "经理.xlsx").sheetnames
    result = shop("day", "--today", "2026-11-22", lang="zh")
    assert "久未办：2 项已报经理，0 项转公海" in result.err
    page = openpyxl.load_workbook(Path("今日/2026-11-22/经理.xlsx"))["久未办"]
    told = {row[0].value: row[2].value for row in page.iter_rows() if row[0].value in {"王伟", "李娜", "赵敏", "钱多"}}
    assert set(told) == {"王伟", "李娜"}
    assert all("已报经理" in why for why in told.values())


def test_a_closed_day_says_so_and_when_the_calls_are_made(shop):
    Path("收件/盘点.csv").write_text("日期,类型\n2026-11-22,盘点\n", "utf-8")
    result = shop("day", "--today", "2026-11-22", lang="zh")
    assert "2026-11-22 闭店，这天的联系任务排到 2026-11-23" in result.err
    assert [path.name for path in Path("今日/2026-11-22").iterdir()] == ["经理.xlsx"]
    result = shop("followups", "--today", "2026-11-22", lang="en")
    assert "Closed on 2026-11-22: its tasks are put on 2026-11-23" in result.err
    assert "quota" not in result.err


def test_twice_a_day_changes_nothing_twice(shop):
    there, history = files("今日"), shop("history", "--format", "json").json()
    assert shop("day", lang="zh").code == 0
    assert files("今日") == there
    assert shop("history", "--format", "json").json() == history


def test_a_sheet_filled_in_where_it_lies_is_taken_before_it_is_written_anew(shop):
    fill(TODAY / "顾问张三.xlsx", {"王伟": {"结果": "已联系", "沟通内容": "下周来"}})
    assert shop("day", lang="zh").code == 0
    assert names(TODAY / "顾问张三.xlsx") == {"李娜"}
    assert (TODAY / "已收" / "顾问张三.xlsx").exists()
    [contact] = [one for one in shop("list", "contacts", "--format", "json").json() if one["note"]]
    assert (contact["by"], contact["outcome"], contact["note"]) == ("张三", "reached", "下周来")
    assert contact["at"].startswith("2026-11-21")


def test_a_sheet_brought_days_later_without_its_task_numbers_still_closes_the_right_tasks(shop):
    back = Path("收件/张三周六.xlsx")
    back.write_bytes((TODAY / "顾问张三.xlsx").read_bytes())
    fill(
        back,
        {"王伟": {"结果": "另约时间", "下次跟进日期": "2026-11-30"}},
        keep={"姓名", "手机", "结果", "下次跟进日期", "基盘号"},
    )
    assert shop("--today", "2026-11-24", "day", lang="zh").code == 0
    later = TODAY.parent / "2026-11-24"
    assert names(later / "顾问张三.xlsx") == {"李娜"}
    [contact] = shop("--today", "2026-11-24", "list", "contacts", "--format", "json").json()
    assert contact["tasks"].startswith("T")


def test_what_cannot_be_taken_stays_in_the_inbox_and_does_not_stop_the_morning(shop):
    Path("收件/坏.xlsx").write_bytes(b"PK\x03\x04nothing")
    assert shop("day", lang="zh").code == 3
    assert Path("收件/坏.xlsx").exists()
    assert (TODAY / "经理.xlsx").exists()


def test_the_manager_sees_complaints_and_what_waits_for_him(shop):
    fill(
        TODAY / "顾问张三.xlsx",
        {"王伟": {"结果": "投诉", "沟通内容": "漏油"}, "李娜": {"结果": "战败", "战败原因": "价格偏高"}},
    )
    shop("day", lang="zh")
    book = openpyxl.load_workbook(TODAY / "经理.xlsx")
    assert {"概况", "投诉", "逾期", "待决定"} & set(book.sheetnames) >= {"概况", "投诉"}
    said = {cell.value for page in book for row in page.iter_rows() for cell in row}
    assert {"漏油", "顾问申请战败"} <= said


def test_what_the_manager_decides_in_his_workbook_is_taken_back(shop):
    fill(TODAY / "顾问张三.xlsx", {"李娜": {"结果": "战败", "战败原因": "价格偏高"}})
    shop("day", lang="zh")
    book = openpyxl.load_workbook(TODAY / "经理.xlsx")
    page = book["待决定"]
    head = next(row for row in page.iter_rows() if any(cell.value == "决定" for cell in row))
    column = next(cell.column for cell in head if cell.value == "决定")
    page.cell(head[0].row + 1, column).value = "同意"
    book.save("收件/经理.xlsx")
    del book["待决定"]
    book.save("收件/不全.xlsx")
    result = shop("day", lang="zh")
    assert result.code == 3
    assert "经理.xlsx → B" in result.out
    assert [path.name for path in Path("收件").glob("*.xlsx")] == ["不全.xlsx"]
    assert shop("list", "leads", "--where", "stage=lost", "--format", "csv").out.count("lost") == 1


def test_a_row_typed_below_is_the_advisers_whose_sheet_it_is(shop):
    book = openpyxl.load_workbook(TODAY / "顾问张三.xlsx")
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if any(cell.value == "任务号" for cell in row))
    last = page.max_row + 1
    for cell in head:
        typed = {"姓名": "王伟", "手机": "13812345678", "结果": "已联系"}.get(cell.value)
        page.cell(last, cell.column).value = typed
    book.save(TODAY / "顾问张三.xlsx")
    shop("day", lang="zh")
    [contact] = shop("list", "contacts", "--format", "json").json()
    assert (contact["outcome"], contact["by"], contact["purpose"]) == ("reached", "张三", "sales")
