"""CSV, TSV and text under the name of a workbook: encodings, delimiters, ragged rows, quotes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan.errors import BadFile
from jipan.sheets import Limits, delimited, open_book
from jipan.sheets.encoding import survey
from jipan.sheets.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jipan.sheets import Grid

TABLE = "姓名,手机\r\n王伟,13800138000\r\n李娜,\r\n"
CELLS = [["姓名", "手机"], ["王伟", "13800138000"], ["李娜", None]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings(tmp_path: Path, rows: Callable[[Grid], list], encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE.encode(encoding))
    book = open_book(tmp_path / "a.csv")
    assert (book.format, [sheet.name for sheet in book.sheets], book.grid().sheet) == ("csv", ["a"], None)
    assert rows(book.grid("a")) == CELLS
    assert book.grid().address(16, 3) == "a.csv › D17"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(tmp_path: Path, rows: Callable[[Grid], list], encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE.encode(encoding))
    assert rows(open_book(tmp_path / "a.csv").grid()) == CELLS


def test_a_short_text_in_big5(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    (tmp_path / "a.csv").write_bytes("姓名,手機,車牌號\n王偉,13812345678,豫A12345\n".encode("big5"))
    assert rows(open_book(tmp_path / "a.csv").grid())[0] == ["姓名", "手機", "車牌號"]


@pytest.mark.parametrize("first", ["utf-8", "gbk", "utf-8-sig"])
def test_lines_in_two_encodings(tmp_path: Path, rows: Callable[[Grid], list], first: str) -> None:
    """One list was pasted below another; each line is read as what it is."""
    lines = ["客户姓名,地址", "王伟,郑州市花园路一号", "李娜,洛阳市中州路二号", "赵敏,开封市大梁路三号"]
    written = [
        line.encode(first if not place else ("gbk" if place % 2 else "utf-8")) for place, line in enumerate(lines)
    ]
    (tmp_path / "a.csv").write_bytes(b"\r\n".join(written))
    assert rows(open_book(tmp_path / "a.csv").grid()) == [line.split(",") for line in lines]


def test_big5_only_when_certain(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    text = "姓名,地址\n" + "王小明,臺北市信義區忠孝東路五段\n" * 10
    (tmp_path / "a.csv").write_bytes(text.encode("big5"))
    assert rows(open_book(tmp_path / "a.csv").grid())[1] == ["王小明", "臺北市信義區忠孝東路五段"]
    rare = "姓名,地址\n" + "陶喆镕,深圳市福田区莲花路\n" * 10
    assert survey(Source("", "", rare.encode("gb18030"))).encoding == "gb18030"


@pytest.mark.parametrize("data", ["nom,é\n".encode("latin-1"), "名字,x\n".encode() * 9 + b"\xe5\x90,\n"])
def test_unknown_encoding_is_not_guessed(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.csv").grid()
    assert caught.value.code == "encoding_unknown"


def test_question_marks_are_no_headers(tmp_path: Path) -> None:
    """As Excel saves a CSV where the system has no Chinese."""
    (tmp_path / "a.csv").write_text("??,??,???\n??,13912345678,?A12345\n")
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.csv").grid()
    assert caught.value.code == "letters_lost"
    (tmp_path / "a.csv").write_text("name,phone,note\n张伟,13912345678,??\n李娜,13912345679,??\n")
    assert open_book(tmp_path / "a.csv").grid().columns == (0, 1, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("lost", "padding"), [(0, 0), (1, 0), (0, 2), (0, 5000)])
def test_an_end_that_is_broken_off_or_padded_is_told(
    tmp_path: Path, rows: Callable[[Grid], list], encoding: str, lost: int, padding: int
) -> None:
    """As an interrupted copy leaves a file: what is whole is read."""
    data = (TABLE + "赵敏,洛阳").encode(encoding)
    (tmp_path / "a.csv").write_bytes(data[: len(data) - lost] + bytes(padding))
    book = open_book(tmp_path / "a.csv")
    assert rows(book.grid())[:3] == CELLS
    assert book.cut == bool(lost or padding)
    assert rows(book.grid())[3] == ["赵敏", "洛阳" if not lost else "洛"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "，"])
def test_delimiters(tmp_path: Path, rows: Callable[[Grid], list], mark: str) -> None:
    (tmp_path / "a.xls").write_bytes(TABLE.replace(",", mark).encode("gb18030"))
    assert rows(open_book(tmp_path / "a.xls").grid()) == CELLS


def test_a_row_with_another_delimiter_is_cut_as_the_others(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    (tmp_path / "a.csv").write_text(
        "姓名;手机;车牌\n王伟\t13800138000\t豫A12345\n李娜;13912345678;\n", encoding="utf-8"
    )
    assert rows(open_book(tmp_path / "a.csv").grid())[1:] == [
        ["王伟", "13800138000", "豫A12345"],
        ["李娜", "13912345678", None],
    ]


def test_delimiter_inside_cells_does_not_win() -> None:
    assert delimited.delimiter_of("姓名\t地址\n王\t广州,天河,1号\n李\t佛山,南海,2号\n") == "\t"
    assert delimited.delimiter_of("a;b\n1,5;2\n2,5;3\n") == ";"
    assert delimited.delimiter_of("备注\n你好，再见\n好\n") is None


def test_ragged_rows_keep_every_value(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    (tmp_path / "a.csv").write_text("2024年客户表\n姓名,手机\n王,1,2,3\n李\n", encoding="utf-8")
    assert rows(open_book(tmp_path / "a.csv").grid()) == [
        ["2024年客户表", None, None, None],
        ["姓名", "手机", None, None],
        ["王", "1", "2", "3"],
        ["李", None, None, None],
    ]


@pytest.mark.parametrize(
    ("data", "cells"),
    [
        (b"a,b\r1,2\r3,4\r", [["a", "b"], ["1", "2"], ["3", "4"]]),
        (b"a,b\n1\0,2\n", [["a", "b"], ["1", "2"]]),
        (b'a,b\n"x\ny","say ""hi"""\n', [["a", "b"], ["x\ny", 'say "hi"']]),
        (b"a,b\n\n1,2\n", [["a", "b"], [None, None], ["1", "2"]]),
        (b"phone\n00123\nNA\n", [["phone"], ["00123"], ["NA"]]),
        (b"a,b\n1,\xef\xbb\xbf2\n", [["a", "b"], ["1", "\ufeff2"]]),
    ],
)
def test_odd_lines(tmp_path: Path, rows: Callable[[Grid], list], data: bytes, cells: list) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    assert rows(open_book(tmp_path / "a.csv").grid()) == cells


@pytest.mark.parametrize("data", [b'a,b,c\n1,"open,3\n4,5,6\n', b'a,b,c\n1,2,"open\n4,5,6\n'])
def test_an_open_quote_is_told_before_it_swallows_rows(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.csv").grid()
    assert caught.value.code == "open_quote"
    assert str(caught.value.facts["text"]).startswith("open")


def test_a_last_cell_of_several_lines_is_no_open_quote(tmp_path: Path, rows: Callable[[Grid], list]) -> None:
    (tmp_path / "a.csv").write_bytes(b'a,b\n1,"x\ny"\n')
    assert rows(open_book(tmp_path / "a.csv").grid()) == [["a", "b"], ["1", "x\ny"]]


def test_large_files_are_read_anew_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n" + b"1,2\n" * 250_000)
    monkeypatch.setattr(delimited, "_KEPT", 1000)
    grid = open_book(tmp_path / "a.csv").grid()
    assert isinstance(grid.batches, delimited.Streamed)
    for _ in range(2):
        assert [batch.num_rows for batch in grid.batches] == [100_000, 100_000, 50_001]
    (tmp_path / "a.csv").unlink()
    with pytest.raises(BadFile) as caught:
        list(grid.batches)
    assert caught.value.code == "file_missing"


def test_row_limit(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n" * 10)
    with pytest.raises(BadFile) as caught:
        open_book(tmp_path / "a.csv", limits=Limits(rows=9)).grid()
    assert caught.value.code == "too_many_rows"


@settings(deadline=None)  # the first example imports Arrow
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff;\t|"), max_size=5),
            min_size=2,
            max_size=4,
        ),
        min_size=2,
        max_size=6,
    )
)
def test_what_the_csv_module_writes_comes_back(table: list[list[str]]) -> None:
    """Whether pyarrow takes the rows or refuses them as ragged: no value is lost or moved.

    Without the other delimiters, as so few rows do not always show which one is meant.
    """
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(table)
    source = Source("a.csv", "a.csv", text.getvalue().encode())
    width = max(len(row) for row in table)
    (batch,) = delimited.read(source, Limits()).load("a").batches
    assert [list(row.values()) for row in batch.to_pylist()] == [
        [cell or None for cell in row] + [None] * (width - len(row)) for row in table
    ]
