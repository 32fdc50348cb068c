"""A list of days: when the shop is closed or works against the calendar, and which adviser is away and who stands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from jipan.errors import Bad, BadFile, Doubt, Problem
from jipan.kinds import DATE, NAME
from jipan.kinds.kind import fold, squeeze
from jipan.store import begin, finish

if TYPE_CHECKING:
    from jipan.sheets import Book, Grid
    from jipan.store import Base

CLOSED, OPEN, LEAVE = "closed", "open", "leave"
_HEADERS: Mapping[str, frozenset[str]] = {
    "adviser": frozenset(("顾问", "姓名", "员工", "人员", "请假人", "adviser", "name")),
    "since": frozenset(("开始", "开始日期", "日期", "从", "起", "休息日", "放假日期", "from", "since", "date")),
    "until": frozenset(("结束", "结束日期", "到", "至", "止", "to", "until")),
    "kind": frozenset(("类型", "休假类型", "安排", "kind")),
    "deputy": frozenset(("代班", "代班人", "代理人", "代理", "deputy")),
    "why": frozenset(("事由", "原因", "说明", "备注", "why", "note")),
}
_KINDS = {
    **dict.fromkeys(("休息", "放假", "闭店", "关门", "停业", "盘点", "closed"), CLOSED),
    **dict.fromkeys(("上班", "营业", "调休上班", "加班", "open"), OPEN),
    **dict.fromkeys(("请假", "休假", "年假", "病假", "事假", "婚假", "产假", "出差", "培训", "离岗", "leave"), LEAVE),
}
_EVERYBODY = frozenset(("全店", "全体", "全员", "全公司", "本店", "店休", "所有人", "大家", "shop", "all", "everybody"))
_FIRST_ROWS = 10
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class DayOff:
    """One line of the list; without an adviser it is about the whole shop."""

    adviser: str | None
    since: dt.date
    until: dt.date
    kind: str
    deputy: str | None
    why: str | None


_Placed: TypeAlias = tuple[DayOff, Mapping[str, str]]
"""A line and the places of its cells."""
_Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list: the batch (None: nothing new), the lines read, how many were new, and odd names in them."""

    batch: int | None
    read: int
    new: int
    problems: tuple[Problem, ...] = ()


def is_list(book: Book) -> bool:
    """Whether a file lists days: it has a first day, and says what is the matter or who stands in."""
    return any(_header(book.grid(info.name)) for info in book.sheets if not info.hidden)


def take(base: Base, book: Book, now: dt.datetime, named: Collection[str] = (), *, dry_run: bool = False) -> Taken:
    """Write what is new in the list; `named` are the advisers whom the rule book knows.

    A line replaces what an earlier list said about the same person from the same day on: so a list is corrected.
    """
    from jipan.intake.colleagues import colleagues  # here: every import asks whether a file is such a list

    read = [line for info in book.sheets if not info.hidden for line in _lines(book.grid(info.name))]
    lines = [line for line, _ in read]
    known = set(base.rows("SELECT adviser, since, until, kind, deputy, why FROM days_off WHERE closed IS NULL"))
    fresh = list(dict.fromkeys(line for line in lines if _row(line) not in known))
    problems = tuple(_unknown(read, {*colleagues(base), *named}))
    if not fresh or dry_run:
        return Taken(None, len(lines), len(fresh), problems)
    with base.atomic():
        batch = begin(base, "import", now, file=book.name)
        for row in _replaced(known, fresh, lines):
            base.run(_END, [batch, *row])
        for line in fresh:
            base.run("INSERT INTO days_off VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", [*_row(line), batch])
        finish(base, batch, {"days_off": len(fresh)})
    return Taken(batch, len(lines), len(fresh), problems)


_END = """
UPDATE days_off SET closed = ? WHERE closed IS NULL AND (adviser, since, until, kind, deputy, why) IS NOT DISTINCT FROM (?, ?, ?, ?, ?, ?)
"""


def _replaced(known: Collection[_Row], fresh: Sequence[DayOff], lines: Sequence[DayOff]) -> list[_Row]:
    """What was said before about people and first days of which the list says something new, and no longer says."""
    told, kept = {(line.adviser, line.since) for line in fresh}, {_row(line) for line in lines}
    return [row for row in known if (row[0], row[1]) in told and row not in kept]


def _unknown(read: Sequence[_Placed], known: Collection[str]) -> Iterator[Problem]:
    """Names that nobody here has. They are taken all the same: a new colleague looks after nobody yet."""
    from jipan.intake.colleagues import nearest_name

    if not known:
        return
    for line, place in read:
        for column, name in (("adviser", line.adviser), ("deputy", line.deputy)):
            if name and name not in known:
                near = nearest_name(name, known)
                code = "colleague_near" if near else "colleague_unknown"
                yield Problem(code, place[column], name, {"near": near} if near else {})


def _row(line: DayOff) -> _Row:
    return line.adviser, line.since, line.until, line.kind, line.deputy, line.why


def _rows(grid: Grid, at_most: int | None = None) -> Iterator[list[str | None]]:
    for batch in grid.batches:
        some = batch if at_most is None else batch.slice(0, at_most)
        yield from (list(row) for row in zip(*(column.to_pylist() for column in some.columns), strict=True))


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the header and the place of each column."""
    for number, row in zip(range(_FIRST_ROWS), _rows(grid, _FIRST_ROWS), strict=False):
        words = [squeeze(fold(cell or "")).lower() for cell in row]
        found = {name: words.index(word) for name, known in _HEADERS.items() for word in words if word in known}
        if "since" in found and ({"kind", "deputy"} & set(found)):
            return number, found
    return None


def _lines(grid: Grid) -> Iterator[_Placed]:
    """The lines of a sheet, each with the places of its cells.

    Raises BadFile at the first that cannot be read: half a calendar is worse than none.
    """
    header = _header(grid)
    if header is None:
        return
    top, place = header
    for number, row in enumerate(_rows(grid)):
        if number > top and any(row):
            cells = {name: (row[column] or "").strip() for name, column in place.items()}
            at = {name: grid.address(grid.first_row + number, grid.columns[column]) for name, column in place.items()}
            try:
                yield _line(cells), at
            except (Bad, Doubt):
                raise BadFile("day_off", place=at["since"]) from None


def _line(cells: Mapping[str, str]) -> DayOff:
    since = DATE.parse(cells["since"])
    until = DATE.parse(cells.get("until", "")) or since
    who = cells.get("adviser", "")
    adviser = None if who.lower() in _EVERYBODY else NAME.parse(who)
    word = cells.get("kind", "")
    kind = _KINDS.get(word, "") if word else LEAVE if adviser else CLOSED
    if not isinstance(since, dt.date) or not isinstance(until, dt.date) or not kind or not _fits(since, until):
        raise Bad("date")
    if adviser and kind != OPEN:
        kind = LEAVE
    deputy = NAME.parse(cells.get("deputy", ""))
    return DayOff(_text(adviser), since, until, kind, _text(deputy), cells.get("why") or None)


def _fits(since: dt.date, until: dt.date) -> bool:
    return 0 <= (until - since).days < _LONGEST


def _text(value: object) -> str | None:
    return None if value is None else str(value)


__all__: Sequence[str] = ("DayOff", "Taken", "is_list", "take")
