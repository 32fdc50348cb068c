"""Rows of text → Arrow batches, all columns string."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow.lib import StringBuilder

from jipan.sheets import a1

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROWS = 100_000
"""Rows of one batch."""

Cells = list[str | None]


def schema(columns: Sequence[int]) -> pa.Schema:
    """One string column for each absolute column, named by its letters."""
    return pa.schema([(a1.letters(column), pa.string()) for column in columns])


def named(batch: pa.RecordBatch, columns: Sequence[int]) -> pa.RecordBatch:
    """The batch with its columns named by their letters."""
    return pa.RecordBatch.from_arrays(batch.columns, schema=schema(columns))


def sliced(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, ...]:
    """The batch in pieces of ROWS rows; no copy is made."""
    return tuple(batch.slice(start, ROWS) for start in range(0, batch.num_rows, ROWS))


def trimmed(batch: pa.RecordBatch, kept: int = 0) -> pa.RecordBatch:
    """The batch without blank rows at its end, but with its first `kept` rows."""
    end = batch.num_rows
    while end > kept and _blank(batch, end - 1):
        end -= 1
    return batch.slice(0, end)


def _blank(batch: pa.RecordBatch, row: int) -> bool:
    return all(not column[row].as_py() for column in batch.columns)


def of_pieces(pieces: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of ROWS."""
    waiting: list[pa.RecordBatch] = []
    for piece in pieces:
        waiting.append(piece)
        if sum(batch.num_rows for batch in waiting) >= ROWS:
            *full, rest = _cut(waiting)
            waiting = [rest]
            yield from full
    yield from (batch for batch in _cut(waiting) if batch.num_rows)


def _cut(pieces: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    return pa.Table.from_batches(pieces).combine_chunks().to_batches(ROWS) if pieces else []


def of_rows(rows: Iterable[Cells], width: int) -> Iterator[pa.RecordBatch]:
    """Batches of rows of any length up to `width`; '' becomes None."""
    source = iter(rows)
    while chunk := list(islice(source, ROWS)):
        columns = [column([row[index] if index < len(row) else None for row in chunk]) for index in range(width)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema(range(width)))


def column(cells: Cells) -> pa.StringArray:
    """The cells as one Arrow array; '' becomes None.

    The builder is used because `pa.array` of a list imports pandas: 0.3 s and 80 MB for nothing.
    """
    builder = StringBuilder()
    builder.append_values([cell or None for cell in cells])
    return builder.finish()
