"""Rows that lie in the base come out as CSV exactly as they do one by one."""

from __future__ import annotations

import io
from dataclasses import replace

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jipan import kinds
from jipan.render import csv
from jipan.store import Base
from jipan.store.bulk import Selected
from jipan.table import Column, Table
from jipan.words import LANGS, Lang

COLUMNS = (
    Column("name", kinds.TEXT, "姓名", "Name"),
    Column("outcome", kinds.OUTCOME, "结果", "Outcome"),
    Column("days", kinds.COUNT, "天数", "Days"),
)
TEXTS = (
    st.none() | st.text("张,\"\n\t=+@-0 '，", max_size=4) | st.sampled_from(['"', '","', "a,b", "=1,2", "-3", "\ufeff"])
)
ROWS = st.lists(st.tuples(TEXTS, st.sampled_from([None, "booked", "busy"]), st.none() | st.integers(-9, 9)), max_size=6)


class Connected(Base):
    """A connection without the tables of a base."""

    def __init__(self) -> None:
        super().__init__(duckdb.connect(), None, writes=False)


BASE = Connected()


def written(table: Table, lang: Lang = "zh") -> str:
    out = io.StringIO(newline="")
    csv.write(table, out, lang, bare=True)
    return out.getvalue()


@given(ROWS)
def test_texts_of_the_base_are_quoted_and_guarded_like_any_others(rows):
    BASE.run("CREATE OR REPLACE TABLE t (place INTEGER, name VARCHAR, outcome VARCHAR, days BIGINT)")
    if rows:
        marks = ", ".join(["(?, ?, ?, ?)"] * len(rows))
        BASE.run(f"INSERT INTO t VALUES {marks}", [value for place, row in enumerate(rows) for value in (place, *row)])
    one_by_one = Table("t", "表", "Table", COLUMNS, rows)
    many = replace(one_by_one, rows=Selected(BASE, "FROM t", COLUMNS, ("place",)))
    assert written(many) == written(one_by_one)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", [kind for kind in kinds.KINDS.values() if kind.options], ids=lambda kind: kind.id)
def test_every_word_of_a_vocabulary_is_shown_as_it_is_one_by_one(kind, lang):
    words = ", ".join(f"('{option.id}')" for option in kind.options)
    columns = (Column("word", kind, "词", "Word"),)
    one_by_one = Table("t", "表", "Table", columns, [(option.id,) for option in kind.options])
    many = replace(one_by_one, rows=Selected(BASE, f"SELECT col0 AS word FROM (VALUES {words})", columns, ("word",)))
    assert sorted(written(many, lang).splitlines()) == sorted(written(one_by_one, lang).splitlines())
