"""Fields that a file and the base say differently: one of the two is taken.

Whoever finds such a field writes a row of `conflicts`; it is open until it is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jipan import kinds
from jipan.errors import Bad, Doubt
from jipan.models import COLLECTIONS, DATED_BY, LINKS, fields
from jipan.review.inbox import Answer, Fact, Item, Kind, Moment, View
from jipan.store.frames import all_custom_columns
from jipan.table import Column

if TYPE_CHECKING:
    from jipan.store import Base

CONFLICT, OURS, THEIRS = "conflict", "ours", "theirs"
_ID = Column("id", kinds.CODE, "基盘号", "Jipan id")
_NAME = Column.of(fields("customers")["name"])
_KEYS = {
    "mobile": "phone",
    "phone_alt": "phone",
    "customer_no": "customer_no",
    "id_number": "id_number",
    "wechat": "wechat",
}
"""Fields that identify a customer, and the type of key that they make."""
_TOLD_BY = {"customers": ("name",), "vehicles": ("plate", "vin"), "leads": ("opened_on", "level")}
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


def _find(base: Base, _: View) -> list[Item]:
    rows = base.rows("""
        SELECT collection, record, field, ours, theirs, address FROM conflicts WHERE closed IS NULL ORDER BY collection, record, field""")
    own = all_custom_columns(base)
    about = _about(base, rows)
    return [
        Item(
            CONFLICT,
            f"{collection}-{record}-{field}",
            record,
            None,
            (CONFLICT,),
            (OURS, THEIRS),
            (
                *about.get((collection, record), ()),
                *_sides(_column(collection, field), ours, theirs),
                Fact(_FROM, None, address),
            ),
            field=field,
        )
        for collection, record, field, ours, theirs, address in rows
        if field in fields(collection) or field in own.get(collection, {})
    ]


def _column(collection: str, field: str) -> Column:
    """The column of a field, or of a column that the shop added."""
    known = fields(collection).get(field)
    return Column.of(known) if known else Column(field, kinds.TEXT, field, field)


def _sides(column: Column, ours: str, theirs: str) -> tuple[Fact, ...]:
    return (Fact(column, _read(column, ours), _read(column, theirs)),)


def _about(base: Base, rows: Sequence[tuple[str, ...]]) -> dict[tuple[str, str], tuple[Fact, ...]]:
    """Which record a conflict is about, in words: its id, its plate or day, whose it is. Both sides are the same one."""
    found: dict[tuple[str, str], tuple[Fact, ...]] = {}
    for of in dict.fromkeys(row[0] for row in rows):
        told = _TOLD_BY.get(of) or (DATED_BY.get(of), COLLECTIONS[of].number)
        names = [name for name in told if name]
        chosen = "".join(f', t."{name}"' for name in names)
        whose = "customer" in (LINKS[of] if of != "vehicles" else ())
        joined = "LEFT JOIN customers c ON c.closed IS NULL AND c.id = root(t.customer)" if whose else ""
        wanted = [row[1] for row in rows if row[0] == of]
        chosen += ", c.name" if whose else ""
        known = base.rows(
            f"SELECT t.id{chosen} FROM {of} t {joined} WHERE t.closed IS NULL AND list_contains(?::VARCHAR[], t.id)",
            [wanted],
        )
        columns = [*(_column(of, name) for name in names), *([_NAME] if whose else [])]
        for id_, *values in known:
            facts = (
                Fact(column, value, value) for column, value in zip(columns, values, strict=True) if value is not None
            )
            found[of, id_] = (Fact(_ID, id_, id_), *facts)
    return found


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
        value = _read(_column(collection, field), theirs)
        set_field(base, moment.batch, collection, (record, field, value))
        if collection == "customers" and field in _KEYS and value:
            _add_keys(base, moment.batch, record, (_KEYS[field], str(value)))
    base.run(f"UPDATE conflicts SET closed = ? WHERE {where}", [moment.batch, collection, record, field])


def _add_keys(base: Base, batch: int, customer: str, key: tuple[str, str]) -> None:
    """What identifies him is found by it from now on."""
    type_, value = key
    base.run(
        """INSERT INTO keys SELECT $1, $2, v.value, $4, NULL FROM (SELECT unnest(string_split($3, ' ')) AS value) v
           WHERE NOT EXISTS (FROM keys k WHERE k.closed IS NULL AND root(k.customer) = root($1) AND k.type = $2 AND k.value = v.value)""",
        [customer, type_, value, batch],
    )


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
    if field in fields(collection):
        base.run(f'UPDATE one_version SET "{field}" = ?', [value])
    else:
        _set_own(base, field, value)
    base.run(f"DELETE FROM {collection} WHERE closed IS NULL AND id = ? AND opened = ?", [record, batch])
    base.run(f"UPDATE {collection} SET closed = ? WHERE closed IS NULL AND id = ?", [batch, record])
    base.run(
        f"INSERT INTO {collection} BY NAME SELECT * REPLACE ({batch} AS opened), NULL::INTEGER AS closed FROM one_version"
    )


def _set_own(base: Base, column: str, value: object) -> None:
    """One of the columns that the shop added, in `one_version`."""
    rest = "list_filter(map_entries(coalesce(other, MAP {}::MAP(VARCHAR, VARCHAR))), lambda e: e.key <> $1)"
    mine = "CASE WHEN $2::VARCHAR IS NULL THEN [] ELSE [{'key': $1, 'value': $2::VARCHAR}] END"
    base.run(
        f"UPDATE one_version SET other = nullif(map_from_entries(list_sort(list_concat({rest}, {mine}))), MAP {{}}::MAP(VARCHAR, VARCHAR))",
        [column, value],
    )


KIND = Kind(CONFLICT, (OURS, THEIRS), _find, _carry_out)
