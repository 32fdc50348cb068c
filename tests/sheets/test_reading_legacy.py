"""xls, xlsb and ods: read in a process of their own, which may fail, die or hang without harm to ours."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from jipan.errors import BadFile
from jipan.sheets import CellError, Limits, SheetInfo, open_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jipan.sheets import Grid

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def _ods(path: Path, table: str) -> Path:
    content = (
        f"<office:document-content xmlns:office='{OFFICE}:office:1.0' xmlns:table='{OFFICE}:table:1.0' "
        f"xmlns:text='{OFFICE}:text:1.0'><office:body><office:spreadsheet><table:table table:name='客户'>{table}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def _cell(kind: str, text: str) -> str:
    return f"<table:table-cell office:value-type='{kind}' {text}</table:table-cell>"


def test_ods(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    cells = (
        _cell("string", "><text:p>王伟</text:p>")
        + _cell("float", "office:value='13800138000'>")
        + _cell("date", "office:date-value='2024-01-05'>")
        + _cell("time", "office:time-value='PT10H10M10S'>")
    )
    book = open_book(_ods(tmp_path / "a.xls", f"<table:table-row>{cells}</table:table-row>"))
    assert (book.format, book.sheets) == ("ods", (SheetInfo("客户"),))
    assert rows(book.grid()) == [["王伟", "13800138000", "2024-01-05", "1899-12-31 10:10:10"]]


def test_ods_with_cells_merged_downwards(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"{more}><text:p>李娜</text:p></table:table-cell>'
    merged = cell.format(more=' table:number-rows-spanned="2" table:number-columns-spanned="1"')
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    covered = "<table:table-row><table:covered-table-cell/></table:table-row>"
    row = f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{merged}</table:table-row>'
    book = open_book(_ods(tmp_path / "a.ods", f"{blank}{row}{covered}"))
    assert book.grid().merged == ((3, 2, 4, 2),)


def test_ods_that_asks_for_billions_of_cells(tmp_path: Path) -> None:
    cell = "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='16384'/>"
    row = f"<table:table-row table:number-rows-repeated='1048576'>{cell}</table:table-row>"
    with pytest.raises(BadFile):
        open_book(_ods(tmp_path / "a.ods", row)).grid()


def test_a_reader_that_dies_is_a_bad_file(tmp_path: Path) -> None:
    cell = "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='1000'/>"
    row = f"<table:table-row table:number-rows-repeated='90000'>{cell}</table:table-row>"
    with pytest.raises(BadFile) as caught:
        open_book(_ods(tmp_path / "a.ods", row), limits=Limits(memory=1_000_000_000))
    assert caught.value.code == "too_large_memory"


def test_a_reader_that_does_not_end_is_a_bad_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        open_book(_ods(tmp_path / "a.ods", ""), limits=Limits(seconds=0.01))
    assert (caught.value.code, caught.value.facts["limit"]) == ("too_slow", "0.01")


def test_xls(write_xls: Callable[..., Path], biff: dict[str, Any], rows: Callable[[Grid], list]) -> None:
    label, number, record = biff["label"], biff["number"], biff["record"]
    merged = record(0xE5, struct.pack("<H4H", 1, 0, 0, 1, 2))
    error = record(0x205, struct.pack("<HHHBB", 2, 2, 0, 0x2A, 1))
    body = label(0, 1, "姓名") + label(1, 1, "王伟") + number(1, 2, 13800138000) + error + merged
    sheets = [("客户", 0, 0, body), ("旧", 1, 0, label(0, 0, "x")), ("图", 0, 2, label(0, 0, "cached"))]
    book = open_book(write_xls(sheets, record(0x22, b"\1\0")))
    assert (book.format, book.date1904) == ("xls", True)
    assert book.sheets == (SheetInfo("客户"), SheetInfo("旧", hidden=True))
    grid = book.grid()
    assert (grid.columns, rows(grid)) == ((1, 2), [["姓名", None], ["王伟", "13800138000"], [None, None]])
    assert (grid.merged, grid.errors) == (((0, 1, 0, 2),), (CellError(2, 2, "#N/A"),))
    assert grid.address(1, 1) == "raw.xls › 客户 › B2"


def test_xls_with_a_password(write_xls: Callable[..., Path], biff: dict[str, Any]) -> None:
    with pytest.raises(BadFile) as caught:
        open_book(write_xls([("客户", 0, 0, b"")], biff["record"](0x2F, b"\0\0\1\2\3\4")))
    assert caught.value.code == "encrypted"


def test_xls_with_a_formula_that_the_reader_stumbles_over(
    write_xls: Callable[..., Path], biff: dict[str, Any], rows: Callable[[Grid], list]
) -> None:
    cut_off = struct.pack("<HHHdHIH", 0, 1, 0, 42.0, 0, 0, 3) + b"\x01\0\0"
    book = open_book(write_xls([("客户", 0, 0, biff["label"](0, 0, "x") + biff["record"](0x06, cut_off))]))
    assert rows(book.grid()) == [["x", "42"]]


def excel_95(biff: dict[str, Any], page: int | None, encoding: str, *texts: str) -> bytes:
    """A workbook of Excel 95: texts are bytes in the code page that it names, or does not."""

    def bof(kind: int) -> bytes:
        return biff["record"](0x809, struct.pack("<HHHH", 0x500, kind, 0, 0))

    def labels() -> bytes:
        raw = [text.encode(encoding) for text in texts]
        return b"".join(
            biff["record"](0x204, struct.pack("<HHHH", 0, n, 0, len(one)) + one) for n, one in enumerate(raw)
        )

    name = texts[0].encode(encoding)
    start = bof(5) + (biff["record"](0x42, struct.pack("<H", page)) if page else b"")
    offset = len(start) + 4 + 7 + len(name) + 4
    bound = biff["record"](0x85, struct.pack("<IBBB", offset, 0, 0, len(name)) + name)
    return biff["ole"]("Book", start + bound + biff["record"](0x0A) + bof(0x10) + labels() + biff["record"](0x0A))


@pytest.mark.parametrize(
    ("page", "encoding", "texts"),
    [
        (936, "gbk", ("客户", "王伟", "a")),
        (None, "gbk", ("客户", "王伟")),
        (1252, "gbk", ("客户", "王伟")),
        (950, "big5", ("客戶", "陳小明")),
        (1252, "cp1252", ("Café", "né à Orléans", "Ç…")),
    ],
)
def test_texts_of_excel_95(
    tmp_path: Path,
    biff: dict[str, Any],
    rows: Callable[[Grid], list],
    page: int | None,
    encoding: str,
    texts: tuple[str, ...],
) -> None:
    (tmp_path / "a.xls").write_bytes(excel_95(biff, page, encoding, *texts))
    book = open_book(tmp_path / "a.xls")
    assert [sheet.name for sheet in book.sheets] == [texts[0]]
    assert rows(book.grid()) == [list(texts)]


def test_xls_that_is_only_a_container_is_corrupt(tmp_path: Path, biff: dict[str, Any]) -> None:
    (tmp_path / "a.xls").write_bytes(biff["ole"]("Workbook", b"\xff" * 5000))
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.xls")
    assert caught.value.code == "corrupt"


def _bin(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data)]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def test_xlsb(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    sheets = [(0, "rId1", "客户"), (1, "rId2", "旧"), (0, "rId3", "图")]
    workbook = _bin(131) + _bin(153, struct.pack("<III", 1, 0, 0)) + _bin(143)
    workbook += b"".join(
        _bin(156, struct.pack("<II", state, place) + _wide(relation) + _wide(name))
        for place, (state, relation, name) in enumerate(sheets, 1)
    )
    dimension = _bin(148, struct.pack("<4I", 0, 0, 0, 1))
    row = _bin(0, struct.pack("<IIHBBBII", 0, 0, 300, 0, 0, 0, 0, 0))
    cells = _bin(6, struct.pack("<II", 0, 0) + _wide("王伟")) + _bin(5, struct.pack("<IId", 1, 0, 13800138000.0))
    sheet = _bin(129) + dimension + _bin(145) + row + cells + _bin(146) + _bin(130)
    targets = [
        ("worksheet", "worksheets/sheet1.bin"),
        ("worksheet", "worksheets/sheet2.bin"),
        ("chartsheet", "chartsheets/sheet1.bin"),
    ]
    linked = "".join(
        f"<Relationship Id='rId{place}' Type='{relations}/{kind}' Target='{target}'/>"
        for place, (kind, target) in enumerate(targets, 1)
    )
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f"<Relationships xmlns='{package}'><Relationship Id='r' Type='{relations}/officeDocument' Target='xl/workbook.bin'/></Relationships>",
        )
        archive.writestr("xl/workbook.bin", workbook + _bin(144) + _bin(132))
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships xmlns='{package}'>{linked}</Relationships>")
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        archive.writestr("xl/worksheets/sheet2.bin", sheet)
        archive.writestr("xl/chartsheets/sheet1.bin", sheet)
    book = open_book(tmp_path / "a.xlsb")
    assert (book.format, book.date1904) == ("xlsb", True)
    assert book.sheets == (SheetInfo("客户"), SheetInfo("旧", hidden=True))
    assert rows(book.grid()) == [["王伟", "13800138000"]]
