"""Records that a colleague edited in an exported list, told by their ids: what he changed becomes a new version.

Customers take the way of every import instead: a phone that is typed in is a key, and tells who he may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan.errors import Problem
from jipan.intake import write
from jipan.intake.outcomes import row_address
from jipan.intake.receipt import Outcome
from jipan.intake.three_way import quoted
from jipan.models import COLLECTIONS, LINKS, fields, singular
from jipan.store import frames

if TYPE_CHECKING:
    from jipan.intake.headers import Layout
    from jipan.intake.receipt import Receipt
    from jipan.intake.stage import Staged
    from jipan.intake.write import Source
    from jipan.sheets import Grid
    from jipan.store import Base

_TELLING = {"vehicles": ("plate", "vin")}
"""What tells a record of a collection that has no number of its own: two cannot share it."""


def misplaced(base: Base, grid: Grid, layout: Layout, batch: int | None) -> list[Problem]:
    """Cells that say whose a record is, and were changed: the customer's name is changed among the customers."""
    problems: list[Problem] = []
    for of in ("customers", "vehicles"):
        targets = [target for target in layout.of(of) if layout.lists != of and singular(of) in LINKS[layout.lists]]
        if not targets:
            continue
        for side, known in (("owner_then", batch), ("owner_now", None)):
            base.run(f"CREATE OR REPLACE TEMP TABLE {side} AS {frames.as_written(base, of, known)}")
        for target in targets:
            problems += _changed(base, grid, layout.lists, of, (str(target.field), target.column))
    return problems


def _changed(base: Base, grid: Grid, lists: str, of: str, told: tuple[str, int]) -> list[Problem]:
    name, column = told
    link, sql = singular(of), fields(of)[name].kind.sql
    same = " AND ".join(f's."{of}.{name}" IS DISTINCT FROM CAST({side}."{name}" AS {sql})' for side in ("t", "n"))
    rows = base.rows(f"""
        SELECT s."row", s."{of}.{name}"::VARCHAR FROM stage s JOIN export_now r ON r.id = s."{lists}.id"
        LEFT JOIN owner_then t ON t.id = r.{link} LEFT JOIN owner_now n ON n.id = r.{link}
        WHERE s.skip IS NULL AND s."{of}.{name}" IS NOT NULL AND {same} ORDER BY 1""")
    return [Problem("export_not_here", grid.address(row - 1, column), value) for row, value in rows]


def taken_numbers(base: Base, grid: Grid, layout: Layout) -> list[Problem]:
    """A plate or a number that another record has already is not taken: two records would become one."""
    of = layout.lists
    telling = _TELLING.get(of) or tuple(filter(None, [COLLECTIONS[of].number]))
    problems: list[Problem] = []
    for target in (target for target in layout.of(of) if target.field in telling):
        here = f's."{target.key}"'
        other = f'SELECT 1 FROM {of} o WHERE o.closed IS NULL AND o."{target.field}" = {here} AND o.id <> s."{of}.id"'
        twice = f'SELECT "{target.key}" FROM stage WHERE skip IS NULL GROUP BY ALL HAVING count(*) > 1'
        where = f's.skip IS NULL AND s."{of}.id" IS NOT NULL AND {here} IS NOT NULL AND (EXISTS ({other}) OR {here} IN ({twice}))'
        rows = base.rows(f'SELECT s."row", {here} FROM stage s WHERE {where} ORDER BY 1')
        base.run(f'UPDATE stage SET "{target.key}" = NULL WHERE "row" IN (SELECT s."row" FROM stage s WHERE {where})')
        problems += [Problem("export_number_taken", grid.address(row - 1, target.column), value) for row, value in rows]
    return problems


def take(base: Base, layout: Layout, staged: Staged, source: Source) -> None:
    """Write what is left in the rows that have an id, and take these rows out of `stage`. `edited_rows` says what became of them."""
    of = layout.lists
    changes = _changes(of, staged.columns, layout.clearing)
    differs = " OR ".join(f'{sql} IS DISTINCT FROM c."{column}"' for column, sql in changes.items()) or "FALSE"
    other = write.custom_of(staged.columns) if "other" in changes else "NULL"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE edited_rows AS SELECT w."row" AS rn, w."{of}.id" AS id,
            CASE WHEN {differs} THEN 'updated' ELSE 'same' END AS outcome
        FROM (SELECT *, {other} AS other FROM stage) w JOIN {of} c ON c.closed IS NULL AND c.id = w."{of}.id" WHERE w.skip IS NULL""")
    kept = [*(link for link in LINKS[of] if of != "vehicles"), *fields(of), "other"]
    chosen = ", ".join(f'{changes.get(column, f"c.{quoted(column)}")} AS "{column}"' for column in kept)
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE next_{of} AS SELECT c.id, {chosen}
        FROM (SELECT *, {other} AS other FROM stage) w JOIN {of} c ON c.closed IS NULL AND c.id = w."{of}.id"
        JOIN edited_rows e ON e.rn = w."row" AND e.outcome = 'updated'""")
    write.replace_versions(base, of, source)
    base.run(
        f"INSERT INTO origins SELECT ?, '{of}', id, ?, ?, rn FROM edited_rows WHERE outcome = 'updated'",
        [source.batch, source.file, source.sheet],
    )
    base.run(f"DROP TABLE next_{of}")
    base.run('DELETE FROM stage WHERE "row" IN (SELECT rn FROM edited_rows)')


def _changes(of: str, staged: Sequence[str], clearing: frozenset[str]) -> dict[str, str]:
    """SQL by column: what a row says, else what is there."""
    changes: dict[str, str] = {}
    for name in (name for name in fields(of) if f"{of}.{name}" in staged):
        here = f'coalesce(w."{of}.{name}", c."{name}")'
        gone = f'w."{write.EMPTY}{of}.{name}"'
        changes[name] = f"CASE WHEN {gone} THEN NULL ELSE {here} END" if f"{of}.{name}" in clearing else here
    if any(name.startswith("custom.") for name in staged):
        changes["other"] = write.other_value("c", "w")
    return changes


def count(base: Base, grid: Grid, lists: str, receipt: Receipt, *, rows: bool) -> None:
    """What became of the edited rows, into the receipt."""
    found = base.rows("SELECT rn, outcome FROM edited_rows ORDER BY rn")
    counts = {outcome: sum(1 for _, one in found if one == outcome) for outcome in ("updated", "same")}
    sums = receipt.records.setdefault(lists, {"created": 0, "updated": 0, "same": 0})
    for outcome, number in counts.items():
        receipt.count(outcome, number)
        sums[outcome] += number
    if rows:
        receipt.outcomes += [Outcome(row_address(grid, rn), outcome, None) for rn, outcome in found]
