"""Rule books: what they hold, how they extend each other, and every fault with its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jipan.errors import BadFile, BadRules, BadUsage
from jipan.kinds import COUNT
from jipan.kinds.span import Span
from jipan.rules import load, loads
from jipan.rules.check import failures
from jipan.rules.conditions import words
from jipan.rules.reading import describe
from jipan.rules.tree import plant, read, write
from jipan.rules.where import all_of, where
from jipan.words import LANGS, known

STANDARD = load("standard")


def test_the_standard_book_does_what_its_tests_say():
    assert failures(STANDARD) == []
    assert len(STANDARD.tests) > 10


def test_the_example_does_what_its_tests_say():
    example = Path(__file__).parents[2] / "examples" / "dealer" / "rules.yaml"
    assert failures(load(example)) == []


def test_every_number_of_the_standard_book_has_a_source():
    assert all(number.source for number in STANDARD.numbers.values())


def test_the_standard_book_plans():
    level = STANDARD.levels["B"]
    assert (level.every, level.at_least, level.expected) == (Span(days=7), (2, Span(months=1)), (31, 90))
    assert STANDARD.levels["C"].expected == (91, None)
    assert STANDARD.levels["H"].criteria[0] == "color_chosen"
    cadences = {cadence.id: cadence for cadence in STANDARD.cadences}
    assert cadences["insurance"].at == (Span(days=45), Span(days=33), Span(days=30), Span(days=7))
    assert (cadences["birthday"].on, cadences["birthday"].yearly) == ("birthday", True)
    assert cadences["first-service"].repeat == Span(days=30)
    assert STANDARD.desk.marketing_gap == Span(days=15)


def test_the_order_of_urgency():
    order = sorted((*STANDARD.levels.values(), *STANDARD.cadences), key=lambda one: one.priority)
    names = [one.id for one in order]
    expected = [
        "O",
        "H",
        "after-visit",
        "insurance",
        "A",
        "first-service",
        "regular-service",
        "after-delivery",
        "B",
        "churn",
        "C",
        "birthday",
    ]
    assert [name for name in names if name in expected] == expected


def test_both_languages():
    for one in (*STANDARD.levels.values(), *STANDARD.cadences, *STANDARD.ratings.values()):
        assert one.label("zh") != one.label("en")


def test_a_resolved_book_reads_back_the_same():
    again = loads(STANDARD.text, "again")
    assert again == STANDARD
    assert again.text == STANDARD.text


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
TREES = st.recursive(
    TEXTS | st.none(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)


@given(st.dictionaries(TEXTS, TREES, max_size=4))
def test_what_is_written_reads_back_the_same(value):
    tree = plant(value, "x")
    assert read(write(tree), "x") == tree


def test_extending(tmp_path):
    (tmp_path / "brand.yaml").write_text(
        "extends: standard\n"
        "numbers: {service_a: 6}\n"
        "facts: {spend_12m: {within: 6 months}}\n"
        "tiers:\n  pyramid: null\n  abc: {shares: {高: 10%, 低: rest}, by: spend_12m}\n"
        "  service_abc: {rows: [{is: 常客, when: {visits_12m: $service_a..}}]}\n"
        "levels:\n  - {id: H, every: 1 day}\n  - {id: Z, label: 自定义, every: 9 days}\n"
        "cadences: {birthday: null, insurance: {at: [60 days]}}\n",
        "utf-8",
    )
    (tmp_path / "shop.yaml").write_text("extends: [brand.yaml]\nname: 店\nlevels: {Z: null}\n", "utf-8")
    book = load(tmp_path / "shop.yaml")
    assert book.name == "店"
    assert book.facts["spend_12m"].body.within == Span(months=6)
    assert "pyramid" not in book.ratings
    assert book.ratings["abc"].classes == ("高", "低")
    assert book.ratings["service_abc"].classes == ("常客", "D")
    assert words(book.ratings["service_abc"].body.rows[0].when, "zh") == "近12个月进厂次数 ≥ 6"
    assert book.levels["H"].every == Span(days=1)
    assert book.levels["H"].criteria == STANDARD.levels["H"].criteria
    assert "Z" not in book.levels
    assert {cadence.id for cadence in STANDARD.cadences} - {cadence.id for cadence in book.cadences} == {"birthday"}
    assert next(cadence for cadence in book.cadences if cadence.id == "insurance").at == (Span(days=60),)
    assert book.tests == ()
    assert loads(book.text, "stored") == book


def test_new_rows_leave_no_class_of_the_old_ones():
    rows = "[{is: 流失, when: {months_idle: 6..}}, {is: 活跃, when: {months_idle: ..5}}]"
    book = loads(f"extends: standard\nsegments: {{churn: {{order: [活跃, 流失], rows: {rows}}}}}", "r.yaml")
    assert book.ratings["churn"].classes == ("活跃", "流失")
    inherited = loads(f"extends: standard\nsegments: {{churn: {{rows: {rows}}}}}", "r.yaml")
    assert inherited.ratings["churn"].classes == ("流失", "活跃")


def test_books_that_extend_each_other(tmp_path):
    (tmp_path / "a.yaml").write_text("extends: b.yaml", "utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml", "utf-8")
    with pytest.raises(BadRules) as caught:
        load(tmp_path / "a.yaml")
    assert caught.value.faults[0].code == "extends_circle"


def test_a_book_that_is_not_there(tmp_path):
    with pytest.raises(BadFile):
        load(tmp_path / "none.yaml")
    with pytest.raises(BadFile):
        load("standrd")


FAULTS = [
    ("jipan: 2", "1:8 version"),
    ("nam: x", "1:1 key_unknown"),
    ("tiers：3", "1:1 map_expected"),
    ("name: [a", "1:9 yaml"),
    ("name: a\nname: b", "2:1 key_twice"),
    ("extends: standrd", "1:10 extends_unknown"),
    ("numbers: {a: {source: x}}", "1:14 key_missing"),
    ("facts: {a: {first: [保有, 购买能力]}}", "1:21 name_unknown"),
    ("facts: {a: {first: [xyzzy]}}", "1:21 name_unknown_at_all"),
    ("facts: {a: {count: vehicle, where: {brnd: x}}}", "1:37 name_unknown"),
    ("facts: {a: {count: shoes}}", "1:20 collection_unknown"),
    ("facts: {a: {sum: visits.date}}", "1:18 number_expected"),
    ("facts: {a: {sum: visits.amout}}", "1:18 name_unknown"),
    ("facts: {a: {count: visits, within: soon}}", "1:36 span"),
    ("facts: {a: {count: visits, sum: visits.amount}}", "1:9 form_one"),
    ("facts: {a: {months_since: name}}", "1:27 date_expected"),
    ("facts: {mobile: {count: visits}}", "1:9 name_taken"),
    ("facts:\n  a: {first: [b]}\n  b: {first: [a]}", "2:3 circle"),
    ("facts: {a: {of: leads, count: visits}}", "1:31 collection_unknown"),
    ("tiers: {a: {rows: [{is: X, when: {units_stated: $big..}}]}}", "1:49 number_unknown"),
    ("tiers: {a: {rows: [{is: X, when: {units_stated: 9..1}}]}}", "1:49 range_backwards"),
    ("tiers: {a: {rows: [{is: X, when: {name: 1..}}]}}", "1:41 test_unfit"),
    ("tiers: {a: {rows: [{is: X, when: {kind: 人}}]}}", "1:41 operand"),
    ("tiers: {a: {rows: [{is: X, when: {name: 无}}]}}", "1:41 operand_empty"),
    ("tiers: {a: {rows: [{when: {name: x}}]}}", "1:20 key_missing"),
    ("tiers: {a: {rows: [], shares: {}}}", "1:9 form_one"),
    ("tiers: {a: {by: units_stated, shares: {A: 120%}}}", "1:43 share"),
    ("tiers: {a: {by: units_stated, shares: {A: rest, B: 1%}}}", "1:39 rest_last"),
    ("tiers: {a: {by: units_stated, cumulative: {A: 80%, B: 70%}}}", "1:43 cuts_order"),
    ("tiers: {a: {by: name, shares: {A: 1%}}}", "1:17 number_expected"),
    ("tiers: {a: {shares: {A: 1%}}}", "1:9 key_missing"),
    ("tiers: {a: {points: [], cuts: {A: 0, B: 9}}}", "1:31 cuts_order"),
    ("levels: [{id: H, every: 2 dayz}]", "1:25 span"),
    ("levels: [{id: H, role: boss}]", "1:24 word_unknown"),
    ("levels: [{every: 2 days}]", "1:10 key_missing"),
    ("levels: [{id: H, window: 0..x days}]", "1:26 days_range"),
    ("levels: [{id: H, at_least: often}]", "1:28 at_least"),
    ("cadences: [{id: x, of: vehicles, after: delivery_date, at: [1 day], at_least: 2 per month}]", "1:69 floor_dated"),
    ("cadences: [{id: x, every: 1 day, ask: {zh: [a, b], en: [a]}}]", "1:39 ask_pairs"),
    ("cadences: [{id: x, every: 1 day, say: {zh: a, en: '{nix}'}}]", "1:51 name_unknown_at_all"),
    ("levels: [{id: H}, {id: H}]", "1:19 id_twice"),
    ("cadences: [{id: x, of: visits, every: 3 days}]", "1:24 word_unknown"),
    ("cadences: [{id: x, after: birthday}]", "1:12 key_missing"),
    ("cadences: [{id: x, on: birthday yearly, every: 1 day}]", "1:12 timing_one"),
    ("cadences: [{id: x, on: name}]", "1:24 date_expected"),
    ("cadences: [{id: x, every: 1 day, who: {relation: 自销}}]", "1:40 name_unknown_at_all"),
    ("desk: {quota: many}", "1:15 number"),
    ("desk: {quiet: 8-9}", "1:15 quiet"),
    ("desk: {calendar: moon}", "1:18 word_unknown"),
    ("desk: {closed: [2024-02-30]}", "1:17 date_impossible"),
    ("# nothing but a remark", "1:1 book_empty"),
    ("tests: [{given: {x: 1}, expect: {}}]", "1:18 name_unknown_at_all"),
    ("tests: [{given: {}, expect: {card: A}}]", "1:30 rating_unknown"),
    ("tiers: {c: {rows: [{is: A}]}}\ntests: [{given: {}, expect: {c: B}}]", "2:33 class_unknown"),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=[expected for _, expected in FAULTS])
def test_fault(text, expected):
    with pytest.raises(BadRules) as caught:
        loads(text, "r.yaml")
    fault = caught.value.faults[0]
    assert f"{fault.place} {fault.code}" == f"r.yaml:{expected}"
    assert known(f"fault.{fault.code}")
    assert all(describe(fault, lang) for lang in LANGS)


def test_a_book_that_nests_without_end_is_a_fault_of_the_book():
    with pytest.raises(BadRules) as caught:
        read("[" * 5000 + "]" * 5000, "deep.yaml")
    assert caught.value.faults[0].code == "too_deep"


def test_all_faults_at_once_in_order_of_place():
    with pytest.raises(BadRules) as caught:
        loads("desk: {quiet: 8-9}\nlevels:\n  - {id: H, every: 2 dayz, role: boss}\nnam: x\n", "r.yaml")
    assert [fault.place for fault in caught.value.faults] == ["r.yaml:1:15", "r.yaml:3:20", "r.yaml:3:34", "r.yaml:4:1"]


def test_the_nearest_name_is_offered():
    with pytest.raises(BadRules) as caught:
        loads("tiers: {a: {rows: [{is: X, when: {经营性: 国有}}]}}", "r.yaml")
    assert caught.value.faults[0].facts["nearest"] == "经营性质"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("台数=100..", "台数 ≥ 100"),
        ("台数 100..", "台数 ≥ 100"),
        ("units>=100", "台数 ≥ 100"),
        ("units >= 100", "台数 ≥ 100"),
        ("units!=3", "台数 ≠ 3"),
        ("units not 3", "台数 ≠ 3"),
        ("level=H,A", "意向级别 = H、A"),
        ("Sales adviser = 张三", "销售顾问 = 张三"),
        ("手机 missing", "手机 缺失"),
        ("手机号=13800001111", "手机 = 13800001111"),
        ("name contains 物流", "客户名称 包含“物流”"),
        ("流失状态=流失, 预流失", "流失状态 = 流失、预流失"),
        ("last_visit before 2024-01-01", "最近进厂日期 < 2024-01-01"),
        ("in_broad_base=yes", "广义基盘 = 是"),
        ("吨位 30..", "吨位 ≥ 30"),
    ],
)
def test_where(text, expected):
    assert words(where(text, load("standard", {"customers": {"吨位": COUNT}})), "zh") == expected


@pytest.mark.parametrize("text", ["", "units", "units=", "unts=3", "units=abc", "churn=没有", "measures=答谢会"])
def test_a_where_that_cannot_be_read(text):
    with pytest.raises(BadUsage) as caught:
        where(text, STANDARD)
    assert known(f"error.{caught.value.code}")


def test_who_is_entitled_to_a_measure():
    book = loads(
        "tiers: {card: {rows: [{is: 金卡, when: {保有台数: 10..}}], otherwise: 普卡}}\n"
        "measures:\n  sales: {答谢会: {card: [金卡]}}\n  service: {答谢会: {card: 普卡}, 回访: {who: {card: 金卡}, every: 1 month}}\n",
        "m.yaml",
    )
    assert words(where("measures=答谢会", book), "zh") == "card = 金卡 或 card = 普卡"
    assert [measure.every for measure in book.measures] == [None, None, Span(months=1)]
    assert words(all_of(["card=金卡", "保有台数 3.."], book), "zh") == "card = 金卡，保有台数 ≥ 3"


def test_a_failing_case_is_reported():
    book = loads(
        "tiers: {a: {rows: [{is: X, when: {生日: last 1 month}}], otherwise: Y}}\n"
        "tests:\n  - {given: {生日: 2024-05-20}, today: 2024-06-01, expect: {a: Y}}\n  - {given: {}, expect: {a: null}}\n",
        "t.yaml",
    )
    assert [(each.place, each.expected, each.found) for each in failures(book)] == [
        ("t.yaml:3:5", "Y", "X"),
        ("t.yaml:4:5", None, "Y"),
    ]
    assert book.tests[0].today == dt.date(2024, 6, 1)


def test_what_a_book_takes_out_of_its_pack_leaves_the_desk_alone():
    book = loads("jipan: 1\nextends: [standard]\ntiers: {pyramid: null}\nsegments: {churn: null}\n", "own")
    assert (book.desk.value, book.desk.win_back) == (None, ())
    with pytest.raises(BadRules, match="rules"):
        loads("jipan: 1\nextends: [standard]\ndesk: {value: spend_12mm}\n", "own")
