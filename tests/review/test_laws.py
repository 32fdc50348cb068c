"""Laws of a base's life, on random short sequences of whatever changes it: taken back one by one, every state comes again."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field
from itertools import permutations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from intake_bench import NOW, TODAY, bring, empty, everything, workbook

from jipan import render
from jipan.intake.joining import merge, unmerge
from jipan.intake.log import Entry, Occasion, log_contact
from jipan.reports.export import export
from jipan.reports.listing import Query
from jipan.review import KINDS, Answer, decide, open_items
from jipan.rules import loads
from jipan.rules.runs import rate
from jipan.store import frames, plan_undo, undo

BOOK = loads(
    "jipan: 1\nname: small\ntiers: {worth: {rows: [{is: 好, when: {city: present}}], otherwise: 平}}\n", "small"
)
LISTS = ("customers", "vehicles", "leads", "visits", "contacts")
HEADER = ("姓名", "手机", "车牌号", "证件号码", "上次进厂日期", "意向级别", "登记日期", "城市")
COLUMNS = (
    ["王伟", "王玮", "王先生", "李娜", "开封顺达物流有限公司", "开封市顺达物流有限责任公司", None],
    ["13812345678", "13812345679", "13912345678", None],
    ["豫A12345", "豫B12345", None],
    ["53010219200508011X", None, None],
    ["2026-03-05", "2026-04-05", None],
    ["H", None, None],
    ["2026-02-05", None],
    ["郑州", "开封", None],
)
LAW = settings(
    deadline=None,
    max_examples=int(os.environ.get("EXAMPLES", "3")),
    derandomize="EXAMPLES" not in os.environ,
    phases=(Phase.explicit, Phase.generate) if "EXAMPLES" not in os.environ else tuple(Phase),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""A few examples each time, always the same; `EXAMPLES=200 pytest …` looks further."""

rows = st.tuples(*map(st.sampled_from, COLUMNS))
sheets = st.lists(rows, min_size=1, max_size=4)
TRUE = (
    (
        ["王伟", "王玮", "王先生"],
        ["13812345678", "13812345678 13712345678"],
        ["豫A12345", None],
        ["53010219200508011X", None],
    ),
    (["李娜", "李女士"], ["13812345678", "13812345678 13612345678"], [None], [None]),
    (["王强"], ["13912345678"], ["豫B12345", None], [None]),
    (
        ["开封顺达物流有限公司", "开封市顺达物流有限责任公司"],
        ["0371-65551234", "0371-65551234-801"],
        ["豫C12345", None],
        [None],
    ),
)
"""Four customers, two of whom share a phone, and what a list may say of each."""
people = st.lists(
    st.sampled_from(TRUE).flatmap(lambda one: st.tuples(*map(st.sampled_from, one))), min_size=1, max_size=3
)
choices = st.integers(0, 9)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("bring"), sheets),
        st.tuples(st.just("edit"), st.tuples(choices, choices, choices)),
        *(
            st.tuples(st.just(name), choices)
            for name in ("merge", "unmerge", "answer", "log", "tier", "undo", "undo_earlier")
        ),
    ),
    min_size=3,
    max_size=7,
)


def state(base):
    """What anybody can see: every list, and what is open."""
    read = frames.queries(base, TODAY, None)
    seen = {of: sorted(map(repr, base.rows(read[of]))) for of in LISTS}
    return {
        "lists": seen,
        "open": base.rows("SELECT a, b, reasons FROM open_doubts ORDER BY ALL"),
        "rows": everything(base),
    }


@dataclass
class Life:
    """A base, the states it has been in, and the last file it was given."""

    base: object
    path: object
    states: list = field(default_factory=list)
    last: list = field(default_factory=list)

    def live(self, name, choice):
        """One step; what it changed becomes a state that undo must give back."""
        batch = getattr(self, name)(choice)
        if batch is not None:
            self.states.append(state(self.base))

    def bring(self, lines):
        self.last = lines
        return bring(self.base, workbook(self.path, HEADER, *lines)).batch

    def edit(self, choice):
        row, column, value = choice
        lines = [list(line) for line in self.last] or [["王伟", "13812345678", *[None] * 6]]
        lines[row % len(lines)][column % len(HEADER)] = COLUMNS[column % len(HEADER)][
            value % len(COLUMNS[column % len(HEADER)])
        ]
        return self.bring(lines)

    def ids(self):
        return [row[0] for row in self.base.rows("SELECT id FROM standing ORDER BY id")]

    def merge(self, choice):
        ids = self.ids()
        return merge(self.base, ids[-1], ids[choice % (len(ids) - 1)], NOW) if len(ids) > 1 else None

    def unmerge(self, choice):
        merged = [row[0] for row in self.base.rows("SELECT a FROM merges WHERE closed IS NULL ORDER BY a")]
        return unmerge(self.base, merged[choice % len(merged)], NOW)[0] if merged else None

    def answer(self, choice):
        items = open_items(self.base, [KINDS["doubt"]], TODAY)
        answers = [Answer(item, item.choices[choice % 2]) for item in items[:2]]
        return decide(self.base, KINDS, answers, (NOW, TODAY)).batch

    def log(self, choice):
        ids = self.ids()
        entry = Entry(outcome="interested", level="A", next_date=TODAY + dt.timedelta(days=3))
        return log_contact(self.base, ids[choice % len(ids)], entry, Occasion(TODAY, NOW)).batch if ids else None

    def tier(self, choice):
        return rate(self.base, BOOK, TODAY + dt.timedelta(days=choice), NOW, dry_run=False).batch

    def undo(self, _=None):
        if len(self.states) > 1:
            undo(self.base, plan_undo(self.base), NOW)
            self.states.pop()
            assert state(self.base) == self.states[-1]

    def undo_earlier(self, choice):
        standing = [
            row[0]
            for row in self.base.rows(
                "SELECT number FROM batches WHERE undone IS NULL AND undoes IS NULL ORDER BY number DESC"
            )
        ][1:]
        plan = plan_undo(self.base, standing[choice % len(standing)]) if standing else None
        if plan is None or plan.blocked:
            return None
        undo(self.base, plan, NOW)
        return plan.batch.number


@given(steps)
@LAW
def test_taken_back_one_by_one_every_state_comes_again(tmp_path, told):
    with empty() as base:
        life = Life(base, tmp_path / "客户.xlsx", [state(base)])
        for name, choice in told:
            life.live(name, choice)
        while len(life.states) > 1:
            life.undo()


@given(sheets, sheets)
@LAW
def test_an_import_taken_back_leaves_nothing(tmp_path, before, after):
    with empty() as base:
        life = Life(base, tmp_path / "客户.xlsx", [state(base)])
        life.bring(before)
        there = state(base)
        if life.bring(after) is not None:
            undo(base, plan_undo(base), NOW)
        assert state(base) == there


@given(sheets, st.booleans())
@LAW
def test_a_list_that_comes_back_untouched_changes_nothing(tmp_path, lines, bare):
    with empty() as base:
        life = Life(base, tmp_path / "客户.xlsx", [state(base)])
        life.bring(lines)
        life.merge(0)
        if not life.ids():
            return
        there = state(base)
        render.save(export(base, BOOK, Query(), TODAY, "zh"), tmp_path / "out.xlsx", "zh", bare=bare, day=TODAY)
        receipt = bring(base, tmp_path / "out.xlsx")
        assert (receipt.batch, receipt.problems) == (None, [])
        assert state(base) == there


def held_together(base):
    """Which rows of which files the base holds for one customer's, whatever his id, and which it asks about."""
    found = base.rows("""SELECT root(record), list_sort(list(DISTINCT file || ' ' || "row")) FROM origins
                         WHERE collection = 'customers' GROUP BY ALL""")
    told = {id_: tuple(lines) for id_, lines in found}
    asked = {frozenset((told[a], told[b])) for a, b in base.rows("SELECT a, b FROM open_doubts")}
    return set(told.values()), asked


@given(people, people)
@LAW
def test_the_order_of_files_does_not_change_who_is_who(tmp_path, first, second):
    files = [
        workbook(
            tmp_path / f"{name}.xlsx",
            (*HEADER, "备注"),
            *((*line, *[None] * 4, f"{name}{place}") for place, line in enumerate(lines)),
        )
        for name, lines in (("一", first), ("二", second))
    ]
    found = []
    for order in permutations(files):
        with empty() as base:
            for path in order:
                bring(base, path, wins="file")  # every file leaves its mark, also the one that is older
            found.append(held_together(base))
    assert found[0] == found[1]
