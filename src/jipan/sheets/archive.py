"""Files inside a zip: `a.zip/b.xlsx` is a path like any other."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets.limits import DEFAULT
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
        return sorted(_names(archive))


def _names(archive: zipfile.ZipFile, *, deeper: bool = True) -> set[str]:
    """The files in an archive, those of a zip inside it as `inner.zip/a.csv`."""
    names = {_name(info): info for info in archive.infolist() if not info.is_dir()}
    if any(name.lower() in _OWN_PARTS for name in names):
        return set()
    inner = {
        name: _names(zip_, deeper=False) for name, info in names.items() if deeper and (zip_ := _zip_in(archive, info))
    }
    return {within for name in names for within in ({f"{name}/{one}" for one in inner.get(name, ())} or {name})}


def _zip_in(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> zipfile.ZipFile | None:
    """A member that is itself a zip of files, not too large to be looked into."""
    if not _name(info).lower().endswith(".zip") or info.flag_bits & 1 or info.file_size > DEFAULT.unpacked // 4:
        return None
    content = io.BytesIO(archive.read(info))
    return zipfile.ZipFile(content) if zipfile.is_zipfile(content) else None


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member, wherever it wanted to be unpacked to."""
    parts = PurePosixPath(_said_name(info).replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in {"/", ".."})


def _said_name(info: zipfile.ZipInfo) -> str:
    """Windows in China writes names in GBK without saying so, and Linux in UTF-8; zipfile takes them for the PC's character set."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return info.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return info.filename


def _member(path: Path, archive: Path, limits: Limits) -> Source:
    source = Source(str(path), f"{archive.name}/{path.relative_to(archive).as_posix()}", b"")
    wanted = PurePosixPath(path.relative_to(archive).as_posix())
    with zipfile.ZipFile(archive) as file:
        return replace(source, content=_content(file, wanted, source, limits), packed=_written(file, wanted))


def _written(file: zipfile.ZipFile, wanted: PurePosixPath) -> datetime | None:
    """When a member was written, or the zip inside that holds it; None where the zip says no day that can be."""
    found = (info for info in file.infolist() if wanted.is_relative_to(_name(info)))
    try:
        return next((datetime(*info.date_time).astimezone() for info in found), None)
    except ValueError:
        return None


def _content(file: zipfile.ZipFile, wanted: PurePosixPath, source: Source, limits: Limits) -> bytes:
    """The bytes of a member, or of one of a zip inside."""
    names = {PurePosixPath(_name(info)): info for info in file.infolist()}
    info = names.get(wanted)
    if info is None:
        outer = next((name for name in names if wanted.is_relative_to(name)), None)
        inner = _zip_in(file, names[outer]) if outer else None
        if inner is None or outer is None:
            raise BadFile("file_missing", path=source.path)
        return _content(inner, wanted.relative_to(outer), source, limits)
    if info.flag_bits & 1:
        raise BadFile("encrypted", path=source.path)
    if info.file_size > limits.unpacked // 4:
        raise BadFile("too_large_unpacked", path=source.path, limit=limits.unpacked // 4_000_000)
    return file.read(info)
