"""Are we doing it? What was due and what was done, by adviser, team and store, week and month, each rate with its formula."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.followups.callsheets import MANAGER
from jipan.followups.past import Period, lay_due
from jipan.kinds.talk import heard
from jipan.reports import level_sheets, losses
from jipan.rules import Book
from jipan.table import Chart, Column, Page, Table
from jipan.words import LANGS, Lang, say

if TYPE_CHECKING:
    from jipan.store import Base

KEPT = ("due", "on_time", "late", "open", "gone", "on_time_rate")
RATES = ("customers", "called", "reminder_rate", "connect_rate", "intent_rate", "reminded", "return_rate", "ups", "downs",
         "leads", "first_response")  # fmt: skip
AGES = ((1, 3), (4, 7), (8, 30), (31, None))
_SHARES = frozenset({"on_time_rate", "reminder_rate", "connect_rate", "intent_rate", "return_rate", "first_response"})
_GROUPS = {"adviser": "adviser", "team": "team", "store": "store"}

_TEAM = """
CREATE OR REPLACE TEMP TABLE past_due AS
WITH told AS (
    SELECT adviser, team, row_number() OVER (PARTITION BY adviser ORDER BY count(*) DESC, team) AS nth
    FROM (SELECT coalesce(sales_adviser, service_adviser) AS adviser, team FROM customers WHERE closed IS NULL AND team IS NOT NULL)
    GROUP BY adviser, team
)
SELECT d.* REPLACE (CASE WHEN d.adviser = '' AND d.role = $1 THEN $1 ELSE d.adviser END AS adviser), coalesce(t.team, d.role) AS team
FROM past_due d LEFT JOIN told t ON t.adviser = d.adviser AND t.nth = 1
"""
"""Each adviser's team is the one that most of his customers' rows name; where none does, it is that of his post. The
manager's own calls are nobody's, but his.
"""

_MANAGERS = tuple(say("followups.manager", lang) for lang in LANGS)
"""How the manager is called on his sheet, by which his contacts come back."""
_CONNECTED = heard("success", "invalid")
_INTERESTED = ("booked", "interested")


def measure(base: Base, book: Book, period: Period) -> None:
    """Lay out what the report counts: `past_due`, the contacts, level moves and new leads of the period."""
    lay_due(base, book, period)
    base.run(_TEAM, [MANAGER])
    places = "".join(f" WHEN '{level}' THEN {place}" for place, level in enumerate(book.levels))
    base.run(
        f"""
        CREATE OR REPLACE TEMP TABLE past_talks AS
        SELECT k.customer, k."at"::DATE AS day, k.outcome, k.purpose,
            CASE WHEN k."by" IN {_MANAGERS} THEN '{MANAGER}' ELSE coalesce(k."by", '') END AS adviser,
            (k.outcome IS NULL OR k.outcome IN {_CONNECTED}) AS connected, k.outcome IN {_INTERESTED} AS interested,
            sign(CASE k.level_was{places} END - CASE k.level{places} END) AS moved
        FROM contacts k WHERE k.closed IS NULL AND k."at"::DATE BETWEEN $1 AND $2""",
        [period.first, period.last],
    )
    base.run(
        """
        CREATE OR REPLACE TEMP TABLE past_leads AS
        SELECT l.id, coalesce(l.adviser, '') AS adviser, min(k."at"::DATE) <= l.opened_on + 1 AS quick
        FROM leads l LEFT JOIN contacts k ON k.closed IS NULL AND k.customer = l.customer AND k."at"::DATE >= l.opened_on
        WHERE l.closed IS NULL AND l.opened_on BETWEEN $1 AND $2 GROUP BY l.id, l.adviser, l.opened_on""",
        [period.first, period.last],
    )


def pages(base: Base, book: Book, period: Period, lang: Lang) -> list[Page]:
    """The workbook: who did what was due, the rates, trends, the sheet of the evening meeting, the level control, why
    prospects were lost.
    """
    measure(base, book, period)
    kept = [_kept(base, group, period, lang) for group in _GROUPS]
    trends = [_trend(base, unit) for unit in ("week", "month")]
    return [
        Page("跟进执行", "Follow-ups", (*kept, _ages(base, period, lang))),
        Page("指标", "Rates", (_rates(base, period, lang),)),
        Page.of(_formulas(lang)),
        Page("趋势", "Trends", tuple(trends)),
        Page("营业日报表", "Daily report", (level_sheets.daily(base, period.last, lang),)),
        Page("客户级别月度管控表", "Level control", (level_sheets.control(base, book, period, lang),)),
        *([Page("战败分析", "Losses", lost)] if (lost := tuple(losses.tables(base, period, lang))) else []),
    ]


def tables(base: Base, book: Book, period: Period, lang: Lang) -> list[Table]:
    """What is shown on the terminal: what was due by adviser, and the rates."""
    measure(base, book, period)
    return [_kept(base, "adviser", period, lang), _rates(base, period, lang)]


def _column(name: str) -> Column:
    kind = kinds.SHARE if name in _SHARES else kinds.COUNT
    return Column(name, kind, say(f"performance.{name}", "zh"), say(f"performance.{name}", "en"))


_COUNTED = """
    count(*) FILTER (NOT carried) AS due,
    count(*) FILTER (NOT carried AND done <= due) AS on_time,
    count(*) FILTER (NOT carried AND done > due) AS late,
    count(*) FILTER (NOT carried AND open) AS open,
    count(*) FILTER (NOT carried AND done IS NULL AND NOT open) AS gone,
    count(*) FILTER (NOT carried AND done <= due) / nullif(count(*) FILTER (NOT carried), 0) AS on_time_rate"""


def _ranked(by: str) -> str:
    """SQL: advisers by name, then the manager, then nobody."""
    return f"{by} = '', {by} = '{MANAGER}', {by}"


def _kept(base: Base, group: str, period: Period, lang: Lang) -> Table:
    """Tasks that fell due in the period, by what became of them."""
    by = _GROUPS[group]
    rows = base.rows(f"SELECT {by}, {_COUNTED} FROM past_due GROUP BY {by} ORDER BY {_ranked(by)}")
    total = base.rows(f"SELECT {_COUNTED} FROM past_due")
    shown = [(_group(group, row[0], lang), *row[1:]) for row in rows] + [(say("label.total", lang), *total[0])]
    label = Column(group, kinds.TEXT, say(f"performance.{group}", "zh"), say(f"performance.{group}", "en").capitalize())
    title = {one: say("performance.kept", one, group=say(f"performance.{group}", one), first=period.first, last=period.last)
             for one in LANGS}  # fmt: skip
    columns = (label, *map(_column, KEPT))
    return Table(
        f"kept_{group}", title["zh"], title["en"], columns, shown, emphasis={len(rows): "total"}, chart=_chart(rows)
    )


def _chart(rows: list[Any]) -> Chart | None:
    return "bar" if len(rows) > 1 else None


def _group(group: str, value: str, lang: Lang) -> str:
    if group == "adviser":
        return _who(value, lang)
    return kinds.ROLE.show(value, lang) if group == "team" else value or say("performance.no_store", lang)


def _who(adviser: str | None, lang: Lang) -> str:
    """Whose line it is."""
    return say("followups.manager", lang) if adviser == MANAGER else adviser or say("label.nobody", lang)


def _ages(base: Base, period: Period, lang: Lang) -> Table:
    """What still waits at the end of the period, by how long."""
    known = [_age(low, high) for low, high in AGES]
    cuts = ", ".join(
        f"count(*) FILTER (days >= {low}{'' if high is None else f' AND days <= {high}'})" for low, high in AGES
    )
    late = "SELECT adviser, date_diff('day', due, ?) AS days FROM past_due WHERE open AND due < ?"
    rows = base.rows(
        f"SELECT adviser, {cuts}, count(*) FROM ({late}) GROUP BY ROLLUP (adviser) ORDER BY grouping(adviser), {_ranked('adviser')}",
        [period.last, period.last],
    )
    columns = (Column("adviser", kinds.TEXT, "顾问", "Adviser"), *known, Column("total", kinds.COUNT, "合计", "Total"))
    shown = _with_total(rows, lang)
    title = f"逾期未完成（{period.last}）", f"Overdue on {period.last}"
    return Table("ages", *title, columns, shown, emphasis={len(shown) - 1: "total"})


def _with_total(rows: list[Any], lang: Lang) -> list[tuple[object, ...]]:
    """Advisers' rows; the one of nobody in particular, which comes last, is that of them all."""
    return [(say("label.total", lang) if row[0] is None else _who(row[0], lang), *row[1:]) for row in rows]


def _age(low: int, high: int | None) -> Column:
    text = f"{low}–{high}" if high else f"{low}+"
    return Column(f"age_{low}", kinds.COUNT, f"{text}天", f"{text} days")


def _rates(base: Base, period: Period, lang: Lang) -> Table:
    """The rates of contact: each customer counts once a month."""
    rows = base.rows(_RATES_SQL, [period.last])
    shown = _with_total(rows, lang)
    columns = (Column("adviser", kinds.TEXT, "顾问", "Adviser"), *map(_column, RATES))
    title = f"指标（{period.first} 至 {period.last}）", f"Rates, {period.first} to {period.last}"
    return Table("rates", *title, columns, shown, emphasis={len(shown) - 1: "total"})


_RATES_SQL = f"""
WITH due AS (
    SELECT adviser, customer, date_trunc('month', due) AS month,
        bool_or(talked) AS called, bool_or(connected) AS connected, bool_or(interested) AS interested
    FROM (
        SELECT d.adviser, d.customer, d.due, k.customer IS NOT NULL AS talked, coalesce(k.connected, FALSE) AS connected,
            coalesce(k.interested, FALSE) AS interested
        FROM past_due d LEFT JOIN past_talks k ON k.customer = d.customer AND date_trunc('month', k.day) = date_trunc('month', d.due)
            AND k.day >= d.due AND k.outcome IS DISTINCT FROM 'not_called'
        WHERE NOT d.carried)
    GROUP BY GROUPING SETS ((adviser, customer, month), (customer, month))
),
reminded AS (
    SELECT d.adviser, d.customer, date_trunc('month', k.day) AS month, bool_or(v.id IS NOT NULL) AS came
    FROM past_due d
    JOIN past_talks k ON k.customer = d.customer AND k.day = d.done
    LEFT JOIN visits v ON v.closed IS NULL AND v.customer = d.customer AND v.date BETWEEN k.day AND least(last_day(k.day), $1)
    WHERE d.role = 'service' GROUP BY GROUPING SETS ((d.adviser, d.customer, month), (d.customer, month))
),
sums AS (
    SELECT adviser, 'due' AS what, count(*) AS a, count(*) FILTER (called) AS b, count(*) FILTER (connected) AS c,
        count(*) FILTER (interested) AS d FROM due GROUP BY adviser
    UNION ALL SELECT adviser, 'reminded', count(*), count(*) FILTER (came), 0, 0 FROM reminded GROUP BY adviser
    UNION ALL SELECT adviser, 'moved', count(*) FILTER (moved > 0), count(*) FILTER (moved < 0), 0, 0 FROM past_talks
    GROUP BY ROLLUP (adviser)
    UNION ALL SELECT adviser, 'leads', count(*), count(*) FILTER (quick), 0, 0 FROM past_leads GROUP BY ROLLUP (adviser)
),
wide AS (
    SELECT adviser,
        sum(a) FILTER (what = 'due') AS customers, sum(b) FILTER (what = 'due') AS called,
        sum(c) FILTER (what = 'due') AS connected, sum(d) FILTER (what = 'due') AS interested,
        sum(a) FILTER (what = 'reminded') AS reminded, sum(b) FILTER (what = 'reminded') AS came,
        sum(a) FILTER (what = 'moved') AS ups, sum(b) FILTER (what = 'moved') AS downs,
        sum(a) FILTER (what = 'leads') AS leads, sum(b) FILTER (what = 'leads') AS quick
    FROM sums GROUP BY adviser
)
SELECT adviser, coalesce(customers, 0)::BIGINT, coalesce(called, 0)::BIGINT, (called / customers)::DOUBLE, (connected / customers)::DOUBLE,
    (interested / customers)::DOUBLE, coalesce(reminded, 0)::BIGINT, (came / nullif(reminded, 0))::DOUBLE, coalesce(ups, 0)::BIGINT,
    coalesce(downs, 0)::BIGINT, coalesce(leads, 0)::BIGINT, (quick / nullif(leads, 0))::DOUBLE
FROM wide ORDER BY adviser IS NULL, {_ranked("adviser")}
"""
"""In the line of them all a customer of two advisers counts once."""


def _formulas(lang: Lang) -> Table:
    """How every figure is counted, and whose formula it is."""
    columns = (
        Column("figure", kinds.TEXT, "指标", "Figure"),
        Column("id", kinds.CODE, "标识", "Id"),
        Column("formula", kinds.TEXT, "算法", "Formula"),
    )
    rows = [(say(f"performance.{name}", lang), name, say(f"formula.{name}", lang)) for name in (*KEPT, *RATES)]
    return Table("formulas", "算法说明", "How it is counted", columns, rows)


def _trend(base: Base, unit: str) -> Table:
    """Done on time, week by week or month by month."""
    rows = base.rows(
        f"""SELECT date_trunc('{unit}', due)::DATE AS since, {_COUNTED} FROM past_due WHERE NOT carried GROUP BY since ORDER BY since"""
    )
    shown = [(_when(unit, row[0]), *row[1:]) for row in rows]
    label = Column("since", kinds.TEXT, say(f"performance.{unit}", "zh"), say(f"performance.{unit}", "en"))
    title = say(f"performance.by_{unit}", "zh"), say(f"performance.by_{unit}", "en")
    return Table(f"trend_{unit}", *title, (label, *map(_column, KEPT)), shown, chart="bar")


def _when(unit: str, day: dt.date) -> str:
    return f"{day:%Y-%m}" if unit == "month" else day.isoformat()
