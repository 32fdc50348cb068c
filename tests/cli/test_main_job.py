"""The whole loop on the example dealer, as a clerk would run it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl

FILES = ("customers.xlsx", "vehicles.xls", "visits.csv", "leads.xlsx")
SIX = ("created", "updated", "same", "doubtful", "rejected", "skipped")


def imported(jipan, *files):
    return [jipan("import", file, "--format", "json").json() for file in files]


def fill(path, answers):
    """Type answers into the first rows of a call sheet."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "任务号" for cell in row))
    column = {cell.value: cell.column for cell in head}
    for row, typed in enumerate(answers, start=head[0].row + 1):
        for name, value in typed.items():
            sheet.cell(row, column[name]).value = value
    book.save(path)


def test_files_go_in_and_the_receipts_add_up(jipan, dealer):
    for receipt in imported(jipan, *FILES):
        assert receipt["rows"]["read"] == sum(receipt["rows"][name] for name in SIX)
        assert receipt["rows"]["created"] > 300
        assert receipt["batch"]


def test_the_same_files_again_change_nothing(jipan, stocked):
    for receipt in imported(jipan, *FILES):
        assert receipt["rows"]["created"] == receipt["rows"]["updated"] == 0
        assert receipt["batch"] is None
    assert len(jipan("history", "--format", "json").json()) == len(FILES)


def test_a_day_at_the_desk(jipan, stocked):
    run = jipan("tier", "--rules", "rules.yaml", "--format", "json").json()
    assert sum(run["classes"]["card"].values()) == run["customers"]
    before = jipan("followups", "--format", "json").json()
    assert jipan("followups", "-o", "tasks.xlsx", lang="zh").code == 0
    fill("tasks.xlsx", [{"结果": "已联系", "沟通内容": "下月来", "下次跟进日期": "2026-11-25"}, {"结果": "无人接听"}])
    [receipt] = imported(jipan, "tasks.xlsx")
    assert receipt["rows"]["created"] == 2
    after = {key(task): task for task in jipan("followups", "--format", "json").json()}
    done, unreached = before[0], before[1]
    assert key(done) not in after
    assert not any(task["customer"] == done["customer"] for task in after.values())
    assert unreached["customer"] not in {task["customer"] for task in after.values()} or key(unreached) in after
    soon = jipan("followups", "--due", "2026-11-25", "--format", "json").json()
    assert done["customer"] in {task["customer"] for task in soon}
    [again] = imported(jipan, "tasks.xlsx")
    assert again["rows"]["created"] == 0


def key(task):
    return tuple(reason["key"] for reason in task["reasons"])


def test_a_call_sheet_comes_back_as_csv_too(jipan, stocked, capfd):
    text = jipan("followups", "--format", "csv", lang="zh").out
    rows = list(csv.reader(text.lstrip("\ufeff").splitlines()))
    rows[1][rows[0].index("结果")] = "已预约"
    with Path("back.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows[:5])
    [receipt] = imported(jipan, "back.csv")
    assert receipt["rows"]["created"] == 1
    assert receipt["rows"]["skipped"] == 3


def test_undo_goes_back_to_an_empty_base(jipan, stocked):
    jipan("tier")
    for _ in range(len(FILES) + 1):
        assert jipan("undo", "--yes").code == 0
    assert jipan("list", "--format", "json").json() == []
    assert jipan("undo", "--yes").code == 1


def test_reports_are_written(jipan, stocked):
    jipan("tier", "--rules", "rules.yaml")
    assert jipan("report", "-o", "report.xlsx", lang="zh").code == 0
    book = openpyxl.load_workbook("report.xlsx")
    assert book.sheetnames[0] == "总览"
    assert len(book.worksheets[0]._charts) >= 4
    card = book["会员卡"]
    assert card.freeze_panes
    assert card.auto_filter.ref
    formulas = [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []


def test_jipan_alone_says_where_one_stands(jipan, stocked):
    alone = jipan()
    assert alone.code == 0
    assert alone.out == jipan("status").out
    assert "leads.xlsx" in alone.out


def test_jipan_alone_without_a_base_says_how_to_begin(jipan):
    alone = jipan()
    assert alone == jipan("status")
    assert "jipan import" in alone.out + alone.err


def test_an_adviser_sees_his_own(jipan, stocked):
    tasks = jipan("followups", "--adviser", "董晓岚", "--format", "json").json()
    assert tasks
    assert {task["adviser"] for task in tasks} == {"董晓岚"}


def test_listing_and_one_customer(jipan, stocked):
    jipan("tier")
    hot = jipan("list", "--where", "level=H,A", "--where", "visits_12m=1..", "--format", "json").json()
    assert hot
    assert set(hot[0]) >= {"id", "name", "mobile", "classes"}
    assert "*" in hot[0]["mobile"]
    shown = jipan("show", hot[0]["id"], "--format", "json").json()
    assert {row["rating"] for row in shown["classes"]} == set(hot[0]["classes"])
    assert all(row["why"] for row in shown["classes"])
    plain = jipan("show", hot[0]["id"], "--reveal", "--format", "json").json()
    assert "*" not in plain["customer"]["mobile"]
    assert jipan("show", plain["customer"]["mobile"]).code == 0


def test_log_settles_what_was_due(jipan, dealer):
    imported(jipan, "leads.xlsx")
    task = jipan("followups", "--format", "json").json()[0]
    assert jipan("log", task["customer"], "--outcome", "reached", "--next", "3d", "--level", "B").code == 0
    left = {one["customer"] for one in jipan("followups", "--format", "json").json()}
    assert task["customer"] not in left
    shown = jipan("show", task["customer"], "--format", "json").json()
    assert shown["leads"][0]["level"] == "B"
    assert shown["contacts"][0]["outcome"] == "reached"


def test_what_is_due_can_be_left_out_or_put_off(jipan, dealer):
    imported(jipan, "leads.xlsx")

    def due(*day):
        return {one["customer"] for one in jipan("followups", *day, "--format", "json").json()}

    one, other, *_ = sorted(due())
    assert jipan("log", one, "--skip", "出差", "--outcome", "reached").code == 2
    assert "跳过 1 项任务：已在别处处理" in jipan("log", one, "--skip", "已在别处处理", lang="zh").err
    assert "2026-11-28 之前不联系他：出差" in jipan("log", other, "--skip", "出差", "--next", "7d", lang="zh").err
    assert due().isdisjoint({one, other})
    assert jipan("log", one, "--skip", "again").code == 2
    assert other in due("--today", "2026-11-28")
    assert len(jipan("list", "contacts", "--format", "json").json()) == 400
    for _ in range(2):
        assert jipan("undo", "--yes").code == 0
    assert {one, other} <= due()


def test_who_was_found_to_be_rated_rightly_need_not_be_rated_again(jipan, dealer):
    imported(jipan, "leads.xlsx")
    jipan("tier")
    jipan("log", "C000001", "--outcome", "reached")
    assert jipan("status", "--format", "json").json()["changed_since_run"] == 1
    assert jipan("tier").code == 0
    assert jipan("status", "--format", "json").json()["changed_since_run"] == 0
    jipan("log", "C000002", "--outcome", "reached")
    assert jipan("status", "--format", "json").json()["changed_since_run"] == 1


def test_a_dry_run_writes_nothing_not_even_a_file(jipan, dealer):
    before = sorted(path.name for path in dealer.iterdir())
    said = jipan("import", "customers.xlsx", "--dry-run")
    assert said.code == 0
    assert "customers.mobile" in said.out
    assert sorted(path.name for path in dealer.iterdir()) == before


def test_what_if_compares_and_keeps_nothing(jipan, stocked):
    jipan("tier", "--rules", "standard")
    trial = jipan("tier", "--rules", "rules.yaml", "--dry-run", "--format", "json").json()
    assert trial["batch"] is None
    assert any(move["rating"] == "card" for move in trial["moves"])
    assert jipan("status", "--format", "json").json()["last_run"]["book"] == "standard"


def test_json_does_not_depend_on_the_language(jipan, dealer):
    imported(jipan, "leads.xlsx")
    zh, en = (jipan("list", "leads", "--format", "json", lang=lang).out for lang in ("zh", "en"))
    assert zh == en
    zh, en = (jipan("status", "--format", "json", lang=lang).out for lang in ("zh", "en"))
    assert json.loads(zh) == json.loads(en)
