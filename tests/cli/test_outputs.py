"""The files that an import writes beside the base: none takes the place of what somebody needs."""

from __future__ import annotations

import io
import sys

import openpyxl
import pytest

from jipan.cli import boundary

ROWS = "姓名,手机\n张三,13912345678\n"
NOBODY = "李四,\n"


@pytest.fixture
def lists(tmp_path):
    """Two lists of one name in two folders, a row in each of which nobody can be recognised."""
    for folder, more in (("north", "钱一,\n"), ("south", "孙二,\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "c.csv").write_text(ROWS + more, "utf-8")
    (tmp_path / "c.csv").write_text(ROWS + NOBODY, "utf-8")
    return tmp_path


def names_in(path):
    return [row[0] for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(min_row=3, values_only=True)]


@pytest.mark.parametrize(
    ("option", "target", "code"),
    [
        ("--rejects", "c.csv", 2),
        ("--save-map", "c.csv", 2),
        ("--save-map", "jipan.db", 2),
        ("--save-map", "nowhere/map.yaml", 3),
        ("--rejects", "nowhere/r.xlsx", 3),
    ],
)
def test_what_would_be_lost_is_refused_before_the_work(jipan, lists, option, target, code):
    said = jipan("import", "c.csv", option, target)
    assert (said.code, said.out) == (code, "")
    assert (lists / "c.csv").read_text("utf-8") == ROWS + NOBODY
    assert not (lists / "jipan.db").exists()


def test_two_files_of_one_name_keep_their_rejected_rows(jipan, lists):
    jipan("import", "north/c.csv", "south/c.csv")
    assert names_in(lists / "c.rejects.xlsx") == ["钱一"]
    assert names_in(lists / "c.rejects-2.xlsx") == ["孙二"]
    jipan("import", "north/c.csv", "south/c.csv", "--rejects", "all.xlsx")
    assert names_in(lists / "all.xlsx") == ["钱一", "孙二"]
    back = jipan("import", "all.xlsx", "--format", "json").json()
    assert back["rows"]["rejected"] == 2
    assert all(set(sheet["columns"]) == {"姓名", "手机"} for sheet in back["mapping"])


def test_rows_that_somebody_mends_are_not_written_over(jipan, lists):
    jipan("import", "c.csv")
    mended = openpyxl.load_workbook(lists / "c.rejects.xlsx")
    mended.active.cell(3, 1).value = "李四四"
    mended.save(lists / "c.rejects.xlsx")
    jipan("import", "c.csv")
    assert names_in(lists / "c.rejects.xlsx") == ["李四四"]
    jipan("import", "c.csv")  # nobody has touched that one
    assert {path.name for path in lists.glob("c.*.xlsx")} == {"c.rejects.xlsx", "c.rejects-2.xlsx"}


def test_a_place_that_is_taken_does_not_fail_an_import_that_is_done(jipan, lists):
    (lists / "c.rejects.xlsx").mkdir()
    said = jipan("import", "c.csv")
    assert said.code == 0
    assert names_in(lists / "c.rejects-2.xlsx") == ["李四"]


class Gone(io.StringIO):
    """A pipe whose reader has left."""

    def write(self, _: str) -> int:
        raise BrokenPipeError


class Full(io.StringIO):
    """A redirect to a disk that is full."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_where_nobody_reads_the_work_is_done_all_the_same(jipan, lists, monkeypatch):
    (lists / "d.csv").write_text("姓名,手机\n赵六,13912345679\n", "utf-8")
    monkeypatch.setattr(sys, "stdout", Gone())
    assert boundary.run(["import", "c.csv", "d.csv"], {"JIPAN_LANG": "en"}) == 0
    monkeypatch.undo()
    monkeypatch.chdir(lists)
    assert len(jipan("list", "--format", "json").json()) == 2


def test_a_redirect_to_a_full_disk_is_told(jipan, lists, monkeypatch, capfd):
    jipan("import", "c.csv")
    monkeypatch.setattr(sys, "stdout", Full())
    assert boundary.run(["list"], {"JIPAN_LANG": "en"}) == 3
    assert "disk is full" in capfd.readouterr().err
