"""Sheets as people send them: what is found in them, what is passed over, and that nothing odd makes an import fail."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import bring, csv, current, workbook
from openpyxl import Workbook

from jipan.errors import BadFile

H = ("姓名", "手机", "车牌号")
WANG, LI = ("王伟", "13812345678", "豫A12345"), ("李娜", "13912345678", "豫B12345")
BLANK = (None, None, None)


def merged(path, *rows, cells=()):
    book = Workbook()
    page = book.active
    page.title = "客户"
    for row in rows:
        page.append(row)
    for span in cells:
        page.merge_cells(span)
    book.save(path)
    return path


LAYOUTS = {
    "a title with the day": [("客户清单 2026年10月31日",), BLANK, H, WANG, LI],
    "two rows of header": [("客户信息", None, "车辆信息"), H, WANG, LI],
    "a title over two rows of header": [("客户清单",), ("客户信息", None, "车辆信息"), H, WANG, LI],
    "stars, brackets and line breaks in headers": [("*客 户 姓 名", "手机\n号码（必填）", "车牌号："), WANG, LI],
    "headers in traditional characters": [("客戶姓名", "手機號碼", "車牌號碼"), WANG, LI],
    "three rows of header": [("客户信息", None, "车辆信息"), ("基本", "联系", "标识"), H, WANG, LI],
    "signs around headers": [("👤姓名", "📱手机▼", "▶车牌号"), WANG, LI],
    "blank columns between": [("姓名", None, "手机", None, "车牌号"), ("王伟", None, "13812345678", None, "豫A12345"), ("李娜", None, "13912345678", None, "豫B12345")],
}  # fmt: skip


@pytest.mark.parametrize("rows", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(base, tmp_path, rows):
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert current(base, "customers", "name", "mobile", "other") == [
        ("李娜", "13912345678", None),
        ("王伟", "13812345678", None),
    ]
    assert current(base, "vehicles", "plate") == [("豫A12345",), ("豫B12345",)]
    assert (receipt.rows["read"], receipt.rows["created"], receipt.problems) == (2, 2, [])


SKIPPED = {
    "total": ("合计", "2", None), "total with a space": ("合 计", None, "2"), "subtotal": (None, "小计", None),
    "blank": BLANK, "spaces": (" ", "\u3000", None), "header again": H,
    "note": ("制表人：张三", None, None), "half-width note": ("备注: 以上", None, None), "star note": ("※ 内部资料", None, None),
}  # fmt: skip


def test_rows_that_are_no_customers_are_skipped_and_counted(base, tmp_path):
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", H, WANG, *SKIPPED.values(), LI), rows=True)
    assert (receipt.rows["read"], receipt.rows["created"], receipt.rows["skipped"]) == (11, 2, 9)
    reasons = [outcome.reasons for outcome in receipt.outcomes if outcome.outcome == "skipped"]
    assert reasons == [("total",)] * 3 + [("blank",)] * 2 + [("header",)] + [("note",)] * 3
    assert receipt.problems == []


def test_blank_rows_below_the_list_are_no_rows(base, tmp_path):
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", H, WANG, *[("", " ", None)] * 16_000))
    assert receipt.rows["read"] == 1


def test_sixteen_thousand_blank_rows_in_the_list(base, tmp_path):
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", H, WANG, *[BLANK] * 16_000, LI))
    assert (receipt.rows["created"], receipt.rows["skipped"]) == (2, 16_000)


def test_a_bad_cell_does_not_lose_the_rest_of_its_row(base, tmp_path):
    rows = [
        ("姓名", "手机", "生日", "购车价格（万元）", "车牌号"),
        ("王伟", "13812345678", "2024-13-01", "$12", "豫A12345"),
        ("李娜", "138****5678", "84.1.5", "12.5", "豫AI2345"),
    ]
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert [(problem.code, problem.address.rpartition(" ")[2], problem.value) for problem in receipt.problems] == [
        ("date_impossible", "C2", "2024-13-01"), ("money_currency", "D2", "$12"),
        ("phone_masked", "B3", "138****5678"), ("date_short_year", "C3", "84.1.5"), ("plate_shape", "E3", "豫AI2345"),
    ]  # fmt: skip
    assert current(base, "customers", "name", "mobile", "birthday") == [
        ("李娜", None, dt.date(1984, 1, 5)),
        ("王伟", "13812345678", None),
    ]
    assert current(base, "vehicles", "plate", "price") == [("豫A12345", None), ("豫AI2345", 125_000)]


def test_a_formula_that_nobody_has_computed_is_said(base, tmp_path):
    path = workbook(tmp_path / "客户.xlsx", ("姓名", "手机", "备注"), ("王伟", "13812345678", '="老"&"客户"'))
    assert [(one.code, one.address) for one in bring(base, path).problems] == [("uncomputed", "客户.xlsx › 客户 › C2")]


def test_rows_without_anything_to_tell_who_are_rejected_with_their_place(base, tmp_path):
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", H, ("王伟", None, None), LI))
    assert (receipt.rows["rejected"], receipt.rows["created"], receipt.took_nothing) == (1, 1, False)
    assert [(problem.code, problem.address) for problem in receipt.problems] == [
        ("no_identity", "客户.xlsx › 客户 › 2")
    ]


def test_a_file_of_which_nothing_could_be_taken(base, tmp_path):
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", H, ("王伟", None, None)))
    assert (receipt.batch, receipt.took_nothing, base.rows("FROM batches")) == (None, True, [])


def test_whoever_never_came_is_no_bad_row_of_a_list_with_the_last_visit(base, tmp_path):
    header = (*H, "进厂日期", "进厂里程")
    rows = [(*WANG, "2026-03-08", 12000), (*LI, None, None), ("赵敏", "13712345678", None, "三月", None)]
    receipt = bring(base, workbook(tmp_path / "档案.xlsx", header, *rows))
    assert (receipt.rows["created"], receipt.rows["rejected"]) == (2, 1)
    assert [problem.address.rpartition(" ")[2] for problem in receipt.problems] == ["D4", "4"]
    assert len(current(base, "customers", "id")) == len(rows)


def test_a_header_without_rows_is_said(base, tmp_path):
    with pytest.raises(BadFile) as caught:
        bring(base, workbook(tmp_path / "客户.xlsx", H))
    assert caught.value.code == "no_rows"


def test_a_day_that_lies_ahead_is_kept_and_said(base, tmp_path):
    rows = [
        ("姓名", "手机", "生日", "车牌", "购车日期"),
        ("王伟", "13812345678", "2204-01-05", "豫A12345", "2204-01-06"),
        ("李娜", "13912345678", "1985-01-05", "豫A54321", "2015-01-05"),
    ]
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    odd = {(one.code, one.address[-2:]) for one in receipt.problems}
    assert odd == {("date_unlikely", "C2"), ("date_unlikely", "E2")}
    assert ("王伟", dt.date(2204, 1, 5)) in current(base, "customers", "name", "birthday")
    assert ("豫A12345", dt.date(2204, 1, 6)) in current(base, "vehicles", "plate", "purchase_date")


def test_a_column_of_mobiles_goes_before_one_of_telephones(base, tmp_path):
    bring(
        base, workbook(tmp_path / "客户.xlsx", ("姓名", "联系电话", "手机"), ("王伟", "0371-65551234", "13812345678"))
    )
    assert current(base, "customers", "mobile", "phone_alt") == [("13812345678", "0371-65551234")]


def test_cells_merged_down_a_column_hold_for_all_their_rows(base, tmp_path):
    path = merged(tmp_path / "客户.xlsx", H, WANG, (None, None, "豫A12346"), LI, cells=("A2:A3", "B2:B3"))
    assert bring(base, path).rows["created"] == 3
    assert current(base, "ownerships", "vehicle", "customer") == [
        ("V000001", "C000001"),
        ("V000002", "C000001"),
        ("V000003", "C000002"),
    ]


def test_every_visible_sheet_is_taken_and_the_others_are_named(base, tmp_path):
    path = workbook(
        tmp_path / "表.xlsx",
        H,
        WANG,
        二月=[H, LI],
        说明=[("怎么填",)],
        车辆=[("车牌号", "车架号"), ("豫A12345", "LATPAB071W1005301")],
    )
    receipt = bring(base, path)
    assert [mapped.sheet for mapped in receipt.mapped] == ["客户", "二月", "车辆"]
    assert receipt.unread == ["说明"]
    assert current(base, "vehicles", "plate", "vin") == [("豫A12345", "LATPAB071W1005301"), ("豫B12345", None)]


TEXTS = {
    "GBK": lambda path: csv(path.with_suffix(".csv"), ("姓名", "手机"), ("王伟", "13812345678"), encoding="gb18030"),
    "UTF-8": lambda path: csv(path.with_suffix(".csv"), ("姓名", "手机"), ("王伟", "13812345678")),
    "UTF-8 with BOM": lambda path: csv(path.with_suffix(".csv"), ("姓名", "手机"), ("王伟", "13812345678"), encoding="utf-8-sig"),
    "UTF-16": lambda path: csv(path.with_suffix(".csv"), ("姓名", "手机"), ("王伟", "13812345678"), encoding="utf-16"),
    "ragged": lambda path: csv(path.with_suffix(".csv"), ("姓名", "手机", "备注"), ("王伟", "13812345678", "a", "b"), ("李娜",)),
    "NUL": lambda path: csv(path.with_suffix(".csv"), ("姓名", "手机", "备注"), ("王\x00伟", "13812345678", "a\x00")),
}  # fmt: skip


@pytest.mark.parametrize("write", TEXTS.values(), ids=TEXTS)
def test_text_files(base, tmp_path, write):
    bring(base, write(tmp_path / "客户"))
    assert current(base, "customers", "name", "mobile") == [("王伟", "13812345678")]


ODD = {
    "one column": ([("手机",), ("13812345678",)], 1),
    "two hundred columns": ([("姓名", "手机", *(f"列{n}" for n in range(198))), ("王伟", "13812345678", *range(198))], 1),
    "numbers as headers": ([("姓名", "手机", 2024, 2.5, None, True), ("王伟", "13812345678", 1, 2, 3, 4)], 1),
    "quotes in headers": ([("姓名", "手机", "it's \"x\" {y} %", "a.b", "列/组", "\\"), ("王伟", "13812345678", 1, 2, 3, 4)], 1),
    "our own words as headers": ([("姓名", "手机", "row", "skip", "label", "rn", "opened", "other", "custom.a", "k"), ("王伟", "13812345678", *range(8))], 1),
    "a very long header": ([("姓名", "手机", "长" * 5000), ("王伟", "13812345678", "x")], 1),
    "a very long cell": ([("姓名", "手机", "备注"), ("王" * 99, "13812345678", "长" * 32_767)], 1),
    "formulas": ([H, ("=1+1", "13812345678", "=A1"), ("=cmd()|calc!A1", "13912345678", None), ("@SUM(1)", "13712345678", None)], 3),
    "words of other languages": ([("姓名", "手机"), ("😀", "13812345678"), ("\u202eمحمد", "13912345678"), ("a\u0301", "13712345678"), ("👨‍👩‍👧", "13612345678")], 4),
    "names that say nothing": ([("姓名", "手机"), ("NA", "13812345678"), ("None", "13912345678"), ("null", "13712345678"), ("#N/A", "13612345678")], 4),
    "dates with zones": ([("姓名", "手机", "生日"), ("王伟", "13812345678", "2024-01-05T08:30:00+08:00"), ("李娜", "13912345678", "Fri Jan 05 2024 08:00:00 GMT+0800")], 2),
    "numbers for everything": ([("姓名", "手机", "生日", "行驶里程"), (1.5, 13812345678, 32874, 12345.0), (2, 1.3912345678e10, dt.datetime(1990, 1, 5), "9e999999999")], 2),
    "control characters": ([("姓名", "手机"), ("王\t伟\n", "138\t1234 5678\n")], 1),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "customers"), ODD.values(), ids=ODD)
def test_nothing_odd_makes_an_import_fail(base, tmp_path, rows, customers):
    bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert len(current(base, "customers", "id")) == customers
    assert all(frame.collect().shape[0] >= 0 for frame in base.tables().values())


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("x",), ("1",)], "no_header"),
        ([], "no_rows"),
        ([WANG, LI], "no_header"),
        ([BLANK], "no_rows"),
        ([("客户信息卡",), ("客户姓名：", "王伟", "手机：", "13812345678"), ("车牌号：", "豫A12345")], "no_header"),
        ([("姓名,手机,车牌号",), ("王伟,13812345678,豫A12345",)], "one_column"),
    ],
)
def test_a_sheet_of_nothing_we_know_is_refused(base, tmp_path, rows, code):
    with pytest.raises(BadFile) as error:
        bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert error.value.code == code
    assert base.rows("FROM batches") == []


def test_two_columns_of_one_header_both_hold_phones(base, tmp_path):
    bring(base, workbook(tmp_path / "客户.xlsx", ("姓名", "手机", "手机"), ("王伟", "13812345678", "13912345678")))
    assert current(base, "keys", "value") == [("13812345678",), ("13912345678",)]
