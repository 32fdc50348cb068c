"""Who is spoken to and how: doubtful pairs, refused channels, a task for each vehicle, those without a plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from planning_shop import DAY, TODAY, Shop, book, day

from jipan.followups import Neglect, Pick, events, of_each, sheet, unplanned
from jipan.followups.reckoning import By
from jipan.kinds.span import Span
from jipan.render import ics

CARE = book("""
cadences:
  - {id: d, label: 回访, of: vehicles, after: delivery_date, at: [3 days], purpose: service, role: service, channel: call}
  - {id: w, of: vehicles, after: delivery_date, at: [3 days], purpose: service, role: service, channel: wechat}
""")


@pytest.fixture
def pair(shop: Shop) -> Shop:
    """Two customers who may be one, each with a car that was delivered on the same day."""
    for number in (1, 2):
        shop.customer(f"C{number}", service_adviser="赵强")
        shop.vehicle(f"V{number}", f"C{number}", delivery_date=day("11-16"))
    shop.add("doubts", a="C2", b="C1", reasons="name")
    return shop


def test_a_doubtful_pair_gets_one_call(pair: Shop):
    (task,) = pair.plan(CARE)
    assert (task.customer, {reason.subject for reason in task.reasons}) == ("C1", {"V1", "V2"})
    (asked,) = pair.plan(CARE, pick=Pick(customer="C2"))
    assert asked == task


def test_what_one_of_a_pair_heard_holds_for_both(pair: Shop):
    pair.contact(TODAY, "C2")
    assert pair.whys(CARE) == []


def test_what_one_of_a_pair_forbids_is_forbidden(pair: Shop):
    pair.base.run("UPDATE customers SET do_not_contact = true WHERE id = 'C2'")
    assert pair.whys(CARE) == []


@pytest.mark.parametrize(
    ("channel", "left"),
    [("call", ["w/1 11-19"]), ("wechat", ["d/1 11-19"]), (None, []), ("sms", ["d/1 11-19", "w/1 11-19"])],
)
def test_a_refused_channel_is_not_used(shop: Shop, channel: str | None, left: list[str]):
    shop.customer()
    shop.vehicle(delivery_date=day("11-16"))
    shop.add("optouts", customer="C1", channel=channel)
    assert shop.whys(CARE) == left


def test_a_task_for_each_vehicle(shop: Shop):
    shop.customer()
    for number in (1, 2):
        shop.vehicle(f"V{number}", delivery_date=day("11-16"), plate=f"豫A0000{number}")
    assert len(shop.plan(CARE)) == 1
    tasks = shop.plan(CARE, pick=Pick(by="vehicle"))
    assert [(task.plate, {reason.subject for reason in task.reasons}) for task in tasks] == [
        ("豫A00001", {"V1"}),
        ("豫A00002", {"V2"}),
    ]
    assert [row[7] for row in sheet(shop.draw(CARE, pick=Pick(by="vehicle")), "zh").rows] == ["豫A00001", "豫A00002"]


def test_alike_reasons_of_a_fleet_stand_together(shop: Shop):
    shop.customer()
    for number in range(3):
        shop.vehicle(f"V{number}", delivery_date=day("11-16"))
    [task] = shop.plan(CARE)
    assert task.why("zh").count("共3项") == 2
    drawn = sheet(shop.draw(CARE), "zh")
    place = {column.name: index for index, column in enumerate(drawn.columns)}
    [row] = drawn.rows
    assert row[place["why"]] == task.why("zh")
    assert str(row[place["tasks"]]).removesuffix("-0").split(" ") == list(task.keys)


def test_every_adviser_has_a_sheet(shop: Shop):
    for number, adviser in enumerate(("赵强", "钱进", None)):
        shop.customer(f"C{number}", service_adviser=adviser)
        shop.vehicle(f"V{number}", f"C{number}", delivery_date=day("11-16"))
    tables = of_each(sheet(shop.draw(CARE), "zh"))
    assert {name: len(table.rows) for name, table in tables.items()} == {"未分配": 1, "赵强": 1, "钱进": 1}
    assert tables["赵强"].form is not None
    assert tables["赵强"].title("zh") == "赵强"
    assert "C0" in tables["赵强"].form.stamp


WORKED = """
levels:
  - {id: O, label: {zh: 订单}, every: 3 days, role: sales, purpose: service}
  - {id: H, label: {zh: 七日内}, every: 2 days, role: sales, purpose: sales}
cadences:
  - {id: lost, label: {zh: 战败}, of: leads, who: {stage: 战败}, after: closed_on, at: [3 days], role: sales, channel: call, purpose: marketing}
  - {id: cards, label: {zh: 生日}, of: customers, on: birthday yearly, role: sales, channel: call, purpose: marketing}
"""


@pytest.mark.parametrize(
    ("lead", "own", "expected"),
    [
        ({"level": "H"}, None, "王芳"),
        ({"level": "O"}, None, "王芳"),
        ({"level": "O"}, "李娜", "王芳"),
        ({"level": None}, None, "王芳"),
        ({"level": None}, "李娜", "李娜"),
        ({"stage": "lost", "closed_on": TODAY - 3 * DAY}, None, "王芳"),
        ({"stage": "lost", "closed_on": TODAY - 3 * DAY}, "李娜", "李娜"),
    ],
)
def test_who_works_a_lead_makes_the_calls_that_come_of_it(
    shop: Shop, lead: dict[str, object], own: str | None, expected: str
):
    shop.customer(sales_adviser=own, birthday=TODAY.replace(year=1980) if lead.get("level", 1) is None else None)
    shop.lead(adviser="王芳", **lead)
    [task] = shop.plan(book(WORKED))
    assert task.adviser == expected


def test_a_store_looks_after_whom_it_served_last_where_nothing_says_so(shop: Shop):
    shop.customer("C1", store="南店")
    shop.customer("C2")
    shop.customer("C3")
    for number, sold_by in ((1, "北店"), (2, "南店"), (3, "北店")):
        shop.vehicle(f"V{number}", f"C{number}", store=sold_by, delivery_date=day("11-16"))
    for number, store in ((1, "北店"), (2, "北店")):
        shop.add("visits", id=f"S{number}", customer=f"C{number}", date=day("10-01"), store=store)

    def names(store: str) -> list[str]:
        return [task.customer for task in shop.plan(CARE, pick=Pick(store=store))]

    assert (names("南店"), names("北店")) == (["C1"], ["C2", "C3"])


def test_nobody_is_forgotten(shop: Shop):
    shop.customer("C1", name="有计划")
    shop.vehicle("V1", "C1", delivery_date=TODAY)
    shop.customer("C2", name="刚联系")
    shop.contact(TODAY - 5 * DAY, "C2")
    shop.customer("C3", name="无人问津", sales_adviser="王芳")
    shop.contact(TODAY - 90 * DAY, "C3", outcome="later")
    shop.customer("C4", name="有约")
    shop.plan_row("next", TODAY + 60 * DAY, "C4")
    shop.customer("C5", name="勿扰", do_not_contact=True)
    shop.customer("C6", name="从未联系")

    def names(**pick: object) -> list[object]:
        return [row[0] for row in unplanned(shop.base, CARE, Neglect(Span(days=30), TODAY), Pick(**pick), "zh").rows]

    assert names() == ["从未联系", "无人问津"]
    assert names(adviser="王芳") == ["无人问津"]
    assert names(channel="call") == ["从未联系", "无人问津"]
    shop.add("optouts", customer="C3", channel="wechat")
    shop.case("wrong_number", TODAY - 200 * DAY, "C6")
    shop.customer("C7", name="只有微信", mobile=None)
    assert names(channel="wechat") == ["从未联系", "只有微信"]
    assert names(channel="sms") == ["无人问津"]


NOON = dt.datetime.combine(TODAY, dt.time(12))


def name_of(shop: Shop) -> str:
    """The name of the base, which ends the names of its events."""
    return shop.base.value("SELECT value || '@jipan' FROM meta WHERE name = 'base'")


def exported(shop: Shop, path: Path, today: dt.date, by: By = "customer", hour: int = 8) -> dict[str, list[str]]:
    """The events of a week by their names."""
    tasks = shop.plan(CARE, "week", today=today, pick=Pick(by=by)).tasks
    now = dt.datetime.combine(today, dt.time(hour))
    ics.save(events(shop.base, tasks, CARE.desk, "zh", by), path, now)
    lines = path.read_bytes().decode().replace("\r\n ", "")
    found = [part.split("\r\n") for part in lines.split("BEGIN:VEVENT\r\n")[1:]]
    assert len(found) == len({part[0] for part in found})
    return {part[0]: part[1:] for part in found}


def test_an_event_tells_whom_to_call(shop: Shop, tmp_path):
    shop.customer(name="张伟, 车主")
    shop.vehicle(delivery_date=day("11-16"))
    ((uid, event),) = exported(shop, tmp_path / "x.ics", TODAY).items()
    assert uid.startswith("UID:C1.")
    assert "SUMMARY:电话 张伟\\, 车主：回访" in event
    assert f"DTSTART;VALUE=DATE:{TODAY:%Y%m%d}" in event


def test_the_next_export_leaves_no_event_behind(shop: Shop, tmp_path):
    for number in range(1, 5):
        shop.customer(f"C{number}", name=f"客户{number}")
        shop.vehicle(f"V{number}", f"C{number}", plate=f"豫A0000{number}", delivery_date=day("11-16") + number * DAY)
        shop.vehicle(f"V1{number}", f"C{number}", plate=f"豫B0000{number}", delivery_date=day("11-15"))
        shop.plan_row("next", day("11-22"), f"C{number}", why="试驾")
    first = exported(shop, tmp_path / "1.ics", TODAY)
    assert any(line.startswith("DESCRIPTION") and "还有：约定" in line for line in first["UID:C1." + name_of(shop)])
    shop.contact(TODAY, "C1", tasks=" ".join(shop.plan(CARE).tasks[0].keys) + "-1")
    shop.contact(TODAY, "C2", outcome="no_answer")
    second = exported(shop, tmp_path / "2.ics", TODAY + DAY)
    assert second.keys() == first.keys() == {f"UID:C{number}.{name_of(shop)}" for number in range(1, 5)}
    assert all(first[uid] != second[uid] for uid in first)
    cars = exported(shop, tmp_path / "3.ics", TODAY + DAY, "vehicle")
    assert {uid.split(".")[1] for uid in cars} >= {"V13", "V14", "V3"}


def test_a_later_export_is_newer(shop: Shop, tmp_path):
    shop.customer()
    shop.vehicle(delivery_date=day("11-16"))
    stamps = []
    for today, hour in ((TODAY, 8), (TODAY, 9), (TODAY + DAY, 8)):
        ((_, event),) = exported(shop, tmp_path / "x.ics", today, hour=hour).items()
        told = dict(line.split(":", 1) for line in event if ":" in line)
        assert told["DTSTAMP"] == told["LAST-MODIFIED"]
        stamps.append((int(told["SEQUENCE"]), told["DTSTAMP"]))
    assert stamps == sorted(set(stamps))
    assert 0 < stamps[0][0] < 2**31


def test_lines_of_a_calendar_are_short(tmp_path):
    event = ics.Event("T1", dt.date(2026, 11, 19), "标题" * 60, "内容；" * 60)
    ics.save([event], tmp_path / "x.ics", NOON)
    lines = (tmp_path / "x.ics").read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)


@pytest.mark.parametrize(
    ("quiet", "since", "until"), [("20:00-08:00", "080000", "200000"), ("12:00-14:00", "140000", "235900")]
)
def test_nobody_is_called_in_the_quiet_hours(shop: Shop, tmp_path, quiet: str, since: str, until: str):
    shop.customer()
    shop.vehicle(delivery_date=day("11-16"))
    desk = book(f'desk: {{quiet: "{quiet}"}}').desk
    ics.save(events(shop.base, shop.plan(CARE).tasks, desk, "zh"), tmp_path / "x.ics", NOON)
    lines = (tmp_path / "x.ics").read_text(encoding="utf-8").splitlines()
    assert f"DTSTART:{TODAY:%Y%m%d}T{since}" in lines
    assert f"DTEND:{TODAY:%Y%m%d}T{until}" in lines


@pytest.mark.parametrize(("refused", "channel"), [(None, "sms"), ("sms", "wechat")])
def test_whom_nobody_reaches_is_written_to_unless_he_wants_no_messages(shop: Shop, refused: str | None, channel: str):
    trying = book(
        "numbers: {unanswered_days: 2}\n"
        "cadences:\n  - {id: c, every: 30 days, purpose: service, role: service, channel: call}\n"
    )
    shop.customer()
    for days in (3, 2, 1):
        shop.contact(TODAY - days * DAY, outcome="no_answer", note=str(days))
    if refused:
        shop.add("optouts", customer="C1", channel=refused)
    assert [task.channel for task in shop.plan(trying)] == [channel]
