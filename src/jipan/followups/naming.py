"""What the tasks on a call sheet were about, told by their numbers: for a sheet that has lost the columns that say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jipan.followups import keys
from jipan.followups.courses import NEXT, OPEN_STAGES, Course, courses
from jipan.followups.floors import OWN_STEP
from jipan.followups.laying import lay
from jipan.followups.steps import steps
from jipan.models import LINKS
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

_MOST_TURNS = 240
"""So many repetitions of a cadence are looked for: every month for twenty years."""
_MOST_YEARS = 450
"""So many years after its date may a yearly step lie; some dates have a year that stands for none."""


def lay_meant(base: Base, book: Book) -> None:
    """`meant`: row of `answering` (rn, customer, tasks) → purpose, channel and adviser of the most urgent of its reasons, and
    the vehicle of the most urgent one that is about a vehicle.
    """
    lines = courses(book)
    rows = [(line.cadence.id, line.cadence.of, step, *_manner(line)) for line in lines for step in _numbers(line)]
    lay(
        base,
        "meant_steps",
        "cadence VARCHAR, of VARCHAR, step INTEGER, purpose VARCHAR, role VARCHAR, channel VARCHAR",
        rows,
    )
    _lay_subjects(base, {line.cadence.of for line in lines})
    stem = keys.sql_stem("t.cadence", "s.id", "t.step")
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE meant AS
        WITH listed AS (
            SELECT rn, root(customer) AS customer, string_split(regexp_replace(tasks, '-\\d+$', ''), ' ') AS keys FROM answering),
        each_key AS (
            SELECT rn, customer, unnest(keys) AS key, generate_subscripts(keys, 1) AS nth FROM listed),
        told AS (
            SELECT k.rn, k.nth, k.customer, s.of, s.id, t.role, t.channel, t.purpose
            FROM meant_subjects s JOIN meant_steps t ON t.of = s.of
            JOIN each_key k ON k.customer = s.customer AND left(k.key, {keys.STEM}) = {stem}
            WHERE t.cadence <> '{NEXT}' OR (t.purpose = 'sales') = k.customer IN (
                SELECT root(customer) FROM leads WHERE closed IS NULL AND closed_on IS NULL AND (stage IS NULL OR stage IN {OPEN_STAGES})))
        SELECT t.rn, arg_min(t.purpose, t.nth) AS purpose, arg_min(t.channel, t.nth) AS channel,
            arg_min(t.id, t.nth) FILTER (t.of = 'vehicles') AS vehicle,
            CASE arg_min(t.role, t.nth) WHEN 'service' THEN any_value(c.service_adviser)
                WHEN 'sales' THEN coalesce(arg_min(l.adviser, t.nth), any_value(c.sales_adviser)) END AS adviser
        FROM told t LEFT JOIN customers c ON c.closed IS NULL AND c.id = t.customer
        LEFT JOIN leads l ON l.closed IS NULL AND l.id = t.id
        GROUP BY t.rn""")


def _manner(line: Course) -> tuple[str, str, str]:
    return line.cadence.purpose, line.cadence.role, line.cadence.channel


def _numbers(line: Course) -> Iterator[int]:
    """The numbers that the steps of a course can have."""
    if line.floor_of is not None:
        yield OWN_STEP
        return
    named = max(1, len(steps(line.cadence)))
    if line.cadence.on and not line.promised:
        named *= _MOST_YEARS
    elif line.cadence.repeat:
        named += _MOST_TURNS
    yield from (number for number in range(1, named + 1) if line.has(number))


def _lay_subjects(base: Base, collections: set[str]) -> None:
    """`meant_subjects`: whatever the customers of `answering` have that a cadence can be about."""
    parts = [
        "SELECT 'customers' AS of, root(customer) AS customer, root(customer) AS id FROM answering",
        "SELECT 'vehicles', root(customer), vehicle FROM ownerships WHERE closed IS NULL",
        *(
            f"SELECT {quoted(name)}, root(customer), id FROM {name} WHERE closed IS NULL"
            for name in sorted(collections - {"customers", "vehicles"})
            if "customer" in LINKS[name]
        ),
    ]
    base.run(
        f"CREATE OR REPLACE TEMP TABLE meant_subjects AS SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)})"
        " WHERE customer IN (SELECT root(customer) FROM answering)"
    )
