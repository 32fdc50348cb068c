"""Somebody leaves: everything that is still to be done goes to others, whole, and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest

from jipan.errors import Refused
from jipan.intake.handover import Handover, hand_over
from jipan.store import Base, begin, plan_undo, undo

NOW = dt.datetime(2026, 11, 19, 8)


@pytest.fixture
def base() -> Iterator[Base]:
    """Four customers of 王芳, the last one with a lead that somebody else works and one that is over."""
    with Base.open(":memory:") as made:
        with made.atomic():
            begin(made, "import", NOW)
            made.run("""INSERT INTO customers BY NAME SELECT 'C' || i AS id, 1 AS opened, '客户' || i AS name,
                '王芳' AS sales_adviser, '赵强' AS service_adviser, CASE WHEN i = 1 THEN '二七店' ELSE '金水店' END AS store
                FROM range(1, 5) t(i)""")
            made.run("""INSERT INTO leads BY NAME SELECT * FROM (VALUES
                ('L1', 1, 'C1', '王芳', NULL), ('L2', 1, 'C4', '李娜', NULL), ('L3', 1, 'C4', '王芳', DATE '2026-01-01')
                ) v(id, opened, customer, adviser, closed_on)""")
            made.run("INSERT INTO cases BY NAME SELECT 'A1' AS id, 1 AS opened, 'C2' AS customer, '王芳' AS adviser")
        yield made


def sales(base: Base) -> Counter[str]:
    return Counter(name for (name,) in base.rows("SELECT sales_adviser FROM customers WHERE closed IS NULL"))


def test_customers_are_shared_evenly_and_go_whole(base: Base):
    handed = hand_over(base, Handover("王芳", ["李娜", "钱进"]), NOW)
    assert handed.records == {"customers": 4, "leads": 1, "cases": 1}
    assert sales(base) == {"李娜": 2, "钱进": 2}
    assert base.rows("""SELECT c.sales_adviser = l.adviser FROM leads l JOIN customers c ON c.id = l.customer AND c.closed IS NULL
        WHERE l.closed IS NULL AND l.id = 'L1'""") == [(True,)]
    assert base.rows("SELECT id, adviser FROM leads WHERE closed IS NULL AND id > 'L1' ORDER BY id") == [
        ("L2", "李娜"),
        ("L3", "王芳"),
    ]
    assert base.value("SELECT count(*) FROM customers WHERE closed IS NULL AND service_adviser = '赵强'") == 4


def test_whom_he_only_had_a_lead_of_goes_to_the_heir(base: Base):
    base.run("UPDATE customers SET sales_adviser = NULL WHERE id = 'C4'")
    handed = hand_over(base, Handover("王芳", ["钱进"]), NOW)
    assert handed.shares == {"钱进": 4}
    assert sales(base) == {"钱进": 4}
    assert base.value("SELECT adviser FROM leads WHERE closed IS NULL AND id = 'L3'") == "王芳"


def test_it_can_be_taken_back(base: Base):
    before = base.rows("SELECT * FROM customers ORDER BY id")
    handed = hand_over(base, Handover("王芳", ["李娜"]), NOW)
    undo(base, plan_undo(base, handed.batch), NOW)
    assert base.rows("SELECT * FROM customers ORDER BY id") == before


def test_a_trial_writes_nothing(base: Base):
    handed = hand_over(base, Handover("王芳", ["李娜"]), NOW, dry_run=True)
    assert (handed.batch, handed.shares) == (None, {"李娜": 4})
    assert sales(base) == {"王芳": 4}


def test_one_store_only(base: Base):
    hand_over(base, Handover("王芳", ["李娜"], "二七店"), NOW)
    assert sales(base) == {"王芳": 3, "李娜": 1}


def test_nobody_to_hand_over_is_said(base: Base):
    with pytest.raises(Refused) as raised:
        hand_over(base, Handover("没有", ["李娜"]), NOW)
    assert raised.value.facts["known"] == ("王芳", "赵强")


def test_a_single_customer_may_be_handed_over(base: Base):
    handed = hand_over(base, Handover("王芳", ["李娜"], customers=["C1", "C2"]), NOW)
    assert handed.records == {"customers": 2, "leads": 1, "cases": 1}
    assert sales(base) == {"李娜": 2, "王芳": 2}
