"""A line of a file: its cells, and which true customer it tells of."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from generator.dirt import Cell
from generator.people import Customer

Row = dict[str, Cell]


@dataclass
class Line:
    """`owner` is the number of the true customer; titles, totals, notes and nameless rows have none."""

    cells: list[Cell]
    owner: str = ""
    name: str = ""


@dataclass
class Known:
    """What a test may compare with: a true customer's names, phones and its rows in each file (the first row is 1)."""

    names: list[str]
    phones: list[str]
    rows: dict[str, list[int]] = field(default_factory=dict)


def line(headers: Iterable[str], row: Row, owner: str = "", name: str = "") -> Line:
    return Line([row.get(header) for header in headers], owner, name)


def truth(customers: Iterable[Customer], files: dict[str, list[Line]]) -> dict[str, Known]:
    known = {who.number: Known([who.name], list(who.phones)) for who in customers}
    for file, lines in files.items():
        for place, one in enumerate(lines, 1):
            if one.owner:
                add_row(known[one.owner], file, place, one.name)
    return known


def add_row(known: Known, file: str, place: int, name: str) -> None:
    known.rows.setdefault(file, []).append(place)
    if name and name not in known.names:
        known.names.append(name)
