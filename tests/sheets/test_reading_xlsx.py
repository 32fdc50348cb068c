"""xlsx and xlsm: cells as text at their addresses, sheets, stamps, merges, the date system."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from jipan.errors import BadFile
from jipan.sheets import CellError, SheetInfo, open_book
from jipan.sheets.workbook import moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jipan.sheets import Grid


def test_cells_are_text(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "手机", "金额", "日期", "在保", None, " a "])
    book.active.append(["王伟", 13800138000, 1.5, datetime(2024, 1, 5, 8, 30), True, None, "00123"])
    book.save(tmp_path / "a.xlsx")
    assert rows(open_book(tmp_path / "a.xlsx").grid()) == [
        ["姓名", "手机", "金额", "日期", "在保", None, " a "],
        ["王伟", "13800138000", "1.5", "2024-01-05 08:30:00", "true", None, "00123"],
    ]


def test_addresses_are_those_of_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "客户"
    book.active["D17"] = "x"
    book.save(tmp_path / "customers.xlsx")
    grid = open_book(tmp_path / "customers.xlsx").grid()
    (batch,) = grid.batches
    assert (grid.first_row, grid.columns, batch.num_rows, batch.column(0)[16].as_py()) == (0, (3,), 17, "x")
    assert grid.address(16, 3) == "customers.xlsx › 客户 › D17"
    assert grid.address(0, 27) == "customers.xlsx › 客户 › AB1"


def test_error_cells_are_none_and_named(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    book = openpyxl.Workbook()
    book.active["C5"] = "ok"
    for cell, text in (("C6", "#N/A"), ("D7", "#DIV/0!")):
        book.active[cell] = text
        book.active[cell].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    grid = open_book(tmp_path / "a.xlsx").grid()
    assert grid.errors == (CellError(5, 2, "#N/A"), CellError(6, 3, "#DIV/0!"))
    assert rows(grid)[4:] == [["ok", None], [None, None], [None, None]]


def test_sheets_hidden_and_stamp(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "旧"
    book.active.sheet_state = "hidden"
    book.create_sheet("客户")["A1"] = "x"
    stamp = book.create_sheet("_jipan")
    stamp.sheet_state = "veryHidden"
    stamp.append(["form", "call-sheet"])
    stamp.append(["batch", 153])
    book.properties.modified = datetime(2024, 1, 5, 8, 30)
    book.save(tmp_path / "a.xlsx")
    read = open_book(tmp_path / "a.xlsx")
    assert read.sheets == (SheetInfo("旧", hidden=True), SheetInfo("客户"))
    assert read.stamp == {"form": "call-sheet", "batch": "153"}
    assert read.grid().sheet == "客户"
    assert read.grid("旧").hidden
    assert read.saved is not None
    assert read.saved.tzinfo is UTC


def test_no_stamp_in_a_strangers_workbook(write_xlsx: Callable[..., Path]) -> None:
    assert open_book(write_xlsx("<sheetData/>")).stamp == {}


def test_unknown_sheet_names_the_known_ones(write_xlsx: Callable[..., Path]) -> None:
    with pytest.raises(BadFile) as caught:
        open_book(write_xlsx("<sheetData/>")).grid("T")
    assert (caught.value.code, caught.value.facts["known"]) == ("sheet_missing", "S")


def test_chart_sheets_are_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("图")
    book.save(tmp_path / "a.xlsx")
    assert [sheet.name for sheet in open_book(tmp_path / "a.xlsx").sheets] == ["Sheet"]


def test_merged_ranges_small_and_large(tmp_path: Path) -> None:
    for count in (2, 60_000):  # the second is large enough for the quick look at its cells
        book = openpyxl.Workbook(write_only=False)
        sheet = book.active
        sheet.append(["h"] * 8)
        for _ in range(count // 8):
            sheet.append(["some text in a cell"] * 8)
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("A2:A3")
        book.save(tmp_path / f"{count}.xlsx")
        assert sorted(open_book(tmp_path / f"{count}.xlsx").grid().merged) == [(0, 1, 0, 2), (1, 0, 2, 0)]


def test_batches_hold_100000_rows_and_can_be_read_again(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for index in range(100_001):
        sheet.append([index])
    book.save(tmp_path / "a.xlsx")
    grid = open_book(tmp_path / "a.xlsx").grid()
    assert [batch.num_rows for batch in grid.batches] == [100_000, 1]
    assert [batch.column(0)[0].as_py() for batch in grid.batches] == ["0", "100000"]
    assert len({batch.schema for batch in grid.batches}) == 1


def test_trailing_blank_rows_go_and_inner_ones_stay(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    book = openpyxl.Workbook()
    for cell, text in (("A2", "x"), ("A4", "y"), ("A6", "")):
        book.active[cell] = text
        book.active[cell].data_type = "s"
    book.save(tmp_path / "a.xlsx")
    assert rows(open_book(tmp_path / "a.xlsx").grid()) == [[None], ["x"], [None], ["y"]]


def test_1904(write_xlsx: Callable[..., Path]) -> None:
    workbook = (
        "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
        "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><workbookPr date1904='{}'/>"
        "<sheets><sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>"
    )
    inside = "<sheetData><row r='1'><c r='A1'><v>43831</v></c></row></sheetData>"
    new = open_book(write_xlsx(inside, **{"xl/workbook.xml": workbook.format(1)}))
    old = open_book(write_xlsx(inside, **{"xl/workbook.xml": workbook.format(0)}))
    assert (new.date1904, old.date1904) == (True, False)


def test_xlsm_is_known_by_its_content(write_xlsx: Callable[..., Path]) -> None:
    types = "<Types xmlns='x'><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
    assert open_book(write_xlsx("<sheetData/>", name="a.xls", **{"[Content_Types].xml": types})).format == "xlsm"
    assert open_book(write_xlsx("<sheetData/>", name="a.csv")).format == "xlsx"


def test_macro_sheets_do_not_spoil_the_others(write_xlsx: Callable[..., Path], rows: Callable[[Grid], list]) -> None:
    relations = (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        "<Relationship Id='r1' Type='http://x/worksheet' Target='worksheets/sheet1.xml'/>"
        "<Relationship Id='r2' Type='http://x/xlMacrosheet' Target='macrosheets/sheet1.xml'/></Relationships>"
    )
    workbook = (
        "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
        "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets>"
        "<sheet name='M' sheetId='2' r:id='r2'/><sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>"
    )
    path = write_xlsx(
        "<sheetData><row r='1'><c r='A1'><v>7</v></c></row></sheetData>",
        **{
            "xl/workbook.xml": workbook,
            "xl/_rels/workbook.xml.rels": relations,
            "xl/macrosheets/sheet1.xml": "<xm:macrosheet xmlns:xm='http://schemas.microsoft.com/office/excel/2006/main'/>",
        },
    )
    book = open_book(path)
    assert [sheet.name for sheet in book.sheets] == ["S"]
    assert rows(book.grid()) == [["7"]]


def test_backslashes_and_capitals_in_part_names(write_xlsx: Callable[..., Path], rows: Callable[[Grid], list]) -> None:
    path = write_xlsx("<sheetData><row r='1'><c r='A1'><v>7</v></c></row></sheetData>")
    data = path.read_bytes()
    for name in (b"xl/worksheets/sheet1.xml", b"xl/workbook.xml", b"xl/_rels/workbook.xml.rels"):
        data = data.replace(name, name.replace(b"/", b"\\"))
    path.write_bytes(data)
    assert rows(open_book(path).grid()) == [["7"]]


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb", "a.ods", "a.csv", "a.et"])
def test_a_workbook_under_another_name(
    write_xlsx: Callable[..., Path], rows: Callable[[Grid], list], name: str
) -> None:
    path = write_xlsx(
        "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>王伟</t></is></c></row></sheetData>", name=name
    )
    assert rows(open_book(path).grid()) == [["王伟"]]


@pytest.mark.parametrize("text", ["1601-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01", "yesterday"])
def test_a_stamp_that_no_program_can_have_set_is_none(text: str) -> None:
    assert moment(text) is None
    assert moment("2026-01-05T08:30:00Z") == datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


def test_a_file_from_before_all_time_was_written_when_time_began(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名\n张伟\n", encoding="utf-8")
    os.utime(path, (-5, -5))
    assert open_book(path).written == datetime(1970, 1, 1, tzinfo=UTC)
