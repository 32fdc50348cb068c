"""Are they satisfied? Scores by adviser, model and type of visit, questionnaires, and complaints: how many, open, late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.followups.past import Period
from jipan.intake.terms import Terms
from jipan.reports.cases import open_cases
from jipan.table import Column, Page, Table
from jipan.words import LANGS, Lang, say

if TYPE_CHECKING:
    from jipan.rules import Book
    from jipan.store import Base

GROUPS = ("adviser", "model", "visit")
FIGURES = ("scored", "average", "satisfied", "complaints", "open", "late", "in_time")
_KINDS = {"average": kinds.DECIMAL, "satisfied": kinds.SHARE, "in_time": kinds.SHARE}


def tables(base: Base, book: Book, period: Period, lang: Lang) -> list[Table]:
    """Scores and complaints of the period by each group, the questions, the complaints that are open now."""
    terms = Terms.of(book)
    _lay(base, period, terms.dissatisfied)
    note = say("satisfaction.note", lang, limit=terms.dissatisfied)
    made = [_by(base, group, lang, note) for group in GROUPS]
    questions = _questions(base, book, period, lang)
    return [*made, *([questions] if questions.rows else []), open_cases(base, "complaint", period.last)]


def pages(made: Sequence[Table]) -> list[Page]:
    """The figures on one sheet, the open complaints on their own."""
    return [Page("满意度", "Satisfaction", tuple(made[:-1])), Page.of(made[-1])]


def _lay(base: Base, period: Period, limit: int) -> None:
    """`voices`: one row per score and per complaint of the period, with the vehicle and the visit it is about."""
    base.run(
        """
        CREATE OR REPLACE TEMP TABLE voices AS
        WITH voice AS (
            SELECT k.id, k.customer, k.vehicle, k."at"::DATE AS day, coalesce(k."by", '') AS adviser, k.score,
                FALSE AS complaint, FALSE AS open, FALSE AS late, NULL::BOOLEAN AS in_time
            FROM contacts k WHERE k.closed IS NULL AND k.score IS NOT NULL AND k."at"::DATE BETWEEN $1 AND $2
            UNION ALL
            SELECT c.id, c.customer, c.vehicle, c.opened_on, coalesce(c.adviser, ''), NULL, TRUE, c.closed_on IS NULL,
                coalesce(c.closed_on, $2) > c.due, c.closed_on <= c.due
            FROM cases c WHERE c.closed IS NULL AND c.kind = 'complaint' AND c.outcome IS DISTINCT FROM 'withdrawn'
                AND c.opened_on BETWEEN $1 AND $2),
        came AS (
            SELECT w.id, arg_max(v.repair_type, v.date) AS visit, arg_max(v.vehicle, v.date) AS vehicle
            FROM voice w JOIN visits v ON v.closed IS NULL AND v.customer = w.customer AND v.date <= w.day
                AND (w.vehicle IS NULL OR v.vehicle = w.vehicle)
            GROUP BY w.id)
        SELECT w.* EXCLUDE (vehicle), w.score > $3 AS satisfied, coalesce(c.visit, '') AS visit, coalesce(m.model, '') AS model
        FROM voice w LEFT JOIN came c ON c.id = w.id
        LEFT JOIN vehicles m ON m.closed IS NULL AND m.id = coalesce(w.vehicle, c.vehicle)""",
        [period.first, period.last, limit],
    )


_COUNTED = """count(score), avg(score), count(*) FILTER (satisfied) / nullif(count(score), 0), count(*) FILTER (complaint),
    count(*) FILTER (complaint AND open), count(*) FILTER (late), count(*) FILTER (in_time) / nullif(count(in_time), 0)"""


def _by(base: Base, group: str, lang: Lang, note: str) -> Table:
    rows: list[tuple[Any, ...]] = base.rows(
        f"SELECT {group}, {_COUNTED} FROM voices GROUP BY {group} ORDER BY {group} = '', {group}"
    )
    total = base.rows(f"SELECT {_COUNTED} FROM voices")[0]
    shown = [(row[0] or say("label.nobody", lang) if group == "adviser" else row[0] or "—", *row[1:]) for row in rows]
    shown.append((say("label.total", lang), *total))
    words = {one: say(f"satisfaction.{group}", one) for one in LANGS}
    columns = (Column(group, kinds.TEXT, words["zh"], words["en"].capitalize()), *map(_column, FIGURES))
    titles = {one: say("satisfaction.by", one, group=words[one]) for one in LANGS}
    return Table(
        f"by_{group}", titles["zh"], titles["en"], columns, shown, notes=(note,), emphasis={len(rows): "total"}
    )


def _column(name: str) -> Column:
    return Column(
        name, _KINDS.get(name, kinds.COUNT), say(f"satisfaction.{name}", "zh"), say(f"satisfaction.{name}", "en")
    )


def _questions(base: Base, book: Book, period: Period, lang: Lang) -> Table:
    """The columns of a call sheet that are questions, with the average of their answers."""
    asked = dict(pair for cadence in book.cadences for pair in cadence.questions(lang))
    rows = base.rows(
        """
        SELECT entry.key, count(try_cast(entry.value AS DOUBLE)), avg(try_cast(entry.value AS DOUBLE))
        FROM (SELECT unnest(map_entries(other)) AS entry FROM contacts
              WHERE closed IS NULL AND other IS NOT NULL AND "at"::DATE BETWEEN ? AND ?)
        WHERE list_contains(?::VARCHAR[], entry.key) GROUP BY entry.key
        HAVING count(try_cast(entry.value AS DOUBLE)) > 0 ORDER BY entry.key""",
        [period.first, period.last, list(asked)],
    )
    rows = [(asked[question], *figures) for question, *figures in rows]
    columns = (
        Column("question", kinds.TEXT, say("satisfaction.question", "zh"), say("satisfaction.question", "en")),
        Column("answers", kinds.COUNT, say("satisfaction.answers", "zh"), say("satisfaction.answers", "en")),
        _column("average"),
    )
    return Table("questions", say("satisfaction.questions", "zh"), say("satisfaction.questions", "en"), columns, rows)
