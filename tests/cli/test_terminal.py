"""What a person sees at a terminal while a command works, and what is asked of him."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from jipan.cli import bar, options

LONG = "河南顺达汽车销售服务有限公司2026年11月基盘客户明细表（含保险到期日及意向级别）最终版.xlsx"


def seen(width: int, *steps: tuple[str, int, int]) -> str:
    """What the line shows after these steps."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, color_system=None, legacy_windows=False)
    with bar.shown(console, LONG, "每秒 {rate} 行") as update:
        for step in steps:
            update(*step)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_a_long_name_leaves_room_for_what_is_done(width):
    shown = seen(width, ("整理数据", 200_000, 400_000), ("认客户，共 400,000 行", 0, 0))
    assert "整理数据" in shown
    assert "认客户，共 400,000 行" in shown


def test_no_time_is_shown_where_nobody_knows_it():
    assert "--:--" not in seen(80, ("整理数据", 200_000, 400_000), ("认客户", 0, 0)).rpartition("认客户")[2]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["import", "x.xlsx", "--password"], ["import", "x.xlsx", "--password", ""]),
        (["import", "--password", "--dry-run", "x.xlsx"], ["import", "--password", "", "--dry-run", "x.xlsx"]),
        (["import", "--password", "1234", "x.xlsx"], ["import", "--password", "1234", "x.xlsx"]),
        (["import", "x.xlsx", "--password=-1"], ["import", "x.xlsx", "--password=-1"]),
    ],
)
def test_a_password_that_is_not_given_is_asked_for(typed, meant):
    assert options.split(typed, {})[1] == meant


def test_who_stops_reading_ends_the_command_quietly(jipan, monkeypatch):
    def gone(*_, **__):
        raise SystemExit(1)

    monkeypatch.setattr("jipan.cli.screen.Screen.show", gone)
    (Path.cwd() / "a.csv").write_text("姓名,手机\n王伟,13812345678\n", encoding="utf-8")
    jipan("import", "a.csv")
    said = jipan("list")
    assert (said.code, said.out) == (0, "")
