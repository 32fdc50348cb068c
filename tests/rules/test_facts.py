"""Facts: the same values from DuckDB and from pandas, and those that a reader of the rule book expects."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import narwhals as nw
import pyarrow as pa
import pytest
from engines import CONNECTION, ENGINES, rows_of, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan.kinds import COUNT, DATE
from jipan.kinds.span import Span
from jipan.rules import load, loads
from jipan.rules.derive import days_since, months_between, months_since
from jipan.rules.entrance import records as enter
from jipan.rules.facts import frame

TODAY = dt.date(2024, 6, 15)
D = dt.date
RECORDS = {
    "customers": [
        {"id": "C1", "name": "豫通物流", "mobile": "13811112222", "consent": True, "units_stated": 12},
        {"id": "C2", "name": "张三", "mobile": None, "consent": None, "birthday": D(1980, 2, 29)},
        {"id": "C3", "name": None, "mobile": None, "consent": False},
    ],
    "vehicles": [
        {"id": "V1", "customer": "C1", "brand": "欧曼", "relation": "other_dealer", "purchase_date": D(2019, 1, 31)},
        {
            "id": "V2",
            "customer": "C1",
            "brand": "欧曼",
            "relation": "own_sale",
            "purchase_date": D(2022, 5, 1),
            "model": "GTL",
        },
        {"id": "V3", "customer": "C2", "brand": "解放", "relation": None, "model": "J6"},
        {"id": "V4", "customer": None, "brand": "欧曼", "relation": "own_sale"},
    ],
    "visits": [
        {
            "id": "S1",
            "customer": "C1",
            "vehicle": "V1",
            "date": D(2024, 5, 31),
            "amount": Decimal("100.10"),
            "adviser": "李",
        },
        {
            "id": "S2",
            "customer": "C1",
            "vehicle": "V2",
            "date": D(2023, 6, 15),
            "amount": Decimal("0.20"),
            "adviser": "王",
        },
        {"id": "S3", "customer": "C1", "vehicle": "V2", "date": D(2023, 6, 16), "amount": None, "adviser": None},
        {"id": "S4", "customer": "C2", "vehicle": "V3", "date": None, "amount": Decimal("-3.00"), "adviser": "赵"},
        {
            "id": "S5",
            "customer": "C1",
            "vehicle": "V1",
            "date": D(2024, 6, 16),
            "amount": Decimal(999),
            "adviser": "钱",
        },
    ],
    "leads": [
        {"id": "L1", "customer": "C2", "level": "B", "stage": None},
        {"id": "L2", "customer": "C2", "level": "H", "stage": "working"},
        {"id": "L3", "customer": "C3", "level": "O", "stage": "lost"},
    ],
    "contacts": [
        {"id": "K1", "customer": "C1", "at": dt.datetime(2024, 6, 14, 23, 59), "outcome": "reached"},
        {"id": "K2", "customer": "C1", "at": dt.datetime(2024, 6, 15, 0, 1), "outcome": "no_answer"},
    ],
}
BOOK = loads(
    """
facts:
  trucks: {first: [保有欧曼台数, {count: vehicles, where: {brand: 欧曼}}]}
  visits_12m: {count: visits, within: 12 months}
  spend_12m: {sum: visits.amount, within: 12 months}
  spend: {sum: visits.amount}
  average: {average: visits.amount}
  dearest: {max: visits.amount}
  first_bought: {first: vehicles.purchase_date}
  last_model: {last: vehicles.model}
  last_adviser: {last: visits.adviser, within: 24 months}
  months_away: {months_since: visits.date}
  days_away: {days_since: visits.date, where: {amount: present}}
  age: {months_since: birthday}
  relation_best: {best: vehicles.relation}
  level: {best: leads.level, where: {stage: "not 战败"}}
  called: {days_since: contacts.at}
  reached: {days_since: contacts.at, where: {outcome: 已联系}}
  big: {when: {trucks: "10.."}}
  size: {rows: [{is: 大, when: {big: 是}}, {is: 小, when: {trucks: "1.."}}], otherwise: 无}
  own_visits: {of: vehicles, count: visits}
  idle: {of: vehicles, months_since: visits.date}
  keeper_size: {of: vehicles, rows: [{is: 大户, when: {size: 大}}]}
  busiest: {max: vehicles.own_visits}
  cars_of_big: {count: vehicles, where: {keeper_size: 大户}}
levels: [{id: O, priority: 1}, {id: H, priority: 2}, {id: B, priority: 3}]
""",
    "facts.yaml",
)


def facts(engine, wanted, of="customers", book=BOOK, records=RECORDS, today=TODAY):
    return rows_of(frame(tables(records, ENGINES[engine]), book, wanted, today, of))


EXPECTED = {
    "trucks": [12, 0, 0],
    "visits_12m": [2, 0, 0],  # 2023-06-15 is twelve months ago, 2024-06-16 is tomorrow
    "spend_12m": [100.1, 0, 0],
    "spend": [1099.3, -3, 0],
    "average": [366.433333333, -3, None],
    "dearest": [999, -3, None],
    "first_bought": [dt.datetime(2019, 1, 31), None, None],
    "last_model": ["GTL", "J6", None],
    "last_adviser": ["李", None, None],
    "months_away": [-1, None, None],
    "days_away": [-1, None, None],
    "age": [None, 531, None],
    "relation_best": ["own_sale", None, None],
    "level": [None, "H", None],
    "called": [0, None, None],
    "reached": [1, None, None],
    "big": [True, False, False],
    "size": ["大", "无", "无"],
    "busiest": [2, 1, None],
    "cars_of_big": [2, 0, 0],
    "birthday": [None, dt.datetime(1980, 2, 29), None],
    "consent": [True, None, False],
    "units_stated": [12, None, None],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_facts(engine):
    found = facts(engine, EXPECTED)
    assert {name: [found[key][name] for key in ("C1", "C2", "C3")] for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize("engine", ENGINES)
def test_facts_of_vehicles_know_their_keeper(engine):
    found = facts(engine, ["own_visits", "idle", "keeper_size", "mobile"], "vehicles")
    assert found["V1"] == {
        "customer": "C1",
        "own_visits": 2,
        "idle": -1,
        "keeper_size": "大户",
        "mobile": "13811112222",
    }
    assert found["V4"] == {"customer": None, "own_visits": 0, "idle": None, "keeper_size": None, "mobile": None}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_frame_has_exactly_what_is_wanted(engine):
    made = frame(tables(RECORDS, ENGINES[engine]), BOOK, ["size", "name", "size"], TODAY)
    assert made.collect_schema().names() == ["id", "name", "size"] or made.collect_schema().names() == [
        "id",
        "size",
        "name",
    ]
    assert facts(engine, []) == {"C1": {}, "C2": {}, "C3": {}}


@pytest.mark.parametrize("engine", ENGINES)
def test_collections_that_are_not_there_count_as_nothing(engine):
    only = {"customers": RECORDS["customers"]}
    found = facts(engine, ["spend", "months_away", "relation_best", "size"], records=only)
    assert found["C1"] == {"spend": 0, "months_away": None, "relation_best": None, "size": "大"}


@pytest.mark.parametrize("of", ["customers", "vehicles", "leads", "visits", "contacts"])
def test_engines_agree_on_the_whole_standard_book(of):
    book = load("standard")
    wanted = [fact.name for fact in book.facts.values() if fact.of == of]
    wanted += [rating.name for rating in book.ratings.values() if of in {rating.of, "customers"}]
    assert facts("duckdb", wanted, of, book) == facts("pandas", wanted, of, book)


def test_columns_that_the_shop_added():
    book = loads(
        "facts: {weight: {sum: visits.amount}}\ntiers: {t: {rows: [{is: 重, when: {吨位: 30..}}]}}",
        "x",
        {"customers": {"吨位": COUNT}},
    )
    records = [
        {"id": "C1", "吨位": "31"},
        {"id": "C2", "吨位": "很重"},
        {"id": "C3", "吨位": None},
        {"id": "C4", "吨位": "9.0"},
    ]
    table = pa.table({name: pa.array([row[name] for row in records], pa.string()) for name in ("id", "吨位")})
    for native in (CONNECTION.from_arrow(table), table.to_pandas()):
        found = rows_of(frame({"customers": nw.from_native(native)}, book, ["吨位", "t"], TODAY))
        assert [(row["吨位"], row["t"]) for row in found.values()] == [
            (31, "重"),
            (None, None),
            (None, None),
            (9, None),
        ]


DAYS = st.lists(st.dates(D(2000, 1, 1), D(2027, 1, 1)), min_size=1, max_size=8)


@settings(max_examples=10, deadline=None)
@given(DAYS, st.dates(D(2020, 1, 1), D(2026, 12, 31)))
def test_months_and_days_since_are_the_same_everywhere(days, today):
    rows = [{"id": str(number), "d": day} for number, day in enumerate(days)]
    for make in ENGINES.values():
        made = enter({"customers": make(rows, {"d": DATE})}, "customers", {"d": DATE})
        column = nw.col("d")
        found = rows_of(made.select("id", months_since(column, today).alias("m"), days_since(column, today).alias("n")))
        for row in rows:
            assert found[row["id"]] == {"m": months_between(row["d"], today), "n": (today - row["d"]).days}


@given(st.dates(D(1990, 1, 1), D(2030, 1, 1)), st.dates(D(1990, 1, 1), D(2030, 1, 1)))
def test_months_since_is_the_most_months_that_have_gone_by(day, today):
    months = months_between(day, today)
    if day <= today:
        assert Span(months=months).after(day) <= today < Span(months=months + 1).after(day)
    else:
        assert months < 0


AMOUNTS = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2"]),
        st.none() | st.dates(D(2023, 5, 1), D(2024, 6, 15)),
        st.none() | st.integers(-500, 10**9),
    ),
    max_size=12,
)


@settings(max_examples=10, deadline=None)
@given(AMOUNTS)
def test_sums_are_exact(visits):
    rows = [
        {"id": f"S{number}", "customer": who, "date": day, "amount": None if fen is None else Decimal(fen) / 100}
        for number, (who, day, fen) in enumerate(visits)
    ]
    records = {"customers": [{"id": "C1", "name": "x"}, {"id": "C2", "name": "y"}], "visits": rows}
    rows and records["visits"].append({"id": "S", "customer": None, "date": TODAY, "amount": Decimal(1)})
    expected = {
        who: {
            "spend": round(sum(fen for each, _, fen in visits if each == who and fen is not None) / 100, 9),
            "visits_12m": sum(each == who and day is not None and day > D(2023, 6, 15) for each, day, _ in visits),
        }
        for who in ("C1", "C2")
    }
    for engine in ENGINES:
        assert facts(engine, ["spend", "visits_12m"], records=records) == expected
