"""A cell that holds a history (`2025-02-07: 更换倒车雷达; 2025-04-11: 更换燃油泵`) becomes one record a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from jipan import kinds
from jipan.errors import Bad, Doubt
from jipan.kinds import Kind
from jipan.models import COLLECTIONS
from jipan.store.batches import next_ids

if TYPE_CHECKING:
    from jipan.intake.write import Source
    from jipan.store import Base

_DAY = r"(?:(?:19|20)?\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)\s*[日号]?|20\d{6}(?!\d))"
_STRONG = re.compile(r"[;\uff1b\n|]+")
_WEAK = re.compile(rf"[,\uff0c、。\s]+(?={_DAY})")
_ENTRY = re.compile(rf"(?:[(\uff08]?\d{{1,2}}[)\uff09.、]\s*)?({_DAY})\s*[:\uff1a,\uff0c、\-—]*\s*(.*)", re.DOTALL)
_AMOUNT = re.compile(r"(\d[\d,.]*万?)\s*元")
_DISTANCE = re.compile(r"(\d[\d,.]*万?)\s*(?:公里|km|KM)")
_HALF = 0.5


class Entry(NamedTuple):
    """One day of a history."""

    day: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the cells of a column tell: rows (number in the file) with their entries, and cells that tell nothing."""

    entries: list[tuple[int, Entry]]
    odd: list[tuple[int, str]]


def parse(cell: str) -> list[Entry]:
    """The entries of a cell. Raises Bad where it does not begin with a day."""
    pieces = [piece.strip() for piece in _STRONG.split(cell) if piece.strip()]
    if len(pieces) == 1:
        pieces = _WEAK.split(pieces[0])
    entries: list[Entry] = []
    for piece in pieces:
        found = _ENTRY.match(piece)
        day = _day(found[1]) if found else None
        if found and day:
            entries.append(Entry(day, found[2].strip()))
        elif entries:
            entries[-1] = Entry(entries[-1].day, f"{entries[-1].text}；{piece}")
        else:
            raise Bad("history")
    return entries


def _day(text: str) -> dt.date | None:
    try:
        value = kinds.DATE.parse(text)
    except Doubt as doubt:
        value = doubt.value
    except Bad:
        return None
    return value if isinstance(value, dt.date) else None


def looks_like_history(values: Sequence[str]) -> bool:
    """At least every second cell begins with a day and a text, and one holds several."""
    told = [entries for text in values if (entries := _try(text)) and all(entry.text for entry in entries)]
    return len(told) > len(values) * _HALF and any(len(entries) > 1 for entries in told)


def _try(text: str) -> list[Entry]:
    try:
        return parse(text)
    except Bad:
        return []


def read(coded: pa.DictionaryArray, first: int) -> Told:
    """The histories of one batch whose first row is `first` (0-based). Every distinct cell is read once."""
    told = Told([], [])
    known = {text: _try(text) for text in coded.dictionary.to_pylist() if text and text.strip()}
    for number, text in enumerate(coded.to_pylist(), first + 1):
        if text in known and not known[text]:
            told.odd.append((number, text))
        told.entries.extend((number, entry) for entry in known.get(text, ()))
    return told


def _rows(entries: Sequence[tuple[int, Entry]]) -> Iterator[tuple[int, dt.date, str | None, str | None, str | None]]:
    for number, entry in entries:
        yield (
            number,
            entry.day,
            entry.text or None,
            _one(_AMOUNT, entry.text, kinds.MONEY),
            _one(_DISTANCE, entry.text, kinds.MILEAGE),
        )


def _one(pattern: re.Pattern[str], text: str, kind: Kind) -> str | None:
    """The one amount or distance that a text names; of several nobody can tell which is meant."""
    found = pattern.findall(text)
    if len(found) != 1:
        return None
    try:
        return str(kind.parse(found[0]))
    except (Bad, Doubt):
        return None


def _lay(base: Base, entries: Sequence[tuple[int, Entry]]) -> None:
    """`told_history`: one row an entry, with whom and what it is about."""
    names = ("rn", "day", "text", "amount", "mileage")
    columns = zip(*_rows(entries), strict=True)
    types = (pa.int64(), pa.date32(), pa.string(), pa.string(), pa.string())
    arrays = [pa.array(list(column), type=type_) for column, type_ in zip(columns, types, strict=True)]
    base.take("told_entries", pa.table(dict(zip(names, arrays, strict=True))))
    base.run("""
        CREATE OR REPLACE TEMP TABLE told_history AS
        SELECT t.*, v.label AS vehicle, c.label AS customer FROM told_entries t
        JOIN stage s ON s."row" = t.rn AND s.skip IS NULL
        LEFT JOIN row_vehicles v ON v.rn = t.rn LEFT JOIN row_customers c ON c.rn = t.rn""")


def write_visits(base: Base, source: Source, entries: Sequence[tuple[int, Entry]]) -> None:
    """Every entry is a visit, unless the base knows one of that day that says the same or nothing."""
    if not entries:
        return
    _lay(base, entries)
    base.run("DELETE FROM told_history WHERE vehicle IS NULL AND customer IS NULL")
    _write(
        base, source, "visits",
        same="""x.date = t.day AND (x.vehicle = t.vehicle OR (t.vehicle IS NULL AND x.customer = t.customer))
            AND (x.remark IS NULL OR t.text IS NULL OR contains(x.remark, t.text) OR contains(t.text, x.remark))""",
        columns="""vehicle, customer, day AS date, text AS remark, amount::DECIMAL(14,2) AS amount, mileage::BIGINT AS mileage""",
    )  # fmt: skip


def write_contacts(base: Base, source: Source, entries: Sequence[tuple[int, Entry]]) -> None:
    """Every entry is a contact that took place on that day; nothing follows from it any more."""
    if not entries:
        return
    _lay(base, entries)
    base.run("DELETE FROM told_history WHERE customer IS NULL")
    _write(
        base, source, "contacts",
        same="""x."at"::DATE = t.day AND x.customer = t.customer
            AND (x.note IS NULL OR t.text IS NULL OR contains(x.note, t.text) OR contains(t.text, x.note))""",
        columns="""customer, day::TIMESTAMP AS "at", text AS note""",
    )  # fmt: skip


def _write(base: Base, source: Source, name: str, *, same: str, columns: str) -> None:
    """New records for the entries that the base does not know, in the order of the file."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE known_entries AS
        SELECT t.rn, t.day, t.text, min(x.id) AS id FROM told_history t JOIN {name} x ON x.closed IS NULL AND {same} GROUP BY ALL""")
    base.run("""
        CREATE OR REPLACE TEMP TABLE new_entries AS
        SELECT *, dense_rank() OVER (ORDER BY first, day, text) AS nth FROM (
            SELECT t.*, min(t.rn) OVER (PARTITION BY coalesce(t.vehicle, t.customer), t.day, t.text) AS first FROM told_history t
            ANTI JOIN known_entries k ON k.rn = t.rn AND k.day = t.day AND k.text IS NOT DISTINCT FROM t.text)""")
    count = int(base.value("SELECT coalesce(max(nth), 0) FROM new_entries"))
    prefix = COLLECTIONS[name].prefix
    last = next_ids(base, prefix, count) if count else 0
    numbered = f"SELECT *, printf('{prefix}%06d', {last} + nth) AS id FROM new_entries"
    base.run(
        f"""INSERT INTO {name} BY NAME SELECT id, ? AS opened, NULL::INTEGER AS closed, {columns}
            FROM ({numbered}) QUALIFY row_number() OVER (PARTITION BY id ORDER BY rn) = 1""",
        [source.batch],
    )
    base.run(f"""INSERT INTO done_{name} BY NAME
        SELECT id, min(rn) AS rn, 'created' AS outcome FROM ({numbered}) GROUP BY id
        UNION ALL BY NAME SELECT id, min(rn) AS rn, 'same' AS outcome FROM known_entries
        WHERE id NOT IN (SELECT id FROM done_{name}) GROUP BY id""")
    base.run(
        f"INSERT INTO origins SELECT ?, '{name}', id, ?, ?, rn FROM ({numbered})",
        [source.batch, source.file, source.history_sheet],
    )
