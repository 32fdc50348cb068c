"""The example distributor: his own workbooks come in whole, and every pack runs on them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from jipan.intake import Clock, Wishes, import_file
from jipan.rules import load
from jipan.rules.run import assess
from jipan.store import Base

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "distributor"
DAY = dt.date(2026, 11, 21)
BOOKS = sorted(FOLDER.glob("*.xlsx"))


def cells(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_the_committed_workbooks_are_what_the_generator_writes(tmp_path):
    subprocess.run([sys.executable, ROOT / "examples" / "generate_distributor.py", "--out", tmp_path], check=True)
    assert [path.name for path in sorted(tmp_path.iterdir())] == [path.name for path in BOOKS]
    assert all(cells(tmp_path / path.name) == cells(path) for path in BOOKS)


@pytest.fixture(scope="module")
def base():
    clock = Clock(dt.datetime.combine(DAY, dt.time(9)), DAY)
    with Base.open(":memory:") as made:
        for path in BOOKS:
            receipt, _ = import_file(made, path, Wishes(), clock)
            assert receipt.rows["rejected"] == receipt.rows["doubtful"] == 0
        yield made


def test_sixty_partners_have_all_that_the_workbooks_say(base):
    tables = ("customers", "payments", "pickups", "shipments", "stock", "outlets", "leads")
    counts = {name: base.value(f"SELECT count(*) FROM {name} WHERE closed IS NULL") for name in tables}
    assert counts["customers"] == 60
    assert counts["payments"] == counts["pickups"] == 12 * base.value("SELECT count(DISTINCT customer) FROM payments")
    assert all(counts.values())


def test_the_distributors_own_book_gives_every_state_and_alert(base):
    book = load(FOLDER / "rules.yaml")
    rated = assess(base.tables(DAY), book, DAY, ratings=["distributor", "stock_alert", "payment_alert", "credit"])
    rows = rated.collect("pyarrow").to_native().to_pylist()
    found = {name: {row["class"] for row in rows if row["rating"] == name} for name in book.ratings}
    assert found["distributor"] == set(book.ratings["distributor"].classes)
    assert {"short", "long", "fine"} <= found["stock_alert"]
    assert {"fine", "remind", "stop"} <= found["payment_alert"]
    assert {"AAA", "C", "未评"} <= found["credit"]
    assert len(rows) == 60 * 4
