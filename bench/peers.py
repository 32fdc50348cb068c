"""What jipan is measured against, each in a process of its own: `python bench/peers.py read_excel FILE`."""

from __future__ import annotations

import json
import pickle
import sys
import time


def read_excel(path: str) -> None:
    """pandas with openpyxl reads a workbook, and does nothing with it."""
    import pandas as pd

    frame = pd.read_excel(path, engine="openpyxl")
    print(len(frame))


def tier(path: str) -> None:
    """The four ratings of tier.sql on a base: computed, stored in one transaction, counted."""
    from pathlib import Path

    import duckdb

    sql = Path(__file__).with_name("tier.sql").read_text(encoding="utf-8")
    with duckdb.connect(path) as base:
        base.begin()
        for statement in base.extract_statements(sql):
            base.execute(statement)
        base.commit()
        counts = base.execute(
            "SELECT rating, class, count(*) FROM assessments WHERE closed IS NULL GROUP BY ALL"
        ).fetchall()
        base.execute("CHECKPOINT")
    print(json.dumps(counts))


def write(path: str, target: str) -> None:
    """Bare openpyxl, write-only, writes the pickled cells of a workbook. Prints the seconds that loading them took."""
    from pathlib import Path

    began = time.perf_counter()
    with Path(path).open("rb") as file:
        sheets = pickle.load(file)
    loading = time.perf_counter() - began
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(target)
    print(loading)


def cells(source: str, path: str) -> None:
    """Pickle the cells of a workbook: [(title, [row, …]), …], values only. Prints how many there are."""
    from pathlib import Path

    from openpyxl import load_workbook

    book = load_workbook(source, read_only=True)
    sheets = [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book]
    Path(path).write_bytes(pickle.dumps(sheets))
    print(sum(value is not None for _, rows in sheets for row in rows for value in row))


if __name__ == "__main__":
    {"read_excel": read_excel, "tier": tier, "write": write, "cells": cells}[sys.argv[1]](*sys.argv[2:])
