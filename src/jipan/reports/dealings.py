"""What came about a customer besides himself: visits, contacts, orders …, a line each, with the row of the file that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jipan.models import COLLECTIONS, DATED_BY, LINKS, fields
from jipan.table import Column, cell
from jipan.words import Lang

if TYPE_CHECKING:
    from jipan.store import Base

_TOLD_ELSEWHERE = frozenset({"customers", "vehicles", "leads"})
"""Of these every single field is told."""
_MOST = 4
"""Fields that sum up a record."""
_LEAST = frozenset({"tasks", "remark", "store"})


def dealings(base: Base, ids: list[str]) -> list[dict[str, Any]]:
    """Every version of every such record: what it says where it is new, what changed where it is not."""
    found: list[dict[str, Any]] = []
    for name in (name for name in COLLECTIONS if name not in _TOLD_ELSEWHERE and "customer" in LINKS[name]):
        names = list(fields(name))
        columns = "".join(f', "{column}"' for column in names)
        rows = base.rows(
            f"""SELECT id, opened, closed{columns} FROM {name} WHERE id IN
                (SELECT id FROM {name} WHERE list_contains(?::VARCHAR[], customer)) ORDER BY id, opened""",
            [ids],
        )
        found += _versions(name, names, rows)
    return found


def _versions(name: str, names: list[str], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """One entry a version, with the values of the version before."""
    found: list[dict[str, Any]] = []
    before: tuple[Any, ...] | None = None
    for row in rows:
        mine = before if before is not None and before[0] == row[0] else None
        found.append(
            {"record": row[0], "opened": row[1], "place": 50, "of": name, "field": None,
             "before": _changed(names, mine, row), "after": _changed(names, row, mine)}
        )  # fmt: skip
        before = row
    return found


def _changed(names: list[str], row: tuple[Any, ...] | None, other: tuple[Any, ...] | None) -> dict[str, Any]:
    """The fields of a version that the other one has otherwise; of a single one those that tell most."""
    if row is None:
        return {}
    values = dict(zip(names, row[3:], strict=True))
    if other is not None:
        others = dict(zip(names, other[3:], strict=True))
        return {name: value for name, value in values.items() if value is not None and value != others[name]}
    told = {name: value for name, value in values.items() if value is not None and name not in _LEAST}
    return dict(list(told.items())[:_MOST])


def in_words(of: str, values: dict[str, Any], lang: Lang, *, bare: bool) -> str:
    """`2026-03-05 · 首保 · 800`: the day first, then the other fields, with their names where they are no words."""
    day = DATED_BY.get(of)
    columns = {name: Column.of(fields(of)[name]) for name in values}
    texts = {name: cell(columns[name], value, lang, bare=bare) for name, value in values.items()}
    first = [texts.pop(day)] if day in texts else []
    return " · ".join([*first, *(f"{columns[name].label(lang)} {text}" for name, text in texts.items())])
