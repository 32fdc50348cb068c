"""Imports a file: every sheet that lists something, in one batch, all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from jipan.errors import BadFile, Problem
from jipan.intake import (
    alike,
    days_off,
    headers,
    histories,
    records,
    rejects,
    returned,
    round_trip,
    several,
    trade,
    write,
)
from jipan.intake.answers import settle
from jipan.intake.cases import settle_imports
from jipan.intake.forgotten import FORGOTTEN, pass_over
from jipan.intake.guessing import wider
from jipan.intake.headers import Layout, Target
from jipan.intake.layout import Wishes, day_of, sheets_to_import
from jipan.intake.leads import open_lead
from jipan.intake.outcomes import row_address, settle_rows
from jipan.intake.receipt import Mapped, Receipt
from jipan.intake.remembered import recall, remember
from jipan.intake.stage import Staged, stage
from jipan.intake.who import column
from jipan.intake.wins import write_conflicts
from jipan.intake.write import Source
from jipan.models import COLLECTIONS, DATED_BY, LINKS, TRADE
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
    with _warming_up():
        book = open_book(path, password=wishes.password, limits=wishes.limits)
        if book.stamp.get("form") == DECISIONS or (wishes.kind is None and days_off.is_list(book)):
            raise NotAList(book)
        if book.stamp.get("form") == round_trip.EXPORT:
            round_trip.check_stamp(base, book.stamp, book.name)
            wishes = replace(wishes, kind="customers", dated=wishes.dated or clock.today)
        chosen = sheets_to_import(book, wishes, recall(base))
    receipt = Receipt(
        book.name, hidden=[sheet.name for sheet in book.sheets if sheet.hidden and sheet.name != wishes.sheet]
    )
    pages: list[Page] = []
    try:
        with base.atomic():
            dated = day_of(book, chosen, wishes, clock.today)
            hash_ = _hash(chosen)
            first = base.value("SELECT min(number) FROM batches WHERE undone IS NULL AND hash = ?", [hash_])
            batch = begin(base, "import", clock.now, file=book.name, hash_=hash_, dated=dated)
            receipt.dated = dated.isoformat()
            for grid, layout in chosen:
                source = Source(
                    batch, dated, book.name, _named(grid, layout), first or batch, hash_, layout.policy, layout.clearing
                )
                with settled(base):
                    pages += _import_sheet(base, book, grid, layout, source, _Run(base, wishes, clock, receipt, tell))
            _close(base, batch, receipt, wishes, chosen)
    except _NotReally:
        pass
    taken = {grid.sheet for grid, _ in chosen}
    if wishes.sheet is None and len(book.sheets) > 1:
        receipt.unread = [sheet.name for sheet in book.sheets if not sheet.hidden and sheet.name not in taken]
    return receipt, pages


@contextmanager
def _warming_up() -> Iterator[None]:
    """Arrow looks for pandas when it first meets a Python list: let it do so while the sheet is being parsed."""
    import pyarrow as pa

    thread = Thread(target=pa.array, args=([""],))
    thread.start()
    yield
    thread.join()


@dataclass(frozen=True, slots=True)
class _Run:
    """What one import carries along from sheet to sheet."""

    base: Base
    wishes: Wishes
    clock: Clock
    receipt: Receipt
    tell: Progress

    def answers(self, book: Book, layout: Layout, source: Source) -> _Answers:
        """How the contacts of a sheet are to be read."""
        only = layout.is_call_sheet
        stamp = returned.Stamp.read(book.stamp) if only else None
        returned.lay(self.base, stamp)
        rules = self.wishes.book(self.base) if self.wishes.book and layout.lists == "contacts" else None
        return _Answers(only, returned.day_of_contact(stamp, source.dated, self.clock.today), rules)


def _close(base: Base, batch: int, receipt: Receipt, wishes: Wishes, chosen: list[tuple[Grid, Layout]]) -> None:
    """Write the receipt beside the batch, or roll back where there is nothing to keep."""
    if not receipt.rows["read"]:
        raise BadFile("no_rows", path=receipt.file)
    if wishes.dry_run or not changed(base, batch):
        raise _NotReally
    receipt.batch = batch
    _confirm(base, chosen, wishes, batch)
    finish(base, batch, receipt.counts(), {str(m.sheet): dict(m.columns) for m in receipt.mapped})
    keep_cells(base, batch, {str(_named(grid, layout)): _letters(layout) for grid, layout in chosen})


def _letters(layout: Layout) -> dict[str, str]:
    """Field → the letter of its column."""
    return {target.key: letters(target.column) for target in layout.targets if target.field}


def _hash(chosen: list[tuple[Grid, Layout]]) -> str:
    """What tells the same content again, also after a program has saved the file anew: a digest of all its cells."""
    digest = hashlib.blake2b(digest_size=16)
    for grid, _ in chosen:
        digest.update(f"{grid.sheet}{grid.columns}{grid.first_row}".encode())
        for batch in grid.batches:
            for buffer in (part for array in batch.columns for part in array.buffers() if part):
                digest.update(buffer)
    return digest.hexdigest()


def _import_sheet(base: Base, book: Book, grid: Grid, layout: Layout, source: Source, run: _Run) -> list[Page]:
    """One sheet: lay down, find out who, compare, write, count."""
    run.tell("clean", 0, 0)
    staged = stage(base, grid, layout, today=run.clock.today, from_1904=book.date1904, tell=partial(run.tell, "clean"))
    run.receipt.mapped.append(_mapped(grid, layout))
    if not staged.read:
        return []
    if book.stamp.get("form") == round_trip.EXPORT:
        run.receipt.problems += round_trip.only_changes(base, grid, layout, book.stamp, source.batch)
        staged.odd = round_trip.not_masked(staged.odd)
    run.receipt.problems += [Problem(FORGOTTEN, row_address(grid, row)) for row in pass_over(base, staged.columns)]
    run.tell("match", staged.read, staged.read)
    _feed(base, staged, layout, source, run.answers(book, layout, source))
    run.tell("write", staged.read, staged.read)
    _remember_columns(base, layout, staged)
    write_conflicts(base, source)
    reasons = settle_rows(base, grid, layout, staged, run.receipt, rows=run.wishes.rows)
    if not layout.is_call_sheet:
        transfers = layout.lists in {"customers", "vehicles"}
        several.feed(base, staged.columns, staged.more, source, run.receipt, transfers=transfers)
    for name in ("stage", "person", "phone_of", "judged"):
        base.run(f"DROP TABLE IF EXISTS {name}")
    if not reasons:
        return []
    table: Table = rejects.rejected_rows(grid, layout, reasons)
    return [Page.of(table)]


@dataclass(frozen=True, slots=True)
class _Answers:
    """How the contacts of a sheet are read: the day of those that do not say it, and the book that says what follows.

    From a call sheet that comes back (`only`) nothing else is read.
    """

    only: bool
    day: dt.date
    book: RuleBook | None


def _feed(base: Base, staged: Staged, layout: Layout, source: Source, how: _Answers) -> None:
    """Every collection in turn: whom a row is about first, then what hangs on him."""
    columns, answers = staged.columns, how.only
    records.remember_rows(base, source.sheet, source.hash)
    records.place_customers(base, columns)
    records.place_vehicles(base)
    own = _mobile(columns)
    if answers:
        _only_known(base, "customers", columns, layout, source, own)
        _only_known(base, "vehicles", columns, layout, source, {})
        base.run("DELETE FROM done_vehicles")  # the plate only says which vehicle an answer is about
    else:
        present = _compare(base, "customers", columns, layout, source, own)
        write.write_doubts(base, source)
        write.write_keys(base, source)
        write.write(base, "customers", source, present)
        _put(base, "vehicles", columns, layout, source)
        write.write_ownerships(base, source, transfers=layout.lists in {"customers", "vehicles"})
        alike.look(base, source)
    _give_ids(base)
    fed = {name for name in COLLECTIONS if layout.lists == name or any(one.startswith(f"{name}.") for one in columns)}
    fed |= staged.histories.keys()
    if "leads" in fed:
        records.place_leads(base, columns, listed=layout.lists == "leads")
        _put(base, "leads", columns, layout, source)
    if "visits" in fed:
        records.place_visits(base, columns)
        _put(base, "visits", columns, layout, source)
        histories.write_visits(base, source, staged.histories.get("visits", []))
        _owner_of_the_day(base, "visits", source)
    if "contacts" in fed:
        records.place_contacts(base, columns, listed=layout.lists == "contacts")
        _put(base, "contacts", columns, layout, source, {"tasks": records.tasks_of(columns)} if answers else {})
        _complete_contacts(base, source, how.day)
        settle(base, source, how.day, how.book)
        histories.write_contacts(base, source, staged.histories.get("contacts", []))
    if "cases" in fed:
        records.place_cases(base, columns)
        _put(base, "cases", columns, layout, source)
    for name in [name for name in TRADE if name in fed]:
        trade.place(base, name, columns, source.dated, listed=layout.lists)
        _put(base, name, columns, layout, source, trade.given(name, columns, source.dated))
        if "vehicle" in LINKS[name]:
            _owner_of_the_day(base, name, source)
    settle_imports(base, source)
    for name in {"leads", "visits", "contacts", "cases", *TRADE} - fed:
        write.feed_nothing(base, name)


def _compare(
    base: Base, name: str, columns: tuple[str, ...], layout: Layout, source: Source, given: dict[str, str]
) -> list[str]:
    """Find out what the sheet would change in a collection. Gives the columns that it speaks of."""
    present = write.gather(base, name, columns, custom=layout.lists == name, given=given)
    write.name_new(base, name)
    write.compare(base, name, source, present)
    return present


def _put(
    base: Base, name: str, columns: tuple[str, ...], layout: Layout, source: Source, given: dict[str, str] | None = None
) -> None:
    """Compare and write a collection."""
    write.write(base, name, source, _compare(base, name, columns, layout, source, given or {}))


def _only_known(
    base: Base, name: str, columns: tuple[str, ...], layout: Layout, source: Source, given: dict[str, str]
) -> None:
    """A call sheet speaks of records that the base knows; what else its columns say about them is not taken."""
    base.run(f"UPDATE row_{name} SET label = NULL WHERE label[1] = '~'")
    _compare(base, name, columns, layout, source, given)
    base.run(f"UPDATE done_{name} SET outcome = 'same'")


def _give_ids(base: Base) -> None:
    """From here on rows carry the ids that their customers and vehicles have now."""
    for name in ("customers", "vehicles"):
        base.run(f"""
            CREATE OR REPLACE TEMP TABLE row_{name} AS
            SELECT r.rn, i.id AS label FROM row_{name} r LEFT JOIN id_{name} i ON i.label = r.label""")
        base.run(f"CREATE OR REPLACE TEMP TABLE id_{name} AS SELECT id AS label, id, fresh FROM id_{name}")


def _mobile(columns: tuple[str, ...]) -> dict[str, str]:
    """SQL: the first number of the cell, else the one that stands in the name's cell."""
    if not {"customers.mobile", "customers.name_phone"} & set(columns):
        return {}
    mobile = f"string_split({column(columns, 'customers.mobile')}, ' ')[1]"
    return {"mobile": f"coalesce({mobile}, {column(columns, 'customers.name_phone')})"}


def _owner_of_the_day(base: Base, name: str, source: Source) -> None:
    """A visit belongs to whoever kept the vehicle on its day, where the row does not say who came; a policy too."""
    day = f"{name}.{DATED_BY[name]}"
    base.run(
        f"""
        UPDATE {name} SET customer = o.customer FROM ownerships o, done_{name} d, person p
        WHERE {name}.opened = ? AND {name}.closed IS NULL AND d.id = {name}.id AND d.outcome = 'created'
          AND p.rn = d.rn AND p.core IS NULL AND len(p.phones) = 0
          AND coalesce(p.own_id, p.customer_no, p.id_number, p.wechat) IS NULL
          AND o.closed IS NULL AND o.vehicle = {name}.vehicle
          AND (o.since IS NULL OR o.since <= {day}) AND (o.until IS NULL OR o.until > {day})""",
        [source.batch],
    )


def _complete_contacts(base: Base, source: Source, today: dt.date) -> None:
    """A new contact without a time happened today, and is about the customer's open lead where he has one."""
    fresh = "opened = ? AND closed IS NULL AND id IN (SELECT id FROM done_contacts WHERE outcome = 'created')"
    base.run(
        f'UPDATE contacts SET "at" = ? WHERE "at" IS NULL AND {fresh}',
        [dt.datetime.combine(today, dt.time()), source.batch],
    )
    base.run(
        f"UPDATE contacts SET lead = {open_lead('contacts.customer')} WHERE lead IS NULL AND {fresh}", [source.batch]
    )


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
    """Columns that are no field become known under their own names, with a kind that holds all their values."""
    known = base.custom_columns(layout.lists)
    for header, kind in staged.custom_kinds.items():
        fits = wider(known.get(header, kind), kind)
        base.run("INSERT OR REPLACE INTO custom_columns VALUES (?, ?, ?)", [layout.lists, header, fits])


def _confirm(base: Base, chosen: list[tuple[Grid, Layout]], wishes: Wishes, batch: int) -> None:
    """What the user said about the columns of these sheets holds for the next file with the same headers."""
    for grid, layout in chosen:
        names = [target.header for target in layout.targets]
        said = wishes.told.of(grid.sheet).about(names)
        if wishes.kind:
            said = replace(said, lists=wishes.kind)
        if layout.told and not said.says_nothing:
            remember(base, names, said.over(layout.told.about(names)), batch)
