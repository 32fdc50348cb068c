"""Why prospects are lost (战败分析): reasons by what became of the customers, and the same by adviser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan import kinds
from jipan.kinds.lost import REASONS
from jipan.table import Column, Table
from jipan.words import LANGS, Lang, say

if TYPE_CHECKING:
    from jipan.followups.past import Period
    from jipan.store import Base

_WHERE = tuple(option.id for option in kinds.LOST_KIND.options)
_COUNTS = (
    *(Column(option.id, kinds.COUNT, option.zh, option.en) for option in kinds.LOST_KIND.options),
    Column("unsaid", kinds.COUNT, "未说明", "not said"),
    Column("total", kinds.COUNT, "合计", "Total"),
)


def tables(base: Base, period: Period, lang: Lang) -> list[Table]:
    """The losses of the period; nothing where there are none."""
    _lay(base, period)
    return (
        [_by_reason(base, period, lang), _by_adviser(base, lang)] if base.value("SELECT count(*) FROM losses") else []
    )


def _lay(base: Base, period: Period) -> None:
    """`losses`: what advisers applied for in the period, and leads that were lost without being applied for."""
    known = " ".join(f"WHEN '{one.id}' THEN '{one.kind}'" for one in REASONS if one.kind)
    base.run(
        f"""
        CREATE OR REPLACE TEMP TABLE losses AS
        WITH applied AS (
            SELECT c.lead, coalesce(k.lost_reason, l.lost_reason) AS reason, coalesce(c.adviser, l.adviser, '') AS adviser, l.rival_model,
                c.outcome
            FROM cases c LEFT JOIN leads l ON l.closed IS NULL AND l.id = c.lead
            LEFT JOIN contacts k ON k.closed IS NULL AND k.id = c.contact
            WHERE c.closed IS NULL AND c.kind = 'loss' AND c.outcome IS DISTINCT FROM 'withdrawn' AND c.opened_on BETWEEN $1 AND $2),
        lost AS (
            SELECT l.id, l.lost_reason, coalesce(l.adviser, ''), l.rival_model, 'approved'
            FROM leads l WHERE l.closed IS NULL AND (l.stage = 'lost' OR l.level = 'F') AND l.closed_on BETWEEN $1 AND $2
                AND NOT EXISTS (FROM cases c WHERE c.closed IS NULL AND c.kind = 'loss' AND c.lead = l.id)),
        whole AS (FROM applied UNION ALL FROM lost)
        SELECT *, CASE WHEN outcome = 'rejected' THEN 'pseudo' ELSE CASE reason {known}
            ELSE CASE WHEN rival_model IS NOT NULL THEN 'rival_brand' END END END AS kind
        FROM whole""",
        [period.first, period.last],
    )


def _counted(by: str) -> str:
    """SQL: how many were lost to what."""
    counts = ", ".join(f"count(*) FILTER (kind = '{kind}')" for kind in _WHERE)
    whole = f"SELECT {by}, {counts}, count(*) FILTER (kind IS NULL), count(*) AS total FROM losses"
    return f"{whole} GROUP BY ROLLUP ({by}) ORDER BY grouping({by})"


def _by_reason(base: Base, period: Period, lang: Lang) -> Table:
    rows = base.rows(f"{_counted('reason')}, reason IS NULL, total DESC, reason")
    causes = {one.id: one.cause for one in REASONS}
    shown = [(row[0] or say("losses.unsaid", lang), causes.get(row[0]), *row[1:]) for row in rows[:-1]]
    shown.append((say("label.total", lang), None, *rows[-1][1:]))
    columns = (
        Column("reason", kinds.LOST_REASON, "战败原因", "Loss reason"),
        Column("cause", kinds.LOST_CAUSE, "归类", "Cause"),
        *_COUNTS,
    )
    title = {one: say("losses.by_reason", one, first=period.first, last=period.last) for one in LANGS}
    return Table(
        "losses", title["zh"], title["en"], columns, shown, emphasis={len(shown) - 1: "total"},
        notes=(say("losses.note", lang), say("losses.clear", lang, **_clear(base))),
    )  # fmt: skip


def _clear(base: Base) -> dict[str, object]:
    """战败明确率: losses with a clear reason that somebody has agreed to, of all that were applied for [P21]."""
    named = tuple(one.id for one in REASONS if one.id != "other")
    clear, total = base.rows(
        f"SELECT count(*) FILTER (outcome = 'approved' AND reason IN {named}), count(*) FROM losses"
    )[0]
    return {"clear": clear, "total": total, "share": f"{clear / total:.0%}"}


def _by_adviser(base: Base, lang: Lang) -> Table:
    rows = base.rows(f"{_counted('adviser')}, adviser = '', adviser")
    shown = [(row[0] or say("label.nobody", lang), *row[1:]) for row in rows[:-1]]
    shown.append((say("label.total", lang), *rows[-1][1:]))
    columns = (Column("adviser", kinds.TEXT, "顾问", "Adviser"), *_COUNTS)
    title = say("losses.by_adviser", "zh"), say("losses.by_adviser", "en")
    return Table("losses_adviser", *title, columns, shown, emphasis={len(shown) - 1: "total"})
