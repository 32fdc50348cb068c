"""Merging is one row: nothing is lost, everything is read as one, and comes apart again."""

from __future__ import annotations

import pytest
from intake_bench import NOW, TODAY, everything, history

from jipan.errors import Refused
from jipan.intake.joining import merge, unmerge
from jipan.intake.log import find
from jipan.review import KINDS, Answer, View, decide, open_items
from jipan.store import plan_undo, undo

HEADER = ("姓名", "手机", "车牌号", "上次进厂日期", "城市")
PEOPLE = [
    ("王伟", "13812345678", "豫A12345", "2026-03-05", None),
    ("王炜", "13912345678", "豫B12345", "2026-04-05", "郑州"),
    ("李娜", "13712345678", None, None, None),
]


@pytest.fixture
def three(take):
    take(HEADER, *PEOPLE)


def customers(base):
    found = base.frame(base_sql(base, "customers")).collect("pyarrow").to_native().to_pylist()
    return sorted(found, key=lambda row: row["id"])


def base_sql(base, name):
    from jipan.store import frames

    return frames.queries(base, TODAY, None)[name]


def owners(base, name):
    return sorted(row[0] for row in base.rows(f"SELECT customer FROM ({base_sql(base, name)})"))


def test_two_are_read_as_one_with_all_they_have(base, three):
    merge(base, "C000002", "C000001", NOW)
    found = {row["id"]: row for row in customers(base)}
    assert sorted(found) == ["C000001", "C000003"]
    assert (found["C000001"]["name"], found["C000001"]["city"]) == ("王伟", "郑州")
    assert owners(base, "visits") == ["C000001", "C000001"]
    assert owners(base, "vehicles") == ["C000001", "C000001"]
    assert owners(base, "keys") == ["C000001", "C000001", "C000003"]


def test_one_row_is_written_and_the_old_id_finds_him_for_ever(base, three):
    before = history(base)
    merge(base, "C000002", "C000001", NOW)
    after = history(base)
    assert {name for name in after if after[name] != before[name]} == {"merges"}
    assert len(after["merges"]) == 1
    for word in ("C000002", "13912345678", "豫B12345", "王炜"):
        assert [id_ for id_, *_ in find(base, word)] == ["C000001"]


def test_a_third_joins_the_whole_family(base, three):
    merge(base, "C000002", "C000001", NOW)
    merge(base, "C000003", "C000002", NOW)
    assert [row["id"] for row in customers(base)] == ["C000001"]
    merge_again = [("C000001", "C000003"), ("C000003", "C000002")]
    for a, b in merge_again:
        with pytest.raises(Refused, match="merged_already"):
            merge(base, a, b, NOW)


def test_nobody_is_merged_with_himself(base, three):
    with pytest.raises(Refused, match="merge_self"):
        merge(base, "C000001", "C000001", NOW)


def test_unmerge_gives_back_both_with_what_each_had(base, three):
    before = customers(base), owners(base, "visits"), owners(base, "keys")
    merge(base, "C000002", "C000001", NOW)
    _, a, b = unmerge(base, "C000001", NOW)
    assert (a, b) == ("C000002", "C000001")
    assert (customers(base), owners(base, "visits"), owners(base, "keys")) == before
    with pytest.raises(Refused, match="not_merged"):
        unmerge(base, "C000002", NOW)


def test_of_several_the_one_to_part_must_be_named(base, three):
    merge(base, "C000002", "C000001", NOW)
    merge(base, "C000003", "C000001", NOW)
    with pytest.raises(Refused, match="merged_several"):
        unmerge(base, "C000001", NOW)
    unmerge(base, "C000002", NOW)
    assert [row["id"] for row in customers(base)] == ["C000001", "C000002"]


def test_merge_and_unmerge_are_undone_one_by_one(base, three):
    states = [everything(base)]
    merge(base, "C000002", "C000001", NOW)
    states.append(everything(base))
    unmerge(base, "C000002", NOW)
    for state in reversed(states):
        undo(base, plan_undo(base), NOW)
        assert everything(base) == state


def test_an_import_is_not_undone_under_a_merge(base, three):
    merge(base, "C000002", "C000001", NOW)
    plan = plan_undo(base, 1)
    assert "C000001 (B2)" in plan.blocked


def test_the_same_file_again_changes_nothing_after_a_merge(base, three, take):
    merge(base, "C000002", "C000001", NOW)
    assert take(HEADER, *PEOPLE).batch is None


def test_what_is_new_about_a_merged_customer_goes_to_whom_he_is(base, three, take):
    merge(base, "C000002", "C000001", NOW)
    receipt = take(("姓名", "手机", "备注"), ("王炜", "13912345678", "回头客"))
    assert receipt.rows["updated"] == 1
    assert customers(base)[0]["remark"] == "回头客"
    unmerge(base, "C000002", NOW)
    assert [row["remark"] for row in customers(base)] == [None, "回头客", None]


@pytest.fixture
def doubt(take):
    """Two names under one ID number."""
    take(("姓名", "手机", "证件号码"), ("王伟", "13812345678", "53010219200508011X"))
    take(("姓名", "手机", "证件号码"), ("李娜", "13912345678", "53010219200508011X"))


def inbox(base):
    return open_items(base, KINDS.values(), View(TODAY))


@pytest.mark.parametrize(("choice", "stand"), [("join", 1), ("apart", 2)])
def test_a_pair_is_asked_about_once(base, doubt, take, choice, stand):
    (item,) = inbox(base)
    assert (item.kind, item.a, item.b, item.reasons) == ("doubt", "C000002", "C000001", ("id_number",))
    done = decide(base, KINDS, [Answer(item, choice)], (NOW, TODAY))
    assert done.counts == {choice: 1}
    assert inbox(base) == []
    assert base.value("SELECT count(*) FROM standing") == stand
    take(("姓名", "手机", "证件号码", "备注"), ("李娜", "13912345678", "53010219200508011X", "新"))
    assert inbox(base) == []
    undo(base, plan_undo(base), NOW)
    undo(base, plan_undo(base), NOW)
    assert inbox(base) == [item]


def test_later_decides_nothing(base, doubt):
    (item,) = inbox(base)
    before = history(base)
    assert decide(base, KINDS, [Answer(item, "later")], (NOW, TODAY)).batch is None
    assert history(base) == before


def test_the_same_file_changes_nothing_after_a_merge(base, three, take):
    merge(base, "C000002", "C000001", NOW)
    before = history(base)
    receipt = take(HEADER, *PEOPLE)
    assert receipt.rows["same"] == receipt.rows["read"] == 3
    assert history(base) == before


def test_a_number_that_the_other_one_brought_is_his_already(base, three, take):
    merge(base, "C000002", "C000001", NOW)
    before = base.value("SELECT count(*) FROM keys")
    take(("姓名", "手机", "其他电话"), ("王伟", "13812345678", "13912345678"))
    assert base.value("SELECT count(*) FROM keys") == before
