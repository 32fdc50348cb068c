"""How good the data is, who must mend it, and that what he sends back goes in."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from openpyxl import Workbook, load_workbook

TODAY = "2026-11-21"
HEADER = ("姓名", "手机", "销售顾问", "门店", "城市", "客户来源", "车牌号", "车架号", "上次进厂日期")
ROWS = [
    ("王伟", "13812345678", "张三", "东店", "郑州", "到店", "豫A12345", "LATPAB071W1005301", dt.date(2026, 10, 1)),
    ("李娜", "13912345678", "张三", "东店", None, "到店", "豫A22345", "LATPAB072W1005301", dt.date(2024, 10, 1)),
    ("赵六", "13800138000", None, "西店", "洛阳", None, None, None, None),
    (None, "13712345678", "李四", "西店", "洛阳", "网络", None, None, None),
]
FAILS = {
    "reachable": [],
    "complete": ["李娜", "赵六", None],
    "valid": ["李娜", "赵六"],
    "unique": [],
    "fresh": ["李娜", "赵六", None],
}


@pytest.fixture
def shop(jipan, tmp_path):
    book = Workbook()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.save(tmp_path / "客户.xlsx")
    assert jipan("import", "客户.xlsx").code == 0
    return jipan


def test_every_figure_counts_those_who_pass(shop):
    found = shop("report", "quality", "--format", "json").json()
    total = found["total"]
    assert total["customers"] == len(ROWS)
    assert {name: total["customers"] - total[name] for name in FAILS} == {name: len(who) for name, who in FAILS.items()}
    assert {share["group"]: share["customers"] for share in found["adviser"]} == {"张三": 2, "李四": 1, "": 1}
    assert {share["group"]: share["complete"] for share in found["store"]} == {"东店": 1, "西店": 0}


def test_the_list_behind_each_figure(shop):
    for name, who in FAILS.items():
        rows = json.loads(shop("report", "quality", "--behind", name, "--format", "json").out)
        assert sorted(row["name"] or "" for row in rows) == sorted(one or "" for one in who)
    told = shop("report", "quality", "--behind", "valid", "--format", "csv", lang="zh").out
    assert "LATPAB072W1005301 车架号校验位不符" in told


def test_the_workbook_holds_figures_and_lists(shop, tmp_path):
    assert shop("report", "quality", "-o", "q.xlsx", lang="zh").code == 0
    names = load_workbook(tmp_path / "q.xlsx").sheetnames
    assert names[:6] == ["数据质量", "联系不上", "资料不全", "数值可疑", "疑似重复", "久无动态"]


def test_an_adviser_mends_his_customers_and_sends_them_back(shop, tmp_path):
    assert shop("report", "quality", "--mend", "补", lang="zh").code == 0
    assert {path.stem for path in (tmp_path / "补").iterdir()} == {"张三", "李四", "未分配"}
    path = tmp_path / "补" / "张三.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "基盘号" for cell in row))
    place = {cell.value: cell.column for cell in header}
    row = header[0].row + 1
    assert (sheet.cell(row, place["客户名称"]).value, sheet.cell(row, place["手机"]).value) == ("李娜", "13912345678")
    sheet.cell(row, place["市"]).value = "开封"
    book.save(path)
    receipt = shop("import", path, "--format", "json").json()
    assert (
        receipt["rows"]["updated"],
        receipt["rows"]["created"],
        receipt["mapping"][0]["columns"].get("要补什么"),
    ) == (1, 0, None)
    found = shop("report", "quality", "--format", "json").json()
    assert found["total"]["complete"] == len(ROWS) - len(FAILS["complete"]) + 1


def test_an_adviser_mends_the_papers_of_vehicles_and_sends_them_back(jipan, tmp_path):
    rows = [
        "姓名,手机,城市,销售顾问,车牌号,车架号,车型",
        "王伟,13812345678,郑州,张三,豫A12345,,欧曼",
        "王伟,13812345678,郑州,张三,,LATPAB072W1005301,",
    ]
    (tmp_path / "客户.csv").write_text("\n".join(rows), "utf-8")
    jipan("import", "客户.csv")
    jipan("report", "quality", "--mend", "补", lang="zh")
    path = tmp_path / "补" / "张三.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "基盘车号" for cell in row))
    place = {cell.value: cell.column for cell in header}
    first = header[0].row + 1
    told = [
        [sheet.cell(row, place[name]).value for name in ("基盘车号", "车牌号", "车架号", "车型")]
        for row in (first, first + 1)
    ]
    assert told == [["V000001", "豫A12345", None, "欧曼"], ["V000002", None, "LATPAB072W1005301", None]]
    assert [sheet.cell(row, place["要补什么"]).value for row in (first, first + 1)] == [
        "豫A12345 缺车架号",
        "LATPAB072W1005301 缺车牌号；LATPAB072W1005301 车架号校验位不符，已保留",
    ]
    sheet.cell(first, place["车架号"]).value = "LATPAB073W1005302"
    sheet.cell(first + 1, place["车牌号"]).value = "豫B12345"
    sheet.cell(first + 1, place["车架号"]).value = "LATPAB071W1005301"
    book.save(path)
    receipt = jipan("import", path, "--format", "json").json()
    assert receipt["records"]["vehicles"] == {"created": 0, "updated": 2, "same": 0}
    assert receipt["problems"] == []
    listed = jipan("list", "vehicles", "--format", "json").json()
    assert sorted(one["plate"] for one in listed) == ["豫A12345", "豫B12345"]
    found = jipan("report", "quality", "--format", "json").json()["total"]
    assert (found["complete"], found["valid"]) == (1, 1)


def test_words_that_nobody_knows(shop):
    assert shop("report", "nothing").code == shop("report", "quality", "--behind", "nothing").code == 2


def test_an_empty_base(jipan, tmp_path):
    (tmp_path / "x.csv").write_text("姓名,手机\n王伟,13812345678\n", "utf-8")
    jipan("import", "x.csv")
    jipan("undo", "--yes")
    assert jipan("report", "quality", "--format", "json").json()["total"]["customers"] == 0
