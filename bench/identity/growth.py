"""How matching grows: `python bench/identity/growth.py [rows …]`, by default 10,000, 100,000 and 1,000,000.

A list of so many customers is imported into an empty base, then a later list of as many rows into the base it made. Each
size runs in a process of its own. Said are the seconds of the second import after its rows have been read and cleaned:
to find out who they are, to write them, to look for customers who may be one; beside them how long finding out took
alone (matching), the CPU's time, and the peak memory of the whole process.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import crowd

from jipan.intake import Clock, Wishes, alike, import_file, records
from jipan.store import Base

SIZES = (10_000, 100_000, 1_000_000)
NOW = dt.datetime(2026, 11, 21, 9, 30)


@dataclass
class Spent:
    """Wall and CPU seconds by part of the work."""

    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def on(self, part: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall[part] = self.wall.get(part, 0) + time.perf_counter() - wall
        self.cpu[part] = self.cpu.get(part, 0) + time.process_time() - cpu


def _timed(spent: Spent, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def run(*args: object, **kwargs: object) -> object:
        with spent.on(part):
            return function(*args, **kwargs)

    return run


def measure(rows: int) -> dict[str, Any]:
    """Both imports of one size, and what the second one spent."""
    with tempfile.TemporaryDirectory() as folder:
        first, later = crowd.write(Path(folder), rows)
        with Base.open(Path(folder) / "jipan.db", create=True) as base:
            _bring(base, first, dt.date(2026, 10, 1), Spent())
            spent = Spent()
            receipt = _bring(base, later, dt.date(2026, 11, 1), spent)
            people = base.value("SELECT count(*) FROM standing")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": rows, "customers": people, "megabytes": peak, "counts": receipt.rows, **asdict(spent)}


def _bring(base: Base, path: Path, day: dt.date, spent: Spent) -> Any:
    """Import a list. The stages tell when they begin: what lies between `match` and the end is all work after reading."""
    place, look = records.place_customers, alike.look
    records.place_customers = _timed(spent, "who", place)
    alike.look = _timed(spent, "alike", look)
    began: list[tuple[float, float]] = []

    def tell(stage: str, *_: int) -> None:
        if stage == "match":
            began.append((time.perf_counter(), time.process_time()))

    try:
        receipt, _ = import_file(base, path, Wishes(kind="customers", dated=day), Clock(NOW, NOW.date()), tell)
    finally:
        records.place_customers, alike.look = place, look
    spent.wall["after reading"] = time.perf_counter() - began[0][0]
    spent.cpu["after reading"] = time.process_time() - began[0][1]
    return receipt


def _line(found: dict[str, Any]) -> str:
    wall, cpu = found["wall"], found["cpu"]
    matching, matching_cpu = wall["who"] + wall["alike"], cpu["who"] + cpu["alike"]
    return (
        f"| {found['rows']:,} | {matching:.1f} ({matching_cpu:.1f}) | {wall['who']:.1f} | {wall['alike']:.1f} "
        f"| {wall['after reading']:.1f} ({cpu['after reading']:.1f}) | {found['megabytes']:,.0f} | {found['customers']:,} |"
    )


def main(sizes: list[int]) -> None:
    print(
        "| Rows into a base of as many | Matching, s (CPU s) | keys | likeness | All after reading, s (CPU s) | MB | Customers |"
    )
    print("|---|---|---|---|---|---|---|")
    for rows in sizes:
        made = subprocess.run(
            [sys.executable, __file__, "--one", str(rows)], check=True, capture_output=True, text=True
        )
        print(_line(json.loads(made.stdout)), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2])), default=str))
    else:
        main([int(word) for word in sys.argv[1:]] or list(SIZES))
