"""How far the cells of an xlsx sheet reach, before the reader finds out.

fastexcel keeps a sheet as a full rectangle: values in A1 and XFD1048576 make it ask for 550 GB, and the process is
aborted without an exception. `<dimension>` is no help: streaming writers leave it out or write A1, others claim the
whole sheet. So the cells themselves are looked at: first quickly, for any that lies outside what is surely allowed;
only when there is one (or when the sheet is small) one by one.
"""

from __future__ import annotations

import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from jipan.errors import BadFile
from jipan.sheets import a1
from jipan.sheets.limits import FREE_CELLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from jipan.sheets.a1 import Range
    from jipan.sheets.limits import Limits
    from jipan.sheets.package import Package

_SMALL = 2 << 20
_LETTERS = 26
_LONGEST = 16 << 20  # without a cell in so much text, what follows is no longer kept whole
_TAIL = 64  # pieces
_SEAM = 24  # no cell's name is longer
_LAST_ROW = 1_048_576  # no version of Excel has more
_TAG = re.compile(rb"""<(?:\w+:)?(row|c)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*?)(/?)>(\s*</)?""")
_REF = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d*)""")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)""")


@dataclass(slots=True)
class Extent:
    """The corner that the cells reach, 0-based, the cells that reach it, and whether each cell names itself."""

    row: int = -1
    column: int = -1
    lowest: str = ""
    rightmost: str = ""
    named: bool = True
    _at: list[int] = field(default_factory=lambda: [-1, -1])

    def see(self, text: bytes) -> None:
        """Take in whole cells; those without a value do not count, as the reader drops them."""
        for tag, attributes, closed, empty in _TAG.findall(text):
            ref = _REF.search(attributes)
            if tag == b"row":
                self._at = [int(ref[2]) - 1 if ref and ref[2] else self._at[0] + 1, -1]
                continue
            self._move(ref)
            if not (closed or empty):
                self._reach(*self._at)

    def _move(self, ref: re.Match[bytes] | None) -> None:
        if ref and ref[1] and ref[2]:
            self._at = [int(ref[2]) - 1, a1.number(ref[1].decode())]
        else:
            self.named = False
            self._at = [self._at[0], self._at[1] + 1]

    def _reach(self, row: int, column: int) -> None:
        if row > self.row:
            self.row, self.lowest = row, a1.name(row, column)
        if column > self.column:
            self.column, self.rightmost = column, a1.name(row, column)


def check(
    package: Package, part: str, limits: Limits, take: Callable[[bytes], None] = lambda _: None
) -> tuple[Range, ...]:
    """Refuse a sheet that reaches too far; give the merged ranges, which stand behind its cells. Raises BadFile.

    `take` is given the text of a large sheet, piece by piece, as far as no cell in it can lie too far.
    """
    size, tail = package.size(part), Tail()
    start = Extent()
    start.see(next(package.inflated(part), b""))
    pattern = _outside(start.column, limits.allowance(size))
    small = size < _SMALL or not start.named
    if small or not _all_inside(tail.behind(package.inflated(part)), pattern, take):
        tail, exact = Tail(), Extent()
        for cells in _whole_cells(tail.behind(package.inflated(part))):
            exact.see(cells)
        _judge(exact, package.source.path, size, limits)
    return tuple(
        (int(top) - 1, a1.number(left.decode()), int(bottom) - 1, a1.number(right.decode()))
        for left, top, right, bottom in _MERGE.findall(tail.text())
    )


@dataclass(slots=True)
class Tail:
    """What follows the last cell of a sheet."""

    _kept: list[bytes] = field(default_factory=list)

    def behind(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces, unchanged."""
        for piece in pieces:
            cell = piece.rfind(b"<c ")
            if cell >= 0 or len(self._kept) > _TAIL:
                self._kept.clear()
            self._kept.append(piece[max(cell, 0) :])
            yield piece

    def text(self) -> bytes:
        return b"".join(self._kept)


def _judge(extent: Extent, path: str, size: int, limits: Limits) -> None:
    rows, columns = extent.row + 1, extent.column + 1
    if columns > limits.columns:
        raise BadFile("far_cell", path=path, cell=extent.rightmost)
    if rows * columns > FREE_CELLS + size:
        raise BadFile("far_cell", path=path, cell=extent.lowest)
    limits.check(path, rows, columns)


def _whole_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces cut before their last cell, so that none is torn."""
    rest = b""
    for piece in pieces:
        text = rest + piece
        cut = max(text.rfind(b"<c "), text.rfind(b"<row"))
        if cut < 0 and len(text) > _LONGEST:
            cut = len(text)
        rest = text[max(cut, 0) :]
        yield text[: max(cut, 0)]
    yield rest


def _outside(column: int, allowed: int) -> str:
    """A pattern for the names of cells right of `column` (rounded up) or below what is then allowed (rounded down)."""
    top = max(column, 0) // _LETTERS
    rows = allowed // (_LETTERS * (top + 1))
    beyond = ["[A-Za-z]{2}"] if not top else ["[A-Za-z]{3}"]
    if 0 < top < _LETTERS:
        beyond.append(f"[{chr(65 + top)}-Z{chr(97 + top)}-z][A-Za-z]")
    return rf"r\s*=\s*.(?:{'|'.join(beyond)}|[A-Za-z]{{1,3}}(?:{_from_row(rows)}))"


def _from_row(row: int) -> str:
    """A pattern for row numbers from about `row` on: from its first digit, at most from 1,100,000 (Excel has fewer)."""
    if row >= _LAST_ROW:
        return r"1[1-9]\d{5}|[2-9]\d{6}|\d{8}"
    digits = len(str(row)) - 1
    return rf"[{str(row)[0]}-9]\d{{{digits}}}|\d{{{digits + 2}}}"


def _all_inside(pieces: Iterable[bytes], pattern: str, take: Callable[[bytes], None]) -> bool:
    """Whether no piece, nor the seam of two, matches. A thread looks at one while this one unpacks the next."""
    before = b""
    with ThreadPoolExecutor(1) as pool:
        looked: Future[bool] | None = None
        for piece in pieces:
            if looked:
                if looked.result():
                    return False
                take(before)
            looked = pool.submit(_match, before[-_SEAM:] + piece[:_SEAM], piece, pattern)
            before = piece
        if looked and looked.result():
            return False
        take(before)
        return True


def _match(seam: bytes, piece: bytes, pattern: str) -> bool:
    return _holds(seam, pattern) or _holds(piece, pattern)


def _holds(text: bytes, pattern: str) -> bool:
    """A pattern that begins with a plain character is found three times as fast; other blanks than a space are rare."""
    blank = r"\s" if any(sign in text for sign in (b"\t", b"\n", b"\r")) else " "
    return _matches(text, blank + pattern)


def _matches(text: bytes, pattern: str) -> bool:
    """Arrow's engine is twice as fast as `re`, and leaves the GIL to the thread that unpacks."""
    offsets = pa.py_buffer(struct.pack("<ii", 0, len(text)))
    array = pa.Array.from_buffers(pa.binary(), 1, [None, offsets, pa.py_buffer(text)])
    return bool(pc.match_substring_regex(array, pattern)[0].as_py())
