"""Laws of importing, on random small sheets of a few people who share phones, cars and numbers."""

from __future__ import annotations

import datetime as dt
import os
import random
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from intake_bench import NOW, TODAY, bring, empty, everything, history, workbook

from jipan.store import plan_undo, undo

COLUMNS = {
    "姓名": ["王伟", "王先生", "李娜", "李娜娜", "河南顺达物流有限公司", "欧阳女士", None],
    "手机": ["13812345678", "13912345678", "13812345678 13712345678", "0371-65551234", "138****5678", None],
    "客户编号": ["K1", "K2", "0", None, None],
    "证件号码": ["53010219200508011X", None, None],
    "车牌号": ["豫A12345", "豫B12345", None, None],
    "车架号": ["LATPAB071W1005301", None, None],
    "车型": ["欧曼", "图雅诺", None],
    "意向级别": ["H", "A", None, None],
    "登记日期": ["2026-01-05", "2026-02-05", None, None],
    "上次进厂日期": ["2026-03-05", None, None],
    "备注": ["一", "二", None],
    "鞋码": ["40", "41", None],
}
KEYS = ("姓名", "手机")
LAW = settings(
    deadline=None,
    max_examples=int(os.environ.get("EXAMPLES", "2")),
    derandomize="EXAMPLES" not in os.environ,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""An import takes a moment: a few examples each time, always the same; `EXAMPLES=200 pytest …` looks further."""


@st.composite
def sheets(draw):
    """A header and up to six rows: name and phone, and some of the other columns, in any order."""
    names = list(KEYS) + draw(
        st.lists(st.sampled_from([name for name in COLUMNS if name not in KEYS]), unique=True, max_size=6)
    )
    names = draw(st.permutations(names))
    rows = draw(st.lists(st.tuples(*(st.sampled_from(COLUMNS[name]) for name in names)), min_size=1, max_size=6))
    return [tuple(names), *rows]


days = st.lists(st.dates(dt.date(2026, 1, 1), TODAY), min_size=3, max_size=3)


@pytest.fixture
def take(tmp_path):
    """Imports rows into a base."""

    def bring_rows(base, rows, day=TODAY):
        return bring(base, workbook(tmp_path / "客户.xlsx", *rows), dated=day)

    return bring_rows


@given(sheets(), sheets())
@LAW
def test_import_twice_is_import_once(take, before, rows):
    with empty() as base:
        take(base, before)
        take(base, rows)
        once = history(base)
        again = take(base, rows)
        assert history(base) == once
        assert again.batch is None
        assert again.rows["created"] == again.rows["updated"] == again.rows["doubtful"] == 0


@given(sheets(), st.randoms(use_true_random=False))
@LAW
def test_the_order_of_columns_does_not_matter(take, rows, chance: random.Random):
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    shuffled = [[row[place] for place in order] for row in rows]
    with empty() as one, empty() as other:
        first, second = take(one, rows), take(other, shuffled)
        assert everything(one) == everything(other)
        assert (first.rows, first.records) == (second.rows, second.records)


@given(sheets(), sheets(), sheets(), days)
@LAW
def test_undoing_imports_one_by_one_gives_back_each_earlier_state(take, first, second, third, when):
    with empty() as base:
        states = [history(base)]
        for rows, day in zip((first, second, third), when, strict=True):
            if take(base, rows, day).batch:
                states.append(history(base))
        for later, earlier in pairwise(reversed(states)):
            assert history(base) == later
            undo(base, plan_undo(base), NOW)
            assert history(base) == earlier


@given(sheets(), sheets())
@LAW
def test_an_undone_import_can_be_brought_again(take, before, rows):
    with empty() as base:
        take(base, before)
        if take(base, rows).batch:
            there = everything(base)
            undo(base, plan_undo(base), NOW)
            take(base, rows)
            assert [len(table) for table in everything(base).values()] == [len(table) for table in there.values()]


@given(sheets(), sheets(), sheets())
@LAW
def test_an_earlier_batch_is_undone_or_refused_never_half(take, before, rows, after):
    with empty() as base:
        take(base, before)
        batch = take(base, rows).batch
        if batch is None or take(base, after).batch is None:
            return
        there = history(base)
        plan = plan_undo(base, batch)
        if plan.blocked:
            assert history(base) == there
            return
        undo(base, plan, NOW)
        assert base.value("SELECT undone FROM batches WHERE number = ?", [batch]) is not None
        undo(base, plan_undo(base), NOW)
        assert history(base) == there


@given(sheets())
@example([("姓名", "手机"), ("王伟", "13812345678")])
@LAW
def test_a_dry_run_says_what_the_import_will_do_and_does_nothing(tmp_path, take, rows):
    with empty() as base:
        before = history(base), base.rows("FROM counters"), base.rows("FROM custom_columns"), base.rows("FROM batches")
        dry = bring(base, workbook(tmp_path / "客户.xlsx", *rows), dated=TODAY, dry_run=True)
        assert (
            history(base),
            base.rows("FROM counters"),
            base.rows("FROM custom_columns"),
            base.rows("FROM batches"),
        ) == before
        real = take(base, rows)
        assert (dry.rows, dry.records, dry.problems) == (real.rows, real.records, real.problems)
