"""Broken books: each planted fault is found, at its place, with an example that shows it; sound books have none."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan import render
from jipan.errors import BadRules
from jipan.rules import excel, tree
from jipan.rules.checking import check
from jipan.rules.conditions import matches
from jipan.rules.load import load_with_tree, loads
from jipan.rules.resolve import pack_names
from jipan.rules.tree import plant
from jipan.words import LANGS

TODAY = dt.date(2026, 11, 22)
ROOT = Path(__file__).parents[2]
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


def planted(file, word):
    """What the second line of a broken book says: code → line."""
    found = re.search(rf"^# {word}: (.+)$", file.read_text("utf-8"), re.MULTILINE)
    node = tree.read(found[1], "planted") if found else plant({}, "")
    return {code: int(child.text) for code, child in node.map.items()}


def line(place):
    return int(place.split(":")[1])


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_planted_faults_are_found_and_no_others(file):
    if refused := planted(file, "refused"):
        with pytest.raises(BadRules) as caught:
            load_with_tree(file)
        assert {fault.code: line(fault.place) for fault in caught.value.faults} == refused
        return
    found = check(*load_with_tree(file), TODAY)
    assert {finding.code: line(finding.place) for finding in found} == planted(file, "finds")
    assert len(found) == len(planted(file, "finds"))
    assert all(finding.says(lang) for finding in found for lang in LANGS)


SHEETS = {
    "boundary_twice": "card › ",
    "gap": "frequency › ",
    "dead_row_of_many": "size › ",
    "numbers": "参数 › ",
    "cadence_for_nobody": "",
    "win_back_nobody": "",
    "steps_out_of_time": "节奏 › ",
    "shares_over": "pyramid › ",
}


@pytest.mark.parametrize("name", SHEETS)
def test_in_a_workbook_they_are_found_in_their_cells(name, tmp_path):
    file = Path(__file__).parent / "broken" / f"{name}.yaml"
    book, root = load_with_tree(file)
    render.save(excel.pages(root, "zh", book), tmp_path / "rules.xlsx", "zh")
    found = check(*load_with_tree(tmp_path / "rules.xlsx"), TODAY)
    assert sorted(finding.code for finding in found) == sorted(planted(file, "finds"))
    for finding in found:
        assert re.fullmatch(r"rules\.xlsx › .+ › [A-Z]+\d+", finding.place), finding.place
        assert SHEETS[name] in finding.place


@pytest.mark.parametrize("pack", pack_names())
def test_packs_are_sound(pack):
    assert check(*load_with_tree(pack), TODAY) == []


def test_the_example_is_sound():
    assert check(*load_with_tree(ROOT / "examples" / "dealer" / "rules.yaml"), TODAY) == []


def test_an_example_customer_shows_the_fault():
    book, root = load_with_tree(Path(__file__).parent / "broken" / "boundary_twice.yaml")
    (finding,) = check(book, root, TODAY)
    assert finding.shown_example("zh") == "保有台数 = 10"
    assert finding.shown_example("en") == "Units stated = 10"
    assert finding.says("zh").startswith("第1行（银）和第2行（金）重叠，客户归了较低的银")


FIELDS = ("保有台数", "经营模式")
TESTS = st.sampled_from(
    [{"保有台数": text} for text in ("3..", "..3", "2..5", "[1..3)", "> 4", "missing", "not 3")]
    + [{"经营模式": text} for text in ("单位", "not 单位", "个体, 个人", "present")]
)
WHENS = st.lists(TESTS, min_size=1, max_size=2).map(lambda tests: {"all": tests}) | st.lists(
    TESTS, min_size=2, max_size=2
).map(lambda tests: {"any": tests})
RECORDS = [
    {"units_stated": units, "business_mode": mode}
    for units in (None, 0, 1, 2, 3, 4, 5, 9)
    for mode in (None, "单位", "个体", "个人", "挂靠")
]


@settings(max_examples=60)
@given(st.lists(WHENS, min_size=1, max_size=4))
def test_what_is_said_of_rows_is_true_of_customers(whens):
    """Rows are called dead or impossible exactly when none of all customers gets to them; a gap has a customer."""
    rows = [{"is": f"K{number}", "when": when} for number, when in enumerate(whens)]
    root = plant({"tiers": {"card": {"rows": rows}}}, "made.yaml")
    book = loads(tree.write(root), "made.yaml")
    found = check(book, tree.read(book.text, "made.yaml"), TODAY)
    tests = [row.when for row in book.ratings["card"].body.rows]
    firsts = {
        next((number for number, test in enumerate(tests, 1) if matches(test, record, TODAY)), None)
        for record in RECORDS
    }
    dead = {finding.facts["row"] for finding in found if finding.code in {"row_dead", "row_never"}}
    assert dead == set(range(1, len(tests) + 1)) - firsts
    for gap in (finding for finding in found if finding.code == "gap"):
        record = {column.name: value for column, value in gap.example}
        assert not any(matches(test, record, TODAY) for test in tests)
