"""What the user says about columns: on the command line, or in a file."""

from __future__ import annotations

import pytest
from intake_bench import NOW, TODAY, csv, current, workbook

from jipan.cli.mapping_file import mapping_file
from jipan.errors import BadFile, BadUsage
from jipan.intake import Clock, Wishes, headers, import_file, read_mapping
from jipan.store import plan_undo, undo


def bring(base, path, *said):
    told = read_mapping(said)
    return import_file(base, path, Wishes(told=told), Clock(NOW, TODAY))[0]


@pytest.mark.parametrize("word", ["手机", "mobile", "手机号", "customers.mobile", "联系电话", "Mobile"])
def test_a_field_may_be_named_by_identifier_label_or_header(word):
    assert read_mapping([f"号码={word}"]).columns == {"号码": "customers.mobile"}


def test_a_field_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(BadUsage) as caught:
        read_mapping(["号码=手几"])
    assert "手机" in str(caught.value.facts["nearest"])


def test_columns_and_words_of_a_mapping_file(base, tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text("columns:\n  甲: 姓名\n  乙: 手机\n  丙: 意向级别\nwords:\n  丙: {VIP: A}\n", "utf-8")
    sheet = tmp_path / "s.csv"
    sheet.write_text("甲,乙,丙\n赵六,13712345678,VIP\n", "utf-8")
    assert bring(base, sheet, str(path)).rows["created"] == 1
    assert current(base, "leads", "level") == [("A",)]


def test_a_column_can_be_left_out(base, tmp_path):
    sheet = tmp_path / "s.csv"
    sheet.write_text("姓名,手机,鞋码\n赵六,13712345678,41\n", "utf-8")
    receipt = bring(base, sheet, "鞋码=-")
    assert receipt.mapped[0].columns["鞋码"] == "-"
    assert base.custom_columns("customers") == {}


def test_a_mapping_file_that_is_missing_or_broken(tmp_path):
    with pytest.raises(BadFile):
        read_mapping([str(tmp_path / "no.yaml")])
    broken = tmp_path / "b.yaml"
    broken.write_text("columns: [", "utf-8")
    with pytest.raises(BadFile):
        read_mapping([str(broken)])


HEADERS = ("甲", "乙", "丙")


def letters(tmp_path, name, *rows):
    return csv(tmp_path / name, HEADERS, *rows)


def test_a_mapping_is_remembered_for_files_with_the_same_headers(base, tmp_path):
    said = ("甲=姓名", "乙=客户编号", "丙=客户来源")
    assert not bring(base, letters(tmp_path, "1.csv", ("王伟", "K1", "到店")), *said).mapped[0].recalled
    receipt = bring(base, csv(tmp_path / "2.csv", ("丙", "乙", "甲"), ("网络", "K2", "李娜")))
    assert receipt.mapped[0].recalled
    assert current(base, "customers", "name", "customer_no", "source") == [
        ("李娜", "K2", "网络"),
        ("王伟", "K1", "到店"),
    ]
    with pytest.raises(BadFile):
        bring(base, csv(tmp_path / "3.csv", ("甲", "乙", "丁"), ("赵六", "K3", "网络")))


def test_a_mapping_is_remembered_from_a_file_that_changes_nothing(base, tmp_path):
    rows = [("姓名", "手机", "来路"), ("王伟", "13812345678", "到店")]
    bring(base, csv(tmp_path / "0.csv", ("姓名", "手机", "客户来源"), rows[1]))
    bring(base, csv(tmp_path / "1.csv", *rows), "来路=-")
    told = bring(base, csv(tmp_path / "1.csv", *rows), "来路=客户来源")
    assert (told.rows["same"], told.confirmed, told.batch) == (1, True, 3)
    assert bring(base, csv(tmp_path / "1.csv", *rows), "来路=客户来源").batch is None
    later = bring(base, csv(tmp_path / "2.csv", rows[0], ("李娜", "13912345678", "网络")))
    assert later.mapped[0].columns["来路"] == "customers.source"
    undo(base, plan_undo(base), NOW)
    undo(base, plan_undo(base), NOW)
    again = bring(base, csv(tmp_path / "2.csv", rows[0], ("李娜", "13912345678", "网络")))
    assert again.mapped[0].columns["来路"] == "-"


def test_a_mapping_of_a_file_that_is_tried_only_is_not_remembered(base, tmp_path):
    path = letters(tmp_path, "1.csv", ("王伟", "K1", "到店"))
    told = read_mapping(["甲=姓名", "乙=客户编号"])
    assert not import_file(base, path, Wishes(told=told, dry_run=True), Clock(NOW, TODAY))[0].confirmed
    with pytest.raises(BadFile):
        bring(base, path)


def test_what_is_said_now_wins_over_what_is_remembered(base, tmp_path):
    bring(base, letters(tmp_path, "1.csv", ("王伟", "K1", "到店")), "甲=姓名", "乙=客户编号", "丙=客户来源")
    bring(base, letters(tmp_path, "2.csv", ("李娜", "K2", "网络")), "丙=备注")
    assert current(base, "customers", "name", "source", "remark") == [("李娜", None, "网络"), ("王伟", "到店", None)]


def test_undoing_an_import_forgets_the_mapping_it_confirmed(base, tmp_path):
    bring(base, letters(tmp_path, "1.csv", ("王伟", "K1", "到店")), "甲=姓名", "乙=客户编号", "丙=客户来源")
    undo(base, plan_undo(base), NOW)
    with pytest.raises(BadFile):
        bring(base, letters(tmp_path, "2.csv", ("李娜", "K2", "网络")))


def test_two_columns_for_one_field_are_refused(base, tmp_path):
    with pytest.raises(BadUsage) as caught:
        bring(base, letters(tmp_path, "1.csv", ("王伟", "K1", "到店")), "甲=姓名", "乙=姓名")
    assert caught.value.code == "field_twice"


def test_sheets_of_one_file_are_told_apart(base, tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text("工作表:\n  一: {列: {号: 手机}}\n  二: {列: {号: 客户编号}}\n", "utf-8")
    book = workbook(
        tmp_path / "x.xlsx", ("姓名", "号"), ("王伟", "13812345678"), sheet="一", 二=[("姓名", "号"), ("李娜", "K7")]
    )
    bring(base, book, str(path))
    assert current(base, "customers", "name", "mobile", "customer_no") == [
        ("李娜", None, "K7"),
        ("王伟", "13812345678", None),
    ]


@pytest.mark.parametrize("text", ["foo: 1", "columns: [a]", "- a", "words: {a: b}", "\x00"])
def test_a_mapping_file_that_says_something_else(tmp_path, text):
    path = tmp_path / "m.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile) as caught:
        read_mapping([str(path)])
    assert caught.value.code == "mapping_unreadable"


@pytest.mark.parametrize("text", ["on_conflict: {手机: 随便}", "empty: {手机: 1}", "lists: 鱼", "columns: {a: 鱼}"])
def test_words_of_a_mapping_file_that_nobody_knows(tmp_path, text):
    path = tmp_path / "m.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadUsage):
        read_mapping([str(path)])


def test_a_saved_mapping_says_what_was_found_and_can_be_used(base, tmp_path):
    levels = enumerate(("H", "A", "A", "C", "VIP"))
    rows = [("姓名", "号", 'it\'s: "x"', "级别"), *(("王伟", f"1381234567{n}", "1", level) for n, level in levels)]
    sheet = workbook(tmp_path / "x.xlsx", *rows)
    first = bring(base, sheet)
    path = tmp_path / "m.yaml"
    path.write_text(mapping_file([first], "zh").replace("VIP: ''", "VIP: B"), "utf-8")
    again = bring(base, sheet, str(path))
    assert again.mapped[0].columns == first.mapped[0].columns
    assert current(base, "leads", "level") == [("A",), ("A",), ("B",), ("C",), ("H",)]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Favourite  colour", "Favourite colour"),
        ("Pet\nname", "Pet name"),
        ("客 户 等 次", "客户等次"),
        ("Shop （old one）", "Shop (old one)"),
    ],
)
def test_a_header_keeps_the_spaces_that_part_words(typed, shown):
    _, _, names = headers.header_at([["姓名", typed]], 0)
    assert names == ("姓名", shown)


@pytest.mark.parametrize(
    ("head", "row", "people"),
    [
        (("单位名称", "联系人", "联系电话"), ("恒通物流有限公司", "王经理", "13812345678"), ("恒通物流有限公司", None, "王经理", "organisation")),
        (("联系人", "电话"), ("张三", "13812345678"), ("张三", None, None, "person")),
        (("姓名", "单位名称", "联系电话"), ("张三", "恒通公司", "13812345678"), ("张三", "恒通公司", None, "person")),
        (("工作单位", "联系电话"), ("恒通公司", "13812345678"), (None, "恒通公司", None, None)),
        (("车牌", "送修人", "电话", "进厂日期"), ("豫A12345", "张三", "13812345678", "2026-11-01"), (None, None, "张三", None)),
    ],
)  # fmt: skip
def test_where_nobody_is_named_the_firm_is_the_customer_or_whoever_is_to_be_asked_for(
    base, tmp_path, head, row, people
):
    bring(base, workbook(tmp_path / "a.xlsx", head, row, sheet="维修" if "进厂日期" in head else "客户"))
    assert current(base, "customers", "name", "company", "contact_name", "kind") == [people]
