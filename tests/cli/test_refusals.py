"""Bad input: one clear message, the right exit code, nothing written."""

from __future__ import annotations

import openpyxl
import pytest

from jipan.cli.boundary import sentence


def sheet(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.fixture
def odd_files(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.xlsx").touch()
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing of a workbook")
    (tmp_path / "text.pdf").write_bytes(b"%PDF-1.7")
    sheet(tmp_path / "strange.xlsx", ["甲", "乙", "丙"], [1, 2, 3])
    sheet(tmp_path / "header.xlsx", ["姓名", "手机号"])
    sheet(tmp_path / "nobody.xlsx", ["姓名", "手机号", "备注"], ["张三", None, "x"], ["李四", None, "y"])
    (tmp_path / "bad.yaml").write_text(
        "jipan: 1\nname: x\nextends: [standard]\ntiers:\n  card:\n    rows:\n      - {is: A, when: {保有台术: 1}}\n",
        "utf-8",
    )
    return tmp_path


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["import", "missing.xlsx"], 3, "missing.xlsx"),
        (["import", "folder"], 3, "folder"),
        (["import", "empty.xlsx"], 3, "empty.xlsx"),
        (["import", "broken.xlsx"], 3, "broken.xlsx"),
        (["import", "text.pdf"], 3, "text.pdf"),
        (["import", "strange.xlsx"], 3, "甲"),
        (["import", "nobody.xlsx"], 3, ""),
        (["import", "strange.xlsx", "--sheet", "没有"], 2, "没有"),
        (["import", "strange.xlsx", "--kind", "猫"], 2, "猫"),
        (["import", "strange.xlsx", "--map", "甲=没有的字段"], 2, "没有的字段"),
        (["tier"], 5, "import"),
        (["list"], 5, "import"),
        (["followups", "--due", "whenever"], 2, "whenever"),
        (["--today", "yesterday", "status"], 2, "yesterday"),
        (["--lang", "fr"], 2, "fr"),
        (["nonsense"], 2, "nonsense"),
        (["--today", "9999-12-31", "status"], 2, "9999"),
        (["import", ""], 3, ""),
        (["import", "strange.xlsx", "--format", "csv"], 2, "known: json"),
        (["tier", "--format", "xml"], 2, "known: table, csv, json"),
        (["status", "--format", "json"], 5, "import"),
        (["import"], 2, "files"),
        (["undo", "--yes"], 5, "import"),
    ],
)
def test_one_clear_message(jipan, odd_files, argv, code, says):
    said = jipan(*argv)
    assert said.code == code
    assert says.lower() in (said.err + said.out).lower()
    assert "Traceback" not in said.err + said.out
    assert not (odd_files / "jipan.db").exists()


def test_a_misspelt_field_is_named_with_its_place(jipan, odd_files):
    jipan("import", "strange.xlsx", "--map", "甲=手机", "--map", "乙=姓名")
    sheet(odd_files / "one.xlsx", ["姓名", "手机号"], ["张三", "13912345678"])
    assert jipan("import", "one.xlsx").code == 0
    said = jipan("tier", "--rules", "bad.yaml", lang="zh")
    assert said.code == 4
    assert "bad.yaml:7:" in said.err
    assert "保有台数" in said.err


@pytest.fixture
def one_customer(jipan, tmp_path):
    sheet(tmp_path / "one.xlsx", ["姓名", "手机号", "生日"], ["张三", "13912345678", "9999-12-31"])
    assert jipan("import", "one.xlsx").code == 0
    return jipan


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["tier", "--format", "xml"], 2, "xml"),
        (["report", "--mend", "here"], 2, "jipan report quality"),
        (["report", "quality", "--from", "2026-01-01"], 2, "jipan report followups"),
        (["report", "quality", "--mend", "one.xlsx"], 3, "one.xlsx"),
        (["list", "--where", "birthday=soon"], 2, "before 2024-01-01"),
        (["list", "--where", "units=5..1"], 2, "100.. · ..99"),
        (["list", "--where", "kind=cat"], 2, "person, organisation"),
        (["list", "--where", "measures=答谢会"], 2, "no measures"),
        (["show", "张"], 1, 'jipan list --where "name contains 张"'),
        (["show", "C000009"], 1, "C000009"),
        (["followups", "--due", "9999-12-31"], 2, "9999"),
        (["log", "张三", "--level", "Q"], 2, "New level"),
    ],
)
def test_what_is_asked_of_a_base_is_refused_with_what_may_be_asked(one_customer, argv, code, says):
    said = one_customer(*argv)
    assert (said.code, said.out) == (code, "")
    assert says in said.err
    assert one_customer("history", "--format", "json").json()[0]["batch"] == "B1"


def test_every_report_in_json_is_one_document(one_customer):
    assert one_customer("report", "--format", "json").json()["basis"][0]["count"] == 1
    assert one_customer("show", "张三", "--format", "json").json()["customer"]["birthday"] is None


def test_where_spreadsheets_lie_without_a_base_they_are_named(jipan, tmp_path):
    (tmp_path / "my list.csv").write_text("姓名,手机\n王伟,13911112222\n", "utf-8")
    assert 'jipan import "my list.csv"' in jipan().out
    for name in "abc":
        (tmp_path / f"{name}.xlsx").touch()
    assert "jipan import ." in jipan().out


def test_an_output_that_is_open_is_found_before_the_work(jipan, odd_files):
    sheet(odd_files / "one.xlsx", ["姓名", "手机号"], ["张三", "13912345678"])
    jipan("import", "one.xlsx")
    (odd_files / "~$report.xlsx").touch()
    said = jipan("report", "-o", "report.xlsx")
    assert said.code == 3
    assert "report-2.xlsx" in said.err
    assert jipan("report", "-o", "nowhere/report.xlsx").code == 3


def test_one_bad_file_does_not_stop_the_others(jipan, odd_files):
    sheet(odd_files / "one.xlsx", ["姓名", "手机号"], ["张三", "13912345678"])
    said = jipan("import", "broken.xlsx", "one.xlsx")
    assert said.code == 3
    assert len(jipan("list", "--format", "json").json()) == 1


def test_two_books_beside_the_base_are_refused(jipan, odd_files):
    sheet(odd_files / "one.xlsx", ["姓名", "手机号"], ["张三", "13912345678"])
    jipan("import", "one.xlsx")
    (odd_files / "rules.yaml").write_text("jipan: 1\nname: x\nextends: [standard]\n", "utf-8")
    sheet(odd_files / "rules.xlsx", ["x"])
    assert jipan("tier").code == 2


def test_several_customers_are_listed(jipan, odd_files):
    sheet(odd_files / "two.xlsx", ["姓名", "手机号"], ["张三", "13912345678"], ["张三", "13812345677"])
    jipan("import", "two.xlsx")
    said = jipan("show", "张三")
    assert said.code == 1
    assert "C000001" in said.err
    assert "C000002" in said.err
    assert "13912345678" not in said.err


def test_a_store_that_the_book_does_not_name_is_refused(jipan, tmp_path):
    (tmp_path / "c.csv").write_text("姓名,手机\n王伟,13911112222\n", "utf-8")
    (tmp_path / "rules.yaml").write_text("jipan: 1\nextends: [standard]\ndesk: {stores: [郑州店, 洛阳店]}\n", "utf-8")
    jipan("import", "c.csv")
    refused = jipan("followups", "--store", "开封店")
    assert refused.code == 2
    assert "郑州店" in refused.err
    assert jipan("followups", "--store", "洛阳店").code == 0


@pytest.mark.parametrize("code", ["where_field", "no_such_field"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_nothing_is_near_nothing_is_suggested(code, lang):
    near, far = (sentence("error", code, lang, {"word": "甲", "nearest": one}) for one in ("乙", None))
    assert "乙" in near
    assert "甲" in far
    assert near.startswith(far)
