"""Invoices that nobody pays and goods that nobody buys: the distributor is called, and told which ones."""

from __future__ import annotations

import pytest
from planning_shop import DAY, TODAY, Shop, book

from jipan.rules import Book


@pytest.fixture(scope="module")
def distributor() -> Book:
    return book("extends: [distributor]\n")


def told(shop: Shop, distributor: Book, *cadences: str) -> list[tuple[str, str]]:
    """Which customer, and why."""
    tasks = shop.plan(distributor).tasks
    return [(task.customer, one.why("zh")) for task in tasks for one in task.reasons if one.cadence in cadences]


def invoice(shop: Shop, number: str, days_ago: int, paid: int | None, customer: str = "C1") -> None:
    due = TODAY - days_ago * DAY
    shop.add(
        "payments",
        id=f"R{number}",
        payment_no=f"FP-{number}",
        customer=customer,
        date=due,
        due=due,
        planned=50000,
        amount=paid,
    )


def test_an_invoice_is_reminded_of_until_it_is_paid(shop: Shop, distributor: Book):
    shop.customer("C1", sales_adviser="裴佳", kind="organisation", contact_name="谢总")
    shop.customer("C2")
    invoice(shop, "1", 10, 20000)
    invoice(shop, "2", 10, 50000)
    invoice(shop, "3", 1, None, "C2")
    invoice(shop, "4", 0, None, "C2")
    assert sorted(told(shop, distributor, "invoice-overdue")) == [
        ("C1", "账单催收：应收到期后第10天（2026-11-09 应收到期）：FP-1"),
        ("C2", "账单催收：应收到期后第1天（2026-11-18 应收到期）：FP-3"),
    ]
    [mine, _] = sorted(shop.plan(distributor).tasks, key=lambda task: task.customer)
    assert (mine.adviser, mine.say) == ("裴佳", "谢总，2026-11-09到期的货款还有30000元没有付，请您安排一下。")


def test_what_lies_for_long_is_told_by_the_last_count(shop: Shop, distributor: Book):
    shop.customer()
    since = TODAY - 92 * DAY
    for number, day, product, quantity in (
        (1, TODAY - 30 * DAY, "BCD-210", 9),
        (2, TODAY - 30 * DAY, "KFR-35", 4),
        (3, TODAY - 2 * DAY, "BCD-210", 5),
        (4, TODAY - 2 * DAY, "KFR-35", 0),
    ):
        shop.add("stock", id=f"Q{number}", customer="C1", date=day, product=product, quantity=quantity, in_since=since)
    assert told(shop, distributor, "stock-aged") == [("C1", "久存货消化：入库后第90天（2026-08-19 入库）：BCD-210")]


CARE = """
cadences:
  - {id: care, label: 交车回访, of: vehicles, after: delivery_date, at: [3 days, 7 days], purpose: service, say: "{model}，{车型}"}
"""


def test_of_several_cars_each_reason_names_its_own(shop: Shop):
    shop.customer()
    shop.vehicle("V1", plate="豫A11111", delivery_date=TODAY - 3 * DAY)
    assert [one.why("zh") for one in shop.plan(book(CARE)).tasks[0].reasons] == ["交车后第3天（2026-11-16 交车）"]
    shop.vehicle("V2", plate="豫A22222", delivery_date=TODAY - 7 * DAY)
    [task] = shop.plan(book(CARE)).tasks
    assert {one.why("zh") for one in task.reasons} == {
        "交车后第3天（2026-11-16 交车）：豫A11111",
        "交车后第7天（2026-11-12 交车）：豫A22222",
    }
    assert task.say == "欧曼，欧曼"
