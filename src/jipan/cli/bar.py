"""The line that says how far a command is: what it does, how fast, how long it will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Column
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


class _Left(TimeRemainingColumn):
    """The time left, and nothing where nobody knows it."""

    def render(self, task: Task) -> Text:
        return super().render(task) if task.total else Text("")


_SPINNER = "line"
"""Signs that the fonts of a Windows console have: its Chinese ones lack the dots of other spinners."""

_BESIDE = 62
"""Columns that the rest of the line needs: what is done, the bar, the rate, the time."""


def _short(title: str, room: int) -> str:
    """A long name, cut so that the rest of the line is seen."""
    text = Text(title)
    text.truncate(max(12, room), overflow="ellipsis")
    return text.plain


@contextmanager
def shown(console: Console, title: str, rate: str) -> Iterator[Update]:
    """A line that goes away when the work is done."""
    words = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
    columns = (SpinnerColumn(_SPINNER), words, BarColumn(20), _Rate(rate), _Left(compact=True))
    with Progress(*columns, console=console, transient=True) as progress:
        short = _short(title, console.width - _BESIDE)
        task = progress.add_task(short, total=None)
        doing = ""

        def update(what: str, done: int, total: int) -> None:
            nonlocal doing, task
            if what != doing:  # a task anew: of one that is reset the total stays
                doing = what
                progress.remove_task(task)
                task = progress.add_task(f"{short} · {what}", total=None)
            progress.update(task, completed=done, total=total if done < total else None)

        yield update
