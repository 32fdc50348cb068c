"""Figures about who is who: `python bench/identity/run.py [people] [--misses]`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import first
import score
import second

from jipan.store import Base


def main(people: int, *, misses: bool) -> None:
    for name, generator in (("first", first), ("second", second)):
        header, files, whose = generator.make(1, people, people // 8)
        with tempfile.TemporaryDirectory() as folder, Base.open(":memory:") as base:
            began = time.perf_counter()
            score.bring(base, Path(folder), header, files)
            took = time.perf_counter() - began
            print(f"{name}: {sum(map(len, files)):,} rows, {took:.1f} s  {score.score(base, whose)}", flush=True)
            if misses and name == "first":
                print("\n".join(score.misses(base, files, whose)))


if __name__ == "__main__":
    main(next((int(word) for word in sys.argv[1:] if word.isdigit()), 4000), misses="--misses" in sys.argv)
