"""How well a base knows who is who: pairs of rows, against the truth."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from jipan.intake import Clock, Wishes, import_file
from jipan.store import Base

NOW = dt.datetime(2026, 11, 21, 9, 30)


@dataclass
class Score:
    merged: int = 0
    right: int = 0
    true: int = 0
    asked: int = 0
    questions: int = 0
    good_questions: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.merged)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.true)

    @property
    def with_review(self) -> float:
        return (self.right + self.asked) / max(1, self.true)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.merged + self.true)

    def __str__(self) -> str:
        return (f"precision {self.precision:.4f}  recall {self.recall:.4f}  with review {self.with_review:.4f}  F1 {self.f1:.4f}"
                f"  questions {self.questions} ({self.good_questions} of them the same)")  # fmt: skip


def bring(base: Base, folder: Path, header: tuple, files: list[list[tuple]]) -> None:
    """Import the lists one after the other, a month apart."""
    for place, rows in enumerate(files):
        path = folder / f"list{place}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        day = dt.date(2026, 1 + place, 1)
        import_file(base, path, Wishes(kind="customers", dated=day), Clock(NOW, NOW.date()))


def rows_of(base: Base, whose: list[list[int]]) -> list[tuple[str, int]]:
    """For every row that was taken: whom the base holds it to be about, and whom it is about."""
    found = base.rows(
        """SELECT file, "row", min(root(record)) FROM origins WHERE collection = 'customers' GROUP BY ALL"""
    )
    return [(customer, whose[int(file[4:-4])][row - 2]) for file, row, customer in found]


def score(base: Base, whose: list[list[int]]) -> Score:
    """Pairs of rows that the base holds together, and those it should."""
    pairs = Counter(rows_of(base, whose))
    made = Score()
    by_base, by_truth = Counter(), Counter()
    for (customer, true), count in pairs.items():
        made.right += count * (count - 1) // 2
        by_base[customer] += count
        by_truth[true] += count
    all_rows = Counter(true for file in whose for true in file)
    made.merged = sum(n * (n - 1) // 2 for n in by_base.values())
    made.true = sum(n * (n - 1) // 2 for n in all_rows.values())
    parts: dict[str, Counter] = {}
    for (customer, true), count in pairs.items():
        parts.setdefault(customer, Counter())[true] += count
    for a, b in base.rows("SELECT a, b FROM open_doubts"):
        mine, other = parts.get(a, Counter()), parts.get(b, Counter())
        hit = sum(mine[true] * other[true] for true in mine if true in other)
        made.asked += hit
        made.questions += 1
        made.good_questions += hit > 0
    return made


def misses(base: Base, files: list[list[tuple]], whose: list[list[int]], limit: int = 40) -> list[str]:
    """Rows of one customer that neither were joined nor are asked about, and rows of two that were joined."""
    found = base.rows(
        """SELECT file, "row", min(root(record)) FROM origins WHERE collection = 'customers' GROUP BY ALL ORDER BY ALL"""
    )
    open_ = {frozenset(pair) for pair in base.rows("SELECT a, b FROM open_doubts")}
    told = [(int(file[4:-4]), row - 2, customer) for file, row, customer in found]
    by_true: dict[int, dict[str, tuple]] = {}
    by_base: dict[str, dict[int, tuple]] = {}
    for file, row, customer in told:
        by_true.setdefault(whose[file][row], {})[customer] = files[file][row]
        by_base.setdefault(customer, {})[whose[file][row]] = files[file][row]
    lines = [f"WRONG {a} | {b}" for rows in by_base.values() for a, b in combinations(rows.values(), 2)][:limit]
    for rows in by_true.values():
        lines += [f"LOST {rows[a]} | {rows[b]}" for a, b in combinations(rows, 2) if frozenset((a, b)) not in open_]
    return lines[: 2 * limit]
