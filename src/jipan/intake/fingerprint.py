"""What tells the same content again, also after a program has saved the file anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow.compute as pc

if TYPE_CHECKING:
    import pyarrow as pa

    from jipan.sheets import Grid

_NULL = -1


def fingerprint(grids: Iterable[Grid]) -> str:
    """A digest of all cells, whatever the batches in which they were read: 32 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=16)
    for grid in grids:
        digest.update(f"{grid.sheet}{grid.columns}{grid.first_row}".encode())
        columns = [_Column() for _ in grid.columns]
        for batch in grid.batches:
            for column, array in zip(columns, batch.columns, strict=True):
                column.take(array)
        for column in columns:
            digest.update(column.digest())
    return digest.hexdigest()


class _Column:
    """The texts of a column one behind the other, and how long each is: both together say where each begins."""

    def __init__(self) -> None:
        self._texts, self._lengths = hashlib.blake2b(digest_size=16), hashlib.blake2b(digest_size=16)

    def take(self, array: pa.StringArray) -> None:
        if not len(array):
            return
        _, offsets, texts = array.buffers()
        starts = memoryview(offsets).cast("i")
        if texts:
            self._texts.update(memoryview(texts)[starts[array.offset] : starts[array.offset + len(array)]])
        lengths = pc.fill_null(pc.binary_length(array), _NULL)
        self._lengths.update(memoryview(lengths.buffers()[1])[: lengths.nbytes])

    def digest(self) -> bytes:
        return self._texts.digest() + self._lengths.digest()
