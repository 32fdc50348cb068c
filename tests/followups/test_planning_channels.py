"""By which channel somebody is contacted, and what is said when it is not the usual one."""

from __future__ import annotations

import pytest
from planning_shop import TODAY, Shop, book, day

from jipan.followups import as_json, sheet
from jipan.followups.channels import Manner, choose

CARE = book(
    'desk: {quiet: "20:00-08:00"}\ncadences:\n  - {id: care, every: 30 days, purpose: service, channel: [call, wechat, sms]}'
)
OFFER = book("cadences:\n  - {id: offer, every: 30 days, purpose: marketing, channel: [call, wechat, sms]}")
CALLS = book("cadences:\n  - {id: care, every: 30 days, purpose: service, channel: call}")


def ways(shop: Shop, book) -> list[tuple[str, str]]:
    return [(task.channel, task.because) for task in shop.plan(book)]


@pytest.mark.parametrize(
    ("refused", "way"),
    [
        (["sms"], [("call", "")]),
        (["call"], [("wechat", "refused")]),
        (["call", "wechat"], [("sms", "refused")]),
        (["call", "wechat", "sms"], []),
        ([None], []),
    ],
)
def test_the_next_channel_stands_in_for_a_refused_one(
    shop: Shop, refused: list[str | None], way: list[tuple[str, str]]
):
    shop.customer()
    for channel in refused:
        shop.add("optouts", customer="C1", channel=channel)
    assert ways(shop, CARE) == way


def test_a_book_that_names_one_channel_means_it(shop: Shop):
    shop.customer()
    shop.add("optouts", customer="C1", channel="call")
    assert ways(shop, CALLS) == []


@pytest.mark.parametrize(
    ("preferred", "refused", "way"),
    [
        ("wechat", None, ("wechat", "preferred")),
        ("sms", "call", ("sms", "refused")),
        ("sms", "sms", ("call", "")),
        ("visit", None, ("call", "")),
    ],
)
def test_the_preferred_channel_is_taken_where_the_cadence_has_it(shop: Shop, preferred, refused, way):
    shop.customer(pref_channel=preferred)
    if refused:
        shop.add("optouts", customer="C1", channel=refused)
    assert ways(shop, CARE) == [way]


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ({"consent": True}, [("call", "")]),
        ({"consent": None}, []),
        ({"consent": None, "consent_sms": True}, [("sms", "unasked")]),
        ({"consent": True, "consent_call": False}, [("wechat", "unasked")]),
        ({"consent": False, "consent_wechat": True, "consent_sms": False}, [("wechat", "unasked")]),
    ],
)
def test_marketing_needs_consent_to_its_channel(shop: Shop, said: dict[str, bool | None], way):
    shop.customer(**said)
    assert ways(shop, OFFER) == way
    assert ways(shop, CARE) == [("call", "")]


def test_the_list_says_which_channel_and_why(shop: Shop):
    shop.customer(pref_time="下午两点后")
    shop.contact(day("10-01"))
    shop.add("optouts", customer="C1", channel="call")
    [task] = shop.plan(CARE)
    assert task.why("zh").endswith("（改为微信：客户拒绝电话）")
    assert task.why("en").endswith("(by WeChat: the customer wants no call)")
    table = sheet(shop.draw(CARE), "zh")
    [row] = [dict(zip((column.name for column in table.columns), row, strict=True)) for row in table.rows]
    assert (row["channel"], row["pref_time"], row["why"]) == ("wechat", "下午两点后（14:00–20:00）", task.why("zh"))
    [plain] = as_json([task], CARE.desk, "zh")
    assert (plain["channel"], plain["because"], plain["pref_time"]) == ("wechat", "refused", "下午两点后")
    assert plain["hours"] == {"from": "14:00", "until": "20:00"}


def test_a_wrong_number_leaves_what_needs_none():
    manner = Manner(wrong_number=True)
    assert choose(("call", "sms", "wechat"), manner, marketing=False) == ("wechat", "wrong")
    assert choose(("call", "sms"), manner, marketing=False) is None


def test_the_promise_of_a_day_outlives_a_refused_channel(shop: Shop):
    shop.customer()
    shop.plan_row("next", TODAY)
    shop.add("optouts", customer="C1", channel="call")
    assert ways(shop, CARE)[0] == ("wechat", "refused")
