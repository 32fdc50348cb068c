"""Runs command lines in this process, in an empty folder, on the day the examples were made for."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from jipan.cli.boundary import run

EXAMPLES = Path(__file__).parents[2] / "examples" / "dealer"
TODAY = "2026-11-21"
FILES = ("customers.xlsx", "vehicles.xls", "visits.csv", "leads.xlsx")
"""What a clerk imports first, in this order."""
ENVIRONMENT = {"JIPAN_TODAY": TODAY, "LANG": "C"}


@dataclass
class Said:
    code: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)


@pytest.fixture
def jipan(tmp_path, monkeypatch, capfd):
    """`jipan("import", "x.xlsx")` → exit code, stdout, stderr. A bug of ours fails the test with its traceback."""
    monkeypatch.chdir(tmp_path)

    def call(*argv: object, lang: str = "en") -> Said:
        code = run([str(word) for word in argv], {**ENVIRONMENT, "JIPAN_LANG": lang, "JIPAN_LOG": str(tmp_path)})
        out, err = capfd.readouterr()
        if code == 70:
            pytest.fail((tmp_path / "jipan-error.log").read_text())
        return Said(code, out, err)

    return call


@pytest.fixture(scope="session")
def _imported_once(tmp_path_factory):
    """A base that has taken in the example files."""
    folder = tmp_path_factory.mktemp("imported")
    files = [str(EXAMPLES / name) for name in FILES]
    assert run(["import", *files, "--db", str(folder / "jipan.db")], {**ENVIRONMENT, "JIPAN_LOG": str(folder)}) == 0
    return folder / "jipan.db"


@pytest.fixture
def stocked(dealer, _imported_once):
    """The example files with a base beside them that has taken them in: importing them anew for each test is slow."""
    shutil.copy(_imported_once, dealer)
    return dealer


@pytest.fixture
def dealer(tmp_path):
    """The example files, in the folder the command runs in."""
    for path in EXAMPLES.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
    return tmp_path
