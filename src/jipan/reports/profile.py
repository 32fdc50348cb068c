"""`show`: one customer on one screen: who he is, his classes with why, what he keeps and wants, what came of it, what is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jipan import kinds
from jipan.models import COLLECTIONS, DATED_BY, TRADE, fields
from jipan.reports.rated import has_run
from jipan.reports.tiers import CLASS, RATING, WHY
from jipan.rules import Book, Rating
from jipan.rules.dossier import Linked
from jipan.rules.explain import class_label, explain
from jipan.rules.gather import dossier
from jipan.rules.outlook import next_change
from jipan.rules.trace import change_words
from jipan.table import Column, Table, cell
from jipan.words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jipan.followups import Task
    from jipan.store import Base

_LATEST = 5
_WHAT = Column("field", kinds.TEXT, "项目", "Field")
_VALUE = Column("value", kinds.TEXT, "内容", "Value")
_SHOWN: dict[str, tuple[str, ...]] = {
    "vehicles": ("plate", "vin", "brand", "model", "purchase_date", "insurance_end", "mileage", "relation"),
    "leads": ("level", "intent_model", "stage", "adviser", "expected_date", "opened_on"),
    "visits": ("date", "repair_type", "mileage", "amount", "adviser", "store"),
    "contacts": ("at", "by", "outcome", "level", "next_date", "note"),
    "cases": ("kind", "what", "adviser", "opened_on", "due", "closed_on", "outcome"),
    **{name: tuple(fields(name))[:6] for name in TRADE},
}


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole customer: his fields, his keys by type, his classes with why, and the records that hang on him."""

    id: str
    record: dict[str, Any]
    keys: dict[str, list[str]]
    classes: list[dict[str, Any]] = field(default_factory=list)
    linked: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    due: list[Any] = field(default_factory=list)
    doubts: list[dict[str, str]] = field(default_factory=list)


def profile(base: Base, book: Book, customer: str, today: dt.date, tasks: Sequence[Task], lang: Lang) -> Profile:
    """Everything about one customer, as known today."""
    import narwhals as nw

    tables = base.tables(today)
    own = tables["customers"].filter(nw.col("id") == customer).collect("pyarrow").to_native().to_pylist()[0]
    keys: dict[str, list[str]] = {}
    for type_, value in base.rows(
        "SELECT type, value FROM keys WHERE closed IS NULL AND root(customer) = ? GROUP BY ALL ORDER BY min(opened), value",
        [customer],
    ):
        keys.setdefault(type_, []).append(value)
    linked = {name: _linked(tables[name], name, customer) for name in _SHOWN}
    doubts = [
        {"id": b, "reason": reason}
        for b, reason in base.rows(
            "SELECT CASE WHEN a = $1 THEN b ELSE a END, reasons FROM open_doubts WHERE $1 IN (a, b) ORDER BY ALL",
            [customer],
        )
    ]
    due = list(tasks)
    return Profile(customer, own, keys, _classes(base, book, customer, today, lang), linked, due, doubts)


def _linked(table: Any, name: str, customer: str) -> list[dict[str, Any]]:
    import narwhals as nw

    order = DATED_BY.get(name, "purchase_date")
    found = table.filter(nw.col("customer") == customer).sort(order, "id", descending=True, nulls_last=True)
    rows: list[dict[str, Any]] = found.collect("pyarrow").to_native().to_pylist()
    return rows


def _classes(base: Base, book: Book, customer: str, today: dt.date, lang: Lang) -> list[dict[str, Any]]:
    """Each class of the last run with the deciding row, the facts in it, the way up and the day of the next change."""
    if not has_run(base):
        return []
    query = 'SELECT rating, class, "row" FROM assessments WHERE closed IS NULL AND customer = ?'
    stored = {rating: (name, row) for rating, name, row in base.rows(query, [customer])}
    record = dossier(base.tables(today), book, today, customer).customer(customer)
    names = dict.fromkeys([*book.show, *book.ratings])
    return [
        _class(record, book.ratings[name], *stored[name], lang) | {"shown": name in book.show}
        for name in names
        if name in stored
    ]


def _class(record: Linked, rating: Rating, name: str, row: int, lang: Lang) -> dict[str, Any]:
    """A class as it was given, explained by what is known today."""
    decider = (record if rating.of == record.of else record.decider(rating)) or record
    standing = record.dossier.standings.get(rating.name)
    why = explain(rating, decider.facts_for(rating), record.today, row, standing)
    change = next_change(record.dossier, record.id, rating)
    return {
        "rating": rating.name, "title": rating.label(lang), "class": name, "label": class_label(rating, name, lang),
        "why": why.reason(lang), "facts": why.shown_facts(lang), "next": why.distance(lang),
        "turns": {"day": change.day, "class": change.name, "drop": change.is_drop} if change else None,
        "ahead": change_words(rating, change, lang) if change else None,
        "differs": _differing(record, rating, name, lang),
    }  # fmt: skip


def _differing(record: Linked, rating: Rating, name: str, lang: Lang) -> str | None:
    """A remark where he would get another class today: nobody is re-rated behind the user's back."""
    found = record.class_of(rating)
    if found == name:
        return None
    return say(
        "rule.differs", lang, name=say("rule.nothing", lang) if found is None else class_label(rating, found, lang)
    )


def tables(found: Profile, lang: Lang, *, bare: bool = False) -> list[Table]:
    """The profile as tables for a screen; masked unless `bare`."""
    rows = _record_rows(found, lang, bare=bare)
    made = [Table("customer", f"客户 {found.id}", f"Customer {found.id}", (_WHAT, _VALUE), rows)]
    if found.classes:
        made.append(Table("classes", "分级与依据", "Classes and why", (RATING, CLASS, WHY), _class_rows(found, lang)))
    for name, records in found.linked.items():
        if records:
            made.append(_linked_table(name, records))
    return made


def _class_rows(found: Profile, lang: Lang) -> list[tuple[str, str, str]]:
    """The classes that the book shows, each with its why; the others in one line."""
    rows = [(one["title"], one["label"], _why(one, lang)) for one in found.classes if one["shown"]]
    others = [f"{one['title']} {one['label']}" for one in found.classes if not one["shown"]]
    return [*rows, (say("profile.others", lang), "", say("rule.comma", lang).join(others))] if others else rows


def _why(class_: dict[str, Any], lang: Lang) -> str:
    parts = [
        class_["why"],
        say("profile.and", lang).join(class_["facts"]),
        class_["next"] or "",
        class_["ahead"] or "",
        class_["differs"] or "",
    ]
    return " · ".join(part for part in parts if part)


def _record_rows(found: Profile, lang: Lang, *, bare: bool) -> list[tuple[str, str]]:
    """The fields that say something, masked where their kinds say so; then other phones and possible doubles."""
    known = {name: Column.of(one) for name, one in fields("customers").items()}
    rows: list[tuple[str, str]] = [
        (known[name].label(lang) if name in known else name, _shown(known.get(name), value, lang, bare=bare))
        for name, value in found.record.items()
        if name != "id" and value is not None
    ]
    others = [phone for phone in found.keys.get("phone", []) if phone != found.record.get("mobile")]
    if others:
        rows.append(
            (
                say("label.all_phones", lang),
                "  ".join(_shown(known["mobile"], phone, lang, bare=bare) for phone in others),
            )
        )
    rows += [(say("label.maybe", lang), f"{doubt['id']} ({doubt['reason']})") for doubt in found.doubts]
    return rows


def _shown(column: Column | None, value: object, lang: Lang, *, bare: bool) -> str:
    """A value by its field; of a column that the shop added, by what it looks like."""
    if column is not None:
        return cell(column, value, lang, bare=bare)
    if isinstance(value, dt.datetime):
        return kinds.DATE.show(value.date(), lang)
    return kinds.YES_NO.show(value, lang) if isinstance(value, bool) else str(value)


def _linked_table(name: str, records: list[dict[str, Any]]) -> Table:
    thing = COLLECTIONS[name]
    known = fields(name)
    latest = records[:_LATEST] if name in {"visits", "contacts", *TRADE} else records
    columns = (Column("id", kinds.CODE, "编号", "Id"), *(Column.of(known[field]) for field in _SHOWN[name]))
    more = f"（最近 {len(latest)} / 共 {len(records)}）" if len(latest) < len(records) else ""
    return Table(
        name, thing.zh + more, thing.en, columns, [[record[column.name] for column in columns] for record in latest]
    )


def due_lines(found: Profile, lang: Lang) -> list[str]:
    """What is due for him, a line a reason."""
    if not found.due:
        return [say("show.nothing_due", lang)]
    return [
        say("show.due", lang, day=task.day.isoformat(), why=reason.why(lang))
        for task in found.due
        for reason in task.reasons
    ]


def as_json(found: Profile, *, bare: bool) -> dict[str, Any]:
    """The profile as one object; phones, ID numbers and addresses masked unless `bare`."""
    return {
        "id": found.id,
        "customer": _masked(found.record, "customers", bare=bare),
        "keys": {
            type_: [_mask_key(type_, value, bare=bare) for value in values] for type_, values in found.keys.items()
        },
        "classes": found.classes,
        **{name: [_masked(record, name, bare=bare) for record in records] for name, records in found.linked.items()},
        "due": [
            {"day": task.day, "reasons": [{"key": r.key, "cadence": r.cadence, "due": r.due} for r in task.reasons]}
            for task in found.due
        ],
        "doubts": found.doubts,
    }


def _masked(record: dict[str, Any], collection: str, *, bare: bool) -> dict[str, Any]:
    known = fields(collection)
    return {
        name: _mask(known[name].kind, value, bare=bare) if name in known else value for name, value in record.items()
    }


def _mask(kind: kinds.Kind, value: Any, *, bare: bool) -> Any:
    if kind is kinds.DATE and isinstance(value, dt.datetime):
        return value.date()
    return kind.mask(value) if kind.mask and isinstance(value, str) and not bare else value


def _mask_key(type_: str, value: str, *, bare: bool) -> str:
    kind = {"phone": kinds.PHONE, "id_number": kinds.ID_NUMBER}.get(type_)
    return value if bare or kind is None or kind.mask is None else kind.mask(value)
