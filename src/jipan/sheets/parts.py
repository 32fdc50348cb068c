"""A big sheet cut between its rows, so that the processors read it together.

The reader works on one processor, and leaves the interpreter to others meanwhile. Each part becomes a workbook of its
own in memory: it has the styles and the shared strings of the whole, and some of the rows.
"""

from __future__ import annotations

import itertools
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import fastexcel
import pyarrow as pa

from jipan.sheets import batches
from jipan.sheets.reader import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jipan.sheets.grid import CellError
    from jipan.sheets.package import Package

_LEAST = 16 << 20
"""Bytes of a sheet, unpacked, that are worth a part of their own."""
_MOST = 4
_LARGEST = 256 << 20
"""A larger one is not held in memory as text."""
_STRINGS_SHARE = 8
"""Every part reads all shared strings: where they are more than one in so many bytes, there are only two parts."""
_ROW = b"<row "
_NUMBER = re.compile(rb"""<row (?:[^>"']|"[^"]*")*?\br="(\d+)\"""")
_END = b"</sheetData></worksheet>"


@dataclass(slots=True)
class Pieces:
    """The text of a sheet, kept while it is looked through, and where it may be cut."""

    count: int
    """Into how many parts; with one there is nothing to keep."""
    size: int
    _parts: list[list[bytes]] = field(default_factory=lambda: [[]])
    _filled: int = 0

    def of(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces, unchanged."""
        for piece in pieces:
            if self.count > 1:
                self._keep(piece)
            yield piece

    def _keep(self, piece: bytes) -> None:
        cut = piece.rfind(_ROW) if self._filled >= self.size // self.count else -1
        if cut >= 0:
            self._parts[-1].append(piece[:cut])
            self._parts.append([piece[cut:]])
            self._filled = 0
        else:
            self._parts[-1].append(piece)
        self._filled += len(piece) - max(cut, 0)

    def cut(self) -> list[Part]:
        """The parts; none where the rows do not say their numbers, or where there is only one. What was kept is let go."""
        kept, self._parts = self._parts, [[]]
        start = kept[0][0].find(_ROW) if kept[0] else -1
        numbers = [_NUMBER.match(b"".join(pieces[:2])) for pieces in kept[1:]]  # a piece can end within a row
        if start < 0 or b"<sheetData" not in kept[0][0][:start] or not numbers or not all(numbers):
            return []
        head = kept[0][0][:start]
        firsts = [0, *(int(number[1]) - 1 for number in numbers if number)]
        last = len(kept) - 1
        return [
            Part(firsts[at], [*([head] if at else []), *pieces, *([_END] if at < last else [])])
            for at, pieces in enumerate(kept)
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a sheet as a sheet: the absolute number of the first, and the text."""

    first: int
    text: list[bytes]


class Together(NamedTuple):
    """What came of the parts: rows in their order, and what belongs to the sheet as a whole."""

    batches: tuple[pa.RecordBatch, ...]
    columns: tuple[int, ...]
    errors: tuple[CellError, ...]


def worth(package: Package, part: str) -> int:
    """Into how many parts a sheet should be cut."""
    size = package.size(part)
    strings = sum(package.size(name) for name in package.parts if name.endswith("sharedstrings.xml"))
    if strings > size or size > _LARGEST:
        return 1
    most = _MOST if strings * _STRINGS_SHARE <= size else 2
    return max(1, min(os.cpu_count() or 1, most, size // _LEAST))


def read(package: Package, part: str, name: str, cut: list[Part]) -> Together | None:
    """The sheet `name`, its parts read at the same time. None where the reader does not take them: then it reads the whole."""
    if not cut:
        return None
    try:
        with ThreadPoolExecutor(len(cut)) as pool:
            read = list(pool.map(partial(_read, package, part, name), cut))
    except fastexcel.FastExcelError:
        return None
    return _joined(cut, read)


def _read(package: Package, part: str, name: str, rows: Part) -> Text:
    content = package.rewritten({part.lower(): _emptied(rows.text)}, _is_needed)
    return text_of(fastexcel.read_excel(content), name)


def _is_needed(part: str) -> bool:
    """Whether the reader looks into a part: not into other sheets, pictures and the like."""
    return part.count("/") <= 1 or part.endswith(".rels")


def _emptied(pieces: list[bytes]) -> Iterator[bytes]:
    """One piece after the other, each let go when it was taken."""
    pieces.reverse()
    while pieces:
        yield pieces.pop()


def _joined(cut: Sequence[Part], read: Sequence[Text]) -> Together | None:
    """One after the other, each as long as it is to the next one. None where the rows do not stand in their order."""
    columns = tuple(sorted({column for text in read for column in text.columns}))
    fitted = [_fitted(text, columns) for text in read]
    lengths = [after.first - part.first for part, after in itertools.pairwise(cut)]
    rows = [batch.slice(part.first) for part, batch in zip(cut, fitted, strict=True)]
    early = any(_filled(batch.slice(0, part.first)) for part, batch in zip(cut, fitted, strict=True))
    if early or any(batch.num_rows > length for batch, length in zip(rows, lengths, strict=False)):
        return None
    whole = [_lengthened(batch, length) for batch, length in zip(rows, lengths, strict=False)]
    return Together(
        _down_to_the_last([*whole, rows[-1]]), columns, tuple(error for text in read for error in text.errors)
    )


def _filled(batch: pa.RecordBatch) -> bool:
    return any(column.null_count < batch.num_rows for column in batch.columns)


def _down_to_the_last(parts: list[pa.RecordBatch]) -> tuple[pa.RecordBatch, ...]:
    """The parts without blank rows at the end of the sheet, in batches of their size."""
    while len(parts) > 1 and not parts[-1].num_rows:
        parts.pop()
        parts[-1] = batches.trimmed(parts[-1])
    return tuple(batch for part in parts for batch in batches.sliced(part))


def _fitted(text: Text, columns: Sequence[int]) -> pa.RecordBatch:
    """The rows of a part with all columns of the sheet: some may be blank here."""
    own = dict(zip(text.columns, text.batch.columns, strict=True))
    blank = pa.nulls(text.batch.num_rows, pa.string())
    return pa.RecordBatch.from_arrays([own.get(column, blank) for column in columns], schema=batches.schema(columns))


def _lengthened(batch: pa.RecordBatch, rows: int) -> pa.RecordBatch:
    """The batch with blank rows below it, up to so many."""
    missing = rows - batch.num_rows
    if missing <= 0:
        return batch
    blank = pa.RecordBatch.from_arrays([pa.nulls(missing, pa.string())] * batch.num_columns, schema=batch.schema)
    return pa.Table.from_batches([batch, blank]).combine_chunks().to_batches()[0]
