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
    Column("name", kinds.NAME, "客户姓名", "Customer"),
    Column.of(_CUSTOMER["source"]),
    Column("model", kinds.TEXT, "车型", "Model"),
    Column("mobile", kinds.PHONE, "联系电话", "Phone"),
    Column("purpose", kinds.TEXT, "目的", "Purpose"),
    Column("story", kinds.TEXT, "拜访经过", "What was said"),
    Column.of(_CONTACT["outcome"]),
    Column("level_was", kinds.LEVEL, "级别 原来", "Level before"),
    Column("level", kinds.LEVEL, "级别 现在", "Level now"),
    Column("channel", kinds.CHANNEL, "访问方式", "Channel"),
    Column("by", kinds.NAME, "顾问", "Adviser"),
)
_PURPOSES = ("opened", "pushed", "settled", "marketing")
_SETTLED = ("O", "D")


def daily(base: Base, day: dt.date, lang: Lang) -> Table:
    """营业日报表: everybody who was talked to on a day, and whether it was to open up (the first talk of a wish), to push a
    rated prospect, or to settle an order, a delivery or service [P4].
    """
    rows = base.rows(
        f"""
        SELECT row_number() OVER (ORDER BY k."by", k.id), c.name, coalesce(l.source, c.source), l.intent_model, c.mobile,
            CASE WHEN coalesce(l.stage = 'ordered' OR l.level IN {_SETTLED}, FALSE) THEN 'settled'
                WHEN l.id IS NULL THEN CASE k.purpose WHEN 'marketing' THEN 'marketing' ELSE 'settled' END
                WHEN EXISTS (FROM contacts e WHERE e.closed IS NULL AND e.customer = k.customer AND e."at" < k."at"
                             AND e."at"::DATE >= l.opened_on) THEN 'pushed' ELSE 'opened' END,
            k.note, k.outcome, coalesce(k.level_was, l.level), coalesce(k.level, l.level), coalesce(k.channel, 'call'), k."by"
        FROM contacts k JOIN customers c ON c.closed IS NULL AND c.id = k.customer
        LEFT JOIN leads l ON l.closed IS NULL AND l.id = k.lead
        WHERE k.closed IS NULL AND k."at"::DATE = ? ORDER BY 1""",
        [day],
    )
    words = {purpose: say(f"daily.{purpose}", lang) for purpose in _PURPOSES}
    shown = [(*row[:5], words[row[5]], *row[6:]) for row in rows]
    return Table("daily", f"营业日报表 {day}", f"Daily report {day}", _DAILY, shown)


def control(base: Base, book: Book, period: Period, lang: Lang) -> Table:
    """客户级别月度管控表: how many open leads of each level there were, came, moved and are left, by adviser [P4, P6].

    There were + came + moved in − moved out − gone = are left. A lead moves when its level changes or another adviser
    takes it over.
    """
    before, after = (_open_leads(base, day) for day in (period.first - dt.timedelta(days=1), period.last))
    rows = base.rows(_CONTROL.format(before=before, after=after, levels=list(book.levels)))
    shown = [_named(adviser, level, whole, lang) + tuple(flow) for whole, adviser, level, *flow in rows]
    columns = (
        Column("adviser", kinds.TEXT, "顾问", "Adviser"),
        Column.of(_LEAD["level"]),
        *(Column(name, kinds.COUNT, say(f"control.{name}", "zh"), say(f"control.{name}", "en")) for name in _FLOWS),
    )
    title = f"客户级别月度管控表 {period.first}至{period.last}", f"Levels {period.first} to {period.last}"
    totals = {place: "total" for place, (whole, *_) in enumerate(rows) if whole}
    return Table("control", *title, columns, shown, emphasis=totals)


def _named(adviser: str | None, level: str | None, whole: int, lang: Lang) -> tuple[str | None, str | None]:
    """Whose line it is: an adviser's level, all of his, a level of everybody, everything."""
    if whole & _OF_ALL:
        return say("label.total", lang), level
    name = adviser or say("label.nobody", lang)
    return (say("control.of_one", lang, name=name) if whole else name), level


_OF_ALL = 2
_CONTROL = """
WITH was AS ({before}), now AS ({after}), flow AS (
    SELECT n.adviser, n.level, FALSE AS was, w.id IS NULL AS came,
        w.id IS NOT NULL AND (w.level <> n.level OR w.adviser <> n.adviser) AS moved_in, FALSE AS moved_out, FALSE AS gone, TRUE AS now
    FROM now n LEFT JOIN was w ON w.id = n.id
    UNION ALL
    SELECT w.adviser, w.level, TRUE, FALSE, FALSE, n.id IS NOT NULL AND (w.level <> n.level OR w.adviser <> n.adviser), n.id IS NULL, FALSE
    FROM was w LEFT JOIN now n ON n.id = w.id
)
SELECT grouping(adviser, level) AS whole, adviser, level, count(*) FILTER (was), count(*) FILTER (came),
    count(*) FILTER (moved_in), count(*) FILTER (moved_out), count(*) FILTER (gone), count(*) FILTER (now)
FROM flow GROUP BY GROUPING SETS ((adviser, level), (adviser), (level), ()) ORDER BY grouping(adviser), adviser = '', adviser,
    grouping(level), list_position({levels}, level)
"""
_FLOWS = ("was", "came", "moved_in", "moved_out", "gone", "now")


def _open_leads(base: Base, day: dt.date) -> str:
    """SQL: the leads that were being worked at the end of a day, as the base knew it then."""
    return f"""SELECT id, coalesce(adviser, '') AS adviser, level FROM leads WHERE {as_known(base, day)} AND level IS NOT NULL
        AND (closed_on IS NULL OR closed_on > DATE '{day}') AND coalesce(stage, 'new') NOT IN ('won', 'lost', 'dormant')"""
