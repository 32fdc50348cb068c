"""Lays the rows of a sheet into the temporary table `stage`: typed columns, and for every row why it is passed over."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from jipan import kinds
from jipan.errors import Bad, Doubt
from jipan.intake import histories, papers, several
from jipan.intake.clean import Cleaned, Odd, Reader, clean, odd_cells, read_field
from jipan.intake.guessing import SAMPLE, guess_kind
from jipan.intake.headers import HISTORY_FIELD, OWN_ID, Layout, Target
from jipan.intake.histories import Entry
from jipan.intake.several import More
from jipan.intake.unlikely import unlikely_days, without_false_years
from jipan.intake.write import EMPTY
from jipan.kinds.date import near, parse_1904
from jipan.kinds.kind import fold
from jipan.kinds.text import parse_code, parse_text
from jipan.models import fields
from jipan.words import LANGS, say

if TYPE_CHECKING:
    from jipan.sheets import Grid
    from jipan.store import Base

_TOTAL = (
    r"^(?:合\s*计|小\s*计|总\s*计|平\s*均|累\s*计|共\s*计|汇\s*总|本页|total|subtotal)[:：]?$|(?:小计|合计|总计)[:：]?$"
)
_NOTE = r"^(?:注|备注|说明|制表|填表|审核|打印|导出|数据来源|注意|备\s*注)[人时间日期明事项]*[:：]|^[※*]"
_NOTE += "".join(f"|^{re.escape(say('render.empty', lang))}$" for lang in LANGS)
"""Also what our own lists say where they hold nothing."""
_MOBILE = re.compile(r"1[3-9]\d{9}")
_FIRST_COLUMNS = 4
ROW = "row"
SKIP = "skip"
SEVERAL = frozenset({"vehicles.plate", "vehicles.vin"})
"""Fields of which one cell may hold several."""
NAME_PHONE = "customers.name_phone"
NEXT_DATE = "contacts.next_date"
CUSTOM = "custom."
"""Before the header of a staged column that is kept under its own name."""


Coded: TypeAlias = Mapping[int, "pa.DictionaryArray"]
"""Column → its distinct texts and where they stand."""
Tell = Callable[[int, int], None]
"""Told how many rows are done, of how many; 0 where nobody has counted them."""


@dataclass(slots=True)
class Staged:
    """What lies in `stage`: how many rows were read, the columns there, the odd cells, the kinds guessed for custom columns."""

    read: int = 0
    columns: tuple[str, ...] = ()
    odd: list[Odd] = field(default_factory=list)
    custom_kinds: dict[str, str] = field(default_factory=dict)
    histories: dict[str, list[tuple[int, Entry]]] = field(default_factory=dict)
    """Collection → rows with the entries of their cells that hold a history."""
    more: More = field(default_factory=More)


def stage(
    base: Base, grid: Grid, layout: Layout, *, today: dt.date, from_1904: bool = False, tell: Tell = lambda *_: None
) -> Staged:
    """Read, clean and lay down all rows below the header."""
    staged = Staged()
    samples: dict[str, set[str]] = {target.header: set() for target in layout.custom}
    readers = {
        target: _reader(target, layout.words_of(target.header), today, from_1904=from_1904)
        for target in layout.targets
        if target.field and target.field not in {OWN_ID, HISTORY_FIELD}
    }
    total = sum(batch.num_rows for batch in grid.batches) if isinstance(grid.batches, tuple) else 0
    with ThreadPoolExecutor(1) as aside:
        laid: Future[None] | None = None
        for first, coded in _ahead(aside, grid, layout):
            table = _typed(coded, first, layout, readers, staged, samples)
            table, false = without_false_years(table, layout, today)
            staged.odd += [*false, *unlikely_days(table, layout, today)]
            staged.read += table.num_rows
            staged.columns = tuple(table.column_names)
            if laid:
                laid.result()
            base.expect(staged.read)
            laid = aside.submit(base.take, "stage", table, more=laid is not None)
            tell(staged.read, total)
            del table, coded
            pa.default_memory_pool().release_unused()
        if laid:
            laid.result()
    _forget_tail(base, staged)
    staged.odd += _error_cells(grid, layout)
    guesses = ((target.header, guess_kind(samples[target.header], target.says)) for target in layout.custom)
    staged.custom_kinds = {header: kind for header, kind in guesses if kind}
    return staged


def _reader(target: Target, words: Mapping[str, str], today: dt.date, *, from_1904: bool) -> Reader:
    of = fields(str(target.collection))[str(target.field)]
    if from_1904 and of.kind in (kinds.DATE, kinds.BIRTHDAY):
        return Reader(of.kind, partial(parse_1904, of.kind))
    reader = read_field(of, target.factor, words)
    return replace(reader, read=partial(_soon, reader.read, today)) if target.key == NEXT_DATE else reader


def _soon(read: Callable[[str], object], today: dt.date, text: str) -> object:
    """When somebody is to be called again: nobody writes the year."""
    return near(text, today) or read(text)


def _bodies(grid: Grid, layout: Layout) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The batches without the rows down to the header; with each the absolute row of its first row."""
    start = layout.last + 1
    place = 0
    for batch in grid.batches:
        lead = max(0, min(batch.num_rows, start - place))
        if lead < batch.num_rows:
            yield grid.first_row + place + lead, batch.slice(lead)
        place += batch.num_rows


def _ahead(aside: Executor, grid: Grid, layout: Layout) -> Iterator[tuple[int, Coded]]:
    """The batches with what stands in their columns. Each is looked through while the one before it is cleaned: that
    leaves the interpreter alone.
    """
    before: tuple[int, Future[Coded]] | None = None
    for first, batch in _bodies(grid, layout):
        coming = first, aside.submit(_coded, batch, first, grid, layout)
        if before:
            yield before[0], before[1].result()
        before = coming
    if before:
        yield before[0], before[1].result()


def _typed(
    coded: Coded, first: int, layout: Layout,
    readers: Mapping[Target, Reader], staged: Staged, samples: Mapping[str, set[str]],
) -> pa.Table:  # fmt: skip
    """One batch as typed columns, with the row's number in the file and why it is passed over."""
    rows = len(next(iter(coded.values())))
    columns: dict[str, pa.Array] = {
        ROW: pa.array(range(first + 1, first + 1 + rows), type=pa.int64()),
        SKIP: _passed_over(coded, layout),
    }
    clearing = layout.clearing
    odd: list[Odd] = []
    for target, reader in readers.items():
        cleaned = clean(coded[target.column], reader)
        if target.key in SEVERAL:
            cleaned = several.split(cleaned, reader.kind, str(target.field), first, staged.more)
        if target.key in clearing:
            empty = _empty(cleaned)
            columns[EMPTY + target.key] = pc.and_(columns.get(EMPTY + target.key, empty), empty)
        columns[target.key] = several.together(columns.get(target.key), cleaned.values)
        odd += odd_cells(target, first, cleaned)
    staged.odd += papers.reread(coded, columns, odd, layout, first)
    _read_histories(coded, first, layout, staged)
    return pa.table(columns | _unread(coded, layout, samples))


def _read_histories(coded: Coded, first: int, layout: Layout, staged: Staged) -> None:
    for target in layout.targets:
        if target.field == HISTORY_FIELD:
            told = histories.read(coded[target.column], first)
            staged.histories.setdefault(str(target.collection), []).extend(told.entries)
            staged.odd += [
                Odd(number - 1, target.column, target.header, text, "history", kept=False) for number, text in told.odd
            ]


def _empty(cleaned: Cleaned) -> pa.Array:
    """Which cells hold nothing; one that could not be read holds something."""
    lost = pa.array([at for at, _, _, kept, _ in cleaned.odd if not kept], type=pa.int64())
    places = pa.array(range(len(cleaned.values)), type=pa.int64())
    return pc.and_(pc.is_null(cleaned.values), pc.invert(pc.is_in(places, value_set=lost)))


def _coded(batch: pa.RecordBatch, first: int, grid: Grid, layout: Layout) -> Coded:
    """The columns that are wanted, each as its distinct texts and where they stand."""
    place = {column: index for index, column in enumerate(grid.columns)}
    wanted = {target.column: batch.column(place[target.column]) for target in layout.targets}
    return {column: _filled(array, first, column, grid).dictionary_encode() for column, array in wanted.items()}


def _unread(coded: Coded, layout: Layout, samples: Mapping[str, set[str]]) -> dict[str, pa.Array]:
    """Columns that no field reads: jipan's own id, phones that stand in a name's cell, columns kept under their own names."""
    columns: dict[str, pa.Array] = {}
    for target in layout.targets:
        if target.field == OWN_ID:
            columns[target.key] = clean(coded[target.column], Reader(kinds.CODE, parse_code)).values
        elif target.key == "customers.name" and _holds_digits(coded[target.column]):
            columns[NAME_PHONE] = clean(coded[target.column], Reader(kinds.TEXT, _slipped_phone)).values
        elif target in layout.custom:
            columns[CUSTOM + target.header] = _custom(
                coded[target.column], samples[target.header], target.says, as_typed=layout.returns
            )
    return columns


def _holds_digits(coded: pa.DictionaryArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(coded.dictionary, r"\d[\d\s-]{6,}\d")).as_py())


def _custom(coded: pa.DictionaryArray, sample: set[str], says: str, *, as_typed: bool) -> pa.Array:
    """A column under its own name. Days and numbers are written in one way, so that they can be compared."""
    if len(sample) < SAMPLE:
        sample.update(text for text in coded.dictionary.slice(0, SAMPLE).to_pylist() if text)
    kind = kinds.KINDS[guess_kind(sample, says) or "text"]
    plain = as_typed or kind.python is str
    return clean(coded, Reader(kinds.TEXT, parse_text if plain else partial(in_one_way, kind))).values


def in_one_way(kind: kinds.Kind, text: str) -> str | None:
    """`2024年1月5日` → `2024-01-05`, `1,200` → `1200`; what is not of the kind stays as it was typed."""
    try:
        value = kind.parse(text)
    except Doubt as doubt:
        return str(doubt.value)
    except Bad:
        return parse_text(text)
    return None if value is None else str(value)


def _slipped_phone(text: str) -> str | None:
    """The mobile that stands in a name's cell: `张三（13812345678）`."""
    found = _MOBILE.search(fold(text).replace(" ", "").replace("-", ""))
    return found[0] if found else None


def _filled(column: pa.Array, first: int, absolute: int, grid: Grid) -> pa.Array:
    """The column with cells merged downwards filled: the value stands in the top one only."""
    spans = [
        (top - first, bottom - first)
        for top, left, bottom, right in grid.merged
        if left <= absolute <= right and bottom > top and bottom >= first
    ]
    spans = [span for span in spans if span[0] >= 0 and span[1] < len(column)]
    if not spans:
        return column
    values = column.to_pylist()
    for top, bottom in spans:
        values[top + 1 : bottom + 1] = [values[top]] * (bottom - top)
    return pa.array(values, type=pa.string())


def _passed_over(coded: Coded, layout: Layout) -> pa.Array:
    """Per row: `blank`, `total`, `header`, `note`, or nothing where the row is to be taken."""
    filled = header = total = note = pa.scalar(0, pa.int32())
    for place, (column, array) in enumerate(sorted(coded.items())):
        texts = pc.utf8_trim_whitespace(array.dictionary)
        filled = _count(filled, array, pc.not_equal(texts, ""))
        header = _count(header, array, pc.is_in(array.dictionary, value_set=pa.array(layout.raw[column], pa.string())))
        if place < _FIRST_COLUMNS:
            total = _count(total, array, pc.match_substring_regex(texts, _TOTAL, ignore_case=True))
            note = _count(note, array, pc.match_substring_regex(texts, _NOTE))
    rows = len(next(iter(coded.values())))
    filled, header, total, note = (_column(counts, rows) for counts in (filled, header, total, note))
    is_header = pc.and_(pc.greater_equal(header, 2), pc.greater_equal(pc.multiply(header, 2), filled))
    is_note = pc.and_(pc.greater(note, 0), pc.less_equal(filled, 2))
    return pc.case_when(
        pc.make_struct(pc.equal(filled, 0), pc.greater(total, 0), is_header, is_note),
        *(pa.scalar(word) for word in ("blank", "total", "header", "note")),
        pa.scalar(None, pa.string()),
    )


def _count(so_far: pa.Array | pa.Scalar, coded: pa.DictionaryArray, flags: pa.Array) -> pa.Array | pa.Scalar:
    """Counts per row, one more where the row's distinct text is flagged."""
    if not pc.any(flags).as_py():
        return so_far
    return pc.add(so_far, pc.fill_null(flags.cast(pa.int32()).take(coded.indices), 0))


def _column(counts: pa.Array | pa.Scalar, rows: int) -> pa.Array:
    return pa.repeat(counts, rows) if isinstance(counts, pa.Scalar) else counts


def _forget_tail(base: Base, staged: Staged) -> None:
    """Blank rows below the last filled one were never part of the list."""
    if not staged.read:
        return
    filled = f"{SKIP} IS DISTINCT FROM 'blank'"
    end, last = base.rows(f"SELECT max({ROW}), coalesce(max({ROW}) FILTER ({filled}), 0) FROM stage")[0]
    if end > last:
        base.run("DELETE FROM stage WHERE row > ?", [last])
        staged.read = int(base.value("SELECT count(*) FROM stage"))


def _error_cells(grid: Grid, layout: Layout) -> list[Odd]:
    """Cells that show #N/A or #REF!, or a formula without its value, are missing, and said."""
    names = {target.column: target.header for target in layout.targets if target.field}
    top = grid.first_row + layout.last
    return [
        Odd(e.row, e.column, names[e.column], e.text, "uncomputed" if e.text == "=" else "error_cell", kept=False)
        for e in grid.errors
        if e.column in names and e.row > top
    ]
