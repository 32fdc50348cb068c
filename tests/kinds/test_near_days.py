"""Days that people write without the year."""

from __future__ import annotations

import datetime as dt

import pytest

from jipan.kinds.date import near


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("11-25", "2026-11-20", "2026-11-25"),
        ("11/5", "2026-11-20", "2026-11-05"),
        ("1月3日", "2026-11-20", "2027-01-03"),
        ("12月31号", "2027-01-02", "2026-12-31"),
        ("２-２９", "2027-03-01", "2028-02-29"),
        ("2-30", "2026-11-20", None),
        ("13-1", "2026-11-20", None),
        ("11.3", "2026-11-20", None),
        ("2026-11-25", "2026-11-20", None),
        ("明天", "2026-11-20", None),
    ],
)
def test_the_year_is_the_one_that_brings_it_nearest(text: str, today: str, expected: str | None):
    assert near(text, dt.date.fromisoformat(today)) == (expected and dt.date.fromisoformat(expected))
