"""A call sheet that comes back: which contacts its rows stand for, and what somebody else has done meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from jipan.errors import Problem
from jipan.intake import rejects
from jipan.intake.headers import normal
from jipan.kinds.kind import says_nothing
from jipan.kinds.talk import UNREACHED
from jipan.models import ASKED

if TYPE_CHECKING:
    from jipan.intake.headers import Layout
    from jipan.intake.write import Source
    from jipan.sheets import Grid
    from jipan.store import Base

KIND = "tasks"
"""What the stamp of a call sheet says that it is."""

_CUSTOMER = "C"
_REMEMBERED = ("customer", "tasks", "purpose", "channel", "by")
TOLD = frozenset({
    "姓名", "手机", "沟通方式", "方便时间", "事由", "说什么", "应联系日", "逾期天数", "车牌", "车型", "现级别", "分类", "权益", "上次联系",
    "顾问", "目的", "基盘号", "任务号",
    "Name", "Mobile", "Channel", "Best time", "Why", "What to say", "Due", "Days overdue", "Plate", "Model", "Current level",
    "Classes", "Entitled to", "Last contact", "Adviser", "Purpose", "Jipan id", "Task no.",
})  # fmt: skip
"""What a call sheet tells its reader, by header: nothing that is read back, and nothing unknown."""


_ONLY_OURS = frozenset(map(normal, (
    "事由", "说什么", "应联系日", "逾期天数", "现级别", "权益", "Why", "What to say", "Due", "Days overdue", "Current level", "Entitled to",
)))  # fmt: skip
"""Of these what no list of others has together with our ids."""
_ENOUGH = 3


def lost_its_tasks(headers: Iterable[str]) -> bool:
    """Whether a sheet without task numbers is a call sheet all the same: read as a list of customers it would give their
    advisers anew and take the day of the task for that of the talk.
    """
    seen = {normal(header) for header in headers}
    return len(seen & _ONLY_OURS) >= _ENOUGH and bool(seen & {normal("基盘号"), normal("Jipan id")})


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a call sheet knows of itself, whatever became of its columns: the day it is for, and customer → task numbers,
    purpose, channel and adviser, with bars between them.
    """

    day: dt.date
    tasks: Mapping[str, str]

    @classmethod
    def read(cls, stamp: Mapping[str, str]) -> Self | None:
        """None for anything but a call sheet."""
        if stamp.get("kind") != KIND:
            return None
        try:
            day = dt.date.fromisoformat(stamp.get("today", ""))
        except ValueError:
            return None
        return cls(day, {key: value for key, value in stamp.items() if key[:1] == _CUSTOMER and key[1:].isdigit()})


def odd_columns(grid: Grid, layout: Layout) -> list[Problem]:
    """Columns of a call sheet that nobody knows any more, and the lack of the one that matters."""
    told = {normal(word) for word in (*TOLD, *rejects.NOT_DATA)} | {normal(target.header) for target in layout.targets}
    headers = {column: next((text for text in reversed(texts) if text), "") for column, texts in layout.raw.items()}
    odd = [
        Problem("answer_column_unknown", grid.address(layout.last, column), header)
        for column, header in headers.items()
        if header.strip() and not header.strip().startswith(ASKED) and normal(header) not in told
    ]
    lacks = not any(target.key == "contacts.outcome" for target in layout.targets)
    return [*odd, *([Problem("no_outcome_column", grid.address(layout.last, 0))] if lacks else [])]


def lay(base: Base, stamp: Stamp | None) -> None:
    """`stamped`: what a sheet remembers of its customers."""
    rows = [(customer, *_parts(said)) for customer, said in stamp.tasks.items()] if stamp else []
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * len(_REMEMBERED)
    chosen = ", ".join(f'unnest(?::VARCHAR[]) AS "{name}"' for name in _REMEMBERED)
    base.run(f"CREATE OR REPLACE TEMP TABLE stamped AS SELECT {chosen}", columns)


def _parts(said: str) -> tuple[str | None, ...]:
    """What is remembered of one customer; workbooks of old know his tasks alone."""
    tasks, purpose, channel, by = (said.split("|", 3) + [""] * 3)[:4]
    return tasks, purpose or None, channel or None, None if says_nothing(by) else by


def day_of_contact(stamp: Stamp | None, dated: dt.date, today: dt.date) -> dt.date:
    """When the contacts of a sheet took place that do not say it: when it was last saved, no sooner than the day it is for."""
    return max(min(dated, today), min(stamp.day, today)) if stamp else today


def planned_from(tasks: str) -> str:
    """SQL: the batch that a row's tasks were planned from."""
    return f"try_cast(regexp_extract({tasks}, '-(\\d+)$', 1) AS INTEGER)"


def keys_of(tasks: str) -> str:
    """SQL: the keys of a row's tasks."""
    return f"string_split(regexp_replace({tasks}, '-\\d+$', ''), ' ')"


def find_contested(base: Base, source: Source) -> None:
    """`contested`: contacts of this batch whose tasks somebody else had answered after the sheet was planned."""
    base.run(
        f"""
        CREATE OR REPLACE TEMP TABLE contested AS
        WITH mine AS (
            SELECT id, customer, {keys_of("tasks")} AS keys, {planned_from("tasks")} AS planned
            FROM contacts WHERE closed IS NULL AND opened = $1 AND tasks IS NOT NULL)
        SELECT m.id AS contact, arg_max(concat_ws(' ', o."at"::DATE, o."by"), o."at") AS said
        FROM mine m
        JOIN contacts o ON o.closed IS NULL AND o.customer = m.customer AND o.id <> m.id AND o.opened > m.planned AND o.opened <> $1
        WHERE o.tasks IS NOT NULL AND (o.outcome IS NULL OR o.outcome NOT IN {UNREACHED})
            AND list_has_any(m.keys, {keys_of("o.tasks")})
        GROUP BY m.id""",
        [source.batch],
    )
