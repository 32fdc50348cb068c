"""The standard book as a shop reads it: who is called today, by whom and how, and for whom the day has passed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from planning_shop import TODAY, Shop
from ruamel.yaml import YAML

from jipan.kinds.span import Span
from jipan.models import fields
from jipan.rules import load

CASES = YAML(typ="safe").load(Path(__file__).parent / "cases" / "standard.yaml")
AGE = Span(months=46 * 12)
"""Of everybody; the birthday of a row tells only the day."""


def on(text: str) -> dt.date:
    """`today`, `in 2 days`, `3 months ago`."""
    if text == "today":
        return TODAY
    span = Span.parse(text.removeprefix("in ").removesuffix(" ago"))
    return span.before(TODAY) if text.endswith("ago") else span.after(TODAY)


def known(of: str, row: dict[str, Any]) -> dict[str, Any]:
    days = {name for name, field in fields(of).items() if field.kind.python is dt.date}
    read = {name: on(value) if name in days else value for name, value in row.items()}
    return {name: AGE.before(value) if name == "birthday" else value for name, value in read.items()}


def people(shop: Shop) -> None:
    for number, case in enumerate(CASES, 1):
        shop.customer(f"C{number}", **known("customers", case.get("customer", {})))
        if "vehicle" in case or "visited" in case:
            shop.vehicle(f"V{number}", f"C{number}", **known("vehicles", case.get("vehicle", {})))
        if "visited" in case:
            shop.add(
                "visits",
                id=f"S{number}",
                customer=f"C{number}",
                vehicle=f"V{number}",
                date=on(case["visited"]),
                amount=500,
            )
        if "lead" in case:
            shop.lead(f"L{number}", f"C{number}", **known("leads", case["lead"]))


def test_everybody_is_called_when_it_is_time_and_left_alone_when_it_is_not(shop: Shop):
    people(shop)
    listed = {task.customer: task.reasons for task in shop.plan(load("standard"))}
    found = [
        [f"{one.cadence}/{one.step} {one.role} {one.channel} {one.purpose}" for one in listed.get(f"C{number}", ())]
        for number in range(1, len(CASES) + 1)
    ]
    assert [{**case, "calls": calls} for case, calls in zip(CASES, found, strict=True) if case["calls"] != calls] == []
