"""jipan beside splink on the same rows: `python bench/identity/beside.py PYTHON [people]`.

splink is no part of jipan: it has an environment of its own, whose interpreter is `PYTHON`:

    python -m venv .splink && .splink/bin/pip install splink pandas
    python bench/identity/beside.py .splink/bin/python

splink gets phones as plain digits and names without spaces, blocks on phone, name, VIN, plate and ID number, learns its
weights from the rows themselves, and is shown at that threshold where its F1 against the truth is best.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import first
import score
import second

from jipan.store import Base

PEER = Path(__file__).with_name("splink_peer.py")
FIELDS = {
    "name": ("客户姓名", "客户名称"), "phone": ("手机", "联系电话"), "plate": ("车牌号",), "vin": ("车架号",),
    "id_number": ("证件号码",), "address": ("地址",), "city": ("城市",),
}  # fmt: skip


def main(python: str, people: int) -> None:
    for name, generator in (("first", first), ("second", second)):
        header, files, whose = generator.make(1, people, people // 8)
        truth = [true for file in whose for true in file]
        with tempfile.TemporaryDirectory() as folder:
            with Base.open(":memory:") as base:
                score.bring(base, Path(folder), header, files)
                print(f"{name}, {len(truth):,} rows, jipan: {score.score(base, whose)}", flush=True)
            path = Path(folder) / "rows.csv"
            _write(path, header, [row for file in files for row in file])
            made = subprocess.run([python, str(PEER), str(path)], check=True, capture_output=True, text=True)
        print(f"{name}, {len(truth):,} rows, splink: {_best(made.stdout, truth)}", flush=True)


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    places = [next(header.index(word) for word in words if word in header) for words in FIELDS.values()]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unique_id", *FIELDS])
        writer.writerows([number, *_cleaned([row[place] for place in places])] for number, row in enumerate(rows))


def _cleaned(cells: list[str]) -> list[str]:
    name, phone, *rest = cells
    return ["".join(name.split()), re.sub(r"\D", "", phone.removeprefix("+86")), *rest]


def _best(out: str, truth: list[int]) -> str:
    """The threshold with the best F1. Each line: threshold, then the cluster of every row."""
    found = []
    for line in out.splitlines():
        threshold, *clusters = line.split()
        found.append((_score(clusters, truth), threshold))
    made, threshold = max(found, key=lambda one: one[0].f1)
    return f"precision {made.precision:.4f}  recall {made.recall:.4f}  F1 {made.f1:.4f}  (threshold {threshold})"


def _score(clusters: list[str], truth: list[int]) -> score.Score:
    def pairs(values: object) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(values).values())  # type: ignore[call-overload]

    return score.Score(pairs(clusters), pairs(list(zip(clusters, truth, strict=True))), pairs(truth))


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else 2000)
