"""The same records as frames of DuckDB and of pandas, typed as the store types them and as notebooks have them."""

from __future__ import annotations

import atexit
import datetime as dt
from decimal import Decimal

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa

from jipan.models import LINKS, fields
from jipan.rules.operators import is_dated, plain

CONNECTION = duckdb.connect()
atexit.register(CONNECTION.close)


def kinds_of(collection, columns=None):
    """The kind of every column but the links."""
    known = {name: field.kind for name, field in fields(collection).items()} if collection else {}
    return known | {column.name: column.kind for column in columns or ()}


def arrow_type(kind):
    if is_dated(kind):
        return pa.timestamp("us")
    if kind.python is Decimal:
        return pa.decimal128(14, 2)
    return {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}.get(kind.python, pa.string())


def duck(rows, kinds, links=()):
    """A lazy frame over DuckDB."""
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in ("id", *links)}
    for name, kind in kinds.items():
        values = [row.get(name) for row in rows]
        values = [plain(value) for value in values] if is_dated(kind) else values
        if kind.python is Decimal:
            values = [value if value is None else Decimal(str(value)) for value in values]
        columns[name] = pa.array(values, arrow_type(kind))
    return nw.from_native(CONNECTION.from_arrow(pa.table(columns)))


def frame_of_pandas(rows, kinds, links=()):
    """A frame of pandas, left to guess its types: dates and Decimals as objects, whole numbers with gaps as floats."""
    names = ["id", *links, *kinds]
    return pd.DataFrame({name: pd.Series([row.get(name) for row in rows]) for name in names})


def tables(records, make):
    """Collection → frame, for records by collection."""
    made = {}
    for collection, rows in records.items():
        named = {name for row in rows for name in row}
        kinds = {name: kind for name, kind in kinds_of(collection).items() if name in named}
        made[collection] = make(rows, kinds, LINKS[collection])
    return made


ENGINES = {"duckdb": duck, "pandas": frame_of_pandas}


def rows_of(frame, key="id"):
    """The rows of a frame by id, as plain Python: NaN is None, whole floats are whole."""
    table = frame.collect("pyarrow").to_native()
    wanted = [name for name in table.column_names if not name.startswith("__")]
    found = sorted(table.select(wanted).to_pylist(), key=lambda row: row[key])
    return {row[key]: {name: tidy(value) for name, value in row.items() if name != key} for row in found}


def tidy(value):
    value = plain(value)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return round(value, 9) if isinstance(value, float) else value
