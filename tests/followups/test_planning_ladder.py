"""Who hears of what nobody does: the ladder of the desk, those of levels and cadences, and since when a task waits."""

from __future__ import annotations

import datetime as dt

import pytest
from planning_shop import DAY, TODAY, Shop, book, day

from jipan.errors import BadRules
from jipan.followups import sheet

CALLS = "cadences:\n  - {id: d, of: vehicles, after: delivery_date, at: [3 days], purpose: service, role: service, window: 90 days}\n"
LADDER = "{escalate: {manager: 3 days, pool: 7 days}}"
LEVELS = """
levels:
  - {id: H, every: 2 days, priority: 30, escalate: {manager: 1 day}}
  - {id: A, every: 4 days, priority: 60, escalate: {pool: never}}
  - {id: B, every: 7 days, priority: 100, escalate: never}
  - {id: C, every: 15 days, priority: 120}
"""


@pytest.mark.parametrize(
    ("late", "adviser", "raised", "why"),
    [
        (2, "赵强", "", "回访"),
        (3, "赵强", "manager", "已报经理"),
        (7, "", "pool", "转公海，原顾问 赵强"),
    ],
)
def test_what_is_not_done_is_raised(shop: Shop, late: int, adviser: str, raised: str, why: str):
    shop.customer(service_adviser="赵强")
    shop.vehicle(delivery_date=TODAY - (3 + late) * DAY)
    shop.customer("C2")
    shop.vehicle("V2", "C2", delivery_date=TODAY - (3 + late) * DAY)
    ladder = book(f"desk: {LADDER}\n{CALLS}")
    mine, nobodys = shop.plan(ladder)
    assert (mine.adviser, mine.raised) == (adviser, raised)
    assert (nobodys.adviser, nobodys.raised) == ("", "manager" if late >= 3 else "")
    shown = {row[-2]: str(row[3]) for row in sheet(shop.draw(ladder), "zh").rows}
    assert shown["C1"] == mine.why("zh")
    assert shown["C2"] == nobodys.why("zh")
    assert why in mine.why("zh") or late < 3
    counts = shop.draw(ladder).counts
    assert (counts.reported, counts.freed) == ({2: 0, 3: 2, 7: 1}[late], int(late == 7))


@pytest.mark.parametrize(
    ("level", "late", "desk", "raised"),
    [
        ("H", 0, "{}", ""),
        ("H", 1, "{}", "manager"),
        ("H", 9, "{}", "manager"),
        ("C", 90, "{}", ""),
        ("H", 1, LADDER, "manager"),
        ("H", 7, LADDER, "pool"),
        ("A", 2, LADDER, ""),
        ("A", 7, LADDER, "manager"),
        ("B", 7, LADDER, ""),
        ("C", 7, LADDER, "pool"),
    ],
)
def test_a_level_has_a_ladder_of_its_own(shop: Shop, level: str, late: int, desk: str, raised: str):
    every = {"H": 2, "A": 4, "B": 7, "C": 15}[level]
    shop.customer(sales_adviser="王芳")
    shop.lead(level=level, opened_on=day("2025-01-01"))
    shop.contact(TODAY - (every + late) * DAY)
    (task,) = shop.plan(book(f"desk: {desk}\n{LEVELS}"))
    assert (task.overdue, task.raised) == (late, raised)


def test_a_reason_does_not_climb_by_the_ladder_of_another(shop: Shop):
    shop.customer(sales_adviser="王芳", service_adviser="赵强")
    shop.vehicle(delivery_date=TODAY - 9 * DAY)
    shop.lead(opened_on=day("2025-01-01"))
    shop.contact(TODAY - 2 * DAY)
    (task,) = shop.plan(book(LEVELS + CALLS))
    assert [(one.cadence, one.overdue_days) for one in task.reasons] == [("level-H", 0), ("d", 6)]
    assert not task.raised


def imported(shop: Shop, batch: int, on: dt.date) -> None:
    at = dt.datetime.combine(on, dt.time(8))
    shop.base.run("INSERT INTO batches (number, command, \"at\") VALUES (?, 'import', ?)", [batch, at])


@pytest.mark.parametrize(
    ("ago", "raised"), [(0, ""), (2, ""), (3, "manager"), (6, "manager"), (7, "pool"), (40, "pool")]
)
def test_a_first_import_raises_nothing_that_nobody_could_have_done(shop: Shop, ago: int, raised: str):
    imported(shop, 5, TODAY - ago * DAY)
    imported(shop, 6, TODAY)
    shop.customer(service_adviser="赵强")
    shop.vehicle(delivery_date=TODAY - 53 * DAY, opened=5, closed=6)
    shop.vehicle(delivery_date=TODAY - 53 * DAY, opened=6)
    (task,) = shop.plan(book(f"desk: {LADDER}\n{CALLS}"))
    assert (task.overdue, task.raised) == (50, raised)


@pytest.mark.parametrize(
    ("known", "tried", "raised"),
    [(0, None, ""), (1, None, "manager"), (5, None, "manager"), (5, 1, ""), (5, 3, "manager")],
)
def test_whom_nobody_has_reached_waits_since_he_is_known(shop: Shop, known: int, tried: int | None, raised: str):
    imported(shop, 5, TODAY - known * DAY)
    shop.customer(sales_adviser="王芳")
    shop.lead(opened_on=TODAY - 90 * DAY, opened=5)
    if tried is not None:
        shop.contact(TODAY - tried * DAY, outcome="no_answer")
    (task,) = shop.plan(book(LEVELS))
    assert (task.overdue, task.raised) == (0, raised)


@pytest.mark.parametrize(("ago", "raised"), [(0, ""), (1, "manager")])
def test_a_lead_waits_since_it_has_its_level(shop: Shop, ago: int, raised: str):
    imported(shop, 5, TODAY - 60 * DAY)
    imported(shop, 6, TODAY - ago * DAY)
    shop.customer(sales_adviser="王芳")
    shop.contact(TODAY - 10 * DAY)
    shop.lead(level="C", opened_on=TODAY - 90 * DAY, opened=5, closed=6)
    shop.lead(level="H", opened_on=TODAY - 90 * DAY, opened=6)
    (task,) = shop.plan(book(LEVELS))
    assert (task.overdue, task.raised) == (8, raised)


@pytest.mark.parametrize(("closed", "raised"), [("[]", "manager"), (f"[{TODAY - DAY}]", "")])
def test_days_on_which_the_shop_is_closed_do_not_count(shop: Shop, closed: str, raised: str):
    shop.customer(sales_adviser="王芳")
    shop.lead(level="A", opened_on=day("2025-01-01"))
    shop.contact(TODAY - 7 * DAY)
    (task,) = shop.plan(book(f"desk: {{escalate: {{manager: 3 days}}, closed: {closed}}}\n{LEVELS}"))
    assert task.raised == raised


@pytest.mark.parametrize(
    ("escalate", "code"),
    [
        ("{manager: soon}", "span"),
        ("{boss: 1 day}", "key_unknown"),
        ("{reassign: bald}", "span"),
        ("nevr", "map_expected"),
        ("{pool: nie}", "span"),
    ],
)
def test_a_ladder_says_days_or_never(escalate: str, code: str):
    with pytest.raises(BadRules) as caught:
        book(f"levels:\n  - {{id: H, every: 2 days, escalate: {escalate}}}\n")
    ((found, place),) = [(fault.code, fault.place) for fault in caught.value.faults]
    assert found == code
    assert place.startswith("test:4:")


PASSED = f"desk: {{escalate: {{manager: 3 days, reassign: 7 days, pool: 14 days}}}}\n{CALLS}"


def colleagues(shop: Shop, **stores: str) -> None:
    """A customer for each of them; the task of C1 waits."""
    for number, (name, store) in enumerate(stores.items(), 2):
        shop.customer(f"C{number}", service_adviser=name, store=store)
    shop.vehicle(delivery_date=TODAY - (3 + 8) * DAY)


@pytest.mark.parametrize(
    ("late", "adviser", "raised", "why"),
    [
        (6, "赵强", "manager", "（久未办，已报经理）"),
        (7, "李四", "handed", "（从赵强转给李四，因逾期7天）"),
        (13, "李四", "handed", "（从赵强转给李四，因逾期13天）"),
        (14, "", "pool", "（久未办，转公海，原顾问 赵强）"),
    ],
)
def test_what_is_left_undone_goes_to_a_colleague(shop: Shop, late: int, adviser: str, raised: str, why: str):
    shop.customer(service_adviser="赵强", store="东店")
    shop.customer("C2", service_adviser="李四", sales_adviser="王芳", store="东店")
    shop.customer("C3", service_adviser="钱进", store="西店")
    shop.vehicle(delivery_date=TODAY - (3 + late) * DAY)
    (task,) = shop.plan(book(PASSED))
    assert (task.adviser, task.raised) == (adviser, raised)
    assert task.why("zh").endswith(why)
    drawn = shop.draw(book(PASSED))
    whole = sheet(drawn, "zh")
    place = [column.name for column in whole.columns].index("adviser")
    assert [(row[3], row[place]) for row in whole.rows] == [(task.why("zh"), adviser or "未分配")]
    assert drawn.counts.handed == (raised == "handed")


@pytest.mark.parametrize(
    ("away", "adviser", "raised"),
    [([], {"李四", "王五"}, "handed"), (["李四"], {"王五"}, "handed"), (["王五", "李四"], {"赵强"}, "manager")],
)
def test_nobody_gets_a_task_while_he_is_on_leave(shop: Shop, away: list[str], adviser: set[str], raised: str):
    shop.customer(service_adviser="赵强")
    colleagues(shop, 李四="", 王五="", 赵强="")
    for name in away:
        shop.add("days_off", adviser=name, since=TODAY, until=TODAY, kind="leave")
    (task,) = shop.plan(book(PASSED))
    assert task.adviser in adviser
    assert task.raised == raised


def test_the_colleague_stands_in_the_rule_of_assignment(shop: Shop):
    shop.customer(service_adviser="赵强", store="东店")
    colleagues(shop, 李四="东店")
    desk = "escalate: {reassign: 7 days}, assign: [{role: service, when: {store: 东店}, to: [赵强, 周到]}]"
    (task,) = shop.plan(book(f"desk: {{{desk}}}\n{CALLS}"))
    assert (task.adviser, task.stands_for, task.raised) == ("周到", "赵强", "handed")


def test_who_is_away_himself_is_not_stood_in_for_any_more(shop: Shop):
    shop.customer(service_adviser="赵强")
    colleagues(shop, 李四="", 王五="")
    shop.add("days_off", adviser="赵强", since=TODAY, until=TODAY, kind="leave", deputy="王五")
    (task,) = shop.plan(book(PASSED))
    assert (task.adviser, task.stands_for) == ("李四", "赵强")
