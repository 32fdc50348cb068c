"""The why of a class agrees with the class."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jipan.rules import load, loads
from jipan.rules.conditions import matches
from jipan.rules.explain import explain, row_reason
from jipan.rules.ratings import outcomes

TODAY = dt.date(2024, 6, 15)
BOOK = loads(
    """
facts:
  visits_12m: {count: visits, within: 12 months, label: {zh: 进厂次数, en: visits}}
  spend_12m: {sum: visits.amount, within: 12 months, label: {zh: 消费, en: spend}}
tiers:
  member:
    rows:
      - {is: 金, when: {any: [{visits_12m: "4.."}, {spend_12m: "5000.."}]}}
      - {is: 银, when: {visits_12m: "2.."}}
    otherwise: 普通
  fleet:
    rows:
      - {is: 大, when: {经营模式: 单位, 保有台数: "> 9"}}
      - {is: 小, when: {保有台数: 1..9}}
  worth:
    points:
      - {when: {visits_12m: "4.."}, add: 50}
      - {when: {勿扰: 是}, add: -30}
    cuts: {优质: 50, 一般: 0}
  pyramid: {by: spend_12m, shares: {VIP: 1%, 小: rest}}
""",
    "explain.yaml",
)
MEMBER, FLEET, WORTH, PYRAMID = BOOK.ratings.values()


def test_the_row_that_decided_and_what_it_looked_at():
    why = explain(FLEET, {"business_mode": "单位", "units_stated": 12}, TODAY)
    assert (why.name, why.row) == ("大", 1)
    assert why.reason("zh") == "第1行：经营模式 = 单位，保有台数 > 9"
    assert why.reason("en") == "row 1: Business mode = 单位 and Units stated > 9"
    assert why.shown_facts("zh") == ["经营模式 = 单位", "保有台数 = 12"]


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        (
            {"visits_12m": 3, "spend_12m": Decimal(1800)},
            "进厂次数再加1 或 消费再加¥3,200，即为金",
            "1 more visits or ¥3,200 more spend for 金",
        ),
        ({"visits_12m": 1, "spend_12m": 0.0}, "进厂次数再加1，即为银", "1 more visits for 银"),
        ({"visits_12m": 9, "spend_12m": 0}, None, None),
        ({"visits_12m": 0, "spend_12m": None}, "进厂次数再加2，即为银", "2 more visits for 银"),
    ],
)
def test_how_far_the_next_class_is(facts, zh, en):
    why = explain(MEMBER, facts, TODAY)
    assert (why.distance("zh"), why.distance("en")) == (zh, en)


def test_no_figure_changes_the_mode_of_business():
    assert explain(FLEET, {"business_mode": "个人", "units_stated": 3}, TODAY).distance("zh") is None
    assert explain(FLEET, {"business_mode": "单位", "units_stated": 3}, TODAY).distance("zh") == "保有台数再加7，即为大"


def test_points_and_ranks():
    assert explain(WORTH, {"visits_12m": 4, "do_not_contact": True}, TODAY).reason("zh") == "20 分（界限 0）"
    assert explain(PYRAMID, {"spend_12m": 5}, TODAY).name is None
    why = explain(PYRAMID, {"spend_12m": 5.0}, TODAY, row=1)
    assert (why.name, why.shown_facts("en")) == ("VIP", ["spend = 5"])
    assert why.reason("zh") == "按消费从高到低，排在前 1% 以内"
    assert explain(PYRAMID, {}, TODAY, row=3).name is None


RFM = loads(
    """
facts:
  months: {months_since: visits.date, label: {zh: 月数, en: months}}
  often: {count: visits, within: 12 months, label: {zh: 次数, en: visits}}
  spend: {sum: visits.amount, label: {zh: 消费, en: spend}}
segments:
  stated: {recency: {near: 6 months, by: months}, frequency: {high: 2 per year, by: often}, monetary: {high: 3000, by: spend}}
  middle: {recency: {near: 6 months, by: months}, frequency: {high: 2 per year, by: often}, monetary: {high: median, by: spend}}
""",
    "rfm.yaml",
).ratings


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ((3, 2, 3000.0), "R 月数 ≤ 6 近，F 次数 ≥ 2 高，M 消费 ≥ 3,000 高", "R months ≤ 6: near and F visits ≥ 2: often and M spend ≥ 3,000: much"),
        ((7, 1, 2999.0), "R 月数 > 6 远，F 次数 < 2 低，M 消费 < 3,000 低", "R months > 6: far and F visits < 2: seldom and M spend < 3,000: little"),
    ],
)  # fmt: skip
def test_the_eight_segments_print_their_cuts(facts, zh, en):
    why = explain(RFM["stated"], dict(zip(("months", "often", "spend"), facts, strict=True)), TODAY)
    assert (why.reason("zh"), why.reason("en")) == (zh, en)
    assert row_reason(RFM["stated"], why.row, "zh") == zh
    assert row_reason(RFM["middle"], why.row, "zh", 1234.5) == zh.replace("3,000", "中位数1,234.50")
    assert row_reason(RFM["middle"], why.row, "zh") == zh.replace("3,000", "中位数")


def test_points_of_everybody_in_a_class():
    assert [row_reason(WORTH, row, "zh") for row in (1, 2)] == ["50 分以上", "不到 50 分"]


FACTS = st.fixed_dictionaries(
    {
        "visits_12m": st.integers(0, 6),
        "spend_12m": st.none() | st.integers(0, 700_000).map(lambda fen: Decimal(fen) / 100),
        "business_mode": st.sampled_from([None, "单位", "个体"]),
        "units_stated": st.none() | st.integers(0, 12),
    }
)


@given(FACTS, st.sampled_from([MEMBER, FLEET]))
def test_the_reason_holds_and_each_way_up_leads_there(facts, rating):
    why = explain(rating, facts, TODAY)
    rows = rating.body.rows
    assert outcomes(rating)[why.row - 1] == why.name
    assert [matches(row.when, facts, TODAY) for row in rows][: why.row] == [False] * (why.row - 1) + [True] * (
        why.row <= len(rows)
    )
    for step in why.steps:
        grown = facts | {column.name: target for column, target in step.targets}
        assert explain(rating, grown, TODAY).name == step.name
        assert rating.classes.index(step.name) < rating.classes.index(why.name) if why.name else True


def test_every_rating_of_the_standard_book_explains_itself():
    for rating in load("standard").ratings.values():
        for row in range(1, len(outcomes(rating)) + 1):
            assert all(explain(rating, {}, TODAY, row=row).reason(lang) for lang in ("zh", "en"))
