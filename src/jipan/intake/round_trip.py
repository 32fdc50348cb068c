"""A list that jipan wrote comes back from a colleague: only what he changed is taken, what changed on both sides is asked.

Every cell is held against the base as it was when the list was written. Cells that still say the same are emptied in
`stage`, and an empty cell changes nothing; the rest of the import need not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.errors import BadFile, Problem
from jipan.intake.outcomes import row_address
from jipan.models import fields
from jipan.sheets.a1 import letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jipan.intake.clean import Odd
    from jipan.intake.headers import Layout
    from jipan.sheets import Grid
    from jipan.store import Base

EXPORT = "export"
"""The stamp of a list that was written to be edited and brought back."""
_ID = "customers.id"
_MASKED = frozenset({"phone_masked", "id_masked", "value_masked"})


def check_stamp(base: Base, stamp: Mapping[str, str], name: str) -> None:
    """Raises BadFile for a list of another base."""
    if stamp.get("base") != base.value("SELECT value FROM meta WHERE name = 'base'"):
        raise BadFile("export_of_another_base", path=name)


def only_changes(base: Base, grid: Grid, layout: Layout, stamp: Mapping[str, str], batch: int) -> list[Problem]:
    """Leave in `stage` what the colleague changed; note conflicts. Gives what is wrong with ids."""
    staged = {row[0] for row in base.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = 'stage'")}
    if _ID not in staged:
        raise BadFile("export_without_ids", path=grid.file)
    _lay_then_and_now(base, int(stamp["batch"]))
    problems = _odd_ids(base, grid)
    columns = ", ".join(f"{name} VARCHAR" for name in ("collection", "record", "field", "ours", "theirs", "address"))
    base.run(f"CREATE OR REPLACE TEMP TABLE differs ({columns})")
    for target in layout.of("customers"):
        if target.key in staged and target.field in fields("customers"):
            _compare(
                base,
                str(target.field),
                " › ".join(part for part in (grid.file, grid.sheet, letters(target.column)) if part),
            )
    base.run(f"""
        INSERT INTO conflicts SELECT d.*, {batch}, NULL::INTEGER FROM differs d
        WHERE NOT EXISTS (FROM conflicts c WHERE c.record = d.record AND c.field = d.field
                          AND c.ours IS NOT DISTINCT FROM d.ours AND c.theirs = d.theirs)""")
    return problems


def not_masked(odd: Sequence[Odd]) -> list[Odd]:
    """Cells that jipan masked itself are no problems."""
    return [one for one in odd if one.code not in _MASKED]


def _lay_then_and_now(base: Base, batch: int) -> None:
    """`export_then` and `export_now`: the customers as they were when the list was written, and as they are."""
    for name, known in (("export_then", batch), ("export_now", None)):
        base.keep(base.tables(None, known)["customers"], name)


def _odd_ids(base: Base, grid: Grid) -> list[Problem]:
    """Rows whose id was typed over or stands twice are passed over: it is not guessed whom they mean."""
    found: list[Problem] = []
    odd = {
        "export_id_unknown": f'"{_ID}" IS NOT NULL AND root("{_ID}") NOT IN (SELECT id FROM export_now)',
        "export_id_twice": f'"{_ID}" IN (SELECT "{_ID}" FROM stage WHERE skip IS NULL GROUP BY ALL HAVING count(*) > 1)',
    }
    for code, where in odd.items():
        rows = base.rows(f'SELECT "row", "{_ID}" FROM stage WHERE skip IS NULL AND {where} ORDER BY ALL')
        base.run(f"UPDATE stage SET skip = '{code}' WHERE skip IS NULL AND {where}")
        found += [Problem(code, row_address(grid, row), id_) for row, id_ in rows]
    return found


def _compare(base: Base, field: str, place: str) -> None:
    """One column: what the base said then is emptied, what the base says otherwise since is a conflict."""
    sql, column = fields("customers")[field].kind.sql, f'"customers.{field}"'
    joined = f"""FROM stage s JOIN export_now n ON n.id = root(s."{_ID}") LEFT JOIN export_then t ON t.id = s."{_ID}"
        WHERE s.skip IS NULL AND s.{column} IS NOT NULL"""
    then, now = f'CAST(t."{field}" AS {sql})', f'CAST(n."{field}" AS {sql})'
    changed = f"s.{column} IS DISTINCT FROM {then}"
    both = f"{changed} AND {now} IS DISTINCT FROM {then} AND {now} IS DISTINCT FROM s.{column}"
    base.run(f"""
        INSERT INTO differs SELECT 'customers', n.id, '{field}', {now}::VARCHAR, s.{column}::VARCHAR,
            '{place.replace("'", "''")}' || s."row" {joined} AND {both}""")
    base.run(f"""
        UPDATE stage SET {column} = NULL WHERE "row" IN (SELECT s."row" {joined} AND (NOT ({changed}) OR ({both})))""")
