"""Rule books as workbooks: both ways the same classes and tasks; faults name sheet and cell; people may type freely."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan import render
from jipan.errors import BadRules
from jipan.rules import excel, load, loads, tree
from jipan.rules.conditions import Every, Leaf, Some, words
from jipan.rules.forms import Row, Rows
from jipan.rules.load import load_with_tree
from jipan.rules.operators import AMONG
from jipan.rules.reading import describe
from jipan.rules.resolve import pack_names
from jipan.rules.tree import plant
from jipan.words import LANGS

HERE = Path(__file__).parent
BOOKS = [
    *pack_names(),
    HERE.parents[1] / "examples" / "dealer" / "rules.yaml",
    *sorted((HERE / "cases").glob("*.yaml")),
]


def plain_test(test):
    """A list of values is one test, however it was written, and order makes no difference."""
    if isinstance(test, Leaf):
        return replace(test, operands=tuple(sorted(test.operands, key=str))) if test.operator == AMONG.id else test
    parts = tuple(sorted(map(plain_test, test.parts), key=lambda part: words(part, "en")))
    leaves = [part for part in parts if isinstance(part, Leaf) and part.operator == AMONG.id and not part.negated]
    if isinstance(test, Some) and parts and len(leaves) == len(parts) and len({leaf.column for leaf in leaves}) == 1:
        return Leaf(
            leaves[0].column,
            AMONG.id,
            tuple(sorted((operand for leaf in leaves for operand in leaf.operands), key=str)),
        )
    if isinstance(test, Every) and len(parts) == 1:
        return parts[0]
    return type(test)(parts)


def same(value):
    """A part of a book with its tests made plain."""
    if isinstance(value, Leaf | Every | Some):
        return plain_test(value)
    if isinstance(value, Rows):
        return Rows(tuple(Row(row.name, plain_test(row.when)) for row in value.rows), value.otherwise)
    if type(value).__module__ in {"jipan.rules.book", "jipan.rules.forms", "jipan.rules.plans"}:
        names = [name for name in value.__dataclass_fields__ if name not in {"written", "source", "place", "custom"}]
        return type(value).__name__, [same(getattr(value, name)) for name in names]
    if isinstance(value, dict):
        return [(key, same(each)) for key, each in sorted(value.items())]
    return [same(each) for each in value] if isinstance(value, tuple | list) else value


def through_excel(source, path, lang):
    book, root = load_with_tree(source)
    render.save(excel.pages(root, lang, book), path, lang)
    return book, load(path)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("source", BOOKS, ids=lambda book: Path(book).stem)
def test_a_book_comes_back_from_excel_as_it_went(source, lang, tmp_path):
    book, back = through_excel(source, tmp_path / "rules.xlsx", lang)
    assert same(replace(back, name=book.name)) == same(book)
    again = loads(back.text, "again")
    assert same(replace(again, name=book.name)) == same(book)


CELLS = st.sampled_from(["3..", "[1..3)", ">= 2", "not 5", "missing", "1, 2", "$big.."])
WORDS = st.sampled_from(["国有", "国有, 私营", "contains 物流", "not 个体", "present"])
LEAVES = st.dictionaries(st.sampled_from(["保有台数", "visits"]), CELLS, max_size=2) | st.fixed_dictionaries(
    {"经营性质": WORDS}
)
WHENS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda key, parts: {key: parts}, st.sampled_from(["any", "all", "not"]), st.lists(inner, min_size=1, max_size=2)
    ),
    max_leaves=3,
)
RATINGS = st.lists(st.tuples(st.sampled_from("甲乙丙"), WHENS), min_size=1, max_size=3).map(
    lambda rows: {"rows": [{"is": name, "when": when} for name, when in rows], "otherwise": "丁"}
)


@settings(max_examples=15, deadline=None)
@given(
    RATINGS,
    st.dictionaries(
        st.sampled_from(["call", "gift"]),
        st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=3, unique=True),
        max_size=2,
    ),
)
def test_whatever_a_table_can_or_cannot_show_comes_back(homes, rating, measures):
    given_names = {row["is"] for row in rating["rows"]} | {"丁"}
    measures = {
        name: {"card": [each for each in classes if each in given_names] or ["丁"]}
        for name, classes in measures.items()
    }
    root = plant(
        {
            "numbers": {"big": {"value": "7", "source": "x"}},
            "facts": {"visits": {"count": "visits"}},
            "tiers": {"card": rating},
            "measures": {"all": measures},
        },
        "made",
    )
    text = tree.write(root)
    (homes / "made.yaml").write_text(text, "utf-8")
    book, back = through_excel(homes / "made.yaml", homes / "made.xlsx", "zh")
    assert same(replace(back, name=book.name)) == same(book)


def workbook(path, lang="zh"):
    through_excel(HERE / "cases" / "auman_cards.yaml", path, lang)
    return openpyxl.load_workbook(path)


def find(sheet, text):
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)


def test_a_manager_changes_a_boundary_in_excel(tmp_path):
    path = tmp_path / "rules.xlsx"
    made = workbook(path)
    find(made["参数"], "gold_units").offset(column=1).value = 8
    made.save(path)
    assert load(path).ratings["card"].body.rows[4].when.parts[1].operands[0] == 8


def test_numbers_and_days_typed_into_cells_are_taken(tmp_path):
    path = tmp_path / "rules.xlsx"
    made = openpyxl.Workbook()
    for row in (
        ["分级设置"],
        ["项目", "内容"],
        ["名称", "size"],
        ["其余", "小"],
        [],
        ["判断表"],
        ["保有台数", "购车日期", "级别"],
        [10, dt.datetime(2024, 1, 5), "大"],
    ):
        made.active.append(row)
    made.active.title = "size"
    made.save(path)
    with pytest.raises(BadRules) as caught:
        load(path)
    assert [fault.place for fault in caught.value.faults] == ["rules.xlsx › size › B7"]
    made.active["B7"].value = "生日"
    made.save(path)
    (row,) = load(path).ratings["size"].body.rows
    assert [leaf.operands[0] for leaf in row.when.parts] == [10, dt.datetime(2024, 1, 5)]


def test_faults_name_sheet_and_cell(tmp_path):
    path = tmp_path / "rules.xlsx"
    made = workbook(path)
    sheet = made["欧曼会员卡"]
    cell = find(sheet, "[2..$gold_units)")
    cell.value = "[9..2)"
    other = find(made["参数"], "big_fleet")
    made.save(path)
    with pytest.raises(BadRules) as caught:
        load(path)
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [
        ("range_backwards", f"rules.xlsx › 欧曼会员卡 › {cell.coordinate}")
    ]
    cell.value, other.value = "[2..$gold_units)", "gold_units"
    made.save(path)
    with pytest.raises(BadRules) as caught:
        load(path)
    assert ("key_twice", f"rules.xlsx › 参数 › {other.coordinate}") in [
        (fault.code, fault.place) for fault in caught.value.faults
    ]


def test_a_mark_that_is_no_tick_and_a_sheet_that_is_no_book(tmp_path):
    path = tmp_path / "rules.xlsx"
    through_excel(HERE / "cases" / "design_example.yaml", path, "zh")
    made = openpyxl.load_workbook(path)
    cell = find(made["措施"], "√")
    cell.value = "也许"
    number = find(made["参数"], "gold_units").offset(column=1)
    number.value = "很多"
    made.save(path)
    with pytest.raises(BadRules) as caught:
        load(path)
    slip, tick = sorted(caught.value.faults, key=lambda fault: fault.code, reverse=True)
    assert (tick.code, tick.place) == ("no_tick", f"rules.xlsx › 措施 › {cell.coordinate}")
    assert slip.code == "operand"
    assert "$gold_units = 很多 (rules.xlsx › 参数 › A" in describe(slip, "zh")
    empty = openpyxl.Workbook()
    empty.active.append(["姓名", "电话"])
    empty.save(path)
    with pytest.raises(BadRules) as caught:
        load(path)
    assert caught.value.faults[0].code == "no_blocks"
