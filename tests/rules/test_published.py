"""A published table of ten segments comes out of a book with its cuts. Skipped where the data is not at hand."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from engines import ENGINES, rows_of, tables

from jipan.rules import loads
from jipan.rules.facts import frame

FILE = Path(__file__).parents[3] / "shared" / "data" / "published" / "rfm_data_orders.csv"
DAY = dt.date(2006, 12, 31)
BOOK = """
facts:
  days: {{days_since: purchases.date}}
  orders: {{count: purchases}}
  revenue: {{sum: purchases.amount}}
  R: {{score: days, cuts: [{days}], good: low}}
  F: {{score: orders, cuts: [{orders}]}}
  M: {{score: revenue, cuts: [{revenue}]}}
segments:
  segment:
    rows:
      - {{is: Champions, when: {{R: 5, F: 5, M: 5}}}}
      - {{is: Potential Loyalist, when: {{R: 3..5, F: 3..5, M: 2..5}}}}
      - {{is: Loyal Customers, when: {{R: 2..4, F: 2..4, M: 2..4}}}}
      - {{is: Promising, when: {{R: 3..4, F: 1..3, M: 3..5}}}}
      - {{is: New Customers, when: {{R: 4..5, F: 1..3, M: 1..5}}}}
      - {{is: Can't Lose Them, when: {{R: 1..2, F: 3..4, M: 4..5}}}}
      - {{is: At Risk, when: {{R: 1..2, F: 2..5, M: 4..5}}}}
      - {{is: Need Attention, when: {{R: 1..3, F: 3..5, M: 3..5}}}}
      - {{is: About To Sleep, when: {{R: 2..3, F: 1..3, M: 1..4}}}}
      - {{is: Lost, when: {{R: 1, F: 1..5, M: 1..5}}}}
"""
PUBLISHED = {
    "Champions": (35, 316, 31646),
    "Potential Loyalist": (342, 2211, 204856),
    "Loyal Customers": (170, 799, 76562),
    "Promising": (9, 28, 4249),
    "New Customers": (104, 329, 28837),
    "Can't Lose Them": (47, 274, 32446),
    "At Risk": (28, 216, 22227),
    "Need Attention": (10, 57, 4562),
    "About To Sleep": (102, 283, 23449),
    "Lost": (148, 393, 35324),
}


def orders():
    if not FILE.exists():
        pytest.skip("the published data is not here")
    with FILE.open(encoding="utf-8") as lines:
        return [
            (row["customer_id"], dt.date.fromisoformat(row["order_date"]), int(row["revenue"]))
            for row in csv.DictReader(lines)
        ]


def cuts(values):
    """The quintiles as R cuts them, plus one."""
    ordered = sorted(values)
    found = []
    for share in (0.2, 0.4, 0.6, 0.8):
        place = (len(ordered) - 1) * share
        low = int(place)
        found.append(round(ordered[low] + (place - low) * (ordered[low + 1] - ordered[low]) + 1, 6))
    return ", ".join(map(str, found))


def test_the_ten_segments_come_out_of_a_book():
    rows = orders()
    by = {}
    for customer, day, revenue in rows:
        by.setdefault(customer, []).append((day, revenue))
    figures = {
        "days": cuts([(DAY - max(day for day, _ in found)).days for found in by.values()]),
        "orders": cuts([len(found) for found in by.values()]),
        "revenue": cuts([sum(revenue for _, revenue in found) for found in by.values()]),
    }
    records = {
        "customers": [{"id": customer, "name": customer} for customer in by],
        "purchases": [
            {"id": f"P{n:06d}", "customer": customer, "date": day, "amount": Decimal(revenue)}
            for n, (customer, day, revenue) in enumerate(rows)
        ],
    }
    wanted = ["segment", "orders", "revenue"]
    found = rows_of(frame(tables(records, ENGINES["duckdb"]), loads(BOOK.format(**figures), "rfm"), wanted, DAY))
    table = {}
    for row in found.values():
        old = table.get(row["segment"], (0, 0, 0))
        table[row["segment"]] = (old[0] + 1, old[1] + row["orders"], old[2] + row["revenue"])
    assert table == PUBLISHED
