"""What the rows of a call sheet say although a column was taken out: the workbook remembers it, else the task numbers tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from jipan.intake.records import TASKS, tasks_of
from jipan.intake.who import column

if TYPE_CHECKING:
    from jipan.intake.write import Expressions
    from jipan.store import Base

Meaning = Callable[["Base"], None]
"""Lays `meant`: what the tasks of the rows in `answering` were about."""

_OWN_ID = "customers.id"
_SAID = {"purpose": "purpose", "channel": "channel", "by": "adviser"}
"""Field of a contact → what it is called in `meant`."""
_NOBODY = (
    "CREATE OR REPLACE TEMP TABLE meant (rn BIGINT, purpose VARCHAR, channel VARCHAR, vehicle VARCHAR, adviser VARCHAR)"
)


def know_customers(base: Base, staged: Sequence[str]) -> Sequence[str]:
    """Without its column of ids a sheet knows its customers by their task numbers. Gives the columns of `stage`."""
    if _OWN_ID in staged or TASKS not in staged or not base.value("SELECT EXISTS (FROM stamped)"):
        return staged
    base.run(f'ALTER TABLE stage ADD COLUMN "{_OWN_ID}" VARCHAR')
    base.run(f'UPDATE stage SET "{_OWN_ID}" = m.customer FROM stamped m WHERE m.tasks = stage."{TASKS}"')
    return (*staged, _OWN_ID)


def lay(base: Base, staged: Sequence[str], meaning: Meaning | None) -> Expressions:
    """SQL: the fields of its contacts that a sheet has no column for, or that a row typed below leaves empty; rows that name
    no vehicle get that of their tasks.
    """
    lost = [name for name in _SAID if f"contacts.{name}" not in staged]
    no_plate = "vehicles.plate" not in staged
    base.run(_NOBODY)
    if meaning and (lost or no_plate):
        numbers = tasks_of(staged).replace("l_customer", "c")
        base.run(f"""
            CREATE OR REPLACE TEMP TABLE answering AS
            SELECT s."row" AS rn, c.label AS customer, {numbers} AS tasks
            FROM stage s JOIN row_customers c ON c.rn = s."row" WHERE c.label IS NOT NULL AND {numbers} IS NOT NULL""")
        meaning(base)
    if no_plate:
        base.run("DELETE FROM row_vehicles WHERE label IS NULL")
        base.run(
            "INSERT INTO row_vehicles SELECT rn, vehicle FROM meant WHERE vehicle IS NOT NULL"
            " AND rn NOT IN (SELECT rn FROM row_vehicles)"
        )
    return {name: _recalled(staged, name) if name in lost else _filled(staged, name) for name in _SAID}


def _filled(staged: Sequence[str], name: str) -> str:
    """SQL: what stands in a row, else what the workbook remembers of the tasks that it answers."""
    return f"coalesce({column(staged, f'contacts.{name}')}, {_remembered(staged, name)})"


def _recalled(staged: Sequence[str], name: str) -> str:
    """SQL: what the workbook remembers of a row, else what its tasks say."""
    return f'coalesce({_remembered(staged, name)}, (SELECT m.{_SAID[name]} FROM meant m WHERE m.rn = s."row"))'


def _remembered(staged: Sequence[str], name: str) -> str:
    return f'(SELECT m."{name}" FROM stamped m WHERE m.customer = l_customer.label AND m.tasks = {tasks_of(staged)})'
