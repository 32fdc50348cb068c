"""Files beside a base that still name somebody: lists, call sheets and rejected rows are people's own, they are only told."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

_KINDS = frozenset({".xlsx", ".xlsm", ".csv", ".txt", ".tsv", ".json", ".ics", ".xls", ".html", ".log", ".db"})
_LARGEST = 64 * 2**20
"""Larger files are not searched: they are told too, by nobody."""
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le")


def naming(base: Path, below: Sequence[str], terms: Sequence[str]) -> list[str]:
    """The files beside a base, and in some folders below, that hold one of the texts."""
    folder = base.parent
    needles = [term.encode(encoding) for term in terms for encoding in _ENCODINGS]
    needles += [term.encode("ascii", "xmlcharrefreplace") for term in terms]
    files = [path for path in folder.glob("*") if path.is_file() and path != base]
    files += [path for name in below for path in (folder / name).rglob("*") if path.is_file()]
    wanted = (path for path in files if path.suffix.lower() in _KINDS)
    return sorted(str(path.relative_to(folder)) for path in wanted if _holds(path, needles))


def _holds(path: Path, needles: Sequence[bytes]) -> bool:
    try:
        if path.stat().st_size > _LARGEST:
            return False
        return any(needle in part for part in _parts(path) for needle in needles)
    except (OSError, zipfile.BadZipFile):
        return False


def _parts(path: Path) -> Iterator[bytes]:
    """The bytes of a file; of a workbook those of its parts."""
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.file_size <= _LARGEST:
                yield archive.read(entry)
