"""What makes a record of a collection in a sheet that lists something else, and what becomes of columns and cells where it is missing.

A visit is nothing without its day, a vehicle nothing without plate, VIN or a description. No such column: the others are kept under their
own names. No such cell in a row: what stands in the others is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from jipan.errors import Problem
from jipan.intake import described
from jipan.models import COLLECTIONS, DATED_BY, TRADE, fields

if TYPE_CHECKING:
    from jipan.intake.headers import Layout, Target
    from jipan.sheets import Grid
    from jipan.store import Base

_TOLD_BY = {
    "vehicles": ("plate", "vin", "id"),
    "leads": ("level", "intent_model", "expected_date", "stage"),
    "visits": ("date", "history"),
    "contacts": ("at", "next_date", "tasks", "history"),
    "cases": ("kind",),
}
"""A record is there where one of these is."""

_SHARED_DAYS = frozenset({"payments", "pickups", "shipments"})
"""Of these the one lends the other its day."""

_SHOWN = 10_000


def _makes(collection: str, given: frozenset[str]) -> bool:
    """Whether these fields of a sheet (`collection.field`) can make a record."""
    if collection == "vehicles" and _describe(given):
        return True
    if told_by := _TOLD_BY.get(collection):
        return any(f"{collection}.{name}" in given for name in told_by)
    own = {key for key in given if key.startswith(f"{collection}.")}
    day, number = f"{collection}.{DATED_BY[collection]}", f"{collection}.{COLLECTIONS[collection].number}"
    lent = collection in _SHARED_DAYS and any(f"{other}.{DATED_BY[other]}" in given for other in _SHARED_DAYS)
    dated = day in given or lent or DATED_BY[collection] not in COLLECTIONS[collection].natural
    return number in given or (dated and bool(own - {day}))


def _describe(given: frozenset[str]) -> bool:
    """Whether these fields tell a vehicle without naming it: what it is, and since when it is somebody's."""
    return all(any(f"vehicles.{name}" in given for name in names) for names in (described.KINDS, described.DAYS))


def keep_apart(targets: Sequence[Target], lists: str) -> tuple[Target, ...]:
    """The targets; columns that no record can be made of are kept under their own names, unless the user sent them there."""
    given = frozenset(target.key for target in targets if target.field and target.nth == 1)
    return tuple(
        replace(target, collection=lists, field=None, guessed=False, says=_kind(target))
        if _is_lost(target, lists, given)
        else target
        for target in targets
    )


def _kind(target: Target) -> str:
    """What kind of value a field holds, where that is more than text."""
    known = fields(str(target.collection)).get(str(target.field))
    return known.kind.id if known and known.kind.python is not str else ""


def _is_lost(target: Target, lists: str, given: frozenset[str]) -> bool:
    elsewhere = target.collection not in {None, lists, "customers"} and bool(target.field) and target.nth == 1
    return elsewhere and not target.told and not _makes(str(target.collection), given)


def tell_vehicles(targets: Iterable[Target]) -> bool:
    """Whether a sheet can list vehicles at all: one of its columns tells which."""
    return any(target.collection == "vehicles" and target.field in _TOLD_BY["vehicles"] for target in targets)


def left_over(base: Base, grid: Grid, layout: Layout) -> list[Problem]:
    """The cells that say something of a record which their row does not make, of rows that were taken."""
    if layout.is_call_sheet:
        return []
    found = [*_of_further(base, grid, layout), *_nameless(base, grid, layout)]
    for name in COLLECTIONS:
        if name == "customers" or (name == layout.lists and name != "vehicles"):
            continue
        cells = [target for target in layout.of(name) if target.field != "history"]
        if cells:
            found += _of_collection(base, grid, name, cells)
    return found


def _nameless(base: Base, grid: Grid, layout: Layout) -> list[Problem]:
    """Columns with values and without a header: nobody can tell what they say."""
    found: list[Problem] = []
    for place, column in enumerate(grid.columns):
        if any(text.strip() for text in layout.raw.get(column, ())):
            continue
        rows = _filled(grid, place)
        first, count = base.rows(
            "SELECT min(rn), count(*) FROM judged WHERE outcome <> 'skipped' AND list_contains(?::BIGINT[], rn)", [rows]
        )[0]
        if count:
            found.append(Problem("nameless", grid.address(first - 1, column), None, {"count": count}))
    return found


def _filled(grid: Grid, place: int) -> list[int]:
    """The numbers of the rows in which a column holds something."""
    found: list[int] = []
    start = grid.first_row
    for batch in grid.batches:
        texts = pc.utf8_trim_whitespace(batch.column(place))
        hits = pc.indices_nonzero(pc.fill_null(pc.not_equal(texts, ""), fill_value=False))
        found += [start + hit + 1 for hit in hits.to_pylist()]
        start += batch.num_rows
    return found


def _of_further(base: Base, grid: Grid, layout: Layout) -> list[Problem]:
    """The same of the second vehicle of a row, the third …, and of their visits."""
    found: list[Problem] = []
    for nth in sorted({target.nth for target in layout.targets} - {1}):
        cells = {
            name: [t for t in layout.targets if t.field and (t.nth, t.collection) == (nth, name)]
            for name in ("vehicles", "visits")
        }
        tells = " OR ".join(
            f's."{cell.key}" IS NOT NULL' for cell in cells["vehicles"] if cell.field in _TOLD_BY["vehicles"]
        )
        dated = (
            " OR ".join(f's."{cell.key}" IS NOT NULL' for cell in cells["visits"] if cell.field == "date") or "FALSE"
        )
        found += _said(base, grid, "unfed_vehicles", [*cells["vehicles"], *cells["visits"]], f"({tells})")
        found += _said(base, grid, "unfed_visits", cells["visits"], f"(NOT ({tells}) OR ({dated}))")
    return found


def _of_collection(base: Base, grid: Grid, name: str, cells: Sequence[Target]) -> list[Problem]:
    code = "unfed_trade" if name in TRADE else f"unfed_{name}"
    return _said(base, grid, code, cells, f's."row" IN (SELECT rn FROM row_{name} WHERE label IS NOT NULL)')


def _said(base: Base, grid: Grid, code: str, cells: Sequence[Target], fed: str) -> list[Problem]:
    """What stands in these cells of the rows that are not `fed`."""
    if not cells:
        return []
    said = ", ".join(f's."{cell.key}"::VARCHAR' for cell in cells)
    rows = base.rows(f"""
        SELECT s."row", {said} FROM stage s JOIN judged j ON j.rn = s."row" AND j.outcome NOT IN ('rejected', 'skipped')
        WHERE coalesce({said}) IS NOT NULL AND NOT {fed} ORDER BY 1 LIMIT {_SHOWN}""")
    return [
        Problem(code, grid.address(row - 1, cell.column), value, {"header": cell.header})
        for row, *values in rows
        for cell, value in zip(cells, values, strict=True)
        if value is not None
    ]
