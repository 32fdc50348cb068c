"""A zipped workbook: its parts, found whatever their spelling, and the bounds on what they unpack to."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from jipan.errors import BadFile
from jipan.sheets import safe_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jipan.sheets.limits import Limits
    from jipan.sheets.source import Source

_STEP = 1 << 16  # packed bytes taken at once; they can unpack to 1000 times as much
_FOREIGN = {
    "word/": "Word",
    "ppt/": "PowerPoint",
    "visio/": "Visio",
    "index/": "Numbers",
    "meta-inf/container.xml": "EPUB",
    "androidmanifest.xml": "APK",
    "content.xml": "OpenDocument",
}
_DEFLATE_MOST = 1032  # no byte can unpack to more
_BOMB_SIZE = 100_000_000
_BOMB_RATIO = 100  # sheets of real customers pack 8 to 30 times; the limit of Apache POI


@dataclass(frozen=True, slots=True)
class Package:
    """The parts by their path in lower case with forward slashes: some writers use capitals and backslashes."""

    source: Source
    parts: dict[str, zipfile.ZipInfo]

    def __contains__(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.lower() in self.parts

    def read(self, part: str) -> bytes:
        """The whole of a small part; empty if there is none."""
        return b"".join(self.inflated(part)) if part in self else b""

    def size(self, part: str) -> int:
        """Bytes of the part, unpacked, as the directory of the zip claims."""
        return self.parts[part.lower()].file_size

    def head(self, part: str) -> bytes:
        return next(self.inflated(part), b"")[: safe_xml.HEAD]

    def inflated(self, part: str) -> Iterator[bytes]:
        """The part in pieces of very roughly a megabyte. zipfile would spend half as long again on checksums.

        Raises BadFile if it unpacks to more than it says: that is how bombs get past a look at the directory.
        """
        info = self.parts[part.lower()]
        with self.source.open() as file:
            file.seek(info.header_offset + 26)
            name, extra = struct.unpack("<HH", file.read(4))
            file.seek(name + extra, 1)
            left = info.file_size
            for piece in _inflate(file, info):
                left -= len(piece)
                if left < 0:
                    raise self.source.corrupt(f"{part} unpacks to more than it says")
                yield piece

    def verify(self, part: str) -> None:
        """Unpack a part for its true size only. Raises BadFile if it says less; a small one cannot do much harm."""
        if self.parts[part.lower()].compress_size * _DEFLATE_MOST > _BOMB_SIZE:
            for _ in self.inflated(part):
                pass

    def rewritten(self, new: Mapping[str, Iterable[bytes]], needed: Callable[[str], bool] = lambda _: True) -> bytes:
        """The package in memory, not packed, with other text in some parts, and without those that are not needed."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for part, info in self.parts.items():
                if part in new or needed(part):
                    with archive.open(info.filename, "w") as file:
                        file.writelines(new.get(part) or self.inflated(part))
        return buffer.getvalue()

    def locked(self) -> bool:
        """Whether parts need a password, in the way of zips or of OpenDocument. (Excel puts a locked xlsx into OLE.)"""
        return any(info.flag_bits & 1 for info in self.parts.values()) or (
            b"encryption-data" in self.read("META-INF/manifest.xml")
        )

    def check(self, limits: Limits) -> None:
        """Refuse a bomb. Raises BadFile."""
        infos = self.parts.values()
        bombs = (info for info in infos if info.file_size > max(_BOMB_SIZE, _BOMB_RATIO * info.compress_size))
        if sum(info.file_size for info in infos) > limits.unpacked or any(bombs):
            raise BadFile("too_large_unpacked", path=self.source.path, limit=limits.unpacked // 1_000_000)

    def format(self) -> str:
        """xlsx, xlsm, xlsb or ods. Raises BadFile for other packages and plain zips."""
        if b"opendocument.spreadsheet" in self.read("mimetype")[:100]:
            return "ods"
        main = self.target("officeDocument") or ""
        if main.endswith(".bin"):
            return "xlsb"
        found = [name for start, name in _FOREIGN.items() if any(part.startswith(start) for part in self.parts)]
        if found or not any("workbook" in part for part in self.parts):
            raise BadFile("not_a_sheet", path=self.source.path, found=" ".join(found) or "zip")
        return "xlsm" if b"macroEnabled" in self.read("[Content_Types].xml") else "xlsx"

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (last word of the type, path of the part) for what `part` points to; '' stands for the package."""
        folder, file = posixpath.split(part)
        data = self.read(f"{folder}/_rels/{file}.rels".lstrip("/"))
        root = safe_xml.parse(data, self.source) if data else ()
        return {
            item.get("Id", ""): (
                item.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, item.get("Target", "").replace("\\", "/")))[1:],
            )
            for item in root
            if item.get("TargetMode") != "External"
        }

    def target(self, kind: str) -> str | None:
        """The path of the part that the package itself points to as its `kind`: officeDocument, core-properties."""
        return next((path for word, path in self.relations("").values() if word == kind), None)


def _inflate(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = (file.read(min(_STEP, info.compress_size - start)) for start in range(0, info.compress_size, _STEP))
    if info.compress_type == zipfile.ZIP_STORED:
        yield from packed
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        message = f"zip method {info.compress_type}"
        raise NotImplementedError(message)
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    yield from (engine.decompress(piece) for piece in packed)


def open_package(source: Source) -> Package:
    """The zip's directory. Raises BadFile for a damaged zip and for one that holds a part twice."""
    with source.open() as file, zipfile.ZipFile(file) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
    if len(parts) < len(infos):
        raise source.corrupt("the same part is in it twice")
    return Package(source, parts)
