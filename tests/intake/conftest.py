from __future__ import annotations

import pytest
from intake_bench import empty


@pytest.fixture
def base():
    """An empty base in memory."""
    with empty() as made:
        yield made
