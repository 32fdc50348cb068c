"""Days that can hardly be meant as they stand: things that have happened lie ahead, customers were born last year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from jipan.intake.clean import Odd
from jipan.kinds import BIRTHDAY
from jipan.kinds.birthday import FIRST, show, without_year
from jipan.models import fields

if TYPE_CHECKING:
    from jipan.intake.headers import Layout, Target

_FIRST_SALE, _FIRST_BIRTHDAY = dt.date(1980, 1, 1), dt.date(1900, 1, 1)
_YOUNGEST = 16
"""Nobody younger drives: who seems to be had his birthday typed as month and day, to which Excel added the year of typing."""


def without_false_years(table: pa.Table, layout: Layout, today: dt.date) -> tuple[pa.Table, list[Odd]]:
    """Birthdays of the last years lose their year; each is said. No program adds a year that is still to come."""
    found: list[Odd] = []
    since, until = today.replace(year=today.year - _YOUNGEST, day=min(today.day, 28)), dt.date(today.year, 12, 31)
    for target in _days(layout):
        if fields(target.collection)[str(target.field)].kind is not BIRTHDAY:
            continue
        days = table.column(target.key)
        young = pc.and_(pc.greater(days, since), pc.less_equal(days, until))
        places = pc.indices_nonzero(pc.fill_null(young, fill_value=False)).to_pylist()
        if not places:
            continue
        values = days.to_pylist()
        rows = table.column("row")
        for place in places:
            day, values[place] = values[place], without_year(values[place])
            facts: dict[str, object] = {"day": show(values[place], "zh")}
            found.append(
                Odd(
                    rows[place].as_py() - 1,
                    target.column,
                    target.header,
                    day.isoformat(),
                    "birthday_young",
                    kept=True,
                    facts=facts,
                )
            )
        at = table.schema.get_field_index(target.key)
        table = table.set_column(at, target.key, pa.array(values, type=pa.date32()))
    return table, found


def unlikely_days(table: pa.Table, layout: Layout, today: dt.date) -> list[Odd]:
    """Days of things that have happened which lie ahead, or before anybody sold cars here: kept, and said."""
    found: list[Odd] = []
    rows = table.column("row")
    for target in _days(layout):
        days = table.column(target.key)
        is_birthday = fields(target.collection)[str(target.field)].kind is BIRTHDAY
        first = _FIRST_BIRTHDAY if is_birthday else _FIRST_SALE
        early = pc.and_(pc.less(days, first), pc.greater_equal(days, FIRST)) if is_birthday else pc.less(days, first)
        odd = pc.indices_nonzero(pc.fill_null(pc.or_(pc.greater(days, today), early), fill_value=False))
        found += [
            Odd(row - 1, target.column, target.header, day.isoformat(), "date_unlikely", kept=True)
            for row, day in zip(rows.take(odd).to_pylist(), days.take(odd).to_pylist(), strict=True)
        ]
    return found


def _days(layout: Layout) -> Iterator[Target]:
    """The columns that hold days on which something has happened."""
    for target in layout.targets:
        known = fields(target.collection).get(str(target.field)) if target.collection else None
        if known is not None and known.past:
            yield target
