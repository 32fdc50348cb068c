"""Bases filled by SQL, not through files: customers who keep a vehicle each, visits, leads and contacts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import measure
from jipan.store import Base, begin, finish
from jipan.store.migrations import scripts

VISITS, CONTACTS = 5, 3
"""Of each kind so many a customer, one day and one amount at a time; one customer in twenty has an open lead."""

_NOW = dt.datetime.fromisoformat(measure.TODAY)
_ID = "'{prefix}' || lpad(({number})::VARCHAR, 7, '0')"
_CUSTOMER = _ID.format(prefix="C", number="i")
_VEHICLE = _ID.format(prefix="V", number="i")

_CUSTOMERS = f"""
    INSERT INTO customers BY NAME SELECT {_CUSTOMER} AS id, 1 AS opened, '客户' || i AS name, 'person' AS kind,
        '138' || lpad(i::VARCHAR, 8, '0') AS mobile, i % 3 = 0 AS consent, i % 97 = 0 AS do_not_contact,
        '顾问' || i % 40 AS sales_adviser, '服务' || i % 30 AS service_adviser, '郑州市' AS city,
        DATE '1955-01-01' + (hash(i) % 18000)::INTEGER AS birthday
    FROM range({{n}}) t(i)"""

_VEHICLES = f"""
    INSERT INTO vehicles BY NAME SELECT {_VEHICLE} AS id, 1 AS opened, '豫A' || i AS plate, '欧曼' AS model,
        'own_sale' AS relation, d AS delivery_date, d - 3 AS purchase_date,
        d + 365 * (1 + i % 8)::INTEGER AS insurance_end,
        d + 730 AS inspection_end, d + 1095 AS warranty_end
    FROM (SELECT i, DATE '{measure.TODAY}' - (1 + hash(i + 7) % 3600)::INTEGER AS d FROM range({{n}}) t(i))"""

_OWNERSHIPS = f"""
    INSERT INTO ownerships BY NAME SELECT {_VEHICLE} AS vehicle, {_CUSTOMER} AS customer, 1 AS opened
    FROM range({{n}}) t(i)"""

_VISITS = f"""
    INSERT INTO visits BY NAME SELECT 'S' || k AS id, 1 AS opened, {_CUSTOMER} AS customer, {_VEHICLE} AS vehicle,
        DATE '{measure.TODAY}' - (hash(k + 11) % 1500)::INTEGER AS date, '保养' AS repair_type,
        CASE WHEN k % 10 = 0 THEN 0 ELSE round(-900 * ln((1 + hash(k + 5) % 1000000) / 1000000.0), 2) END AS amount
    FROM (SELECT k, (hash(k) % {{n}})::BIGINT AS i FROM range({{n}} * {VISITS}) t(k))"""

_LEADS = f"""
    INSERT INTO leads BY NAME SELECT {_ID.format(prefix="L", number="i")} AS id, 1 AS opened, {_CUSTOMER} AS customer,
        substr('HABC', 1 + (i // 20) % 4, 1) AS level, 'working' AS stage,
        DATE '2026-01-01' + (hash(i) % 300)::INTEGER AS opened_on
    FROM range(0, {{n}}, 20) t(i)"""

_CONTACTS = f"""
    INSERT INTO contacts BY NAME SELECT 'K' || k AS id, 1 AS opened, {_CUSTOMER} AS customer,
        TIMESTAMP '{measure.TODAY} 09:00' - to_hours((hash(k + 3) % 20000)::INTEGER) AS "at",
        ['reached', 'no_answer', NULL][1 + k % 3] AS outcome, ['service', 'marketing', 'sales'][1 + k % 3] AS purpose,
        CASE WHEN k % 2 = 0 THEN 'T' || translate(upper(left(md5(k::VARCHAR), 9)), '01', 'GH') END AS tasks
    FROM (SELECT k, (hash(k) % {{n}})::BIGINT AS i FROM range({{n}} * {CONTACTS}) t(k))"""


def filled(folder: Path, count: int) -> Path:
    """A base of `count` customers whom nobody has rated yet, made once."""
    path = folder / f"base-{count}-{max(scripts())}.db"
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with Base.open(draft, create=True) as base, base.atomic():
            begin(base, "import", _NOW)
            for sql in (_CUSTOMERS, _VEHICLES, _OWNERSHIPS, _VISITS, _LEADS, _CONTACTS):
                base.run(sql.format(n=count))
            finish(base, 1, {})
        draft.rename(path)
    return path


def rated(folder: Path, count: int) -> Path:
    """The same base after its first `jipan tier` with the standard book, made once."""
    path = folder / f"base-{count}-{max(scripts())}-rated.db"
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.write_bytes(filled(folder, count).read_bytes())
        measure.jipan("tier", "--format", "json", "--db", draft.name, cwd=folder)
        draft.rename(path)
    return path


def listed(folder: Path, workbook: Path, count: int) -> Path:
    """What the import of a customer list makes of an empty folder, after its first `jipan tier`, made once."""
    path = folder / f"listed-{count}-{max(scripts())}.db"
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        for words in (("import", str(workbook.resolve())), ("tier",)):
            measure.jipan(*words, "--format", "json", "--db", draft.name, cwd=folder)
        draft.rename(path)
    return path
