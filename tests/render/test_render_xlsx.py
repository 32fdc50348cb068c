"""What a workbook holds, read back by openpyxl: cells, never bytes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest

from jipan import kinds, render
from jipan.errors import BadFile, BadUsage
from jipan.render.target import written
from jipan.table import Column, Form, Page, Table

COLUMNS = (
    Column("name", kinds.NAME, "姓名", "Name"),
    Column("mobile", kinds.PHONE, "手机", "Mobile"),
    Column("date", kinds.DATE, "日期", "Date"),
    Column("amount", kinds.MONEY, "金额", "Amount"),
    Column("share", kinds.SHARE, "占比", "Share"),
)
ROW = ("张伟", "13812345678", dt.date(2026, 1, 5), Decimal("1234.50"), 0.25)


def table(*rows, **more):
    return Table("t", "客户表", "Customers", COLUMNS, rows, **more)


def read(tmp_path, what, **options):
    path = tmp_path / "x.xlsx"
    render.save(what, path, "zh", **options)
    return openpyxl.load_workbook(path)


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows() if any(cell.value is not None for cell in row)]


def test_values_keep_their_types(tmp_path):
    sheet = read(tmp_path, table(ROW), bare=True).worksheets[0]
    assert cells(sheet)[-2:] == [
        ["姓名", "手机", "日期", "金额", "占比"],
        ["张伟", "13812345678", dt.datetime(2026, 1, 5), 1234.5, 0.25],
    ]
    formats = [cell.number_format for cell in list(sheet.iter_rows())[-1]]
    assert formats == ["@", "@", "yyyy-mm-dd", "#,##0.00", "0.0%"]


def test_phones_are_masked_unless_asked_for(tmp_path):
    assert cells(read(tmp_path, table(ROW)).worksheets[0])[-1][1] == "138****5678"
    assert cells(read(tmp_path, table(ROW, bare=True)).worksheets[0])[-1][1] == "13812345678"


@pytest.mark.parametrize("text", ["=1+1", "=danger(1)", "+86138", "-1", "@x", "=cmd|' /C calc'!A1"])
def test_text_of_a_customer_is_never_a_formula(tmp_path, text):
    sheet = read(tmp_path, table((text, *ROW[1:]))).worksheets[0]
    cell = list(sheet.iter_rows())[-1][0]
    assert (cell.value, cell.data_type) == (text, "s")


def test_control_characters_and_very_long_texts_do_not_break_the_file(tmp_path):
    sheet = read(tmp_path, table(("a\x00b\x0bc", *ROW[1:]), ("长" * 40_000, *ROW[1:]))).worksheets[0]
    first, second = (row[0].value for row in list(sheet.iter_rows())[-2:])
    assert "\x00" not in first
    assert len(second) <= 32_767


def test_a_page_with_one_table_filters_and_freezes(tmp_path):
    sheet = read(tmp_path, table(ROW, ROW)).worksheets[0]
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "姓名")
    assert sheet.freeze_panes == f"A{header + 1}"
    assert sheet.auto_filter.ref == f"A{header}:E{header + 2}"
    assert sheet.print_title_rows == f"${header}:${header}"
    assert sheet.page_setup.orientation == "landscape"


def test_several_tables_stand_below_each_other_with_charts(tmp_path):
    shares = Table("s", "占比", "Shares", (COLUMNS[0], COLUMNS[4]), [("A", 0.2), ("B", 0.8)], chart="bar")
    book = read(tmp_path, Page("总览", "Overview", (table(ROW), shares)))
    sheet = book["总览"]
    assert ["A", 0.2] in [row[:2] for row in cells(sheet)]
    assert len(sheet._charts) == 1


def test_paper_ends_between_tables(tmp_path):
    """Excel passes over the breaks of a sheet that is to fit the page, so the scale is a number there."""
    shares = Table("s", "占比", "Shares", (COLUMNS[0], COLUMNS[4]), [("A", 0.2), ("B", 0.8)], chart="bar")
    sheet = read(tmp_path, Page("总览", "Overview", (shares,) * 5)).worksheets[0]
    titles = [row[0].row for row in sheet.iter_rows() if row[0].value == "占比"]
    ends = [one.id for one in sheet.row_breaks.brk]
    assert ends
    assert all(end + 1 in titles or end + 2 in titles for end in ends)
    assert 10 < sheet.page_setup.scale <= 100
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_every_page_on_paper_says_of_which_sheet_and_day_it_is(tmp_path):
    sheet = read(tmp_path, table(ROW), day=ROW[2]).worksheets[0]
    foot = sheet.oddFooter
    assert (foot.left.text, foot.center.text, foot.right.text) == ("&A", "第 &P 页，共 &N 页", "2026-01-05")
    assert sheet.page_margins.footer < sheet.page_margins.bottom


def test_cells_of_rows_with_several_lines_begin_together(tmp_path):
    long = ("河南豫通国际物流有限公司" * 4, *ROW[1:])
    for rows, upright in (((ROW, ROW), {"center"}), ((ROW, long), {"top"})):
        row = list(read(tmp_path, table(*rows)).worksheets[0].rows)[-1]
        assert {cell.alignment.vertical for cell in row} == upright


def test_a_form_offers_its_words_and_carries_its_stamp(tmp_path):
    form = Form({"name": ("甲", "乙")}, {"kind": "tasks", "batch": "7"})
    book = read(tmp_path, table(ROW, form=form))
    assert book["_jipan"].sheet_state == "veryHidden"
    stamp = {row[0]: row[1] for row in cells(book["_jipan"])}
    assert (stamp["kind"], stamp["batch"]) == ("tasks", "7")
    assert book.worksheets[0].data_validations.dataValidation


def test_of_a_list_that_is_edited_only_the_ids_are_hidden_and_locked(tmp_path):
    form = Form({}, {"form": "export"}, hidden=("share",))
    sheet = read(tmp_path, table(ROW, form=form)).worksheets[0]
    last = list(sheet.iter_rows())[-1]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert [cell.protection.locked for cell in last] == [False, False, False, False, True]
    may_be_done = ("sort", "autoFilter", "formatColumns", "insertRows", "deleteRows", "selectLockedCells")
    assert not any(getattr(sheet.protection, name) for name in may_be_done)
    columns = {
        letter: (size.max, size.hidden, size.protection.locked) for letter, size in sheet.column_dimensions.items()
    }
    assert columns["E"] == (5, True, True)
    assert columns["F"] == (16384, False, False)
    xml = (tmp_path / "x.xlsx", "xl/worksheets/sheet1.xml")
    assert b'<protectedRange name="rows" sqref="A3:XFD1048576"/>' in part(*xml)


def part(path, name):
    with ZipFile(path) as archive:
        return archive.read(name)


def test_digits_that_are_text_are_no_errors(tmp_path):
    read(tmp_path, table(ROW))
    told = b'<ignoredError sqref="A3:A3 B3:B3" numberStoredAsText="1"/>'
    assert told in part(tmp_path / "x.xlsx", "xl/worksheets/sheet1.xml")


def test_sheet_titles_are_ones_that_excel_takes(tmp_path):
    odd = [Page(title, title, (table(ROW),)) for title in ("a/b:c", "很长" * 30, "same", "SAME")]
    titles = read(tmp_path, odd).sheetnames
    assert len({title.lower() for title in titles}) == 4
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_text("before")
    with pytest.raises(RuntimeError), written(path) as draft:
        draft.write_text("half")
        raise RuntimeError
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("x.xlsx", "before")]


def test_targets_that_cannot_be_written_are_found_before_the_work(tmp_path):
    (tmp_path / "~$x.xlsx").touch()
    with pytest.raises(BadFile) as caught:
        render.check_target(tmp_path / "x.xlsx")
    assert caught.value.code == "file_open"
    with pytest.raises(BadFile):
        render.check_target(tmp_path / "no" / "x.xlsx")
    with pytest.raises(BadFile):
        (tmp_path / "d.xlsx").mkdir()
        render.check_target(tmp_path / "d.xlsx")
    with pytest.raises(BadUsage):
        render.check_target(tmp_path / "x.docx")


def test_the_same_pages_give_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        render.save(table(ROW), tmp_path / name, "zh", day=dt.date(2026, 1, 5))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
