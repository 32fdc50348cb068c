"""What customers say about when they want to be called."""

from __future__ import annotations

import datetime as dt

import pytest

from jipan.kinds.hours import read_hours, show_hours, within

SHOP = (dt.time(8), dt.time(20))


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("下午", "14:00–18:00"),
        ("上午或下午", "08:00–18:00"),
        ("下午两点后", "14:00–"),
        ("晚上7点半以后", "19:30–"),
        ("9:00-11:30", "09:00–11:30"),
        ("9点到11点", "09:00–11:00"),
        ("9-11", "09:00–11:00"),
        ("上午十点前", "–10:00"),
        ("18:30后", "18:30–"),
        ("evening", "18:00–21:00"),
        ("周末", None),
        ("25点", None),
        ("随时", None),
    ],
)
def test_hours_are_read_from_words(said: str, hours: str | None):
    found = read_hours(said)
    assert (found and show_hours(found)) == hours


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("", "08:00–20:00"),
        ("晚上", "18:00–20:00"),
        ("21点后", "08:00–20:00"),
        ("周末", "08:00–20:00"),
        ("9-11", "09:00–11:00"),
    ],
)
def test_nobody_is_called_in_the_quiet_hours(said: str, hours: str):
    found = within(said, SHOP)
    assert found is not None
    assert show_hours(found) == hours
