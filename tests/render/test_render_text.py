"""CSV, JSON and the terminal."""

from __future__ import annotations

import datetime as dt
import io
import json as std_json
from decimal import Decimal

import pytest
from rich.cells import cell_len
from rich.console import Console

from jipan import kinds
from jipan.render import csv, json, terminal
from jipan.table import Column, Table

COLUMNS = (
    Column("name", kinds.NAME, "姓名", "Name"),
    Column("mobile", kinds.PHONE, "手机", "Mobile"),
    Column("outcome", kinds.OUTCOME, "结果", "Outcome"),
    Column("date", kinds.DATE, "日期", "Date"),
    Column("amount", kinds.MONEY, "金额", "Amount"),
    Column("note", kinds.TEXT, "备注", "Note"),
)
ROWS = [
    ("张伟", "13812345678", "booked", dt.date(2026, 1, 5), Decimal("-1234.50"), "=HYPERLINK(1)"),
    ("河南顺达物流有限公司", None, None, None, None, "很长的备注" * 20),
]
TABLE = Table("t", "客户", "Customers", COLUMNS, ROWS)


def test_csv_guards_formulas_and_nothing_else():
    out = io.StringIO(newline="")
    csv.write(TABLE, out, "zh", bare=True)
    first, second = out.getvalue().split("\r\n")[:2]
    assert first == "姓名,手机,结果,日期,金额,备注"
    assert second == "张伟,13812345678,已预约,2026-01-05,-1234.50,'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("+8613812345678", "+8613812345678"), ("-5", "-5"), ("=1", "'=1"), ("@a", "'@a"), ("a=1", "a=1")],
)
def test_the_guard_spoils_no_phone_and_no_amount(text, shown):
    assert csv.guard(text) == shown


def test_a_file_gets_a_byte_order_mark_and_a_pipe_none(tmp_path):
    with (tmp_path / "x.csv").open("w") as file:
        assert csv.encoding_for(file) == "utf-8-sig"
    assert csv.encoding_for(io.StringIO()) == "utf-8"


def test_json_is_keyed_by_identifiers_and_the_same_in_every_language():
    [first, second] = json.rows(TABLE)
    assert first == {
        "name": "张伟",
        "mobile": "138****5678",
        "outcome": "booked",
        "date": "2026-01-05",
        "amount": -1234.5,
        "note": "=HYPERLINK(1)",
    }
    assert second["mobile"] is None
    assert std_json.loads(json.dumps([first])) == [first]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_grid_never_runs_over_the_edge(width, lang):
    out = io.StringIO()
    terminal.show(TABLE, Console(file=out, width=width), lang)
    lines = out.getvalue().splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert any("张伟" in line and "138****5678" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("若无变化，2027-01-12 起变为预流失", ["若无变化，", "2027-01-12", "起变为预流失"]),
        ("近36个月消费再加¥7,297.60，即为普通客户", ["近36个月消费", "再加", "¥7,297.60，", "即为普通客户"]),
        ("2 more Auman trucks，silver", ["2 more Auman", "trucks，", "silver"]),
        ("LS48PGLH4PR020204", ["LS48PGLH4PR0", "20204"]),
        ("", [""]),
    ],
)
def test_no_line_ends_within_a_word_a_number_or_a_day(text, lines):
    assert terminal._fold(text, 12) == lines


def test_columns_without_room_are_said():
    out = io.StringIO()
    terminal.show(TABLE, Console(file=out, width=40), "en")
    assert "columns not shown" in out.getvalue()


def test_escapes_in_data_do_not_reach_the_terminal():
    out = io.StringIO()
    evil = Table("t", "t", "t", COLUMNS[:1], [("\x1b[31mred\x07",)])
    terminal.show(evil, Console(file=out, width=80), "en")
    assert "\x1b" not in out.getvalue()
    assert "\x07" not in out.getvalue()
