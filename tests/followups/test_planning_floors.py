"""So many contacts in every calendar month, whatever the rhythm."""

from __future__ import annotations

import datetime as dt

import pytest
from planning_shop import DAY, Shop, book, day

RARE = book("levels:\n  - {id: B, label: 三个月内, every: 20 days, at_least: 2 per month, purpose: sales}")
ONLY = book("levels:\n  - {id: B, label: 三个月内, at_least: 2 per month, purpose: sales}")
MONTHLY = book("levels:\n  - {id: B, label: 三个月内, at_least: 1 per month, purpose: sales}")
QUARTERLY = book("cadences:\n  - {id: care, every: 12 months, at_least: 1 per 3 months, purpose: service}")


def next_due(shop: Shop, book, today: dt.date) -> list[dt.date]:
    found = shop.plan(book, f"{today}..{today + 150 * DAY}", today=today)
    return [reason.due for task in found for reason in task.reasons]


@pytest.mark.parametrize(
    ("talks", "due"),
    [
        (["10-02", "10-20"], "11-09"),  # the rhythm brings two in November: on the 9th and the 29th
        (["10-31"], "11-12"),  # after twenty days there would be one: the first half asks for its own
        (["11-05"], "11-25"),
        (["11-12"], "11-27"),  # the rhythm comes in December, when November has had one
        (["11-29"], "11-30"),  # nothing is left of the month but a day
        (["11-02", "11-12"], "12-02"),  # both are made
        (["11-30"], "12-12"),
    ],
)
def test_a_month_that_would_have_too_few_gets_one_more(shop: Shop, talks: list[str], due: str):
    shop.customer()
    shop.lead(level="B", opened_on=day("05-01"))
    for talk in talks:
        shop.contact(day(talk))
    assert next_due(shop, RARE, day(talks[-1]) + DAY) == [day(due)]


@pytest.mark.parametrize(
    ("book", "talks", "due"),
    [
        (ONLY, ["11-03"], "11-27"),
        (ONLY, ["11-03", "11-10"], "12-12"),  # December has 31 days: the first part ends on the 15th
        (MONTHLY, ["11-03"], "12-24"),
        (MONTHLY, ["12-31"], "2027-01-24"),
        (ONLY, ["2026-02-20"], "2026-02-25"),
    ],
)
def test_without_a_rhythm_the_month_alone_asks(shop: Shop, book, talks: list[str], due: str):
    shop.customer()
    shop.lead(level="B", opened_on=day("2026-01-01"))
    for talk in talks:
        shop.contact(day(talk))
    assert next_due(shop, book, day(talks[-1]) + DAY) == [day(due)]


def test_a_quarter_is_a_quarter_of_the_year(shop: Shop):
    shop.customer()
    shop.contact(day("2026-07-01"))
    assert next_due(shop, QUARTERLY, day("11-20")) == [day("2026-12-16")]


def test_nobody_owes_anything_for_the_time_before_he_began(shop: Shop):
    shop.customer()
    shop.lead(level="B", opened_on=day("11-20"))
    assert next_due(shop, ONLY, day("11-20")) == [day("11-20")]
    shop.contact(day("11-20"))
    assert next_due(shop, ONLY, day("11-21")) == [day("12-12")]


def test_what_lacks_stays_on_the_list_until_it_is_made(shop: Shop):
    shop.customer()
    shop.lead(level="B", opened_on=day("05-01"))
    shop.contact(day("11-03"))
    assert shop.whys(ONLY, today=day("11-26")) == []
    assert shop.whys(ONLY, today=day("11-28")) == ["level-B/0 11-27"]
    shop.contact(day("11-28"), outcome="no_answer")
    assert shop.whys(ONLY, today=day("12-05")) == ["level-B/0 11-29"]
    [task] = shop.plan(ONLY, today=day("11-29"))
    assert task.why("zh") == "B级线索：每1个月至少联系2次，2026-11-30 前还差一次，原定 2026-11-27"
    assert task.why("en").startswith(
        "Level B lead: at least 2 in every 1 month; one is lacking before 2026-11-30 is over"
    )
    shop.contact(day("12-05"), tasks=task.keys[0])
    assert shop.whys(ONLY, today=day("12-06")) == []


def test_a_closed_day_is_made_up_for_within_the_month(shop: Shop):
    shop.customer()
    shop.lead(level="B", opened_on=day("05-01"))
    shop.contact(day("11-03"))
    for free in ("11-27", "11-28", "11-29", "11-30"):
        shop.add("days_off", kind="closed", since=day(free), until=day(free))
    assert next_due(shop, ONLY, day("11-20")) == [day("11-26")]
