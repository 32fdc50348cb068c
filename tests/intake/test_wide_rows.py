"""One row, many records: several vehicles, a cell that holds a history."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import bring, current, everything, workbook

from jipan.errors import Bad
from jipan.intake import Told
from jipan.intake.headers import assign
from jipan.intake.histories import looks_like_history, parse
from jipan.intake.several import number
from jipan.kinds.kind import fold, squeeze

HISTORY = "2025-02-07: 更换倒车雷达; 2025-04-11: 更换燃油泵 560元 12000公里"
DAYS = [dt.date(2025, 2, 7), dt.date(2025, 4, 11)]


@pytest.mark.parametrize(
    ("cell", "entries"),
    [
        (HISTORY, [(DAYS[0], "更换倒车雷达"), (DAYS[1], "更换燃油泵 560元 12000公里")]),
        ("2025年2月7日 首保；2025.4.11 换机油", [(DAYS[0], "首保"), (DAYS[1], "换机油")]),
        ("1、2025/2/7 首保\n2、2025/4/11，换机油", [(DAYS[0], "首保"), (DAYS[1], "换机油")]),
        ("20250207首保，20250411换机油", [(DAYS[0], "首保"), (DAYS[1], "换机油")]),
        ("2025-02-07：更换；刹车片; 2025-04-11：换机油，下次2025-10-11", [(DAYS[0], "更换；刹车片"), (DAYS[1], "换机油，下次2025-10-11")]),
        ("2025-02-07", [(DAYS[0], "")]),
    ],
)  # fmt: skip
def test_a_history_is_read_entry_by_entry(cell, entries):
    assert parse(cell) == entries


@pytest.mark.parametrize("cell", ["更换倒车雷达", "2025-13-07: 首保", "13812345678", "下次 2025-02-07"])
def test_what_does_not_begin_with_a_day_is_no_history(cell):
    with pytest.raises(Bad):
        parse(cell)


def test_a_column_of_histories_is_told_from_a_column_of_days():
    assert looks_like_history([HISTORY, "2025-02-07: 首保", "无记录"])
    assert not looks_like_history(["2025-02-07", "2025-04-11", "2025-04-12"])
    assert not looks_like_history(["首保 2025-02-07", "老客户"])


HEADER = ("姓名", "手机", "车牌号", "维修情况")


def sheet(tmp_path, *rows, header=HEADER):
    return workbook(tmp_path / "客户.xlsx", header, *rows)


def test_a_history_becomes_visits_when_the_mapping_says_so(base, tmp_path):
    told = Told({"维修情况": "visits.history"})
    path = sheet(tmp_path, ("王伟", "13812345678", "豫A12345", HISTORY), ("李娜", "13912345678", "豫B12345", "看不懂"))
    proposed = bring(base, path, dry_run=True)
    assert dict(proposed.mapped[0].proposals) == {}
    receipt = bring(base, path, told=told)
    assert receipt.records["visits"] == {"created": 2, "updated": 0, "same": 0}
    assert [(problem.code, problem.address[-2:]) for problem in receipt.problems] == [("history", "D3")]
    assert current(base, "visits", "date", "vehicle", "customer", "remark", "amount::INTEGER", "mileage") == [
        (DAYS[0], "V000001", "C000001", "更换倒车雷达", None, None),
        (DAYS[1], "V000001", "C000001", "更换燃油泵 560元 12000公里", 560, 12000),
    ]
    before = everything(base)
    assert bring(base, path, told=told).batch is None
    assert everything(base) == before


def test_a_dry_run_proposes_what_looks_like_a_history(base, tmp_path):
    receipt = bring(base, sheet(tmp_path, ("王伟", "13812345678", "豫A12345", HISTORY)), dry_run=True)
    assert dict(receipt.mapped[0].proposals) == {"维修情况": "visits.history"}


def test_visits_that_are_known_are_not_made_again_of_a_history(base, tmp_path):
    visits = [("车牌号", "进厂日期", "工单号"), ("豫A12345", DAYS[0], "W1")]
    bring(base, workbook(tmp_path / "进厂.xlsx", *visits, sheet="进厂"))
    receipt = bring(
        base, sheet(tmp_path, ("王伟", "13812345678", "豫A12345", HISTORY)), told=Told({"维修情况": "visits.history"})
    )
    assert receipt.records["visits"] == {"created": 1, "updated": 0, "same": 1}


def test_a_history_of_talks_becomes_contacts_and_settles_nothing(base, tmp_path):
    header = ("姓名", "手机", "跟进情况")
    path = sheet(tmp_path, ("王伟", "13812345678", "2025-02-07: 来电询价; 2025-04-11: 试驾"), header=header)
    bring(base, path, told=Told({"跟进情况": "contacts.history"}))
    assert current(base, "contacts", '"at"::DATE', "note", "outcome") == [
        (DAYS[0], "来电询价", None),
        (DAYS[1], "试驾", None),
    ]


CARS = {
    "numbered columns": [("姓名", "手机", "车牌号1", "车型1", "车牌号2", "车型2"), ("王伟", "13812345678", "豫A12345", "欧曼", "豫B12345", "图雅诺")],
    "the first without a number": [("姓名", "手机", "车牌号", "车型", "第二辆车牌号", "第二辆车型"), ("王伟", "13812345678", "豫A12345", "欧曼", "豫B12345", "图雅诺")],
    "the same header twice": [("姓名", "手机", "车牌号", "车型", "车牌号", "车型"), ("王伟", "13812345678", "豫A12345", "欧曼", "豫B12345", "图雅诺")],
    "groups above": [("客户", None, "车辆1", None, "车辆2", None), ("姓名", "手机", "车牌号", "车型", "车牌号", "车型"), ("王伟", "13812345678", "豫A12345", "欧曼", "豫B12345", "图雅诺")],
}  # fmt: skip


SECOND = [
    "车牌号2",
    "车辆2 车牌号",
    "车2车牌",
    "第2辆车车牌号",
    "二车车牌号",
    "车牌号（第二辆）",
    "车牌号②",
    "名下车辆2车牌",
    "第二车牌号",
    "2号车车牌号",
]


@pytest.mark.parametrize("header", SECOND)
def test_headers_that_speak_of_the_second_vehicle(header):
    names = [squeeze(fold(name)) for name in ("姓名", "车牌号", header, "下次保养日期")]
    targets = number(assign(names, {}, "customers", range(len(names))))
    assert [target.key for target in targets] == [
        "customers.name",
        "vehicles.plate",
        "vehicles2.plate",
        "vehicles.next_service",
    ]


@pytest.mark.parametrize("rows", CARS.values(), ids=CARS)
def test_two_vehicles_in_a_row(base, tmp_path, rows):
    path = workbook(tmp_path / "客户.xlsx", *rows)
    receipt = bring(base, path)
    assert current(base, "vehicles", "plate", "model") == [("豫A12345", "欧曼"), ("豫B12345", "图雅诺")]
    assert current(base, "ownerships", "vehicle", "customer") == [("V000001", "C000001"), ("V000002", "C000001")]
    assert receipt.records["vehicles"] == {"created": 2, "updated": 0, "same": 0}
    assert current(base, "customers", "other") == [(None,)]
    again = bring(base, path)
    assert (again.batch, again.records["vehicles"]["same"]) == (None, 2)


@pytest.mark.parametrize("mark", ["、", "，", "/", " ", "\n", ";"])
def test_two_plates_in_a_cell(base, tmp_path, mark):
    rows = [
        ("姓名", "手机", "车牌号", "车架号"),
        ("王伟", "13812345678", f"豫A12345{mark}豫B·12345", f"LATPAB071W1005301{mark}LATPAB073W1005302"),
        ("李娜", "13912345678", "豫C12345", None),
    ]
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert receipt.problems == []
    assert current(base, "vehicles", "plate", "vin") == [
        ("豫A12345", "LATPAB071W1005301"),
        ("豫B12345", "LATPAB073W1005302"),
        ("豫C12345", None),
    ]
    assert len(current(base, "ownerships", "vehicle")) == 3


def test_a_number_in_a_header_alone_makes_no_second_vehicle(base, tmp_path):
    rows = [("姓名", "手机", "车牌号", "车型", "车型2"), ("王伟", "13812345678", "豫A12345", "欧曼", "图雅诺")]
    bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert current(base, "vehicles", "model") == [("欧曼",)]
    assert current(base, "customers", "other['车型2']") == [("图雅诺",)]


VISITS = [
    ("姓名", "手机", "车牌号", "上次进厂日期", "上次保养里程", "车辆2车牌号", "车辆2 上次到店", "车辆2上次进厂里程"),
    ("王伟", "13812345678", "豫A12345", "2026-10-01", "12000", "豫B12345", "2026-09-01", "34000"),
    ("李娜", "13912345678", "豫C12345", None, None, None, "2026-08-01", "900"),
    ("赵六", "13712345678", "豫D12345", None, None, "豫E12345", None, "700"),
]


def test_each_vehicle_of_a_row_has_visits_of_its_own(base, tmp_path):
    path = workbook(tmp_path / "客户.xlsx", *VISITS)
    receipt = bring(base, path)
    mine = "(SELECT plate FROM vehicles v WHERE v.id = visits.vehicle)"
    assert current(base, "visits", mine, "date", "mileage", "customer") == [
        ("豫A12345", dt.date(2026, 10, 1), 12000, "C000001"),
        ("豫B12345", dt.date(2026, 9, 1), 34000, "C000001"),
    ]
    assert receipt.records["visits"] == {"created": 2, "updated": 0, "same": 0}
    assert [(problem.code, problem.address[-2:]) for problem in receipt.problems] == [
        ("unfed_vehicles", "G3"),
        ("unfed_vehicles", "H3"),
        ("unfed_visits", "H4"),
    ]
    before = everything(base)
    again = bring(base, path)
    assert (again.batch, again.records["visits"]["same"]) == (None, 2)
    assert everything(base) == before
