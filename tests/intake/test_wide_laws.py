"""Laws of importing, on wide sheets as people write them."""

from __future__ import annotations

import datetime as dt
import os
import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_bench import CLOCK, TODAY, bring, empty, everything, history, workbook
from test_import_laws import LAW
from wide_sheets import WHO, Sheet, differing, wide_sheets, without_ids

from jipan.intake import Wishes, import_file

chances = st.randoms(use_true_random=False)


@pytest.fixture
def take(tmp_path):
    """Imports lines into a base."""

    def bring_lines(base, lines, day=TODAY):
        return bring(base, workbook(tmp_path / "客户.xlsx", *lines), dated=day)

    return bring_lines


@given(wide_sheets(), chances)
@LAW
def test_however_a_value_is_written_it_is_the_same_value(take, sheet: Sheet, chance: random.Random):
    with empty() as one, empty() as other:
        plain, written = take(one, sheet.plain()), take(other, sheet.lines(chance))
        assert everything(one) == everything(other)
        assert written.problems == []
        assert plain.records == written.records


@given(wide_sheets(), wide_sheets(), chances)
@LAW
def test_import_twice_is_import_once(take, before: Sheet, sheet: Sheet, chance: random.Random):
    with empty() as base:
        take(base, before.lines(chance))
        lines = sheet.lines(chance)
        take(base, lines)
        once = history(base)
        again = take(base, lines)
        assert history(base) == once
        assert (again.batch, again.rows["created"], again.rows["updated"]) == (None, 0, 0)
        other = take(base, sheet.lines(chance))
        assert history(base) == once
        assert (other.rows["created"], other.rows["updated"]) == (0, 0)


@given(wide_sheets(), chances)
@LAW
def test_the_order_of_columns_does_not_matter(take, sheet: Sheet, chance: random.Random):
    with empty() as one, empty() as other:
        first = take(one, sheet.lines(chance))
        second = take(other, sheet.shuffled(chance).lines(chance))
        assert everything(one) == everything(other)
        assert first.records == second.records


moments = st.tuples(st.sampled_from([TODAY, TODAY - dt.timedelta(days=10)]), st.sampled_from([8, 9]))


@given(st.lists(wide_sheets(), min_size=3, max_size=3), st.lists(moments, min_size=3, max_size=3), chances)
@LAW
def test_the_order_of_files_does_not_matter(tmp_path, sheets: list[Sheet], when, chance: random.Random):
    """Of three files some speak of one day, and some of those were saved at one moment."""
    files = [
        (workbook(tmp_path / f"{place}.xlsx", *sheet.lines(chance), saved=dt.datetime(2026, 11, 20, hour)), day)
        for place, (sheet, (day, hour)) in enumerate(zip(sheets, when, strict=True))
    ]
    for path, _ in files:
        os.utime(path, (0, 0))
    told = []
    for order in (files, chance.choice(list(permutations(files))[1:])):
        with empty() as base:
            for path, day in order:
                bring(base, path, day)
            told.append(without_ids(base))
    assert differing(*told) == []


@given(wide_sheets(), chances)
@LAW
def test_rejected_rows_that_are_mended_give_what_the_right_file_gives(tmp_path, sheet: Sheet, chance: random.Random):
    """Rows lose all that tells who they are about; somebody types it in again."""
    torn = [row for row in sheet.rows if chance.random() < 0.6]
    lines = sheet.lines(chance, noise=False)
    wrong = [list(line) for line in lines]
    for number, row in enumerate(sheet.rows, 1):
        if row in torn:
            for name in WHO:
                wrong[number][sheet.header.index(name)] = "138****5678" if name == "联系电话" else None
    with empty() as one, empty() as other:
        bring(one, workbook(tmp_path / "客户.xlsx", *lines))
        receipt, pages = import_file(other, workbook(tmp_path / "客户.xlsx", *wrong), Wishes(dated=TODAY), CLOCK)
        assert receipt.rows["rejected"] == len(torn)
        for page in pages:
            table = page.tables[0]
            names = [column.name for column in table.columns]
            back = [list(row) for row in table.rows]
            for cells, row in zip(back, torn, strict=True):
                for name in WHO:
                    cells[names.index(name)] = row[name]
            mended = bring(other, workbook(tmp_path / "客户.rejects.xlsx", names, *back))
            assert mended.rows["rejected"] == 0
        assert differing(without_ids(one), without_ids(other)) == []
