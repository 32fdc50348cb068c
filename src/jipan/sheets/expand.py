"""What a user names → the files to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets.archive import members
from jipan.sheets.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KINDS = frozenset(
    {".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html", ".xml", ".zip"}
)
"""Suffixes taken from a folder; a file that is named itself is taken whatever it is called."""


def expand(paths: Sequence[Path]) -> list[Path]:
    """Files as they are, folders as the spreadsheets in them and one level below, zips as their members, sorted.

    Excel's lock files (~$…) and hidden files are skipped. Raises BadFile('file_missing') and BadFile('folder_empty').
    """
    return [found for path in paths for found in _expanded(Path(path))]


def _expanded(path: Path) -> list[Path]:
    if not path.is_dir():
        return _unzipped(path)
    found = [file for name in sorted(_inside(path)) if _shown(name.relative_to(path)) for file in _unzipped(name)]
    if not found:
        raise BadFile("folder_empty", path=str(path))
    return found


def _inside(folder: Path) -> Iterator[Path]:
    for pattern in ("*", "*/*"):
        yield from (path for path in folder.glob(pattern) if path.suffix.lower() in KINDS and path.is_file())


def _shown(path: Path) -> bool:
    return not any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)


def _unzipped(path: Path) -> list[Path]:
    """A zip as its members; a damaged one as itself, so that opening it says what is wrong with it alone."""
    if not path.is_file():
        return [path] if any(parent.is_file() for parent in path.parents) else _missing(path)
    names: list[str] = []
    try:
        with Source(str(path), path.name, path).reading():
            names = members(path)
    except BadFile:
        return [path]
    inside = [Path(name) for name in names]
    return [path / name for name in inside if name.suffix.lower() in KINDS and _shown(name)] or [path]


def _missing(path: Path) -> list[Path]:
    raise BadFile("not_a_file" if path.exists() else "file_missing", path=str(path))
