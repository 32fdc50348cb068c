"""Undo says what it will do, for every command that changes the base, and refuses where later work builds on it."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

HEADER = ("姓名", "手机", "车牌号", "上次进厂日期", "销售顾问", "意向级别", "登记日期")
STEPS = (
    (("import", "客户.xlsx"), "takes away customers: 2"),
    (("import", "二.xlsx"), "takes away visits: 1"),
    (("log", "C000001", "--outcome", "interested", "--next", "3d"), "takes away contacts: 1"),
    (("merge", "C000002", "C000001"), "takes away merges: 1"),
    (("unmerge", "C000002"), "sets back merges: 1"),
    (("optout", "C000001"), "takes away optouts: 1"),
    (("optout", "C000001", "--back"), "sets back optouts: 1"),
    (("reassign", "赵一", "钱二"), "sets back customers: 2"),
    (("tier",), "takes away"),
)


@pytest.fixture
def lived(jipan, tmp_path):
    """A base in which every command was used once, one batch each."""
    for name, *rows in (
        ("客户", ("王伟", "13812345678", "豫A12345", "2026-03-05", "赵一", "H", "2026-10-05"),
         ("李娜", "13912345678", "豫B12345", "2026-04-05", "赵一", None, None)),
        ("二", ("王伟", "13812345678", "豫A12345", "2026-06-05", "赵一", "A", "2026-10-05"),
         ("王伟", "13812345678 13712345678", None, None, None, None, None)),
    ):  # fmt: skip
        book = Workbook()
        for row in (HEADER, *rows):
            book.active.append(row)
        book.save(tmp_path / f"{name}.xlsx")
    for argv, _ in STEPS:
        said = jipan(*argv)
        assert said.code == 0, said.err


def test_every_command_is_previewed_and_taken_back_one_by_one(jipan, lived):
    for number, (argv, told) in reversed(list(enumerate(STEPS, start=1))):
        said = jipan("undo")
        assert (said.code, f"B{number}: {argv[0]}" in said.err) == (1, True), said.err
        assert told in said.err
        assert jipan("undo", "--yes").code == 0
    assert jipan("list", "--format", "json").json() == []
    assert jipan("undo", "--yes").code == 1


@pytest.mark.parametrize(
    ("batch", "named"),
    [("B1", "C000001 (B3)"), ("B4", "C000002 (B5)"), ("B6", "C000001 (B7)")],
)
def test_an_earlier_batch_on_which_others_build_is_refused_with_the_rows_named(jipan, lived, batch, named):
    said = jipan("undo", batch, "--yes")
    assert (said.code, named in said.err) == (1, True), said.err


def test_an_earlier_batch_is_taken_back_by_a_new_one_once(jipan, lived):
    assert jipan("undo", "B3", "--yes").code == 0
    assert "undone already" in jipan("undo", "B3", "--yes").err
    assert jipan("optout", "C000002").code == 0
    said = jipan("undo", "B10", "--yes", lang="zh")
    assert (said.code, "B10 本身是对 B3 的撤销" in said.err) == (1, True)
    assert jipan("undo", "B99").code == 1
    assert jipan("undo", "abc").code == 2


def test_a_handover_tells_customers_from_mere_leads_and_doubts_a_strange_name(jipan, lived, tmp_path):
    rows = "姓名,手机,跟进顾问,意向级别,登记日期\n李娜,13912345678,孙三,H,2026-11-05\n"
    (tmp_path / "线索.csv").write_text(rows, "utf-8")
    assert jipan("import", "线索.csv").code == 0
    said = jipan("reassign", "孙三", "钱儿", "--store", "火星店", "--dry-run")
    assert (said.code, "火星店" in said.err) == (1, True)
    said = jipan("reassign", "孙三", "钱儿", "--dry-run").err
    assert "1 customers of 孙三 go to: 钱儿 1" in said
    assert "0 of them were his; of 1 he had but a lead or a case" in said
    assert "the nearest is 钱二" in said
