"""Columns that came with files and are no field: facts, ratings, cadences and lists know them, whatever they stand in."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from engines import rows_of

from jipan import Rulebook
from jipan.cli.boundary import run
from jipan.errors import BadRules
from jipan.kinds import COUNT, DATE, DECIMAL, TEXT
from jipan.rules import loads
from jipan.rules.facts import frame
from jipan.rules.gather import dossier
from jipan.rules.run import assess
from jipan.store import Base

TODAY = "2026-11-21"
DAY = dt.date.fromisoformat(TODAY)
SHEETS = {
    "customers.xlsx": (
        ("客户编号", "客户姓名", "手机号", "会员等级", "积分"),
        ("K1", "赵一", "13800138001", "金", 900),
        ("K2", "钱二", "13800138002", "银", 40),
        ("K3", "孙三", "13800138003", None, None),
    ),
    "vehicles.xlsx": (
        ("客户编号", "车架号", "车牌号", "载重吨", "贷款到期"),
        ("K1", "LBEHDAFB88Y012345", "京A12345", 31, "2026-11-25"),
        ("K1", "LBEHDAFB88Y012346", "京A12346", 8, "2030-01-01"),
        ("K2", "LBEHDAFB88Y012347", "京A12347", 12, None),
    ),
    "visits.xlsx": (
        ("车架号", "进厂日期", "维修类型", "工时费", "满意"),
        ("LBEHDAFB88Y012345", "2026-10-01", "保养", 350, "是"),
        ("LBEHDAFB88Y012345", "2026-09-01", "保养", 150.5, "否"),
        ("LBEHDAFB88Y012347", "2026-09-02", "保养", 20, "是"),
    ),
}
BOOK = """
facts:
  hours_12m: {sum: visits.工时费, within: 12 months}
  pleased: {count: visits, where: {满意: 是}}
  heaviest: {max: vehicles.载重吨}
  loan_end: {max: vehicles.贷款到期}
  of_gold: {of: visits, when: {会员等级: 金}}
  visits_of_gold: {count: visits, where: {of_gold: 是}}
tiers:
  work: {rows: [{is: 多, when: {hours_12m: 500..}}, {is: 少, when: {hours_12m: 1..}}]}
  card: {rows: [{is: 金, when: {会员等级: 金, 积分: 500..}}], otherwise: 无}
segments:
  size: {of: vehicles, roll_up: best, rows: [{is: 重卡, when: {载重吨: 30..}}], otherwise: 轻卡}
cadences:
  - {id: loan, of: vehicles, before: 贷款到期, at: [7 days], window: 7 days, purpose: service, who: {载重吨: 30..}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A dealer whose three sheets all have columns of their own."""
    path = tmp_path_factory.mktemp("custom")
    for name, rows in SHEETS.items():
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.active.append(row)
        workbook.save(path / name)
    (path / "rules.yaml").write_text(BOOK, encoding="utf-8")
    files = [str(path / name) for name in SHEETS]
    assert called(path, "import", *files) == 0
    return path


def called(path, *words):
    environment = {"JIPAN_TODAY": TODAY, "JIPAN_LANG": "zh", "JIPAN_LOG": str(path)}
    return run([*words, "--db", str(path / "jipan.db")], environment)


@pytest.fixture
def base(folder):
    with Base.open(folder / "jipan.db") as opened:
        yield opened


def test_every_collection_has_its_own(base):
    assert base.custom_kinds() == {
        "customers": {"会员等级": TEXT, "积分": COUNT},
        "vehicles": {"载重吨": COUNT, "贷款到期": DATE},
        "visits": {"工时费": DECIMAL, "满意": TEXT},
    }


def test_facts_and_ratings_look_at_them(base):
    book = loads(BOOK, "rules.yaml", base.custom_kinds())
    wanted = ["name", "hours_12m", "pleased", "heaviest", "loan_end", "visits_of_gold", "work", "card", "size"]
    found = rows_of(frame(base.tables(DAY), book, wanted, DAY), "name")
    assert [list(found[name].values())[1:] for name in ("赵一", "钱二", "孙三")] == [
        [500.5, 1, 31, dt.datetime(2030, 1, 1), 2, "多", "金", "重卡"],
        [20, 1, 12, None, 0, "少", "无", "轻卡"],
        [0, 0, None, None, 0, None, "无", None],
    ]


def test_a_customer_looked_at_alone_has_the_same_classes(base):
    book = loads(BOOK, "rules.yaml", base.custom_kinds())
    assessed = assess(base.tables(DAY), book, DAY).collect("pyarrow").to_native().to_pylist()
    given = {(row["customer"], row["rating"]): row["class"] for row in assessed}
    for (customer,) in base.rows("SELECT id FROM customers WHERE closed IS NULL"):
        record = dossier(base.tables(DAY), book, DAY, customer).customer(customer)
        for name, rating in book.ratings.items():
            assert record.class_of(rating) == given.get((customer, name))


def test_the_commands_know_them(folder, capfd):
    assert called(folder, "tier") == 0
    capfd.readouterr()
    assert (
        called(folder, "list", "vehicles", "--where", "载重吨=30..", "--columns", "车牌号,载重吨", "--format", "csv")
        == 0
    )
    assert capfd.readouterr().out.splitlines()[1:] == ["V000001,京A12345,31"]
    assert called(folder, "list", "vehicles", "--format", "json") == 0
    assert '"载重吨": 31' in capfd.readouterr().out
    assert called(folder, "followups", "--due", "today", "--format", "csv") == 0
    assert "赵一" in capfd.readouterr().out
    assert called(folder, "rules", "explain", "赵一", "--rating", "size") == 0
    assert "载重吨 ≥ 30" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("fact", "place", "nearest"),
    [
        ("{sum: visits.工时, within: 12 months}", "rules.yaml:1:18", "visits.工时费"),
        ("{count: vehicles, where: {载重顿: 30..}}", "rules.yaml:1:38", "载重吨"),
        ("{of: vehicles, when: {会员等及: 金}}", "rules.yaml:1:34", "会员等级"),
    ],
)
def test_a_misspelt_one_is_told_with_its_place_and_the_nearest_name(base, fact, place, nearest):
    with pytest.raises(BadRules) as caught:
        loads(f"facts: {{f: {fact}}}", "rules.yaml", base.custom_kinds())
    (fault,) = caught.value.faults
    assert (fault.place, fault.facts["nearest"]) == (place, nearest)


def test_a_column_of_one_collection_is_not_known_in_another(base):
    with pytest.raises(BadRules):
        loads("facts: {f: {count: visits, where: {载重吨: 30..}}}", "rules.yaml", base.custom_kinds())


def test_notebooks_and_clusters_find_them_in_the_tables(base):
    tables = {
        name: base.tables(DAY)[name].collect("pyarrow").to_native() for name in ("customers", "vehicles", "visits")
    }
    found = Rulebook.kinds_in(tables)
    assert found["vehicles"] == {"since": DATE, "载重吨": COUNT, "贷款到期": DATE}
    assert found["visits"] == {"工时费": DECIMAL, "满意": TEXT}
