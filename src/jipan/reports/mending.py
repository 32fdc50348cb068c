"""The lists behind the figures of data quality, and the sheets on which advisers mend what only they know."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.models import fields
from jipan.table import Column, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.store import Base

_LACKS = Column("lacks", kinds.TEXT, "要补什么", "What is wanting")
_ID = Column("id", kinds.CODE, "基盘号", "Jipan id")
_VEHICLE = Column("vehicle", kinds.CODE, "基盘车号", "Jipan vehicle id")
_ADVISER = Column("adviser", kinds.NAME, "顾问", "Adviser")
_LAST = Column("last", kinds.DATE, "最近动态", "Last heard of")

_SHOWN = ("name", "mobile", "source", "store")
_TO_MEND = (
    "name", "mobile", "phone_alt", "wechat", "id_type", "id_number", "city", "address", "source", "sales_adviser",
    "service_adviser",
)  # fmt: skip
_OF_VEHICLE = ("plate", "vin", "model")

_CARS = "LEFT JOIN known_vehicles v ON v.customer = c.id"
_CAR = ", ".join(("v.id", *(f"v.{name}" for name in _OF_VEHICLE)))


def _columns(names: Sequence[str]) -> tuple[Column, ...]:
    """A customer, and a vehicle of his."""
    cars = (Column.of(fields("vehicles")[name]) for name in _OF_VEHICLE)
    return (_ID, *(Column.of(fields("customers")[name]) for name in names), _VEHICLE, *cars)


def behind(base: Base, name: str, lang: Lang) -> Table:
    """The customers who do not pass a measure, a line for each vehicle that they keep."""
    found = base.rows(f"""
        SELECT c.id, {", ".join(f"c.{one}" for one in _SHOWN)}, {_CAR}, adviser, last, lacks, codes, "unique", fresh
        FROM judged_customers c {_CARS} WHERE NOT "{name}" ORDER BY adviser NULLS LAST, c.id, v.id""")
    rows = [
        (*told, _wanting(lacks, codes, unique=unique, fresh=fresh, lang=lang))
        for *told, lacks, codes, unique, fresh in found
    ]
    zh, en = say(f"quality.not_{name}", "zh"), say(f"quality.not_{name}", "en")
    return Table(f"not_{name}", zh, en, (*_columns(_SHOWN), _ADVISER, _LAST, _LACKS), rows)


def to_mend(base: Base, lang: Lang) -> dict[str, Table]:
    """Adviser → the customers whom only he can complete, with the columns to fill in. It can be imported as it is."""
    found = base.rows(f"""
        SELECT coalesce(adviser, ''), c.id, {", ".join(f"c.{one}" for one in _TO_MEND)}, {_CAR}, lacks, codes
        FROM judged_customers c {_CARS} WHERE NOT complete OR NOT valid ORDER BY adviser NULLS LAST, c.id, v.id""")
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for (adviser, _), lines in groupby(found, itemgetter(0, 1)):
        rows.setdefault(adviser, []).extend(_of_one(list(lines), lang))
    columns = (*_columns(_TO_MEND), _LACKS)
    return {
        adviser: Table("customers", "客户", "Customers", columns, mine, bare=True) for adviser, mine in rows.items()
    }


def _of_one(lines: Sequence[tuple[Any, ...]], lang: Lang) -> list[tuple[Any, ...]]:
    """The lines of one customer: what is wanting in a vehicle stands beside it, what is wanting in himself in the first.

    Vehicles in which nothing is wanting are left out: a fleet with one odd VIN is not a page of vehicles.
    """
    cars = [{value for value in line[-3 - len(_OF_VEHICLE) : -2] if value} for line in lines]
    every = set[Any]().union(*cars)
    made = []
    for place, (line, car) in enumerate(zip(lines, cars, strict=True)):
        here = car if place else car | {_about(told) for told in (*line[-2], *line[-1])} - (every - car)
        lacks, codes = ([told for told in side if _about(told) in here] for side in line[-2:])
        if lacks or codes:
            made.append((*line[1:-2], _wanting(lacks, codes, unique=True, fresh=True, lang=lang)))
    return made


def _about(told: str) -> str:
    """`no_vin:豫A12345` → the vehicle; empty for what is wanting in the customer himself."""
    return told.partition(":")[2]


def _wanting(lacks: Sequence[str], codes: Sequence[str], *, unique: bool, fresh: bool, lang: Lang) -> str:
    """What is wanting in a customer, in words."""
    said = [_of_vehicle("quality", key, lang) for key in lacks] + [_of_vehicle("problem", code, lang) for code in codes]
    said += [say(f"quality.not_{key}", lang) for key, holds in (("unique", unique), ("fresh", fresh)) if not holds]
    return ("；" if lang == "zh" else "; ").join(said)


def _of_vehicle(room: str, told: str, lang: Lang) -> str:
    """`no_vin:豫A12345` → the vehicle, where it is one's, and what is wanting."""
    code, _, value = told.partition(":")
    return f"{value} {say(f'{room}.{code}', lang)}".strip()
