"""Why prospects are lost: counted by reason, by what became of them, by adviser."""

from __future__ import annotations

import datetime as dt

import pytest

from jipan.followups.past import Period
from jipan.reports import losses
from jipan.store import Base

NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
LOSSES = (
    # reason, rival model, adviser, what the manager said, applied for in this month
    ("price", None, "张三", "approved", True),
    ("price", "宋PLUS", "张三", "approved", True),
    ("region_limit", "宋PLUS", "李四", None, True),
    ("plan_cancelled", None, "李四", "rejected", True),
    ("老婆不同意", None, "", "approved", True),
    (None, None, "张三", "withdrawn", True),
    ("unreachable", None, "张三", "approved", False),
)


@pytest.fixture
def base():
    with Base.open(":memory:") as made:
        for number, (reason, rival, adviser, outcome, now) in enumerate(LOSSES):
            day = NOVEMBER.first if now else NOVEMBER.first - dt.timedelta(days=1)
            made.run(
                "INSERT INTO leads (id, opened, customer, stage, lost_reason, rival_model) VALUES (?, 1, 'C1', 'losing', ?, ?)",
                [f"L{number}", reason, rival],
            )
            made.run(
                "INSERT INTO cases (id, opened, kind, lead, adviser, opened_on, outcome) VALUES (?, 1, 'loss', ?, ?, ?, ?)",
                [f"A{number}", f"L{number}", adviser, day, outcome],
            )
        made.run(
            "INSERT INTO leads (id, opened, customer, stage, closed_on, adviser) VALUES ('L99', 1, 'C1', 'lost', '2026-11-09', '李四')"
        )
        yield made


def counted(table):
    """First column → the columns that are not zero."""
    names = [column.name for column in table.columns]
    return {
        row[0]: {name: value for name, value in zip(names[1:], row[1:], strict=True) if value} for row in table.rows
    }


def test_losses_are_counted_by_reason_and_by_adviser(base):
    reasons, advisers = losses.tables(base, NOVEMBER, "zh")
    assert counted(reasons) == {
        "price": {"cause": "market", "rival_brand": 1, "unsaid": 1, "total": 2},
        "region_limit": {"cause": "market", "same_brand_other_store": 1, "total": 1},
        "plan_cancelled": {"cause": "customer", "pseudo": 1, "total": 1},
        "老婆不同意": {"unsaid": 1, "total": 1},
        "没写原因": {"unsaid": 1, "total": 1},
        "合计": {"rival_brand": 1, "same_brand_other_store": 1, "pseudo": 1, "unsaid": 3, "total": 6},
    }
    assert {name: row["total"] for name, row in counted(advisers).items()} == {
        "张三": 2,
        "李四": 3,
        "未分配": 1,
        "合计": 6,
    }
    assert "33%（原因明确且已批准 2 ÷ 申请 6）" in reasons.notes[1]


def test_a_month_without_losses_has_no_sheet(base):
    assert losses.tables(base, Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31)), "zh") == []
