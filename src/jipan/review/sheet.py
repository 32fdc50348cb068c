"""Open items as a table to decide in, on paper or in Excel, and the decisions that come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from jipan import kinds
from jipan.errors import BadFile, Problem
from jipan.intake.importing import DECISIONS
from jipan.kinds.kind import fold
from jipan.review.inbox import LATER, Answer, Fact, Item
from jipan.table import Column, Form, Table, cell
from jipan.words import LANGS, Lang, known, say

if TYPE_CHECKING:
    from jipan.sheets import Book, Grid
    from jipan.store import Base

KEY = Column("item", kinds.CODE, "决定号", "Item")
DECISION = Column("decision", kinds.TEXT, "决定", "Decision")
WHY = Column("why", kinds.TEXT, "说明", "Note")
_COLUMNS = (
    Column("kind", kinds.TEXT, "事项", "What"),
    Column("a", kinds.TEXT, "甲", "A"),
    Column("b", kinds.TEXT, "乙", "B"),
    Column("reasons", kinds.TEXT, "理由", "Reasons"),
    DECISION,
    WHY,
    KEY,
)
_TAG = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """What a filled decision sheet says: answers that fit, and the rows that do not with what is wrong."""

    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]
    read: int


def tag(base: Base) -> str:
    """A few letters by which a base knows its own decision numbers."""
    return str(base.value("SELECT value FROM meta WHERE name = 'base'"))[:_TAG].upper()


def table(items: Sequence[Item], mark: str, lang: Lang, *, bare: bool) -> Table:
    """Open items side by side with a column to decide in."""
    words = tuple(dict.fromkeys(word for item in items for word in _words(item.choices, lang)))
    rows = [
        (
            kind_word(item, lang),
            side(item, lang, left=True, bare=bare),
            side(item, lang, left=False, bare=bare),
            reasons(item, lang),
            None,
            None,
            f"{item.kind}-{item.key}-{mark}",
        )
        for item in items
    ]
    runs = [(len(list(run)), _words(choices, lang)) for choices, run in groupby(item.choices for item in items)]
    stamp = {"form": DECISIONS, "base": mark}
    form = Form({DECISION.name: words, WHY.name: ()}, stamp, hidden=(KEY.name,), runs={DECISION.name: runs})
    return Table("review", "待决定", "To decide", _COLUMNS, rows, form=form, bare=bare)


def _words(choices: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """What can be decided, in words."""
    return tuple(choice_word(choice, lang) for choice in (*choices, LATER))


def kind_word(item: Item, lang: Lang) -> str:
    """What has to be decided, in words."""
    return say(f"kind.{item.kind}", lang)


def heading(item: Item, side: str, lang: Lang) -> str:
    """Over one side: 甲 and 乙 of a pair, the base and the file of a conflict."""
    own = f"side.{item.kind}.{side}"
    return say(own if known(own) else f"side.{side}", lang)


def choice_word(choice: str, lang: Lang) -> str:
    """A choice in words."""
    return say(f"choice.{choice}", lang)


def reasons(item: Item, lang: Lang) -> str:
    """Why it is open, in words."""
    words = [say(f"reason.{code}", lang) if known(f"reason.{code}") else code for code in item.reasons]
    return ("；" if lang == "zh" else "; ").join(words)


def side(item: Item, lang: Lang, *, left: bool, bare: bool) -> str:
    """What is known about one side, a line a fact."""
    colon = "：" if lang == "zh" else ": "
    shown = ((fact, fact_text(fact, lang, bare=bare)[0 if left else 1]) for fact in item.facts)
    lines = [f"{fact.column.label(lang)}{colon}{text}" for fact, text in shown if text]
    own = f"side.{item.kind}.{'a' if left else 'b'}"
    return "\n".join([f"【{say(own, lang)}】", *lines] if lines and known(own) else lines)


def fact_text(fact: Fact, lang: Lang, *, bare: bool) -> tuple[str, str]:
    """Both sides in words. What would be masked alike is shown: nobody could choose."""
    a, b = (cell(fact.column, value, lang, bare=bare) if value is not None else "" for value in (fact.a, fact.b))
    if a == b and fact.a != fact.b and not bare:
        return fact_text(fact, lang, bare=True)
    return a, b


def read(book: Book, base: Base, items: Iterable[Item]) -> Taken:
    """The decisions in a filled sheet. Raises BadFile for a sheet of another base, or without its columns."""
    mark = tag(base)
    if book.stamp.get("base") != mark:
        raise BadFile("decisions_of_another_base", path=book.name)
    by_key = {f"{item.kind}-{item.key}-{mark}".upper(): item for item in items}
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    read_rows = 0
    for number, row in _filled(book):
        read_rows += 1
        found = _one(row, by_key)
        if isinstance(found, Answer):
            answers[found.item.key] = found
        elif found:
            problems.append(Problem(found, f"{book.name} › {number}", row.get(DECISION.name)))
    return Taken(tuple(answers.values()), tuple(problems), read_rows)


def _filled(book: Book) -> list[tuple[int, dict[str, str]]]:
    """Rows to decide in with their numbers, on whichever sheet they stand: the manager's workbook has others before."""
    for info in book.sheets:
        rows = None if info.hidden else _rows(book.grid(info.name))
        if rows is not None:
            return rows
    raise BadFile("no_decisions", path=book.name)


def _rows(grid: Grid) -> list[tuple[int, dict[str, str]]] | None:
    """Rows below the header with their numbers: column → text, wherever the columns stand now. None without such a header."""
    rows = [list(row.values()) for batch in grid.batches for row in batch.to_pylist()]
    wanted = {column.label(lang): column.name for column in (KEY, DECISION, WHY) for lang in LANGS}
    for index, row in enumerate(rows):
        places = {wanted[text.strip()]: place for place, text in enumerate(row) if text and text.strip() in wanted}
        if {KEY.name, DECISION.name} <= set(places):
            return [
                (grid.first_row + number + 1, {column: row[place] for column, place in places.items() if row[place]})
                for number, row in enumerate(rows[index + 1 :], start=index + 1)
                if any(row)
            ]
    return None


def _one(row: Mapping[str, str], by_key: Mapping[str, Item]) -> Answer | str | None:
    """The answer that a row holds, the code of what is wrong with it, or None where nothing was decided."""
    if not row.get(DECISION.name, "").strip():
        return None
    item = by_key.get(fold(row.get(KEY.name, "")).strip().upper())
    if item is None:
        return "decision_gone" if row.get(KEY.name) else "decision_without_number"
    typed = fold(row[DECISION.name]).strip().lower()
    for choice in (*item.choices, LATER):
        if typed in {choice, *(choice_word(choice, lang).lower() for lang in LANGS)}:
            return Answer(item, choice, row.get(WHY.name))
    return "decision_unknown"
