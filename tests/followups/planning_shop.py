"""A small base and a small book for the tests: a few lines state who there is and what was said."""

from __future__ import annotations

import datetime as dt

from jipan.followups import Agenda, Drawn, Due, Pick, draw, parse_due, plan
from jipan.followups.keys import key
from jipan.rules import Book, loads
from jipan.store import Base

TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
TABLES = (
    "customers",
    "vehicles",
    "ownerships",
    "leads",
    "contacts",
    "plans",
    "assessments",
    "batches",
    "cases",
    "doubts",
    "days_off",
    "optouts",
    "visits",
    "payments",
    "stock",
)


def day(text: str) -> dt.date:
    """`11-20` of this year, or a whole date."""
    return dt.date.fromisoformat(text if len(text) > len("11-20") else f"{TODAY.year}-{text}")


def book(text: str = "") -> Book:
    """A book that plans nothing but what `text` says."""
    return loads("jipan: 1\nname: test\n" + text, "test")


class Shop:
    """A base in memory. Everything belongs to one customer unless said otherwise."""

    def __init__(self) -> None:
        self.base = Base.open(":memory:")

    def clear(self) -> None:
        for table in TABLES:
            self.base.run(f"DELETE FROM {table}")

    def add(self, table: str, **values: object) -> None:
        values = {"opened": 1, **values}
        names = ", ".join(f'"{name}"' for name in values)
        self.base.run(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' for _ in values)})", list(values.values()))

    def customer(self, id_: str = "C1", **values: object) -> None:
        self.add("customers", id=id_, **{"name": "张伟", "mobile": "13800138001", "consent": True, **values})

    def vehicle(self, id_: str = "V1", customer: str = "C1", **values: object) -> None:
        self.add("vehicles", id=id_, **{"plate": "豫A12345", "model": "欧曼", **values})
        self.add("ownerships", vehicle=id_, customer=customer)

    def lead(self, id_: str = "L1", customer: str = "C1", **values: object) -> None:
        self.add("leads", id=id_, customer=customer, **{"level": "H", "stage": "working", **values})

    def case(self, kind: str, on: dt.date, customer: str = "C1", **values: object) -> None:
        self.add("cases", id=f"A{on}{kind}", customer=customer, **{"kind": kind, "opened_on": on, **values})

    def contact(self, on: dt.date, customer: str = "C1", **values: object) -> None:
        at = dt.datetime.combine(on, dt.time(9))
        self.add("contacts", id=f"K{at}{len(values)}", customer=customer, at=at, **{"outcome": "reached", **values})

    def plan_row(self, kind: str, on: dt.date, customer: str = "C1", **values: object) -> None:
        self.add("plans", customer=customer, day=on, kind=kind, **values)

    def plan(self, book: Book, due: str | Due = "today", today: dt.date = TODAY, pick: Pick | None = None) -> Agenda:
        asked = parse_due(due, today) if isinstance(due, str) else due
        return plan(self.base, book, today, due=asked, pick=pick)

    def draw(self, book: Book, due: str = "today", pick: Pick | None = None) -> Drawn:
        return draw(self.base, book, TODAY, due=parse_due(due, TODAY), pick=pick)

    def whys(self, book: Book, due: str = "today", today: dt.date = TODAY) -> list[str]:
        """The reasons as `cadence/step due`, in the order of the list."""
        return [
            f"{one.cadence}/{one.step} {one.due:%m-%d}" for task in self.plan(book, due, today) for one in task.reasons
        ]


__all__ = ["DAY", "TODAY", "Shop", "book", "day", "key"]
