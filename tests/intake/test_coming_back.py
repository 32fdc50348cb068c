"""An exported list comes back edited: every collection is held three ways, and whatever else was done to it is said."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from intake_bench import NOW, TODAY, bring, current, everything, workbook
from openpyxl import load_workbook

from jipan import render
from jipan.errors import BadFile
from jipan.intake.log import Entry, Occasion, log_contact
from jipan.intake.round_trip import Stamp
from jipan.reports.export import export
from jipan.reports.listing import Query
from jipan.review import KINDS, Answer, View, decide, open_items
from jipan.rules import loads
from jipan.store import Base, plan_undo, undo

BOOK = loads("jipan: 1\nname: small\nfacts: {来过: {count: visits}}\n", "small")
HEADER = ("姓名", "手机", "车牌号", "品牌", "行驶里程", "上次进厂日期", "意向级别", "登记日期", "城市", "爱好", "入会")
ROWS = [
    ("王伟", "13812345678", "豫A12345", "福田", 1000, "2026-03-05", "H", "2026-02-05", "郑州", "钓鱼", "2020-01-05"),
    ("李娜", "13912345678", "豫B12345", "长安", 2000, "2026-04-05", "A", "2026-03-05", "开封", None, "2021-01-05"),
    ("孙强", "13712345678", "豫C12345", None, 3000, "2026-05-05", None, None, None, "爬山", "2022-01-05"),
]
MORE = {
    "orders": (("客户姓名", "手机", "订单编号", "订车日期", "订单金额"), ("王伟", "13812345678", "D1", "2026-05-01", "120000.5")),
    "policies": (("客户姓名", "手机", "车牌号", "保单号", "险种", "起保日期"), ("王伟", "13812345678", "豫A12345", "P1", "交强险", "2026-05-01")),
}  # fmt: skip
FIELD = {
    "customers": ("市", "city", "许昌", "周口"),
    "vehicles": ("品牌", "brand", "解放", "东风"),
    "leads": ("意向级别", "level", "B", "C"),
    "visits": ("进厂日期", "date", "2026-03-06", "2026-03-07"),
    "contacts": ("沟通内容", "note", "改过", "又改"),
    "orders": ("订单金额", "amount", "5000", "6000"),
    "policies": ("起保日期", "start_date", "2026-05-02", "2026-05-03"),
}
"""Collection → the label of a field, its name, what is typed there, what the base learns meanwhile."""


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A base with a few records of every sort, as a file."""
    folder = tmp_path_factory.mktemp("shop")
    with Base.open(folder / "jipan.db", create=True) as base:
        bring(base, workbook(folder / "客户.xlsx", HEADER, *ROWS))
        for of, lines in MORE.items():
            bring(base, workbook(folder / f"{of}.xlsx", *lines, sheet=of), kind=of)
        log_contact(base, "C000001", Entry(outcome="interested", note="谈过"), Occasion(TODAY, NOW))
    return folder / "jipan.db"


@pytest.fixture
def shop(founded, tmp_path):
    shutil.copy(founded, tmp_path / "jipan.db")
    with Base.open(tmp_path / "jipan.db") as base:
        base.run("SET threads = 1")
        yield base


@pytest.fixture
def out(shop, tmp_path):
    """`out("vehicles")` → the path of the list."""

    def write(of="customers", *columns, bare=False):
        path = tmp_path / f"{of}-out.xlsx"
        render.save(export(shop, BOOK, Query(of, columns=columns), TODAY, "zh"), path, "zh", bare=bare, day=TODAY)
        return path

    return write


def edit(path, change, *, stamp=True):
    """Let a colleague change the list: rows as dictionaries by header, in their order."""
    book = load_workbook(path)
    page = book.worksheets[0]
    lines = list(page.iter_rows())
    first = next(place for place, line in enumerate(lines) if "基盘号" in [cell.value for cell in line])
    head = [cell.value for cell in lines[first]]
    rows = [dict(zip(head, [cell.value for cell in line], strict=True)) for line in lines[first + 1 :]]
    changed = change(rows)
    head, rows = changed if isinstance(changed, tuple) else (head, rows)
    page.delete_rows(first + 1, len(lines))
    for row in (head, *([row.get(name) for name in head] for row in rows)):
        page.append(row)
    if not stamp:
        del book["_jipan"]
    book.save(path)
    return path


def first(**cells):
    """Type into the first row."""
    return lambda rows: rows[0].update(cells)


def codes(receipt):
    return sorted(problem.code for problem in receipt.problems)


def one(base, of, name):
    return base.value(f'SELECT "{name}"::VARCHAR FROM {of} WHERE closed IS NULL ORDER BY id')


@pytest.mark.parametrize("of", FIELD)
def test_untouched_it_changes_nothing(shop, out, of):
    before = everything(shop)
    receipt = bring(shop, out(of, bare=of in {"customers", "visits"}))
    assert (receipt.batch, receipt.problems, everything(shop)) == (None, [], before)
    assert receipt.rows["same"] == receipt.rows["read"] > 0
    assert (receipt.returned.deleted, receipt.returned.conflicts) == (0, 0)


@pytest.mark.parametrize("of", FIELD)
def test_one_cell_that_was_changed_is_all_that_changes(shop, out, of):
    label, name, typed, _ = FIELD[of]
    before = everything(shop)
    path = edit(out(of), first(**{label: typed}))
    receipt = bring(shop, path)
    assert (receipt.rows["updated"], codes(receipt)) == (1, [])
    assert one(shop, of, name).startswith(typed)
    after = everything(shop)
    assert {table for table in after if after[table] != before[table]} == {of}
    assert bring(shop, path).batch is None
    undo(shop, plan_undo(shop), NOW)
    assert everything(shop) == before


@pytest.mark.parametrize(
    ("of", "choice", "stands"), [("customers", "theirs", 2), ("vehicles", "ours", 3), ("visits", "theirs", 2)]
)
def test_what_both_sides_changed_is_decided_side_by_side(shop, out, of, choice, stands):
    label, name, typed, meanwhile = FIELD[of]
    path = edit(out(of), first(**{label: typed}))
    bring(shop, edit(out(of), first(**{label: meanwhile})))
    receipt = bring(shop, edit(path, first(**{label: typed})))
    assert (codes(receipt), receipt.returned.conflicts) == (["export_conflict"], 1)
    assert one(shop, of, name).startswith(meanwhile)
    (item,) = open_items(shop, [KINDS["conflict"]], View(TODAY))
    told = {fact.column.name: (str(fact.a), str(fact.b)) for fact in item.facts}
    assert [text.startswith(said) for text, said in zip(told[name], (meanwhile, typed), strict=True)] == [True, True]
    decide(shop, KINDS, [Answer(item, choice)], (NOW, TODAY))
    assert one(shop, of, name).startswith(FIELD[of][stands])
    assert bring(shop, path).batch is None


def test_who_wins_can_be_said(shop, out):
    label, name, typed, meanwhile = FIELD["vehicles"]
    for wins, stands in (("base", meanwhile), ("file", typed)):
        path = edit(out("vehicles"), first(**{label: typed}))
        other = edit_to(path, out, label, meanwhile)
        bring(shop, other)
        assert bring(shop, path, wins=wins).returned.conflicts == 0
        assert one(shop, "vehicles", name) == stands


def edit_to(path, out, label, value):
    """A second list of the same records, with another value in the first row; the first one stays beside it."""
    kept = path.read_bytes()
    other = edit(out("vehicles"), first(**{label: value})).replace(path.with_name("other.xlsx"))
    path.write_bytes(kept)
    return other


@pytest.mark.parametrize("of", ["customers", "vehicles"])
def test_columns_under_their_own_names_come_back_three_ways_too(shop, tmp_path, out, of):
    bring(
        shop,
        workbook(
            tmp_path / "车.xlsx",
            ("车牌号", "品牌", "爱好", "入会"),
            *[(row[2], row[3], row[9], row[10]) for row in ROWS],
        ),
        kind="vehicles",
    )
    path = out(of)
    there = path.read_bytes()
    edit(path, first(爱好="下棋", 入会="2023年3月4日"))
    bring(shop, path)
    assert own(shop, of) == ("下棋", "2023-03-04")
    later = out(of)
    bring(shop, edit(later, first(爱好="游泳")))
    path.write_bytes(there)
    assert bring(shop, edit(path, first(爱好="跑步"))).returned.conflicts == 1
    (item,) = open_items(shop, [KINDS["conflict"]], View(TODAY))
    decide(shop, KINDS, [Answer(item, "theirs")], (NOW, TODAY))
    assert own(shop, of) == ("跑步", "2023-03-04")


def own(base, of):
    return base.rows(f"SELECT other['爱好'], other['入会'] FROM {of} WHERE closed IS NULL ORDER BY id")[0]


def test_rows_sorted_columns_moved_and_left_out_are_no_change(shop, out):
    for of in ("customers", "visits"):
        assert bring(shop, edit(out(of), lambda rows: (list(rows[0])[::-1], rows[::-1]))).batch is None
    receipt = bring(shop, edit(out(), lambda rows: ([name for name in rows[0] if name != "市"], rows)))
    assert (receipt.batch, [(p.code, p.value) for p in receipt.problems]) == (None, [("export_column_gone", "市")])


def test_of_a_renamed_column_nothing_is_guessed(shop, out):
    def renamed(rows):
        return ["住哪儿" if name == "市" else name for name in rows[0]], [row | {"住哪儿": row["市"]} for row in rows]

    receipt = bring(shop, edit(out(), renamed))
    assert (receipt.batch, codes(receipt)) == (None, ["export_column_gone", "export_column_unknown"])
    receipt = bring(shop, edit(out(), lambda rows: ([*rows[0], "血型"], [row | {"血型": "A"} for row in rows])))
    assert (receipt.rows["updated"], codes(receipt)) == (3, [])
    assert "血型" in shop.custom_columns("customers")


def test_deleted_rows_delete_nobody_and_are_counted(shop, out):
    before = everything(shop)
    for of, id_ in (("customers", "C000002"), ("vehicles", "V000002")):
        receipt = bring(shop, edit(out(of), lambda rows: rows.pop(1) and None))
        assert (receipt.returned.deleted, receipt.returned.ids) == (1, (id_,))
        assert everything(shop) == before


@pytest.mark.parametrize("of", ["customers", "vehicles", "visits"])
def test_ids_typed_over_are_said_and_nobody_is_guessed(shop, out, of):
    ids = [row[0] for row in current(shop, of, "id")]
    label, _, typed, _ = FIELD[of]

    def typed_over(rows):
        rows[0] |= {"基盘号": f"{ids[0][0]}999999", label: typed}
        rows[1] |= {"基盘号": ids[2], label: typed}

    before = everything(shop)
    receipt = bring(shop, edit(out(of), typed_over))
    assert codes(receipt) == ["export_id_twice", "export_id_twice", "export_id_unknown"]
    assert (receipt.batch, receipt.returned.deleted, everything(shop)) == (None, 0, before)


def test_an_id_that_was_not_in_the_list_means_nobody(shop, tmp_path):
    path = tmp_path / "out.xlsx"
    render.save(export(shop, BOOK, Query(where=("市=郑州",)), TODAY, "zh"), path, "zh", day=TODAY)
    receipt = bring(shop, edit(path, first(基盘号="C000003", 市="许昌")))
    assert (receipt.batch, codes(receipt), receipt.returned.deleted) == (None, ["export_id_other"], 0)


def test_a_list_without_ids_is_refused_and_one_without_its_stamp_is_a_list_like_any(shop, out):
    with pytest.raises(BadFile, match="export_without_ids"):
        bring(shop, edit(out("visits"), lambda rows: ([name for name in rows[0] if name != "基盘号"], rows)))
    receipt = bring(shop, edit(out(), first(市="许昌"), stamp=False))
    assert receipt.rows["updated"] == 1
    assert set(codes(receipt)) == {"export_stamp_missing", "phone_masked"}
    receipt = bring(shop, edit(out("vehicles"), first(品牌="解放"), stamp=False))
    assert "export_stamp_missing" in codes(receipt)
    assert one(shop, "vehicles", "brand") == "解放"
    assert [row[0] for row in current(shop, "customers", "name")] == ["孙强", "李娜", "王伟"]


def test_a_list_of_last_month_changes_only_what_was_changed_in_it(shop, tmp_path, out):
    path = edit(out(), first(市="许昌"))
    month = dt.date(2026, 12, 21)
    bring(
        shop,
        workbook(tmp_path / "新.xlsx", ("姓名", "手机", "城市", "备注"), ("李娜", "13912345678", "洛阳", "搬家")),
        day=month,
    )
    receipt = bring(shop, path, day=month)
    assert (receipt.rows["updated"], codes(receipt)) == (1, [])
    assert [row[0] for row in shop.rows("SELECT city FROM customers WHERE closed IS NULL ORDER BY id")] == [
        "许昌",
        "洛阳",
        None,
    ]


def test_after_an_undo_every_difference_is_asked_about(shop, tmp_path, out):
    bring(
        shop,
        workbook(
            tmp_path / "新.xlsx",
            ("姓名", "手机", "城市"),
            ("李娜", "13912345678", "洛阳"),
            ("孙强", "13712345678", "洛阳"),
        ),
    )
    path = edit(out(), first(市="许昌"))
    undo(shop, plan_undo(shop), NOW)
    before = everything(shop)["customers"]
    receipt = bring(shop, path)
    assert codes(receipt) == ["export_before_undo", *["export_conflict"] * 3]
    assert len(open_items(shop, [KINDS["conflict"]], View(TODAY))) == 3
    assert everything(shop)["customers"] == before


def test_masked_values_never_come_back(shop, out):
    before = everything(shop)
    receipt = bring(shop, edit(out(), lambda rows: [row.update(手机="138****0000") for row in rows] and None))
    assert (receipt.batch, codes(receipt), everything(shop)) == (None, ["phone_masked"] * 3, before)
    path = out()
    bring(shop, workbook(path.with_name("新.xlsx"), ("姓名", "基盘号", "手机"), ("王伟", "C000001", "13612345678")))
    receipt = bring(shop, path)
    assert (receipt.batch, receipt.problems) == (None, [])
    assert one(shop, "customers", "mobile") == "13612345678"


def test_an_emptied_cell_is_said_and_cleared_only_when_asked(shop, out):
    path = edit(out("vehicles"), first(品牌=None))
    receipt = bring(shop, path)
    assert (receipt.batch, codes(receipt)) == (None, ["export_emptied"])
    assert bring(shop, path, clears=True).rows["updated"] == 1
    assert [row[0] for row in current(shop, "vehicles", "brand")] == ["长安", None, None]
    path = out()
    bring(shop, workbook(path.with_name("新.xlsx"), HEADER[:2] + HEADER[8:9], ("孙强", "13712345678", "洛阳")))
    assert bring(shop, path, clears=True).batch is None


def test_whose_a_record_is_cannot_be_changed_beside_it(shop, out):
    receipt = bring(shop, edit(out("vehicles"), first(客户名称="赵六")))
    assert (receipt.batch, codes(receipt)) == (None, ["export_not_here"])
    receipt = bring(shop, edit(out("vehicles"), first(车牌号="豫B12345")))
    assert (receipt.batch, codes(receipt)) == (None, ["export_number_taken"])
    receipt = bring(shop, edit(out("vehicles"), first(车牌号="豫A12345、豫D12345")))
    assert (receipt.batch, codes(receipt)) == (None, ["export_several"])


def test_rows_that_were_added_are_new_records(shop, out):
    def added(rows):
        rows.append({"客户名称": "王伟", "手机": "13812345678", "车牌号": "豫A12345", "进厂日期": "2026-06-01"})

    receipt = bring(shop, edit(out("visits"), added))
    assert (receipt.rows["created"], receipt.records["visits"]["created"]) == (1, 1)
    assert shop.rows("SELECT customer, vehicle FROM visits WHERE closed IS NULL ORDER BY id DESC LIMIT 1") == [
        ("C000001", "V000001")
    ]


def test_what_is_worked_out_is_shown_and_never_read(shop, out):
    path = edit(out("customers", "name", "来过", "city"), first(市="许昌"))
    receipt = bring(shop, path)
    assert (receipt.rows["updated"], receipt.problems, shop.custom_columns("customers").keys()) == (
        1,
        [],
        {"爱好", "入会", "登记日期"},
    )


def test_the_stamp_holds_its_ids_in_short(base):
    ids = [f"C{number:06d}" for number in (1, 2, 3, 7, 9, 10, 1_000_000)]
    told = Stamp.make(base, "customers", {"基盘号": "customers.id"}, ids).written()
    assert told["ids0"] == "C1-3 C7 C9-10 C1000000"
    assert Stamp.read(told).ids == set(ids)
    assert Stamp.read({"form": "decisions"}) is None
