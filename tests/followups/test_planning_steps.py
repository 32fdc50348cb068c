"""Cadences → steps → occasions: windows, intervals, repetitions, years."""

from __future__ import annotations

import datetime as dt

import pytest
from planning_shop import DAY, TODAY, book, day, key

from jipan.errors import BadRules
from jipan.followups import Calendar
from jipan.followups.courses import courses
from jipan.followups.occasions import Horizon, Occasion, occasions
from jipan.followups.steps import interval, steps
from jipan.kinds.span import Span
from jipan.rules import Cadence, load


def cadence(text: str) -> Cadence:
    return book(f"cadences:\n  - {{id: one, {text}}}").cadences[0]


def seen(text: str, anchor: str, first: str, last: str, calendar: Calendar | None = None) -> list[Occasion]:
    """The occasions of one anchor that are open on `first` or later and due by `last`."""
    horizon = Horizon(day(first), day(first), day(last), calendar or Calendar())
    return list(occasions(cadence(text), [day(anchor)], horizon))


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        (
            "of: vehicles, after: delivery_date, at: [1 day, 3 days, 7 days, 1 month, 3 months, 6 months]",
            [3, 3, 5, 15, 15, 15],
        ),
        ("of: vehicles, before: insurance_end, at: [7 days, 45 days, 33 days, 30 days]", [3, 3, 5, 3]),
        ("of: vehicles, after: delivery_date, at: [3 days]", [3]),
        ("of: vehicles, after: delivery_date, at: [3 months], repeat: 30 days", [7]),
        ("of: vehicles, after: delivery_date, at: [3 months], window: 20 days", [20]),
        ("on: birthday yearly", [15]),
    ],
)
def test_a_step_is_open_for_a_quarter_of_the_way_to_the_next(text: str, windows: list[int]):
    assert [step.window for step in steps(cadence(text))] == windows


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("of: vehicles, before: insurance_end, at: [7 days, 30 days]", [5, 22]),
        ("of: vehicles, before: insurance_end, at: [7 days, 30 days], window: 2 days", [2, 2]),
        ("of: vehicles, before: insurance_end, at: [7 days, 0 days]", [3, 3]),
        ("of: vehicles, after: delivery_date, at: [7 days, 30 days]", [5, 5]),
        ("on: birthday yearly, at: [30 days]", [45]),
        ("on: birthday yearly", [15]),
    ],
)
def test_the_last_step_before_a_date_stays_until_that_date(text: str, stays: list[int]):
    assert [step.stays for step in steps(cadence(text))] == stays


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("every: 7 days", Span(days=7)),
        ("every: 7 days, at_least: 2 per month", Span(days=7)),
        ("every: 1 month, at_least: 2 per month", Span(months=1)),
        ("every: 1 month, at_least: 2 per 14 days", Span(days=7)),
        ("every: 3 months, at_least: 1 per week", Span(days=7)),
    ],
)
def test_at_least_shortens_the_interval(text: str, length: Span):
    assert interval(cadence(text)) == length


def test_levels_with_a_rhythm_make_a_cadence_each():
    made = courses(book("levels:\n  - {id: H, label: 七日内, every: 2 days}\n  - {id: X, label: 无效}"))
    assert [(one.cadence.id, one.cadence.of, one.cadence.role) for one in made if not one.promised] == [
        ("level-H", "leads", "sales")
    ]


def test_measures_with_a_rhythm_make_a_cadence_each():
    made = courses(
        book(
            "measures:\n  service: {上门拜访: {who: {customer_no: present}, every: 3 months}, 答谢会: {name: present}}"
        )
    )
    assert [(one.cadence.id, one.cadence.role) for one in made if not one.promised] == [
        ("measure-service-上门拜访", "service")
    ]


def test_a_task_moves_to_the_next_open_day_and_keeps_its_window():
    closed = Calendar("shop", frozenset(day(f"11-{number}") for number in range(14, 19)))
    (one,) = seen("of: vehicles, after: delivery_date, at: [3 days]", "11-11", "11-19", "11-30", closed)
    assert (one.day, one.due, one.closes) == (day("11-14"), day("11-19"), day("11-22"))


def test_a_step_before_a_date_moves_back_and_lapses_with_the_date():
    closed = Calendar("shop", frozenset({day("11-25"), day("11-26")}))
    (one,) = seen("of: vehicles, before: insurance_end, at: [2 days]", "11-27", "11-20", "11-30", closed)
    assert (one.day, one.due, one.closes) == (day("11-25"), day("11-24"), day("11-27"))
    assert seen("of: vehicles, before: insurance_end, at: [2 days]", "11-27", "11-28", "11-30") == []


def test_repetitions_go_on_until_their_end():
    text = "of: vehicles, after: purchase_date, at: [3 months], repeat: 30 days, until: 6 months"
    found = seen(text, "2026-01-31", "2026-01-31", "2026-12-31")
    assert [(one.step, one.day) for one in found] == [
        (1, day("04-30")),
        (2, day("05-30")),
        (3, day("06-29")),
        (4, day("07-29")),
    ]


def test_a_repetition_of_many_years_is_found():
    found = seen(
        "of: vehicles, after: purchase_date, at: [6 months], repeat: 6 months, window: 3 days",
        "1990-02-10",
        "2026-08-01",
        "2026-09-01",
    )
    assert [(one.step, one.day) for one in found] == [(73, day("08-10"))]


@pytest.mark.parametrize(
    ("anchor", "event"),
    [("1985-11-19", "2026-11-19"), ("2000-02-29", "2026-02-28"), ("2026-11-19", None), ("2025-12-31", "2026-12-31")],
)
def test_a_birthday_comes_once_a_year(anchor: str, event: str | None):
    found = seen("on: birthday yearly, window: 1 day", anchor, "2026-01-02", "2026-12-31")
    assert [one.event for one in found] == ([day(event)] if event else [])


def test_a_birthday_may_be_announced():
    (one,) = seen("on: birthday yearly, at: [1 day]", "1985-11-21", "11-18", "11-20")
    assert (one.day, one.event, one.closes, one.step) == (day("11-20"), day("11-21"), day("11-21"), 41)


@pytest.mark.parametrize(
    ("born", "event"), [("1985-09-28", "2026-09-24"), ("2023-04-01", "2026-03-29"), ("1984-01-05", "2026-01-21")]
)
def test_a_lunar_birthday_follows_the_moon(born: str, event: str):
    """The 14th of the eighth month; the 11th of a leap second month; the 3rd of a twelfth month."""
    found = seen("on: birthday lunar, window: 1 day", born, "2026-01-02", "2026-12-31")
    assert [one.event for one in found] == [day(event)]


def test_a_date_that_comes_once():
    text = "of: leads, on: expected_date"
    assert [one.due for one in seen(text, "2026-11-20", "11-19", "11-30")] == [day("11-20")]
    assert seen(text, "2025-11-20", "11-19", "11-30") == []


@pytest.mark.parametrize("anchor", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "text",
    [
        "of: vehicles, before: insurance_end, at: [45 days]",
        "of: vehicles, after: delivery_date, at: [1 month], repeat: 1 month",
        "of: vehicles, after: delivery_date, at: [1 month], repeat: 1 month, until: 1 year",
        "on: birthday yearly, at: [3 days]",
        "on: birthday lunar",
    ],
)
def test_dates_at_the_end_of_time_do_no_harm(text: str, anchor: str):
    assert all(one.due <= TODAY for one in seen(text, anchor, "11-19", "11-19"))


def test_a_corrected_date_field_is_forgiven_and_a_fact_that_moves_is_not():
    own = steps(cadence("of: vehicles, after: delivery_date, at: [7 days]"))[0]
    fact = book(
        "facts:\n  last_seen: {of: vehicles, last: visits.date}\ncadences:\n  - {id: one, of: vehicles, after: last_seen, at: [7 days]}"
    )
    assert own.forgiven == 90
    assert steps(fact.cadences[0])[0].forgiven == 3


def test_lengths_are_calendar_lengths():
    (one,) = seen("of: vehicles, after: delivery_date, at: [1 month]", "2026-10-31", "11-25", "11-30")
    assert one.day == dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "anchor", "today", "open_"),
    [
        ("of: vehicles, before: insurance_end, at: [33 days, 30 days]", "12-20", "11-19", [1]),
        ("of: vehicles, before: insurance_end, at: [33 days, 30 days]", "12-20", "11-20", [2]),
        ("of: vehicles, after: delivery_date, at: [1 day, 3 days]", "11-16", "11-18", [1]),
        ("of: vehicles, after: delivery_date, at: [1 day, 3 days]", "11-16", "11-19", [2]),
        ("of: vehicles, after: delivery_date, at: [3 days], repeat: 10 days, window: 30 days", "10-01", "10-23", [2]),
        ("of: vehicles, after: delivery_date, at: [3 days], repeat: 10 days, until: 15 days, window: 30 days", "10-01", "10-29", [2]),
        ("on: birthday yearly, at: [7 days, 1 day], window: 15 days", "11-26", "11-25", [2]),
    ],
)  # fmt: skip
def test_of_two_steps_only_the_later_is_open(text: str, anchor: str, today: str, open_: list[int]):
    at = f"2025-{anchor}" if "birthday" in text else anchor
    assert [one.step for one in seen(text, at, today, today) if one.due <= day(today)] == open_


def test_of_two_steps_that_a_holiday_moves_to_one_day_the_later_is_done():
    closed = Calendar.of(book('desk: {closed: ["2026-11-17..2026-11-19"]}').desk)
    found = seen("of: vehicles, after: delivery_date, at: [1 day, 3 days]", "11-16", "11-20", "11-20", closed)
    assert [(one.step, one.due) for one in found] == [(2, day("11-20"))]


WAYS = """
cadences:
  - {id: care, of: vehicles, after: delivery_date, at: [3 days, 1个月 服务, 6 months wechat sms], repeat: 6 months, role: sales, channel: call}
"""


@pytest.mark.parametrize(
    ("delivered", "step", "role", "channels"),
    [
        ("2026-11-16", 1, "sales", ("call",)),
        ("2026-10-19", 2, "service", ("call",)),
        ("2026-05-19", 3, "sales", ("wechat", "sms")),
        ("2025-05-19", 5, "sales", ("wechat", "sms")),
    ],
)
def test_a_step_may_be_taken_another_way(shop, delivered: str, step: int, role: str, channels: tuple[str, ...]):
    shop.customer()
    shop.vehicle(delivery_date=day(delivered))
    [task] = shop.plan(book(WAYS)).tasks
    [reason] = task.reasons
    assert (reason.step, reason.role, reason.course.cadence.channels, task.channel) == (
        step,
        role,
        channels,
        channels[0],
    )
    assert reason.key == key("care", "V1", step, day(delivered))


@pytest.mark.parametrize("step", ["6 months pigeon", "wechat", "1 month sales service"])
def test_an_odd_way_is_an_error_of_the_book(step: str):
    with pytest.raises(BadRules):
        cadence(f"of: vehicles, after: delivery_date, at: [{step}]")


BY_LIST = [
    ({"delivery_date": TODAY - 3 * DAY, "relation": "own_sale"}, ["after-delivery/2 11-19"]),
    ({"delivery_date": TODAY - 3 * DAY}, ["after-delivery/2 11-19"]),
    ({"delivery_date": TODAY - 3 * DAY, "relation": "other_dealer"}, []),
    ({"next_service": TODAY + 7 * DAY}, ["agreed-service/1 11-19"]),
    ({"next_service": TODAY - DAY}, []),
]


@pytest.mark.parametrize(("vehicle", "due"), BY_LIST)
def test_what_a_list_of_owners_says_is_enough_for_the_standard_book(shop, vehicle, due):
    shop.customer()
    shop.vehicle(**vehicle)
    assert shop.whys(load("standard")) == due


@pytest.mark.parametrize(("type_", "due"), [("commercial", ["insurance/4 11-19"]), ("ctpl", [])])
def test_a_policy_tells_when_the_insurance_ends(shop, type_, due):
    shop.customer()
    shop.vehicle()
    shop.add("policies", id="P1", vehicle="V1", customer="C1", type=type_, end_date=TODAY + 7 * DAY)
    assert shop.whys(load("standard")) == due
    shop.base.run("DELETE FROM policies")
