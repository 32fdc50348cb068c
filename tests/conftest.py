"""Every test works in an empty folder that is also its home: none can touch somebody's real base."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("jipan", deadline=None)
settings.load_profile("jipan")
"""How long an example takes says nothing but how busy the machine is."""

EXAMPLES = Path(__file__).parents[1] / "examples"
_UPDATE = "JIPAN_UPDATE"
"""The one setting that tests are given: accept new golden files."""


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """The folder of all homes. `mktemp` would count them anew for each test."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(scope="session")
def imported_dealer(tmp_path_factory):
    """A base that has taken in the example dealer's files: made once, to be copied or read."""
    from jipan.cli.boundary import run

    folder = tmp_path_factory.mktemp("imported")
    files = [str(EXAMPLES / "dealer" / name) for name in ("customers.xlsx", "vehicles.xls", "visits.csv", "leads.xlsx")]
    environment = {"JIPAN_TODAY": "2026-11-21", "LANG": "C", "JIPAN_LOG": str(folder)}
    assert run(["import", *files, "--db", str(folder / "jipan.db")], environment) == 0
    return folder / "jipan.db"


@pytest.fixture(autouse=True)
def home(homes, monkeypatch):
    """An empty home and working folder, and no JIPAN_… in the environment."""
    made = tempfile.mkdtemp(dir=homes)
    for name in [name for name in os.environ if name.startswith("JIPAN_") and name != _UPDATE]:
        monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, made)
    monkeypatch.chdir(made)
    return Path(made)


def pytest_collection_modifyitems(items):
    """What takes longest begins first: else one processor waits for the ten weeks of the other at the end."""
    items.sort(key=lambda item: "simulation" not in item.path.parts)
