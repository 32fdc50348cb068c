"""How long planning takes on a made-up base: `python bench/followups_peer.py [VEHICLES]`. Three contacts a vehicle."""

from __future__ import annotations

import datetime as dt
import sys
import time

from jipan.followups import Pick, parse_due, plan
from jipan.rules import load
from jipan.store import Base

TODAY = dt.date(2026, 11, 19)
FILL = (
    """
    INSERT INTO customers BY NAME
    SELECT 'C' || lpad(i::VARCHAR, 7, '0') AS id, 1 AS opened, '客户' || i AS name,
        '138' || lpad(i::VARCHAR, 8, '0') AS mobile, i % 3 = 0 AS consent, i % 97 = 0 AS do_not_contact,
        '顾问' || i % 40 AS sales_adviser, '服务' || i % 30 AS service_adviser,
        DATE '1955-01-01' + (hash(i) % 18000)::INTEGER AS birthday
    FROM range({n}) t(i)""",
    """
    INSERT INTO vehicles BY NAME
    SELECT 'V' || lpad(i::VARCHAR, 7, '0') AS id, 1 AS opened, '豫A' || i AS plate, '欧曼' AS model,
        d AS delivery_date, d - 3 AS purchase_date, d + 365 * (1 + i % 8)::INTEGER AS insurance_end,
        d + 730 AS inspection_end, d + 1095 AS warranty_end, 'own_sale' AS relation
    FROM (SELECT i, DATE '2026-11-18' - (hash(i + 7) % 3600)::INTEGER AS d FROM range({n}) t(i))""",
    """
    INSERT INTO ownerships BY NAME
    SELECT 'V' || lpad(i::VARCHAR, 7, '0') AS vehicle, 'C' || lpad(i::VARCHAR, 7, '0') AS customer, 1 AS opened
    FROM range({n}) t(i)""",
    """
    INSERT INTO leads BY NAME
    SELECT 'L' || lpad(i::VARCHAR, 7, '0') AS id, 1 AS opened, 'working' AS stage,
        'C' || lpad((i * 20)::VARCHAR, 7, '0') AS customer, substr('HABC', 1 + i % 4, 1) AS level,
        DATE '2026-01-01' + (hash(i) % 300)::INTEGER AS opened_on
    FROM range({n} // 20) t(i)""",
    """
    INSERT INTO contacts BY NAME
    SELECT 'K' || i AS id, 1 AS opened, 'C' || lpad((hash(i) % {n})::VARCHAR, 7, '0') AS customer,
        TIMESTAMP '2026-11-19 09:00' - to_hours((hash(i + 3) % 20000)::INTEGER) AS "at",
        ['reached', 'no_answer', NULL][1 + i % 3] AS outcome,
        CASE WHEN i % 2 = 0 THEN 'T' || translate(upper(left(md5(i::VARCHAR), 9)), '01', 'GH') || '-12' END AS tasks,
        ['service', 'marketing', 'sales'][1 + i % 3] AS purpose
    FROM range({n} * 3) t(i)""",
)


def filled(count: int) -> Base:
    """A base in memory with so many customers, each with a vehicle and three contacts."""
    base = Base.open(":memory:")
    for sql in FILL:
        base.run(sql.format(n=count))
    return base


def main(count: int) -> None:
    book = load("standard")
    with filled(count) as base:
        for words, pick in (("today", Pick()), ("today", Pick(limit=50)), ("today", Pick(customer="C0000020"))):
            start = time.perf_counter()
            agenda = plan(base, book, TODAY, due=parse_due(words, TODAY), pick=pick)
            print(f"{time.perf_counter() - start:6.2f} s  {len(agenda):>8,} of {agenda.found:,} tasks  {pick}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
