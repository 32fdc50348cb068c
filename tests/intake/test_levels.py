"""Levels of a lead list that no book knows: handed back, and the rest of the row is taken."""

from __future__ import annotations

from intake_bench import bring, current, workbook

from jipan.rules import loads

SHORT = loads("jipan: 1\nname: t\nlevels: [{id: A, every: 7 days}, {id: G, every: 9 days}]", "t")
HEADS = ("姓名", "手机", "意向车型", "级别")


def test_a_level_that_nobody_knows_leaves_the_other_cells_of_a_lead(base, tmp_path):
    rows = (
        ("赵敏", "13712345678", "红色SUV", "Q"),
        ("孙丽", "13612345678", "轿车", "N"),
        ("周涛", "13512345678", "轿车", "G"),
    )
    listed = workbook(tmp_path / "线索.xlsx", HEADS, *rows)
    receipt = bring(base, listed, book=lambda _: SHORT)
    [odd] = receipt.problems
    assert (odd.code, odd.address, odd.value) == ("level_unknown", "线索.xlsx › 客户 › D2", "Q")
    assert odd.facts["known"].startswith("A、G、O、H")
    assert current(base, "leads", "intent_model", "level") == [("红色SUV", None), ("轿车", "G"), ("轿车", "N")]
    assert bring(base, listed, book=lambda _: SHORT).batch is None


def test_a_list_is_read_though_the_rule_book_has_a_fault(base, tmp_path):
    def faulty(_):
        return loads("jipan: 1\nname: t\nlevels: [{id: A, every: now}]", "t")

    receipt = bring(base, workbook(tmp_path / "线索.xlsx", HEADS, ("赵敏", "13712345678", "轿车", "H")), book=faulty)
    assert (receipt.problems, current(base, "leads", "level")) == ([], [("H",)])
