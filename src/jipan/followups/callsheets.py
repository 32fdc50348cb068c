"""Tasks as tables: the call sheet to be filled in and imported again, the list for the terminal, and JSON."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jipan.followups import entitlements, wording
from jipan.followups.gathering import ORDER, URGENCY
from jipan.followups.sql import statement
from jipan.followups.subjects import query
from jipan.followups.tasks import Reason, Talk, Task
from jipan.kinds import (
    BIRTHDAY,
    CHANNEL,
    CODE,
    COUNT,
    DATE,
    LOST_REASON,
    NAME,
    OBJECTION,
    OUTCOME,
    PHONE,
    PLATE,
    TEXT,
    Kind,
)
from jipan.kinds.hours import within
from jipan.kinds.talk import UNCLEAR
from jipan.models import ASKED, fields
from jipan.store import Selected, last_batch
from jipan.table import Column, Form, Table
from jipan.words import Lang, say

if TYPE_CHECKING:
    from jipan.followups.planning import Drawn
    from jipan.rules import Book, Desk, Rating

MANAGER = "manager"
"""The role whose tasks are the manager's, though no adviser has them."""

_CONTACT = fields("contacts")
_ANSWERS = tuple(
    Column.of(_CONTACT[name]) for name in ("outcome", "note", "next_date", "level", "objection", "lost_reason", "score")
)
_SCORES = ("5", "4", "3", "2", "1")

_TASKS = Column.of(_CONTACT["tasks"])
_CUSTOMER = Column("customer", CODE, "基盘号", "Jipan id")
_ADVISER = Column("adviser", NAME, "顾问", "Adviser")
_DUE = Column("due", DATE, "应联系日", "Due")
_OVERDUE = Column("overdue", COUNT, "逾期天数", "Days overdue")
_NAME = Column("name", NAME, "姓名", "Name")
_MOBILE = Column("mobile", PHONE, "手机", "Mobile")
_PLATE = Column("plate", PLATE, "车牌", "Plate")
_MODEL = Column("model", TEXT, "车型", "Model")
_LEVEL = Column("current_level", TEXT, "现级别", "Current level")
_CLASSES = Column("classes", TEXT, "分类", "Classes")
_ENTITLED = Column("entitled", TEXT, "权益", "Entitled to")
_WHY = Column("why", TEXT, "事由", "Why")
_CHANNEL = Column("channel", CHANNEL, "沟通方式", "Channel")
_WHEN = Column("pref_time", TEXT, "方便时间", "Best time")
_SAY = Column("say", TEXT, "说什么", "What to say")
_LAST = Column("last", TEXT, "上次联系", "Last contact")

_PURPOSE = Column.of(_CONTACT["purpose"])

_CALL = (
    _NAME,
    _MOBILE,
    _CHANNEL,
    _WHEN,
    _WHY,
    _SAY,
    _DUE,
    _OVERDUE,
    _PLATE,
    _MODEL,
    _LEVEL,
    _CLASSES,
    _ENTITLED,
    _LAST,
    _ADVISER,
)
"""What the caller needs, the most needed first; his answers follow."""
_OURS = (_PURPOSE, _CUSTOMER, _TASKS)
"""What jipan needs to know the row again, out of the way on the right."""
_REMEMBERED = ("tasks", "purpose", "channel", "adviser")
"""What the workbook itself remembers of a row."""
_ORDERING = 'complaint, priority, worth, "day", part'
"""What a sheet is ordered by and does not show."""
_LISTING = (_NAME, _MOBILE, _WHY, _DUE, _OVERDUE, _ADVISER, _PLATE, _LEVEL, _CUSTOMER)


def sheet(drawn: Drawn, lang: Lang) -> Table:
    """The call sheet: what to do on the left, what came of it on the right. As CSV it can be imported as well."""
    batch, book = last_batch(drawn.base), drawn.book
    stamp = {"kind": "tasks", "batch": str(batch), "today": drawn.today.isoformat(), "book": book.name}
    answers: Mapping[str, Sequence[str]] = {column.name: () for column in _ANSWERS} | {
        "outcome": _words(OUTCOME, lang),
        "level": tuple(book.levels),
        "objection": _words(OBJECTION, lang),
        "lost_reason": _words(LOST_REASON, lang),
        "score": _SCORES,
    }
    questions = _questions(drawn, lang)
    answers = {**answers, **dict.fromkeys((column.name for column in questions), _SCORES)}
    without = {_ENTITLED: not book.measures, _WHEN: not _any_time(drawn)}
    call = tuple(column for column in _CALL if not without.get(column))
    columns = (*call, *_ANSWERS, *questions, *_OURS)
    rows = Selected(drawn.base, _rows(drawn, batch, columns, lang), columns, URGENCY)
    return Table(
        "tasks", "联系任务", "Call sheet", columns, rows, Form(answers, stamp, on_paper="next_date"), bare=True
    )


def _any_time(drawn: Drawn) -> bool:
    """Whether somebody on the sheet said when he wants to be contacted."""
    return bool(drawn.base.value("SELECT count(*) FROM followups_chosen WHERE pref_time <> '' AND NOT over"))


def _questions(drawn: Drawn, lang: Lang) -> tuple[Column, ...]:
    """The short questionnaires of the cadences on the sheet, a column a question."""
    rows = drawn.base.rows(
        "SELECT DISTINCT n.cadence FROM followups_tasks t JOIN followups_courses n ON n.course = t.course"
    )
    here = {row[0] for row in rows}
    asked = dict(pair for cadence in drawn.book.cadences if cadence.id in here for pair in cadence.questions(lang))
    return tuple(Column(f"{ASKED}{word}", COUNT, f"{ASKED}{said}", f"{ASKED}{said}") for word, said in asked.items())


def _rows(drawn: Drawn, batch: int, columns: Sequence[Column], lang: Lang) -> str:
    """The rows of the call sheet as a query."""
    wording.lay_words(drawn.base, drawn.seen, lang)
    wording.lay_times(drawn.base, drawn.book.desk)
    entitlements.lay(drawn.base, drawn.tables, drawn.book, drawn.today, "followups_chosen")
    _lay_classes(drawn, lang)
    said = {"noted": wording.noted, "moved": wording.moved, "other_way": wording.other_way, "instead": wording.instead}
    said |= {"raised": wording.raised, "last": wording.last_talk}
    sheet = statement(
        "sheet",
        **{name: text(lang) for name, text in said.items()},
        alike=wording.phrase("followups.why.alike", lang, why="why", count="alike"),
        join=say("followups.why.join", lang),
        comma=say("rule.comma", lang),
        unassigned=nobodys("", lang),
        manager=nobodys(MANAGER, lang),
        today=drawn.today,
        batch=batch,
    )
    drawn.base.run(sheet)
    empty = {column.name for column in columns if column in _ANSWERS or column.name.startswith(ASKED)}
    shown = (f'NULL AS "{column.name}"' if column.name in empty else f'"{column.name}"' for column in columns)
    first = "" if drawn.limit is None else f" ORDER BY {ORDER} LIMIT {drawn.limit}"
    return f"SELECT {', '.join(shown)}, {_ORDERING} FROM followups_sheet{first}"


def _lay_classes(drawn: Drawn, lang: Lang) -> None:
    """Lay out the classes of the customers on the sheet in words."""
    ratings = _ratings(drawn.book)
    drawn.base.run(
        f"CREATE OR REPLACE TEMP TABLE followups_classes AS SELECT customer, {wording.classes(ratings, lang)} AS classes"
        f" FROM ({query(drawn.tables, 'classes')}) WHERE rating IN {(*(rating.name for rating in ratings), '')}"
        " AND customer IN (SELECT customer FROM followups_chosen) GROUP BY customer"
    )


def _ratings(book: Book) -> list[Rating]:
    """Of the ratings that the book shows those that have an order; all that it shows where none has."""
    shown = [book.ratings[name] for name in book.show]
    return [rating for rating in shown if rating.ordered] or shown


def of_each(whole: Table) -> dict[str, Table]:
    """The call sheet of each adviser by his name, in the order of urgency. It remembers which tasks its customers have."""
    place = {column.name: index for index, column in enumerate(whole.columns)}
    rows: dict[str, list[tuple[object, ...]]] = {}
    for row in whole.rows:
        rows.setdefault(str(row[place["adviser"]]), []).append(tuple(row))
    return {name: _of_one(whole, name, mine) for name, mine in sorted(rows.items())}


def _of_one(whole: Table, name: str, rows: list[tuple[object, ...]]) -> Table:
    return remembering(replace(whole, zh=name, en=name, rows=rows))


def remembering(table: Table) -> Table:
    """A call sheet that knows its customers' tasks, and who was to call them how and what for, when the columns that say so
    are gone. Of a customer with several rows nobody could tell then which one was answered: he is left out.
    """
    place = {column.name: index for index, column in enumerate(table.columns)}
    rows = [tuple(row) for row in table.rows]
    often = Counter(row[place["customer"]] for row in rows)
    tasks = {
        str(row[place["customer"]]): "|".join(str(row[place[word]] or "") for word in _REMEMBERED)
        for row in rows
        if often[row[place["customer"]]] == 1
    }
    return replace(table, rows=rows, form=table.form and replace(table.form, stamp={**table.form.stamp, **tasks}))


def listing(tasks: Sequence[Task], lang: Lang) -> Table:
    """The tasks for the terminal: who, when, why. What waits too long is marked."""
    rows = [tuple(_cell(column, task, lang) for column in _LISTING) for task in tasks]
    marks = {
        place: "bad" if task.complaint else "warn" for place, task in enumerate(tasks) if task.complaint or task.overdue
    }
    return Table("tasks", "联系任务", "Tasks", _LISTING, rows, emphasis=marks)


def nobodys(role: str, lang: Lang) -> str:
    """In whose place the task of no adviser stands: the manager's where it is for him."""
    return say("followups.manager" if role == MANAGER else "followups.unassigned", lang)


def _words(kind: Kind, lang: Lang) -> tuple[str, ...]:
    return tuple(option.label(lang) for option in kind.options if option.id != UNCLEAR)


def _cell(column: Column, task: Task, lang: Lang) -> object:
    match column.name:
        case "adviser":
            return task.adviser or nobodys(task.role, lang)
        case "overdue":
            return task.overdue or None
        case "current_level":
            return task.level or None
        case "why":
            return task.why(lang)
        case "last":
            return _talk(task.last, lang)
    return getattr(task, column.name) or None


def _talk(talk: Talk | None, lang: Lang) -> str | None:
    """`2026-11-18 已联系：下月再看`."""
    if talk is None:
        return None
    said = " ".join(part for part in (talk.day.isoformat(), OUTCOME.show(talk.outcome, lang)) if part)
    return say("followups.last", lang, said=said, note=talk.note) if talk.note else said


def as_json(tasks: Sequence[Task], desk: Desk, lang: Lang) -> list[dict[str, object]]:
    """The tasks as plain objects. Identifiers and keys are the same in every language; only `why`, `say` and `label`
    are words.
    """
    return [_task(task, desk, lang) for task in tasks]


_PLAIN = (
    "customer", "name", "mobile", "adviser", "role", "overdue", "purpose", "channel", "because", "pref_time", "plate", "model", "level",
    "stands_for", "raised",
)  # fmt: skip
_PLAIN_REASON = ("key", "cadence", "subject", "step", "purpose", "role", "channel", "priority")
_DAYS = ("anchor", "due", "was", "opens", "closes")


def _task(task: Task, desk: Desk, lang: Lang) -> dict[str, object]:
    talk = task.last
    return {
        **{name: getattr(task, name) for name in _PLAIN},
        "day": _iso(task.day),
        "due": _iso(task.due),
        "hours": _hours(task.pref_time, desk),
        "classes": dict(task.classes),
        "measures": list(task.measures),
        "complaint": task.complaint,
        "say": task.say,
        "last": {"day": _iso(talk.day), "outcome": talk.outcome, "note": talk.note} if talk else None,
        "reasons": [_reason(reason, lang) for reason in task.reasons],
    }


def _hours(said: str, desk: Desk) -> dict[str, str] | None:
    """Between which hours he may be called: as he asked, out of the quiet hours."""
    found = within(said, desk.hours)
    return {"from": f"{found[0]:%H:%M}", "until": f"{found[1]:%H:%M}"} if found else None


def _reason(reason: Reason, lang: Lang) -> dict[str, object]:
    return {
        **{name: getattr(reason, name) for name in _PLAIN_REASON},
        **{name: _iso(getattr(reason, name)) for name in _DAYS},
        "overdue": reason.overdue_days,
        "label": reason.label(lang),
        "why": reason.why(lang),
    }


def _iso(day: dt.date | None) -> str | None:
    """A day; a birthday may lack its year."""
    return BIRTHDAY.show(day, "en") if day else None
