"""The packs: each does what its cases say, every number has its source, and any of them stand together."""

from __future__ import annotations

from itertools import combinations

import pytest

from jipan.rules import load, loads
from jipan.rules.check import failures
from jipan.rules.resolve import pack_names

every_pack = pytest.mark.parametrize("pack", pack_names())


@every_pack
def test_a_pack_does_what_its_cases_say(pack):
    book = load(pack)
    assert book.tests
    assert failures(book) == []


@every_pack
def test_every_number_has_its_source(pack):
    assert [number.name for number in load(pack).numbers.values() if not number.source] == []


@pytest.mark.parametrize("packs", [*combinations(sorted(set(pack_names()) - {"standard"}), 2)], ids=" ".join)
def test_packs_stand_together_in_either_order(packs):
    one, other = (loads(f"extends: [{', '.join(order)}]", "both") for order in (packs, packs[::-1]))
    assert set(one.ratings) == set(other.ratings) >= {*load(packs[0]).ratings, *load(packs[1]).ratings}


def test_what_one_pack_changes_another_does_not_set_back():
    for order in ("auman, service", "service, auman"):
        assert loads(f"extends: [{order}]", "both").levels["B"].every.days == 15


def test_a_single_number_is_overridden():
    book = loads(
        "extends: [auman]\nnumbers: {gold_units: 12}\ntests: [{given: {经营模式: 个体, trucks: 11}, expect: {card: 银卡}}]",
        "own",
    )
    assert failures(book) == []
    assert book.numbers["big_units"].value == "100"


SALES = {"一般客户": 3, "银卡": 6, "金卡": 10, "黄金卡": 8, "白金卡": 10, "钻石卡": 11, "VIP卡": 9}
SERVICE = {"一般客户": 1, "银卡": 2, "金卡": 4, "黄金卡": 7, "白金卡": 10, "钻石卡": 10, "VIP卡": 10}


@pytest.mark.parametrize(("group", "ticks"), [("sales", SALES), ("service", SERVICE)])
def test_the_matrices_have_as_many_ticks_as_the_slides(group, ticks):
    measures = [measure for measure in load("auman").measures if measure.group == group]
    from jipan.rules.check import SOME_DAY
    from jipan.rules.conditions import matches

    found = {card: sum(matches(one.who, {"card": card}, SOME_DAY) for one in measures) for card in ticks}
    assert found == ticks
    assert len(measures) == (13 if group == "sales" else 10)
