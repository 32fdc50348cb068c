"""Which statements get their rows in small pieces, and that nothing else changes by it."""

from __future__ import annotations

import duckdb
import pytest

from jipan.store import Base
from jipan.store.spread import KEPT, Spread

USUAL = "PRAGMA disable_verify_parallelism"
FINE = "PRAGMA verify_parallelism"


def test_all_tables_and_views_of_a_base_are_known():
    with Base.open(":memory:") as base:
        tables = base.rows(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary"
            " UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary"
        )
    assert {name for (name,) in tables} - set(KEPT) == {"meta"}


@pytest.mark.parametrize(
    ("sql", "fine"),
    [
        ("SELECT * FROM stage", True),
        ("INSERT INTO customers BY NAME SELECT * FROM want_customers", True),
        ("SELECT * FROM stage s JOIN keys k ON k.value = s.phone", False),
        ("CREATE TEMP TABLE x AS SELECT * FROM (FROM customers WHERE closed IS NULL)", False),
        ('SELECT count(*) FROM "visits"', False),
        ("UPDATE found_pair SET sure = FALSE WHERE EXISTS (FROM\n    keys x WHERE x.value = a)", False),
    ],
)
def test_what_reads_the_base_goes_the_usual_way(sql, fine):
    said = []
    spread = Spread(said.append, worth_it=True)
    spread.suit(sql)
    spread.suit(sql)
    assert said == ([FINE] if fine else [])
    spread.suit("FROM keys")
    assert said == ([FINE, USUAL] if fine else [])


def test_few_rows_are_not_handed_out():
    said = []
    Spread(said.append, worth_it=False).suit("SELECT * FROM stage")
    assert said == ["SET threads = 1"]


def test_once_many_are_expected_all_work():
    said = []
    spread = Spread(said.append, worth_it=False)
    spread.expect(50)
    spread.expect(50_000)
    spread.expect(50_000)
    spread.suit("SELECT * FROM stage")
    assert said == ["SET threads = 1", "RESET threads", FINE]


def test_after_a_failure_nothing_is_asked_of_its_transaction():
    with Base.open(":memory:") as base:
        base.expect(300_000)
        with pytest.raises(duckdb.CatalogException), base.atomic():
            base.run("SELECT * FROM mine")
        assert base.rows("SELECT count(*) FROM keys") == [(0,)]


def test_many_rows_in_small_pieces_are_the_same_rows():
    with Base.open(":memory:") as base:
        base.expect(300_000)
        base.run("CREATE TEMP TABLE mine AS SELECT range AS i, range % 977 AS part FROM range(300_000)")
        found = base.rows("SELECT part, count(*), sum(i) FROM mine GROUP BY part ORDER BY part")
        base.run("INSERT INTO counters SELECT part::VARCHAR, count(*) FROM mine GROUP BY part")
        kept = base.rows(
            "SELECT * FROM counters WHERE try_cast(prefix AS INTEGER) IS NOT NULL ORDER BY prefix::INTEGER"
        )
        assert base.rows("SELECT i FROM mine LIMIT 5") == [(0,), (1,), (2,), (3,), (4,)]
    assert found == [(part, len(range(part, 300_000, 977)), sum(range(part, 300_000, 977))) for part in range(977)]
    assert [count for _, count in kept] == [count for _, count, _ in found]
