from __future__ import annotations

from collections.abc import Iterator

import pytest
from planning_shop import Shop


@pytest.fixture(scope="session")
def opened() -> Iterator[Shop]:
    """One base in memory for all tests: opening one takes longer than planning with it."""
    made = Shop()
    yield made
    made.base.close()


@pytest.fixture
def shop(opened: Shop) -> Shop:
    """An empty base."""
    opened.clear()
    return opened
