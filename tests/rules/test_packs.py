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


@every_pack
def test_whatever_is_said_is_said_in_both_languages(pack):
    book = load(pack)
    for one in (*book.cadences, *book.levels.values()):
        assert (one.say is None) == (one.say_en is None), one.id
        assert one.say is None or one.say != one.say_en, one.id
        assert one.zh != one.en, one.id
    for one in book.cadences:
        assert len(one.ask_en) == len(one.ask), one.id
        assert {zh == en for zh, en in one.questions("en")} <= {False}, one.id


PRESETS = ("festivals", "hyundai", "six_month", "tight", "truck")
"""They change or add to the standard book, without a rating of their own."""

WHOLE = sorted(set(pack_names()) - {"standard", *PRESETS})


@pytest.mark.parametrize("packs", [*combinations(WHOLE, 2), *(("auman", one) for one in PRESETS)], ids=" ".join)
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


INTERVALS = {
    "standard": {"O": (3, None), "H": (2, (0, 7)), "A": (4, (8, 30)), "B": (7, (31, 90)), "C": (15, (91, None))},
    "hyundai": {"O": (7, None), "H": (2, (0, 7)), "A": (7, (8, 30)), "B": (14, (31, 90)), "C": (30, (91, None))},
    "tight": {"O": (3, None), "H": (1, (0, 7)), "A": (3, (8, 15)), "B": (7, (16, 30)), "C": (15, (31, None))},
}


@pytest.mark.parametrize("pack", INTERVALS)
def test_prospects_are_called_as_often_as_the_source_says(pack):
    levels = load(pack).levels
    assert {name: (levels[name].every.days, levels[name].expected) for name in "OHABC"} == INTERVALS[pack]


WIN_BACK = {"standard": (6, 11, 12, 18, 24), "six_month": (3, 5, 6, 12), "truck": (3, 5, 6, 12)}


@pytest.mark.parametrize("pack", WIN_BACK)
def test_owners_are_won_back_on_the_days_on_which_their_state_turns(pack):
    at = {cadence.id: tuple(step.months for step in cadence.at) for cadence in load(pack).cadences}
    assert at["churn"] + at["long-gone"] == WIN_BACK[pack]


def test_a_truck_is_replaced_sooner_than_a_car():
    for pack, months in (("standard", 60), ("truck", 36)):
        (replacement,) = (cadence for cadence in load(pack).cadences if cadence.id == "replacement")
        assert replacement.at[0].months == months


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
