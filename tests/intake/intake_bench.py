"""Small sheets, imports of them, and the whole base as plain values."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook

from jipan.intake import Clock, Wishes, import_file
from jipan.models import COLLECTIONS
from jipan.store import Base
from jipan.store.batches import SPANS

TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 9, 30)
CLOCK = Clock(NOW, TODAY)


@contextmanager
def empty():
    """An empty base in memory."""
    with Base.open(":memory:") as made:
        yield made


def workbook(path: Path, *rows, sheet="客户", saved=None, **sheets) -> Path:
    """An xlsx of these rows; further sheets by name."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in {sheet: rows, **sheets}.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(list(line))
    book.properties.modified = saved or dt.datetime(2026, 11, 20)
    book.save(path)
    return path


def csv(path: Path, *rows, encoding="utf-8") -> Path:
    path.write_bytes("\r\n".join(",".join(row) for row in rows).encode(encoding))
    return path


def bring(base, path, day=TODAY, **wishes):
    """Import a file; its receipt."""
    receipt, _ = import_file(
        base, path, Wishes(**{"dated": day} | wishes), Clock(dt.datetime.combine(day, NOW.time()), day)
    )
    assert receipt.rows["read"] == sum(count for name, count in receipt.rows.items() if name != "read")
    return receipt


def current(base, name, *columns):
    """The current rows of a table, in order of their ids."""
    return base.rows(f"SELECT {', '.join(columns)} FROM {name} WHERE closed IS NULL ORDER BY ALL")


def everything(base):
    """What the base says now: the current rows of every versioned table, without the batches that opened them."""
    return {
        table: sorted(base.rows(f"SELECT * EXCLUDE (opened, closed) FROM {table} WHERE closed IS NULL"), key=repr)
        for table in (*COLLECTIONS, *SPANS)
    }


def history(base):
    """Every version in the base, with the batches that opened and closed it."""
    return {table: sorted(base.rows(f"SELECT * FROM {table}"), key=repr) for table in (*COLLECTIONS, *SPANS, "runs")}
