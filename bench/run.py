"""Measures jipan against its peers and writes docs/benchmarks.md: `python bench/run.py --help`."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from measure import compile_all
from rows import NEEDS_LARGE, ROWS, Setup
from table import Measured, Store, machine_load, markdown, notes, text

HERE = Path(__file__).parent
CACHE = HERE / ".cache"
PAGE = HERE.parent / "docs" / "benchmarks.md"
ORDER = (
    "help",
    "version",
    "import",
    "again",
    "csv",
    "tier",
    "engines",
    "parquet",
    "calls-large",
    "calls",
    "calls-busy",
    "report",
)
"""The rows of the table by the names of their results."""


def main() -> None:
    options = _options()
    CACHE.mkdir(exist_ok=True)
    compile_all()
    store, setup = Store(CACHE / "results.json"), Setup(CACHE, options.runs)
    done = [one for name in _chosen(options) for one in _measure(name, setup, store)]
    print(text(done), *notes(done), sep="\n")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(markdown(store.ordered(ORDER), store.missing(ORDER)), encoding="utf-8")
    print(f"→ docs/{PAGE.name}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=list(ROWS), help="measure this row; may be given several times"
    )
    parser.add_argument("--large", action="store_true", help="also the rows over a million customers")
    parser.add_argument("--runs", type=int, default=3, help="rounds a row (default 3; start-up takes at least 5)")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[str]:
    return options.only or [name for name in ROWS if options.large or name not in NEEDS_LARGE]


def _measure(name: str, setup: Setup, store: Store) -> list[Measured]:
    print(f"… {name}", flush=True)
    measured = [Measured(result, dt.date.today().isoformat(), machine_load()) for result in ROWS[name](setup)]
    store.add(measured)
    return measured


if __name__ == "__main__":
    main()
