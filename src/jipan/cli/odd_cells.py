"""Odd cells on a receipt: for people, and in the stable form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter

from jipan.cli.boundary import sentence
from jipan.cli.desk import Desk
from jipan.errors import Problem

_DIGITS = re.compile(r"\d{7,}")
code_of = attrgetter("code")
"""Of a kind of problem one line is enough."""


def problem_json(problem: Problem, desk: Desk) -> dict[str, object]:
    """The stable form of a problem, its value masked."""
    lang = desk.screen.lang
    return {
        "code": problem.code,
        "address": problem.address,
        "value": hide(problem.value),
        "message": sentence("problem", problem.code, lang, problem.facts),
        "hint": sentence("hint", problem.code, lang, problem.facts),
    }


def hide(value: str | None) -> str | None:
    """A bad cell as it is shown: long runs of digits are somebody's number and lose their middle."""
    return None if value is None else _DIGITS.sub(lambda run: f"{run[0][:3]}****{run[0][-3:]}", value)


def show_problems(desk: Desk, problems: Sequence[Problem], alike: Callable[[Problem], object] = code_of) -> None:
    """Odd cells by what is `alike` in them, the most frequent first, each with its first place."""
    if not problems:
        return
    screen = desk.screen
    screen.line((f"  {screen.text('receipt.problems', count=f'{len(problems):,}')}", ""))
    first = {alike(problem): problem for problem in reversed(problems)}
    for kind, count in Counter(map(alike, problems)).most_common():
        problem = first[kind]
        value = f" “{hide(problem.value)}”" if problem.value else ""
        words = f"{sentence('problem', problem.code, screen.lang, problem.facts)} ×{count}"
        screen.line((f"    {words}  {problem.address}{value}", "yellow"))
        screen.line((f"      {sentence('hint', problem.code, screen.lang, problem.facts)}", "dim"))
