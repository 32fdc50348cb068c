"""Several tables on one sheet."""

from __future__ import annotations

import pytest
from intake_bench import bring, current, everything, workbook

from jipan.intake.lists import what_it_lists

PEOPLE = [("姓名", "手机"), ("王伟", "13812345678"), ("李娜", "13912345678")]
MORE = [("姓名", "手机"), ("赵六", "13712345678"), ("钱七", "13612345678")]
CARS = [("车牌号", "品牌", "车架号"), ("豫A12345", "欧曼", "LATPAB071W1005301")]


def below(*tables):
    """The tables one below the other, a blank row and a title before each."""
    return [row for number, rows in enumerate(tables) for row in ((), (f"表{number}",), *rows)]


def names(base):
    return [row[0] for row in current(base, "customers", "name")]


def test_tables_one_below_the_other(base, tmp_path):
    path = workbook(tmp_path / "x.xlsx", *below(PEOPLE, CARS, MORE))
    receipt = bring(base, path)
    assert names(base) == ["李娜", "王伟", "赵六", "钱七"]
    assert current(base, "vehicles", "plate", "brand") == [("豫A12345", "欧曼")]
    assert [mapped.lists for mapped in receipt.mapped] == ["customers", "vehicles", "customers"]
    assert (receipt.rows["read"], receipt.rows["rejected"]) == (5 + receipt.rows["skipped"], 0)
    before = everything(base)
    assert bring(base, path).batch is None
    assert everything(base) == before


def test_a_header_that_comes_again_begins_no_table(base, tmp_path):
    receipt = bring(base, workbook(tmp_path / "x.xlsx", *PEOPLE, (), *MORE))
    assert (len(receipt.mapped), receipt.rows["created"]) == (1, 4)


def test_tables_beside_each_other(base, tmp_path):
    for gap in ((), (None,)):
        rows = [(*left, *gap, *right) for left, right in zip(PEOPLE, MORE, strict=True)]
        receipt = bring(base, workbook(tmp_path / f"x{len(gap)}.xlsx", *rows))
        assert [mapped.sheet for mapped in receipt.mapped] == ["客户", f"客户 {'CD'[len(gap)]}:{'DE'[len(gap)]}"]
        assert names(base) == ["李娜", "王伟", "赵六", "钱七"]
    assert current(base, "customers", "phone_alt") == [(None,)] * 4


def test_the_addresses_of_parts_are_those_of_the_sheet(base, tmp_path):
    right = [("姓名", "手机"), ("赵六", "138****5678"), ("钱七", "13612345678")]
    rows = [(*left, None, *other) for left, other in zip(PEOPLE, right, strict=True)]
    receipt = bring(base, workbook(tmp_path / "x.xlsx", *rows, (), (), *CARS[:1], ("豫A1?", "欧曼", "短")))
    assert [problem.address.rpartition(" ")[2] for problem in receipt.problems][:3] == ["E2", "2", "A7"]


def test_values_that_are_words_of_headers_begin_no_table(base, tmp_path):
    rows = [
        ("姓名", "手机", "备注", "客户来源"),
        ("王伟", "13812345678", "电话", "客户"),
        ("李娜", "13912345678", "手机", "来源"),
    ]
    receipt = bring(base, workbook(tmp_path / "x.xlsx", *rows))
    assert (len(receipt.mapped), receipt.rows["created"]) == (1, 2)


CROWDED = {
    "another header": [*PEOPLE, *CARS],
    "another header under a title": [*PEOPLE, ("车辆明细",), *CARS],
    "fewer of the same words, moved": [
        ("车牌号", "车架号", "品牌"),
        ("豫A12345", "LATPAB071W1005301", "欧曼"),
        *PEOPLE,
    ],
}


@pytest.mark.parametrize("rows", CROWDED.values(), ids=CROWDED)
@pytest.mark.parametrize("sheet", ["客户", "车辆", "Sheet1"])
def test_tables_right_below_each_other(base, tmp_path, rows, sheet):
    receipt = bring(base, workbook(tmp_path / "x.xlsx", *rows, sheet=sheet))
    assert names(base) == ["李娜", "王伟"]
    assert current(base, "vehicles", "plate", "vin", "brand") == [("豫A12345", "LATPAB071W1005301", "欧曼")]
    assert {mapped.lists for mapped in receipt.mapped} == {"customers", "vehicles"}
    assert receipt.rows["rejected"] == 0


def test_a_header_that_comes_again_in_part_begins_no_table(base, tmp_path):
    rows = [
        ("姓名", "手机", "备注"),
        ("王伟", "13812345678", "老客户"),
        ("姓名", "手机", None),
        ("李娜", "13912345678", None),
    ]
    receipt = bring(base, workbook(tmp_path / "x.xlsx", *rows))
    assert (len(receipt.mapped), receipt.rows["created"], receipt.rows["skipped"]) == (1, 2, 1)


HINTS = {
    ("车辆", ("姓名", "手机", "车牌号", "回访日期", "回访结果")): "contacts",
    ("车辆", ("车牌号", "车架号", "品牌", "进厂日期", "工单号")): "visits",
    ("工单", ("车牌号", "车架号", "品牌", "车系", "购车日期", "进厂日期", "金额")): "visits",
    ("客户", ("姓名", "手机", "车架号", "品牌", "购车日期", "进厂日期")): "vehicles",
    ("车辆", ("姓名", "手机", "地址")): "customers",
    ("车辆", ("姓名", "手机", "车牌号", "车型")): "vehicles",
    ("客户", ("车牌号", "车架号", "车型")): "vehicles",
    ("客户", ("姓名", "手机", "车牌号", "车架号")): "customers",
    ("客户", ("姓名", "手机", "意向车型")): "customers",
    ("售后", ("姓名", "手机", "车牌号", "车架号")): "vehicles",
    ("进厂", ("车牌号", "上次进厂日期", "金额")): "visits",
}


@pytest.mark.parametrize(("told", "lists"), HINTS.items(), ids=[f"{told[0]} {lists}" for told, lists in HINTS.items()])
def test_the_name_of_a_sheet_helps_and_does_not_override_its_header(told, lists):
    sheet, header = told
    assert what_it_lists(header, sheet) == lists
