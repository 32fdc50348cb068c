"""Call sheets, lists, JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from planning_shop import TODAY, Shop, book, day, key

from jipan import render
from jipan.followups import as_json, listing, remembering, sheet
from jipan.followups.naming import lay_meant
from jipan.intake.headers import normal
from jipan.intake.returned import TOLD
from jipan.kinds import OBJECTION, OUTCOME
from jipan.models import fields
from jipan.table import Form

BOOK = book("""
levels:
  - {id: H, label: 七日内, every: 2 days, role: sales, priority: 20, say: "{称呼}，看好颜色了吗？"}
cadences:
  - {id: delivery, of: vehicles, after: delivery_date, at: [7 days], role: service, purpose: service}
""")

ANSWERS = ("outcome", "note", "next_date", "level", "objection", "lost_reason", "score")


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A customer with a car, a lead, a class and a talk; another with a car only."""
    shop.customer(gender="male", sales_adviser="王芳")
    shop.vehicle(delivery_date=day("11-12"))
    shop.lead(intent_model="GTL", adviser="李娜")
    shop.contact(day("11-15"), outcome="later", note="周末再说")
    shop.customer("C2", name="李丽", mobile="13800138002")
    shop.vehicle("V2", "C2", plate="豫B00002", delivery_date=day("11-11"))
    shop.base.run(
        "INSERT OR REPLACE INTO batches (number, command, \"at\") VALUES (153, 'log', TIMESTAMP '2026-11-18')"
    )
    shop.add("assessments", customer="C1", rating="card", **{"class": "金卡", "row": 1})
    return shop


def test_a_call_sheet(busy: Shop):
    table = sheet(busy.draw(BOOK), "zh")
    call = [
        "姓名",
        "手机",
        "沟通方式",
        "事由",
        "说什么",
        "应联系日",
        "逾期天数",
        "车牌",
        "车型",
        "现级别",
        "分类",
        "上次联系",
        "顾问",
    ]
    answers = [fields("contacts")[name].zh for name in ANSWERS]
    assert [column.zh for column in table.columns] == [*call, *answers, "目的", "基盘号", "任务号"]
    keys = f"{key('level-H', 'L1', 1, day('11-15'))} {key('delivery', 'V1', 1, day('11-12'))}-153"
    assert list(table.rows[0]) == [
        "张伟", "13800138001", "call", "H级线索：上次联系 2026-11-15，每2天联系一次；交车后第7天（2026-11-12 交车）",
        "张先生，看好颜色了吗？", day("11-17"), 2, "豫A12345", "欧曼", "H", None,
        "2026-11-15 另约时间：周末再说", "李娜", *[None] * 7, "sales", "C1", keys,
    ]  # fmt: skip
    assert table.rows[1][call.index("顾问")] == "未分配"
    assert table.bare


def test_the_answers_are_fields_of_a_contact(busy: Shop):
    table = sheet(busy.draw(BOOK), "zh")
    assert table.form is not None
    assert set(table.form.answers) <= {column.name for column in table.columns} & set(fields("contacts"))
    assert all(OUTCOME.parse(word) for word in table.form.answers["outcome"])
    assert all(OBJECTION.parse(word) for word in table.form.answers["objection"])
    assert table.form.answers["level"] == ("H",)
    assert table.form.stamp == {"kind": "tasks", "batch": "153", "today": "2026-11-19", "book": "test"}
    english = sheet(busy.draw(BOOK), "en")
    assert english.form is not None
    assert english.form.answers["outcome"][0] == "reached"


def test_columns_of_a_sheet_have_one_name_each(busy: Shop):
    names = [column.name for column in sheet(busy.draw(BOOK), "zh").columns]
    assert len(names) == len(set(names))


def test_a_list_is_shorter_and_marks_what_waits(busy: Shop):
    table = listing(busy.plan(BOOK).tasks, "en")
    assert [(row[0], *row[3:6]) for row in table.rows] == [
        ("张伟", day("11-17"), 2, "李娜"),
        ("李丽", day("11-18"), 1, "unassigned"),
    ]
    assert table.emphasis == {0: "warn", 1: "warn"}
    assert not table.bare


def test_json_keeps_its_words_in_every_language(busy: Shop):
    agenda = busy.plan(BOOK)
    zh, en = (
        json.loads(json.dumps(as_json(agenda.tasks, BOOK.desk, lang), ensure_ascii=False)) for lang in ("zh", "en")
    )
    assert zh[0]["classes"] == {"card": "金卡"}
    assert zh[0]["last"] == {"day": "2026-11-15", "outcome": "later", "note": "周末再说"}
    assert [reason["subject"] for reason in zh[0]["reasons"]] == ["L1", "V1"]
    assert zh[0]["reasons"][1]["why"] != en[0]["reasons"][1]["why"]
    for task in (*zh, *en):
        for reason in task["reasons"]:
            del reason["why"], reason["label"]
    assert zh == en


def test_what_is_filled_in_by_hand_is_on_the_paper(busy: Shop, tmp_path):
    render.save(sheet(busy.draw(BOOK), "zh"), tmp_path / "calls.xlsx", "zh", day=TODAY)
    page = load_workbook(tmp_path / "calls.xlsx").active
    printed = [cell.value for cell in page[page.print_title_rows.strip("$").split(":")[0].strip("$")]]
    last = page.print_area.split("!")[1].replace("$", "").split(":")[1].rstrip("0123456789")
    assert page[f"{last}2"].value == "下次跟进日期"
    assert {"姓名", "手机", "事由", "结果", "沟通内容"} <= set(printed)
    assert page.page_setup.orientation == "landscape"
    assert sum(page.column_dimensions[letter].width for letter in "ABCDEFGHIJKLMNO") < 215


def test_a_sheet_knows_its_tasks_without_their_column(busy: Shop):
    table = remembering(sheet(busy.draw(BOOK), "zh"))
    assert table.form is not None
    place = {column.name: index for index, column in enumerate(table.columns)}
    tasks = {row[-2]: f"{row[-1]}|{row[-3]}|call|{row[place['adviser']]}" for row in table.rows}
    assert {name: table.form.stamp[name] for name in ("C1", "C2")} == tasks
    twice = remembering(replace(table, rows=[*table.rows, table.rows[0]], form=Form()))
    assert twice.form is not None
    assert set(twice.form.stamp) == {"C2"}


ALL_SORTS = book("""
levels:
  - {id: H, every: 2 days, at_least: 6 per month, channel: wechat}
cadences:
  - {id: delivery, of: vehicles, after: delivery_date, at: [7 days, 1 month service sms], role: sales, purpose: marketing}
  - {id: service, of: vehicles, after: inspection_end, at: [1 month], repeat: 20 days, role: service, purpose: service}
  - {id: birthday, on: birthday yearly, at: [1 day], role: sales, purpose: marketing, channel: [sms]}
  - {id: complaint, of: cases, every: 1 day, role: service, purpose: service}
""")
_MEANT = {
    "a level": {"lead": {}},
    "a month that lacks contacts": {"lead": {"opened_on": day("2026-10-02")}, "talk": day("11-18")},
    "a date": {"car": {"delivery_date": day("11-12")}},
    "a step taken another way": {"car": {"delivery_date": day("10-19")}},
    "a repetition": {"car": {"inspection_end": day("2026-03-13")}},
    "a birthday": {"customer": {"birthday": day("1970-11-20")}},
    "a complaint": {"case": TODAY},
    "a date agreed": {"promise": day("11-18")},
    "a date agreed with somebody who wants a car": {"promise": day("11-18"), "lead": {}},
}


@pytest.mark.parametrize("there", _MEANT.values(), ids=_MEANT)
def test_the_numbers_of_tasks_tell_what_they_were_about(shop: Shop, there):
    shop.customer(**{"sales_adviser": "王芳", "service_adviser": "李强", **there.get("customer", {})})
    shop.vehicle(**there.get("car", {}))
    if "lead" in there:
        shop.lead(**{"opened_on": day("11-01"), **there["lead"]})
    if "talk" in there:
        shop.contact(there["talk"])
    if "case" in there:
        shop.case("complaint", there["case"])
    if "promise" in there:
        shop.plan_row("next", there["promise"])
    (task,) = shop.plan(ALL_SORTS, "week")
    shop.base.run(
        "CREATE OR REPLACE TEMP TABLE answering AS SELECT 7 AS rn, 'C1' AS customer, ? AS tasks",
        [" ".join(task.keys) + "-1"],
    )
    lay_meant(shop.base, ALL_SORTS)
    adviser = {"sales": "王芳", "service": "李强"}[task.role]
    vehicle = "V1" if any(reason.subject == "V1" for reason in task.reasons) else None
    said = shop.base.rows("SELECT rn, purpose, channel, adviser, vehicle FROM meant")
    assert said == [(7, task.purpose, task.first.channel, adviser, vehicle)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_call_sheet_tells_is_known_when_it_comes_back(busy: Shop, lang):
    told = [column for column in sheet(busy.draw(BOOK), lang).columns if column.name not in ANSWERS]
    assert {normal(column.label(lang)) for column in told} <= {normal(word) for word in TOLD}
