"""Which sheets of a file are imported, how each is laid out, and which day the file speaks of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.errors import BadFile, BadUsage
from jipan.intake import headers, rejects, several
from jipan.intake.guessing import SAMPLE, guess_targets, header_above_data
from jipan.intake.headers import Layout, Target
from jipan.intake.histories import looks_like_history
from jipan.intake.lists import what_it_lists
from jipan.intake.makers import keep_apart, tell_vehicles
from jipan.intake.mapping import Told
from jipan.intake.remembered import headers_key
from jipan.intake.returned import Stamp, lost_its_tasks
from jipan.intake.tables import tables_of
from jipan.intake.wins import Policy
from jipan.kinds.kind import fold
from jipan.models import ASKED, COLLECTIONS
from jipan.sheets import Book, Grid, Limits

if TYPE_CHECKING:
    from jipan.rules import Book as RuleBook
    from jipan.store import Base

_DAY = re.compile(
    r"(?<!\d)(20\d{2})(?:\s*[-/._年]\s*(1[0-2]|0?[1-9])\s*[-/._月]\s*|(1[0-2]|0[1-9]))(3[01]|[12]\d|0?[1-9])(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for beside the file itself. `kind` and `sheet` narrow the choice; `told` is the mapping; `book`
    gives the rule book in force, by which a contact has consequences, `meaning` what the tasks of a call sheet were about.
    `system` is the program whose customer numbers the file has, where another one gives the same numbers to other people.
    """

    kind: str | None = None
    sheet: str | None = None
    told: Told = field(default_factory=Told)
    dated: dt.date | None = None
    password: str | None = None
    dry_run: bool = False
    rows: bool = False
    book: Callable[[Base], RuleBook] | None = None
    wins: str = "newer"
    clears: bool = False
    limits: Limits = field(default_factory=Limits)
    system: str = ""
    meaning: Callable[[Base], None] | None = None

    def policy(self, told: Told) -> Policy:
        """Who wins, for a sheet of which this was said."""
        return Policy(self.wins, self.clears, told.wins, told.clears)


Remembered = Mapping[str, Told]
"""What was confirmed earlier, by the key of the headers."""


def sheets_to_import(
    book: Book, wishes: Wishes, remembered: Remembered, *, whole: bool = False
) -> list[tuple[Grid, Layout]]:
    """The sheets to import with their layouts: the one asked for, else every visible one that has a header we know.

    `whole`: a sheet is one table, whatever it looks like.
    """
    names = [sheet.name for sheet in book.sheets]
    if wishes.sheet and wishes.sheet not in names:
        raise BadUsage("no_such_sheet", path=book.name, sheet=wishes.sheet, sheets=tuple(names))
    wanted = [wishes.sheet] if wishes.sheet else [sheet.name for sheet in book.sheets if not sheet.hidden]
    grids = [book.grid(name) for name in wanted]
    ours = Stamp.read(book.stamp) is not None
    parts = [(grid, "") for grid in grids] if ours or whole else [part for grid in grids for part in tables_of(grid)]
    found = [
        (grid, replace(layout, part=name))
        for grid, name in parts
        if (layout := lay_out(grid, wishes, remembered, ours=ours))
    ]
    if not found:
        raise _no_header(book, grids)
    return found


def _top(grid: Grid) -> list[list[str | None]]:
    """The first rows of a sheet as lists of text."""
    for batch in grid.batches:
        head = batch.slice(0, headers.SCAN)
        columns = [column.to_pylist() for column in head.columns]
        return [list(row) for row in zip(*columns, strict=True)] if columns else []
    return []


def lay_out(grid: Grid, wishes: Wishes, remembered: Remembered, *, ours: bool = False) -> Layout | None:
    """How a sheet is laid out; None where nothing in it looks like a header of ours.

    `ours` is a workbook that jipan wrote as a call sheet: it stays one when the column of the task numbers was taken out.
    """
    rows, said = _top(grid), wishes.told.of(grid.sheet)
    found = _find_header(rows, said, remembered)
    if found is None:
        return None
    first, last, names = found
    known = remembered.get(headers_key([name for name in names if name not in rejects.NOT_DATA]), Told())
    told = said.over(known)
    lists = "contacts" if ours else wishes.kind or told.lists or what_it_lists(names, f"{grid.file} {grid.sheet or ''}")
    targets, samples = _targets(grid, names, told, lists, last + 1)
    if lists == "vehicles" and not (ours or wishes.kind or told.lists or tell_vehicles(targets)):
        lists = "customers"
        targets, samples = _targets(grid, names, told, lists, last + 1)
    targets = keep_apart(targets, lists)
    made = Layout(
        lists, first, last, targets, _raw(grid, first, last), told,
        recalled=not known.says_nothing, policy=wishes.policy(told), proposals=_proposals(targets, samples),
    )  # fmt: skip
    if ours or any(target.key == "contacts.tasks" for target in targets):
        only = _only_answers(targets)
        return replace(made, lists="contacts", targets=only, is_call_sheet=True, policy=Policy())
    if not (wishes.kind or told.lists) and lost_its_tasks(names):
        raise BadFile("call_sheet_no_tasks", path=grid.file)
    return made


def _targets(
    grid: Grid, names: tuple[str, ...], told: Told, lists: str, start: int
) -> tuple[tuple[Target, ...], dict[int, list[str]]]:
    """Where the columns of a sheet go, and some values of those that were looked at. `start` is the first row of data."""
    targets = several.number(_named(headers.assign(names, told.columns, lists, grid.columns), lists))
    samples = _samples(grid, targets, start, told)
    targets = guess_targets(targets, samples, lists)
    return tuple(target for target in targets if target.header not in rejects.NOT_DATA), samples


_WORKPLACES = frozenset({"工作单位", "就职单位", "工作单位名称", "所在单位"})
_STAND_FOR_NAMES = {"company": frozenset(COLLECTIONS), "contact_name": frozenset({"customers", "leads"})}
"""What is taken for the name where none is given, in lists of what. Who brings a car in need not be its owner."""


def _named(targets: Sequence[Target], lists: str) -> tuple[Target, ...]:
    """Where no column has the customer's name, the firm is the customer, else whoever is to be asked for."""
    given = {target.key: target for target in targets if target.header not in _WORKPLACES}
    of_someone = ((given.get(f"customers.{name}"), where) for name, where in _STAND_FOR_NAMES.items())
    found = next((target for target, where in of_someone if target and not target.told and lists in where), None)
    if found is None or "customers.name" in given:
        return tuple(targets)
    return tuple(replace(target, field="name") if target is found else target for target in targets)


def _find_header(
    rows: list[list[str | None]], said: Told, remembered: Remembered
) -> tuple[int, int, tuple[str, ...]] | None:
    """By known words; else a row that was confirmed earlier; else the words right above rows that are plainly data."""
    found = headers.find_header(rows, said.columns)
    if found or headers.in_one_cell(rows):
        return found
    tried = (headers.header_at(rows, index) for index in range(len(rows)) if remembered)
    confirmed = next((one for one in tried if headers_key(one[2]) in remembered), None)
    above = header_above_data(rows)
    return confirmed or (None if above is None else headers.header_at(rows, above))


def _samples(grid: Grid, targets: Iterable[Target], start: int, told: Told) -> dict[int, list[str]]:
    """Some values of the columns that no header names, and of those called a level."""
    open_ = {
        target.column: told.words_of(target.header)
        for target in targets
        if target.collection and (not target.field or target.key in _LOOKED_AT)
    }
    batch = next(iter(grid.batches), None)
    if batch is None or not open_:
        return {}
    place = {column: index for index, column in enumerate(grid.columns)}
    found = {column: batch.column(place[column]).slice(start, SAMPLE * 3).to_pylist() for column in open_}
    return {
        column: [open_[column].get(text.strip(), text) for text in texts if text and text.strip()][:SAMPLE]
        for column, texts in found.items()
    }


_TALK = re.compile("回访|跟进|沟通|联系|拜访")
_LOOKED_AT = frozenset(
    {"leads.level", "visits.remark", "contacts.note", "customers.remark", "customers.name", "customers.id"}
)
"""Columns with a known header of which the values are looked at all the same."""


def _proposals(targets: Iterable[Target], samples: Mapping[int, list[str]]) -> dict[str, str]:
    """Columns whose cells hold a day and a text, again and again: what they would become if the mapping said so."""
    return {
        target.header: f"{'contacts' if _TALK.search(target.header) else 'visits'}.{headers.HISTORY_FIELD}"
        for target in targets
        if not target.told and looks_like_history(samples.get(target.column, [])[:50])
    }


def _raw(grid: Grid, first: int, last: int) -> dict[int, tuple[str, ...]]:
    rows = _top(grid)[first : last + 1]
    return {column: tuple(row[place] or "" for row in rows) for place, column in enumerate(grid.columns)}


_ASKED = fold(ASKED)


def _only_answers(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """From a call sheet that comes back only the answers are read, and what tells whose they are. Nothing of it is guessed:
    the day on which somebody was to be called is not the day on which he was.
    """
    targets = tuple(target for target in targets if not target.guessed)
    told = {"customers.id", "customers.name", "customers.mobile", "vehicles.plate"}
    by = [
        Target(t.column, t.header, "contacts", "by") for t in targets if headers.normal(t.header) in {"顾问", "adviser"}
    ][:1]
    asked = (
        replace(t, header=t.header.removeprefix(_ASKED)) for t in targets if not t.field and t.header.startswith(_ASKED)
    )
    return (*asked, *(t for t in targets if (t.collection == "contacts" and t.field) or t.key in told), *by)


_MANY, _LONG = 30, 40
"""Headers that are shown, and letters of each."""


def _no_header(book: Book, grids: list[Grid]) -> BadFile:
    tops = [row for grid in grids for row in _top(grid)[:5]]
    if not any(text for row in tops for text in row):
        return BadFile("no_rows", path=book.name)
    if together := headers.in_one_cell(tops):
        return BadFile("one_column", path=book.name, headers=together[:80])
    widest = max(tops, key=lambda row: sum(1 for text in row if text))
    seen = [" ".join(text.split())[:_LONG] for text in widest if text]
    return BadFile("no_header", path=book.name, headers=(*seen[:_MANY], "…") if len(seen) > _MANY else tuple(seen))


def day_of(book: Book, chosen: list[tuple[Grid, Layout]], wishes: Wishes, today: dt.date) -> dt.date:
    """The day a file speaks of: as told, else in a title row or its name, else when it was last saved, else today."""
    titles = [text for grid, layout in chosen for row in _top(grid)[: layout.first] for text in row if text]
    for text in (*titles, Path(book.name).stem):
        if (found := _DAY.search(text)) and wishes.dated is None:
            try:
                return dt.date(*(int(part) for part in found.groups() if part))
            except ValueError:
                continue
    saved = book.saved.astimezone().date() if book.saved else None
    return wishes.dated or (min(saved, today) if saved else today)
