"""Rule cases that a shop owner can read: every file is a rule book with its tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import ENGINES, rows_of

from jipan.rules import load
from jipan.rules.check import SOME_DAY, failures
from jipan.rules.needs import inputs
from jipan.rules.ratings import classify
from jipan.rules.single import Record

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_case_file(file):
    assert failures(load(file)) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_engines_give_the_classes_of_the_cases(file, engine):
    book = load(file)
    for name, rating in book.ratings.items():
        cases = [case for case in book.tests if name in case.expect]
        for today in {case.today or SOME_DAY for case in cases}:
            same_day = [case for case in cases if (case.today or SOME_DAY) == today]
            found = rows_of(classify(_frame(book, rating, same_day, today, ENGINES[engine]), rating, today))
            expected = {str(n): case.expect[name] for n, case in enumerate(same_day) if case.expect[name]}
            assert {key: row["class"] for key, row in found.items()} == expected


def _frame(book, rating, cases, today, make):
    """One row per case, with what the rating looks at."""
    from jipan.rules.entrance import records

    columns = {leaf.name: leaf for leaf in _columns(book, rating)}
    rows = []
    for number, case in enumerate(cases):
        record = Record(book, rating.of, case.given, today)
        rows.append({"id": str(number)} | {name: record.value(name) for name in columns})
    kinds = {name: column.kind for name, column in columns.items()}
    return records({"customers": make(rows, kinds)}, "customers", kinds)


def _columns(book, rating):
    from jipan.rules.lookup import find
    from jipan.rules.where import Stated

    return [find(Stated(book), rating.of, name) for name in inputs(rating.body)]
