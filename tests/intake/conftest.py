from __future__ import annotations

import pytest

from jipan.store import Base


@pytest.fixture
def base():
    """An empty base in memory."""
    with Base.open(":memory:") as made:
        yield made
