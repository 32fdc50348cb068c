"""The dossier of one customer says what the whole base says of him; classes change on the days it foretells."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from engines import ENGINES, rows_of, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan.kinds.span import Span
from jipan.models import COLLECTIONS, LINKS
from jipan.rules import load, loads, needs
from jipan.rules.dossier import Dossier
from jipan.rules.facts import Frames
from jipan.rules.gather import dossier
from jipan.rules.operators import plain
from jipan.rules.outlook import next_change
from jipan.rules.ratings import outcomes, row_column
from jipan.rules.resolve import pack_names
from jipan.rules.standing import Standing, columns_compared, compares
from jipan.rules.ways import steps

TODAY = dt.date(2024, 2, 29)
DAY = dt.date(2026, 11, 21)
EXAMPLES = Path(__file__).parents[2] / "examples" / "dealer"
BOOK = loads(
    """
facts:
  visits_12m: {count: visits, within: 12 months}
  spend_6m: {sum: visits.amount, within: 6 months}
  average: {average: visits.amount}
  last_visit: {last: visits.date}
  last_adviser: {last: visits.adviser}
  months_away: {months_since: last_visit}
  days_away: {days_since: last_visit}
  level: {best: leads.level}
  own_visits: {of: vehicles, count: visits}
  idle: {of: vehicles, months_since: visits.date}
  keeper_away: {of: vehicles, when: {months_away: "3.."}}
  bought: {max: vehicles.purchase_date}
  away_twice: {times: [months_away, 2]}
tiers:
  frequency: {rows: [{is: A, when: {visits_12m: "3.."}}, {is: B, when: {visits_12m: "1.."}}], otherwise: C}
  lately: {rows: [{is: 近, when: {last_visit: last 2 months}}, {is: 中, when: {months_away: "..5"}}], otherwise: 远}
  worth:
    points: [{when: {visits_12m: "2.."}, add: 20}, {when: {spend_6m: "500.."}, add: 30}, {when: {days_away: "90.."}, add: -15}]
    cuts: {优: 50, 良: 20, 差: -99}
  pyramid: {by: spend_6m, shares: {VIP: 20%, 主要: 30%, 小: rest}}
  abc: {by: spend_6m, cumulative: {A: 50%, B: 80%, C: rest}}
  abc_with: {by: spend_6m, cumulative: {A: 50%, B: 80%, C: rest}, boundary: including}
segments:
  churn:
    of: vehicles
    roll_up: best
    order: [活跃, 预流失, 流失]
    rows: [{is: 流失, when: {idle: "12.."}}, {is: 预流失, when: {idle: "6..11"}}, {is: 活跃, when: {idle: "..5"}}]
  worst: {of: vehicles, roll_up: worst, rows: [{is: 少, when: {own_visits: "..1"}}, {is: 多, when: {own_visits: "2.."}}]}
  combined: {rows: [{is: 好, when: {frequency: "A, B", pyramid: "not 小"}}], otherwise: 其他}
  doubled: {rows: [{is: 久, when: {away_twice: "7.."}}], otherwise: 近}
  monthly: {rows: [{is: 本月, when: {last_visit: this month}}, {is: 周年, when: {last_visit: anniversary this month}}], otherwise: 无}
  rfm: {recency: {near: 3 months, by: months_away}, frequency: {high: 2 per year, by: visits_12m}, monetary: {high: median, by: spend_6m}, names: eight}
levels: [{id: H, priority: 1}, {id: A, priority: 2}]
""",
    "dossier.yaml",
)
DAYS = st.dates(dt.date(2022, 6, 1), TODAY)
AMOUNTS = st.none() | st.integers(-5_000, 90_000).map(lambda fen: fen / 100)
CUSTOMERS = ("C1", "C2", "C3", "C4")
VEHICLES = {"V1": "C1", "V2": "C1", "V3": "C2", "V4": None}
VISIT = st.fixed_dictionaries(
    {
        "vehicle": st.sampled_from([*VEHICLES, None]),
        "customer": st.sampled_from(CUSTOMERS),
        "date": st.none() | DAYS,
        "amount": AMOUNTS,
        "adviser": st.sampled_from(["李", "王", None]),
    }
)
LEAD = st.fixed_dictionaries({"customer": st.sampled_from(CUSTOMERS), "level": st.sampled_from(["H", "A", "B", None])})


@st.composite
def bases(draw):
    visits = draw(st.lists(VISIT, max_size=14))
    leads = draw(st.lists(LEAD, max_size=3))
    return {
        "customers": [{"id": key, "name": key} for key in CUSTOMERS],
        "vehicles": [
            {"id": key, "customer": owner, "purchase_date": dt.date(2022, 1, 31)} for key, owner in VEHICLES.items()
        ],
        "visits": [{"id": f"S{number:03}", **visit} for number, visit in enumerate(visits)],
        "leads": [{"id": f"L{number}", **lead} for number, lead in enumerate(leads)],
    }


def as_values(row):
    return {name: round(plain(value), 6) if isinstance(value, float) else plain(value) for name, value in row.items()}


def standings_in(found, book):
    """A function from customer to standings, out of the values of all customers as the frame gave them."""
    known = {}
    for name, rating in book.ratings.items():
        if compares(rating):
            names = columns_compared(rating)
            rows = {key: row[names[0]] for key, row in found.items() if all(row[each] is not None for each in names)}
            known[name] = rating, rows, np.sort(np.asarray([*rows.values()], dtype=float))
    return lambda customer: {
        name: Standing(rating, ordered, rows.get(customer)) for name, (rating, rows, ordered) in known.items()
    }


def agree(found, book, make, customers):
    """Facts, classes and rows of these customers, from the frame and from their dossiers."""
    facts = [name for name, fact in book.facts.items() if fact.of == "customers"]
    for customer in customers:
        record = make(customer).customer(customer)
        own = {name: record.value(name) for name in facts}
        for name, rating in book.ratings.items():
            own[name] = record.class_of(rating)
            if own[name] is not None:
                own[row_column(name)] = record.row_in(rating)
        assert as_values(own) == as_values({name: found[customer][name] for name in own})


def rated(frames, book, today):
    facts = [name for name, fact in book.facts.items() if fact.of == "customers"]
    return rows_of(Frames(frames, book, today).frame("customers", [*facts, *book.ratings], rows=True))


@settings(max_examples=8, deadline=None)
@given(bases())
def test_a_dossier_says_what_the_base_says(base):
    found = rated(tables(base, ENGINES["duckdb"]), BOOK, TODAY)
    standings = standings_in(found, BOOK)
    agree(found, BOOK, lambda customer: Dossier(BOOK, base, TODAY, standings(customer)), CUSTOMERS)


RATINGS = [
    rating for rating in BOOK.ratings.values() if rating.name not in {"pyramid", "abc", "abc_with", "combined", "rfm"}
]


@settings(max_examples=25, deadline=None)
@given(bases(), st.sampled_from(RATINGS))
def test_a_class_changes_on_the_day_that_was_foretold_and_not_before(base, rating):
    whole = Dossier(BOOK, base, TODAY)
    for customer in CUSTOMERS[:2]:
        now = whole.customer(customer).class_of(rating)
        days = (TODAY + dt.timedelta(days=number) for number in range(1, 400))
        expected = next(
            (
                day
                for day in days
                if whole.on(day).customer(customer).class_of(rating) != now and day <= Span(months=12).after(TODAY)
            ),
            None,
        )
        found = next_change(whole, customer, rating, Span(months=12))
        assert (found.day if found else None) == expected
        if found:
            assert found.name == whole.on(found.day).customer(customer).class_of(rating)
            assert found.is_drop == (rating.ordered and rating.classes.index(now) < rating.classes.index(found.name))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-300, 3000), min_size=1, max_size=12),
    st.sampled_from(["pyramid", "abc", "abc_with"]),
    st.data(),
)
def test_with_what_is_needed_he_stands_higher_and_with_less_he_does_not(fen, name, data):
    rating = BOOK.ratings[name]
    values = [each / 100 for each in fen]
    own = data.draw(st.sampled_from(values))
    standing = Standing(rating, np.sort(np.asarray(values)), own)
    facts = {"spend_6m": own}
    row = standing.row(facts)
    for step in steps(rating, row, facts, TODAY, standing):
        ((column, target),) = step.targets
        place = outcomes(rating).index(step.name) + 1
        assert (column.name, place < row, target > own) == ("spend_6m", True, True)
        assert standing.row({"spend_6m": target}) == place
        lower = round(target - 0.01, 2)
        assert lower <= own or standing.row({"spend_6m": lower}) != place


def test_the_distance_of_a_rank_is_in_yuan():
    values = np.asarray([100.0, 200.0, 300.0, 400.0, 1000.0])
    standing = Standing(BOOK.ratings["pyramid"], values, 200.0)
    facts = {"spend_6m": 200.0}
    (step,) = steps(BOOK.ratings["pyramid"], standing.row(facts), facts, TODAY, standing)
    assert (step.name, step.targets[0][1]) == ("主要", 300.0)
    assert step.words(facts, "en") == "¥100 more spend_6m"


WHOLE = [pack for pack in pack_names() if pack not in {"festivals", "hyundai", "six_month", "tight"}]
"""Those of them that change numbers alone are tried once: by `truck`."""


@pytest.mark.parametrize("source", [*WHOLE, EXAMPLES / "rules.yaml"], ids=str)
def test_every_customer_of_the_example_is_explained_as_he_is_rated(example, source):
    """Every one by the dealer's own book, and some by each of the packs."""
    book, frames = load(source), example.tables(DAY)
    found = rated(frames, book, DAY)
    some = sorted(found) if isinstance(source, Path) else sorted(found)[::4]
    compared = [name for name, fact in book.facts.items() if needs.compares(fact)]
    standings = standings_in(found, book)
    rows = {of: frames[of].collect("pyarrow").to_native().to_pylist() for of in COLLECTIONS}
    by_customer = {of: _by(rows[of], "id" if of == "customers" else "customer") for of in rows}
    by_vehicle = {of: _by(rows[of], "vehicle") for of in rows if "vehicle" in LINKS[of]}

    def make(customer):
        own = {of: list(by_customer[of].get(customer, [])) for of in rows}
        for of, visits in by_vehicle.items():
            mine = {row["id"] for row in own[of]}
            older = (row for vehicle in own["vehicles"] for row in visits.get(vehicle["id"], ()))
            own[of] += [row for row in older if row["id"] not in mine]
        known = {(customer, name): found[customer][name] for name in compared}
        return Dossier(book, own, DAY, standings(customer), known)

    agree(found, book, make, some)


def _by(rows, link):
    made = {}
    for row in rows:
        made.setdefault(row[link], []).append(row)
    return made


def test_a_dossier_is_gathered_from_the_base(example):
    book = load(EXAMPLES / "rules.yaml")
    found = rated(example.tables(DAY), book, DAY)
    some = sorted(found)[::150]
    agree(found, book, lambda customer: dossier(example.tables(DAY), book, DAY, customer), some)
