"""Table → CSV: for Excel with a byte order mark, for programs without; never a formula."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from jipan.kinds import Kind
from jipan.render.cells import absent, clean, is_stray, shown
from jipan.render.target import is_file, written
from jipan.table import Bulk, Column, Table
from jipan.words import Lang

_STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER_OR_PHONE = re.compile(r"[+\-]?(?:[\d,]+(?:\.\d+)?%?|\d[\d\s()*\-]{4,}\d)")
_NUMBERS = (int, float, Decimal)
_ODD = f"[\x00-\x08\x0a-\x1e\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]|(?:^|{Bulk.JOINT})[=+@\t＝＋－＠-]"
"""What must be cleaned or guarded: no text without any of it needs a closer look."""


def write(table: Table, stream: TextIO, lang: Lang, *, bare: bool = False) -> None:
    """Header and rows. `stream` must leave line ends as they are (`newline=""`)."""
    bare = bare or table.bare
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([guard(column.label(lang)) for column in table.columns])
    if isinstance(table.rows, Bulk) and bare:
        _write_bulk(table, table.rows, stream, lang)
        return
    for row in table.rows:
        writer.writerow(
            [_field(column, value, lang, bare=bare) for column, value in zip(table.columns, row, strict=True)]
        )


def _write_bulk(table: Table, rows: Bulk, stream: TextIO, lang: Lang) -> None:
    """Rows that come as texts: only the odd ones are looked at cell by cell."""
    writer = csv.writer(stream, lineterminator="\r\n")
    for texts in rows.texts(lang, _ODD):
        whole = "\r\n".join(texts)
        if rows.JOINT not in whole:
            stream.write(whole + "\r\n")
            continue
        for text in texts:
            if rows.JOINT in text:
                writer.writerow([_odd(*one) for one in zip(table.columns, text.split(rows.JOINT), strict=True)])
            else:
                stream.write(text + "\r\n")


def _odd(column: Column, text: str) -> str:
    return text if column.kind.python in _NUMBERS else guard(clean(text))


def save(tables: Sequence[Table], path: Path, lang: Lang, *, bare: bool = False) -> None:
    """A file that a double click opens rightly in Excel. Several tables stand below each other under their titles."""
    with written(path) as target, target.open("w", encoding="utf-8-sig", newline="") as stream:
        for index, table in enumerate(tables):
            if len(tables) > 1:
                stream.write(("\r\n" if index else "") + guard(table.title(lang)) + "\r\n")
            write(table, stream, lang, bare=bare)


def guard(text: str) -> str:
    """Text that a spreadsheet would compute gets an apostrophe; numbers and phones stay what they are."""
    if text.startswith(_STARTS_FORMULA) and not _NUMBER_OR_PHONE.fullmatch(text):
        return f"'{text}"
    return text


def _field(column: Column, value: object, lang: Lang, *, bare: bool) -> str:
    text = shown(column, value, lang, bare=bare)
    return text.replace(",", "") if _is_number(column.kind, value) else guard(text)


def _is_number(kind: Kind, value: object) -> bool:
    return kind.python in _NUMBERS and not absent(value) and not is_stray(kind, value)


@contextmanager
def for_redirect(stream: TextIO) -> Iterator[TextIO]:
    """The stream behind `stream`, for CSV: with a byte order mark into a file, without into a pipe.

    A stream without bytes behind it (a test's StringIO, a terminal) is given as it is.
    """
    raw = getattr(stream, "buffer", None)
    if raw is None or stream.isatty():
        yield stream
        return
    stream.flush()
    text = io.TextIOWrapper(raw, encoding=encoding_for(stream), errors="replace", newline="")
    try:
        yield text
    finally:
        text.flush()
        text.detach()


def encoding_for(stream: TextIO) -> str:
    """`utf-8-sig` into a regular file. Into a pipe `utf-8`, on Windows what the stream has: the console's code page."""
    if is_file(stream):
        return "utf-8-sig"
    return (sys.platform == "win32" and stream.encoding) or "utf-8"
