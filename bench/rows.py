"""The rows of the table of design §10: each function measures one piece of work and gives its results."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import bases
import files
from measure import Spent, jipan, peer, run
from result import Bar, Result, against_peer, alone

HERE = Path(__file__).parent
SMALL, LARGE, HUGE = 100_000, 1_000_000, 10_000_000
ENGINES = HERE / "rating_peers.py"
NEW_BASE = ("--db", "jipan.db")


@dataclass(frozen=True, slots=True)
class Setup:
    """Where made-up data is kept between runs, and how many rounds to run."""

    cache: Path
    runs: int

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder, gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self.cache) as name:
            yield Path(name)


def start(setup: Setup) -> list[Result]:
    """`--help` and `--version` against a bare Typer app's `--help`; what stands in the bytecode caches is warm."""
    bare = (sys.executable, str(HERE / "bare.py"), "--help")
    found = []
    with setup.folder() as folder:
        run(bare, folder)
        for option in ("--help", "--version"):
            jipan(option, cwd=folder)
            rounds = [(jipan(option, cwd=folder), run(bare, folder)) for _ in range(max(5, setup.runs))]
            found.append(
                against_peer(option.strip("-"), f"`jipan {option}`", "bare Typer app, `--help`", rounds, Bar(1.3))
            )
    return found


def workbook(setup: Setup) -> list[Result]:
    """A workbook into an empty folder, then once more, against pandas reading it."""
    path = str(files.workbook(setup.cache, SMALL).resolve())
    rounds = [(*_import_twice(setup, path), peer("read_excel", path, cwd=setup.cache)) for _ in range(setup.runs)]
    first = against_peer(
        "import", "import 100,000 × 20 xlsx", "pandas.read_excel (openpyxl)",
        [(one, other) for one, _, other in rounds],
        Bar(0.15, megabytes=600), _counts(rounds[0][0]),
    )  # fmt: skip
    again = against_peer(
        "again", "the same file again", "the first time", [(two, one) for one, two, _ in rounds], Bar(1.0)
    )
    changes = sum(_changes(two) for _, two, _ in rounds)
    return [first, _also(again, f"{changes} records created or updated", holds=changes == 0)]


def _import_twice(setup: Setup, path: str) -> tuple[Spent, Spent]:
    with setup.folder() as folder:
        words = ("import", path, "--format", "json", *NEW_BASE)
        return jipan(*words, cwd=folder), jipan(*words, cwd=folder)


def _changes(spent: Spent) -> int:
    records = json.loads(spent.out)["records"]
    return sum(counts["created"] + counts["updated"] for counts in records.values())


def _counts(spent: Spent) -> str:
    receipt = json.loads(spent.out)
    own = [header for mapped in receipt["mapping"] for header, key in mapped["columns"].items() if key is None]
    outcome = ", ".join(f"{name} {count:,}" for name, count in receipt["rows"].items() if count)
    return f"{outcome}; {len(receipt['problems']):,} problems; {len(own)} unknown columns"


def _also(result: Result, note: str, *, holds: bool) -> Result:
    return replace(result, ok=result.ok and holds, note=note)


def delimited(setup: Setup) -> list[Result]:
    """A million rows of CSV against a hundred thousand."""
    large, small = (str(files.delimited(setup.cache, count).resolve()) for count in (LARGE, SMALL))
    rounds = [(_import_once(setup, large), _import_once(setup, small)) for _ in range(setup.runs)]
    return [
        against_peer(
            "csv",
            "import 1,000,000 rows of CSV",
            "import of 100,000 of them",
            rounds,
            Bar(11, megabytes=2500),
            _counts(rounds[0][0]),
        )
    ]


def _import_once(setup: Setup, path: str) -> Spent:
    with setup.folder() as folder:
        return jipan("import", path, "--format", "json", *NEW_BASE, cwd=folder)


def tier(setup: Setup) -> list[Result]:
    """Four ratings stored for a million customers, against tier.sql; both must fill every class alike."""
    path = bases.filled(setup.cache, LARGE)
    rounds = [_tier_both(setup, path) for _ in range(setup.runs)]
    alike = all(_classes(ours) == _classes(theirs) for ours, theirs in rounds)
    row = against_peer("tier", "tier, four ratings, 1 M customers, 5 M visits", "tier.sql in DuckDB", rounds, Bar(3))
    return [_also(row, "same classes" if alike else "OTHER CLASSES THAN tier.sql", holds=alike)]


def _tier_both(setup: Setup, path: Path) -> tuple[Spent, Spent]:
    with setup.folder() as folder:
        for name in ("ours.db", "theirs.db"):
            shutil.copy(path, folder / name)
        ours = jipan("tier", "--rules", str(HERE / "rules.yaml"), "--format", "json", "--db", "ours.db", cwd=folder)
        return ours, peer("tier", "theirs.db", cwd=folder)


def _classes(spent: Spent) -> dict[tuple[str, str], int]:
    found = json.loads(spent.out)
    if isinstance(found, dict):
        found = [(rating, name, count) for rating, counts in found["classes"].items() for name, count in counts.items()]
    return {(rating, name): count for rating, name, count in found if count}


def calls_large(setup: Setup) -> list[Result]:
    """Today's call list of a million vehicles, written to a file as CSV."""
    path = bases.rated(setup.cache, LARGE)
    return [_calls(setup, "calls-large", "followups --due today, 1 M vehicles, 3 M contacts", path, Bar(seconds=3))]


def calls(setup: Setup) -> list[Result]:
    """Today's call list of a hundred thousand customers, written to a file as CSV: of the list that the import row took
    in, and of a desk with years of visits and contacts.
    """
    listed = bases.listed(setup.cache, files.workbook(setup.cache, SMALL), SMALL)
    return [
        _calls(setup, "calls", "followups, 100,000 customers", listed, Bar(seconds=0.8)),
        _calls(
            setup,
            "calls-busy",
            "the same with 500,000 visits, 300,000 contacts",
            bases.rated(setup.cache, SMALL),
            Bar(seconds=0.8),
        ),
    ]


def _calls(setup: Setup, name: str, work: str, path: Path, bar: Bar) -> Result:
    rounds = [jipan("followups", "--due", "today", "--db", path.name, cwd=setup.cache) for _ in range(setup.runs)]
    return alone(name, work, rounds, bar, f"{len(rounds[0].out.splitlines()) - 1:,} lines on the list")


def report(setup: Setup) -> list[Result]:
    """The report workbook against openpyxl writing the cells that stand in it."""
    path = str(bases.rated(setup.cache, SMALL).resolve())
    rounds, note = [], ""
    with setup.folder() as folder:
        for _ in range(setup.runs):
            ours = jipan("report", "-o", "report.xlsx", "--db", path, cwd=folder)
            note = note or f"{int(peer('cells', 'report.xlsx', 'cells', cwd=folder).out):,} cells"
            rounds.append((ours, _write(folder)))
    return [
        against_peer(
            "report",
            "report workbook, 100,000 customers",
            "openpyxl write_only, the same cells",
            rounds,
            Bar(1.5),
            note,
        )
    ]


def _write(folder: Path) -> Spent:
    """The peer's time without that of loading the cells, which it says on stdout."""
    spent = peer("write", "cells", "bare.xlsx", cwd=folder)
    loading = float(spent.out)
    return Spent(spent.seconds - loading, spent.cpu - loading, spent.megabytes, spent.out)


def engines(setup: Setup) -> list[Result]:
    """The same ratings over Parquet: against a pandas script, beside zen-engine called for each customer."""
    folder = _parquet(setup, LARGE)
    rounds = [(_engine("jipan", folder), _engine("pandas", folder)) for _ in range(setup.runs)]
    alike = all(_classes(ours) == _classes(theirs) for ours, theirs in rounds)
    words = "the same ratings from Parquet, 1 M customers, 5 M visits"
    row = against_peer("engines", words, "a pandas script", rounds, Bar(1))
    note = "same classes" if alike else "OTHER CLASSES THAN the script"
    return [_also(row, f"{note}; {_zen(folder)}", holds=alike)]


def _zen(folder: Path) -> str:
    """What a rules engine takes a customer, where `JIPAN_BENCH_ZEN` names a Python that has it."""
    python = os.environ.get("JIPAN_BENCH_ZEN")
    if not python:
        return "zen-engine: not measured, JIPAN_BENCH_ZEN names no Python that has it"
    _engine("facts", folder, str(SMALL))
    found = json.loads(run((python, str(ENGINES), "zen", str(folder)), folder).out)
    each = found["seconds"] / found["customers"]
    return f"zen-engine, given facts and ranks: {each * 1e6:.0f} µs of CPU a customer, {each * LARGE:,.0f} s for 1 M"


def parquet(setup: Setup) -> list[Result]:
    """Ten million customers from Parquet against one million: no more than in proportion, and in little memory."""
    huge, large = (_parquet(setup, count) for count in (HUGE, LARGE))
    rounds = [(_engine("jipan", huge), _engine("jipan", large)) for _ in range(setup.runs)]
    words = "four ratings from Parquet, 10 M customers, 50 M visits"
    return [against_peer("parquet", words, "1 M customers", rounds, Bar(11, megabytes=8000))]


def _parquet(setup: Setup, count: int) -> Path:
    """A folder with the customers and visits, made once."""
    folder = setup.cache / f"parquet-{count}"
    if not folder.exists():
        draft = folder.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        _engine("make", draft, str(count))
        draft.rename(folder)
    return folder.resolve()


def _engine(name: str, folder: Path, *words: str) -> Spent:
    return run((sys.executable, str(ENGINES), name, str(folder.resolve()), *words), folder)


ROWS: dict[str, Callable[[Setup], list[Result]]] = {
    "start": start,
    "import": workbook,
    "csv": delimited,
    "tier": tier,
    "engines": engines,
    "parquet": parquet,
    "calls-large": calls_large,
    "calls": calls,
    "report": report,
}
"""The rows by the name that --only takes, in the order of the design."""

NEEDS_LARGE = frozenset({"csv", "tier", "engines", "parquet", "calls-large"})
"""Rows over a million customers: minutes, and some GB of memory and disk."""
