"""Files made by hand, as small as they can be, and a grid as plain rows."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jipan.sheets import Grid

Rows = list[list[str | None]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture
def rows() -> Callable[[Grid], Rows]:
    """The cells of a grid, row by row."""

    def of(grid: Grid) -> Rows:
        return [list(row.values()) for batch in grid.batches for row in batch.to_pylist()]

    return of


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """An xlsx whose only sheet has just this XML inside <worksheet>; `parts` adds or replaces parts."""

    def write(inside: str, name: str = "raw.xlsx", **parts: str | bytes) -> Path:
        content = {
            "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
            "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}'>"
            f"<Relationship Id='r1' Type='{_REL}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            "xl/workbook.xml": f"<workbook xmlns='{_MAIN}' xmlns:r='{_REL}'>"
            "<sheets><sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{_PACKAGE}'>"
            f"<Relationship Id='r1' Type='{_REL}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{_MAIN}'>{inside}</worksheet>",
            **parts,
        }
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in content.items():
                archive.writestr(part, data)
        return path

    return write


def record(kind: int, data: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


def label(row: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def _bof(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def _bound(offset: int, state: int, kind: int, name: str) -> bytes:
    return record(0x85, struct.pack("<IBBBB", offset, state, kind, len(name), 1) + name.encode("utf-16-le"))


@pytest.fixture
def write_xls(tmp_path: Path) -> Callable[..., Path]:
    """An xls from (name, state, kind, records) for each sheet, and further records for the head of the workbook."""

    def write(sheets: list[tuple[str, int, int, bytes]], head: bytes = b"", name: str = "raw.xls") -> Path:
        start = _bof(5) + head + record(0x42, struct.pack("<H", 1200))
        offset = len(start) + sum(len(_bound(0, 0, 0, sheet[0])) for sheet in sheets) + 4
        bounds, bodies = b"", b""
        for title, state, kind, records in sheets:
            bounds += _bound(offset + len(bodies), state, kind, title)
            bodies += _bof(0x10) + records + record(0x0A)
        path = tmp_path / name
        path.write_bytes(ole("Workbook", start + bounds + record(0x0A) + bodies))
        return path

    return write


def ole(name: str, stream: bytes) -> bytes:
    """An OLE file with one stream: sector 0 the table, sector 1 the directory, then the stream."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 432
    none = 0xFFFFFFFF
    directory = _entry("Root Entry", 5, none, none, 1, 0xFFFFFFFE, 0)
    directory += _entry(name, 2, none, none, none, 2, len(stream))
    return header + table + directory.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, *numbers: int) -> bytes:
    left, right, child, start, size = numbers
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded) + 2, kind, 1, left, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


@pytest.fixture
def biff() -> Any:
    """The makers of BIFF records."""
    return {"record": record, "label": label, "number": number, "ole": ole}
