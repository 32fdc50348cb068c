"""Lost leads of which nobody wrote down the closing date: they count from the day on which the base could first know."""

from __future__ import annotations

import pytest
from planning_shop import DAY, TODAY, Shop, book

LOST = """
levels: [{id: H, every: 2 days}, {id: F}]
cadences:
  - {id: lost, of: leads, who: {any: [{stage: 战败}, {level: F}]}, after: closed_on, at: [30 days], purpose: marketing, window: 3 days}
"""


def spoken_of(shop: Shop, batch: int, ago: int) -> None:
    """A file that speaks of the day so long before today."""
    shop.base.run(
        "INSERT INTO batches (number, command, dated, \"at\") VALUES (?, 'import', ?, ?)",
        [batch, TODAY - ago * DAY, TODAY],
    )


@pytest.mark.parametrize("what", [{"stage": "lost"}, {"stage": "lost", "level": None}, {"level": "F", "stage": None}])
@pytest.mark.parametrize(("ago", "due"), [(29, []), (30, ["lost/1 11-19"]), (60, [])])
def test_a_loss_without_a_day_counts_from_the_day_of_its_file(shop: Shop, what: dict, ago: int, due: list[str]):
    spoken_of(shop, 5, ago)
    shop.customer()
    shop.lead(opened=5, **what)
    assert shop.whys(book(LOST)) == due


def test_a_written_day_goes_first(shop: Shop):
    spoken_of(shop, 5, 60)
    shop.customer()
    shop.lead(opened=5, stage="lost", closed_on=TODAY - 30 * DAY)
    assert shop.whys(book(LOST)) == ["lost/1 11-19"]


def test_only_the_last_loss_counts_and_what_else_was_said_of_it_does_not(shop: Shop):
    for batch, ago in ((5, 90), (6, 50), (7, 30), (8, 10)):
        spoken_of(shop, batch, ago)
    shop.customer()
    versions = [("lost", "H", None), ("working", "H", None), ("lost", "H", None), ("lost", "H", "嫌贵")]
    for number, (stage, level, remark) in enumerate(versions, 5):
        closed = number + 1 if number < 8 else None
        shop.lead(opened=number, closed=closed, stage=stage, level=level, remark=remark)
    assert shop.whys(book(LOST)) == ["lost/1 11-19"]
