"""What comes of an answer: cases, bookings, losses to approve, vehicles handed over, and all of it undone again."""

from __future__ import annotations

import datetime as dt

import pytest
from intake_bench import NOW, TODAY, bring, current, history, workbook

from jipan.intake import Clock, Wishes, approvals, import_file
from jipan.intake.followed import followed
from jipan.intake.log import Entry, Occasion, log_contact, vehicle_meant
from jipan.kinds.talk import OUTCOMES
from jipan.review import KINDS, Answer, View, decide, open_items
from jipan.rules import loads
from jipan.store import plan_undo, undo

DAY = dt.timedelta(days=1)
SHEET = (
    "基盘号",
    "姓名",
    "手机",
    "车牌",
    "顾问",
    "结果",
    "沟通内容",
    "新级别",
    "下次跟进日期",
    "战败原因",
    "满意度",
    "任务号",
)
PEOPLE = {
    1: ("王伟", "13812345678", "豫A12345"),
    2: ("李娜", "13912345678", "豫B12345"),
    3: ("赵敏", "13712345678", None),
}


def line(number, outcome=None, note=None, *, level=None, next_=None, why=None, score=None, task="-2", who=None):
    """A row of the sheet about customer `number`."""
    name, mobile, plate = PEOPLE[number]
    keys = f"T7KQ2MXAB{number}{task}" if task else None
    return (f"C00000{number}", name, mobile, plate, who or "张顾问", outcome, note, level, next_, why, score, keys)


@pytest.fixture
def shop(base, tmp_path):
    """王伟 wants a car (level B) and keeps one, 李娜 keeps two, 赵敏 wants one (level A)."""
    head = ("姓名", "手机", "意向级别", "车牌号", "交车日期")
    rows = [(*PEOPLE[1][:2], "B", "豫A12345", "2025-01-05"), (*PEOPLE[2][:2], None, "豫B12345", "2025-02-05")]
    bring(base, workbook(tmp_path / "a.xlsx", head, *rows, (*PEOPLE[3][:2], "A", None, None)), dated=TODAY - DAY)
    bring(
        base, workbook(tmp_path / "b.xlsx", head, (*PEOPLE[2][:2], None, "豫C12345", "2026-02-05")), dated=TODAY - DAY
    )
    return base


def fill(tmp_path, *lines, name="联系单.xlsx", head=SHEET):
    return workbook(tmp_path / name, head, *lines, sheet="联系单")


def cases(base, *columns):
    return current(base, "cases", "customer", "kind", *columns)


def problems(receipt):
    return {problem.code for problem in receipt.problems}


OPENS = {
    "a complaint": (line(1, "投诉", "漏油"), ("C000001", "complaint", "漏油", TODAY + DAY)),
    "a low score": (line(1, "已联系", "等太久", score=2), ("C000001", "complaint", "等太久", TODAY + DAY)),
    "a booking": (
        line(1, "已预约", "来看车", next_="2026-11-28"),
        ("C000001", "booking", "来看车", dt.date(2026, 11, 28)),
    ),
    "a wrong number": (line(1, "空号错号"), ("C000001", "wrong_number", None, TODAY + DAY)),
    "a loss": (line(1, "战败", "买了别的", why="价格偏高"), ("C000001", "loss", "价格偏高", TODAY + DAY)),
}


@pytest.mark.parametrize(("row", "case"), OPENS.values(), ids=OPENS)
def test_an_answer_opens_a_case_once_and_undo_takes_it_away(shop, tmp_path, row, case):
    there = history(shop)
    sheet = fill(tmp_path, row)
    bring(shop, sheet)
    assert cases(shop, "what", "due") == [case]
    assert bring(shop, sheet, TODAY + DAY).batch is None
    undo(shop, plan_undo(shop), NOW)
    assert history(shop) == there


def test_a_good_score_is_no_complaint(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "已联系", score=3)))
    assert cases(shop) == []


def test_a_complaint_is_closed_by_saying_so(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "投诉", "漏油")))
    bring(shop, fill(tmp_path, line(1, "已联系", "在修", task="-3")), TODAY + DAY)
    assert cases(shop, "closed_on") == [("C000001", "complaint", None)]
    bring(shop, fill(tmp_path, line(1, "投诉已解决", "换了油封", task="-4")), TODAY + 2 * DAY)
    assert cases(shop, "closed_on", "outcome", "resolution") == [
        ("C000001", "complaint", TODAY + 2 * DAY, "resolved", "换了油封")
    ]


def test_a_corrected_answer_withdraws_what_it_had_opened(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "战败", why="价格偏高"), line(2, "投诉", "x")))
    bring(shop, fill(tmp_path, line(1, "已联系"), line(2, "投诉", "x")))
    assert cases(shop, "outcome") == [("C000001", "loss", "withdrawn"), ("C000002", "complaint", None)]
    assert current(shop, "leads", "customer", "stage") == [("C000001", "working"), ("C000003", None)]


BOOKED = dt.date(2026, 11, 28)


def test_a_visit_ends_a_booking(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "已预约", next_=BOOKED)))
    assert current(shop, "plans", "customer") == []
    bring(
        shop,
        workbook(tmp_path / "v.xlsx", ("车牌号", "进厂日期", "金额"), ("豫A12345", "2026-11-29", 100), sheet="进厂"),
        TODAY + 9 * DAY,
    )
    assert cases(shop, "closed_on", "outcome") == [("C000001", "booking", dt.date(2026, 11, 29), "came")]


def test_a_talk_after_its_day_ends_a_booking_as_a_no_show(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "已预约", next_=BOOKED)))
    bring(shop, fill(tmp_path, line(1, "已联系", "明天确认", task="-3")), BOOKED - DAY)
    assert cases(shop, "outcome") == [("C000001", "booking", None)]
    bring(shop, fill(tmp_path, line(1, "已预约", "改期", next_=BOOKED + 9 * DAY, task="-4")), BOOKED + 3 * DAY)
    assert cases(shop, "due", "outcome") == [
        ("C000001", "booking", BOOKED, "no_show"),
        ("C000001", "booking", BOOKED + 9 * DAY, None),
    ]


def test_a_new_number_ends_the_search_for_it(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "空号错号")))
    book = workbook(tmp_path / "c.xlsx", ("车牌号", "姓名", "手机"), ("豫A12345", "王伟", "13512345678"))
    bring(shop, book, TODAY + DAY)
    assert cases(shop, "outcome") == [("C000001", "wrong_number", "found")]


def test_a_loss_waits_for_approval(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "战败", why="价格偏高"), line(3, "战败", why="取消购车计划")))
    first, second = approvals.awaiting(shop)
    assert (first.name, first.reason, first.adviser, first.applied_on) == ("王伟", "price", "张顾问", TODAY)
    there = history(shop)
    waiting = open_items(shop, KINDS.values(), View(TODAY))
    assert [item.key for item in waiting] == [first.case, second.case]
    answers = [Answer(waiting[0], "approved"), Answer(waiting[1], "rejected", "再跟一次")]
    decide(shop, KINDS, answers, (NOW, TODAY + DAY))
    assert approvals.awaiting(shop) == []
    assert current(shop, "leads", "customer", "stage", "closed_on") == [
        ("C000001", "lost", TODAY + DAY),
        ("C000003", "working", None),
    ]
    undo(shop, plan_undo(shop), NOW)
    assert history(shop) == there


def test_who_refuses_is_not_called_again(shop, tmp_path):
    sheet = fill(tmp_path, line(1, "明确拒绝", "别再打了"))
    for day in (TODAY, TODAY + DAY):
        bring(shop, sheet, day)
    bring(shop, fill(tmp_path, line(1, "明确拒绝", task="-3")), TODAY + 2 * DAY)
    assert current(shop, "optouts", "customer", "channel", "why") == [("C000001", "call", "别再打了")]


def test_a_sold_vehicle_is_no_longer_kept(shop, tmp_path):
    receipt = bring(shop, fill(tmp_path, line(1, "车已转让"), line(2, "车已卖")))
    assert problems(receipt) == set()
    kept = shop.rows(
        "SELECT v.plate, o.until FROM ownerships o JOIN vehicles v ON v.id = o.vehicle WHERE o.closed IS NULL ORDER BY ALL"
    )
    assert kept == [("豫A12345", TODAY), ("豫B12345", TODAY), ("豫C12345", None)]


def test_a_renewal_with_a_day_gives_the_vehicle_its_new_end(shop, tmp_path):
    insured = ("姓名", "手机", "车牌号", "保险到期日")
    bring(shop, workbook(tmp_path / "v.xlsx", insured, (*PEOPLE[1], "2026-12-20"), (*PEOPLE[2], "2026-12-20")))
    there = history(shop)
    rows = (line(1, "已续保", next_="2027-12-20"), line(2, "已续保", next_="2026-12-01"))
    plateless = [tuple(None if cell == "豫A12345" else cell for cell in row) for row in rows]
    assert bring(shop, fill(tmp_path, *plateless)).problems == []
    ends = dict(current(shop, "vehicles", "plate", "insurance_end"))
    assert (ends["豫A12345"], ends["豫B12345"]) == (dt.date(2027, 12, 20), dt.date(2026, 12, 20))
    assert current(shop, "plans", "customer", "day") == [("C000002", dt.date(2026, 12, 1))]
    assert bring(shop, fill(tmp_path, *plateless, name="再来.xlsx")).batch is None
    undo(shop, plan_undo(shop), NOW)
    assert history(shop) == there


def test_the_end_of_a_renewal_is_later_than_that_of_the_policy_where_the_vehicle_says_none(shop, tmp_path):
    policies = ("车牌号", "被保险人", "险种", "起保日期", "终保日期")
    bring(shop, workbook(tmp_path / "p.xlsx", policies, ("豫A12345", "王伟", "商业险", "2025-12-20", "2026-12-19")))
    bring(shop, fill(tmp_path, line(1, "已续保", next_="2027-12-19"), line(2, "已续保", next_="2027-12-19")))
    ends = dict(current(shop, "vehicles", "plate", "insurance_end"))
    assert (ends["豫A12345"], ends["豫B12345"]) == (dt.date(2027, 12, 19), None)


def test_of_several_vehicles_the_one_that_was_sold_must_be_named(shop, tmp_path):
    head = tuple(name for name in SHEET if name != "车牌")
    row = tuple(cell for place, cell in enumerate(line(2, "车已卖")) if place != 3)
    assert problems(bring(shop, fill(tmp_path, row, head=head))) == {"which_vehicle"}
    on = Occasion(TODAY, NOW, vehicle=vehicle_meant(shop, "豫c12345"))
    assert log_contact(shop, "C000002", Entry.read(outcome="sold"), on).remarks == ()
    assert shop.rows("SELECT count(*) FROM ownerships WHERE closed IS NULL AND until IS NULL") == [(2,)]


def test_a_level_remembers_where_it_came_from(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "已联系", level="H"), line(3, "已联系", level="C")))
    assert current(shop, "contacts", "customer", "level_was", "level") == [("C000001", "B", "H"), ("C000003", "A", "C")]
    bring(shop, fill(tmp_path, line(1, "已联系", level="A", task="-3")), TODAY + DAY)
    assert current(shop, "contacts", "customer", "level_was", "level")[:2] == [
        ("C000001", "B", "H"),
        ("C000001", "H", "A"),
    ]


ODD = {
    "a date in the past": (line(1, "另约时间", next_="2026-11-20"), "next_in_past"),
    "a booking without a day": (line(1, "已预约"), "booked_without_day"),
    "a call to be made again, who knows when": (line(1, "另约时间"), "later_without_day"),
    "a loss without a reason": (line(1, "战败"), "lost_without_reason"),
    "a loss of nothing": (line(2, "战败", why="价格"), "lost_without_lead"),
    "a row half filled in": (line(1, None, "下月再看"), "no_outcome"),
}


@pytest.mark.parametrize(("row", "code"), ODD.values(), ids=ODD)
def test_an_odd_answer_is_taken_and_said(shop, tmp_path, row, code):
    receipt = bring(shop, fill(tmp_path, row))
    assert problems(receipt) == {code}
    assert receipt.problems[0].address.endswith("2")
    assert len(current(shop, "contacts", "id")) == 1
    assert current(shop, "plans", "customer") == []
    assert [kind for _, kind in cases(shop)] == (["loss"] if code == "lost_without_reason" else [])


def test_nobody_answering_leaves_an_agreed_date(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "另约时间", next_="2026-11-25")))
    bring(shop, fill(tmp_path, line(1, "无人接听", task="-3")), dt.date(2026, 11, 25))
    assert current(shop, "plans", "customer", "day") == [("C000001", dt.date(2026, 11, 25))]
    assert [row[0] for row in current(shop, "contacts", "outcome")] == ["later", "no_answer"]


def test_a_try_on_another_day_is_another_contact(shop, tmp_path):
    for number in range(3):
        bring(shop, fill(tmp_path, line(1, "无人接听", task=f"-{2 + number}")), TODAY + number * DAY)
    assert len(current(shop, "contacts", "id")) == 3


def test_what_somebody_else_did_meanwhile_is_not_overwritten(shop, tmp_path):
    bring(shop, fill(tmp_path, line(1, "已联系", level="H", who="李顾问", task="-2"), name="li.xlsx"))
    before = current(shop, "leads", "customer", "level")
    late = fill(tmp_path, line(1, "已联系", "旧单", level="C", next_="2026-12-01", task=" T7KQ2MXAC1-2"))
    receipt = bring(shop, late, TODAY + DAY)
    assert problems(receipt) == {"answered_meanwhile", "level_meanwhile"}
    assert current(shop, "leads", "customer", "level") == before
    assert current(shop, "plans", "customer") == []
    assert len(current(shop, "contacts", "id")) == 2
    assert current(shop, "conflicts", "field", "ours", "theirs") == [("level", "H", "C")]


def test_rows_typed_by_hand_below_are_contacts_of_whom_they_name(shop, tmp_path):
    hand = (None, "赵敏", "13712345678", None, "张顾问", "有意向", "路过", "H", None, None, None, None)
    stranger = (None, "钱多", "13612345678", *[None] * 9)
    receipt = bring(shop, fill(tmp_path, line(1, "已联系"), hand, stranger))
    assert current(shop, "contacts", "customer", "note", "tasks") == [
        ("C000001", None, "T7KQ2MXAB1-2"),
        ("C000003", "路过", None),
    ]
    assert (receipt.rows["created"], receipt.rows["rejected"]) == (2, 1)


def test_a_sorted_sheet_is_the_same_sheet(shop, tmp_path):
    rows = [line(1, "已联系", "a"), line(2, "已联系", "b"), line(3, "无人接听")]
    bring(shop, fill(tmp_path, *rows))
    assert bring(shop, fill(tmp_path, *reversed(rows)), TODAY + DAY).batch is None


def test_the_answers_to_a_questionnaire_come_back_with_the_contact(shop, tmp_path):
    head = (*SHEET[:-1], "问：服务态度", "问：等候时间", SHEET[-1])
    row = line(1, "已联系", score=4)
    assert problems(bring(shop, fill(tmp_path, (*row[:-1], 5, None, row[-1]), head=head))) == set()
    assert current(shop, "contacts", "score", "other") == [(4, {"服务态度": "5"})]


ASKING = loads(
    "jipan: 1\nname: t\ncadences: [{id: c, every: 1 day, ask: {zh: [服务态度, 等候时间], en: [Attitude, Waiting time]}}]",
    "t",
)


def test_answers_on_an_english_sheet_are_kept_under_the_question_itself(shop, tmp_path):
    head = (*SHEET[:-1], "问：Attitude", "问：Waiting time", SHEET[-1])
    row = line(1, "天知道")
    sheet = fill(tmp_path, (*row[:-1], 5, 3, row[-1]), head=head)
    _, pages = import_file(shop, sheet, Wishes(dated=TODAY, book=lambda _: ASKING), Clock(NOW, TODAY))
    assert current(shop, "contacts", "other") == [({"服务态度": "5", "等候时间": "3"},)]
    assert {"问：服务态度", "问：等候时间"} < {column.zh for column in pages[0].tables[0].columns}


THEN = loads("jipan: 1\nname: t\nlevels: [{id: A, every: 7 days, then: C}, {id: B}, {id: C, every: 15 days}]", "t")


def test_a_level_that_another_follows_lasts_for_one_talk(shop, tmp_path):
    def level():
        return shop.value("SELECT level FROM leads WHERE closed IS NULL AND customer = 'C000003'")

    for outcome, now in (("无人接听", "A"), ("已联系", "C")):
        bring(shop, fill(tmp_path, line(3, outcome), name=f"{outcome}.xlsx"), book=lambda _: THEN)
        assert level() == now


@pytest.mark.parametrize("outcome", [one for one in OUTCOMES if one.leads_to], ids=lambda one: one.id)
def test_whoever_logs_a_contact_hears_what_followed_from_it(shop, outcome):
    on = Occasion(TODAY, NOW, vehicle=vehicle_meant(shop, "豫A12345"))
    if outcome.leads_to == "resolve":
        log_contact(shop, "C000001", Entry.read(outcome="complaint"), on)
    entry = Entry.read(outcome=outcome.zh, next_date=TODAY + DAY if outcome.leads_to == "book" else None)
    assert followed(shop, log_contact(shop, "C000001", entry, on).batch)


def test_a_level_that_the_book_does_not_know_is_not_taken(shop, tmp_path):
    before = current(shop, "leads", "customer", "level")
    receipt = bring(shop, fill(tmp_path, line(1, "已联系", level="Z")), book=lambda _: THEN)
    assert problems(receipt) == {"level_unknown"}
    assert current(shop, "leads", "customer", "level") == before
    assert current(shop, "contacts", "level", "level_was") == [(None, None)]
    [odd] = receipt.problems
    assert (odd.address, odd.value) == ("联系单.xlsx › 联系单 › H2", "Z")
    assert odd.facts["known"] == "、".join(THEN.levels)
    again = bring(shop, fill(tmp_path, line(1, "已联系", level="Z"), name="再来.xlsx"), book=lambda _: THEN)
    assert again.batch is None


def test_a_row_that_says_nothing_but_a_strange_level_is_handed_back(shop, tmp_path):
    receipt = bring(shop, fill(tmp_path, line(1, level="Z")), book=lambda _: THEN)
    assert (receipt.rows["rejected"], current(shop, "contacts", "id")) == (1, [])
