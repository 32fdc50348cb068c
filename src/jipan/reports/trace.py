"""`show --history`: every value that a customer ever had, with where it came from, and who merged whom and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.models import COLLECTIONS, LINKS, fields
from jipan.store.identities import family
from jipan.table import Column, Table, cell
from jipan.words import Lang, known, say

if TYPE_CHECKING:
    from jipan.store import Base

_COLUMNS = (
    Column("at", kinds.MOMENT, "时间", "When"),
    Column("batch", kinds.CODE, "批次", "Batch"),
    Column("command", kinds.TEXT, "操作", "Command"),
    Column("record", kinds.CODE, "记录", "Record"),
    Column("field", kinds.TEXT, "字段", "Field"),
    Column("before", kinds.TEXT, "原来", "Before"),
    Column("after", kinds.TEXT, "改为", "After"),
    Column("origin", kinds.TEXT, "出处", "From"),
    Column("who", kinds.TEXT, "操作人", "By"),
)


def trace(base: Base, customer: str, lang: Lang, *, bare: bool) -> Table:
    """All that was ever written about a customer and what hangs on him, in the order in which it was written."""
    ids = family(base, customer)
    found = _values(base, "customers", ids)
    for name in ("vehicles", "leads"):
        found += _values(base, name, _hanging(base, name, ids))
    found += _keys(base, ids) + _decisions(base, ids)
    found.sort(key=lambda row: (row["opened"], row["record"], row["place"]))
    batches = {row[0]: row[1:] for row in base.rows('SELECT number, "at", command, who FROM batches')}
    return Table("history", f"{customer} 的来历", f"History of {customer}", _COLUMNS,
                 [_row(row, batches.get(row["opened"]), lang, bare=bare) for row in found], bare=True)  # fmt: skip


def _hanging(base: Base, name: str, ids: list[str]) -> list[str]:
    """The records of a collection that ever were his."""
    where = "list_contains(?::VARCHAR[], customer)"
    sql = (
        f"SELECT DISTINCT vehicle FROM ownerships WHERE {where}"
        if name == "vehicles"
        else f"SELECT DISTINCT id FROM {name} WHERE {where}"
    )
    return sorted(row[0] for row in base.rows(sql, [ids]))


def _values(base: Base, name: str, ids: list[str]) -> list[dict[str, Any]]:
    """Every change of every field: the version's value where it differs from the version before."""
    columns = [*(link for link in LINKS[name] if name != "vehicles"), *fields(name)]
    kept = ", ".join(f'"{column}", lag("{column}") OVER w AS "was {column}"' for column in columns)
    rows = base.rows(
        f"""SELECT v.id, v.opened, o.file, o.sheet, o."row", v.* EXCLUDE (id, opened)
            FROM (SELECT id, opened, {kept} FROM {name} WHERE list_contains(?::VARCHAR[], id)
                  WINDOW w AS (PARTITION BY id ORDER BY opened)) v
            LEFT JOIN (SELECT batch, record, any_value(file) AS file, any_value(sheet) AS sheet, max("row") AS "row" FROM origins
                       WHERE collection = '{name}' GROUP BY ALL) o ON o.batch = v.opened AND o.record = v.id
            ORDER BY v.id, v.opened""",
        [ids],
    )
    found: list[dict[str, Any]] = []
    for id_, opened, file, sheet, number, *values in rows:
        for place, column in enumerate(columns):
            after, before = values[2 * place], values[2 * place + 1]
            if after != before:
                found.append(
                    {"record": id_, "opened": opened, "place": place, "of": name, "field": column, "before": before,
                     "after": after, "origin": _address(base, opened, (file, sheet, number), f"{name}.{column}")}
                )  # fmt: skip
    return found


def _address(base: Base, batch: int, row: tuple[str | None, str | None, int | None], key: str) -> str:
    """`customers.xlsx › 客户 › D17`; without the letter where the file's layout was not kept."""
    file, sheet, number = row
    if file is None:
        return ""
    letter = base.value("SELECT cells->>? FROM batches WHERE number = ?", [f'$."{sheet}"."{key}"', batch]) or ""
    return " › ".join(part for part in (file, sheet, f"{letter}{number}") if part)


def _keys(base: Base, ids: list[str]) -> list[dict[str, Any]]:
    """Identifiers he was given, and cars handed to him and on."""
    rows = base.rows(
        """SELECT customer, opened, type, NULL, value FROM keys WHERE list_contains($1::VARCHAR[], customer)
           UNION ALL SELECT customer, opened, 'car', NULL, concat_ws(' ', vehicle, since, '–', until) FROM ownerships
           WHERE list_contains($1::VARCHAR[], customer)""",
        [ids],
    )
    return [
        {
            "record": id_,
            "opened": opened,
            "place": 100,
            "of": None,
            "field": type_,
            "before": before,
            "after": after,
            "origin": "",
        }
        for id_, opened, type_, before, after in rows
    ]


def _decisions(base: Base, ids: list[str]) -> list[dict[str, Any]]:
    """Who was merged with him, parted from him, and why."""
    rows = base.rows(
        """SELECT a, opened, 'merged', b, why FROM merges WHERE list_has_any($1::VARCHAR[], [a, b])
           UNION ALL SELECT a, closed, 'parted', b, why FROM merges WHERE list_has_any($1::VARCHAR[], [a, b]) AND closed IS NOT NULL
           UNION ALL SELECT a, opened, 'kept_apart', b, why FROM decisions WHERE kind = 'doubt' AND list_has_any($1::VARCHAR[], [a, b])""",
        [ids],
    )
    return [
        {
            "record": a,
            "opened": opened,
            "place": 200,
            "of": None,
            "field": what,
            "before": None,
            "after": b,
            "origin": why or "",
        }
        for a, opened, what, b, why in rows
    ]


def _row(row: dict[str, Any], batch: tuple[Any, ...] | None, lang: Lang, *, bare: bool) -> tuple[object, ...]:
    at, command, who = batch or (None, "", None)
    said = say(f"command.{command}", lang) if known(f"command.{command}") else command
    before, after = (_shown(row, row[side], lang, bare=bare) for side in ("before", "after"))
    origin = " ".join(_reason(word, lang) for word in row["origin"].split(" ")) if row["of"] is None else row["origin"]
    return (at, f"B{row['opened']}", said, row["record"], _label(row, lang), before, after, origin, who)


def _reason(word: str, lang: Lang) -> str:
    return say(f"reason.{word}", lang) if known(f"reason.{word}") else word


def _label(row: dict[str, Any], lang: Lang) -> str:
    if row["of"] is None:
        return say(f"trace.{row['field']}", lang)
    field = fields(row["of"]).get(row["field"])
    thing = COLLECTIONS[row["of"]]
    own = field.label(lang) if field else row["field"]
    return own if row["of"] == "customers" else f"{thing.zh if lang == 'zh' else thing.en}·{own}"


def _shown(row: dict[str, Any], value: object, lang: Lang, *, bare: bool) -> str:
    if value is None:
        return ""
    masked = {"phone": kinds.PHONE, "id_number": kinds.ID_NUMBER}
    field = fields(row["of"]).get(row["field"]) if row["of"] else None
    kind = field.kind if field else masked.get(row["field"], kinds.TEXT)
    return cell(Column("value", kind, "", ""), value, lang, bare=bare)
