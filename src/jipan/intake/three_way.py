"""Every cell of a list that comes back, held against the base as it was when the list was written, and as it is.

Cells that nobody changed are emptied in `stage`, and an empty cell changes nothing: the rest of the import need not know.
What was changed there and in the base meanwhile waits in the inbox, both values side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jipan import kinds
from jipan.errors import Problem
from jipan.intake.stage import CUSTOM, in_one_way
from jipan.intake.wins import BASE, FILE
from jipan.intake.write import EMPTY
from jipan.models import fields
from jipan.sheets.a1 import letters
from jipan.store import frames

if TYPE_CHECKING:
    from jipan.intake.clean import Odd
    from jipan.intake.headers import Layout, Target
    from jipan.intake.stage import Staged
    from jipan.sheets import Grid
    from jipan.store import Base

_DIFFERS = ("collection", "record", "field", "ours", "theirs", "address")
_MASKED = frozenset({"phone_masked", "id_masked", "value_masked"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One column that comes back: the field it changes, its column in `stage`, how its values are compared.

    `wins` decides where both sides changed it; `clears`: an empty cell takes the value away; `sure`: it is known what
    the list showed.
    """

    of: str
    field: str
    staged: str
    sql: str
    place: str
    wins: str
    clears: bool
    sure: bool

    @property
    def joined(self) -> str:
        """SQL: the rows that have an id, with their records then and now."""
        id_ = f's."{self.of}.id"'
        now = f"root({id_})" if self.of == "customers" else id_
        return f"FROM stage s JOIN export_now n ON n.id = {now} LEFT JOIN export_then t ON t.id = {id_} WHERE s.skip IS NULL"

    @property
    def here(self) -> str:
        return self._exact(f"s.{quoted(self.staged)}")

    def value(self, side: str) -> str:
        """SQL: what the base said then (`t`) or says now (`n`)."""
        return self._exact(f"CAST({side}.{quoted(self.field)} AS {self.sql})")

    def _exact(self, sql: str) -> str:
        """SQL: a moment to the minute, as a sheet shows it."""
        return f"date_trunc('minute', {sql})" if self.sql == "TIMESTAMP" else sql

    @property
    def changed(self) -> str:
        """SQL: whether the colleague changed it."""
        emptied = f" OR (s.{quoted(EMPTY + self.staged)} AND {self.value('t')} IS NOT NULL)" if self.clears else ""
        return f"(({self.here} IS NOT NULL{emptied}) AND {self.here} IS DISTINCT FROM {self.value('t')})"

    @property
    def both(self) -> str:
        """SQL: whether the base changed meanwhile, too, and into something else; it may have where nobody knows."""
        then, now = self.value("t"), self.value("n")
        meanwhile = f"{now} IS DISTINCT FROM {then}" if self.sure else "TRUE"
        return f"({self.changed} AND {meanwhile} AND {now} IS DISTINCT FROM {self.here})"


def quoted(name: str) -> str:
    """SQL: the name of a column."""
    return '"' + name.replace('"', '""') + '"'


def lay(base: Base, of: str, batch: int | None) -> None:
    """`export_then` and `export_now`: the records as they were when the list was written, and as they are.

    Without a batch nobody knows what the list showed: then every value that differs is asked about.
    """
    if batch is not None:
        base.run(f"CREATE OR REPLACE TEMP TABLE export_then AS {frames.as_written(base, of, batch)}")
    base.run(f"CREATE OR REPLACE TEMP TABLE export_now AS {frames.as_written(base, of, None)}")
    if batch is None:
        base.run("CREATE OR REPLACE TEMP TABLE export_then AS FROM export_now WHERE FALSE")
    base.run(f"CREATE OR REPLACE TEMP TABLE differs ({', '.join(f'{name} VARCHAR' for name in _DIFFERS)})")


def cells(base: Base, grid: Grid, layout: Layout, staged: Staged, *, sure: bool) -> Iterator[Cell]:
    """The columns that can change something: fields of what the list lists, and the columns under their own names."""
    own = base.custom_columns(layout.lists)
    for target in layout.targets:
        name, key = _named(target, layout)
        known = fields(layout.lists).get(name)
        if key in staged.columns and (known or (key.startswith(CUSTOM) and name in own)):
            place = " › ".join(part for part in (grid.file, grid.sheet, letters(target.column)) if part)
            yield Cell(
                layout.lists, name, key, known.kind.sql if known else "VARCHAR", place,
                layout.policy.winner(key), key in layout.clearing, sure,
            )  # fmt: skip


def _named(target: Target, layout: Layout) -> tuple[str, str]:
    """The field that a column changes, and its column in `stage`."""
    if target.field:
        return (target.field, target.key) if target.collection == layout.lists else ("", target.key)
    return target.header, f"{CUSTOM}{target.header}"


def compare(base: Base, cell: Cell) -> None:
    """One column: what the base said then or says now is emptied; what both sides changed is noted, unless the file wins."""
    if cell.wins not in {FILE, BASE}:
        base.run(
            f"""INSERT INTO differs SELECT '{cell.of}', n.id, ?, {cell.value("n")}::VARCHAR, {cell.here}::VARCHAR,
                ? || s."row" {cell.joined} AND {cell.both}""",
            [cell.field, cell.place],
        )
    stays = f"NOT {cell.changed} OR {cell.here} IS NOT DISTINCT FROM {cell.value('n')}"
    stays += "" if cell.wins == FILE else f" OR {cell.both}"
    emptied = f", {quoted(EMPTY + cell.staged)} = FALSE" if cell.clears else ""
    base.run(f"""
        UPDATE stage SET {quoted(cell.staged)} = NULL{emptied} WHERE "row" IN (SELECT s."row" {cell.joined} AND ({stays}))""")


def emptied(base: Base, cell: Cell, odd: Sequence[Odd]) -> list[Problem]:
    """Cells that held something and are empty now, where that takes nothing away: it is said. Called before `compare`."""
    if cell.clears:
        return []
    unread = [one.row + 1 for one in odd if cell.place.endswith(f" {letters(one.column)}")]
    rows = base.rows(
        f"""SELECT s."row" {cell.joined} AND {cell.here} IS NULL AND {cell.value("t")} IS NOT NULL
            AND NOT list_contains(?::BIGINT[], s."row") ORDER BY 1""",
        [unread],
    )
    return [Problem("export_emptied", f"{cell.place}{row}") for (row,) in rows]


def ask(base: Base, batch: int) -> list[Problem]:
    """What both sides changed waits in the inbox, once however often the list comes; gives what is open."""
    same = "c.collection = d.collection AND c.record = d.record AND c.field = d.field AND c.ours IS NOT DISTINCT FROM d.ours"
    same += " AND c.theirs IS NOT DISTINCT FROM d.theirs"
    base.run(
        f"INSERT INTO conflicts SELECT d.*, {batch}, NULL::INTEGER FROM differs d WHERE NOT EXISTS (FROM conflicts c WHERE {same})"
    )
    rows = base.rows(
        f"SELECT d.address FROM differs d WHERE EXISTS (FROM conflicts c WHERE c.closed IS NULL AND {same}) ORDER BY 1"
    )
    return [Problem("export_conflict", address) for (address,) in rows]


def only_touched(base: Base, layout: Layout, odd: Sequence[Odd]) -> list[Odd]:
    """Odd cells of rows that the base knows only where somebody typed them. Called after `compare`.

    What is odd and was kept has been so before, unless the cell is still there; what jipan masked is no value; what says
    whose a record is stays as it is anyway.
    """
    known = {row for (row,) in base.rows(f'SELECT "row" - 1 FROM stage WHERE "{layout.lists}.id" IS NOT NULL')}
    targets = {target.column: target for target in layout.targets}
    by_column: dict[int, list[Odd]] = {}
    for one in odd:
        if one.row in known:
            by_column.setdefault(one.column, []).append(one)
    quiet = {id(one) for column, found in by_column.items() for one in _untouched(base, layout, targets[column], found)}
    return [one for one in odd if id(one) not in quiet]


def _untouched(base: Base, layout: Layout, target: Target, found: Sequence[Odd]) -> list[Odd]:
    """The odd cells of one column that still say what jipan wrote there."""
    if target.collection != layout.lists:
        return list(found)
    of, name = str(target.collection), str(target.field)
    changed = {row for (row,) in base.rows(f'SELECT "row" - 1 FROM stage WHERE "{target.key}" IS NOT NULL')}
    mask = fields(of)[name].kind.mask or str
    sides: list[dict[int, object]] = [
        dict(base.rows(f'SELECT s."row" - 1, t."{name}" FROM stage s JOIN {side} t ON t.id = s."{of}.id"'))
        for side in ("export_then", "export_now")
        if any(one.code in _MASKED for one in found)
    ]

    def is_quiet(one: Odd) -> bool:
        if one.code in _MASKED:
            return any(one.value == mask(str(side.get(one.row))) for side in sides)
        return one.kept and one.row not in changed

    return [one for one in found if is_quiet(one)]


def write_in_one_way(base: Base, cell: Cell) -> None:
    """Days and numbers that were typed into a column under its own name are written as those that it holds already."""
    kind = kinds.KINDS[base.custom_columns(cell.of)[cell.field]]
    if kind.python is str:
        return
    read = partial(in_one_way, kind)
    for (typed,) in base.rows(f"SELECT DISTINCT {cell.here} FROM stage s WHERE {cell.here} IS NOT NULL"):
        base.run(f"UPDATE stage SET {quoted(cell.staged)} = ? WHERE {quoted(cell.staged)} = ?", [read(typed), typed])
