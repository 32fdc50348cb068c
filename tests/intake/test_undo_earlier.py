"""Undo of an earlier import: what a later file said again is that file's by now, and stays."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import NOW, bring, current, workbook

from jipan.errors import Refused
from jipan.store import plan_undo, undo

HEADER = ("姓名", "手机", "其他电话", "备注", "地址", "鞋码", "爱好", "车牌号")
FILES = (
    [("王伟", "13812345678", None, "一", None, "40", None, "豫A12345"), ("李娜", "13912345678", *[None] * 6)],
    [("王伟", "13812345678", "13712345678", "二", "甲路1号", "41", "钓鱼", None), ("赵敏", "13612345678", *[None] * 6)],
    [
        ("王伟", "13812345678", "13712345678", "二", None, "41", None, None),
        ("李娜", "13912345678", *[None] * 5, "豫A12345"),
    ],
)


@pytest.fixture
def three(base, tmp_path):
    for place, rows in enumerate(FILES, 1):
        bring(base, workbook(tmp_path / f"{place}.xlsx", HEADER, *rows), day=dt.date(2026, 11, place))
    return base


def test_what_a_later_file_said_again_stays(three):
    undo(three, plan_undo(three, 2), NOW)
    [wang, _] = current(three, "customers", "name", "remark", "address", "other['鞋码']", "other['爱好']")[::-1]
    assert wang == ("王伟", "二", None, "41", None)
    assert ("13712345678",) in current(three, "keys", "value")
    assert ("13612345678",) not in current(three, "keys", "value")


def test_a_record_that_a_later_file_names_again_is_not_taken_away(three):
    with pytest.raises(Refused) as refused:
        undo(three, plan_undo(three, 1), NOW)
    assert "C000001 (B2)" in refused.value.facts["rows"]


def test_a_car_that_a_later_file_gives_to_the_same_owner_stays_his(three, tmp_path):
    said = [("李娜", "13912345678", *[None] * 5, "豫A12345"), ("孙强", "13512345678", *[None] * 6)]
    bring(three, workbook(tmp_path / "4.xlsx", HEADER, *said), day=dt.date(2026, 11, 4))
    assert plan_undo(three, 3).blocked == ("V000001 (B4)",)
