"""Who will change class, found for all customers at once, is what each customer's own dossier foretells."""

from __future__ import annotations

import datetime as dt

import pytest

from jipan.kinds.span import Span
from jipan.reports.ahead import Ahead
from jipan.reports.outlook import foretold, table
from jipan.rules import load, loads
from jipan.rules.gather import dossier, dossiers
from jipan.rules.outlook import next_change
from jipan.rules.standing import rests_on_others
from jipan.rules.turning import turns

DAY = dt.date(2026, 11, 21)
BOOK = loads("extends: [standard]\nsegments: {rfm: null, relation: null}\ntiers: {pyramid: null, abc: null}", "two")


@pytest.mark.parametrize("days", [3, 46])
def test_the_day_is_the_one_that_the_dossier_foretells(example, days):
    last = DAY + dt.timedelta(days=days)
    rows = table(foretold(example, BOOK, DAY, last), BOOK, last, "zh").rows
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


LOOKED_AHEAD = {"value": ["pyramid", "quality"], "service": ["renewal", "churn"]}


@pytest.mark.parametrize("pack", LOOKED_AHEAD)
def test_what_stands_in_the_sheets_is_what_the_dossier_foretells(example, pack):
    book, tables = load(pack), example.tables(DAY)
    for name in LOOKED_AHEAD[pack]:
        rating = book.ratings[name]
        assert Ahead(example, book, DAY).lay(rating)
        found = {
            key: (day, into) for key, day, into in example.rows("SELECT customer, day, class FROM ahead ORDER BY 1")
        }
        quiet = example.rows(
            "SELECT customer FROM ahead_days ANTI JOIN ahead USING (customer) ORDER BY customer LIMIT 1"
        )
        for key in [*list(found)[:: len(found) // 2], *(key for (key,) in quiet)]:
            change = next_change(dossier(tables, book, DAY, key), key, rating)
            assert found.get(key) == ((change.day, change.name) if change else None)


def test_nothing_is_told_of_a_class_that_any_day_could_turn(example):
    book = loads(
        "extends: [standard]\nfacts: {idle: {add: [days_since_visit, 3]}}\n"
        "tiers: {odd: {rows: [{is: 久, when: {idle: '400..'}}], otherwise: 近}, even: {rows: [], otherwise: 近}}",
        "odd",
    )
    assert turns(book, book.ratings["odd"]) is None
    assert not Ahead(example, book, DAY).lay(book.ratings["odd"])
    assert not Ahead(example, book, DAY).lay(book.ratings["even"])
