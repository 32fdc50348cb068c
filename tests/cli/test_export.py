"""A list goes out to a colleague and comes back: only what he changed is taken."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

HEADER = ("姓名", "手机", "城市", "备注")
ROWS = [
    ("王建国", "13812345678", "郑州", "一"),
    ("李娜娜", "13912345678", "开封", "二"),
    ("赵小军", "13712345678", "洛阳", None),
]


def sheet(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.fixture
def out(jipan, tmp_path):
    """A base of three, and the list that was exported of them."""
    sheet(tmp_path / "客户.xlsx", HEADER, *ROWS)
    jipan("import", "客户.xlsx")
    assert jipan("export", "-o", "out.xlsx", lang="zh").code == 0
    return tmp_path / "out.xlsx"


def edit(path, change):
    """Let a colleague change the list: rows as dictionaries by header, in their order."""
    book = load_workbook(path)
    page = book.worksheets[0]
    lines = list(page.iter_rows())
    first = next(place for place, line in enumerate(lines) if "基盘号" in [cell.value for cell in line])
    head = [cell.value for cell in lines[first]]
    rows = [dict(zip(head, [cell.value for cell in line], strict=True)) for line in lines[first + 1 :]]
    head, rows = change(head, rows)
    page.delete_rows(first + 1, len(lines))
    for row in ([*head], *([row.get(name) for name in head] for row in rows)):
        page.append(row)
    book.save(path)


def cities(jipan):
    return {row["name"]: row["city"] for row in jipan("list", "--columns", "name,city", "--format", "json").json()}


def test_unchanged_it_changes_nothing(jipan, out):
    receipt = jipan("import", "out.xlsx", "--format", "json").json()
    assert receipt["batch"] is None
    assert (receipt["rows"]["same"], receipt["problems"]) == (3, [])
    book = load_workbook(out)
    page = book.worksheets[0]
    assert [letter for letter, size in page.column_dimensions.items() if size.hidden] == ["E"]
    assert "13812345678" not in [cell.value for row in page.iter_rows() for cell in row]


def test_only_what_was_changed_is_taken_and_both_sides_make_a_conflict(jipan, out, tmp_path):
    def change(head, rows):
        rows[0]["市"], rows[1]["市"] = "许昌", "信阳"
        return head[::-1], [*rows[:2][::-1], {"客户名称": "孙大伟", "手机": "13612345678", "市": "漯河"}]

    edit(out, change)
    sheet(tmp_path / "later.xlsx", HEADER, ("李娜娜", "13912345678", "周口", "三"))
    jipan("import", "later.xlsx")
    receipt = jipan("import", "out.xlsx", "--format", "json").json()
    assert (receipt["rows"]["updated"], receipt["rows"]["created"]) == (1, 1)
    assert cities(jipan) == {"王建国": "许昌", "李娜娜": "周口", "赵小军": "洛阳", "孙大伟": "漯河"}
    (item,) = jipan("review", "--format", "json").json()
    assert (item["kind"], item["a"]) == ("conflict", "C000002")
    assert jipan("import", "out.xlsx", "--format", "json").json()["batch"] is None


def test_ids_typed_over_and_lost_are_said(jipan, out, tmp_path):
    def typed_over(head, rows):
        rows[0]["基盘号"], rows[1]["基盘号"] = "C999999", "C000003"
        return head, rows

    edit(out, typed_over)
    receipt = jipan("import", "out.xlsx", "--format", "json").json()
    assert sorted(problem["code"] for problem in receipt["problems"]) == [
        "export_id_twice",
        "export_id_twice",
        "export_id_unknown",
    ]
    assert receipt["batch"] is None
    edit(out, lambda head, rows: ([name for name in head if name != "基盘号"], rows))
    assert jipan("import", "out.xlsx").code == 3
    jipan("import", "客户.xlsx", "--db", "other.db")
    assert jipan("import", "out.xlsx", "--db", "other.db").code == 3


def test_a_list_of_nobody_comes_back_as_nothing(jipan, out):
    for lang in ("zh", "en"):
        assert jipan("export", "-o", "nobody.xlsx", "--where", "name=没有这人", lang=lang).code == 0
        rows = jipan("import", "nobody.xlsx", "--format", "json").json()["rows"]
        assert (rows["rejected"], rows["created"]) == (0, 0)
