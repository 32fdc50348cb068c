"""`.xls` that is HTML or SpreadsheetML 2003."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jipan.errors import BadFile
from jipan.sheets import CellError, Limits, SheetInfo, open_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jipan.sheets import Grid

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table border=1>
<tr><th colspan=2>客户</th><th rowspan=2>备注</th></tr>
<tr><td>姓名<td>手机</tr>
<tr><td>王<br>伟</td><td x:num="13800138000">1.38E+10</td><td>&nbsp;a &amp; b
 c</td></tr>
<tr><td></td><td><table><tr><td>in</td></tr></table></td></tr>
</table></body></html>"""

SS = "urn:schemas-microsoft-com:office:spreadsheet"
BOOK = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="{SS}" xmlns:ss="{SS}">
<DocumentProperties xmlns="urn:schemas-microsoft-com:office:office"><LastSaved>2024-01-05T08:30:00Z</LastSaved></DocumentProperties>
<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel"><Date1904/></ExcelWorkbook>
<Worksheet ss:Name="客户"><Table>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">表</Data></Cell><Cell><Data ss:Type="String">备注</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="Number">1.3800138E10</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="DateTime">2024-01-05T08:30:00.000</Data></Cell></Row>
<Row><Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>
<Cell><Data ss:Type="Number">1.50</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="旧"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
<Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_html(tmp_path: Path, rows: Callable[[Grid], list], encoding: str) -> None:
    (tmp_path / "导出.xls").write_bytes(PAGE.encode(encoding))
    book = open_book(tmp_path / "导出.xls")
    assert (book.format, book.sheets) == ("html", (SheetInfo("导出"),))
    assert rows(book.grid()) == [
        ["客户", None, "备注"],
        ["姓名", "手机", None],
        ["王\n伟", "13800138000", "a & b c"],
        [None, "in", None],
    ]
    assert sorted(book.grid().merged) == [(0, 0, 0, 1), (0, 2, 1, 2)]


def test_html_names_its_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<html><x:Name>客户</x:Name><table><tr><td>1</table>", encoding="utf-8")
    assert open_book(tmp_path / "a.xls").grid().address(0, 0) == "a.xls › 客户 › A1"


def test_html_without_a_table_is_no_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<!DOCTYPE html><html><body><p>登录超时</p></body></html>", encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.xls")
    assert (caught.value.code, caught.value.facts["found"]) == ("not_a_sheet", "HTML")


def test_html_that_spans_the_world_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<table>" + "<tr><td colspan=9999>x" * 3, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.xls")
    assert caught.value.code == "too_many_columns"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_spreadsheetml(tmp_path: Path, rows: Callable[[Grid], list], encoding: str) -> None:
    declared = BOOK.replace('"1.0"', f'"1.0" encoding="{encoding}"', 1)
    (tmp_path / "a.xls").write_bytes(declared.encode(encoding))
    book = open_book(tmp_path / "a.xls")
    assert (book.format, book.date1904, str(book.saved)) == ("xml", True, "2024-01-05 08:30:00+00:00")
    assert book.sheets == (SheetInfo("客户"), SheetInfo("旧", hidden=True))
    grid = book.grid()
    assert rows(grid) == [
        ["表", None, "备注"],
        [None, None, None],
        ["13800138000", None, "2024-01-05 08:30:00"],
        [None, "true", "1.5"],
    ]
    assert (grid.errors, grid.merged) == ((CellError(3, 0, "#N/A"),), ((0, 0, 0, 1),))


def test_half_a_spreadsheetml_file_is_corrupt(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(BOOK[: len(BOOK) * 3 // 4], encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.xml")
    assert caught.value.code == "corrupt"


def test_far_row_in_spreadsheetml(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        BOOK.replace('ss:Index="3"><Cell><', 'ss:Index="9000000"><Cell><'), encoding="utf-8"
    )
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.xml", limits=Limits())
    assert caught.value.code in {"far_cell", "too_many_rows"}


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE Workbook [<!ENTITY a "x"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    (tmp_path / "a.xml").write_text(
        BOOK.replace("<Workbook", bomb + "<Workbook").replace("备注", "&f;"), encoding="utf-8"
    )
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.xml")
    assert caught.value.code == "unsafe_xml"


def test_tables_that_a_page_is_laid_out_with(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    inner = "<table><tr><th>姓名<th>手机</tr><tr><td rowspan=2>王伟<td>1</tr><tr><td>2</tr></table>"
    (tmp_path / "a.xls").write_text(f"<html><table><tr><td>{inner}</td></tr></table></html>", "utf-8")
    assert rows(open_book(tmp_path / "a.xls").grid()) == [["姓名", "手机"], ["王伟", "1"], [None, "2"]]


def test_a_page_that_the_parser_gives_up_is_refused_and_not_cut_off(tmp_path: Path) -> None:
    rows = "<tr><td>张伟</td></tr>"
    (tmp_path / "a.xls").write_text(f"<html><table>{rows}{'<div>' * 6000}{rows}</table></html>", encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        open_book(tmp_path / "a.xls")
    assert refused.value.code == "corrupt"


def test_a_long_page_of_another_encoding_is_read_to_its_end(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    cells = "".join(f"<tr><td>张伟</td><td>{number}</td></tr>" for number in range(5000))
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset=GBK"><table>{cells}</table></html>'
    (tmp_path / "a.xls").write_bytes(page.encode("gb18030"))
    assert rows(open_book(tmp_path / "a.xls").grid())[-1] == ["张伟", "4999"]
