"""A place to work: everything a shop needs is laid out, and nothing that is there is touched."""

from __future__ import annotations

import datetime as dt

import pytest

from jipan.errors import BadUsage, Refused
from jipan.founding import SCRIPTS, found
from jipan.rules import load
from jipan.workspace import Workspace

MOMENT = dt.datetime(2026, 11, 21, 9)


def place(path):
    return Workspace(path / "jipan.db", MOMENT.date(), MOMENT)


def names(path):
    return {one.name for one in path.iterdir()}


def test_base_book_and_folders_are_made_once(tmp_path):
    made = found(place(tmp_path), (), "zh", windows=False)
    assert set(made.made) == {"jipan.db", "rules.yaml", "收件", "今日"} <= names(tmp_path)
    before = (tmp_path / "rules.yaml").read_bytes()
    again = found(place(tmp_path), (), "zh", windows=False)
    assert (again.made, set(again.kept)) == ((), set(made.made))
    assert (tmp_path / "rules.yaml").read_bytes() == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_book_takes_all_from_its_packs(tmp_path, lang):
    found(place(tmp_path), ("auman", "service"), lang, windows=False)
    book = load(tmp_path / "rules.yaml")
    assert book.name == tmp_path.name
    assert {"card", "renewal", "pyramid"} <= set(book.ratings)


def test_on_windows_there_are_two_files_to_click(tmp_path):
    found(place(tmp_path), (), "zh", windows=True)
    assert set(SCRIPTS) <= names(tmp_path)
    morning, bring = ((tmp_path / f"{name}.bat").read_bytes() for name in ("早上", "导入"))
    assert b"\r\n%JIPAN% day\r\n" in morning
    assert b"\r\n%JIPAN% import %*\r\n" in bring
    assert all(text.isascii() and text.count(b"\n") == text.count(b"\r\n") for text in (morning, bring))


def test_an_unknown_pack_makes_nothing(tmp_path):
    with pytest.raises(BadUsage) as refused:
        found(place(tmp_path / "new"), ("servce",), "zh", windows=False)
    assert refused.value.facts["nearest"] == "service"
    assert names(tmp_path) == set()


def test_a_pack_is_not_put_over_a_book_that_is_there(tmp_path):
    (tmp_path / "rules.yaml").write_text("jipan: 1\n", encoding="utf-8")
    with pytest.raises(Refused):
        found(place(tmp_path), ("auman",), "zh", windows=False)
    assert names(tmp_path) == {"rules.yaml"}
