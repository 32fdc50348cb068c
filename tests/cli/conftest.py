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


@pytest.fixture
def stocked(dealer, imported_dealer):
    """The example files with a base beside them that has taken them in: importing them anew for each test is slow."""
    shutil.copy(imported_dealer, dealer)
    return dealer


@pytest.fixture
def dealer(tmp_path):
    """The example files, in the folder the command runs in."""
    for path in EXAMPLES.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
    return tmp_path
