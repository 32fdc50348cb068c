"""A big sheet cut between its rows, so that the processors read it together, while its text still goes by.

The reader works on one processor, and leaves the interpreter to others meanwhile. Each part becomes a workbook of its
own in memory: it has the styles and the shared strings of the whole, and some of the rows.
"""

from __future__ import annotations

import itertools
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Self

import fastexcel
import pyarrow as pa

from jipan.sheets import batches
from jipan.sheets.reader import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from jipan.sheets.grid import CellError
    from jipan.sheets.package import Package

_LEAST, _MUCH = 8 << 20, 16 << 20
"""Bytes of a sheet, unpacked, that are worth a part of their own, and how many one part has at most."""
_TOGETHER = 4
"""How many parts are read at the same time at most."""
_STRINGS_SHARE = 8
"""Every part would read all shared strings: where they are more than one in so many bytes, that costs more than it saves."""
_ROW = b"<row "
_NUMBER = re.compile(rb"""<row (?:[^>"']|"[^"]*")*?\br="(\d+)\"""")
_END = b"</sheetData></worksheet>"


class Together(NamedTuple):
    """What came of the parts: rows in their order, and what belongs to the sheet as a whole."""

    batches: tuple[pa.RecordBatch, ...]
    columns: tuple[int, ...]
    errors: tuple[CellError, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows of a sheet, being read: the absolute number of the first, and what will have been read."""

    first: int
    read: Future[Text | None]


class Reading:
    """The sheet `name`, read in parts. `safe` is waited for before the reader is let near the workbook."""

    def __init__(self, package: Package, part: str, name: str, safe: Callable[[], None]) -> None:
        self._room = _room(package, part)
        self._read = partial(_read, package, part, name, safe)
        self._pool = ThreadPoolExecutor(_together())
        self._parts: list[_Part] = []
        self._head = b""
        self._text: list[bytes] = []
        self._filled = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def take(self, piece: bytes) -> None:
        """The next piece of the text, in which no cell lies too far."""
        if not self._room:
            return
        cut = piece.rfind(_ROW) if self._filled >= self._room else -1
        if cut < 0:
            self._text.append(piece)
            self._filled += len(piece)
            return
        self._text.append(piece[:cut])
        self._begin(_END)
        self._text, self._filled = [piece[cut:]], len(piece) - cut

    def result(self) -> Together | None:
        """All parts together, when the whole text has been taken. None if they have to be read as one."""
        if self._room and self._parts:
            self._begin()
        if not self._room or not self._parts:
            return None
        try:
            read = [part.read.result() for part in self._parts]
        except fastexcel.FastExcelError:
            return None
        return _joined([part.first for part in self._parts], read)

    def _begin(self, end: bytes = b"") -> None:
        """Have the part read that is full. There is no way to do so where its rows do not say their numbers."""
        if not self._parts:
            start = self._text[0].find(_ROW)
            self._head = self._text[0][: max(start, 0)]
            first = 0 if b"<sheetData" in self._head else None
        else:
            number = _NUMBER.match(b"".join(self._text[:2]))  # a piece can end within a row
            first = int(number[1]) - 1 if number else None
            self._text.insert(0, self._head)
        if first is None:
            self._room = 0
            return
        self._parts.append(_Part(first, self._pool.submit(self._read, first, [*self._text, end])))
        for part in self._parts[: -_together()]:
            part.read.exception()  # no more text than is being read should lie in memory


def _room(package: Package, part: str) -> int:
    """How many bytes of a sheet make a part; 0 where it is better read as one."""
    size = package.size(part) if part in package else 0
    strings = sum(package.size(name) for name in package.parts if name.endswith("sharedstrings.xml"))
    together = _together()
    if together == 1 or size < _LEAST * together or size < strings * _STRINGS_SHARE:
        return 0
    rounds = -(-size // (_MUCH * together))
    return size // (together * rounds)


def _together() -> int:
    return min(os.cpu_count() or 1, _TOGETHER)


def _read(
    package: Package, part: str, name: str, safe: Callable[[], None], first: int, text: list[bytes]
) -> Text | None:
    """The rows of a part. None where they do not stand in their order: the reader would pass over those before the first."""
    safe()
    whole = b"".join(_emptied(text))
    numbers = [int(number) for number in _NUMBER.findall(whole)]
    if any(later <= earlier for earlier, later in itertools.pairwise([first, *numbers])):
        return None
    return text_of(fastexcel.read_excel(package.rewritten({part.lower(): [whole]}, _is_needed)), name, first)


def _is_needed(part: str) -> bool:
    """Whether the reader looks into a part: not into other sheets, pictures and the like."""
    return part.count("/") <= 1 or part.endswith(".rels")


def _emptied(pieces: list[bytes]) -> Iterator[bytes]:
    """One piece after the other, each let go when it was taken."""
    pieces.reverse()
    while pieces:
        yield pieces.pop()


def _joined(firsts: Sequence[int], read: Sequence[Text | None]) -> Together | None:
    """One after the other, each as long as it is to the next one. None where the rows do not stand in their order."""
    texts = [text for text in read if text]
    columns = tuple(sorted({column for text in texts for column in text.columns}))
    rows = [_fitted(text, columns) for text in texts]
    lengths = [after - first for first, after in itertools.pairwise(firsts)]
    if len(texts) < len(read) or any(batch.num_rows > length for batch, length in zip(rows, lengths, strict=False)):
        return None
    whole = [_lengthened(batch, length) for batch, length in zip(rows, lengths, strict=False)]
    return Together(
        _down_to_the_last([*whole, rows[-1]]), columns, tuple(error for text in texts for error in text.errors)
    )


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
