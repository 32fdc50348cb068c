"""What a file is, from its first bytes: names lie, above all `.xls`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets.encoding import wide

if TYPE_CHECKING:
    from jipan.sheets.source import Source

_HEAD = 8192
_WORDLIKE = 2  # letters so few may begin an honest text: BMW,…

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"{\\rtf", "RTF"),
    (b"MIME-Version:", "MHTML"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"PK", "damaged zip"),
)
_OLD_EXCEL = {b"\x09\x00": "Excel 2.0", b"\x09\x02": "Excel 3.0", b"\x09\x04": "Excel 4.0", b"\x09\x08": "Excel 5.0"}
_MARKUP = re.compile(rb"\s*<(?:[?!]|[A-Za-z][\w:.-]*[\s/>])")
_HTML = re.compile(rb"<(?:html|head|meta|body|table|style|div|tr|!doctype\s+html)\b", re.IGNORECASE)
_SPREADSHEETML = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind(source: Source) -> str:
    """zip, ole, html, xml or text. Raises BadFile for an empty file and for what is no spreadsheet."""
    head = source.head(_HEAD).rstrip(b"\0")
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise BadFile("file_empty", path=source.path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if head[:2] in _OLD_EXCEL and head[2:4] in {b"\x04\x00", b"\x06\x00", b"\x08\x00", b"\x10\x00"}:
        raise BadFile("old_format", path=source.path, found=_OLD_EXCEL[head[:2]])
    return _markup(head, source) or _text(head, source)


def _markup(head: bytes, source: Source) -> str | None:
    plain = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    if not _MARKUP.match(plain):
        return None
    if _SPREADSHEETML.search(plain):
        return "xml"
    if _HTML.search(plain):
        return "html"
    raise BadFile("not_a_sheet", path=source.path, found="XML")


def _text(head: bytes, source: Source) -> str:
    for magic, found in _FOREIGN:
        if head.startswith(magic) and (len(magic) > _WORDLIKE or _CONTROLS.search(head)):
            raise BadFile("not_a_sheet", path=source.path, found=found)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or wide(head):
        return "text"
    if len(_CONTROLS.findall(head)) > 3 + len(head) // 10:
        raise BadFile("not_a_sheet", path=source.path, found="binary")
    if re.match(rb"\s*[\[{]\s*[\"{\[]", head):
        raise BadFile("not_a_sheet", path=source.path, found="JSON")
    return "text"
