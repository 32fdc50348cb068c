"""A big sheet that is read in parts says the same as one that is read as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jipan.intake.fingerprint import fingerprint
from jipan.sheets import extent, open_book, package, parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jipan.sheets import Grid

ROWS = 3000


@pytest.fixture(autouse=True)
def everything_is_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "_SMALL", 0)
    monkeypatch.setattr(package, "_STEP", 1 << 10)
    monkeypatch.setattr(parts, "_LEAST", 1)
    monkeypatch.setattr(parts, "_MUCH", 40_000)


def processors(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(parts.os, "cpu_count", lambda: count)


def cells(number: int, *filled: tuple[str, str]) -> str:
    inside = "".join(f"<c r='{letter}{number}' t='str'><v>{text}</v></c>" for letter, text in filled)
    return f'<row r="{number}">{inside}</row>'


def sheet(*rows: str) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


def list_of(rows: int) -> list[str]:
    """Every seventh row is blank, D is filled only below, F only above."""
    return [
        cells(
            number,
            ("B", f"客户{number}"),
            ("C", f"{13800000000 + number * 7919}"),
            *([("D", "VIP")] if number > rows - 500 else []),
            *([("F", "旧")] if number < 500 else []),
        )
        if number % 7
        else f'<row r="{number}"/>'
        for number in range(1, rows + 1)
    ]


def read_both(monkeypatch: pytest.MonkeyPatch, path: Path) -> tuple[Grid, Grid]:
    processors(monkeypatch, 1)
    whole = open_book(path).grid()
    processors(monkeypatch, 4)
    return whole, open_book(path).grid()


def count_parts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one number for every sheet that is read in parts: how many they are."""
    counts: list[int] = []
    joined = parts._joined

    def counted(firsts: list[int], read: list) -> parts.Together | None:
        counts.append(len(firsts))
        return joined(firsts, read)

    monkeypatch.setattr(parts, "_joined", counted)
    return counts


def assert_same(whole: Grid, cut: Grid, rows: Callable[[Grid], list]) -> None:
    assert rows(cut) == rows(whole)
    assert (cut.columns, cut.errors, cut.merged) == (whole.columns, whole.errors, whole.merged)
    assert fingerprint([cut]) == fingerprint([whole])


def test_parts_say_the_same(
    monkeypatch: pytest.MonkeyPatch, write_xlsx: Callable[..., Path], rows: Callable[[Grid], list]
) -> None:
    wrong = [f'<row r="{ROWS + 5}"><c r="B{ROWS + 5}" t="e"><v>#N/A</v></c></row>']
    merge = f"<mergeCells><mergeCell ref='B{ROWS - 1}:C{ROWS}'/></mergeCells>"
    counts = count_parts(monkeypatch)
    whole, cut = read_both(monkeypatch, write_xlsx(sheet(*list_of(ROWS), *wrong) + merge))
    assert len(counts) == 1
    assert counts[0] > 4
    assert_same(whole, cut, rows)


def test_blank_rows_at_the_end_are_none(
    monkeypatch: pytest.MonkeyPatch, write_xlsx: Callable[..., Path], rows: Callable[[Grid], list]
) -> None:
    blank = [cells(number, ("B", "")) for number in range(ROWS + 1, ROWS * 4)]
    whole, cut = read_both(monkeypatch, write_xlsx(sheet(*list_of(ROWS), *blank)))
    assert_same(whole, cut, rows)
    assert sum(batch.num_rows for batch in cut.batches) == ROWS


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param("<row><c t='str'><v>x</v></c></row>", id="rows-without-numbers"),
        pytest.param(cells(3, ("B", "x")), id="a-row-out-of-its-order"),
        pytest.param('<!-- <row r="9000"> -->', id="a-comment-that-looks-like-a-row"),
        pytest.param(
            f'<row r="{ROWS + 1}"><c t="inlineStr"><is><t><![CDATA[<row r="9"> ]]></t></is></c></row>', id="cdata"
        ),
    ],
)
def test_odd_sheets_say_the_same(
    monkeypatch: pytest.MonkeyPatch, write_xlsx: Callable[..., Path], rows: Callable[[Grid], list], odd: str
) -> None:
    path = write_xlsx(sheet(*list_of(ROWS), *([odd] * ROWS)))
    whole, cut = read_both(monkeypatch, path)
    assert_same(whole, cut, rows)
