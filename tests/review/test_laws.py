"""Laws of a base's life, on random short sequences of whatever changes it: taken back one by one, every state comes again."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from decimal import Decimal
from itertools import permutations
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from intake_bench import NOW, TODAY, bring, empty, everything, workbook
from openpyxl import load_workbook

from jipan import render
from jipan.errors import Refused
from jipan.intake.joining import merge, unmerge
from jipan.intake.log import Entry, Occasion, log_contact
from jipan.intake.wishes import opt_back, opt_out
from jipan.models import fields
from jipan.reports.export import export
from jipan.reports.listing import Query
from jipan.review import KINDS, Answer, View, decide, open_items
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
MANY = "EXAMPLES" in os.environ


def law(examples):
    """A few examples each time, always the same; `EXAMPLES=200 STEPS=30 pytest …` looks further."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate) if MANY else (Phase.explicit, Phase.generate)
    return settings(
        deadline=None,
        max_examples=int(os.environ.get("EXAMPLES", examples)),
        derandomize=not MANY,
        phases=phases,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


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
TYPED = {
    str: "改过",
    int: "7",
    dt.date: "2026-01-02",
    dt.datetime: "2026-01-02 08:00",
    bool: "是",
    Decimal: "8.5",
    float: "0.5",
}
"""What a colleague types into a cell, by the type of its field."""


def state(base):
    """What anybody can see: every list, and what is open."""
    read = frames.queries(base, TODAY, None)
    seen = {of: sorted(map(repr, base.rows(read[of]))) for of in LISTS}
    return {
        "lists": seen,
        "open": base.rows("SELECT a, b, reasons FROM open_doubts ORDER BY ALL"),
        "rows": everything(base),
    }


def write_out(base, of, path, *, bare=False):
    """Export a collection; False where it has no record."""
    table = export(base, BOOK, Query(of), TODAY, "zh")
    render.save(table, path, "zh", bare=bare, day=TODAY)
    return bool(table.rows)


def type_into(path, of, row, column):
    """Let a colleague type something that fits into one cell of a list."""
    book = load_workbook(path)
    page = book.worksheets[0]
    head = next(line for line in page.iter_rows() if "基盘号" in [cell.value for cell in line])
    labels = {field.zh: field for field in fields(of).values()}
    places = [cell for cell in head if cell.value in labels and labels[cell.value].name not in {"mobile", "id_number"}]
    place = places[column % len(places)]
    field = labels[place.value]
    typed = field.kind.options[row % len(field.kind.options)].zh if field.kind.options else TYPED[field.kind.python]
    page.cell(place.row + 1 + row % (page.max_row - place.row), place.column).value = typed
    book.save(path)


class Life(RuleBasedStateMachine):
    """A base, and the states it has been in: each change is taken back in the end, and every state comes again."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.opened = empty()
        self.base = self.opened.__enter__()
        self.states = [state(self.base)]
        self.last = []
        self.kept = {}

    def teardown(self):
        while len(self.states) > 1:
            self.undo()
        self.opened.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    def changed(self, batch):
        """What a step changed becomes a state that undo must give back; a step without a batch changes nothing."""
        now = state(self.base)
        if batch is None:
            assert now == self.states[-1]
        else:
            self.states.append(now)

    @rule(lines=sheets)
    def bring(self, lines):
        self.last = lines
        self.changed(bring(self.base, workbook(self.folder / "客户.xlsx", HEADER, *lines)).batch)

    @rule(row=choices, column=choices, value=choices)
    def bring_edited(self, row, column, value):
        lines = [list(line) for line in self.last] or [["王伟", "13812345678", *[None] * 6]]
        column %= len(HEADER)
        lines[row % len(lines)][column] = COLUMNS[column][value % len(COLUMNS[column])]
        self.bring(lines)

    @rule(of=st.sampled_from(LISTS), row=choices, column=st.integers(0, 30))
    def edit_exported(self, of, row, column):
        path = self.folder / "out.xlsx"
        if write_out(self.base, of, path):
            type_into(path, of, row, column)
            self.changed(bring(self.base, path).batch)

    @rule(of=st.sampled_from(LISTS), bare=st.booleans())
    def keep_exported(self, of, bare):
        path = self.folder / f"{of}.xlsx"
        if write_out(self.base, of, path, bare=bare):
            self.kept[of] = path

    @rule(of=st.sampled_from(LISTS))
    def bring_exported_late(self, of):
        """Untouched, it changes no list however long it lay about; after an undo it only asks."""
        if of in self.kept:
            batch = bring(self.base, self.kept[of]).batch
            now = state(self.base)
            assert (now["lists"], now["open"]) == (self.states[-1]["lists"], self.states[-1]["open"])
            self.changed(batch)

    def ids(self):
        return [row[0] for row in self.base.rows("SELECT id FROM standing ORDER BY id")]

    @rule(choice=choices)
    def merge(self, choice):
        if len(ids := self.ids()) > 1:
            self.changed(merge(self.base, ids[-1], ids[choice % (len(ids) - 1)], NOW))

    @rule(choice=choices)
    def unmerge(self, choice):
        merged = [row[0] for row in self.base.rows("SELECT a FROM merges WHERE closed IS NULL ORDER BY a")]
        if merged:
            self.changed(unmerge(self.base, merged[choice % len(merged)], NOW)[0])

    @rule(choice=choices)
    def answer(self, choice):
        items = open_items(self.base, KINDS.values(), View(TODAY))
        answers = [Answer(item, item.choices[choice % 2]) for item in items[:2]]
        self.changed(decide(self.base, KINDS, answers, (NOW, TODAY)).batch)

    @rule(choice=choices, outcome=st.sampled_from(["interested", "lost", "no_answer"]))
    def log(self, choice, outcome):
        if ids := self.ids():
            entry = Entry(outcome=outcome, level="A", next_date=TODAY + dt.timedelta(days=3))
            self.changed(log_contact(self.base, ids[choice % len(ids)], entry, Occasion(TODAY, NOW)).batch)

    @rule(choice=choices, back=st.booleans())
    def optout(self, choice, back):
        if ids := self.ids():
            id_ = ids[choice % len(ids)]
            self.changed(opt_back(self.base, id_, None, NOW) if back else opt_out(self.base, id_, None, "烦", NOW))

    @rule(choice=choices)
    def tier(self, choice):
        self.changed(rate(self.base, BOOK, TODAY + dt.timedelta(days=choice), NOW, dry_run=False).batch)

    @rule()
    def undo(self):
        if len(self.states) > 1:
            undo(self.base, plan_undo(self.base), NOW)
            self.states.pop()
            assert state(self.base) == self.states[-1]

    @rule(choice=choices)
    def undo_earlier(self, choice):
        """By a batch of its own, which is taken back like any; refused where later work builds on it."""
        numbers = "SELECT number FROM batches WHERE undone IS NULL ORDER BY number DESC"
        standing = [row[0] for row in self.base.rows(numbers)][1:]
        try:
            plan = plan_undo(self.base, standing[choice % len(standing)]) if standing else None
        except Refused:
            return
        if plan and not plan.blocked:
            undo(self.base, plan, NOW)
            self.changed(plan.batch.number)


TestLife = Life.TestCase
TestLife.settings = settings(law(3), stateful_step_count=int(os.environ.get("STEPS", "7")))
NOBODY = ("王玮", None, None, None, None, None, "2026-02-05", None)
"""A row that tells nobody, with a value in a column that is no field of a list of customers."""
SOMEBODY = ("王伟", "13812345678", None, None, None, None, None, None)


@given(sheets, sheets)
@example([NOBODY, SOMEBODY], [(*SOMEBODY[:6], "2026-02-05", None)])
@law(2)
def test_an_import_taken_back_leaves_nothing(tmp_path, before, after):
    with empty() as base:
        bring(base, workbook(tmp_path / "客户.xlsx", HEADER, *before))
        there = state(base)
        if bring(base, workbook(tmp_path / "客户.xlsx", HEADER, *after)).batch is not None:
            undo(base, plan_undo(base), NOW)
        assert state(base) == there


@given(sheets, st.booleans())
@law(1)
def test_a_list_that_comes_back_untouched_changes_nothing(tmp_path, lines, bare):
    with empty() as base:
        bring(base, workbook(tmp_path / "客户.xlsx", HEADER, *lines))
        ids = [row[0] for row in base.rows("SELECT id FROM standing ORDER BY id")]
        if len(ids) > 1:
            merge(base, ids[-1], ids[0], NOW)
        there = state(base)
        for of in LISTS:
            if write_out(base, of, tmp_path / "out.xlsx", bare=bare):
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
@law(2)
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
