"""Where every value came from, and the base as it once stood."""

from __future__ import annotations

import datetime as dt

import pytest
from openpyxl import Workbook

from jipan.cli import options

HEADER = ("姓名", "手机", "城市", "车牌号", "上次进厂日期")


@pytest.fixture
def two_days(jipan, tmp_path, monkeypatch):
    """Three imports on three days, a merge on the last."""

    def on(day, *argv):
        monkeypatch.setattr(options, "moment", lambda: dt.datetime.combine(day, dt.time(9)))
        said = jipan(*argv, "--today", day.isoformat())
        assert said.code == 0, said.err
        return said

    def rows(name, *lines):
        book = Workbook()
        for line in (HEADER, *lines):
            book.active.append(line)
        book.save(tmp_path / name)

    rows("一月.xlsx", ("王伟", "13812345678", "郑州", "豫A12345", "2025-12-05"))
    rows("二月.xlsx", ("王伟", "13812345678", "洛阳", "豫A12345", None), ("李娜", "13912345678", "开封", None, None))
    on(dt.date(2026, 1, 5), "import", "一月.xlsx")
    on(dt.date(2026, 2, 5), "import", "二月.xlsx")
    on(dt.date(2026, 3, 5), "merge", "C000002", "C000001", "--why", "夫妻共用")


def test_the_history_names_cell_day_and_reason(jipan, two_days):
    rows = jipan("show", "C000001", "--history", "--format", "json").json()
    city = [
        (row["before"], row["after"], row["origin"], row["at"][:10])
        for row in rows
        if row["field"] == "City" and row["record"] == "C000001"
    ]
    assert city == [
        ("", "郑州", "一月.xlsx › Sheet › C2", "2026-01-05"),
        ("郑州", "洛阳", "二月.xlsx › Sheet › C2", "2026-02-05"),
    ]
    merged = next(row for row in rows if row["field"] == "merged into")
    assert (merged["record"], merged["after"], merged["origin"], merged["batch"]) == (
        "C000002",
        "C000001",
        "夫妻共用",
        "B3",
    )
    mobiles = {row["after"] for row in rows if row["field"] == "Mobile"}
    assert mobiles == {"138****5678", "139****5678"}
    assert "13812345678" in jipan("show", "C000001", "--history", "--reveal").out


def test_what_came_was_joined_and_was_taken_back_is_told(jipan, two_days):
    jipan("unmerge", "C000002")
    jipan("log", "C000001", "--outcome", "interested", "--note", "谈过")
    jipan("optout", "C000001", "--channel", "sms", "--why", "太烦")
    jipan("undo", "--yes")
    rows = jipan("show", "C000001", "--history", "--format", "json").json()
    told = [(row["batch"], row["field"], row["before"], row["after"], row["origin"]) for row in rows]
    assert ("B1", "visits", "", "2025-12-05", "一月.xlsx › Sheet › 2") in told
    assert ("B3", "merged into", "", "C000001", "夫妻共用") in told
    assert ("B4", "parted from", "", "C000001", "") in told
    (talk,) = [row for row in rows if row["field"] == "contacts"]
    assert talk["after"].endswith("Outcome interested · Note 谈过")
    assert told[-1] == ("B6", "taken back", "optout", "", "")
    assert [row["command"] for row in rows][-1] == "undo"


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-01-04", {}),
        ("2026-01-05", {"C000001": "郑州"}),
        ("2026-03-04", {"C000001": "洛阳", "C000002": "开封"}),
        ("2026-03-05", {"C000001": "洛阳"}),
    ],
)
def test_the_base_as_it_was_known(jipan, two_days, day, found):
    assert {row["id"]: row["city"] for row in jipan("list", "--known", day, "--format", "json").json()} == found


def test_show_and_report_of_the_past(jipan, two_days):
    assert jipan("show", "C000002", "--known", "2026-02-06", "--format", "json").json()["id"] == "C000002"
    assert jipan("show", "C000002", "--format", "json").json()["id"] == "C000001"
    assert jipan("report", "--known", "2026-01-05").code == 0
    assert jipan("list", "--known", "someday").code == 2


@pytest.mark.parametrize(
    ("day", "found"), [("2026-02-04", {"C000001"}), ("2026-03-04", {"C000001", "C000002"}), ("2026-03-05", {"C000001"})]
)
def test_who_had_no_plan_on_a_past_morning(jipan, two_days, day, found):
    rows = jipan("followups", "--unplanned", "30d", "--known", day, "--today", "2026-03-06", "--format", "json").json()
    assert {row["customer"] for row in rows} == found
