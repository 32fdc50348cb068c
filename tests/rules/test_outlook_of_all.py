"""Who will change class, found for all customers at once, is what each customer's own dossier foretells."""

from __future__ import annotations

import datetime as dt

import pytest

from jipan.kinds.span import Span
from jipan.reports.outlook import outlook
from jipan.rules import load, loads
from jipan.rules.gather import dossiers
from jipan.rules.outlook import next_change
from jipan.rules.standing import rests_on_others

DAY = dt.date(2026, 11, 21)
BOOK = loads("extends: [standard]\nsegments: {rfm: null, relation: null}\ntiers: {pyramid: null, abc: null}", "two")


@pytest.mark.parametrize("days", [3, 46])
def test_the_day_is_the_one_that_the_dossier_foretells(example, days):
    rows = outlook(example, BOOK, DAY, DAY + dt.timedelta(days=days), "zh").rows
    ratings = {rating.label("zh"): rating for rating in BOOK.ratings.values()}
    some = rows[:: max(1, len(rows) // 25)]
    files = dossiers(example.tables(DAY), BOOK, DAY, [row[0] for row in some])
    assert len(some) > 10
    for customer, _, _, _, on, title, *_, direction in some:
        found = next_change(files[customer], customer, ratings[title], Span(days=days))
        assert found is not None
        assert (found.day, {True: "down", False: "up"}[found.is_drop] if ratings[title].ordered else None) == (
            on,
            {"降": "down", "升": "up"}.get((direction or "")[:1]),
        )


def test_what_rests_on_the_others_however_deep():
    book = load("value")
    told = {name for name, rating in book.ratings.items() if rests_on_others(book, rating)}
    assert {"pyramid", "abc", "rfm", "quality", "base_grade", "dim_publicity"} <= told
    assert not told & {"service_abc", "churn", "spend_card", "dim_amount"}
