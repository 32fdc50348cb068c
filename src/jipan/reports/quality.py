"""How good the data is: reachable, complete, valid, unique, fresh; by source, store and adviser; who must mend what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jipan import kinds
from jipan.errors import Bad, Doubt
from jipan.intake.plain import standing
from jipan.kinds import Kind
from jipan.models import fields
from jipan.reports.mending import behind
from jipan.rules import Book, load
from jipan.table import Column, Page, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.store import Base

MEASURES = ("reachable", "complete", "valid", "unique", "fresh")
"""What is measured of every customer, in the order of the columns."""

GROUPS = ("source", "store", "adviser")
"""By what the figures are split."""

_WANTED = {
    "no_name": "name IS NULL",
    "no_phone": "mobile IS NULL AND phone_alt IS NULL AND wechat IS NULL",
    "no_adviser": "adviser IS NULL",
    "no_address": "address IS NULL AND city IS NULL",
}
"""A complete customer lacks none of these: the key of the label, and the SQL that finds who lacks it."""

_WANTED_OF_VEHICLES = {"no_vin": "vin", "no_plate": "plate"}
"""Nor do the vehicles that he keeps lack these: the key of the label, and the field."""

_CALLED = "plate, vin, model, id"
"""What a vehicle is called: the first of these that is known."""

_CHECKED = (
    *(("customers", name) for name in ("mobile", "phone_alt", "id_number")),
    *(("vehicles", name) for name in ("plate", "vin")),
)
"""Fields of which a value may be kept and yet be odd."""

_FRESH = "fresh_months"

_GROUP = Column("group", kinds.TEXT, "分组", "Group")
_CUSTOMERS = Column("customers", kinds.COUNT, "客户", "Customers")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group's customers pass each measure. `name` is None for all customers, empty for nobody's."""

    name: str | None
    customers: int
    good: Mapping[str, int]

    def part(self, measure: str) -> float:
        return self.good[measure] / max(1, self.customers)


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of one day."""

    today: dt.date
    months: int
    total: Share
    groups: Mapping[str, Sequence[Share]]


def measure(base: Base, book: Book, today: dt.date) -> Quality:
    """Judge every customer once, into `judged_customers`, and count."""
    months = _months(book)
    _lay_customers(base, today)
    _lay_odd_values(base)
    _judge(base, today, months)
    groups = {group: _shares(base, f"coalesce({group}, '')") for group in GROUPS}
    return Quality(today, months, _shares(base, "NULL")[0], groups)


def _months(book: Book) -> int:
    """After how many months nobody knows whether what is written still holds: a number of the rule book."""
    numbers = book.numbers if _FRESH in book.numbers else load("standard").numbers
    return int(str(numbers[_FRESH].value))


def _lay_customers(base: Base, today: dt.date) -> None:
    tables = base.tables(today)
    for name in ("customers", "vehicles", "visits", "contacts", "leads"):
        base.keep(tables[name], f"known_{name}")


def _lay_odd_values(base: Base) -> None:
    """`odd_values`: customer, what is odd, where: values that were kept with a doubt."""
    base.run("CREATE OR REPLACE TEMP TABLE odd_values (customer VARCHAR, code VARCHAR, field VARCHAR, value VARCHAR)")
    for collection, name in _CHECKED:
        codes = _odd_codes(base, f"known_{collection}", name, fields(collection)[name].kind)
        if not codes:
            continue
        told = pa.table({"value": list(codes), "code": list(codes.values())})
        base.take("told_odd", told)
        who = "t.id" if collection == "customers" else "t.customer"
        base.run(f"""INSERT INTO odd_values SELECT {who}, o.code, '{collection}.{name}', t."{name}" FROM known_{collection} t
            JOIN told_odd o ON o.value = t."{name}" WHERE {who} IS NOT NULL""")


def _odd_codes(base: Base, table: str, name: str, kind: Kind) -> dict[str, str]:
    """Value → what is odd about it. Only texts that do not stand for themselves are read one by one."""
    found = base.arrow(f'SELECT DISTINCT "{name}" AS value FROM {table} WHERE "{name}" IS NOT NULL')
    texts = found.column("value").combine_chunks().cast(pa.string())
    plain = standing(texts, kind)
    left = texts.to_pylist() if plain is None else texts.filter(pa.compute.invert(plain)).to_pylist()
    told = ((text, _odd(kind, text)) for text in left)
    return {text: code for text, code in told if code}


def _odd(kind: Kind, text: str) -> str | None:
    try:
        kind.parse(text)
    except (Bad, Doubt) as odd:
        return odd.code
    return None


def _judge(base: Base, today: dt.date, months: int) -> None:
    """`judged_customers`: one row a customer, true where he passes, and what is wanting."""
    told = "code || CASE WHEN starts_with(field, 'vehicles.') THEN ':' || value ELSE '' END"
    lacks = ", ".join(f"CASE WHEN {sql} THEN '{key}' END" for key, sql in _WANTED.items())
    cars = ", ".join(
        f"CASE WHEN {field} IS NULL THEN '{key}:' || coalesce({_CALLED}) END"
        for key, field in _WANTED_OF_VEHICLES.items()
    )
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE judged_customers AS
        WITH heard AS (
            SELECT customer, max(day) AS last FROM (
                SELECT customer, date AS day FROM known_visits UNION ALL SELECT customer, "at" FROM known_contacts
                UNION ALL SELECT customer, opened_on FROM known_leads
                UNION ALL SELECT customer, coalesce(delivery_date, purchase_date) FROM known_vehicles
                UNION ALL SELECT c.id, b.dated FROM customers c JOIN batches b ON b.number = c.opened
                WHERE c.closed IS NULL AND c.id IN (SELECT id FROM customers WHERE closed IS NOT NULL))
            WHERE day <= DATE '{today}' GROUP BY customer),
        odd AS (SELECT customer, list(DISTINCT {told} ORDER BY {told}) AS codes FROM odd_values GROUP BY customer),
        twice AS (SELECT a AS id FROM open_doubts UNION SELECT b FROM open_doubts),
        known AS (SELECT *, coalesce(sales_adviser, service_adviser) AS adviser FROM known_customers),
        cars AS (SELECT customer, flatten(list(list_filter([{cars}], lambda l: l IS NOT NULL) ORDER BY id)) AS lacks
                 FROM known_vehicles WHERE customer IS NOT NULL GROUP BY customer),
        told AS (SELECT k.id, list_concat(list_filter([{lacks}], lambda l: l IS NOT NULL), coalesce(c.lacks, [])) AS lacks
                 FROM known k LEFT JOIN cars c ON c.customer = k.id)
        SELECT k.*, h.last, t.lacks, coalesce(o.codes, []) AS codes,
               NOT list_contains(t.lacks, 'no_phone') AS reachable, len(t.lacks) = 0 AS complete,
               o.codes IS NULL AS valid, k.id NOT IN (SELECT id FROM twice) AS "unique",
               coalesce(h.last > DATE '{today}' - INTERVAL {months} MONTH, FALSE) AS fresh
        FROM known k JOIN told t ON t.id = k.id LEFT JOIN heard h ON h.customer = k.id LEFT JOIN odd o ON o.customer = k.id""")


def _shares(base: Base, group: str) -> list[Share]:
    counts = ", ".join(f'count(*) FILTER (WHERE "{name}")' for name in MEASURES)
    rows = base.rows(
        f"SELECT {group} AS g, count(*), {counts} FROM judged_customers GROUP BY g ORDER BY count(*) DESC, g"
    )
    made = [Share(row[0], row[1], dict(zip(MEASURES, row[2:], strict=True))) for row in rows]
    return made or [Share(None, 0, dict.fromkeys(MEASURES, 0))]


def tables(quality: Quality, lang: Lang) -> list[Table]:
    """All customers, then by source, store and adviser."""
    columns = (_GROUP, _CUSTOMERS, *(_measured(name) for name in MEASURES))
    note = say("quality.note", lang, months=quality.months, day=quality.today)
    made = [Table("quality", "数据质量", "Data quality", columns, [_row(quality.total, lang)], notes=(note,))]
    for group in GROUPS:
        shares = quality.groups[group]
        if len(shares) > 1 or shares[0].name:
            zh, en = say(f"quality.by_{group}", "zh"), say(f"quality.by_{group}", "en")
            made.append(Table(group, zh, en, columns, [_row(share, lang) for share in shares]))
    return made


def _measured(name: str) -> Column:
    return Column(name, kinds.SHARE, say(f"quality.{name}", "zh"), say(f"quality.{name}", "en"))


def _row(share: Share, lang: Lang) -> tuple[Any, ...]:
    name = say("quality.all", lang) if share.name is None else share.name or say("quality.none", lang)
    return (name, share.customers, *(share.part(one) for one in MEASURES))


def as_json(quality: Quality) -> dict[str, Any]:
    """The figures for programs; the names of groups as they stand in the base, empty where there is none."""

    def told(share: Share) -> dict[str, Any]:
        return {"group": share.name, "customers": share.customers, **share.good}

    groups = {group: [told(share) for share in shares if share.customers] for group, shares in quality.groups.items()}
    return {"day": quality.today.isoformat(), "fresh_months": quality.months, "total": told(quality.total)} | groups


def pages(base: Base, quality: Quality, lang: Lang) -> list[Page]:
    """The figures, and a sheet with the list behind each."""
    first = Page("数据质量", "Data quality", tuple(tables(quality, lang)))
    return [first, *(Page.of(behind(base, name, lang)) for name in MEASURES)]
