"""The line that says how far a command is: what it does, how fast, how long it will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

Update = Callable[[str, int, int], None]
"""What is being done, how many rows are done, of how many; without a total nobody knows how long it takes."""


class _Rate(ProgressColumn):
    """Rows a second."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def render(self, task: Task) -> Text:
        return Text(self._words.format(rate=f"{task.speed:,.0f}") if task.speed else "")


@contextmanager
def shown(console: Console, title: str, rate: str) -> Iterator[Update]:
    """A line that goes away when the work is done."""
    words = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), words, BarColumn(20), _Rate(rate), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=None)
        doing = ""

        def update(what: str, done: int, total: int) -> None:
            nonlocal doing
            if what != doing:
                doing = what
                progress.reset(task, total=None, description=f"{title} · {what}")
            progress.update(task, completed=done, total=total if done < total else None)

        yield update
