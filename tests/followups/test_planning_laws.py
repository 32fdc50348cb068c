"""Laws of planning, on random cadences, dates and contacts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planning_shop import DAY, TODAY, Shop, book, key
from reference_planner import Car, listed

from jipan.followups import Calendar, Due
from jipan.followups.tasks import Task
from jipan.kinds.span import Span
from jipan.rules import Book, Cadence

BASE = book("cadences:\n  - {id: one, of: vehicles, every: 1 month, purpose: service}")
EVERY = replace(BASE.cadences[0], every=None)
COMMON = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}

spans = st.one_of(
    st.integers(1, 60).map(lambda days: Span(days=days)), st.integers(1, 40).map(lambda months: Span(months=months))
)
anchors = st.dates(TODAY - 1500 * DAY, TODAY + 100 * DAY)
past = st.one_of(st.none(), st.dates(TODAY - 60 * DAY, TODAY))
dues = st.builds(
    lambda first, length, overdue: Due(first, first + length * DAY, overdue),
    st.dates(TODAY - 5 * DAY, TODAY + 30 * DAY),
    st.integers(0, 20),
    st.booleans(),
)
closed_days = st.frozensets(st.dates(TODAY - 20 * DAY, TODAY + 40 * DAY), max_size=25)


@st.composite
def cadences(draw: st.DrawFn) -> Cadence:
    """Any cadence over `delivery_date`, or over the last contact."""
    kind = draw(st.sampled_from(("after", "before", "on", "every")))
    window = draw(st.one_of(st.none(), st.integers(1, 40).map(lambda days: Span(days=days))))
    if kind == "every":
        return replace(EVERY, every=draw(spans))
    if kind == "on":
        return replace(EVERY, on="delivery_date", yearly=True, window=window)
    at = tuple({span.about_days: span for span in draw(st.lists(spans, min_size=1, max_size=5))}.values())
    if kind == "before":
        return replace(EVERY, before="delivery_date", at=at, window=window)
    repeat, until = draw(st.tuples(st.one_of(st.none(), spans), st.one_of(st.none(), spans)))
    return replace(EVERY, after="delivery_date", at=at, repeat=repeat, until=until, window=window)


cars = st.builds(
    Car, st.just("V"), anchors, st.lists(st.tuples(st.integers(1, 6), anchors), max_size=3).map(tuple), past, past
)  # fmt: skip


def lay(shop: Shop, some: list[Car]) -> list[Car]:
    """Each vehicle with a customer of its own."""
    shop.clear()
    numbered = [replace(car, id=f"V{number}") for number, car in enumerate(some)]
    for car in numbered:
        customer = f"C{car.id[1:]}"
        shop.customer(customer)
        shop.vehicle(car.id, customer, delivery_date=car.anchor)
        keys = " ".join(key("one", car.id, step, anchor) for step, anchor in car.closed) or None
        if car.closed:
            shop.contact(TODAY - 200 * DAY, customer, tasks=keys)
        if car.talked:
            shop.contact(car.talked, customer, note="talked")
        if car.missed:
            shop.contact(car.missed, customer, outcome="no_answer")
    return [replace(car, talked=car.talked or (TODAY - 200 * DAY if car.closed else None)) for car in numbered]


def of(cadence: Cadence, closed: frozenset[dt.date] = frozenset()) -> Book:
    return replace(BASE, cadences=(cadence,), desk=replace(BASE.desk, closed=tuple(closed)))


@settings(max_examples=20, **COMMON)
@given(cadences(), st.lists(cars, min_size=1, max_size=12), closed_days, dues)
def test_the_set_operation_agrees_with_the_reference(
    shop: Shop, cadence: Cadence, some: list[Car], closed: frozenset[dt.date], due: Due
):
    numbered = lay(shop, some)
    planned = {(one.key, one.due) for task in shop.plan(of(cadence, closed), due) for one in task.reasons}
    calendar = Calendar("shop", closed)
    assert planned == set[tuple[str, dt.date]]().union(
        *(listed(car, cadence, calendar, TODAY, due) for car in numbered)
    )


@settings(max_examples=5, **COMMON)
@given(st.lists(cadences(), min_size=1, max_size=4), st.lists(cars, min_size=1, max_size=8), closed_days, dues)
def test_planning_is_a_function_and_calls_nobody_twice_a_day(
    shop: Shop, some: list[Cadence], cars: list[Car], closed: frozenset[dt.date], due: Due
):
    lay(shop, cars)
    whole = replace(
        of(EVERY, closed), cadences=tuple(replace(one, id=f"one{number}") for number, one in enumerate(some))
    )
    first, second = shop.plan(whole, due), shop.plan(whole, due)
    assert first == second
    days = [(task.customer, task.day) for task in first]
    assert len(days) == len(set(days))
    assert len({reason.key for task in first for reason in task.reasons}) == sum(len(task.reasons) for task in first)
    assert not any(reason.due in closed or task.day in closed for task in first for reason in task.reasons)
    assert all(urgency(before) <= urgency(after) for before, after in pairwise(first))


def urgency(task: Task) -> tuple[bool, int, float, dt.date, str]:
    """An open complaint first, then by priority, then by worth, then what waits longest."""
    return not task.complaint, task.first.priority, task.worth, task.due, task.customer


@settings(max_examples=5, **COMMON)
@given(cadences(), cars, st.integers(-45, 45), st.integers(0, 60))
def test_a_closed_step_never_returns(shop: Shop, cadence: Cadence, car: Car, corrected: int, later: int):
    lay(shop, [car])
    due = Due(TODAY, TODAY + 30 * DAY, overdue=True)
    done = {(one.cadence, one.subject, one.step) for task in shop.plan(of(cadence), due) for one in task.reasons}
    keys = [one.key for task in shop.plan(of(cadence), due) for one in task.reasons]
    shop.contact(TODAY, "C0", tasks=" ".join(keys) + "-7", note="done")
    if not cadence.every and not cadence.on:
        shop.base.run("UPDATE vehicles SET delivery_date = ?", [car.anchor + corrected * DAY])
    again = [one for task in shop.plan(of(cadence), due, TODAY + later * DAY) for one in task.reasons]
    assert not {one.key for one in again} & set(keys)
    assert cadence.every or not {(one.cadence, one.subject, one.step) for one in again} & done
