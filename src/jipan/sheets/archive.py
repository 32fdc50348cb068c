"""Files inside a zip: `a.zip/b.xlsx` is a path like any other."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets.source import Source

if TYPE_CHECKING:
    from jipan.sheets.limits import Limits

_UTF8_NAME = 0x800
_OWN_PARTS = frozenset({"[content_types].xml", "mimetype", "_rels/.rels"})


def find(path: Path, limits: Limits) -> Source:
    """The file, or the member of a zip, that a path means. Raises BadFile if there is none or it is too large."""
    source = Source(str(path), path.name, path)
    with source.reading():
        archive = next((parent for parent in path.parents if parent.is_file()), None)
        if archive is not None:
            return _member(path, archive, limits)
        if path.is_dir():
            raise BadFile("not_a_sheet", path=str(path), found="folder")
        names = members(path)
    return source if len(names) != 1 else _member(path / names[0], path, limits)


def members(path: Path) -> list[str]:
    """The files in a zip, in order of their names; none for a workbook, which is a zip too, and for anything else."""
    if not path.is_file() or Source("", "", path).head(2) != b"PK" or not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        names = {_name(info) for info in archive.infolist() if not info.is_dir()}
    if any(name.replace("\\", "/").lower() in _OWN_PARTS for name in names):
        return []
    return sorted(names)


def _name(info: zipfile.ZipInfo) -> str:
    """Windows in China writes names in GBK without saying so; zipfile then takes them for the PC's character set."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _member(path: Path, archive: Path, limits: Limits) -> Source:
    source = Source(str(path), f"{archive.name}/{path.relative_to(archive).as_posix()}", b"")
    with zipfile.ZipFile(archive) as file:
        wanted = PurePosixPath(path.relative_to(archive).as_posix())
        info = next((info for info in file.infolist() if PurePosixPath(_name(info)) == wanted), None)
        if info is None:
            raise BadFile("file_missing", path=str(path))
        if info.flag_bits & 1:
            raise BadFile("encrypted", path=str(path))
        if info.file_size > limits.unpacked // 4:
            raise BadFile("too_large_unpacked", path=str(path), limit=limits.unpacked // 4_000_000)
        return Source(source.path, source.name, file.read(info))
