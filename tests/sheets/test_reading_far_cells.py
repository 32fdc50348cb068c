"""A sheet that reaches too far is refused before the reader allocates: there the process would be aborted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from jipan.errors import BadFile
from jipan.sheets import Limits, extent, open_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jipan.sheets import Grid

A1 = "<row r='1'><c r='A1'><v>1</v></c></row>"
FAR = "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"


def _refused(path: Path, limits: Limits | None = None) -> BadFile:
    with pytest.raises(BadFile) as caught:
        open_book(path, limits=limits or Limits()).grid()
    return caught.value


@pytest.mark.parametrize("dimension", ["", "<dimension ref='A1'/>", "<dimension ref='A1:B2'/>"])
def test_far_cell_whatever_the_dimension_says(write_xlsx: Callable[..., Path], dimension: str) -> None:
    error = _refused(write_xlsx(f"{dimension}<sheetData>{A1}{FAR}</sheetData>"))
    assert (error.code, error.facts["cell"]) == ("far_cell", "XFD1048576")


@pytest.mark.parametrize(
    "far",
    [
        FAR,
        "<row r='2'><c r='ABC2'><v>1</v></c></row><row r='1048576'><c r='B1048576'><v>1</v></c></row>",
        "<row r='9'><c s='0' r='XFD9'><v>1</v></c></row>",
        "<row r='9'><c r='xfd9'><v>1</v></c></row>",
        "<row r='99999999'><c r='A99999999'><v>1</v></c></row>",
        "<row r='9'>" + "<c/>" * 16_000 + "<c><v>1</v></c></row>",
    ],
)
@pytest.mark.parametrize("filler", [0, 60_000])
def test_far_cells_in_every_shape(write_xlsx: Callable[..., Path], far: str, filler: int) -> None:
    """With the filler the sheet is large, and only looked at quickly; but cells without names are counted."""
    if filler and "<c/>" in far:
        far = "<row><c><v>1</v></c></row>" + far
        rows = "".join("<row><c t='inlineStr'><is><t>some text in a cell</t></is></c></row>" for _ in range(filler))
    else:
        row = "<row r='{0}'><c r='A{0}' t='inlineStr'><is><t>some text in a cell</t></is></c></row>"
        rows = "".join(row.format(index) for index in range(10, filler + 10))
    error = _refused(write_xlsx(f"<sheetData>{A1}{rows}{far}</sheetData>"))
    assert error.code in {"far_cell", "too_many_rows", "too_many_cells"}


def test_a_dimension_that_claims_everything(write_xlsx: Callable[..., Path], rows: Callable[[Grid], list]) -> None:
    path = write_xlsx(f"<dimension ref='A1:XFD1048576'/><sheetData>{A1}</sheetData>")
    start = time.monotonic()
    assert rows(open_book(path).grid()) == [["1"]]
    assert time.monotonic() - start < 5


def test_far_formatting_without_values_is_no_data(
    write_xlsx: Callable[..., Path], rows: Callable[[Grid], list]
) -> None:
    path = write_xlsx(
        f"<sheetData>{A1}<row r='5'><c r='XFD5' s='0'/></row><row r='1048576'><c r='XFD1048576' s='0'></c></row></sheetData>"
    )
    assert rows(open_book(path).grid()) == [["1"]]


def test_wide_and_long_sheets_that_are_full_are_read(write_xlsx: Callable[..., Path]) -> None:
    cells = "".join("<c><v>1</v></c>" for _ in range(300))
    wide = "".join(f"<row>{cells}</row>" for _ in range(600))
    (batch,) = open_book(write_xlsx(f"<sheetData>{wide}</sheetData>")).grid().batches
    assert (batch.num_rows, batch.num_columns) == (600, 300)


@pytest.mark.parametrize(
    ("limits", "code"),
    [(Limits(rows=1), "too_many_rows"), (Limits(columns=1), "far_cell"), (Limits(cells=3), "too_many_cells")],
)
def test_limits_can_be_set(write_xlsx: Callable[..., Path], limits: Limits, code: str) -> None:
    row = "<row r='{0}'><c r='A{0}'><v>1</v></c><c r='B{0}'><v>1</v></c></row>"
    path = write_xlsx(f"<sheetData>{row.format(1)}{row.format(2)}</sheetData>")
    assert _refused(path, limits).code == code


def test_a_namespace_is_no_far_cell():
    """What every workbook saved by Excel begins with must not send the whole sheet through the slow look."""
    head = b'<worksheet xmlns="x" xmlns:r="http://schemas"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    pattern = extent._outside(0, 60_000_000)
    far = b'<c r="XFD1"><v>1</v></c>'
    taken: list[bytes] = []
    assert extent._all_inside([head, head], pattern, taken.append)
    assert taken == [head, head]
    assert not extent._all_inside([head, far, head], pattern, taken.append)
    assert taken == [head, head, head]
