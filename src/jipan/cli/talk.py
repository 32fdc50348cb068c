"""One contact, typed in: log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jipan.cli.desk import Desk, sit_down
from jipan.errors import BadUsage

if TYPE_CHECKING:
    from jipan.followups import Task
    from jipan.intake.skips import Skip
    from jipan.rules import Book
    from jipan.store import Base


def log(  # noqa: PLR0913, PLR0917 - as above
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="option.who", show_default=False)],
    outcome: Annotated[str | None, typer.Option(help="option.outcome", show_default=False)] = None,
    note: Annotated[str | None, typer.Option(help="option.note", show_default=False)] = None,
    level: Annotated[str | None, typer.Option(help="option.level", show_default=False)] = None,
    next_: Annotated[str | None, typer.Option("--next", help="option.next", show_default=False)] = None,
    lost: Annotated[str | None, typer.Option(help="option.lost", show_default=False)] = None,
    score: Annotated[int | None, typer.Option(help="option.score", min=0, max=100, show_default=False)] = None,
    channel: Annotated[str | None, typer.Option(help="option.channel", show_default=False)] = None,
    by: Annotated[str | None, typer.Option(help="option.by", show_default=False)] = None,
    task: Annotated[str | None, typer.Option(help="option.task", show_default=False)] = None,
    objection: Annotated[str | None, typer.Option(help="option.objection", show_default=False)] = None,
    skip: Annotated[str | None, typer.Option(help="option.skip", show_default=False)] = None,
) -> None:
    """What came of a contact."""
    from jipan.intake.log import Entry, Occasion, check_words, find_one, log_contact, read_next, vehicle_meant
    from jipan.intake.skips import Skip

    desk = sit_down(context)
    day_ = read_next(next_, desk.today) if next_ else None
    if skip is not None:
        _check_alone(outcome, note, level, lost, objection, score)
    with desk.workspace.writing("log") as base:
        customer = find_one(base, who)
        book = desk.book(base)
        due = _due(desk, base, book, customer)
        keys = task or " ".join(reason.key for one in due for reason in one.reasons)
        if skip is not None:
            _leave_out(desk, base, customer, Skip(skip, keys.split(), day_, by))
            return
        entry = Entry.read(
            outcome=outcome,
            note=note,
            level=level,
            next_date=day_,
            lost_reason=lost,
            objection=objection,
            score=score,
            channel=channel or (due[0].channel if due else None),
            by=by or (due[0].adviser or None if due else None),
            tasks=keys,
            purpose=_purpose(due, keys),
        )
        check_words(entry, book)
        vehicle = vehicle_meant(base, who) or _only_vehicle(due)
        logged = log_contact(base, customer, entry, Occasion(desk.today, desk.now, book, vehicle))
        desk.screen.tell("say.logged", customer=customer, batch=f"B{logged.batch}")
        _tell_what_followed(desk, base, logged.batch)
        for code, _ in logged.remarks:
            desk.screen.tell_text(
                f"{desk.screen.text(f'problem.{code}')}: {desk.screen.text(f'hint.{code}')}", "yellow"
            )
        if day_ and base.value("SELECT count(*) FROM plans WHERE opened = ? AND kind = 'next'", [logged.batch]):
            desk.screen.tell("say.next", day=day_.isoformat())


def _check_alone(*said: object) -> None:
    """To leave something out is no contact of which anything could have come."""
    if any(one is not None for one in said):
        raise BadUsage("skip_alone")


def _leave_out(desk: Desk, base: Base, customer: str, skip: Skip) -> None:
    """Leave out what is due for a customer, or leave him alone until a day."""
    from jipan.intake.log import Entry, Occasion, check_words
    from jipan.intake.skips import leave_out

    if not skip.keys and not skip.until:
        raise BadUsage("nothing_to_skip", who=customer)
    check_words(Entry(tasks=" ".join(skip.keys)), desk.book(base))
    batch = leave_out(base, customer, skip, Occasion(desk.today, desk.now))
    desk.screen.tell("say.logged", customer=customer, batch=f"B{batch}")
    code = "snoozed" if skip.until else "skipped"
    desk.screen.tell(f"followed.{code}", "dim", count=len(skip.keys), day=skip.until, why=skip.why)


def _due(desk: Desk, base: Base, book: Book, customer: str) -> tuple[Task, ...]:
    """The tasks that are due for a customer today: whatever comes of a contact answers them all."""
    from jipan.followups import Pick, parse_due, plan

    return plan(base, book, desk.today, due=parse_due("today", desk.today), pick=Pick(customer=customer)).tasks


def _purpose(due: tuple[Task, ...], keys: str) -> str | None:
    """What a contact was for: what the most urgent reason is for that it answers, as on a call sheet."""
    answered = {key.partition("-")[0] for key in keys.split()}
    return next((reason.purpose for one in due for reason in one.reasons if reason.key in answered), None)


def _only_vehicle(due: tuple[Task, ...]) -> str | None:
    """The vehicle that a call was about, where it was about one."""
    about = {reason.subject for one in due for reason in one.reasons if reason.course.cadence.of == "vehicles"}
    return about.pop() if len(about) == 1 else None


def _tell_what_followed(desk: Desk, base: Base, batch: int) -> None:
    from jipan.intake.followed import followed
    from jipan.kinds import CASE_KIND, CASE_OUTCOME, CHANNEL, OUTCOME, STAGE

    kinds = {
        "case_opened": (CASE_KIND, None),
        "case_closed": (CASE_KIND, CASE_OUTCOME),
        "lead_moved": (None, STAGE),
        "opted_out": (CHANNEL, None),
        "no_more": (OUTCOME, None),
    }
    for one in followed(base, batch):
        what, more = (
            (kind.show(word, desk.screen.lang) if kind else word) or "–"
            for kind, word in zip(kinds.get(one.code, (None, None)), (one.what, one.more), strict=True)
        )
        desk.screen.tell(f"followed.{one.code}", "dim", what=what, more=more)


COMMANDS: dict[str, Callable[..., Any]] = {"log": log}
