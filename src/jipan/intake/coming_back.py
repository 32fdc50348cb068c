"""What happens to the sheets of an exported list that comes back, between laying them down and the rest of an import."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jipan.errors import Problem
from jipan.intake import edited, three_way
from jipan.intake.outcomes import row_address
from jipan.intake.receipt import Returned
from jipan.intake.round_trip import Stamp, as_exported, check_base
from jipan.intake.wins import FILE, Policy
from jipan.intake.write import Source

if TYPE_CHECKING:
    from jipan.intake.headers import Layout
    from jipan.intake.receipt import Receipt
    from jipan.intake.stage import Staged
    from jipan.sheets import Book, Grid
    from jipan.store import Base


@dataclass(slots=True)
class Return:
    """A list on its way back: the batch whose state it shows (None where nobody knows it any more), the ids that its
    rows still have, how many rows have ids that mean nobody, how many cells both sides changed.
    """

    stamp: Stamp
    shows: int | None
    there: set[str] = field(default_factory=set)
    odd: int = 0
    conflicts: int = 0

    @classmethod
    def of(cls, base: Base, book: Book, receipt: Receipt) -> Return | None:
        """None for any other file. Raises BadFile for a list of another base."""
        stamp = Stamp.read(book.stamp)
        if stamp is None:
            return None
        check_base(base, stamp, book.name)
        known = stamp.shown_still(base)
        if not known:
            receipt.problems.append(Problem("export_before_undo", book.name))
        return cls(stamp, stamp.batch if known else None)

    def lay_out(self, grid: Grid, layout: Layout, receipt: Receipt) -> Layout:
        """The columns as they were exported; what became of them since is said."""
        layout, said = as_exported(self.stamp, grid, layout)
        receipt.problems += said
        return layout

    def take(self, base: Base, grid: Grid, layout: Layout, staged: Staged, way: tuple[Source, Receipt, bool]) -> Source:
        """Leave in `stage` what was changed and what is new. Gives the source by which the rest is fed: whatever is left was
        meant. `way`: the source, the receipt, whether it lists rows.
        """
        source, receipt, rows = way
        three_way.lay(base, self.stamp.of, self.shows)
        self._note_ids(base)
        receipt.problems += _odd_ids(base, self.stamp, grid) + _several(base, self.stamp, grid, staged)
        for cell in three_way.cells(base, grid, layout, staged, sure=self.shows is not None):
            receipt.problems += three_way.emptied(base, cell, staged.odd)
            three_way.compare(base, cell)
            if cell.staged.startswith("custom."):
                three_way.write_in_one_way(base, cell)
        staged.odd = three_way.only_touched(base, layout, staged.odd)
        asked = three_way.ask(base, source.batch)
        self.conflicts += len(asked)
        receipt.problems += asked
        if self.stamp.of != "customers":
            receipt.problems += edited.misplaced(base, grid, layout, self.shows)
            receipt.problems += edited.taken_numbers(base, grid, layout)
            edited.take(base, layout, staged, source)
            edited.count(base, grid, layout.lists, receipt, rows=rows)
        return replace(source, policy=Policy(FILE, clears=source.policy.clears, clears_of=source.policy.clears_of))

    def _note_ids(self, base: Base) -> None:
        key = f'"{self.stamp.id_key}"'
        ids = [row[0] for row in base.rows(f"SELECT {key} FROM stage WHERE skip IS NULL AND {key} IS NOT NULL")]
        known = (set(ids) & self.stamp.ids) - self.there
        self.odd += len(ids) - len(known)
        self.there |= known

    def told(self) -> Returned:
        """What is said of it. A row whose id was typed over is still there: then it is not certain whose rows are gone."""
        missing = sorted(self.stamp.ids - self.there)
        deleted = max(0, len(missing) - self.odd)
        return Returned(self.stamp.of, deleted, () if self.odd else tuple(missing), self.conflicts)


def _odd_ids(base: Base, stamp: Stamp, grid: Grid) -> list[Problem]:
    """Rows whose id was typed over or stands twice are passed over: it is not guessed whom they mean."""
    key = f'"{stamp.id_key}"'
    means = f"root({key})" if stamp.of == "customers" else key
    base.run("CREATE OR REPLACE TEMP TABLE were_exported AS SELECT unnest(?::VARCHAR[]) AS id", [sorted(stamp.ids)])
    odd = {
        "export_id_unknown": f"{key} IS NOT NULL AND {means} NOT IN (SELECT id FROM export_now)",
        "export_id_other": f"{key} IS NOT NULL AND {key} NOT IN (FROM were_exported)",
        "export_id_twice": f"{key} IN (SELECT {key} FROM stage WHERE skip IS NULL GROUP BY ALL HAVING count(*) > 1)",
    }
    found: list[Problem] = []
    for code, where in odd.items():
        rows = base.rows(f'SELECT "row", {key} FROM stage WHERE skip IS NULL AND {where} ORDER BY ALL')
        base.run(f"UPDATE stage SET skip = '{code}' WHERE skip IS NULL AND {where}")
        found += [Problem(code, row_address(grid, row), id_) for row, id_ in rows]
    return found


def _several(base: Base, stamp: Stamp, grid: Grid, staged: Staged) -> list[Problem]:
    """A row of the list is one record: further vehicles typed into its cell are not taken."""
    ids = {row[0] for row in base.rows(f'SELECT "row" FROM stage WHERE "{stamp.id_key}" IS NOT NULL')}
    rows = sorted(ids & staged.more.cells.keys())
    for row in rows:
        del staged.more.cells[row]
    return [Problem("export_several", row_address(grid, row)) for row in rows]
