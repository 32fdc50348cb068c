"""Imports a file: every sheet that lists something, in one batch, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from jipan.errors import BadFile, Problem
from jipan.intake import (
    days_off,
    headers,
    rejects,
    returned,
    several,
    unclear,
    void,
)
from jipan.intake.age import MADE, before, made
from jipan.intake.coming_back import Return
from jipan.intake.documents import of_system
from jipan.intake.feed import Answers, feed
from jipan.intake.fingerprint import fingerprint
from jipan.intake.forgotten import FORGOTTEN, pass_over
from jipan.intake.guessing import wider
from jipan.intake.headers import OWN_ID_HEADERS, Layout, Target, normal
from jipan.intake.layout import Wishes, day_of, sheets_to_import
from jipan.intake.levels import leave_strange
from jipan.intake.outcomes import row_address, settle_rows
from jipan.intake.receipt import Mapped, Receipt
from jipan.intake.records import TASKS, task_numbers
from jipan.intake.remembered import recall, remember
from jipan.intake.round_trip import with_ids
from jipan.intake.stage import Staged, stage
from jipan.intake.wins import write_conflicts
from jipan.intake.write import Source
from jipan.sheets import Book, Grid, open_book
from jipan.sheets.a1 import letters
from jipan.store import begin, finish
from jipan.store.batches import changed, keep_cells
from jipan.store.identities import settled
from jipan.table import Page, Table

if TYPE_CHECKING:
    from jipan.rules import Book as RuleBook
    from jipan.store import Base

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment a command runs at: `now` for the history, `today` for what it works out."""

    now: dt.datetime
    today: dt.date


DECISIONS = "decisions"
"""The stamp of a workbook that holds decisions about open items, and no list."""


_NUMBER = "customers.customer_no"


class NotAList(Exception):
    """The file holds decisions, or days off: whoever keeps these takes it."""

    def __init__(self, book: Book) -> None:
        super().__init__(book.name)
        self.book = book


class _NotReally(Exception):
    """Ends a dry run: everything it wrote is rolled back."""


def import_file(
    base: Base, path: Path, wishes: Wishes, clock: Clock, tell: Progress = lambda *_: None
) -> tuple[Receipt, list[Page]]:
    """Import one file. Gives the receipt and the sheets of rows that could not be taken.

    Raises BadFile when the file cannot be read or nothing in it looks like a list of ours. A file that changes nothing
    leaves no batch; a dry run leaves nothing at all.
    """
    tell("read", 0, 0)
    book = open_book(path, password=wishes.password, limits=wishes.limits)
    if book.stamp.get("form") == DECISIONS or (wishes.kind is None and days_off.is_list(book)):
        raise NotAList(book)
    if wishes.book:
        wishes = replace(wishes, book=cache(wishes.book))
    receipt = Receipt(
        book.name, hidden=[sheet.name for sheet in book.sheets if sheet.hidden and sheet.name != wishes.sheet]
    )
    if book.cut:
        receipt.problems.append(Problem("file_cut", book.name))
    coming = Return.of(base, book, receipt)
    if coming:
        told = wishes.told.over(coming.stamp.told)
        wishes = replace(wishes, kind=coming.stamp.of, dated=wishes.dated or clock.today, told=told)
    chosen = sheets_to_import(book, wishes, recall(base), whole=coming is not None)
    if coming:
        chosen = with_ids(coming.stamp, chosen, book.name)
    pages: list[Page] = []
    try:
        with base.frugal(), base.atomic():
            hash_ = fingerprint(grid for grid, _ in chosen)
            known = before(base, hash_)
            dated = wishes.dated or (known.dated if known else day_of(book, chosen, wishes, clock.today))
            batch = begin(base, "import", clock.now, file=book.name, hash_=hash_, dated=dated)
            receipt.dated, receipt.made = dated.isoformat(), known.made if known else made(book)
            first = known.number if known else batch
            finish(base, batch, {MADE: receipt.made})  # the sheets of one file are of one age
            for grid, layout in chosen:
                source = Source(
                    batch,
                    dated,
                    book.name,
                    _named(grid, layout),
                    first,
                    hash_,
                    layout.policy,
                    layout.clearing,
                    receipt.made,
                )
                with settled(base):
                    run = _Run(base, wishes, clock, receipt, tell, coming)
                    pages += _import_sheet(base, book, grid, layout, source, run)
            receipt.returned = coming.told() if coming else None
            _close(base, batch, receipt, wishes, chosen)
    except _NotReally:
        pass
    taken = {grid.sheet for grid, _ in chosen}
    if wishes.sheet is None and len(book.sheets) > 1:
        receipt.unread = [sheet.name for sheet in book.sheets if not sheet.hidden and sheet.name not in taken]
    return receipt, pages


@dataclass(frozen=True, slots=True)
class _Run:
    """What one import carries along from sheet to sheet."""

    base: Base
    wishes: Wishes
    clock: Clock
    receipt: Receipt
    tell: Progress
    coming: Return | None

    def with_questions(self, layout: Layout) -> Layout:
        """The answers to a question are kept under one name, whatever the language of the sheet."""
        asks = any(not target.field for target in layout.targets)
        if not (asks and self.wishes.book):
            return layout
        known = {en: zh for cadence in self.wishes.book(self.base).cadences for zh, en in cadence.questions("en")}
        named = (
            replace(one, header=known.get(one.header, one.header)) if not one.field else one for one in layout.targets
        )
        return replace(layout, targets=tuple(named))

    def answers(self, book: Book, layout: Layout, source: Source) -> Answers:
        """How the contacts of a sheet are to be read."""
        only = layout.is_call_sheet
        stamp = returned.Stamp.read(book.stamp) if only else None
        returned.lay(self.base, stamp)
        rules = self.wishes.book(self.base) if self.wishes.book and layout.lists == "contacts" else None
        day = returned.day_of_contact(stamp, source.dated, self.clock.today)
        return Answers(only, day, rules, self.wishes.meaning)


def _close(base: Base, batch: int, receipt: Receipt, wishes: Wishes, chosen: list[tuple[Grid, Layout]]) -> None:
    """Write the receipt beside the batch, or roll back where there is nothing to keep."""
    if not receipt.rows["read"]:
        raise BadFile("no_rows", path=receipt.file)
    if wishes.dry_run:
        raise _NotReally
    says = receipt.returned is None and receipt.took_something
    receipt.confirmed = says and _confirm(base, chosen, wishes, batch)
    if not (receipt.confirmed or changed(base, batch)):
        raise _NotReally
    receipt.batch = batch
    finish(base, batch, receipt.counts(), {str(m.sheet): dict(m.columns) for m in receipt.mapped})
    keep_cells(base, batch, {str(_named(grid, layout)): _letters(layout) for grid, layout in chosen})


def _letters(layout: Layout) -> dict[str, str]:
    """Field → the letter of its column."""
    return {target.key: letters(target.column) for target in layout.targets if target.field}


def _import_sheet(base: Base, book: Book, grid: Grid, layout: Layout, source: Source, run: _Run) -> list[Page]:
    """One sheet: lay down, find out who, compare, write, count."""
    run.tell("clean", 0, 0)
    if run.coming:
        layout = run.coming.lay_out(grid, layout, run.receipt)
    elif not _is_to_mend(layout) and any(normal(target.header) in OWN_ID_HEADERS for target in layout.targets):
        run.receipt.problems.append(Problem("export_stamp_missing", grid.address(layout.last, 0)))
    if layout.is_call_sheet:
        layout = run.with_questions(layout)
    staged = stage(base, grid, layout, today=run.clock.today, from_1904=book.date1904, tell=partial(run.tell, "clean"))
    run.receipt.mapped.append(_mapped(grid, layout))
    if layout.is_call_sheet:
        run.receipt.problems += returned.odd_columns(grid, layout)
        unclear.lay(base, layout, staged)
    if not staged.read:
        return []
    _name_system(run, staged)
    if run.coming:
        source = run.coming.take(base, grid, layout, staged, (source, run.receipt, run.wishes.rows))
    run.receipt.problems += void.pass_over(base, grid, layout, staged)
    run.receipt.problems += [Problem(FORGOTTEN, row_address(grid, row)) for row in pass_over(base, staged.columns)]
    run.tell("match", staged.read, staged.read)
    answers = run.answers(book, layout, source)
    leave_strange(base, layout, staged, _in_force(answers, run))
    fed = feed(base, staged, layout, source, answers)
    run.tell("write", staged.read, staged.read)
    _remember_columns(base, layout, staged)
    write_conflicts(base, source)
    reasons = settle_rows(base, grid, layout, staged, run.receipt, fed=fed, rows=run.wishes.rows)
    pages = _to_mend(run, grid, layout, staged, reasons)
    if not layout.is_call_sheet:
        transfers = layout.lists in {"customers", "vehicles"}
        several.feed(base, staged.columns, staged.more, source, run.receipt, transfers=transfers)
    for name in ("stage", "person", "phone_of", "judged"):
        base.run(f"DROP TABLE IF EXISTS {name}")
    return pages


def _to_mend(run: _Run, grid: Grid, layout: Layout, staged: Staged, reasons: dict[int, str]) -> list[Page]:
    """The rows that somebody has to mend, by the reasons why: those that were rejected, and of a call sheet those whose
    contacts wait for an outcome. Such a row keeps its task number, be the column gone: by it it is known again.
    """
    tasks: dict[int, str] = {}
    if layout.is_call_sheet:
        waiting = unclear.to_mend(run.base)
        run.receipt.unclear += len(waiting)
        reasons |= waiting
        tasks = {} if TASKS in staged.columns else task_numbers(run.base)
    if not reasons:
        return []
    table: Table = rejects.rejected_rows(grid, layout, reasons, tasks)
    return [Page.of(table)]


def _in_force(answers: Answers, run: _Run) -> Callable[[Base], RuleBook] | None:
    """The rule book, where it is not open yet: only a sheet that speaks of levels needs it."""
    book = answers.book
    return (lambda _: book) if book else run.wishes.book


def _is_to_mend(layout: Layout) -> bool:
    """Whether it is a sheet of ours that is meant to be read like any other list."""
    return layout.is_call_sheet or any(rejects.NOT_DATA & set(texts) for texts in layout.raw.values())


def _name_system(run: _Run, staged: Staged) -> None:
    """Customer numbers get the name of the system that gave them before them; those of our own lists have it already."""
    if run.wishes.system and not run.coming and _NUMBER in staged.columns:
        numbered = of_system(f'"{_NUMBER}"')
        run.base.run(f'UPDATE stage SET "{_NUMBER}" = {numbered}', [run.wishes.system])


def _mapped(grid: Grid, layout: Layout) -> Mapped:
    """How a sheet was understood, for the receipt."""
    guessed = tuple(target.header for target in layout.targets if target.guessed)
    columns = {target.header: _goes_to(target) for target in layout.targets}
    return Mapped(_named(grid, layout), layout.lists, columns, guessed, layout.recalled, layout.proposals)


def _named(grid: Grid, layout: Layout) -> str | None:
    """The sheet, and of several tables beside each other which one."""
    return f"{grid.sheet or ''} {layout.part}".strip() if layout.part else grid.sheet


def _goes_to(target: Target) -> str | None:
    """`collection.field`, `-` for a column that is left out, None for one that is kept under its own name."""
    if target.field:
        return target.key
    return None if target.collection else headers.IGNORE


def _remember_columns(base: Base, layout: Layout, staged: Staged) -> None:
    """Columns that are no field become known under their own names, with a kind that holds all their values.

    One of which no record has a value is not: undoing what came later would not know it either.
    """
    known = base.custom_columns(layout.lists)
    for header, kind in staged.custom_kinds.items():
        fits = wider(known.get(header, kind), kind)
        if header in known or base.value(f"SELECT EXISTS (FROM {layout.lists} WHERE map_contains(other, ?))", [header]):
            base.run("INSERT OR REPLACE INTO custom_columns VALUES (?, ?, ?)", [layout.lists, header, fits])


def _confirm(base: Base, chosen: list[tuple[Grid, Layout]], wishes: Wishes, batch: int) -> bool:
    """What the user said about the columns of these sheets holds for the next file with the same headers.

    True where it was not known before: then the file has brought something, even if all its rows were known.
    """
    new = False
    for grid, layout in chosen:
        names = [target.header for target in layout.targets]
        said = wishes.told.of(grid.sheet).about(names)
        if wishes.kind:
            said = replace(said, lists=wishes.kind)
        if layout.told and not said.says_nothing:
            new |= remember(base, names, said.over(layout.told.about(names)), batch)
    return new
