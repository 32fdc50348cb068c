"""What changed the base, and what undoing would do."""

from __future__ import annotations

from collections.abc import Sequence

from jipan.kinds import COUNT, DATE, MOMENT, TEXT
from jipan.models import COLLECTIONS
from jipan.store import Batch, UndoPlan
from jipan.table import Column, Table
from jipan.words import Lang, known, say

_COLUMNS = (
    Column("batch", TEXT, "批次", "Batch"),
    Column("at", MOMENT, "时间", "When"),
    Column("command", TEXT, "操作", "Command"),
    Column("file", TEXT, "文件", "File"),
    Column("dated", DATE, "资料日期", "Dated"),
    Column("created", COUNT, "新增", "New"),
    Column("updated", COUNT, "更新", "Updated"),
    Column("who", TEXT, "操作人", "By"),
    Column("state", TEXT, "状态", "State"),
)


def history_table(batches: Sequence[Batch], lang: Lang) -> Table:
    """All batches, the last one first; those that were undone are marked."""
    rows = [_row(batch, lang) for batch in batches]
    emphasis = {index: "warn" for index, batch in enumerate(batches) if batch.undone is not None}
    return Table("history", "批次记录", "History", _COLUMNS, rows, emphasis=emphasis)


def _row(batch: Batch, lang: Lang) -> tuple[object, ...]:
    counts = batch.counts.get("rows", {})
    key = f"command.{batch.command}"
    command = say(key, lang) if known(key) else batch.command
    done = (counts.get("created"), counts.get("updated"))
    return (batch.name, batch.at, command, batch.file, batch.dated, *done, batch.who, _state(batch, lang))


def _state(batch: Batch, lang: Lang) -> str:
    if batch.undone is not None:
        return say("history.undone", lang, batch=f"B{batch.undone}")
    return say("history.undoes", lang, batch=f"B{batch.undoes}") if batch.undoes else ""


def undo_lines(plan: UndoPlan, lang: Lang) -> list[str]:
    """What undoing the batch will do, in words."""
    key = f"command.{plan.batch.command}"
    command = say(key, lang) if known(key) else plan.batch.command
    lines = [
        say(
            "undo.batch",
            lang,
            batch=plan.batch.name,
            command=command,
            file=plan.batch.file or "",
            at=f"{plan.batch.at:%Y-%m-%d %H:%M}",
        )
    ]
    lines += [
        say("undo.removes", lang, count=f"{count:,}", what=_thing(name, lang)) for name, count in plan.removed.items()
    ]
    lines += [
        say("undo.restores", lang, count=f"{count:,}", what=_thing(name, lang)) for name, count in plan.restored.items()
    ]
    return lines


def _thing(name: str, lang: Lang) -> str:
    if name not in COLLECTIONS:
        return say(f"span.{name}", lang)
    return COLLECTIONS[name].zh if lang == "zh" else COLLECTIONS[name].en
