from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "intake"))

from intake_bench import bring, empty, workbook


@pytest.fixture
def base():
    with empty() as made:
        yield made


@pytest.fixture
def take(base, tmp_path):
    """Imports rows below this header into the base."""

    def bring_rows(header, *rows, **wishes):
        return bring(base, workbook(tmp_path / "客户.xlsx", header, *rows), **wishes)

    return bring_rows
