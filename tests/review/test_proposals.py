"""Proposals for levels: when one is made, that nothing moves before somebody accepts it, and that a no is remembered."""

from __future__ import annotations

import datetime as dt

from intake_bench import NOW, TODAY, everything

from jipan.intake.log import Entry, Occasion, log_contact
from jipan.review import KINDS, Answer, View, decide, open_items
from jipan.rules import load, loads
from jipan.store import plan_undo, undo

DAY = dt.timedelta(days=1)
STANDARD = load("standard")
HEADER = ("姓名", "手机", "意向级别", "预计购车日期", "登记日期")
TODAYS = Occasion(TODAY, NOW, STANDARD)


def proposed(base, day=TODAY, book=STANDARD):
    """Lead, from, to, reason of what is open."""
    items = open_items(base, [KINDS["level"]], View(day, lambda _: book))
    return [(item.more["from"], item.more["to"], *item.reasons) for item in items]


def say(base, note=None, customer="C000001", **words):
    return log_contact(base, customer, Entry.read(**{"outcome": "reached", "note": note} | words), TODAYS)


def answer(base, choice, day=TODAY):
    items = open_items(base, [KINDS["level"]], View(day, lambda _: STANDARD))
    return decide(base, KINDS, [Answer(item, choice) for item in items], (NOW, day)).batch


DATED = (
    ("C", None, 90, ("dormant", "untouched")),
    ("B", None, 90, None),
    ("C", None, 89, None),
    ("H", TODAY, 0, None),
    ("H", TODAY - DAY, 0, ("A", "expected_passed")),
    ("B", TODAY - 60 * DAY, 0, ("C", "expected_passed")),
    ("C", TODAY - 60 * DAY, 0, None),
    ("O", TODAY - 60 * DAY, 0, None),
    # a month alone is kept as its first day, and has passed when all of it has
    ("H", TODAY.replace(day=1), 0, None),
    ("H", TODAY.replace(month=10, day=1), 0, ("A", "expected_passed")),
)
"""Level, expected day, how old the list is that brings it; what is proposed. As the leads are numbered."""
NOTED = (
    ("B", ["颜色已定，全款"], ("H", "criteria_seen")),
    ("N", ["犹豫两款车，在看配置"], ("B", "criteria_seen")),
    ("B", ["想要优惠"], None),
    ("B", ["想要优惠", "旧车怎么办"], ("A", "criteria_seen")),
    ("H", ["颜色已定，全款"], None),
)


def people(rows):
    """A customer for each row, told apart by his number."""
    return [(f"王{'一二三四五六七八九十'[place]}", f"1381234{place:04}", *row) for place, row in enumerate(rows)]


def found(base, count, day=TODAY):
    items = open_items(base, [KINDS["level"]], View(day, lambda _: STANDARD))
    goals = {item.b: (item.more["to"], *item.reasons) for item in items}
    return [goals.get(f"L{number:06}") for number in range(1, count + 1)]


def test_what_is_proposed_by_days(base, take):
    rows = people((level, expected, TODAY - 400 * DAY) for level, expected, _, _ in DATED)
    for ago in (90, 89, 0):
        mine = [row for row, (*_, one, _) in zip(rows, DATED, strict=True) if one == ago]
        take(HEADER, *mine, dated=TODAY - ago * DAY)
    assert found(base, len(DATED)) == [goal for *_, goal in DATED]


def test_two_criteria_of_a_higher_level_propose_it(base, take):
    take(HEADER, *people((level, None, TODAY) for level, _, _ in NOTED))
    for number, (_, notes, _) in enumerate(NOTED, 1):
        for note in notes:
            say(base, note, customer=f"C{number:06}")
    assert found(base, len(NOTED)) == [goal for *_, goal in NOTED]
    assert proposed(base, TODAY + 40 * DAY) == []


def test_what_is_seen_is_named_and_goes_before_the_day(base, take):
    take(HEADER, ("王伟", "13812345678", "B", TODAY - DAY, TODAY))
    say(base, "颜色已定，全款")
    (item,) = open_items(base, KINDS.values(), View(TODAY, lambda _: STANDARD))
    shown = {
        (fact.column.name, fact.column.kind.show(fact.a, "en")) for fact in item.facts if fact.column.name == "seen"
    }
    assert shown == {("seen", "Model and colour chosen"), ("seen", "Payment or delivery date given")}
    assert [(fact.a, fact.b) for fact in item.facts if fact.column.name == "level"] == [("B", "H")]


def test_accepting_moves_the_lead_and_undo_moves_it_back(base, take):
    take(
        HEADER,
        ("王伟", "13812345678", "H", TODAY - DAY, TODAY),
        ("李娜", "13912345678", "C", None, None),
        dated=TODAY - 90 * DAY,
    )
    before = everything(base)
    batch = answer(base, "accept")
    assert base.rows("SELECT level, stage FROM leads WHERE closed IS NULL ORDER BY id") == [
        ("A", None),
        ("C", "dormant"),
    ]
    assert proposed(base, TODAY + 30 * DAY) == []
    undo(base, plan_undo(base, batch), NOW)
    assert everything(base) == before
    assert len(proposed(base)) == 2


def test_a_no_holds_until_something_about_the_lead_changes(base, take):
    take(HEADER, ("王伟", "13812345678", "H", TODAY - DAY, TODAY))
    answer(base, "keep")
    assert proposed(base) == proposed(base, TODAY + 9 * DAY) == []
    say(base, "再想想")
    assert proposed(base) == [("H", "A", "expected_passed")]
    answer(base, "keep")
    take(HEADER, ("王伟", "13812345678", "A", TODAY - DAY, TODAY))
    assert proposed(base) == [("A", "B", "expected_passed")]


def test_a_lead_at_rest_wakes_when_somebody_rates_it(base, take):
    take(HEADER, ("李娜", "13912345678", "C", None, None), dated=TODAY - 90 * DAY)
    answer(base, "accept")
    say(base)
    assert base.value("SELECT stage FROM leads WHERE closed IS NULL") == "dormant"
    say(base, level="H")
    assert base.rows("SELECT level, stage FROM leads WHERE closed IS NULL") == [("H", "working")]


OWN = """
jipan: 1
name: own
extends: [standard]
facts:
  decided: {of: leads, when: {intent_model: present}}
levels:
  C: {propose: {up: [B], criteria: 1, dormant: null}}
  B: {criteria: [decided]}
  A: {propose: null}
"""


def test_a_shop_says_itself_what_is_proposed(base, take):
    header = ("姓名", "手机", "意向级别", "预计购车日期", "意向车型")
    take(
        header,
        ("王伟", "13812345678", "C", None, "轿车"),
        ("李娜", "13912345678", "A", TODAY - DAY, None),
        dated=TODAY - 99 * DAY,
    )
    assert proposed(base, book=loads(OWN, "own")) == [("C", "B", "criteria_seen")]
    assert proposed(base) == [("A", "B", "expected_passed"), ("C", "dormant", "untouched")]
