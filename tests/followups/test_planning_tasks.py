"""Who is to be contacted when: scenes of a small shop."""

from __future__ import annotations

import datetime as dt

import pytest
from planning_shop import DAY, TODAY, Shop, book, day, key

from jipan.followups import Due, Pick

DELIVERY = book("""
cadences:
  - {id: delivery, of: vehicles, after: delivery_date, at: [3 days, 7 days, 1 month], role: service, purpose: service, priority: 50}
""")
INSURANCE = book("""
cadences:
  - {id: insurance, of: vehicles, before: insurance_end, at: [45 days, 30 days, 7 days], role: service, purpose: service}
""")
CARE = book("cadences:\n  - {id: care, every: 30 days, purpose: service, role: sales}")
LEVELS = book("""
levels:
  - {id: H, label: 七日内, every: 2 days, role: sales, priority: 20}
  - {id: B, label: 三个月内, every: 7 days, at_least: 2 per month, role: sales, priority: 60}
""")
GREETINGS = book("""
cadences:
  - {id: birthday, on: birthday yearly, purpose: marketing}
  - {id: spring, of: vehicles, after: delivery_date, at: [1 month], purpose: marketing}
""")


def test_a_step_is_listed_from_its_day_until_its_window_ends(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-12"))
    listed = {number: shop.whys(DELIVERY, today=day(f"11-{number}")) for number in range(14, 27)}
    assert listed[14] == []
    assert listed[15] == listed[18] == ["delivery/1 11-15"]
    assert listed[19] == listed[24] == ["delivery/2 11-19"]
    assert listed[25] == []


def test_what_lapsed_is_counted(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-12"))
    assert shop.plan(DELIVERY).lapsed == 1
    shop.contact(day("11-18"), tasks=key("delivery", "V1", 1, day("11-12")))
    assert shop.plan(DELIVERY).lapsed == 0


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("today", ["V0", "V1"]),
        ("overdue", ["V0"]),
        ("tomorrow", ["V2"]),
        ("11-20", ["V2"]),
        ("2026-11-22", ["V3"]),
        ("2026-11-20..2026-11-22", ["V2", "V3"]),
        ("week", ["V0", "V1", "V2", "V3"]),
        ("month", ["V0", "V1", "V2", "V3", "V4"]),
    ],
)
def test_due_picks_days(shop: Shop, due: str, expected: list[str]):
    for number, delivered in enumerate(("11-11", "11-12", "11-13", "11-15", "11-20")):
        shop.customer(f"C{number}")
        shop.vehicle(f"V{number}", f"C{number}", delivery_date=day(delivered))
    seven_days = book("cadences:\n  - {id: d, of: vehicles, after: delivery_date, at: [7 days]}")
    without_consent = book("cadences:\n  - {id: d, of: vehicles, after: delivery_date, at: [7 days], purpose: service}")
    assert [task.reasons[0].subject for task in shop.plan(seven_days, due)] == expected
    assert [task.reasons[0].subject for task in shop.plan(without_consent, due)] == expected


def test_one_call_has_all_the_reasons_of_a_customer_and_day(shop: Shop):
    shop.customer(sales_adviser="王芳", service_adviser="赵强")
    shop.vehicle("V1", delivery_date=day("11-16"))
    shop.vehicle("V2", delivery_date=day("11-15"), plate="豫B00002")
    (task,) = shop.plan(DELIVERY)
    assert [(reason.subject, reason.overdue_days) for reason in task.reasons] == [("V2", 1), ("V1", 0)]
    assert (task.due, task.overdue, task.adviser, task.plate) == (day("11-18"), 1, "赵强", "豫B00002")


def test_a_call_that_names_the_key_closes_the_step(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-16"))
    (reason,) = shop.plan(DELIVERY).tasks[0].reasons
    assert reason.key == key("delivery", "V1", 1, day("11-16"))
    shop.contact(TODAY, tasks=f"T234567892 {reason.key}-153")
    assert [shop.whys(DELIVERY, today=TODAY + days * DAY) for days in range(4)] == [[], [], [], []]
    assert shop.whys(DELIVERY, today=day("11-23")) == ["delivery/2 11-23"]


def test_a_step_stays_closed_when_its_date_is_corrected(shop: Shop):
    shop.customer()
    shop.vehicle(insurance_end=day("12-19"))
    shop.contact(day("11-18"), tasks=key("insurance", "V1", 2, day("12-17")))
    assert shop.whys(INSURANCE) == []
    shop.base.run("DELETE FROM contacts")
    shop.contact(day("11-18"), tasks=key("insurance", "V1", 2, day("2025-12-19")))
    assert shop.whys(INSURANCE) == ["insurance/2 11-19"]


def test_somebody_elses_key_closes_nothing(shop: Shop):
    shop.customer()
    shop.customer("C2")
    shop.vehicle(insurance_end=day("12-19"))
    shop.contact(day("11-18"), "C2", tasks=key("insurance", "V1", 2, day("12-19")))
    assert shop.whys(INSURANCE) == ["insurance/2 11-19"]


def test_nobody_answered_means_again_tomorrow(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-16"))
    shop.contact(TODAY, outcome="no_answer", tasks=key("delivery", "V1", 1, day("11-16")))
    assert shop.whys(DELIVERY) == []
    (task,) = shop.plan(DELIVERY, "tomorrow")
    assert task.reasons[0].was == TODAY
    assert "原定 2026-11-19" in task.why("zh")
    assert shop.whys(DELIVERY, today=day("11-20")) == ["delivery/1 11-20"]


def test_who_was_called_today_about_something_else_is_left_alone(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-16"))
    shop.contact(TODAY, purpose="sales")
    assert shop.whys(DELIVERY) == []
    assert shop.whys(DELIVERY, today=day("11-20")) == ["delivery/1 11-19"]


def test_every_counts_from_the_last_contact_that_reached_the_customer(shop: Shop):
    shop.customer()
    shop.contact(day("10-22"))
    assert shop.whys(CARE) == []
    assert shop.whys(CARE, "2026-11-21") == ["care/1 11-21"]
    assert shop.whys(CARE, today=day("12-30")) == ["care/1 11-21"]
    shop.contact(day("11-10"), outcome="hung_up")
    assert shop.whys(CARE, "2026-11-21") == ["care/1 11-21"]
    shop.contact(day("11-12"), outcome=None)
    assert shop.whys(CARE, "month") == []


def test_who_was_never_reached_is_due_today(shop: Shop):
    shop.customer()
    assert shop.whys(CARE) == ["care/1 11-19"]
    shop.contact(TODAY, outcome="no_answer")
    assert shop.whys(CARE) == []
    assert shop.whys(CARE, "tomorrow") == ["care/1 11-20"]


def test_a_turn_that_is_skipped_comes_back_after_its_interval(shop: Shop):
    shop.customer()
    shop.contact(day("10-01"))
    (task,) = shop.plan(CARE)
    shop.plan_row("skip", TODAY, key=task.keys[0])
    assert shop.whys(CARE, "month") == []
    assert shop.whys(CARE, "2026-12-19") == ["care/1 12-19"]


def test_a_skip_closes_a_step(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-16"))
    shop.plan_row("skip", TODAY, key=key("delivery", "V1", 1, day("11-16")))
    assert shop.whys(DELIVERY, "week") == []


def test_leads_are_called_by_their_level(shop: Shop):
    shop.customer(sales_adviser="王芳")
    shop.lead("L1", level="H", adviser="李娜")
    shop.customer("C2", sales_adviser="王芳", mobile="13800138002")
    shop.lead("L2", "C2", level="B")
    shop.contact(day("11-17"), "C1")
    shop.contact(day("11-11"), "C2")
    first, second = shop.plan(LEVELS)
    assert (first.level, first.adviser, first.purpose, first.why("zh")) == (
        "H",
        "李娜",
        "sales",
        "H级线索：上次联系 2026-11-17，每2天联系一次",
    )
    assert (second.level, second.adviser, second.overdue) == ("B", "王芳", 1)
    assert second.why("en") == "Level B lead: last contact 2026-11-11, every 7 days"


@pytest.mark.parametrize(
    "gone",
    [{"stage": "lost"}, {"stage": "won"}, {"stage": "dormant"}, {"closed_on": dt.date(2026, 11, 1)}, {"level": "X"}],
)
def test_sales_calls_stop_with_the_lead(shop: Shop, gone: dict[str, object]):
    shop.customer()
    shop.lead(**gone)
    assert shop.whys(LEVELS) == []


def test_a_talk_from_before_the_lead_does_not_count(shop: Shop):
    shop.customer()
    shop.lead(opened_on=TODAY)
    shop.contact(day("11-18"))
    (task,) = shop.plan(LEVELS)
    assert task.reasons[0].anchor is None
    assert task.why("zh") == "H级线索：还没有联系上，每2天联系一次"


def test_an_agreed_date_goes_before_the_rhythm_of_the_level(shop: Shop):
    shop.customer()
    shop.lead()
    shop.contact(day("11-15"))
    shop.plan_row("next", day("11-25"), why="带家人看车")
    assert shop.whys(LEVELS) == []
    (task,) = shop.plan(LEVELS, "2026-11-25")
    assert (task.purpose, task.why("zh")) == ("sales", "约定 2026-11-25 联系：带家人看车")
    assert shop.whys(LEVELS, today=day("11-27")) == ["next/1 11-25"]
    shop.contact(day("11-26"))
    assert shop.whys(LEVELS, today=day("11-27")) == []
    assert shop.whys(LEVELS, today=day("11-28")) == ["level-H/1 11-28"]


def test_an_agreed_date_without_a_lead_is_the_service_advisers(shop: Shop):
    shop.customer(sales_adviser="王芳", service_adviser="赵强")
    shop.plan_row("next", TODAY)
    (task,) = shop.plan(DELIVERY)
    assert (task.adviser, task.purpose, task.why("en")) == ("赵强", "service", "agreed to talk on 2026-11-19")


def test_a_snooze_holds_everything_until_its_day(shop: Shop):
    shop.customer()
    shop.lead()
    shop.vehicle(delivery_date=day("11-16"))
    both = book(
        "levels:\n  - {id: H, label: 七日内, every: 2 days}\ncadences:\n  - {id: d, of: vehicles, after: delivery_date, at: [3 days], purpose: service}"
    )
    shop.plan_row("snooze", day("11-21"))
    assert shop.whys(both) == []
    assert sorted(shop.whys(both, "2026-11-21")) == ["d/1 11-21", "level-H/1 11-21"]


def test_who_wants_no_contact_gets_none(shop: Shop):
    shop.customer(do_not_contact=True)
    shop.lead()
    shop.plan_row("next", TODAY)
    shop.vehicle(delivery_date=day("11-16"))
    assert shop.whys(DELIVERY) == shop.whys(LEVELS) == []


@pytest.mark.parametrize(("consent", "listed"), [(True, True), (False, False), (None, False)])
def test_marketing_needs_consent(shop: Shop, consent: bool | None, listed: bool):
    shop.customer(consent=consent, birthday=day("1985-11-19"))
    assert bool(shop.whys(GREETINGS)) == listed


def test_marketing_comes_once_in_fifteen_days(shop: Shop):
    shop.customer(birthday=day("1985-11-19"))
    shop.vehicle(delivery_date=day("10-25"))
    agenda = shop.plan(GREETINGS, "2026-11-19..2026-11-30")
    assert [task.reasons[0].cadence for task in agenda] == ["birthday"]
    assert agenda.capped == 1
    shop.contact(day("11-05"), purpose="marketing")
    assert shop.whys(GREETINGS, "week") == []
    shop.base.run("DELETE FROM contacts")
    shop.contact(day("11-04"), purpose="marketing")
    assert shop.whys(GREETINGS, "week") == ["birthday/41 11-19"]


def test_an_open_complaint_stops_marketing_and_tops_the_list(shop: Shop):
    shop.customer(birthday=day("1985-11-19"))
    shop.case("complaint", day("11-17"))
    assert shop.whys(GREETINGS) == []
    shop.vehicle(delivery_date=day("11-16"))
    shop.customer("C0")
    shop.vehicle("V0", "C0", delivery_date=day("11-14"))
    assert [(task.customer, task.complaint) for task in shop.plan(DELIVERY)] == [("C1", True), ("C0", False)]


def test_who_and_stop_choose_the_subjects(shop: Shop):
    shop.customer()
    shop.vehicle("V1", delivery_date=day("11-16"), relation="own_sale")
    shop.vehicle("V2", delivery_date=day("11-16"), relation="other_dealer")
    shop.vehicle("V3", delivery_date=day("11-16"), relation="own_sale", mileage=90000)
    chosen = book("""
cadences:
  - {id: d, of: vehicles, who: {relation: own_sale}, stop: {mileage: "50000.."}, after: delivery_date, at: [3 days], purpose: service}
""")
    assert [reason.subject for task in shop.plan(chosen) for reason in task.reasons] == ["V1"]


def test_closed_days_move_tasks(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-18"), insurance_end=day("12-22"))
    closed = book("""
desk: {closed: [2026-11-21, 2026-11-22]}
cadences:
  - {id: d, of: vehicles, after: delivery_date, at: [3 days], purpose: service}
  - {id: i, of: vehicles, before: insurance_end, at: [30 days], purpose: service}
""")
    agenda = shop.plan(closed, "2026-11-20..2026-11-24")
    assert [(one.cadence, one.due, one.was) for task in agenda for one in task.reasons] == [
        ("i", day("11-20"), day("11-22")),
        ("d", day("11-23"), day("11-21")),
    ]
    assert agenda.moved == 2


def test_a_quota_leaves_the_rest_for_later(shop: Shop):
    for number in range(5):
        shop.customer(f"C{number}", service_adviser="赵强" if number else None)
        shop.vehicle(f"V{number}", f"C{number}", delivery_date=day("11-16"))
    limited = book(
        "desk: {quota: 2 per adviser}\ncadences:\n  - {id: d, of: vehicles, after: delivery_date, at: [3 days], purpose: service, role: service}"
    )
    agenda = shop.plan(limited)
    assert ([task.customer for task in agenda], agenda.over) == (["C0", "C1", "C2"], 2)


def test_tasks_can_be_picked(shop: Shop):
    for number, adviser in enumerate(("王芳", "李娜", None)):
        shop.customer(f"C{number}", sales_adviser=adviser, store="金水店" if number else "二七店")
        shop.lead(f"L{number}", f"C{number}", level="HBB"[number])

    def picked(**wanted: object) -> list[str]:
        return [task.customer for task in shop.plan(LEVELS, pick=Pick(**wanted))]

    assert picked(adviser="李娜") == ["C1"]
    assert picked(adviser="") == ["C2"]
    assert picked(store="金水店") == ["C1", "C2"]
    assert picked(level="H", purpose="sales", channel="call") == ["C0"]
    assert picked(purpose="marketing") == []
    assert picked(limit=2) == ["C0", "C1"]


def test_the_sentence_is_filled_in(shop: Shop):
    shop.customer(name="欧阳娜", gender="female")
    shop.vehicle(insurance_end=day("12-19"), series="GTL", model=None)
    says = book("""
cadences:
  - {id: i, of: vehicles, before: insurance_end, at: [30 days], purpose: service, say: "{称呼}，您的{车型}（{车牌}）保险{日期}到期，{姓名}"}
""")
    assert shop.plan(says).tasks[0].say == "欧阳女士，您的GTL（豫A12345）保险2026-12-19到期，欧阳娜"


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({"name": "张伟", "gender": "male"}, "张先生"),
        ({"name": "张伟"}, "张伟"),
        ({"name": "王先生", "gender": "male"}, "王先生"),
        ({"name": "顺达运输公司", "kind": "organisation", "contact_name": "李强", "gender": "male"}, "李强"),
        ({"name": "顺达运输公司", "kind": "organisation"}, "顺达运输公司"),
        ({"name": "John", "gender": "male"}, "John"),
    ],
)
def test_people_are_addressed(shop: Shop, facts: dict[str, object], title: str):
    shop.customer(**facts)
    assert (
        shop.plan(book('cadences:\n  - {id: c, every: 1 month, purpose: service, say: "{称呼}"}')).tasks[0].say == title
    )


def test_a_fact_can_be_the_date(shop: Shop):
    shop.customer()
    shop.vehicle()
    shop.add("visits", id="S1", customer="C1", vehicle="V1", date=day("11-16"))
    visits = book("""
facts:
  seen_last: {of: vehicles, last: visits.date, label: {zh: 最近进厂日期, en: Last visit}}
cadences:
  - {id: call, of: vehicles, after: seen_last, at: [3 days], purpose: service}
""")
    (task,) = shop.plan(visits)
    assert (task.why("zh"), task.why("en")) == (
        "最近进厂后第3天（2026-11-16 最近进厂）",
        "3 days after last visit on 2026-11-16",
    )


def test_a_day_long_past_or_far_ahead_is_planned_too(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-16"))
    assert shop.whys(DELIVERY, "2026-12-16") == ["delivery/3 12-16"]
    assert shop.whys(DELIVERY, "2026-11-01") == []
    assert len(shop.plan(DELIVERY, Due(day("11-01"), day("12-31")))) == 3


def test_an_empty_base_has_no_tasks(shop: Shop):
    agenda = shop.plan(LEVELS)
    assert (list(agenda), len(agenda), agenda.lapsed, agenda.capped, agenda.overdue, agenda.estimated) == (
        [],
        0,
        0,
        0,
        0,
        False,
    )
