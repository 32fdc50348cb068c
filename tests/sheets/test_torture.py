"""Files from the test suites of other readers; skipped where they are not at hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jipan.errors import BadFile
from jipan.sheets import Limits, open_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from jipan.sheets import Book, Grid

TORTURE = Path(__file__).parents[2].parent / "shared" / "data" / "torture"
FILES = sorted(path for path in TORTURE.glob("*/*") if path.is_file())

pytestmark = pytest.mark.skipif(not FILES, reason="shared/data/torture is not here")

ENCRYPTED = [
    "calamine/pass_protected.ods",
    "calamine/pass_protected.xlsb",
    "msoffcrypto/example_password.xlsx",
    "msoffcrypto/rc4cryptoapi_password.xls",
    "msoffcrypto/xor_password_123456789012345.xls",
    "poi/35897-type4.xls",
    "poi/60284.xls",
    "poi/password.xls",
    "poi/protected_passtika.xlsb",
    "poi/protected_passtika.xlsx",
    "poi/xor-encryption-abc.xls",
    "pycalamine/password.xls",
]


@cache
def _book(name: str) -> Book:
    """Opened once for all tests: an xls costs a process each time."""
    return open_book(TORTURE / name)


def _rows(name: str, sheet: str | None = None) -> list[list[str | None]]:
    grid = _book(name).grid(sheet)
    return [list(row.values()) for batch in grid.batches for row in batch.to_pylist()]


def _values(name: str) -> list[list[str]]:
    """The rows that hold anything, without their empty cells."""
    found = ([cell for cell in row if cell] for row in _rows(name))
    return [row for row in found if row]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TORTURE).as_posix())
def test_opens_or_says_why_not(path: Path) -> None:
    try:
        book = _book(path.relative_to(TORTURE).as_posix())
    except BadFile:
        return
    for sheet in book.sheets:
        try:
            grid = book.grid(sheet.name)
        except BadFile:
            continue
        for batch in grid.batches:
            assert (batch.num_columns, batch.num_rows <= Limits().rows) == (len(grid.columns), True)


@pytest.mark.parametrize("name", ENCRYPTED)
def test_password_protected(name: str) -> None:
    with pytest.raises(BadFile) as caught:
        open_book(TORTURE / name)
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize("kind", ["xls", "ods", "xml", "strict.xlsx"])
def test_five_equal_tables(kind: str) -> None:
    other, book = _book(f"poi/SampleSS.{kind}"), _book("poi/SampleSS.xlsx")
    assert other.sheets == book.sheets
    for sheet in book.sheets:
        assert _rows(f"poi/SampleSS.{kind}", sheet.name) == _rows("poi/SampleSS.xlsx", sheet.name)
    assert len(_rows("poi/SampleSS.xlsx", "Sheet Number 2")) == 7


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
def test_one_row_of_every_type(kind: str) -> None:
    row = [cell and cell.replace("T", " ").removesuffix(" 00:00:00") for cell in _rows(f"pycalamine/base.{kind}")[1]]
    assert row[:8] == [
        "String",
        "1",
        "1.1",
        "true",
        "false",
        "2010-10-10",
        "2010-10-10 10:10:10",
        "1899-12-31 10:10:10",
    ]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
def test_hidden_sheets(kind: str) -> None:
    book = _book(f"calamine/any_sheets.{kind}")
    assert {sheet.name: sheet.hidden for sheet in book.sheets if sheet.name != "Chart"} == {
        "Visible": False,
        "Hidden": True,
        "VeryHidden": True,
    }
    assert (book.grid().sheet, len(_rows(f"calamine/any_sheets.{kind}"))) == ("Visible", 5)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("calamine/OOM_alloc2.xls", 192),
        ("calamine/issue_174.xlsx", 2),
        ("calamine/malformed_format.xls", 38),
        ("calamine/number_rows_repeated.ods", 8),
        ("calamine/ptgexp-truncated-operand.xls", 24),
        ("calamine/strict_iso_paths.xlsx", 76),
        ("csvkit/mac_newlines.csv", 3),
        ("poi/49609.xlsx", 39),
        ("poi/57893-many-merges.xlsx", 0),
        ("poi/59746_NoRowNums.xlsx", 71),
        ("poi/62815.xlsb", 282),
        ("poi/Excel_file_with_trash_item.xlsx", 680),
        ("poi/WORKBOOK_in_capitals.xls", 284),
        ("poi/chinese-provinces.xls", 4),
        ("poi/testEXCEL_95.xls", 22),
        ("poi/testVarious.xlsb", 35),
    ],
)
def test_rows(name: str, count: int) -> None:
    assert len(_rows(name)) == count


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("calamine/date_iso.xlsx", [["2021-01-01"], ["2021-01-01T10:10:10"]]),
        ("calamine/formula-date-format.xls", [["2017-02-27 00:00:00"], ["2017-02-28 00:00:00"]]),
        ("calamine/has_x000D_.xlsx", [["ABC\r\nDEF"]]),
        ("calamine/nonstandard-xml-ns-prefix.xlsx", [["a", "b"], ["1", "3"]]),
        ("calamine/rph.xlsx", [["課きく\u3000毛こ"]]),
        ("calamine/temperature-in-middle.xlsx", [["label", "value"], ["celsius", "22.2222"]]),
        ("calamine/with-annotation.ods", [["cell a.1"]]),
        ("csvkit/null_byte.csv", [["a", "b", "c"], ["2", "3"]]),
        ("csvkit/test_no_leading_zeroes.csv", [["a", "b", "c"], ["01", "00.11", "0.1"]]),
        ("csvkit/test_utf16_little.csv", [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "ʤ"]]),
        ("poi/1900DateWindowing.xls", [["2000-01-01 00:00:00", "2000-01-01 00:00:00"]]),
        ("poi/1904DateWindowing.xls", [["2000-01-01 00:00:00", "2000-01-01 00:00:00"]]),
        ("poi/62815.xlsb", [["10000000"], ["1200455"]]),
        ("poi/SimpleMacro.xlsm", [["This is a macro workbook"]]),
        ("poi/TwoSheetsOneHidden.xlsx", [["Sheet2A1"]]),
        ("poi/poi-fuzz.xls", [["Der große  Überschriften Test"]]),
    ],
)
def test_values(name: str, start: list[list[str]]) -> None:
    assert _values(name)[: len(start)] == start


@pytest.mark.parametrize(
    "name", ["comma_in_quotes", "empty", "escaped_quotes", "newlines", "quotes_and_newlines", "utf8"]
)
def test_csv_spectrum(name: str) -> None:
    """Without location_coordinates, whose published result is of another file (its phone differs)."""
    header, *rows = _rows(f"csv-spectrum/{name}.csv")
    expected = json.loads((TORTURE / f"csv-spectrum/expected/{name}.json").read_text(encoding="utf-8"))
    assert [dict(zip(header, [cell or "" for cell in row], strict=True)) for row in rows] == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("calamine/OOM_alloc3.xls", "corrupt"),
        ("calamine/issue_594_dos.ods", "corrupt"),
        ("calamine/too_small.xls", "not_a_sheet"),
        ("poi/54764-2.xlsx", "unsafe_xml"),
        ("poi/54764.xlsx", "unsafe_xml"),
        ("poi/duplicate-filename.xlsx", "corrupt"),
        ("poi/poc-xmlbomb.xlsx", "unsafe_xml"),
        ("poi/testEXCEL_3.xls", "old_format"),
        ("poi/testEXCEL_4.xls", "old_format"),
        ("poi/xlsx-corrupted.xlsx", "corrupt"),
        ("pycalamine/empty_file.ods", "file_empty"),
        ("pycalamine/empty_file.xlsx", "file_empty"),
    ],
)
def test_refusals(name: str, code: str) -> None:
    with pytest.raises(BadFile) as caught:
        open_book(TORTURE / name)
    assert caught.value.code == code


def test_errors_are_never_values(rows: Callable[[Grid], list]) -> None:
    grid = _book("calamine/errors.xlsx").grid()
    assert {error.text for error in grid.errors} >= {"#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#REF!", "#VALUE!"}
    assert rows(grid) == [[None]] * len(grid.errors)


def test_merged_ranges() -> None:
    assert len(_book("poi/57893-many-merges.xlsx").grid().merged) == 50_000
    sheets = _book("calamine/merged_range.xlsx")
    assert [len(sheets.grid(sheet.name).merged) for sheet in sheets.sheets] == [9, 6]


def test_macro_sheets_are_ignored() -> None:
    assert [sheet.name for sheet in _book("poi/xlmmacro.xlsm").sheets] == ["Sheet1", "Sheet2"]
