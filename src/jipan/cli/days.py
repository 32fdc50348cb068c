"""A list of days off among the files: taken in, and said what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jipan.cli.desk import Desk
from jipan.cli.odd_cells import problem_json, show_problems

if TYPE_CHECKING:
    from jipan.errors import Problem
    from jipan.sheets import Book
    from jipan.store import Base


def take_days(desk: Desk, base: Base, book: Book, *, as_json: bool, dry_run: bool) -> dict[str, Any]:
    """Take a list of days and show what became of it; the stable form of that comes back."""
    from jipan.intake import days_off

    named = [name for rule in desk.book(base).desk.assign for name in rule.to]
    taken = days_off.take(base, book, desk.now, named, dry_run=dry_run)
    batch = f"B{taken.batch}" if taken.batch else None
    if not as_json:
        written = desk.screen.text("say.trial") if dry_run else batch or "—"
        desk.screen.tell("say.days_off", file=book.name, read=taken.read, new=taken.new, batch=written)
        show_problems(desk, taken.problems, _name_of)
    problems = [problem_json(problem, desk) for problem in taken.problems]
    return {
        "file": book.name,
        "batch": batch,
        "days_off": {"read": taken.read, "new": taken.new},
        "problems": problems,
    }


def _name_of(problem: Problem) -> object:
    """Every name that nobody has is worth a line of its own."""
    return problem.code, problem.value
