"""The inbox as a user meets it: shown, written as a workbook, filled in, brought back."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook

from jipan.cli.screen import Screen
from jipan.render import save
from jipan.review import KINDS
from jipan.review.inbox import Item
from jipan.review.sheet import table

ID = "53010219200508011X"


def sheet(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def doubt(jipan, tmp_path):
    """A base with one open pair, and the workbook to decide in."""
    for name, mobile in (("王伟", "13812345678"), ("李娜", "13912345678")):
        jipan("import", sheet(tmp_path / f"{name}.xlsx", ("姓名", "手机", "证件号码"), (name, mobile, ID)))
    return tmp_path


def fill(path, decision, **cells):
    book = load_workbook(path)
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if "Decision" in [cell.value for cell in row])
    place = {cell.value: cell.column for cell in head}
    for row in range(head[0].row + 1, page.max_row + 1):
        page.cell(row, place["Decision"]).value = decision
        for name, value in cells.items():
            page.cell(row, place[name]).value = value
    book.save(path)


def test_json_lists_what_is_open(jipan, doubt):
    (item,) = jipan("review", "--format", "json").json()
    assert item == {
        "kind": "doubt", "a": "C000002", "b": "C000001", "reasons": ["id_number"], "choices": ["join", "apart"],
    }  # fmt: skip
    assert jipan("review", "--kind", "nonsense").code == 2


def test_a_pipe_gets_a_table_with_masked_phones(jipan, doubt):
    said = jipan("review")
    assert "same ID number, other name" in said.out
    assert "138****5678" in said.out
    assert "13812345678" not in said.out
    assert "13812345678" in jipan("review", "--reveal").out


def test_a_filled_workbook_comes_back_once(jipan, doubt):
    assert jipan("review", "-o", "review.xlsx").code == 0
    fill(doubt / "review.xlsx", "join")
    said = jipan("import", "review.xlsx")
    assert "1 decided" in said.out
    assert jipan("review", "--format", "json").json() == []
    assert jipan("list", "--format", "json").json()[0]["id"] == "C000001"
    again = jipan("import", "review.xlsx", "--format", "json").json()
    assert again["batch"] is None
    assert [problem["code"] for problem in again["problems"]] == ["decision_gone"]


def test_a_row_offers_what_can_be_decided_about_it(tmp_path):
    items = [
        Item("conflict", "1", "C1", "C1", (), ("ours", "theirs")),
        Item("doubt", "2", "C2", "C1", (), ("join", "apart")),
    ]
    save(table([items[0], items[0], items[1]], "AAAA", "en", bare=False), tmp_path / "review.xlsx", "en")
    rules = load_workbook(tmp_path / "review.xlsx").worksheets[0].data_validations.dataValidation
    offered = [(str(rule.sqref), rule.formula1) for rule in rules if rule.type == "list"]
    assert offered == [("E3:E4", "\"keep the base's,take the file's,later\""), ("E5", '"join,keep apart,later"')]


@pytest.mark.parametrize(
    ("decision", "cells", "code"),
    [("perhaps", {}, "decision_unknown"), ("join", {"Item": None}, "decision_without_number"),
     ("join", {"Item": "doubt-C000001-C000009-AAAA"}, "decision_gone")],
)  # fmt: skip
def test_what_does_not_fit_is_said_and_nothing_guessed(jipan, doubt, decision, cells, code):
    jipan("review", "-o", "review.xlsx")
    fill(doubt / "review.xlsx", decision, **cells)
    receipt = jipan("import", "review.xlsx", "--format", "json").json()
    assert [problem["code"] for problem in receipt["problems"]] == [code]
    assert len(jipan("review", "--format", "json").json()) == 1


def test_decisions_about_another_base_are_refused(jipan, doubt):
    jipan("review", "-o", "review.xlsx")
    fill(doubt / "review.xlsx", "join")
    jipan("import", "王伟.xlsx", "--db", "other.db")
    said = jipan("import", "review.xlsx", "--db", "other.db")
    assert said.code == 3
    assert "another base" in said.err


def test_merge_and_unmerge_by_any_name(jipan, doubt):
    assert "C000002 is C000001 now" in jipan("merge", "李娜", "13812345678").err
    assert "are one customer already" in jipan("merge", "C000002", "C000001").err
    assert "就是他自己" in jipan("merge", "王伟", "13812345678", lang="zh").err
    assert jipan("show", "C000002", "--format", "json").json()["id"] == "C000001"
    assert "are two again" in jipan("unmerge", "C000002").err
    assert jipan("unmerge", "C000002").code == 1
    assert jipan("undo", "--yes").code == 0
    assert jipan("show", "C000002", "--format", "json").json()["id"] == "C000001"


class Keyboard(io.StringIO):
    """Somebody at a terminal; at the end of what he types he presses Ctrl-C."""

    def isatty(self):
        return True

    def readline(self, *_):
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


@pytest.fixture
def typed(jipan, monkeypatch):
    """`typed("join", …)`: a review on a terminal at which these lines are typed."""

    def sit(*lines, **how):
        with monkeypatch.context() as there:
            there.setattr("sys.stdin", Keyboard("".join(f"{line}\n" for line in lines)))
            there.setattr(Screen, "is_terminal", property(lambda _: True))
            return jipan("review", **how)

    return sit


def test_one_by_one_on_a_terminal(jipan, doubt, typed):
    jipan("import", sheet(doubt / "三.xlsx", ("姓名", "手机", "备注"), ("王伟", "13812345678", "一")))
    jipan(
        "import",
        sheet(doubt / "四.xlsx", ("姓名", "手机", "备注"), ("王伟", "13812345678", "二")),
        "--on-conflict",
        "ask",
    )
    said = typed("nonsense", "later", "q", lang="zh")
    assert said.code == 0
    assert "没有“nonsense”这个选项" in said.err
    assert "决定了 0 项，还有 2 项" in said.err
    assert [line.split() for line in said.out.splitlines() if "库中" in line][-1] == ["项目", "库中", "文件"]
    said = typed("2")
    assert (said.code, "Interrupted: 1 decided and kept, 1 left" in said.err) == (130, True)
    (item,) = jipan("review", "--format", "json").json()
    assert (item["kind"], item["field"]) == ("conflict", "remark")
    assert typed("t").code == 0
    assert jipan("list", "--columns", "remark", "--format", "json").json()[0]["remark"] == "二"


def test_what_somebody_else_decided_meanwhile_is_said(jipan, doubt, typed, monkeypatch):
    find = KINDS["doubt"].find
    found = iter([find, lambda *_: []])
    monkeypatch.setitem(KINDS, "doubt", replace(KINDS["doubt"], find=lambda *how: next(found)(*how)))  # noqa: PLW0108 - a new one each time
    assert "decided this meanwhile" in typed("2").err
    assert [row["batch"] for row in jipan("history", "--format", "json").json()] == ["B2", "B1"]
