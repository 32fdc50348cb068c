"""Which ratings stand in lists, on call sheets and in reports: as a book says, else its own and those of its packs."""

from __future__ import annotations

import pytest

from jipan.errors import BadRules
from jipan.rules import excel, load, loads
from jipan.rules.load import load_with_tree
from jipan.rules.resolve import pack_names

MINE = "tiers: {mine: {rows: [{is: a, when: {保有台数: 1}}]}}"


@pytest.mark.parametrize("pack", pack_names())
def test_a_pack_shows_no_more_than_can_be_read_at_a_glance(pack):
    assert 1 <= len(load(pack).show) <= 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extends: [distributor]", ("distributor", "payment_alert", "stock_alert", "payer")),
        ("extends: [auman, sgm]", ("card", "pyramid", "churn", "relation", "class", "rfm")),
        (f"extends: [auman]\n{MINE}", ("mine", "card", "pyramid", "churn", "relation")),
        (f"extends: [auman]\nshow: [会员卡, mine]\n{MINE}", ("card", "mine")),
        ("extends: [auman]\nshow: card", ("card",)),
        ("extends: [auman]\ntiers: {pyramid: null}", ("card", "churn", "relation")),
        ("extends: [auman, truck, hyundai]", ("card", "pyramid", "churn", "relation")),
        ("extends: [truck]\ntiers: {abc: null}", ("pyramid", "service_abc", "churn", "rfm", "relation")),
        ("extends: [auman]\nshow: []", ()),
        (MINE, ("mine",)),
        ("facts: {a: {count: visits}}", ()),
    ],
)
def test_what_is_shown(text, expected):
    book = loads(text, "rules.yaml")
    assert book.show == expected
    assert loads(book.text, "rules.yaml").show == expected


def test_a_rating_that_nobody_knows_is_told_with_its_place():
    with pytest.raises(BadRules) as caught:
        loads("extends: [auman]\nshow: [pyramid, car]", "rules.yaml")
    (fault,) = caught.value.faults
    assert (fault.place, fault.facts["nearest"]) == ("rules.yaml:2:17", "card")


def test_a_workbook_shows_the_same(tmp_path):
    from jipan import render

    book, root = load_with_tree("value")
    render.save(excel.pages(root, "zh", book), tmp_path / "value.xlsx", "zh")
    assert load(tmp_path / "value.xlsx").show == book.show
