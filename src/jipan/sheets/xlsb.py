"""What workbook.bin of an xlsb says: sheets, their visibility, the date system."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from jipan.sheets.workbook import Sheet, Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jipan.sheets.package import Package

_PROPERTIES, _SHEET = 153, 156
_NO_TEXT, _MORE = 0xFFFFFFFF, 0x80
_STATES = ("visible", "hidden", "veryHidden")


def read_workbook(package: Package) -> Workbook:
    """Raises BadFile if the package has no workbook that can be read."""
    part = package.target("officeDocument") or ""
    relations = package.relations(part)
    sheets, date1904 = [], False
    for kind, data in _records(package.read(part)):
        if kind == _SHEET:
            sheets.append(_sheet(data, relations))
        elif kind == _PROPERTIES:
            date1904 = bool(data[0] & 1)
    return Workbook(part, tuple(sheets), date1904)


def _sheet(data: bytes, relations: dict[str, tuple[str, str]]) -> Sheet:
    state = struct.unpack_from("<I", data)[0]
    relation, end = _text(data, 8)
    name, _ = _text(data, end)
    kind, part = relations.get(relation, ("worksheet", ""))
    return Sheet(name, _STATES[min(state, 2)], kind, part)


def _text(data: bytes, offset: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", data, offset)[0]
    if length == _NO_TEXT:
        return "", offset + 4
    end = offset + 4 + 2 * length
    return data[offset + 4 : end].decode("utf-16-le"), end


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while offset < len(data):
        kind, offset = _varint(data, offset, 2)
        size, offset = _varint(data, offset, 4)
        yield kind, data[offset : offset + size]
        offset += size


def _varint(data: bytes, offset: int, longest: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends."""
    value = 0
    for index in range(longest):
        byte = data[offset + index]
        value |= (byte & 0x7F) << (7 * index)
        if not byte & _MORE:
            break
    return value, offset + index + 1
