"""Pairs of customers who may be one: joined or kept apart, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.intake.joining import APART, DOUBT, JOIN, join, keep_apart
from jipan.models import fields
from jipan.review.inbox import Answer, Fact, Item, Kind, Moment, View
from jipan.store.identities import root
from jipan.table import Column

if TYPE_CHECKING:
    from jipan.store import Base

_ID = Column("id", kinds.CODE, "基盘号", "Jipan id")
_PHONES = Column("phones", kinds.PHONE, "电话", "Phones")
_CARS = Column("cars", kinds.TEXT, "车辆", "Cars")
_FILE = Column("file", kinds.TEXT, "来自", "From")
_OWN = ("name", "id_number", "wechat", "customer_no", "company", "city", "address", "birthday", "sales_adviser")


def _find(base: Base, _: View) -> list[Item]:
    """All open pairs, with what is known about either side."""
    pairs = base.rows("SELECT a, b, reasons FROM open_doubts ORDER BY b, a")
    sides = _sides(base, sorted({id_ for a, b, _ in pairs for id_ in (a, b)}))
    return [
        Item(
            DOUBT,
            f"{a}-{b}",
            a,
            b,
            tuple(dict.fromkeys((reasons or "").split())),
            (JOIN, APART),
            _facts(sides[a], sides[b]),
        )
        for a, b, reasons in pairs
        if a in sides and b in sides
    ]


def _sides(base: Base, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What helps to tell two customers apart, by id."""
    if not ids:
        return {}
    own = ", ".join(f'c."{name}"' for name in _OWN)
    table = base.rows(
        f"""
        WITH wanted AS (SELECT unnest(?::VARCHAR[]) AS id),
        phone AS (SELECT root(customer) AS id, string_agg(DISTINCT value, ' ' ORDER BY value) AS phones FROM keys
                  WHERE closed IS NULL AND type = 'phone' GROUP BY 1),
        car AS (SELECT root(o.customer) AS id, string_agg(DISTINCT coalesce(v.plate, v.vin), ' ') AS cars FROM ownerships o
                JOIN vehicles v ON v.closed IS NULL AND v.id = o.vehicle WHERE o.closed IS NULL AND o.until IS NULL GROUP BY 1),
        origin AS (SELECT record AS id, arg_min(file || ' ' || coalesce(sheet || ' ', '') || "row", batch) AS file FROM origins
                   WHERE collection = 'customers' GROUP BY 1)
        SELECT c.id, p.phones, k.cars, o.file, {own} FROM customers c JOIN wanted w ON w.id = c.id
        LEFT JOIN phone p ON p.id = c.id LEFT JOIN car k ON k.id = c.id LEFT JOIN origin o ON o.id = c.id
        WHERE c.closed IS NULL""",
        [ids],
    )
    names = ("id", "phones", "cars", "file", *_OWN)
    return {row[0]: dict(zip(names, row, strict=True)) for row in table}


def _facts(a: dict[str, Any], b: dict[str, Any]) -> tuple[Fact, ...]:
    known = fields("customers")
    columns = [_ID, Column.of(known["name"]), _PHONES, _CARS, *(Column.of(known[name]) for name in _OWN[1:]), _FILE]
    both = [Fact(column, a[column.name], b[column.name]) for column in columns]
    return tuple(fact for fact in both if fact.a is not None or fact.b is not None)


def _carry_out(base: Base, moment: Moment, answer: Answer) -> None:
    """One row: they are one, or they are two. An earlier answer of the same batch may have joined them already."""
    a, b = answer.item.a, str(answer.item.b)
    if root(base, a) == root(base, b):
        return
    if answer.choice == JOIN:
        join(base, moment.batch, a, b, answer.why or " ".join(answer.item.reasons) or None)
    else:
        keep_apart(base, moment.batch, a, b, answer.why)


KIND = Kind(DOUBT, (JOIN, APART), _find, _carry_out)
