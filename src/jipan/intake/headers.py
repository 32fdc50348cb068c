"""Which row of a sheet is its header, and which field each column feeds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from jipan.errors import BadUsage
from jipan.intake.sounds import simplified
from jipan.intake.wins import Policy
from jipan.kinds.kind import fold, squeeze
from jipan.kinds.number import MONEY_UNITS, multiple
from jipan.models import COLLECTIONS, TRADE, Field, fields, find_field

if TYPE_CHECKING:
    from jipan.intake.mapping import Told

Texts = Sequence[str | None]

SCAN = 30
"""Rows at the top of a sheet among which the header is looked for."""

IGNORE = "-"
"""In a mapping: the column is left out."""

OWN_NAME = "+"
"""In a mapping: the column is kept under its own name, whatever it looks like."""

HISTORY = frozenset({"visits", "contacts"})
"""Collections of which one cell may hold many records, each a day and a text."""

HISTORY_FIELD = "history"

OTHER_PHONE = "customers.phone_alt"
"""The one field that several columns may feed: whoever has three numbers is reached by any of them."""

OWN_ID = "id"
OWN_ID_HEADERS = frozenset({"基盘号", "jipanid", "基盘客户号"})
_OWN_VEHICLE_HEADERS = frozenset({"基盘车号", "jipanvehicleid"})
_ORDER = ("customers", "vehicles", "leads", "visits", "contacts", "cases", *TRADE)
_BRACKETS = re.compile(r"[((【\[][^()()【】\[\]]*[))】\]]$")
_MOBILE = re.compile("手机|移动电话|mobile", re.IGNORECASE)
"""Beside a column of telephones, one of mobiles has the first claim to be the mobile."""
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_BETWEEN_WORDS = re.compile(r"(?<=[\w.,)])(?<![⺀-鿿])[\s\x00-\x1f\x7f-\x9f]+(?=[A-Za-z0-9(])")
"""Spaces, and signs that would move a terminal's cursor."""
_REPEATED = re.compile(r"_\d+$")
_NOISE = re.compile(r"[**::。▼▲↓↑]+$|^[^\w\s((【\[]+|^\d+[、.]")
_BETWEEN = re.compile(r"[,;|\t]|\s{2,}")
_VALUE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-\d{7,8}|(?=.*\d)[A-HJ-NPR-Z\d]{17}|(?=.*\d)[一-鿿][A-Z][A-Z\d]{5,6}")
"""A phone, a VIN, a plate."""
_DATA = re.compile(r"\d{5,}|\d{4}[-/.年]\d|^[\d.,%]+$")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes: a field of a collection, jipan's own id, or (no field) a custom column of the sheet's thing.

    `told` by the user's mapping, `guessed` from its values; else its header said it.
    """

    column: int
    header: str
    collection: str | None = None
    field: str | None = None
    factor: int = 1
    guessed: bool = False
    told: bool = False
    nth: int = 1
    """Which vehicle of its row: `车牌号2` speaks of the second one."""
    says: str = ""
    """The kind of value that its header promises, of a column that is kept under its own name all the same."""

    @property
    def key(self) -> str:
        return f"{self.collection}{'' if self.nth == 1 else self.nth}.{self.field}"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out: `first`..`last` are its header rows (0-based in the grid), `lists` is what it lists."""

    lists: str
    first: int
    last: int
    targets: tuple[Target, ...]
    raw: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Column → the texts of its header as they stand, by which the header is known when it comes again further down."""
    told: Told | None = None
    """What the user's mapping says of this sheet, `recalled` where an earlier import confirmed it."""
    recalled: bool = False
    policy: Policy = field(default_factory=Policy)
    proposals: Mapping[str, str] = field(default_factory=dict)
    """Header → what it might be mapped to: columns whose cells look like histories."""
    part: str = ""
    """Which of several tables beside each other this is, by its columns; empty for the first."""

    @property
    def clearing(self) -> frozenset[str]:
        """Fields of which an empty cell takes the value away."""
        return frozenset(one.key for one in self.targets if one.field and self.policy.cleared(one.key))

    is_call_sheet: bool = False
    """One of our own that comes back filled in."""
    returns: bool = False
    """A list of our own that comes back edited."""

    def words_of(self, header: str) -> Mapping[str, str]:
        """The words that are replaced in a column."""
        return self.told.words_of(header) if self.told else {}

    def of(self, collection: str) -> tuple[Target, ...]:
        """The columns that feed a collection."""
        return tuple(
            target for target in self.targets if target.collection == collection and target.field and target.nth == 1
        )

    @property
    def custom(self) -> tuple[Target, ...]:
        return tuple(target for target in self.targets if target.field is None and target.collection)


@cache
def normal(header: str) -> str:
    """A header as headers are compared: half-width, in the characters of today, without spaces, line breaks, brackets
    with notes, stars, colons.
    """
    text = _NOISE.sub("", simplified(squeeze(fold(header))))
    bare = _BRACKETS.sub("", text)
    return _NOISE.sub("", bare or text).lower()


@cache
def _known(collection: str) -> dict[str, Field]:
    """Every header that names a field in a sheet of this collection."""
    found: dict[str, Field] = {}
    for known in fields(collection).values():
        for word in (*known.own_headers, known.en):
            found.setdefault(normal(word), known)
    return found


def known_header(collection: str, header: str) -> Field | None:
    """The field that a header names in a sheet of this collection."""
    return _known(collection).get(normal(header))


@cache
def _known_anywhere(collection: str) -> dict[str, Field]:
    """The headers that name a field of this collection in a sheet that lists something else."""
    return {normal(word): known for known in fields(collection).values() for word in known.wide_headers}


def known_anywhere(collection: str, header: str) -> Field | None:
    """The field of this collection that a header names in any sheet."""
    return _known_anywhere(collection).get(normal(header))


@cache
def _all_known() -> frozenset[str]:
    return frozenset(word for name in COLLECTIONS for word in _known(name)) | OWN_ID_HEADERS | _OWN_VEHICLE_HEADERS


def find_header(rows: Sequence[Texts], mapped: Mapping[str, str]) -> tuple[int, int, tuple[str, ...]] | None:
    """The first and last row of the header and the name of every column; None where no row looks like one."""
    extra = {normal(header) for header in mapped}
    scored = [(_score(row, extra), -index) for index, row in enumerate(rows[:SCAN])]
    best, index = max(scored, default=(0, 0))
    index = -index
    if best == 0 or (best == 1 and sum(1 for text in rows[index] if text) > 2):  # noqa: PLR2004 - one known word of many is chance
        return None
    first, last = _with_neighbours(rows, index, extra)
    return first, last, _names(rows, first, last)


def in_one_cell(rows: Sequence[Texts]) -> str | None:
    """The text of a cell that holds a whole header, alone in its row: a list whose columns were never parted."""
    known = _all_known()
    for row in rows[:SCAN]:
        texts = [fold(text).strip() for text in row if text]
        words = [normal(word) for word in _BETWEEN.split(texts[0])] if len(texts) == 1 else []
        if sum(word in known for word in words) >= max(2, len(words) - 1):
            return texts[0]
    return None


def header_at(rows: Sequence[Texts], index: int) -> tuple[int, int, tuple[str, ...]]:
    """The same for a row of which it is known that it is the header."""
    return index, index, _names(rows, index, index)


def _score(row: Texts, extra: set[str]) -> int:
    """How many known words a row has; none where it is a form, with each value beside its word."""
    known = _all_known()
    texts = [text for text in row if text]
    words = {normal(text) for text in texts if normal(text) in known or normal(text) in extra}
    holds_value = any(_VALUE.fullmatch(squeeze(fold(text))) for text in texts)
    return 0 if holds_value and len(words) * 2 <= len(texts) else len(words)


def _with_neighbours(rows: Sequence[Texts], index: int, extra: set[str]) -> tuple[int, int]:
    """Header rows often come in twos: a row of groups above, or a row of details below."""
    alone = _score(rows[index], extra)
    if index + 1 < len(rows) and _is_words(rows[index + 1]) and _score(_below(rows, index), extra) > alone:
        return index, index + 1
    if index > 0 and _is_words(rows[index - 1]) and _is_group(rows[index - 1], rows[index]):
        return index - 1, index
    return index, index


def _is_words(row: Texts) -> bool:
    """True where nothing in the row looks like data."""
    return any(row) and not any(_DATA.search(text) for text in row if text)


def _below(rows: Sequence[Texts], index: int) -> list[str | None]:
    return [lower or upper for upper, lower in zip(rows[index], rows[index + 1], strict=False)]


def _is_group(upper: Texts, lower: Texts) -> bool:
    """A row of groups has several cells, fewer than the header below it, or names columns that the header leaves open."""
    count = sum(1 for text in upper if text)
    opens = any(above and not below for above, below in zip(upper, lower, strict=False))
    return count > 1 and (opens or count < sum(1 for text in lower if text))


def _names(rows: Sequence[Texts], first: int, last: int) -> tuple[str, ...]:
    """A name for every column; two of one name are told apart by the group above them, else by a number."""
    lower = rows[last]
    upper = _spread(rows[first]) if first < last else [None] * len(lower)
    single = [_clean(text) or (_clean(rows[first][i]) if first < last else "") for i, text in enumerate(lower)]
    counts = Counter(single)
    named = [
        f"{_clean(group)}/{name}" if counts[name] > 1 and name and group else name
        for name, group in zip(single, upper, strict=True)
    ]
    seen: Counter[str] = Counter()
    for i, name in enumerate(named):
        seen[name] += 1
        if name and seen[name] > 1:
            named[i] = f"{name}_{seen[name]}"
    return tuple(named)


def _spread(row: Texts) -> list[str | None]:
    """The group above every column: a merged cell holds its text in its first column only."""
    spread: list[str | None] = []
    for text in row:
        spread.append(text or (spread[-1] if spread else None))
    return spread


def _clean(text: str | None) -> str:
    """A header on one line: the spaces between Latin words stay, those in `客 户 姓 名` are for the eye."""
    parts = _BETWEEN_WORDS.split(fold(text).strip()) if text else ()
    return " ".join(_UNSEEN.sub("", part) for part in parts)


def assign(names: Sequence[str], mapped: Mapping[str, str], lists: str, columns: Sequence[int]) -> tuple[Target, ...]:
    """Which field every named column feeds. A field is fed once: the first column that names it has it;
    only further phones are all other phones.

    Raises BadUsage where the mapping sends two columns to one field.
    """
    taken: set[str] = set()
    targets: list[Target] = []
    named = [(name, column) for name, column in zip(names, columns, strict=True) if name]
    for name, column in named:
        if target := _by_mapping(name, column, mapped, lists):
            if target.field and target.key in taken and target.key != OTHER_PHONE:
                other = next(one.header for one in targets if one.key == target.key)
                raise BadUsage("field_twice", one=other, other=name, field=target.key)
            taken.add(target.key)
            targets.append(target)
    told = {target.column for target in targets}
    unsaid = [(name, column) for name, column in named if column not in told]
    for name, column in sorted(unsaid, key=lambda one: not _MOBILE.search(one[0])):
        target = _by_synonym(name, column, lists, taken)
        if target.field:
            taken.add(target.key)
        targets.append(target)
    return tuple(sorted(targets, key=lambda target: target.column))


def _by_mapping(name: str, column: int, mapped: Mapping[str, str], lists: str) -> Target | None:
    wanted = mapped.get(name) or next((to for header, to in mapped.items() if normal(header) == normal(name)), None)
    if wanted is None:
        return None
    if wanted == IGNORE:
        return Target(column, name, told=True)
    if wanted == OWN_NAME:
        return Target(column, name, lists, told=True)
    collection, nth, field_name = _place(wanted)
    if field_name in {HISTORY_FIELD, OWN_ID}:
        return Target(column, name, collection, field_name, told=True)
    found = find_field(collection or lists, field_name)
    return (
        Target(column, name, found.collection, found.name, _factor(name, found), told=True, nth=nth) if found else None
    )


def _place(wanted: str) -> tuple[str, int, str]:
    """`vehicles2.plate` → the collection, which of its records in a row, the field."""
    collection, _, field_name = wanted.rpartition(".")
    last = collection[-1:]
    return (collection[:-1], int(last), field_name) if last.isdigit() else (collection, 1, field_name)


def _by_synonym(name: str, column: int, lists: str, taken: set[str]) -> Target:
    told = _REPEATED.sub("", name)
    word = normal(told.rpartition("/")[2])
    if word in OWN_ID_HEADERS:
        return Target(column, name, "customers", OWN_ID)
    if word in _OWN_VEHICLE_HEADERS:
        return Target(column, name, "vehicles", OWN_ID)
    for collection in (lists, *(other for other in _ORDER if other != lists)):
        known = _known(collection) if collection == lists else _known_anywhere(collection)
        found = known.get(normal(told)) or known.get(word)
        if found and f"{collection}.{found.name}" not in taken:
            return Target(column, name, collection, found.name, _factor(name, found))
        if found and found.name in {"mobile", "phone_alt"}:
            return Target(column, name, "customers", "phone_alt")
    return Target(column, name, lists)


def _factor(header: str, field_: Field) -> int:
    """What the unit in a header multiplies by: `金额（万元）` → 10,000."""
    unit = re.search(r"[((]([^()()]*)[))]", fold(header))
    if unit is None or field_.kind.id != "money":
        return 1
    return multiple(unit[1], MONEY_UNITS) or 1
