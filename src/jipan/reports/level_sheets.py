"""The paper sheets of the trade: 营业日报表 for the evening meeting, and the month's control of levels (客户级别月度管控表)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan import kinds
from jipan.models import fields
from jipan.store.frames import as_known
from jipan.table import Column, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.followups.past import Period
    from jipan.rules import Book
    from jipan.store import Base

_CUSTOMER, _CONTACT, _LEAD = fields("customers"), fields("contacts"), fields("leads")
_DAILY = (
    Column("number", kinds.COUNT, "序号", "No."),
    Column.of(_CUSTOMER["name"]),
    Column.of(_CUSTOMER["source"]),
    Column("model", kinds.TEXT, "车型", "Model"),
    Column.of(_CUSTOMER["mobile"]),
    Column.of(_CONTACT["purpose"]),
    Column.of(_CONTACT["note"], "story"),
    Column.of(_CONTACT["outcome"]),
    Column.of(_CONTACT["level_was"]),
    Column("level", kinds.LEVEL, "现在", "Level now"),
    Column.of(_CONTACT["channel"]),
    Column.of(_CONTACT["by"]),
)


def daily(base: Base, day: dt.date) -> Table:
    """营业日报表: everybody who was talked to on a day [P4]."""
    rows = base.rows(
        """
        SELECT row_number() OVER (ORDER BY k."by", k.id), c.name, coalesce(l.source, c.source), l.intent_model, c.mobile, k.purpose,
            k.note, k.outcome, coalesce(k.level_was, l.level), coalesce(k.level, l.level), coalesce(k.channel, 'call'), k."by"
        FROM contacts k JOIN customers c ON c.closed IS NULL AND c.id = k.customer
        LEFT JOIN leads l ON l.closed IS NULL AND l.id = k.lead
        WHERE k.closed IS NULL AND k."at"::DATE = ? ORDER BY 1""",
        [day],
    )
    return Table("daily", f"营业日报表 {day}", f"Daily report {day}", _DAILY, rows)


def control(base: Base, book: Book, period: Period, lang: Lang) -> Table:
    """客户级别月度管控表: how many open leads of each level there were, came, moved and are left, by adviser [P4, P6].

    There were + came + moved in − moved out − gone = are left.
    """
    before, after = (_open_leads(base, day) for day in (period.first - dt.timedelta(days=1), period.last))
    levels = tuple(book.levels)
    rows = base.rows(
        f"""
        WITH was AS ({before}), now AS ({after}), flow AS (
            SELECT n.adviser, n.level, FALSE AS was, w.id IS NULL AS came, w.level <> n.level AS moved_in, FALSE AS moved_out,
                FALSE AS gone, TRUE AS now
            FROM now n LEFT JOIN was w ON w.id = n.id
            UNION ALL
            SELECT w.adviser, w.level, TRUE, FALSE, FALSE, n.level <> w.level, n.id IS NULL, FALSE
            FROM was w LEFT JOIN now n ON n.id = w.id)
        SELECT * FROM (
            SELECT coalesce(adviser, '') AS adviser, level, count(*) FILTER (was), count(*) FILTER (came), count(*) FILTER (moved_in),
                count(*) FILTER (moved_out), count(*) FILTER (gone), count(*) FILTER (now)
            FROM flow GROUP BY ALL) ORDER BY adviser = '', adviser, list_position({list(levels)}, level)"""
    )
    shown = [(adviser or say("label.nobody", lang), *rest) for adviser, *rest in rows]
    columns = (
        Column("adviser", kinds.TEXT, "顾问", "Adviser"),
        Column.of(_LEAD["level"]),
        *(Column(name, kinds.COUNT, say(f"control.{name}", "zh"), say(f"control.{name}", "en")) for name in _FLOWS),
    )
    title = f"客户级别月度管控表 {period.first} 至 {period.last}", f"Level control, {period.first} to {period.last}"
    return Table("control", *title, columns, shown)


_FLOWS = ("was", "came", "moved_in", "moved_out", "gone", "now")


def _open_leads(base: Base, day: dt.date) -> str:
    """SQL: the leads that were being worked at the end of a day, as the base knew it then."""
    return f"""SELECT id, adviser, level FROM leads WHERE {as_known(base, day)} AND level IS NOT NULL
        AND (closed_on IS NULL OR closed_on > DATE '{day}') AND coalesce(stage, 'new') NOT IN ('won', 'lost', 'dormant')"""
