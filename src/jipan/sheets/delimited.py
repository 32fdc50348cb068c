"""CSV, TSV and the `.xls` that is tab-separated text.

pyarrow reads it strictly: that is fast, and equal to the csv module in everything but ragged rows (title lines, short
and long rows), which it refuses. Then the whole file goes through the csv module. Forgiving readers lose values.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.csv as arrow_csv

from jipan.errors import BadFile
from jipan.sheets import batches
from jipan.sheets.contents import Contents
from jipan.sheets.ending import surveyed
from jipan.sheets.grid import Grid, SheetInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jipan.sheets.encoding import Survey
    from jipan.sheets.limits import Limits
    from jipan.sheets.source import Source

DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16
_NONE = (0.0, 0)
_PAIR = 2
"""Cells that any sentence with a comma would be cut into."""
_BLOCK = 8 << 20
_LONGEST = 8 << 20
"""Characters of a line: more than any list has in one."""
_KEPT = 64_000_000
"""Bytes of a file up to which its batches stay in memory; larger files are read anew each time."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is to be cut into cells."""

    survey: Survey
    delimiter: str
    width: int
    """Cells of the first row."""


def read(source: Source, limits: Limits) -> Contents:
    """One sheet. Raises BadFile for an unknown encoding and for text without cells."""
    source, found, cut = surveyed(source)
    if found.rewritten is not None:
        source = replace(source, content=found.rewritten)
    dialect = _dialect(source, found)
    return Contents((SheetInfo(source.stem),), partial(_load, source, dialect, limits), cut=cut)


def _dialect(source: Source, found: Survey) -> Dialect:
    text = source.head(_SAMPLE).decode(found.encoding, errors="replace").replace("\0", "")
    sample = text if len(text) < _SAMPLE // 4 else text[: text.rfind("\n") + 1] or text
    delimiter = delimiter_of(sample)
    if delimiter is None and len(sample.split()) > 1 and len(sample.strip().splitlines()) == 1:
        raise BadFile("not_a_sheet", path=source.path, found="text")
    first = [*islice(_tried(sample, delimiter or ","), _HEAD)]
    if _lost(first):
        raise BadFile("letters_lost", path=source.path)
    return Dialect(found, delimiter or ",", len(first[0]) if first else 0)


_HEAD = 5
_QUESTIONS = re.compile(r"[?\s:()/]*\?{2}[?\s:()/]*")
_FEW = 3


def _lost(rows: list[list[str]]) -> bool:
    """Saved in an encoding without Chinese, every letter is a question mark: nothing can be made of such headers."""
    words = [cell for row in rows for cell in row if any(letter == "?" or letter.isalpha() for letter in cell)]
    lost = sum(_QUESTIONS.fullmatch(cell) is not None for cell in words)
    return lost >= _FEW and lost * 2 > len(words)


def delimiter_of(sample: str) -> str | None:
    """The delimiter that cuts most rows to one width; of equals the one that cuts wider; None for a single column.

    The full-width comma counts only if nothing else divides and all rows agree.
    """
    scores = {mark: _score(sample, mark) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    if scores[best] > _NONE:
        return best
    return "，" if _score(sample, "，") >= (1.0, 2) and len(sample.splitlines()) > 1 else None


def _score(sample: str, mark: str) -> tuple[float, int]:
    """The share of rows, in tenths, that have the commonest width above 1, and that width."""
    widths = Counter(len(row) for row in _tried(sample, mark) if row)
    wide = ((round(count / widths.total(), 1), width) for width, count in widths.items() if width > 1)
    return max(wide, default=_NONE)


def _tried(sample: str, mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
    except csv.Error:
        return


def _load(source: Source, dialect: Dialect, limits: Limits, _name: str) -> Grid:
    width = dialect.width
    found = _strict(source, dialect, limits)
    if found is None:
        with source.decoding():
            width = _widest(source, dialect, limits)
            found = tuple(batches.of_rows(_rows(source, dialect, limits), width))
        _refuse_open_quote(source, found[-1] if found else None)
    return Grid(source.name, None, hidden=False, columns=tuple(range(width)), batches=found)


@dataclass(frozen=True, slots=True)
class Streamed:
    """The batches of a file too large to keep: each iteration reads it again."""

    source: Source
    dialect: Dialect

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Raises BadFile if the file is gone or has changed since."""
        with self.source.reading():
            yield from self.read()

    def read(self) -> Iterator[pa.RecordBatch]:
        """Raises ArrowInvalid where a row is ragged."""
        with self.source.open() as file:
            yield from batches.of_pieces(_reader(file, self.dialect))


def _strict(source: Source, dialect: Dialect, limits: Limits) -> Iterable[pa.RecordBatch] | None:
    """None when pyarrow refuses the file. It is read to its end here, so that it cannot be refused halfway later."""
    if not dialect.survey.plain or not dialect.delimiter.isascii():
        return None
    stream = Streamed(source, dialect)
    keep = source.size() <= _KEPT
    kept, rows, batch = [], 0, None
    try:
        for batch in stream.read():
            rows += batch.num_rows
            limits.check(source.path, rows, dialect.width)
            if keep:
                kept.append(batch)
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    _refuse_open_quote(source, batch)
    return tuple(kept) if keep else stream


def _refuse_open_quote(source: Source, last: pa.RecordBatch | None) -> None:
    """Refuse a file that ends inside quotes: all rows from there on would be one cell, and lost. Raises BadFile."""
    cells = [value for value in last.slice(last.num_rows - 1).to_pylist()[0].values() if value] if last else []
    if cells and "\n" in cells[-1].replace("\r", "\n") and not source.tail(64).rstrip(b"\0 \t\r\n").endswith(b'"'):
        raise BadFile("open_quote", path=source.path, text=cells[-1].splitlines()[0][:40])


def _reader(file: BinaryIO, dialect: Dialect) -> arrow_csv.CSVStreamingReader:
    names = batches.schema(range(dialect.width)).names
    return arrow_csv.open_csv(
        file,
        read_options=arrow_csv.ReadOptions(
            column_names=names, encoding=dialect.survey.encoding.removesuffix("-sig"), block_size=_BLOCK
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.delimiter, newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )


def _rows(source: Source, dialect: Dialect, limits: Limits) -> Iterator[batches.Cells]:
    """Every row, of whatever width, NUL bytes taken out. Raises BadFile for a line that never ends."""
    with source.open() as raw:
        text = io.TextIOWrapper(raw, encoding=dialect.survey.encoding, newline="")
        for row in csv.reader(_lines(text, source, limits), delimiter=dialect.delimiter):
            yield (_recut(row[0], dialect) if len(row) == 1 else None) or [*row]


def _recut(text: str, dialect: Dialect) -> batches.Cells | None:
    """A row pasted in from elsewhere is one cell, until it is cut at the mark that parts it into as many as all others have."""
    if dialect.width <= _PAIR:
        return None
    for mark in DELIMITERS:
        cells: batches.Cells = [*text.split(mark)]
        if len(cells) == dialect.width:
            return cells
    return None


def _lines(text: io.TextIOWrapper, source: Source, limits: Limits) -> Iterator[str]:
    while line := text.readline(_LONGEST):
        if len(line) == _LONGEST:
            limits.check(source.path, 1, len(line))
        yield line.replace("\0", "")


def _widest(source: Source, dialect: Dialect, limits: Limits) -> int:
    count = widest = 0
    for count, row in enumerate(_rows(source, dialect, limits), 1):
        widest = max(widest, len(row))
        if count % batches.ROWS == 0:
            limits.check(source.path, count, widest)
    limits.check(source.path, count, widest)
    return widest
