"""No value of a wide row is dropped in silence: it feeds a record, stays under its own name, or is said to be left over."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import bring, current, workbook

H = ("客户姓名", "手机", "车牌号")
WANG, LI = ("王伟", "13812345678", "豫A12345"), ("李娜", "13912345678", "豫B12345")

ALONE = {
    "上次保养里程": "12000", "跟进人": "李强", "战败原因": "价格", "线索备注": "要红色", "回访内容": "下月再说",
    "回访人": "李强", "订车日期": "2026-10-01", "提货产品": "欧曼", "工单号": "W1",
}  # fmt: skip


@pytest.mark.parametrize(("header", "value"), ALONE.items(), ids=ALONE)
def test_a_column_that_no_record_can_be_made_of_is_kept_under_its_own_name(base, tmp_path, header, value):
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", (*H, header), (*WANG, value), (*LI, None)))
    assert receipt.mapped[0].columns[header] is None
    assert current(base, "customers", "name", f"other['{header}']") == [("李娜", None), ("王伟", value)]
    assert receipt.problems == []


def test_a_list_of_deliveries_without_plate_or_vin_lists_customers_and_their_vehicles(base, tmp_path):
    rows = [("姓名", "手机", "车型", "交车日期"), ("王伟", "13812345678", "欧曼", "2026-10-05")]
    receipt = bring(base, workbook(tmp_path / "交车.xlsx", *rows))
    assert (receipt.mapped[0].lists, receipt.rows["created"], receipt.problems) == ("customers", 1, [])
    assert current(base, "vehicles", "model", "delivery_date") == [("欧曼", dt.date(2026, 10, 5))]


LACKING = {
    "visits": (("上次进厂日期", "上次保养里程"), (None, "12000")),
    "leads": (("意向级别", "战败原因"), (None, "价格")),
    "contacts": (("跟进时间", "跟进记录"), (None, "下月再说")),
    "vehicles": (("车架号", "车型"), (None, "欧曼")),
    "trade": (("订车日期", "定金"), (None, "5000")),
}


@pytest.mark.parametrize(("name", "rows"), LACKING.items(), ids=LACKING)
def test_a_cell_whose_row_lacks_what_it_belongs_to_is_said(base, tmp_path, name, rows):
    header, lacking = rows
    path = workbook(tmp_path / "客户.xlsx", ("客户姓名", "手机", *header), ("王伟", "13812345678", *lacking))
    receipt = bring(base, path, kind="customers")
    assert [(problem.code, problem.address[-2:]) for problem in receipt.problems] == [(f"unfed_{name}", "D2")]
    assert receipt.rows["created"] == 1


def test_a_lead_is_told_by_its_stage_alone(base, tmp_path):
    bring(
        base, workbook(tmp_path / "客户.xlsx", (*H, "跟进状态", "战败原因"), (*WANG, "战败", "价格"), (*LI, None, None))
    )
    assert current(base, "leads", "customer", "stage", "lost_reason") == [("C000001", "lost", "price")]


VOID = [
    ("作废类型", "错误录入"),
    ("作废类型", "客户要求"),
    ("审核状态", "作废"),
    ("状态", "重复录入"),
    ("销售类型", "调拨"),
]


@pytest.mark.parametrize(("header", "word"), VOID)
def test_void_rows_and_transfers_are_passed_over_and_said(base, tmp_path, header, word):
    path = workbook(tmp_path / "客户.xlsx", (*H, header), (*WANG, None), (*LI, word))
    receipt = bring(base, path, rows=True)
    assert (receipt.rows["created"], receipt.rows["skipped"]) == (1, 1)
    assert [(p.code, p.address, p.value) for p in receipt.problems] == [("void_row", "客户.xlsx › 客户 › 3", word)]
    assert current(base, "customers", "name") == [("王伟",)]


def test_a_state_that_is_not_void_passes_nothing_over(base, tmp_path):
    path = workbook(tmp_path / "客户.xlsx", (*H, "状态", "作废"), (*WANG, "正常", "否"), (*LI, "已审核", None))
    assert bring(base, path).rows["created"] == 2


def test_a_customer_without_a_vehicle_is_taken_from_a_list_of_vehicles(base, tmp_path):
    rows = [
        ("客户姓名", "手机", "车架号", "车型"),
        ("王伟", "13812345678", "LATPAB071W1005301", "欧曼"),
        ("李娜", "13912345678", "未上牌", "欧曼"),
        (None, None, None, "欧曼"),
    ]
    receipt = bring(base, workbook(tmp_path / "x.xlsx", *rows, sheet="车辆"), rows=True)
    assert [(one.outcome, one.customer) for one in receipt.outcomes] == [
        ("created", "C000001"),
        ("created", "C000002"),
        ("rejected", None),
    ]
    assert [(p.code, p.address[-2:]) for p in receipt.problems] == [
        ("vin_length", "C3"),
        ("no_vehicle", " 4"),
        ("unfed_vehicles", "D3"),
    ]


def test_a_column_kept_under_its_own_name_is_read_as_what_its_header_says(base, tmp_path):
    rows = [
        ("姓名", "手机", "购车日期"),
        ("王伟", "13812345678", "45296"),
        ("李娜", "13912345678", "2024年1月"),
    ]
    bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert current(base, "customers", "name", "other['购车日期']") == [("李娜", "2024-01-01"), ("王伟", "2024-01-05")]
    assert base.custom_columns("customers") == {"购车日期": "date"}


def test_a_column_without_a_header_is_said(base, tmp_path):
    rows = [
        ("姓名", "手机"),
        ("王伟", "13812345678", None, "老客户"),
        ("合计", None, None, "2"),
        ("李娜", "13912345678", " ", "新客户"),
    ]
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert [(p.code, p.address[-2:], p.facts) for p in receipt.problems] == [("nameless", "D2", {"count": 2})]
