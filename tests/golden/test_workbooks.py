"""The workbooks that people get, cell by cell. `make update` accepts what they hold now; read the difference before you commit it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dump import dumped

from jipan.cli.boundary import run

ROOT = Path(__file__).parents[2]
CUSTOMERS = "40"
FILES = ("customers.xlsx", "vehicles.xls", "visits.csv", "leads.xlsx")
WORKBOOKS = {
    "tasks": ("followups", "--due", "today"),
    "report": ("report",),
    "report-followups": ("report", "followups"),
    "report-satisfaction": ("report", "satisfaction"),
    "review": ("review",),
}


@pytest.fixture(scope="module")
def jipan(tmp_path_factory):
    """The command over a small made-up dealer, rated, with one customer reached and one who complained."""
    folder = tmp_path_factory.mktemp("small")
    generate = [sys.executable, ROOT / "examples" / "generate.py", "--customers", CUSTOMERS, "--out", folder]
    subprocess.run(generate, check=True)
    environment = {"JIPAN_TODAY": "2026-11-21", "JIPAN_LOG": str(folder), "JIPAN_DB": str(folder / "jipan.db")}

    def jipan(*argv, lang="zh"):
        assert run([*map(str, argv)], environment | {"JIPAN_LANG": lang}) == 0

    jipan("import", *(folder / name for name in FILES))
    jipan("tier")
    jipan("log", "C000001", "--outcome", "interested", "--next", "3d")
    jipan("log", "C000002", "--outcome", "complaint", "--note", "等候太久")
    return jipan


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_workbook_holds_what_it_held(jipan, name, lang, tmp_path):
    jipan(*WORKBOOKS[name], "-o", tmp_path / "made.xlsx", lang=lang)
    golden, made = Path(__file__).parent / f"{name}.{lang}.txt", dumped(tmp_path / "made.xlsx")
    if os.environ.get("JIPAN_UPDATE"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8"), "make update accepts it"
