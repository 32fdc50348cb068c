"""`show --history`: every value that a customer ever had, with where it came from, and who merged whom and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.models import COLLECTIONS, LINKS, fields
from jipan.reports.dealings import dealings, in_words
from jipan.store.batches import SAID
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
    found += dealings(base, ids)
    _name_origins(base, found)
    found += _keys(base, ids) + _decisions(base, ids) + _wishes(base, ids)
    batches = {row[0]: row[1:] for row in base.rows('SELECT number, "at", command, who FROM batches')}
    found = [row | {"at": batches.get(row["opened"], (None, "", None))} for row in found] + _taken_back(
        base, ids, batches
    )
    found.sort(key=lambda row: (row["at"][0], row["opened"], row["record"], row["place"]))
    return Table("history", f"{customer} 的来历", f"History of {customer}", _COLUMNS,
                 [_row(row, lang, bare=bare) for row in found], bare=True)  # fmt: skip


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
        f"""SELECT id, opened, {kept} FROM {name} WHERE list_contains(?::VARCHAR[], id)
            WINDOW w AS (PARTITION BY id ORDER BY opened) ORDER BY id, opened""",
        [ids],
    )
    found: list[dict[str, Any]] = []
    for id_, opened, *values in rows:
        for place, column in enumerate(columns):
            after, before = values[2 * place], values[2 * place + 1]
            if after != before:
                found.append(
                    {"record": id_, "opened": opened, "place": place, "of": name, "field": column, "before": before, "after": after}
                )  # fmt: skip
    return found


def _name_origins(base: Base, found: list[dict[str, Any]]) -> None:
    """Where each came from: `customers.xlsx › 客户 › D17`; without the letter where it is the whole row."""
    rows = base.rows(
        """SELECT batch, record, any_value(file), any_value(sheet), max("row") FROM origins
           WHERE list_contains(?::VARCHAR[], record) AND NOT starts_with(collection, ?) GROUP BY ALL""",
        [sorted({row["record"] for row in found}), SAID],
    )
    places = {(batch, record): place for batch, record, *place in rows}
    layouts = {
        number: json.loads(cells)
        for number, cells in base.rows("SELECT number, cells FROM batches WHERE cells IS NOT NULL")
    }
    for row in found:
        file, sheet, number = places.get((row["opened"], row["record"]), (None, None, None))
        letter = layouts.get(row["opened"], {}).get(str(sheet), {}).get(f"{row['of']}.{row['field']}", "")
        row["origin"] = " › ".join(part for part in (file, sheet, f"{letter}{number}") if part) if file else ""


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
    """Who was merged with him, parted from him, and why; proposals for his leads that were declined."""
    rows = base.rows(
        """SELECT a, opened, 'merged', b, why FROM merges WHERE list_has_any($1::VARCHAR[], [a, b])
           UNION ALL SELECT a, closed, 'parted', b, NULL FROM merges WHERE list_has_any($1::VARCHAR[], [a, b]) AND closed IS NOT NULL
           UNION ALL SELECT a, opened, 'kept_apart', b, why FROM decisions WHERE kind = 'doubt' AND list_has_any($1::VARCHAR[], [a, b])
           UNION ALL SELECT a, opened, 'level_kept', b, why FROM decisions
           WHERE kind = 'level' AND choice = 'keep' AND list_contains($1::VARCHAR[], a)""",
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


def _wishes(base: Base, ids: list[str]) -> list[dict[str, Any]]:
    """What he wanted no more of, and took back."""
    rows = base.rows(
        """SELECT customer, opened, 'optout', channel, why FROM optouts WHERE list_contains($1::VARCHAR[], customer)
           UNION ALL SELECT customer, closed, 'optback', channel, NULL FROM optouts
           WHERE closed IS NOT NULL AND list_contains($1::VARCHAR[], customer)""",
        [ids],
    )
    return [
        {
            "record": id_,
            "opened": opened,
            "place": 150,
            "of": None,
            "field": what,
            "before": None,
            "after": channel,
            "origin": why or "",
        }
        for id_, opened, what, channel, why in rows
    ]


def _taken_back(base: Base, ids: list[str], batches: dict[int, tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Batches about him that are no more: what they wrote is gone, that they were undone is told."""
    rows = base.rows(
        """SELECT t.customer, t.batch, t."at", t.who, b.file FROM taken_back t JOIN batches b ON b.number = t.batch
           WHERE list_contains(?::VARCHAR[], t.customer)""",
        [ids],
    )
    return [
        {"record": id_, "opened": number, "place": 300, "of": None, "field": "taken_back", "before": batches[number][1], "after": None,
         "origin": file or "", "at": (moment, "undo", who)}
        for id_, number, moment, who, file in rows
    ]  # fmt: skip


def _row(row: dict[str, Any], lang: Lang, *, bare: bool) -> tuple[object, ...]:
    at, command, who = row["at"]
    said = _command(command, lang)
    before, after = (_shown(row, row[side], lang, bare=bare) for side in ("before", "after"))
    origin = " ".join(_reason(word, lang) for word in row["origin"].split(" ")) if row["of"] is None else row["origin"]
    return (at, f"B{row['opened']}", said, row["record"], _label(row, lang), before, after, origin, who)


def _command(command: str, lang: Lang) -> str:
    return say(f"command.{command}", lang) if known(f"command.{command}") else command


def _reason(word: str, lang: Lang) -> str:
    return say(f"reason.{word}", lang) if known(f"reason.{word}") else word


def _label(row: dict[str, Any], lang: Lang) -> str:
    if row["of"] is None:
        return say(f"trace.{row['field']}", lang)
    thing = COLLECTIONS[row["of"]]
    if row["field"] is None:
        return thing.zh if lang == "zh" else thing.en
    field = fields(row["of"]).get(row["field"])
    own = field.label(lang) if field else row["field"]
    return own if row["of"] == "customers" else f"{thing.zh if lang == 'zh' else thing.en}·{own}"


def _shown(row: dict[str, Any], value: object, lang: Lang, *, bare: bool) -> str:
    if value is None:
        return say("label.all_channels", lang) if row["field"] in {"optout", "optback"} else ""
    if isinstance(value, dict):
        return in_words(row["of"], value, lang, bare=bare)
    if row["field"] == "taken_back":
        return _command(str(value), lang)
    if row["field"] in {"optout", "optback"}:
        return kinds.CHANNEL.show(value, lang)
    masked = {"phone": kinds.PHONE, "id_number": kinds.ID_NUMBER}
    field = fields(row["of"]).get(row["field"]) if row["of"] else None
    kind = field.kind if field else masked.get(row["field"], kinds.TEXT)
    return cell(Column("value", kind, "", ""), value, lang, bare=bare)
