"""What cases and vain calls make of a plan, by the cadences of the standard book."""

from __future__ import annotations

from dataclasses import replace

import pytest
from planning_shop import DAY, TODAY, Shop, day

from jipan.followups import Pick, listing, sheet
from jipan.rules import load
from jipan.rules.plans import Assign


@pytest.fixture(scope="module")
def standard():
    return load("standard")


def whys(shop, standard, today=TODAY):
    return shop.whys(standard, today=today)


def test_a_complaint_is_on_every_list_until_it_is_closed(shop: Shop, standard):
    shop.customer(service_adviser="王五")
    shop.case("complaint", day("11-17"), adviser="赵六")
    shop.contact(day("11-18"), outcome="reached")
    assert whys(shop, standard) == ["complaint/1 11-19"]
    assert [task.adviser for task in shop.plan(standard)] == ["赵六"]
    shop.base.run("UPDATE cases SET closed_on = DATE '2026-11-18', outcome = 'resolved'")
    assert whys(shop, standard) == []
    assert whys(shop, standard, day("11-21")) == ["complaint-callback/1 11-21"]


def test_a_booking_is_reminded_of_the_day_before_and_missed_three_days_after(shop: Shop, standard):
    shop.customer()
    shop.case("booking", day("11-12"), due=day("11-20"))
    assert whys(shop, standard) == ["booking/1 11-19"]
    assert whys(shop, standard, day("11-22")) == []
    assert whys(shop, standard, day("11-23")) == ["no-show/1 11-23"]
    shop.base.run("UPDATE cases SET closed_on = DATE '2026-11-20', outcome = 'came'")
    assert whys(shop, standard, day("11-23")) == []


def test_a_wrong_number_is_searched_for_and_not_called(shop: Shop, standard):
    shop.customer()
    shop.vehicle(insurance_end=TODAY + 30 * DAY)
    assert "insurance/3 11-19" in whys(shop, standard)
    shop.case("wrong_number", day("11-17"))
    [task] = shop.plan(standard)
    assert (task.channel, task.because) == ("wechat", "wrong")
    assert {one.cadence for one in task.reasons} == {"insurance", "wrong-number"}


def test_whom_nobody_reaches_for_five_days_is_written_to(shop: Shop, standard):
    shop.customer()
    shop.lead(opened_on=day("11-01"))
    for days in range(5, 0, -1):
        assert [task.channel for task in shop.plan(standard)] == ["call"]
        shop.contact(TODAY - days * DAY, outcome="no_answer")
    assert [task.channel for task in shop.plan(standard)] == ["sms"]
    shop.contact(TODAY - 4 * DAY)
    assert {task.channel for task in shop.plan(standard, "week")} == {"call"}


def test_who_wants_no_calls_is_not_called(shop: Shop, standard):
    shop.customer()
    shop.lead(opened_on=day("11-01"))
    assert whys(shop, standard) == ["level-H/1 11-19"]
    shop.add("optouts", customer="C1", channel="sms")
    assert whys(shop, standard) == ["level-H/1 11-19"]
    shop.add("optouts", customer="C1", channel="call")
    assert [task.channel for task in shop.plan(standard)] == ["wechat"]
    shop.add("optouts", customer="C1", channel=None)
    assert whys(shop, standard) == []


ENDS = {
    "insured_elsewhere": {"insurance_end": TODAY + 33 * DAY},
    "renewed": {"insurance_end": TODAY + 33 * DAY},
    "renewed of a notice": {"insurance_end": TODAY + 90 * DAY},
    "inspected": {"inspection_end": TODAY + 15 * DAY},
    "serviced": {"purchase_date": day("08-19"), "relation": "own_sale"},
}


@pytest.mark.parametrize(("outcome", "vehicle"), ENDS.items(), ids=ENDS)
def test_who_has_done_it_is_asked_no_more_about_it(shop: Shop, standard, outcome, vehicle):
    shop.customer()
    for number in (1, 2):
        shop.vehicle(f"V{number}", **vehicle)
    shop.contact(TODAY - DAY, vehicle="V1", outcome=outcome.partition(" ")[0])
    assert {one.subject for task in shop.plan(standard) for one in task.reasons} == {"V2"}


def test_the_first_call_after_delivery_is_the_managers(shop: Shop, standard):
    shop.customer(sales_adviser="王五")
    shop.vehicle(delivery_date=TODAY - DAY, relation="own_sale")
    [task] = shop.plan(standard)
    assert (task.role, task.adviser) == ("manager", "")
    assert [row[5] for row in listing([task], "zh").rows] == ["经理"]
    table = sheet(shop.draw(standard), "zh")
    place = [column.name for column in table.columns].index("adviser")
    assert [row[place] for row in table.rows] == ["经理"]
    for managers, found in ((True, 1), (False, 0)):
        assert len(shop.plan(standard, pick=Pick(adviser="", managers=managers))) == found
    named = replace(standard, desk=replace(standard.desk, assign=(Assign("manager", None, ("店长",)),)))
    assert [task.adviser for task in shop.plan(named)] == ["店长"]


def test_three_months_before_the_insurance_ends_he_is_written_to(shop: Shop, standard):
    shop.customer()
    shop.vehicle(insurance_end=TODAY + 90 * DAY)
    assert whys(shop, standard) == ["insurance-notice/1 11-19"]
    assert [task.channel for task in shop.plan(standard)] == ["wechat"]
