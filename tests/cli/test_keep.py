"""Wishes and copies: optout, forget with its proof, backup and restore."""

from __future__ import annotations

import duckdb
import pytest
from openpyxl import Workbook

HEADER = ("姓名", "手机", "车牌号", "意向级别", "地址")
WANG = ("王建国", "13812345678", "豫A12345", "H", "花园路88号")
LI = ("李娜娜", "13912345678", "豫B12345", "A", "文化路66号")


@pytest.fixture
def two(jipan, tmp_path):
    book = Workbook()
    for row in (HEADER, WANG, LI):
        book.active.append(row)
    book.save(tmp_path / "客户.xlsx")
    assert jipan("import", "客户.xlsx").code == 0
    return tmp_path


def test_nothing_of_a_forgotten_person_is_in_any_file(jipan, two):
    assert jipan("backup").code == 0
    jipan("log", "王建国", "--outcome", "reached", "--note", "王建国说下周来店")
    assert jipan("forget", "王建国").code == 1
    said = jipan("forget", "王建国", "--yes")
    assert said.code == 0
    assert "still mentioned" not in said.err
    files = [two / "jipan.db", *(two / "备份").glob("*.db")]
    assert len(files) == 2
    for path in files:
        data = path.read_bytes()
        assert not [word for word in (*WANG[:3], WANG[4], "下周来店") if word.encode() in data]
        with duckdb.connect(str(path), read_only=True) as base:
            for (table,) in base.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                assert not [
                    row
                    for row in base.execute(f'FROM "{table}"').fetchall()
                    if "王建国" in str(row) or WANG[1] in str(row)
                ]
    assert [row["name"] for row in jipan("list", "--format", "json").json()] == ["李娜娜"]
    assert jipan("show", "C000001").code == 1


def test_a_forgotten_person_does_not_come_back_and_nothing_undoes_it(jipan, two):
    jipan("forget", "C000001", "--yes")
    receipt = jipan("import", "客户.xlsx", "--format", "json").json()
    assert receipt["batch"] is None
    assert receipt["rows"]["skipped"] == 1
    assert [problem["code"] for problem in receipt["problems"]] == ["forgotten"]
    assert jipan("undo", "B2", "--yes").code == 1
    assert jipan("undo", "--yes").code == 0
    assert jipan("list", "--format", "json").json() == []


def test_copies_from_before_a_merge_and_elsewhere_keep_nothing_or_are_told(jipan, two):
    book = Workbook()
    for row in (HEADER, ("王建国甲", "13712340000", "豫C99999", "H", "东风路1号"), (*LI[:4], None)):
        book.active.append(row)
    book.save(two / "二.xlsx")
    jipan("import", "二.xlsx")
    jipan("backup")
    jipan("merge", "C000003", "C000001", "--why", "同一人")
    jipan("backup", "-o", "elsewhere.db")
    jipan("log", "C000002", "--note", "王建国的朋友", "--outcome", "reached")
    said = jipan("forget", "C000001", "--yes")
    assert "contacts.note K000001" in said.err
    assert "3 files in this folder still name him" in said.err
    gone = ("13812345678", "13712340000", "豫A12345", "豫C99999", "花园路88号", "东风路1号", "王建国甲", "同一人")
    (kept,) = (two / "备份").glob("*.db")
    for path in (two / "jipan.db", kept):
        assert not [word for word in gone if word.encode() in path.read_bytes()]
    assert "1 customer who had asked to be forgotten" in jipan("restore", "elsewhere.db", "--yes").err
    assert [row["name"] for row in jipan("list", "--format", "json").json()] == ["李娜娜"]
    assert not [word for word in gone if word.encode() in (two / "jipan.db").read_bytes()]


def test_a_backup_brings_back_what_was(jipan, two):
    assert jipan("backup", "-o", "copy.db").code == 0
    assert jipan("backup", "-o", "copy.db").code == 1
    jipan("merge", "C000002", "C000001")
    assert jipan("restore", "copy.db").code == 1
    assert jipan("restore", "copy.db", "--yes").code == 0
    assert len(jipan("list", "--format", "json").json()) == 2
    assert len(list((two / "备份").glob("*.db"))) == 1
    assert jipan("restore", "客户.xlsx", "--yes").code == 5
    assert jipan("restore", "nowhere.db", "--yes").code == 1


def test_an_optout_is_noted_once_and_can_be_taken_back(jipan, two):
    assert "no more contact by any channel (B2)" in jipan("optout", "王建国").err
    assert "already" in jipan("optout", "王建国").err
    assert jipan("followups", "--due", "month", "--format", "json").json() == [
        task
        for task in jipan("followups", "--due", "month", "--format", "json").json()
        if task["customer"] != "C000001"
    ]
    assert "again" in jipan("optout", "王建国", "--back").err
    assert jipan("optout", "王建国", "--channel", "smoke").code == 2
    assert jipan("undo", "--yes").code == 0
