"""The example dealer's base, opened once for all tests of rules."""

from __future__ import annotations

import shutil

import pytest

from jipan.store import Base


@pytest.fixture(scope="session")
def example(imported_dealer, tmp_path_factory):
    """The example dealer's base."""
    with Base.open(shutil.copy(imported_dealer, tmp_path_factory.mktemp("example"))) as base:
        yield base
