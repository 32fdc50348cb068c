"""The encoding of a text file: BOM, strict UTF-8, each line its own, strict GB18030, Big5 only when certain; else the user is asked.

Guessing libraries take a short GBK file for Korean.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets import mixed

if TYPE_CHECKING:
    from jipan.sheets.source import Source

_STEP = 1 << 20
_SAMPLE = 1 << 16
_ASCII = 0x7F
_ENOUGH = 20  # characters from which their share says something
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNDEFINED = re.compile("[\ue000-\uf8ff]")
_PAIR = re.compile(rb"[\x81-\xfe]([\x40-\xfe])")


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the bytes shows. `plain` has neither NUL bytes nor lone carriage returns as line ends."""

    encoding: str
    plain: bool
    rewritten: bytes | None = None
    """The file in this encoding, where its lines are in several."""


def survey(source: Source) -> Survey:
    """Raises BadFile('encoding_unknown') when no encoding fits.

    Of a file in GB18030 only the first megabyte is tried, for it takes a second for 150 MB: whoever reads the rest
    finds out.
    """
    head = source.head(_STEP)
    said = next((name for bom, name in _BOMS if head.startswith(bom)), None) or wide(head[:_SAMPLE])
    encoding, rewritten = _found(source, head, said)
    plain = encoding.startswith("utf-16") or (b"\0" not in head and (b"\n" in head or b"\r" not in head))
    return Survey(encoding, plain, rewritten)


def _found(source: Source, head: bytes, said: str | None) -> tuple[str, bytes | None]:
    """The encoding, and the file in it where its lines are in several. `said`: what its first bytes promise."""
    if _decodes(source, said or "utf-8"):
        return said or "utf-8", None
    if said in {None, "utf-8-sig"} and (rewritten := mixed.in_one(source)) is not None:
        return said or "utf-8", rewritten
    if said:
        raise BadFile("encoding_unknown", path=source.path)
    return _chinese(source, head), None


def wide(head: bytes) -> str | None:
    """UTF-16 without a BOM: every second byte of its digits, commas and line ends is NUL, and hardly any other."""
    half = len(head) // 2
    first, second = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if half < _ENOUGH or max(first, second) * 7 < half or min(first, second) * 50 > half:
        return None
    name = "utf-16-le" if second > first else "utf-16-be"
    text = head[: 2 * half].decode(name, errors="replace")
    return name if "\n" in text and "\ufffd" not in text[:-1] else None


def _chinese(source: Source, head: bytes) -> str:
    if _nearly_utf8(head) or not _begins(head, "gb18030"):
        raise BadFile("encoding_unknown", path=source.path)
    return "big5" if (_certainly_big5(head) or _private(head)) and _decodes(source, "big5") else "gb18030"


def _nearly_utf8(head: bytes) -> bool:
    """Damaged UTF-8 often passes for GB18030, as other characters. In true GB18030 little makes sense as UTF-8."""
    foreign = sum(byte > _ASCII for byte in head[:_SAMPLE])
    text = head[:_SAMPLE].decode("utf-8", errors="ignore")
    sensible = sum(len(char.encode()) for char in text if not char.isascii())
    return sensible * 10 > foreign * 8


def _certainly_big5(head: bytes) -> bool:
    """Every Big5 text is also GB18030. But four in ten Big5 characters end in an ASCII byte, and hardly any of GBK."""
    seconds = _PAIR.findall(head)
    low = sum(second < b"\x7f" for second in seconds)
    return len(seconds) >= _ENOUGH and low * 5 > len(seconds)


def _private(head: bytes) -> bool:
    """Read as GB18030, a short text in Big5 shows characters that nobody has defined; read as Big5 it shows none."""
    read, other = (head[:_SAMPLE].decode(name, errors="ignore") for name in ("gb18030", "big5"))
    return bool(_UNDEFINED.search(read)) and not _UNDEFINED.search(other)


def _begins(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < _STEP)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(source: Source, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with source.open() as file:
            while piece := file.read(_STEP):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
