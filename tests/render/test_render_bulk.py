"""Rows that lie in the base come out as CSV exactly as they do one by one."""

from __future__ import annotations

import io
from dataclasses import replace

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from jipan import kinds
from jipan.render import csv
from jipan.store import Base
from jipan.store.bulk import Selected
from jipan.table import Column, Table

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


def written(table: Table) -> str:
    out = io.StringIO(newline="")
    csv.write(table, out, "zh", bare=True)
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
