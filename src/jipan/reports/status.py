"""Where we stand: what is in the base, what came last, what is due, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.intake.joining import DOUBT
from jipan.models import COLLECTIONS
from jipan.review import KINDS
from jipan.rules.runs import CONFIRMED
from jipan.store import batches
from jipan.table import Column, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.followups import Counts
    from jipan.review import View
    from jipan.store import Base

_WHAT = Column("what", kinds.TEXT, "项目", "What")
_VALUE = Column("value", kinds.TEXT, "现状", "Now")


def facts(base: Base, planned: Counts | None, view: View) -> dict[str, Any]:
    """The figures of the status, ids and keys the same in every language."""
    standing = [batch for batch in batches(base) if batch.undone is None]
    last_import = next((batch for batch in standing if batch.command == "import"), None)
    last_run = base.rows("SELECT batch, day, book FROM runs ORDER BY batch DESC LIMIT 1")
    counts = {name: int(base.value(f"SELECT count(*) FROM {name} WHERE closed IS NULL")) for name in COLLECTIONS}
    return {
        "counts": counts | {"customers": int(base.value("SELECT count(*) FROM standing"))},
        "doubts": int(base.value("SELECT count(*) FROM open_doubts")),
        "decisions": {kind.id: len(kind.find(base, view)) for kind in KINDS.values() if kind.id != DOUBT},
        "last_import": {"batch": last_import.name, "file": last_import.file, "at": last_import.at.isoformat()}
        if last_import
        else None,
        "last_run": {"batch": f"B{last_run[0][0]}", "day": last_run[0][1].isoformat(), "book": last_run[0][2]}
        if last_run
        else None,
        "changed_since_run": _changed_since_run(base, last_run[0][0]) if last_run else None,
        "due": {"tasks": planned.found, "overdue": planned.overdue} if planned else None,
    }


def _changed_since_run(base: Base, run: int) -> int:
    """Customers whom something was written about since they were last rated, or found to be rated rightly."""
    confirmed = base.value("SELECT value FROM meta WHERE name = ?", [CONFIRMED])
    batch = max(run, int(confirmed or 0))
    parts = [
        f"SELECT {'id' if name == 'customers' else 'customer'} AS c FROM {name} WHERE opened > {batch} AND closed IS NULL"
        for name in COLLECTIONS
        if name != "vehicles"
    ]
    cars = f"SELECT id FROM vehicles WHERE opened > {batch} AND closed IS NULL"
    parts.append(f"SELECT customer FROM ownerships WHERE closed IS NULL AND (opened > {batch} OR vehicle IN ({cars}))")
    return int(base.value(f"SELECT count(DISTINCT c) FROM ({' UNION ALL '.join(parts)}) WHERE c IS NOT NULL"))


def status_table(found: dict[str, Any], lang: Lang) -> Table:
    """The figures as lines for people."""
    counts = found["counts"]
    rows = [
        ((COLLECTIONS[name].zh if lang == "zh" else COLLECTIONS[name].en), f"{count:,}")
        for name, count in counts.items()
        if count
    ]
    if found["doubts"]:
        rows.append((say("status.doubts", lang), f"{found['doubts']:,}"))
    if waiting := {kind: count for kind, count in found["decisions"].items() if count}:
        rows.append((say("status.decisions", lang), _waiting(waiting, lang)))
    if last := found["last_import"]:
        rows.append(
            (say("status.last_import", lang), f"{last['batch']}  {last['file']}  {last['at'][:16].replace('T', ' ')}")
        )
    if run := found["last_run"]:
        rows.append((say("status.last_run", lang), f"{run['batch']}  {run['book']}  {run['day']}"))
    if due := found["due"]:
        rows.append(
            (
                say("status.due", lang),
                say("status.due_value", lang, tasks=f"{due['tasks']:,}", overdue=f"{due['overdue']:,}"),
            )
        )
    return Table("status", "现状", "Status", (_WHAT, _VALUE), rows)


def _waiting(waiting: dict[str, int], lang: Lang) -> str:
    """`级别建议 3 · 是否同意战败 1（jipan review）`."""
    counts = " · ".join(f"{say(f'kind.{kind}', lang)} {count:,}" for kind, count in waiting.items())
    return say("status.decisions_value", lang, counts=counts)


def next_steps(found: dict[str, Any], lang: Lang) -> list[str]:
    """What to do next, the most urgent first."""
    steps = []
    if not found["counts"]["customers"]:
        return [say("next.import", lang)]
    if found["last_run"] is None:
        steps.append(say("next.tier", lang))
    elif found["changed_since_run"]:
        steps.append(say("next.tier_again", lang, count=f"{found['changed_since_run']:,}"))
    if found["due"] and found["due"]["tasks"]:
        steps.append(say("next.followups", lang))
    return [*steps, say("next.report", lang)]
