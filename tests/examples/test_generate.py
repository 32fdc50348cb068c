"""The example dealer is made up, always the same, and as odd as it should be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
DEALER = ROOT / "examples" / "dealer"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dealer")
    subprocess.run([sys.executable, ROOT / "examples" / "generate.py", "--out", folder], check=True)
    return folder


def cells(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


@pytest.mark.parametrize("name", ["customers.xlsx", "leads.xlsx"])
def test_the_committed_workbooks_are_what_the_generator_writes(fresh, name):
    assert cells(fresh / name) == cells(DEALER / name)


@pytest.mark.parametrize("name", ["vehicles.xls", "visits.csv"])
def test_the_committed_text_files_are_what_the_generator_writes(fresh, name):
    assert (fresh / name).read_bytes() == (DEALER / name).read_bytes()


def test_the_customer_list_is_as_odd_as_real_ones():
    rows = cells(DEALER / "customers.xlsx")["客户"]
    values = [value for row in rows for value in row]
    assert any(isinstance(value, int) and len(str(value)) == 11 for value in values)
    assert any(isinstance(value, str) and "小计" in value for value in values)
    assert openpyxl.load_workbook(DEALER / "customers.xlsx").worksheets[0].merged_cells.ranges


def test_the_other_files_are_not_what_they_seem():
    assert (DEALER / "vehicles.xls").read_bytes().lstrip()[:1] == b"<"
    with pytest.raises(UnicodeDecodeError):
        (DEALER / "visits.csv").read_text("utf-8")
    (DEALER / "visits.csv").read_text("gb18030")
