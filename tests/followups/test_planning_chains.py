"""`then`: a cadence that begins when the last step of another is answered."""

from __future__ import annotations

import pytest
from planning_shop import DAY, TODAY, Shop, book, day, key

from jipan.errors import BadRules

CHAIN = """
cadences:
  - {id: first, label: 新车关怀, of: vehicles, after: delivery_date, at: [3 days, 10 days], purpose: service, then: later}
  - {id: later, of: vehicles, after: delivery_date, at: [20 days], purpose: service}
"""


def delivered(shop: Shop) -> None:
    shop.customer()
    shop.vehicle(delivery_date=day("10-01"))


def test_the_second_begins_on_the_day_when_the_last_step_of_the_first_is_answered(shop: Shop):
    delivered(shop)
    shop.contact(day("10-30"), tasks=key("first", "V1", 2, day("10-01")))
    assert shop.whys(book(CHAIN)) == ["later/1 11-19"]
    (task,) = shop.plan(book(CHAIN))
    assert task.why("zh") == "新车关怀后第20天（2026-10-30 新车关怀）"


@pytest.mark.parametrize(("step", "outcome"), [(1, "reached"), (2, "no_answer")])
def test_it_does_not_begin_before(shop: Shop, step: int, outcome: str):
    delivered(shop)
    shop.contact(day("10-30"), tasks=key("first", "V1", step, day("10-01")), outcome=outcome)
    assert shop.whys(book(CHAIN)) == []


def test_one_that_turns_begins_as_well(shop: Shop):
    turning = book(CHAIN.replace("after: delivery_date, at: [20 days]", "every: 5 days"))
    delivered(shop)
    assert shop.whys(turning) == []
    shop.contact(TODAY - 5 * DAY, tasks=key("first", "V1", 2, day("10-01")))
    assert shop.whys(turning) == ["later/1 11-19"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CHAIN.replace("then: later", "then: latter"), "word_unknown"),
        (CHAIN.replace("then: later", "repeat: 1 month, then: later"), "then_endless"),
        (CHAIN.replace("after: delivery_date, at: [20 days]", "before: insurance_end, at: [20 days]"), "then_other"),
        ("levels: [{id: T, every: 7 days, then: Q}, {id: C, every: 15 days}]", "word_unknown"),
    ],
)
def test_a_chain_that_cannot_work_is_refused(text: str, code: str):
    with pytest.raises(BadRules) as caught:
        book(text)
    assert [fault.code for fault in caught.value.faults] == [code]
