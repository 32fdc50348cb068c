"""A list that jipan wrote comes back from a colleague: whose it is, which columns it had, which rows are gone.

What he changed in it is found by `three_way`. The stamp travels in a sheet that nobody sees: some programs drop
properties of a file, none drops a sheet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from jipan.errors import BadFile, Problem
from jipan.intake.headers import OWN_ID, Target, normal
from jipan.intake.mapping import Told
from jipan.models import COLLECTIONS

if TYPE_CHECKING:
    from jipan.intake.headers import Layout
    from jipan.sheets import Grid
    from jipan.store import Base

EXPORT = "export"
"""The stamp of a list that was written to be edited and brought back."""

_RUNS = 2000
"""Runs of ids in one cell of the stamp: a cell holds 32,767 characters."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an exported list knows of itself: the state of the base that it shows, its columns and its records.

    `moment` is when the last batch it shows was written, and `standing` how many stood then: a base that was restored
    or set back since cannot say any more what the list showed. `columns`: header → `collection.field`, `-` for what is
    worked out, `+` for a column under its own name.
    """

    of: str
    base: str
    batch: int
    moment: str
    standing: int
    columns: Mapping[str, str]
    ids: frozenset[str]

    @classmethod
    def make(cls, base: Base, of: str, columns: Mapping[str, str], ids: Iterable[str]) -> Self:
        """The stamp of a list that is written now."""
        batch = int(base.value("SELECT coalesce(max(number), 0) FROM batches"))
        return cls(of, _name(base), batch, *_state(base, batch), columns, frozenset(ids))

    def written(self) -> dict[str, str]:
        """As it stands in the hidden sheet."""
        told = {
            "form": EXPORT, "of": self.of, "base": self.base, "batch": str(self.batch), "moment": self.moment,
            "standing": str(self.standing), "columns": json.dumps(list(self.columns.items()), ensure_ascii=False),
        }  # fmt: skip
        runs = list(_runs(self.ids))
        return told | {f"ids{at}": " ".join(runs[at : at + _RUNS]) for at in range(0, len(runs), _RUNS)}

    @classmethod
    def read(cls, stamp: Mapping[str, str]) -> Self | None:
        """None for anything but an exported list."""
        if stamp.get("form") != EXPORT or stamp.get("of") not in COLLECTIONS:
            return None
        columns = dict(json.loads(stamp.get("columns", "[]")))
        ids = frozenset(id_ for key, runs in stamp.items() if key.startswith("ids") for id_ in _ids(runs.split()))
        return cls(
            str(stamp["of"]), stamp.get("base", ""), int(stamp.get("batch", 0)), stamp.get("moment", ""),
            int(stamp.get("standing", 0)), columns, ids,
        )  # fmt: skip

    @property
    def id_key(self) -> str:
        return f"{self.of}.{OWN_ID}"

    @property
    def told(self) -> Told:
        """Its columns as a mapping says them."""
        return Told(dict(self.columns))

    def shown_still(self, base: Base) -> bool:
        """Whether the base can still say what the list showed."""
        return _state(base, self.batch) == (self.moment, self.standing)


def _name(base: Base) -> str:
    return str(base.value("SELECT value FROM meta WHERE name = 'base'"))


def _state(base: Base, batch: int) -> tuple[str, int]:
    """When a batch was written, and how many up to it were not taken away."""
    moment = base.value('SELECT "at"::VARCHAR FROM batches WHERE number = ?', [batch])
    standing = base.value("SELECT count(*) FROM batches WHERE number <= ? AND undone IS DISTINCT FROM number", [batch])
    return str(moment or ""), int(standing)


def _runs(ids: Iterable[str]) -> Iterator[str]:
    """`C1-3 C7`: ids that follow each other, in short."""
    numbers = sorted({(id_[:1], int(id_[1:])) for id_ in ids})
    at = 0
    while at < len(numbers):
        prefix, first = numbers[at]
        last = first
        while at + 1 < len(numbers) and numbers[at + 1] == (prefix, last + 1):
            at, last = at + 1, last + 1
        yield f"{prefix}{first}" if first == last else f"{prefix}{first}-{last}"
        at += 1


def _ids(runs: Iterable[str]) -> Iterator[str]:
    for run in runs:
        first, _, last = run[1:].partition("-")
        yield from (f"{run[0]}{number:06d}" for number in range(int(first), int(last or first) + 1))


def check_base(base: Base, stamp: Stamp, name: str) -> None:
    """Raises BadFile for a list of another base."""
    if stamp.base != _name(base):
        raise BadFile("export_of_another_base", path=name)


def with_ids(stamp: Stamp, chosen: Sequence[tuple[Grid, Layout]], name: str) -> list[tuple[Grid, Layout]]:
    """The sheets that still have the column of ids; what else was added to the workbook is not ours.

    Raises BadFile where none has: nobody knows whom its rows mean.
    """
    kept = [(grid, layout) for grid, layout in chosen if any(t.key == stamp.id_key for t in layout.targets)]
    if not kept:
        raise BadFile("export_without_ids", path=name)
    return kept


def as_exported(stamp: Stamp, grid: Grid, layout: Layout) -> tuple[Layout, list[Problem]]:
    """The columns that were written, whatever became of them since, and what is said of those that are gone or new.

    Where columns are gone, an unknown one may be one of them under another name: it is left out. Nothing is guessed.
    """
    there = {normal(target.header) for target in layout.targets}
    gone = [header for header, key in stamp.columns.items() if key != "-" and normal(header) not in there]
    said = [Problem("export_column_gone", _sheet(grid), header) for header in gone]
    written = {normal(header) for header in stamp.columns}
    targets: list[Target] = []
    for target in layout.targets:
        stranger = normal(target.header) not in written and (not target.field or target.guessed) and not target.told
        if stranger and gone:
            said.append(Problem("export_column_unknown", grid.address(layout.last, target.column), target.header))
            targets.append(Target(target.column, target.header))
        elif stranger:
            targets.append(replace(target, collection=layout.lists, field=None, guessed=False))
        else:
            targets.append(target)
    return replace(layout, targets=tuple(targets), recalled=False, proposals={}, returns=True), said


def _sheet(grid: Grid) -> str:
    return " › ".join(part for part in (grid.file, grid.sheet) if part)
