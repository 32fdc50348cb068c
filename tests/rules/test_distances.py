"""The distance to the next class, worked out for everybody at once, is what each customer's own explanation says."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan.rules import distances, loads
from jipan.rules.distances import Distances
from jipan.rules.explain import explain
from jipan.rules.standing import Standing

TODAY = dt.date(2024, 6, 15)
RATINGS = loads(
    """
facts:
  visits_12m: {count: visits, label: {zh: 进厂次数, en: visits}}
  spend: {sum: visits.amount, label: {zh: 消费, en: spend}}
  last: {last: visits.date, label: {zh: 最近进厂, en: last visit}}
tiers:
  member:
    rows:
      - {is: 钻, when: {visits_12m: "6, 8", spend: "> 9000"}}
      - {is: 金, when: {any: [{visits_12m: "4.."}, {spend: "5000.."}]}}
      - {is: 银, when: {visits_12m: "[2..9)", last: within 12 months}}
      - {is: 铜, when: {经营模式: not 单位, 保有台数: "1..9"}}
    otherwise: 普通
  worth:
    points:
      - {when: {visits_12m: "4.."}, add: 50}
      - {when: {spend: "5000.."}, add: 20}
      - {when: {勿扰: 是}, add: -30}
    cuts: {优质: 50, 潜力: 20, 一般: 0}
  top: {by: spend, shares: {VIP: 10%, 主要: 30%, 小: rest}}
  part: {by: visits_12m, shares: {VIP: 10%, 主要: 30%}}
  abc: {by: spend, cumulative: {A: 50%, B: 80%, C: rest}}
  abc_visits: {by: visits_12m, cumulative: {A: 50%, B: 80%, C: rest}}
  with_him: {by: spend, cumulative: {A: 50%, B: 80%, C: rest}, boundary: including}
""",
    "distances.yaml",
).ratings

FACTS = st.fixed_dictionaries(
    {
        "visits_12m": st.integers(0, 10),
        "spend": st.none() | st.integers(0, 1_000_000).map(lambda fen: fen / 100),
        "last": st.none() | st.dates(dt.date(2022, 1, 1), TODAY),
        "business_mode": st.sampled_from([None, "单位", "个体"]),
        "units_stated": st.none() | st.integers(0, 12),
        "do_not_contact": st.sampled_from([None, True, False]),
    }
)


@settings(deadline=None, max_examples=60)
@given(st.lists(FACTS, max_size=12), st.sampled_from(["member", "worth"]))
def test_whoever_stands_alike_has_the_same_ways(customers, name):
    rating = RATINGS[name]
    far = Distances(rating, TODAY)
    for facts in customers:
        why = explain(rating, facts, TODAY)
        own = {key: facts[key] for key in distances._by_column(rating)}
        assert far.words(why.row, own, "zh") == why.distance("zh")


VALUES = st.lists(
    st.integers(0, 90_000).map(lambda fen: fen / 100) | st.sampled_from([0.0, 5.0, 100.0]), min_size=1, max_size=25
)
COUNTS = st.lists(st.integers(0, 12).map(float), min_size=1, max_size=25)


@settings(deadline=None, max_examples=150)
@given(st.data(), st.sampled_from(["top", "part", "abc", "abc_visits", "with_him"]))
def test_all_ranked_at_once_need_what_each_alone_needs(data, name):
    rating = RATINGS[name]
    body = rating.body
    values = np.sort(np.array(data.draw(COUNTS if body.by.kind.python is int else VALUES)))
    found = distances.needed(rating, values)
    assert {own: distances._of_one(Standing(rating, values, own)) for own in set(values.tolist())} == {
        own: found.get(own) for own in set(values.tolist())
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distances, "_FEW", 0)
        assert distances.needed(rating, values) == found


def test_it_is_said_in_the_units_of_the_fact():
    far = Distances(RATINGS["top"], TODAY, np.array([100.0, 70.0, 50.0, 30.5, 10.0, 8.0, 6.0, 4.0, 2.0, 0.0]))
    assert far.words(3, {"spend": 10.0}, "zh") == "消费再加¥20.50，即为主要"
    assert far.words(1, {"spend": 100.0}, "zh") is None
    assert far.words(3, {"spend": None}, "en") is None
