"""The records of an `.xls` workbook that its reader keeps to itself: password, date system, kinds of sheets, merges."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jipan.sheets.a1 import Range

CODE_PAGE = 0x42
_EOF, _DATE_MODE, _FILE_PASS, _BOUND_SHEET, _MERGED = 0x0A, 0x22, 0x2F, 0x85, 0xE5
_BOF, _FORMULA = 0x09, 0x06  # in the low byte; the high byte is the version
_WORKSHEET = 0
_SHEET_KIND, _FORMULA_LENGTH = 5, 20  # where in their records


@dataclass(frozen=True, slots=True)
class Globals:
    """What the head of the workbook stream says. `sheets` has (offset, is a worksheet) for each sheet in order."""

    encrypted: bool
    date1904: bool
    sheets: tuple[tuple[int, bool], ...]


def read_globals(stream: bytes) -> Globals:
    """The head of the workbook stream; of a damaged one, what can be told."""
    encrypted, date1904, sheets = False, False, []
    for kind, data, _ in _section(stream, 0):
        if kind == _FILE_PASS:
            encrypted = True
        elif kind == _DATE_MODE:
            date1904 = data[:1] == b"\1"
        elif kind == _BOUND_SHEET and len(data) > _SHEET_KIND:
            sheets.append((struct.unpack_from("<I", data)[0], data[_SHEET_KIND] == _WORKSHEET))
    return Globals(encrypted, date1904, tuple(sheets))


def head(stream: bytes) -> Iterator[tuple[int, bytes, int]]:
    """The records of the head of the workbook stream: kind, data, where the data begins."""
    return _section(stream, 0)


def merged(stream: bytes, offset: int) -> tuple[Range, ...]:
    """The merged ranges of the sheet whose records begin at `offset`."""
    found: list[Range] = []
    for kind, data, _ in _section(stream, offset):
        if kind == _MERGED:
            corners = struct.iter_unpack("<4H", data[2 : 2 + (len(data) - 2) // 8 * 8])
            found += [(top, left, bottom, right) for top, bottom, left, right in corners]
    return tuple(found)


def formulas(stream: bytes) -> Iterator[int]:
    """Where in the stream each formula cell says how long its formula is (2 bytes)."""
    for kind, data, place in _records(stream, 0):
        if kind & 0xFF == _FORMULA and len(data) > _FORMULA_LENGTH + 2:
            yield place + _FORMULA_LENGTH


def _section(stream: bytes, offset: int) -> Iterator[tuple[int, bytes, int]]:
    """The records from `offset` to the end of their section; charts inside a sheet are sections of their own."""
    depth = 0
    for kind, data, place in _records(stream, offset):
        depth += (kind & 0xFF == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        yield kind, data, place


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes, int]]:
    """Kind, data and where the data begins."""
    while offset + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        offset += 4
        yield kind, stream[offset : offset + size], offset
        offset += size
