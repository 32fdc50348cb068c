"""Table → JSON: the contract with programs. Keys and choice values are identifiers, whatever the language."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from jipan.kinds import BIRTHDAY, Kind
from jipan.render.cells import absent
from jipan.render.target import save_text
from jipan.table import Table

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_UNSAFE = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def rows(table: Table, *, bare: bool = False) -> list[dict[str, object]]:
    """The rows as objects keyed by column name."""
    bare = bare or table.bare
    return [
        {column.name: value(column.kind, item, bare=bare) for column, item in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]


def value(kind: Kind, item: object, *, bare: bool) -> object:
    """A value as JSON has it: days and moments in ISO (a birthday without its year `05-12`), money as a number, nothing as null."""
    if absent(item):
        return None
    if isinstance(item, str):
        return item if bare or kind.mask is None else kind.mask(item)
    if kind is BIRTHDAY:
        return kind.show(item, "en")
    if isinstance(item, dt.date):
        return item.isoformat()[:10] if kind.python is dt.date else item.isoformat()
    if isinstance(item, Decimal | float):
        return _number(item)
    return item


def _number(item: Decimal | float) -> float | None:
    """Whole amounts without a fraction; cents are exact."""
    if not math.isfinite(item):
        return None
    if isinstance(item, float):
        return item
    return int(item) if item == int(item) else float(item)


def dumps(data: object) -> str:
    """JSON with a line for every object of a list, or every key of an object: readable, and as fast as in one line.

    Chinese stays Chinese; what could steer a terminal is escaped.
    """
    if isinstance(data, list):
        text = "[" + ",\n ".join(map(_line, data)) + "]"
    elif isinstance(data, dict):
        text = "{" + ",\n ".join(f"{_line(str(key))}: {_entry(value)}" for key, value in data.items()) + "}"
    else:
        text = _line(data)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def ascii_only(text: str) -> str:
    """The same JSON for a stream that cannot write all characters."""
    return _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _entry(value: object) -> str:
    return dumps(value) if isinstance(value, list) else _line(value)


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, default=_default)


def _default(item: object) -> object:
    """What receipts and runs hold besides plain JSON."""
    if isinstance(item, dt.date):
        return item.isoformat()
    if isinstance(item, Decimal):
        return _number(item)
    if isinstance(item, Mapping):
        return dict(item)
    return str(item)


def save(tables: Sequence[Table], path: Path, *, bare: bool = False) -> None:
    """One table: an array. Several: an object of arrays by table name."""
    data = {table.name: rows(table, bare=bare) for table in tables}
    save_text(dumps(data if len(tables) > 1 else next(iter(data.values()), [])) + "\n", path)
