"""Headers that nobody knows are told by the values below them, and shown as guesses."""

from __future__ import annotations

import pytest
from intake_bench import bring, csv, current, workbook

from jipan.errors import BadFile
from jipan.intake.guessing import guess_kind, wider

PEOPLE = [("王伟", "13812345678"), ("李娜", "13912345678"), ("赵六", "13712345678")]


def columns(receipt):
    return dict(receipt.mapped[0].columns)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (("13812345678", "139 1234 5678", "1.3712345678E10"), "customers.mobile"),
        (("13812345678", "139****5678", "13712345678"), None),
        (("豫A12345", "豫A·D12345", "豫B1234挂"), "vehicles.plate"),
        (("LATPAB071W1005301", "LATPAB071W1005302", "LATPAB071W1005303"), "vehicles.vin"),
        (("53010219200508011X", "34052419800101001X", "53010219200508011X"), "customers.id_number"),
        (("2024-01-05", "2024/2/5", "2024年3月5日"), None),
        (("40", "41", "42"), None),
    ],
)
def test_a_column_that_nobody_named(base, tmp_path, values, field):
    rows = [("姓名", "客户编号", "那一列"), *((f"王{n}", f"K{n}", value) for n, value in enumerate(values))]
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert columns(receipt)["那一列"] == field
    assert receipt.mapped[0].guessed == (("那一列",) if field else ())


def test_a_field_that_a_header_names_is_never_guessed_a_second_time(base, tmp_path):
    rows = [("姓名", "手机", "家里"), ("王伟", "13812345678", "13912345678")]
    assert columns(bring(base, workbook(tmp_path / "客户.xlsx", *rows)))["家里"] is None


@pytest.mark.parametrize("header", ["介绍人手机号", "紧急联系人号码", "顾问号码", "原车牌"])
def test_what_is_somebody_elses_is_not_guessed(base, tmp_path, header):
    rows = [("姓名", "客户编号", header), ("王伟", "K1", "豫A12345" if "牌" in header else "13912345678")]
    assert bring(base, workbook(tmp_path / "客户.xlsx", *rows)).mapped[0].guessed == ()


def test_a_sheet_without_any_known_header(base, tmp_path):
    receipt = bring(base, csv(tmp_path / "x.csv", ("号主", "号", "牌"), ("王伟", "13812345678", "豫A12345")))
    assert columns(receipt) == {"号主": None, "号": "customers.mobile", "牌": "vehicles.plate"}
    assert current(base, "customers", "mobile") == [("13812345678",)]


def test_rows_without_any_header_are_not_taken_for_one(base, tmp_path):
    with pytest.raises(BadFile) as caught:
        bring(base, csv(tmp_path / "x.csv", *PEOPLE))
    assert caught.value.code == "no_header"


@pytest.mark.parametrize(("cells", "goes"), [(("H", "A", "B"), "leads.level"), (("金卡", "银卡", "A"), None)])
def test_a_column_called_a_level_is_one_where_it_holds_levels(base, tmp_path, cells, goes):
    rows = [("姓名", "手机", "客户级别"), *((*person, cell) for person, cell in zip(PEOPLE, cells, strict=True))]
    assert columns(bring(base, workbook(tmp_path / "客户.xlsx", *rows)))["客户级别"] == goes


def test_columns_of_their_own_are_compared_whatever_way_they_are_written(base, tmp_path):
    rows = [("姓名", "手机", "入会", "积分"), (*PEOPLE[0], "2024年1月5日", "1,200"), (*PEOPLE[1], "2024/2/5", "90")]
    bring(base, workbook(tmp_path / "客户.xlsx", *rows))
    assert base.custom_columns("customers") == {"入会": "date", "积分": "count"}
    assert current(base, "customers", "other['入会']", "other['积分']") == [
        ("2024-01-05", "1200"),
        ("2024-02-05", "90"),
    ]


def test_a_column_of_its_own_holds_what_all_files_gave_it(base, tmp_path):
    for name, value in (("a", "12"), ("b", "1.5"), ("c", None), ("d", "很多")):
        bring(base, workbook(tmp_path / f"{name}.xlsx", ("姓名", "手机", "积分"), (*PEOPLE[0], value)))
        kinds = base.custom_columns("customers")["积分"]
        assert kinds == {"a": "count", "b": "decimal", "c": "decimal", "d": "text"}[name]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "2,000"], "count"), (["1.5", "2"], "decimal"), (["2024-01-05", "2024.1.5"], "date"), (["001", "2"], "text"),
        (["13812345678"], "phone"), (["53010219200508011X"], "id_number"), (["", "无"], None), (["一", "1"], "text"),
    ],
)  # fmt: skip
def test_the_kind_of_a_column_by_its_values(values, kind):
    assert guess_kind(values) == kind


def test_the_wider_of_two_kinds_does_not_depend_on_their_order():
    every = ("count", "decimal", "date", "text", "phone")
    assert all(wider(one, other) == wider(other, one) for one in every for other in every)


def test_a_second_column_of_mobiles_is_the_other_phone(base, tmp_path):
    rows = [("姓名", "手机1", "手机2", "介绍人手机"), ("王伟", "13812345678", "13712345678", "13612345678")]
    bring(base, workbook(tmp_path / "x.xlsx", *rows))
    assert current(base, "customers", "mobile", "phone_alt", "other['介绍人手机']") == [
        ("13812345678", "13712345678", "13612345678")
    ]
