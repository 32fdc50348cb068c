"""Opening a base: what is refused, who holds it, all or nothing."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time

import duckdb
import pytest

from jipan.errors import BadStore, Broken
from jipan.models import COLLECTIONS, LINKS, fields
from jipan.store import Base, begin, finish, holder, migrations
from jipan.store.batches import SPANS

NOW = dt.datetime(2026, 11, 21, 9, 30)
HOLDER = """
import sys, time
from jipan.store import Base
with Base.open(sys.argv[1], create=True, purpose="import"):
    print("open", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "jipan.db"


@pytest.fixture
def base(path):
    with Base.open(path, create=True) as made:
        yield made


def refused(path, **how):
    with pytest.raises(BadStore) as error:
        Base.open(path, wait=0, **how)
    return error.value


def test_schema_and_models_agree_in_names_and_types(base):
    for name in COLLECTIONS:
        links = [] if name == "vehicles" else [(link, "VARCHAR") for link in LINKS[name]]
        kinds = [(field.name, field.kind.sql) for field in fields(name).values()]
        expected = [
            ("id", "VARCHAR"),
            ("opened", "INTEGER"),
            ("closed", "INTEGER"),
            *links,
            *kinds,
            ("other", "MAP(VARCHAR, VARCHAR)"),
        ]
        found = base.rows("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [name])
        assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("table", [*COLLECTIONS, *SPANS])
def test_every_versioned_table_has_opened_and_closed(base, table):
    assert base.rows(f"SELECT opened, closed FROM {table}") == []


def test_schema_files_are_numbered_from_one(base):
    assert min(migrations.scripts()) == 1
    assert max(migrations.scripts()) == migrations.version(base)


def test_a_missing_base_is_not_made(path):
    assert refused(path).code == "no_base_at"
    assert not path.exists()


def test_a_folder_that_does_not_exist(tmp_path):
    assert refused(tmp_path / "no" / "jipan.db", create=True).code == "cannot_create"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"x" * 100, b"SQLite format 3\x00" + b"\0" * 100])
def test_another_kind_of_file_is_refused_untouched(path, content):
    path.write_bytes(content)
    assert refused(path, create=True).code == "not_a_base"
    assert path.read_bytes() == content


def test_a_folder_is_no_base(tmp_path):
    assert refused(tmp_path).code == "not_a_base"


def test_another_programs_duckdb_file_is_refused_untouched(path):
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE theirs AS SELECT 1 AS one")
    assert refused(path).code == "not_a_base"
    with duckdb.connect(str(path)) as other:
        assert other.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("theirs",)]


def test_a_base_of_a_newer_jipan_is_refused_untouched(base, path):
    base.run("UPDATE meta SET value = '99' WHERE name = 'schema'")
    base.close()
    before = path.read_bytes()
    assert refused(path).code == "newer_base"
    assert path.read_bytes() == before


@pytest.mark.parametrize("keep", [4096, 12288 + 100])
def test_a_torn_file_is_damaged_not_a_crash(base, path, keep):
    base.close()
    torn = path.with_name("torn.db")
    torn.write_bytes(path.read_bytes()[:keep])
    assert refused(torn).code in {"damaged", "not_a_base"}


def test_a_held_base_names_who_holds_it_after_waiting(path):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "open\n"
        began = time.monotonic()
        with pytest.raises(BadStore) as error:
            Base.open(path, wait=0.5, purpose="tier")
        assert time.monotonic() - began >= 0.5
        assert error.value.code == "held"
        assert error.value.facts["purpose"] == "import"
        assert error.value.facts["who"] not in {"", "?"}
        assert error.value.facts["computer"] not in {"", "?"}
        path.with_name(path.name + ".who").unlink()
        with pytest.raises(BadStore) as error:
            Base.open(path, wait=0, purpose="tier")
        assert error.value.code == "held_by_other"
    finally:
        holder.kill()
        holder.communicate()
    with Base.open(path, wait=5) as base:
        assert base.value("SELECT count(*) FROM customers") == 0


def test_a_closed_base_leaves_nothing_beside_it(path):
    Base.open(path, create=True, purpose="import").close()
    assert [file.name for file in path.parent.iterdir()] == ["jipan.db"]


def test_closing_twice_is_closing_once(base):
    base.close()
    base.close()


def test_a_reader_writes_nothing(path):
    Base.open(path, create=True).close()
    before = path.stat().st_mtime_ns
    with Base.open(path, purpose=None) as reader:
        assert reader.value("SELECT count(*) FROM customers") == 0
        with pytest.raises(duckdb.Error), reader.atomic():
            begin(reader, "import", NOW)
    assert path.stat().st_mtime_ns == before


class Tripped(Exception):
    """Something in the middle of a write."""


@pytest.mark.parametrize("error", [Tripped, KeyboardInterrupt, SystemExit])
def test_an_exception_in_the_middle_rolls_back_everything(base, error):
    with pytest.raises(error), base.atomic():
        batch = begin(base, "import", NOW)
        base.run("INSERT INTO customers (id, opened) VALUES ('C000001', ?)", [batch])
        finish(base, batch, {})
        raise error
    assert [base.value(f"SELECT count(*) FROM {table}") for table in ("batches", "customers", "counters")] == [0, 0, 0]


def test_an_inner_atomic_belongs_to_the_outer_one(base):
    with pytest.raises(Tripped), base.atomic():
        with base.atomic():
            begin(base, "import", NOW)
        raise Tripped
    assert base.rows("FROM batches") == []


BROKEN = {
    "two current rows": ("INSERT INTO customers (id, opened) VALUES ('C000001', 1), ('C000001', 1)", "customers: C000001"),
    "visit of nobody": ("INSERT INTO visits (id, opened, customer) VALUES ('S000001', 1, 'C000009')", "visits.customer: C000009"),
    "visit of no car": ("INSERT INTO visits (id, opened, vehicle) VALUES ('S000001', 1, 'V000009')", "visits.vehicle: V000009"),
    "lead of nobody": ("INSERT INTO leads (id, opened, customer) VALUES ('L000001', 1, 'C000009')", "leads.customer: C000009"),
    "contact about no lead": ("INSERT INTO contacts (id, opened, lead) VALUES ('K000001', 1, 'L000009')", "contacts.lead: L000009"),
    "key of nobody": ("INSERT INTO keys VALUES ('C000009', 'phone', '1', 1, NULL)", "keys.customer: C000009"),
    "keeper of no car": ("INSERT INTO customers (id, opened) VALUES ('C000001', 1); INSERT INTO ownerships VALUES ('V000009', 'C000001', NULL, NULL, 1, NULL)", "ownerships.vehicle: V000009"),
    "plan for nobody": ("INSERT INTO plans VALUES ('C000009', '2026-01-01', 'next', NULL, NULL, NULL, 1, NULL)", "plans.customer: C000009"),
    "class of nobody": ("INSERT INTO assessments VALUES ('C000009', 'card', 'x', 1, 1, NULL)", "assessments.customer: C000009"),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "rows"), BROKEN.values(), ids=BROKEN)
def test_a_broken_law_is_found_and_rolled_back(base, sql, rows):
    with pytest.raises(Broken) as broken, base.atomic():
        base.script(sql)
    assert broken.value.facts["rows"] == rows
    assert [base.value(f"SELECT count(*) FROM {table}") for table in (*COLLECTIONS, *SPANS)] == [0] * len(
        (*COLLECTIONS, *SPANS)
    )


def test_closed_rows_may_hang_on_what_is_gone(base):
    with base.atomic():
        base.run("INSERT INTO visits (id, opened, closed, customer) VALUES ('S000001', 1, 2, 'C000009')")
    assert base.value("SELECT count(*) FROM visits") == 1


def test_a_base_of_an_older_jipan_is_brought_up_also_by_a_command_that_only_looks(path):
    first = min(migrations.scripts())
    with duckdb.connect(str(path)) as old:
        old.execute(migrations.scripts()[first])
        old.execute("INSERT INTO meta VALUES ('schema', ?)", [str(first)])
    with Base.open(path, purpose=None) as base:
        assert migrations.version(base) == max(migrations.scripts())
        assert base.value("SELECT count(*) FROM customers") == 0
    with Base.open(path, purpose=None) as again:
        assert migrations.version(again) == max(migrations.scripts())


def test_many_rows_after_none_are_all_there(base):
    """DuckDB 2.0.0 loses them unless rows may be written in any order."""
    base.run("CREATE TEMP TABLE many AS SELECT 'C' || i AS id, i FROM range(200000) t(i)")
    with base.atomic():
        begin(base, "import", NOW)
        base.run("INSERT INTO customers BY NAME SELECT id, 1 AS opened FROM many WHERE i < 0")
        base.run("INSERT INTO customers BY NAME SELECT id, 1 AS opened FROM many")
        finish(base, 1, {})
    assert base.value("SELECT count(*) FROM many WHERE id NOT IN (SELECT id FROM customers WHERE closed IS NULL)") == 0


def test_a_base_that_may_not_be_written_can_be_read(path, base, monkeypatch):
    base.close()
    monkeypatch.setattr(holder, "may_write", lambda _: False)
    assert refused(path, purpose="import").code == "read_only"
    with Base.open(path, purpose=None) as seen:
        assert seen.value("SELECT count(*) FROM batches") == 0


class Full:
    """A connection to a disk that is full."""

    def __init__(self, real):
        self._real = real

    def __getattr__(self, name):
        return getattr(self._real, name)

    def execute(self, sql, *more):
        if sql == "CHECKPOINT":
            raise duckdb.IOException("No space left on device")
        return self._real.execute(sql, *more)


def test_a_full_disk_leaves_nobody_holding_the_base(path, base):
    base._connection = Full(base._connection)
    with pytest.raises(duckdb.IOException):
        base.close()
    assert not path.with_name("jipan.db.who").exists()
    with Base.open(path, wait=0) as again:
        assert again.value("SELECT count(*) FROM batches") == 0
