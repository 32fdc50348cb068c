"""Fields that a file and the base say differently: one of the two is taken.

Whoever finds such a field writes a row of `conflicts`; it is open until it is closed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jipan import kinds
from jipan.errors import Bad, Doubt
from jipan.models import LINKS, fields
from jipan.review.inbox import Answer, Fact, Item, Kind, Moment
from jipan.table import Column

if TYPE_CHECKING:
    from jipan.store import Base

CONFLICT, OURS, THEIRS = "conflict", "ours", "theirs"
_FROM = Column("address", kinds.TEXT, "来自", "From")


def note(base: Base, batch: int, table: str) -> None:
    """Keep the conflicts of a temporary table: collection, record, field, ours, theirs, address.

    The same conflict is kept once, however often its file is brought.
    """
    base.run(
        f"""INSERT INTO conflicts SELECT DISTINCT t.collection, t.record, t.field, t.ours, t.theirs, t.address, ?::INTEGER, NULL::INTEGER
            FROM {table} t WHERE NOT EXISTS (FROM conflicts c WHERE c.collection = t.collection AND c.record = t.record
                AND c.field = t.field AND c.ours IS NOT DISTINCT FROM t.ours AND c.theirs IS NOT DISTINCT FROM t.theirs)""",
        [batch],
    )


def _find(base: Base, today: dt.date) -> list[Item]:
    del today
    rows = base.rows("""
        SELECT collection, record, field, ours, theirs, address FROM conflicts WHERE closed IS NULL ORDER BY collection, record, field""")
    return [
        Item(CONFLICT, f"{collection}-{record}-{field}", record, None, (CONFLICT,), (OURS, THEIRS), _facts(*row))
        for row in rows
        for collection, record, field in [row[:3]]
        if field in fields(collection)
    ]


def _facts(collection: str, record: str, field: str, ours: str, theirs: str, address: str) -> tuple[Fact, ...]:
    column = Column.of(fields(collection)[field])
    return (
        Fact(Column("id", kinds.CODE, "基盘号", "Jipan id"), record, None),
        Fact(column, _read(column, ours), _read(column, theirs)),
        Fact(_FROM, None, address),
    )


def _read(column: Column, text: str | None) -> object:
    """A stored text as the value it is."""
    if text is None:
        return None
    try:
        return column.kind.parse(text)
    except Doubt as doubt:
        return doubt.value
    except Bad:
        return text


def _carry_out(base: Base, moment: Moment, answer: Answer) -> None:
    """Close the row; where the file is right, write its value as a new version of the record."""
    collection, record, field = answer.item.key.split("-", 2)
    where = "closed IS NULL AND collection = ? AND record = ? AND field = ?"
    if answer.choice == THEIRS:
        theirs = base.value(
            f"SELECT theirs FROM conflicts WHERE {where} ORDER BY opened DESC", [collection, record, field]
        )
        column = Column.of(fields(collection)[field])
        set_field(base, moment.batch, collection, (record, field, _read(column, theirs)))
    base.run(f"UPDATE conflicts SET closed = ? WHERE {where}", [moment.batch, collection, record, field])


def set_field(base: Base, batch: int, collection: str, change: tuple[str, str, object]) -> None:
    """A new version of a record with one field changed."""
    record, field, value = change
    names = [*(link for link in LINKS[collection] if collection != "vehicles"), *fields(collection), "other"]
    chosen = ", ".join(f'"{name}"' for name in names)
    base.run("DROP TABLE IF EXISTS one_version")
    base.run(
        f"CREATE TEMP TABLE one_version AS SELECT id, opened, {chosen} FROM {collection} WHERE closed IS NULL AND id = ?",
        [record],
    )
    base.run(f'UPDATE one_version SET "{field}" = ?', [value])
    base.run(f"DELETE FROM {collection} WHERE closed IS NULL AND id = ? AND opened = ?", [record, batch])
    base.run(f"UPDATE {collection} SET closed = ? WHERE closed IS NULL AND id = ?", [batch, record])
    base.run(
        f"INSERT INTO {collection} BY NAME SELECT * REPLACE ({batch} AS opened), NULL::INTEGER AS closed FROM one_version"
    )


KIND = Kind(CONFLICT, (OURS, THEIRS), _find, _carry_out)
