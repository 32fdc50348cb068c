"""The table on the screen and in docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from result import Result

HEAD = ("work", "against", "ours s", "peer s", "CPU s", "ratio", "bar", "peak MB", "ok", "day")
_LIBRARIES = ("duckdb", "fastexcel", "pyarrow", "pandas", "openpyxl", "typer")


@dataclass(frozen=True, slots=True)
class Measured:
    """A result and how it came about: the day, and how many processes wanted the machine in the minute before."""

    result: Result
    day: str
    load: float


def machine_load() -> float:
    """Processes that wanted a core in the last minute, on average."""
    return round(os.getloadavg()[0], 1)


def machine() -> str:
    """What it ran on, without names of people, hosts or folders."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB"
    return f"{system}; Python {platform.python_version()}, {libraries}"


def cells(one: Measured) -> tuple[str, ...]:
    """A result as the words of one line."""
    row = one.result
    mine, theirs = row.cpu
    used = f"{mine:.2f}" if theirs is None else f"{mine:.2f} / {theirs:.2f}"
    shown = "" if row.ratio is None else f"{row.ratio:.3f}" if row.ratio < 1 else f"{row.ratio:.2f}"
    other = "" if row.peer is None else f"{row.peer:.2f}"
    holds = "yes" if row.ok else "NO"
    return row.work, row.against, f"{row.ours:.2f}", other, used, shown, row.bar, f"{row.rss:,.0f}", holds, one.day


def text(measured: Iterable[Measured]) -> str:
    """The table in columns, with the notes below."""
    lines = [HEAD, *(cells(one) for one in measured)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def notes(measured: Iterable[Measured]) -> list[str]:
    """What else is known of each row: rounds, load, what came out."""
    return [_note(one.result, one.load) for one in measured]


def _note(row: Result, load: float) -> str:
    parts = (f"{row.rounds} rounds", f"load {load:g}", row.note)
    return f"{row.work}: {'; '.join(part for part in parts if part)}"


def markdown(measured: Sequence[Measured], missing: Sequence[str]) -> str:
    """docs/benchmarks.md; `missing` are the rows that nobody has measured yet."""
    lines = [HEAD, tuple("---" for _ in HEAD), *(cells(one) for one in measured)]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    listed = "\n".join(f"* {note}" for note in notes(measured))
    return _PAGE.format(table=table, notes=listed, missing=", ".join(missing) or "none", machine=machine())


_PAGE = """# How fast jipan is

`make bench` measures and writes this page; `python bench/run.py --large` measures the rows over a million
customers too. Each round runs jipan and its peer, each in a process of its own, start-up included. `ratio` is
the median of the ratios of the rounds, the seconds are medians of wall time, `CPU s` is what our / the peer's
processes worked, `peak MB` the most memory that ours held. A ratio holds on other machines, seconds do not.

{table}

{notes}
* Rows not measured yet: {missing}

Machine: {machine}.
The load is the average number of processes that wanted a core in the minute before the row was done, ours
among them: above the number of cores, other work slowed the row down.

## What is compared with what

* **import**: a seeded customer list (bench/files.py), 18 columns that jipan knows and two that it does not. 1
  % of its rows come twice, 3 % of the phones and 2 % of the purchase dates are written in an odd way, 0.5 %
  of the phones cannot be read. The peer only reads the cells.
* **tier**: pyramid, spend ABC, visit frequency and RFM of the standard book (bench/rules.yaml) against
  bench/tier.sql, which computes and stores the same classes by hand. Both must put the same number of
  customers into every class.
* **engines**: the same four ratings over Parquet, by `jipan.Rulebook` on DuckDB and by a pandas script (bench/rating_peers.py).
  zen-engine is called for each of 100,000 customers and is given the facts and ranks ready made; start-up is not counted.
* **parquet**: the rule book over ten million customers against one million; DuckDB may hold 5 GB.
* **followups**: the standard book's cadences on rated customers. A million, and the busy hundred thousand, have one
  vehicle, five visits and three contacts each, one in twenty an open lead (bench/bases.py), and nobody has worked off what
  was due; the other hundred thousand are those of the import row. The list goes into a file as CSV.
* **report**: the cells of the workbook that jipan wrote are read back, and openpyxl writes them in write-only
  mode, without any style. The time for loading them is taken off.
"""


class Store:
    """Results of earlier runs, so that one row can be measured again without the others."""

    def __init__(self, path: Path) -> None:
        self._path = path
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self.measured = {
            name: Measured(Result(**one["result"]), one["day"], one["load"]) for name, one in found.items()
        }

    def add(self, measured: Iterable[Measured]) -> None:
        self.measured |= {one.result.name: one for one in measured}
        shown = {name: asdict(one) for name, one in self.measured.items()}
        self._path.write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")

    def ordered(self, names: Sequence[str]) -> list[Measured]:
        return [self.measured[name] for name in names if name in self.measured]

    def missing(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name not in self.measured]
