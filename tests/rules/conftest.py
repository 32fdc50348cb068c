"""The example dealer's base, imported once for all tests of rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from jipan.cli.boundary import run
from jipan.store import Base

EXAMPLES = Path(__file__).parents[2] / "examples" / "dealer"
FILES = ("customers.xlsx", "vehicles.xls", "visits.csv", "leads.xlsx")


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """The example dealer's base."""
    path = tmp_path_factory.mktemp("example")
    environment = {"JIPAN_TODAY": "2026-11-21", "LANG": "C", "JIPAN_LOG": str(path)}
    assert run(["import", *(str(EXAMPLES / name) for name in FILES), "--db", str(path / "jipan.db")], environment) == 0
    with Base.open(path / "jipan.db") as base:
        yield base
