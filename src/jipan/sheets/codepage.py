"""Texts of an `.xls` of Excel 95 and older: bytes in the code page of the PC that wrote it, which the reader takes one by one."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from jipan.sheets import biff

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jipan.sheets.guard import Read
    from jipan.sheets.ole import Ole
    from jipan.sheets.source import Source

_WESTERN = 1252
_CHINESE = {936: "gb18030", 950: "big5"}
_PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")
"""Chinese in the national standard: two high bytes, always. Accents of western languages stand alone."""

_BACK = {
    ord(bytes([code]).decode("cp1252")): code
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


@dataclass(frozen=True, slots=True)
class Old:
    """A workbook of such an Excel: the code page that it names, and where in its stream."""

    named: int | None
    place: int | None


def old(stream: bytes) -> Old | None:
    """None for a workbook of Excel 97 or later, whose texts are Unicode."""
    head = list(biff.head(stream))
    if not head or head[0][1][:2] != b"\x00\x05":
        return None
    pages = ((data, place) for kind, data, place in head if kind == biff.CODE_PAGE and len(data) > 1)
    found = next(((struct.unpack_from("<H", data)[0], place) for data, place in pages), None)
    return Old(*found) if found else Old(None, None)


def as_western(ole: Ole, told: Old) -> Source:
    """The same file under the western code page: every byte comes out as a character of its own."""
    if told.place is None or told.named not in _CHINESE or not ole.workbook.offsets:
        return ole.source
    data = bytearray(ole.source.read())
    for at, byte in enumerate(struct.pack("<H", _WESTERN)):
        data[ole.workbook.at(told.place + at)] = byte
    return replace(ole.source, content=bytes(data))


def in_chinese(found: Sequence[Read], told: Old) -> list[Read]:
    """The sheets with their texts as they were meant, where the file names a Chinese code page or can only be Chinese."""
    texts = {text for sheet in found for text in _texts(sheet)}
    encoding = _CHINESE.get(told.named or 0) or ("gb18030" if _only_pairs(texts) else None)
    if encoding is None:
        return list(found)
    meant = {text: _meant(text, encoding) for text in texts}
    return [_with(sheet, meant) for sheet in found]


def _texts(sheet: Read) -> Iterable[str]:
    columns = sheet.batch.columns if sheet.batch is not None else ()
    return [
        sheet.name,
        *(text for column in columns for text in column.dictionary_encode().dictionary.to_pylist() if text),
    ]


def _only_pairs(texts: Iterable[str]) -> bool:
    raw = [_bytes(text) for text in texts if not text.isascii()]
    return bool(raw) and all(one is not None and _PAIRS.fullmatch(one) for one in raw)


def _bytes(text: str) -> bytes | None:
    try:
        return text.translate(_BACK).encode("latin-1")
    except UnicodeEncodeError:
        return None


def _meant(text: str, encoding: str) -> str:
    raw = _bytes(text)
    try:
        return text if raw is None else raw.decode(encoding)
    except UnicodeDecodeError:
        return text


def _with(sheet: Read, meant: dict[str, str]) -> Read:
    name = meant.get(sheet.name, sheet.name)
    if sheet.batch is None:
        return replace(sheet, name=name)
    columns = []
    for column in sheet.batch.columns:
        coded = column.dictionary_encode()
        words = pa.array([meant.get(text, text) for text in coded.dictionary.to_pylist()], pa.string())
        columns.append(words.take(coded.indices))
    return replace(sheet, name=name, batch=pa.record_batch(columns, names=sheet.batch.schema.names))
