"""Vehicles of which a list says only what they are and when they were bought."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from intake_bench import NOW, bring, current, empty, everything, history, workbook

from jipan.store import plan_undo, undo

HEADER = ("姓名", "手机", "车型", "购车日期", "车牌号")
WANG, LI = ("王伟", "13812345678"), ("李娜", "13912345678")
BOUGHT = dt.date(2025, 1, 5)


@pytest.fixture
def take(tmp_path):
    """Imports rows into a base."""

    def bring_rows(base, *rows):
        return bring(base, workbook(tmp_path / "客户.xlsx", HEADER, *rows))

    return bring_rows


def cars(base):
    """Whose which vehicle is: customer, plate, model."""
    return base.rows(
        """SELECT c.name, v.plate, v.model FROM vehicles v JOIN ownerships o ON o.vehicle = v.id AND o.closed IS NULL
           JOIN customers c ON c.id = o.customer AND c.closed IS NULL WHERE v.closed IS NULL ORDER BY ALL"""
    )


def test_model_and_day_make_a_vehicle_once(base, take):
    first = take(
        base, (*WANG, "欧曼GTL", BOUGHT, None), (*WANG, "欧曼GTL", "2025年1月5日", None), (*LI, "欧曼GTL", BOUGHT, None)
    )
    assert (first.records["vehicles"]["created"], first.problems) == (2, [])
    there = everything(base)
    again = take(base, (*WANG, "欧曼GTL", BOUGHT, None), (*LI, "欧曼GTL", "20250105", None))
    assert again.records["vehicles"] == {"created": 0, "updated": 0, "same": 2}
    assert everything(base) == there
    assert current(base, "ownerships", "since", "until") == [(BOUGHT, None), (BOUGHT, None)]


@pytest.mark.parametrize("row", [("欧曼GTL", None, None), (None, BOUGHT, None)])
def test_one_of_both_is_no_vehicle_and_said(base, take, row):
    receipt = take(base, (*WANG, *row))
    assert [problem.code for problem in receipt.problems] == ["unfed_vehicles"]
    assert cars(base) == []


FILES = {
    "bare": [(*WANG, "欧曼GTL", BOUGHT, None)],
    "plate": [(*WANG, "欧曼GTL 6系", BOUGHT, "豫A12345")],
    "other": [(*WANG, "图雅诺", BOUGHT, None), (*LI, "欧曼GTL", BOUGHT, "豫B12345")],
}


def test_the_plate_comes_to_its_vehicle_whichever_file_is_first(take):
    for order in permutations(FILES):
        with empty() as base:
            for name in order:
                take(base, *FILES[name])
            assert [car[:2] for car in cars(base)] == [("李娜", "豫B12345"), ("王伟", "豫A12345"), ("王伟", None)]


def test_of_two_plates_nobody_can_tell_which_it_is(base, take):
    take(base, *FILES["bare"])
    take(base, (*WANG, "欧曼GTL", BOUGHT, "豫A12345"), (*WANG, "欧曼GTL", BOUGHT, "豫A54321"))
    assert [plate for _, plate, _ in cars(base)] == ["豫A12345", "豫A54321", None]


def test_undo_takes_the_plate_away_again(base, take):
    take(base, *FILES["bare"])
    there = history(base)
    take(base, *FILES["plate"])
    undo(base, plan_undo(base), NOW)
    assert history(base) == there
