"""Imports the files of one command line and shows what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jipan.cli import sources
from jipan.cli.boundary import sentence
from jipan.cli.desk import Desk
from jipan.cli.leftovers import Leftovers
from jipan.cli.odd_cells import problem_json, show_problems
from jipan.errors import BadFile, BadUsage
from jipan.intake import NotAList
from jipan.intake.headers import IGNORE
from jipan.intake.receipt import OUTCOMES, Receipt
from jipan.models import COLLECTIONS, fields
from jipan.store import Base, last_batch

if TYPE_CHECKING:
    from jipan.intake import Wishes
    from jipan.table import Page

Brought = tuple[Receipt, list["Page"]]
_BAD_FILE = 3
_NAMED = 5
"""Ids that are named in a receipt."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that an import writes besides the base, where they were asked for."""

    rejects: Path | None = None
    save_map: Path | None = None

    def check(self, sources: Sequence[Path]) -> None:
        """Raise where one of them cannot be written, or would take the place of what is imported: before the work."""
        from jipan.render import check_target, check_writable

        read = {path.resolve() for path in sources}
        for option, path in (("--rejects", self.rejects), ("--save-map", self.save_map)):
            if path and path.resolve() in read:
                raise BadUsage("output_is_input", option=option, path=path)
        if self.rejects:
            check_target(self.rejects)
        if self.save_map:
            if self.save_map.suffix.lower() not in {".yaml", ".yml"}:
                raise BadUsage("map_suffix", path=self.save_map)
            check_writable(self.save_map)


def import_files(desk: Desk, files: Sequence[str], wishes: Wishes, outputs: Outputs, *, as_json: bool) -> int:
    """Every file in its own batch; a bad one does not stop the others. Gives the exit code."""
    with sources.found(files, wishes.limits) as paths:
        outputs.check(paths)
        return _import_all(desk, paths, wishes, outputs, as_json=as_json)


def _import_all(desk: Desk, paths: Sequence[Path], wishes: Wishes, outputs: Outputs, *, as_json: bool) -> int:
    leftovers = Leftovers(desk, outputs.rejects)
    receipts: list[Receipt | dict[str, Any]] = []
    failed = 0
    with _nothing_left(desk) as left, _base(desk, dry_run=wishes.dry_run) as base:
        desk.name_base(base)
        for path in paths:
            try:
                receipts.append(_import_any(desk, base, path, wishes, leftovers, as_json=as_json))
            except BadFile as error:
                if len(paths) == 1:
                    raise
                failed += 1
                desk.screen.tell_text(sentence("error", error.code, desk.screen.lang, error.facts), "red")
        left.append(last_batch(base))
    if outputs.save_map:
        _save_map(desk, [one for one in receipts if isinstance(one, Receipt)], outputs.save_map)
    if as_json:
        listed = [receipt_json(one, desk) if isinstance(one, Receipt) else one for one in receipts]
        desk.screen.json(listed[0] if len(paths) == 1 else listed)
    return _BAD_FILE if failed or any(isinstance(one, Receipt) and one.took_nothing for one in receipts) else 0


def _import_any(
    desk: Desk, base: Base, path: Path, wishes: Wishes, leftovers: Leftovers, *, as_json: bool
) -> Receipt | dict[str, Any]:
    """One file, whatever it is: a list, a filled decision sheet, a list of days. Raises BadFile."""
    try:
        return _import_one(desk, base, path, wishes, leftovers, as_json=as_json)
    except NotAList as other:
        return _decisions(desk, base, other, as_json=as_json, dry_run=wishes.dry_run)


def take(desk: Desk, base: Base, path: Path, leftovers: Leftovers) -> bool:
    """One file of the inbox: imported and shown. False where nothing of it could be taken."""
    from jipan.intake import Wishes

    try:
        wishes = Wishes(book=desk.book, meaning=desk.workspace.tell_tasks)
        receipt = _import_any(desk, base, path, wishes, leftovers, as_json=False)
    except BadFile as error:
        desk.screen.tell_text(sentence("error", error.code, desk.screen.lang, error.facts), "red")
        return False
    return not (isinstance(receipt, Receipt) and receipt.took_nothing)


def _decisions(desk: Desk, base: Base, other: NotAList, *, as_json: bool, dry_run: bool = False) -> dict[str, Any]:
    """A filled decision sheet or a list of days among the files."""
    from jipan.cli.days import take_days
    from jipan.cli.decide import show_decisions, take_decisions
    from jipan.intake import days_off

    if days_off.is_list(other.book):
        return take_days(desk, base, other.book, as_json=as_json, dry_run=dry_run)
    receipt = take_decisions(desk, base, other.book)
    if not as_json:
        show_decisions(desk, receipt)
    return receipt


def _save_map(desk: Desk, receipts: Sequence[Receipt], target: Path) -> None:
    """How the sheets were understood, as a mapping file to correct and use with --map."""
    from jipan.cli.mapping_file import mapping_file
    from jipan.render import save_text

    save_text(mapping_file(receipts, desk.screen.lang), target)
    desk.screen.tell("say.wrote_map", path=target)


def _base(desk: Desk, *, dry_run: bool) -> Base:
    """The base to import into. A dry run without a base is made in memory."""
    if dry_run and not desk.workspace.exists:
        return Base.open(":memory:")
    return desk.workspace.writing("import", create=True)


@contextmanager
def _nothing_left(desk: Desk) -> Iterator[list[int]]:
    """A base that this command made and nothing went into is taken away again, however the command ends.

    What is put into the list is the last batch there: it spares opening the base once more.
    """
    fresh = not desk.workspace.exists
    left: list[int] = []
    try:
        yield left
    finally:
        if fresh and desk.workspace.exists and not any(left) and _is_empty(desk):
            desk.workspace.path.unlink(missing_ok=True)


def _is_empty(desk: Desk) -> bool:
    with desk.workspace.reading() as base:
        return not base.value("SELECT count(*) FROM batches")


def _import_one(desk: Desk, base: Base, path: Path, wishes: Wishes, leftovers: Leftovers, *, as_json: bool) -> Receipt:
    from jipan.intake import Clock, import_file

    def bring(wanted: Wishes) -> Brought:
        with desk.screen.progress(
            path.name
        ) as tell:  # not while somebody is asked: its line would run over the question
            return import_file(base, path, wanted, Clock(desk.now, desk.today), tell)

    receipt, pages = _with_password(desk, wishes, bring)
    if pages and not wishes.dry_run:
        receipt.rejects = str(leftovers.save(path, pages))
    if not as_json:
        _show(desk, receipt, dry_run=wishes.dry_run)
    return receipt


def _with_password(desk: Desk, wishes: Wishes, bring: Callable[[Wishes], Brought]) -> Brought:
    """Bring a file; where it asks for a password and somebody sits there, ask for it."""
    try:
        return bring(wishes)
    except BadFile as error:
        if error.code != "encrypted" or wishes.password:
            raise
        given = desk.screen.secret("ask.password", path=error.facts.get("path"))
        if not given:
            raise
        return bring(replace(wishes, password=given))


def receipt_json(receipt: Receipt, desk: Desk) -> dict[str, object]:
    """The stable form of a receipt."""
    made: dict[str, object] = {
        "batch": f"B{receipt.batch}" if receipt.batch else None,
        "file": receipt.file,
        "dated": receipt.dated,
        "rows": receipt.rows,
        "records": receipt.records,
        "mapping": [
            {"sheet": m.sheet, "lists": m.lists, "columns": dict(m.columns), "guessed": list(m.guessed)}
            for m in receipt.mapped
        ],
        "problems": [problem_json(problem, desk) for problem in receipt.problems],
        "rejects": receipt.rejects,
    }
    if receipt.returned:
        back = receipt.returned
        made["returned"] = {
            "collection": back.collection, "deleted": back.deleted, "ids": list(back.ids), "conflicts": back.conflicts,
        }  # fmt: skip
    if receipt.outcomes:
        made["outcomes"] = [
            {"address": o.address, "outcome": o.outcome, "customer": o.customer, "reasons": list(o.reasons)}
            for o in receipt.outcomes
        ]
    return made


def _show(desk: Desk, receipt: Receipt, *, dry_run: bool) -> None:
    """A receipt for people."""
    screen = desk.screen
    batch = (
        screen.text("receipt.dry_run")
        if dry_run
        else f"B{receipt.batch}"
        if receipt.batch
        else screen.text("receipt.nothing_new")
    )
    screen.line((receipt.file, "bold"), (f" → {batch}  ", ""), (screen.text("receipt.dated", day=receipt.dated), "dim"))
    figures = " · ".join(f"{screen.text(f'outcome.{name}')} {receipt.rows[name]:,}" for name in OUTCOMES)
    screen.line(("  " + screen.text("receipt.read", count=f"{receipt.rows['read']:,}", figures=figures), ""))
    for name, counts in receipt.records.items():
        label = COLLECTIONS[name].zh if screen.lang == "zh" else COLLECTIONS[name].en
        if sum(counts.values()):
            figures = screen.text("receipt.records", **{key: f"{value:,}" for key, value in counts.items()})
            screen.line((f"  {label}: {figures}", "dim"))
    if dry_run:
        _show_mapping(desk, receipt)
    else:
        _show_guesses(desk, receipt)
    for sheet in receipt.hidden:
        screen.line((f"  {screen.text('receipt.hidden', sheet=sheet)}", ""))
    for sheet in receipt.unread:
        screen.line((f"  {screen.text('receipt.unread', sheet=sheet)}", ""))
    _show_returned(desk, receipt)
    if receipt.confirmed:
        screen.line((f"  {screen.text('receipt.confirmed')}", ""))
    show_problems(desk, receipt.problems)
    for word, count in (("rejects", receipt.rows["rejected"]), ("unclear", receipt.unclear)):
        if receipt.rejects and count:
            screen.line((f"  {screen.text(f'receipt.{word}', count=count, path=receipt.rejects)}", ""))


def _show_returned(desk: Desk, receipt: Receipt) -> None:
    """Rows that a colleague took out of an exported list delete nobody: it is said."""
    back = receipt.returned
    if back is None or not back.deleted:
        return
    shown = desk.screen.names(back.ids[:_NAMED]) + ("…" if len(back.ids) > _NAMED else "")
    who = desk.screen.text("receipt.returned_who", ids=shown) if back.ids else ""
    words = desk.screen.text("receipt.returned_deleted", count=f"{back.deleted:,}", who=who)
    desk.screen.line((f"  {words}", ""))


def _show_mapping(desk: Desk, receipt: Receipt) -> None:
    """Which column goes where, before anything is written."""
    lang = desk.screen.lang
    for mapped in receipt.mapped:
        thing = COLLECTIONS[mapped.lists]
        what = thing.zh if lang == "zh" else thing.en
        desk.screen.line((f"  {desk.screen.text('receipt.lists', sheet=mapped.sheet or receipt.file, what=what)}", ""))
        for header, key in mapped.columns.items():
            guess = desk.screen.text("receipt.guessed") if header in mapped.guessed else ""
            desk.screen.line((f"    {header} → {_target(key, desk)}{guess}", ""))
        for header, proposed in mapped.proposals.items():
            words = desk.screen.text("receipt.history", header=header, field=proposed)
            desk.screen.line((f"    {words}", "yellow"))


def _show_guesses(desk: Desk, receipt: Receipt) -> None:
    """What was not said by a header, but guessed or remembered: a user should see it without asking."""
    for mapped in receipt.mapped:
        if mapped.recalled:
            desk.screen.line((f"  {desk.screen.text('receipt.recalled')}", ""))
        for header in mapped.guessed:
            target = _target(mapped.columns[header], desk)
            desk.screen.line((f"  {header} → {target}{desk.screen.text('receipt.guessed')}", ""))


def _target(key: str | None, desk: Desk) -> str:
    if key is None:
        return desk.screen.text("receipt.own_column")
    if key == IGNORE:
        return desk.screen.text("receipt.left_out")
    collection, _, name = key.partition(".")
    if name == "id":
        return "id"
    bare = collection.rstrip("2345")
    thing, collection = COLLECTIONS[bare], bare
    label = (thing.zh if desk.screen.lang == "zh" else thing.en) + key.partition(".")[0].removeprefix(bare)
    if name == "history":
        return f"{label} ({key})"
    return f"{label}·{fields(collection)[name].label(desk.screen.lang)} ({key})"
