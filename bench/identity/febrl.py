"""A foreign check: `python bench/identity/febrl.py febrl1.csv [--misses]`.

FEBRL is a well-known list of fictitious Australians of whom each stands there twice, the second time with slips; `rec_id`
says who is whom. The list goes through jipan's own import with its columns mapped to fields, nothing is tuned to it: names,
birthdays and addresses are compared as those of any dealer's list. A pair of rows is found where it was joined or is asked
about; the strict figures count what was joined alone. The social security number is nearly a key, so it is left out
as well.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter
from itertools import combinations
from pathlib import Path

from score import NOW

from jipan.intake import Clock, Wishes, import_file
from jipan.intake.mapping import read_mapping
from jipan.store import Base

NAME, ADDRESS = ("given_name", "surname"), ("street_number", "address_1", "address_2", "suburb", "postcode", "state")
MAPPING = "columns: {name: customers.name, address: customers.address, date_of_birth: customers.birthday, soc_sec_id: customers.customer_no}\n"


def main(path: Path, *, misses: bool) -> None:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    whose = [row["rec_id"].split("-")[1] for row in rows]
    true = sum(n * (n - 1) // 2 for n in Counter(whose).values())
    print(f"{len(rows):,} rows, {true:,} pairs")
    for title, numbered in (("with soc_sec_id", True), ("without soc_sec_id", False)):
        joined, found = _match(rows, numbered=numbered)
        for way, pairs in (("joined or asked about", found), ("joined (strict)", joined)):
            right = sum(whose[a] == whose[b] for a, b in pairs)
            print(f"{title}, {way}: {_figures(right, len(pairs), true)}")
        if misses:
            print("\n".join(_misses(rows, whose, found)))


def _match(rows: list[dict[str, str]], *, numbered: bool) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs of rows that were joined, and those with the pairs that are asked about."""
    with tempfile.TemporaryDirectory() as folder, Base.open(":memory:") as base:
        source, mapping = Path(folder) / "list.csv", Path(folder) / "mapping.yaml"
        mapping.write_text(MAPPING, encoding="utf-8")
        with source.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_lines(rows, numbered=numbered))
        wishes = Wishes(kind="customers", dated=NOW.date(), told=read_mapping([str(mapping)]))
        import_file(base, source, wishes, Clock(NOW, NOW.date()))
        members: dict[str, list[int]] = {}
        for row, customer in base.rows(
            """SELECT DISTINCT "row", root(record) FROM origins WHERE collection = 'customers' ORDER BY ALL"""
        ):
            members.setdefault(customer, []).append(row - 2)
        asked = base.rows("SELECT a, b FROM open_doubts")
    joined = {pair for rows_ in members.values() for pair in combinations(rows_, 2)}
    return joined, joined | {(min(x, y), max(x, y)) for a, b in asked for x in members[a] for y in members[b]}


def _lines(rows: list[dict[str, str]], *, numbered: bool) -> list[list[str]]:
    """The list as a clerk would keep it: one cell for a name, one for an address."""
    header = ["name", "address", "date_of_birth", *(["soc_sec_id"] if numbered else [])]
    return [header, *([_told(row, NAME), _told(row, ADDRESS), *(row[name] for name in header[2:])] for row in rows)]


def _told(row: dict[str, str], names: tuple[str, ...]) -> str:
    return " ".join(row[name] for name in names if row[name])


def _figures(right: int, found: int, true: int) -> str:
    precision, recall = right / max(1, found), right / true
    return f"precision {precision:.4f}  recall {recall:.4f}  F1 {2 * right / (found + true):.4f}"


def _misses(rows: list[dict[str, str]], whose: list[str], found: set[tuple[int, int]]) -> list[str]:
    told = [" | ".join(list(row.values())[1:]) for row in rows]
    true = [(a, b) for a, b in combinations(range(len(rows)), 2) if whose[a] == whose[b]]
    lost = [f"LOST  {told[a]}\n      {told[b]}" for a, b in true if (a, b) not in found]
    return lost + [f"WRONG {told[a]}\n      {told[b]}" for a, b in found if whose[a] != whose[b]]


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), misses="--misses" in sys.argv)
