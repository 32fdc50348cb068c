"""How like names are, and what an import makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_bench import TODAY, bring, current, workbook
from ruamel.yaml import YAML

from jipan.intake.firms import Firm, parse
from jipan.intake.likeness import likeness
from jipan.store import plan_undo, undo

CASES = YAML(typ="safe").load(Path(__file__).parent / "cases" / "likeness.yaml")


@pytest.mark.parametrize(("a", "b", "expected"), CASES)
def test_two_names_either_way_round(a, b, expected):
    assert (likeness(a, b), likeness(b, a)) == (expected, expected)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("河南省济源市大河建设集团有限公司", ("济源", "大河", "建设", "")),
        ("正大供应链管理第二分公司", ("", "正大", "供应链管理", "第二分公司")),
        ("安顺运输", ("", "安顺", "运输", "")),
        ("中铁二局", ("", "中铁二局", "", "")),
    ],
)
def test_the_parts_of_a_firm(name, parts):
    assert parse(name) == Firm(*parts)


@pytest.fixture
def take(base, tmp_path):
    def bring_rows(*rows, day=TODAY):
        header = ("姓名", "手机", "其他电话", "车牌号", "地址", "生日")
        return bring(base, workbook(tmp_path / "客户.xlsx", header, *rows), day)

    return bring_rows


def people(base):
    return base.value("SELECT count(*) FROM standing")


def reasons(base):
    return [row[0] for row in base.rows("SELECT reasons FROM open_doubts ORDER BY ALL")]


SAME = [
    (("王伟", "13812345678"), ("王玮", "13812345678")),
    (("陳军", "13812345678"), ("陈军", "13812345678")),
    (("王伟", "13812345678"), ("小王", "13812345678")),
    (("王伟", "13812345678"), ("王伟（老客户）", "13812345678")),
    (("王伟", "13812345678", None, "豫A12345"), ("王炜", None, None, "豫A12345")),
    (("河南顺达物流有限公司", "0371-65551234"), ("顺达物流", "0371-65551234-802")),
    (("河南顺达物流有限公司", "0371-65551234"), ("河南順達物流公司", "13812345678")),
]
_HOME, _THERE = "郑州市金水区花园路1号", "金水区花园路1号3栋"
SAME += [
    (("王伟", None, None, None, _HOME), ("王 伟", None, None, None, "郑州市金水区花园路１号")),
    (("王伟", "13812345678", None, None, _HOME), ("王伟", None, None, None, _HOME)),
    (
        ("王伟", "13812345678", None, None, _HOME, "1985-03-12"),
        ("王玮", "13998765432", None, None, _THERE, "1985-03-12"),
    ),
]
TWO = [
    (("王伟", "13812345678"), ("李娜", "13812345678")),
    (("河南顺达物流有限公司", "0371-65551234"), ("河南顺达物流有限公司洛阳分公司", "0371-65551234")),
    (("河南顺达物流有限公司", "0371-65551234"), ("河南顺达运输有限公司", "0371-65551234")),
    (("王伟", "13812345678"), ("王伟", "13998765432")),
    (("许明凯", "13812345678"), ("胡师傅", "13812345678")),
    (("王伟", None, None, None, _HOME), ("李娜", None, None, None, _HOME)),
    (
        ("王建国", "13812345678", None, None, _HOME, "1960-01-01"),
        ("王建军", "13998765432", None, None, _HOME, "1985-03-12"),
    ),
    (("王伟", "13812345678", None, None, "花园路1号"), ("王伟", "13998765432", None, None, "花园路2号")),
    (("王伟", "13812345678", None, None, _HOME), ("王伟", "13998765432", None, None, "济南市花园路1号")),
    (("王伟", "13812345678", None, None, _HOME), ("王伟", "13998765432", None, None, "郑州市二七区花园路1号")),
    (("王伟", "13812345678", None, None, _HOME), ("王伟", "13998765432", None, None, "郑州市金水区建设路1号")),
    (("王伟", "13812345678", None, None, "郑州市"), ("王伟", "13998765432", None, None, "郑州市")),
]
ASKED = [
    (("王伟", "13812345678"), ("王伟", "13812345687"), "near_phone same_name"),
    (("王建国", "13812345678"), ("王建军", "13812345678"), "name_slip shared_phone"),
    (("王伟", "13812345678", None, None, "花园路1号"), ("王伟", "13998765432", None, None, "花园路1号"), "same_address same_name"),
    (("王伟", "13812345678", None, None, _HOME), ("王伟", "13998765432", None, None, _THERE), "like_address same_name"),
    (("王建国", "13812345678", None, None, _HOME), ("王建军", "13998765432", None, None, _HOME), "name_slip same_address"),
    (("王建国", "13812345678", None, None, _HOME, "1985-03-12"), ("王建军", "13998765432", None, None, _HOME, "1985-03-21"), "name_slip near_birthday same_address"),
    (("Kyle Ryan", "13812345678", None, None, None, "1985-03-12"), ("Kyle Ryany", "13998765432", None, None, None, "1985-03-12"), "name_typo same_birthday"),
    (("Isabella Lodder", "13812345678", None, None, "6 Tulloch St 4011"), ("Isablela Loddwr", "13998765432", None, None, "6 Tuloch St, 4011"), "name_typo same_address"),
    (("河南顺达物流有限公司", "13812345678"), ("顺达物流", "13998765432"), "firm_short"),
    (("郑州顺达物流有限公司", "13812345678"), ("郑州市顺达物流有限公司", "13998765432"), "firm_alike other_phone"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "count", "together"),
    [(*pair, 1, place % 2 == 0) for place, pair in enumerate(SAME)]
    + [(*pair, 2, place % 2 == 1) for place, pair in enumerate(TWO)],
)
def test_who_is_one_and_who_is_not(base, take, a, b, count, together):
    if together:
        take(b, a)
    else:
        take(a)
        take(b)
    assert (people(base), reasons(base)) == (count, [])


@pytest.mark.parametrize(("a", "b", "why"), ASKED)
def test_who_is_asked_about(base, take, a, b, why):
    take(a)
    receipt = take(b)
    assert receipt.rows["doubtful"] == 1
    assert people(base) == 2
    assert [" ".join(sorted(one.split())) for one in reasons(base)] == [why]


def test_a_row_with_both_phones_makes_one_of_two_and_undo_makes_two_again(base, take):
    take(("王伟", "13812345678"))
    take(("王伟", "13998765432"))
    assert people(base) == 2
    take(("王伟", "13812345678", "13998765432"))
    assert people(base) == 1
    assert current(base, "merges", "a", "b") == [("C000002", "C000001")]
    undo(base, plan_undo(base), TODAY)
    assert people(base) == 2


def test_the_older_names_of_a_customer_are_his_too(base, take):
    take(("王伟", "13812345678", None, "豫A12345"))
    take(("李娜", "13812345678", None, "豫A12345"))
    before = people(base)
    take(("王伟", "13812345678"))
    assert people(base) == before


SURNAMES = [
    ([("王伟", "13812345678"), ("王芳", "13812345678")], ("王先生", "13812345678"), 3, 2),
    ([("王伟", "13812345678"), ("李娜", "13812345678")], ("王先生", "13812345678"), 2, 0),
    ([("王伟", "13812345678", None, "豫A12345")], ("王先生", None, None, "豫A12345"), 1, 0),
    ([("王伟", "13812345678", None, "豫A12345")], ("王先生", "13998765432", None, "豫A12345"), 2, 1),
    ([("王总", "13812345678", None, "豫A12345")], ("王伟", "13998765432", None, "豫A12345"), 2, 1),
    (
        [("王伟", "13812345678"), ("王芳", "13998765432", None, "豫A12345")],
        ("王总", "13812345678", None, "豫A12345"),
        3,
        2,
    ),
    ([("王总", "13812345678"), ("王伟", "13812345678")], ("王芳", "13812345678"), 2, 0),
]
"""前面的名单、新的一行、最后的客户数、要问的问题数。"""


@pytest.mark.parametrize(("before", "row", "count", "questions"), SURNAMES)
def test_a_mere_surname_is_somebody_only_where_nobody_else_can_be_meant(base, take, before, row, count, questions):
    for one in before:
        take(one)
    take(row)
    assert (people(base), len(reasons(base))) == (count, questions)


def test_of_two_full_names_in_one_list_neither_is_the_mere_surname_of_the_last(base, take):
    take(("王总", "13812345678"))
    take(("王伟", "13812345678"), ("王芳", "13812345678"))
    assert people(base) == 3
    assert reasons(base) == ["shared_phone surname"] * 2


@pytest.mark.parametrize("vague", ["张师傅", "張总", "小张"])
def test_a_mere_surname_never_replaces_a_full_name(base, take, vague):
    take(("张伟", "13812345678"))
    take((vague, "13812345678"))
    assert current(base, "customers", "name") == [("张伟",)]
