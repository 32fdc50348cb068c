"""The OLE container of `.xls` files: just enough of it to tell what is inside and to read a stream."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets import biff

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jipan.sheets.source import Source

_LAST = 0xFFFFFFFA
"""Sector numbers from here on mean: no sector."""
_MINI, _MINI_CUTOFF = 64, 4096
_STREAM, _ROOT = 2, 5
_OTHERS = {
    "worddocument": "Word",
    "powerpoint document": "PowerPoint",
    "visiodocument": "Visio",
    "__properties_version1.0": "Outlook",
}


@dataclass(frozen=True, slots=True)
class Stream:
    """The bytes of a stream, and where in the file its sectors begin; nowhere for a small one, kept inside another."""

    data: bytes
    offsets: Sequence[int]
    size: int

    def at(self, position: int) -> int:
        """The place in the file of a byte of the stream."""
        return self.offsets[position // self.size] + position % self.size


@dataclass(frozen=True, slots=True)
class Ole:
    """Streams by their name in lower case. A damaged container has those that could be found, perhaps none."""

    source: Source
    streams: dict[str, Stream] = field(repr=False)

    @property
    def workbook(self) -> Stream:
        """The BIFF records; empty if there are none."""
        return self.streams.get("workbook") or self.streams.get("book") or Stream(b"", (), 1)

    def encrypted(self) -> bool:
        """Whether a password protects the file, in the way of xlsx (a package inside) or of xls (a record)."""
        return "encryptedpackage" in self.streams or biff.read_globals(self.workbook.data).encrypted


def open_ole(source: Source) -> Ole:
    """Raises BadFile for Word and other documents that use the same container."""
    data = source.read()
    try:
        streams = _streams(data)
    except (struct.error, IndexError, ValueError):
        streams = {}  # the reader that follows may cope, and has the words for it if not
    other = next((found for name, found in _OTHERS.items() if name in streams), None)
    if other and "workbook" not in streams:
        raise BadFile("not_a_sheet", path=source.path, found=other)
    return Ole(source, streams)


def _streams(data: bytes) -> dict[str, Stream]:
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    table = _sector_table(data, size)
    first_of_directory, first_of_minis = struct.unpack_from("<I8xI", data, 48)
    found: dict[str, Stream] = {}
    entries = list(_entries(_joined(data, _chain(first_of_directory, table, size), size)))
    roots = [_chain(start, table, size) for _, kind, start, _ in entries if kind == _ROOT]
    mini = _joined(data, roots[0], size) if roots else b""
    minis = _numbers(_joined(data, _chain(first_of_minis, table, size), size))
    for name, kind, start, length in entries:
        if kind == _STREAM and length >= _MINI_CUTOFF:
            offsets = _chain(start, table, size)
            found[name.lower()] = Stream(_joined(data, offsets, size)[:length], offsets, size)
        elif kind == _STREAM:
            offsets = [offset - _MINI for offset in _chain(start, minis, _MINI)]
            found[name.lower()] = Stream(_joined(mini, offsets, _MINI)[:length], (), size)
    return found


def _sector_table(data: bytes, size: int) -> tuple[int, ...]:
    """For each sector the one that follows it."""
    listed = list(struct.unpack_from("<109I", data, 76))
    more, seen = struct.unpack_from("<I", data, 68)[0], 0
    while more < _LAST and seen * size < len(data):
        numbers = _numbers(_joined(data, [(more + 1) * size], size))
        listed += numbers[:-1]
        more, seen = numbers[-1], seen + 1
    return _numbers(_joined(data, [(number + 1) * size for number in listed if number < _LAST], size))


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Name, kind, first sector and length of each entry."""
    for offset in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, offset + 64)
        if kind:
            name = directory[offset : offset + max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")
            yield name, kind, *struct.unpack_from("<II", directory, offset + 116)


def _chain(start: int, table: tuple[int, ...], size: int) -> list[int]:
    """The offsets of the sectors from `start` on. A chain longer than the table is a ring."""
    found: list[int] = []
    while start < len(table) and len(found) <= len(table):
        found.append((start + 1) * size)
        start = table[start]
    return found


def _joined(data: bytes, offsets: Sequence[int], size: int) -> bytes:
    return b"".join(data[offset : offset + size] for offset in offsets)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
