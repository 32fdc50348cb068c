"""The base as it stood at the end of a day: the same tables under the same names, read only, nothing copied."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import duckdb

from jipan.store import frames, migrations
from jipan.store.attach import attach
from jipan.store.base import MEMORY, Base

_SOURCE = "present"
_LOGIC = re.compile(r"CREATE (?:VIEW|MACRO)\b[^;]*(?:;|$)", re.IGNORECASE)


def as_of(path: Path, day: dt.date, wait: float = 10) -> Base:
    """The base at `path` as it was known at the end of `day`.

    What an undo took away is gone from the past too: it is as if it had never been written.
    """
    with Base.open(path, wait=wait, purpose=None) as now:
        last = frames.last_batch_of(now, day)
    connection = duckdb.connect(MEMORY)
    attach(connection.execute, path, _SOURCE, reads_only=True)
    past = Base(connection, None, writes=False)
    for name, columns in _tables(past).items():
        past.run(f'CREATE VIEW "{name}" AS {_then(name, columns, last)}')
    for script in migrations.scripts().values():
        for statement in _LOGIC.findall(re.sub(r"--[^\n]*", "", script)):
            past.run(statement)
    return past


def _tables(past: Base) -> dict[str, list[str]]:
    """Every table of the base with its columns."""
    rows = past.rows("SELECT table_name, list(column_name) FROM duckdb_columns() "
                     f"WHERE database_name = '{_SOURCE}' AND table_name IN (SELECT table_name FROM duckdb_tables() "
                     f"WHERE database_name = '{_SOURCE}') GROUP BY table_name")  # fmt: skip
    return dict(rows)


def _then(name: str, columns: list[str], last: int) -> str:
    """SQL: a table without what later batches did to it."""
    source = f'{_SOURCE}.main."{name}"'
    if name == "batches":
        later = ", ".join(f"CASE WHEN {one} <= {last} THEN {one} END AS {one}" for one in ("undone", "undoes"))
        return f"SELECT * REPLACE ({later}) FROM {source} WHERE number <= {last}"
    if {"opened", "closed"} <= set(columns):
        return f"SELECT * REPLACE (CASE WHEN closed <= {last} THEN closed END AS closed) FROM {source} WHERE opened <= {last}"
    return f"FROM {source}" + (f" WHERE batch <= {last}" if "batch" in columns else "")
