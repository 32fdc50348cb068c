"""Birthdays without a year: the full one fills, and is never replaced by one that says less."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import NOW, TODAY, bring, current, workbook

from jipan.intake.joining import merge
from jipan.kinds import BIRTHDAY

DAY = dt.timedelta(days=1)
HEAD = ("姓名", "手机", "生日")


def told(base):
    return [BIRTHDAY.show(said, "zh") for (said,) in current(base, "customers", "birthday")]


def brought(base, tmp_path, *said, days=(0, 1, 2)):
    """One file after the other says something of 王伟."""
    receipts = []
    for number, (text, later) in enumerate(zip(said, days, strict=False)):
        file = workbook(tmp_path / f"{number}.xlsx", HEAD, ("王伟", "13812345678", text))
        receipts.append(bring(base, file, TODAY + later * DAY))
    return receipts


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        (("5月12日", "1985-05-12"), "1985-05-12"),
        (("1985-05-12", "5月12日"), "1985-05-12"),
        (("1985-05-12", "6月1日"), "06-01"),
        (("5月12日", "6月1日"), "06-01"),
        (("农历五月十二", "农历5.12"), "农历05-12"),
        (("5月12日", "1985-05-12", "05-12"), "1985-05-12"),
    ],
)
def test_the_full_one_stays(base, tmp_path, said, stays):
    receipts = brought(base, tmp_path, *said)
    assert told(base) == [stays]
    assert {problem.code for receipt in receipts for problem in receipt.problems} == set()
    changed = brought(base, tmp_path, said[-1], days=(9,))
    assert changed[0].rows["same"] == 1


@pytest.mark.parametrize("said", [("5月12日", "1985-05-12"), ("1985-05-12", "5月12日")])
def test_files_in_the_wrong_order_do_not_fight(base, tmp_path, said):
    receipts = brought(base, tmp_path, *said, days=(5, 1))
    assert told(base) == ["1985-05-12"]
    assert receipts[1].problems == []


def test_of_two_rows_the_one_with_the_year_wins(base, tmp_path):
    rows = (("王伟", "13812345678", "1985-05-12"), ("王伟", "13812345678", "05-12"))
    bring(base, workbook(tmp_path / "客户.xlsx", HEAD, *rows))
    assert told(base) == ["1985-05-12"]


def test_a_year_that_excel_has_added_is_none(base, tmp_path):
    file = workbook(tmp_path / "客户.xlsx", HEAD, ("王伟", "13812345678", dt.datetime(TODAY.year - 2, 5, 12)))
    receipt = bring(base, file)
    assert [(problem.code, problem.facts["day"]) for problem in receipt.problems] == [("birthday_young", "05-12")]
    assert told(base) == ["05-12"]


def test_people_with_one_birthday_without_a_year_are_not_taken_for_one(base, tmp_path):
    head = ("姓名", "手机", "生日", "地址")
    rows = (("王伟", "13812345678", "5月12日", None), ("王伟", "15087654321", "5月12日", None))
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", head, *rows))
    assert (receipt.rows["created"], receipt.rows["doubtful"]) == (2, 0)


@pytest.mark.parametrize("into", ["C000001", "C000002"])
def test_of_two_who_are_one_the_birthday_with_the_year_is_told(base, tmp_path, into):
    rows = (("王伟", "13812345678", "1985-05-12"), ("王伟", "15087654321", "05-12"))
    bring(base, workbook(tmp_path / "客户.xlsx", HEAD, *rows))
    (other,) = {"C000001", "C000002"} - {into}
    merge(base, other, into, NOW)
    frame = base.tables(TODAY)["customers"].select("id", "birthday").collect()
    assert [(row["id"], BIRTHDAY.show(row["birthday"], "zh")) for row in frame.iter_rows(named=True)] == [
        (into, "1985-05-12")
    ]
