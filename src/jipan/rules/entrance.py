"""Frames as they come in, from a store, from pandas or from a cluster, made into columns of known types.

Days become moments at midnight, money becomes floats, the gaps of pandas become nulls: from here on an engine makes no
difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import narwhals as nw

from jipan.kinds import COUNT, DATE, DECIMAL, TEXT, YES_NO, Kind
from jipan.models import COLLECTIONS, LINKS, fields
from jipan.rules.operators import is_dated

Frame: TypeAlias = nw.LazyFrame[Any]
Tables: TypeAlias = Mapping[str, Any]

_NUMBER = r"^-?\d+(?:\.\d+)?$"
_DAY = r"^\d{4}-\d{2}-\d{2}"


def records(tables: Tables, of: str, columns: Mapping[str, Kind]) -> Frame | None:
    """The records of a collection: `id`, the ids they hang on, and these columns; None where there is no such table."""
    if of not in tables:
        return None
    frame = _lazy(tables[of])
    schema = frame.collect_schema()
    links = [nw.col(link) if link in schema else null(nw.String).alias(link) for link in ("id", *LINKS[of])]
    typed = [_typed(name, kind, schema.get(name), stated=name in fields(of)) for name, kind in columns.items()]
    return frame.select(*links, *typed)


def kinds_in(tables: Tables) -> dict[str, dict[str, Kind]]:
    """The columns of these tables that jipan does not know, and what their values are: collection → name → kind."""
    return {of: _unknown(of, _lazy(tables[of]).collect_schema()) for of in COLLECTIONS if of in tables}


def _unknown(of: str, schema: Mapping[str, nw.dtypes.DType]) -> dict[str, Kind]:
    known = {"id", *LINKS[of], *fields(of)}
    return {name: _kind_of(dtype) for name, dtype in schema.items() if name not in known}


def _kind_of(dtype: nw.dtypes.DType) -> Kind:
    if dtype.is_temporal():
        return DATE
    return YES_NO if dtype == nw.Boolean else COUNT if dtype.is_integer() else DECIMAL if dtype.is_numeric() else TEXT


def _lazy(table: Any) -> Frame:
    frame = nw.from_native(table) if not isinstance(table, nw.LazyFrame | nw.DataFrame) else table
    if frame.implementation.is_pandas():
        frame = nw.from_native(nw.to_native(frame).convert_dtypes(dtype_backend="pyarrow"))
    return frame.lazy()


def type_of(kind: Kind) -> Any:
    """The narwhals type, a class or an instance, in which a kind is computed with."""
    if is_dated(kind):
        return nw.Datetime("us")
    return {bool: nw.Boolean, int: nw.Int64, float: nw.Float64, Decimal: nw.Float64}.get(kind.python, nw.String)


_SAMPLES: dict[Any, Any] = {nw.Boolean: False, nw.Int64: 0, nw.Float64: 0.0, nw.String: ""}


def nothing(kind: Kind) -> nw.Expr:
    """A missing value of a kind, in a frame that has `id`."""
    return null(type_of(kind))


def null(dtype: Any) -> nw.Expr:
    """A column of nulls of a type. Every record has an id; pandas cannot make a typed null out of a literal."""
    sample = _SAMPLES.get(dtype, dt.datetime(2000, 1, 1))
    return nw.when(nw.col("id").is_null()).then(nw.lit(sample, dtype=dtype))


def _typed(name: str, kind: Kind, found: nw.dtypes.DType | None, *, stated: bool) -> nw.Expr:
    column, wanted = nw.col(name), type_of(kind)
    if found is None or found == nw.Unknown:
        return nothing(kind).alias(name)
    if found == nw.String and not stated and wanted != nw.String:
        return _from_text(column, wanted).alias(name)
    if wanted == nw.Int64 and found.is_integer():
        return column
    return column.cast(nw.Float64 if wanted == nw.Int64 else wanted).alias(name) if found != wanted else column


def _from_text(column: nw.Expr, wanted: Any) -> nw.Expr:
    """A column that the shop added holds text; what does not read as a number or a day is missing."""
    if wanted == nw.Boolean:
        return nw.when(column.is_in(["true", "false"])).then(column == "true")
    if wanted == nw.Datetime:
        day = nw.when(column.str.contains(_DAY)).then(column.str.slice(0, 10))
        return day.str.to_datetime(format="%Y-%m-%d").cast(nw.Datetime("us"))
    return nw.when(column.str.contains(_NUMBER)).then(column).cast(nw.Float64)


def moment(day: dt.date) -> nw.Expr:
    """Midnight of a day, as a column."""
    return nw.lit(dt.datetime.combine(day, dt.time()), dtype=nw.Datetime("us"))


def cases(pairs: Sequence[tuple[nw.Expr, nw.Expr]], otherwise: nw.Expr | None = None) -> nw.Expr:
    """The value beside the first test that holds, else `otherwise`, else missing."""
    found = otherwise
    for test, value in reversed(pairs):
        chain = nw.when(test).then(value)
        found = chain if found is None else chain.otherwise(found)
    return null(nw.String) if found is None else found


def place(number: int) -> nw.Expr:
    """A place counted from 1, as a column."""
    return nw.lit(number, dtype=nw.Int64)


def chosen(column: nw.Expr, names: Iterable[object] | Mapping[int, int]) -> nw.Expr:
    """The place of a value in `names`, from 1; missing where it is none of them."""
    places = names if isinstance(names, Mapping) else {name: number for number, name in enumerate(names, 1)}
    return cases([(column == name, place(number)) for name, number in places.items()])


def named(column: nw.Expr, names: Iterable[str | None]) -> nw.Expr:
    """The name at a place counted from 1: the way back from `chosen`."""
    pairs = [(column == number, nw.lit(name)) for number, name in enumerate(names, 1) if name is not None]
    return cases(pairs)
