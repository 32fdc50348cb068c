"""A row that speaks of several vehicles: numbered columns (`车牌号2`), or several plates in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from jipan.errors import Bad, Doubt
from jipan.intake import records, write
from jipan.intake.clean import Cleaned
from jipan.intake.headers import Target, known_header
from jipan.intake.who import find_known_cars
from jipan.kinds import Kind
from jipan.kinds.kind import fold
from jipan.models import fields

if TYPE_CHECKING:
    from jipan.intake.receipt import Receipt
    from jipan.intake.write import Source
    from jipan.store import Base

MOST = 5
"""Vehicles of one row that are looked for."""

_ORDINALS = {
    "1": 1,
    "一": 1,
    **{sign: number for number in range(2, MOST + 1) for sign in (str(number), "零一二三四五"[number])},
}
_ORDINAL = re.compile(r"(?<!\d)([1-5])(?!\d)|([一二三四五])(?=[辆台号部/]|$)")
_AROUND = re.compile(r"第|[((【]|[))】]|_|^车辆?/|[辆台部](?:车(?!牌|架|型|系))?|^号")
_BETWEEN = re.compile(r"[、,;/|\s]+")
_TELLING = ("plate", "vin")
"""What a vehicle is known by: a further one without any of them is none."""


@dataclass(slots=True)
class More:
    """Vehicles that stand in the cells of others: row → field → values, the second one first."""

    cells: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    def rows(self) -> list[tuple[int, int, str | None, str | None]]:
        """Row, which vehicle of it, plate, VIN."""
        return [
            (row, nth + 2, _at(told, "plate", nth), _at(told, "vin", nth))
            for row, told in self.cells.items()
            for nth in range(max(map(len, told.values())))
        ]


def _at(told: Mapping[str, Sequence[str]], name: str, nth: int) -> str | None:
    values = told.get(name, ())
    return values[nth] if nth < len(values) else None


def number(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Columns such as `车牌号2` sent to the second vehicle of their rows, `车牌号1` to the first."""
    taken = {target.key for target in targets if target.field}
    made = [_numbered(target, taken) for target in targets]
    told = {target.nth for target in made if target.collection == "vehicles" and target.field in _TELLING}
    return tuple(new if new.nth in told else old for new, old in zip(made, targets, strict=True))


def _numbered(target: Target, taken: set[str]) -> Target:
    found = _ORDINAL.search(fold(target.header)) if not target.field and target.collection and not target.told else None
    if found is None:
        return target
    nth = _ORDINALS[found[1] or found[2]]
    word = _AROUND.sub("", fold(target.header).replace(found[0], "", 1)).rpartition("/")[2]
    known = known_header("vehicles", word)
    if known is None:
        return target
    sent = replace(target, collection="vehicles", field=known.name, nth=nth)
    if sent.key in taken:
        return target
    taken.add(sent.key)
    return sent


def split(cleaned: Cleaned, kind: Kind, name: str, first: int, more: More) -> Cleaned:
    """Cells that hold several plates or VINs: the first stays, the others go to `more`. `first` is the row of the first cell."""
    found = {at: parts for at, text, _, _, _ in cleaned.odd if len(parts := _parts(kind, text)) > 1}
    if not found:
        return cleaned
    for at, parts in found.items():
        more.cells.setdefault(first + at + 1, {})[name] = parts[1:MOST]
    mask = pa.array([at in found for at in range(len(cleaned.values))])
    values = pc.replace_with_mask(cleaned.values, mask, pa.array([found[at][0] for at in sorted(found)], pa.string()))
    return Cleaned(values, [odd for odd in cleaned.odd if odd[0] not in found])


def _parts(kind: Kind, text: str) -> list[str]:
    """The values of a cell that holds several and nothing else."""
    made: list[str] = []
    for part in _BETWEEN.split(fold(text)):
        try:
            value = kind.parse(part)
        except Doubt as doubt:
            value = doubt.value if doubt.code == "vin_check" else None
        except Bad:
            value = None
        if value is None:
            return []
        made.append(str(value))
    return list(dict.fromkeys(made))


def feed(base: Base, columns: Sequence[str], more: More, source: Source, receipt: Receipt, *, transfers: bool) -> None:
    """Write the further vehicles of the rows, one place after the other. Customers have been written already."""
    told = more.rows()
    places = {nth for _, nth, _, _ in told} | {int(name[8]) for name in columns if re.match(r"vehicles[2-9]\.", name)}
    if not places:
        return
    _lay_more(base, told)
    base.run("ALTER TABLE stage RENAME TO stage_all")
    base.run("DELETE FROM seen_row WHERE collection = 'vehicles'")
    for nth in sorted(places):
        mine = replace(source, sheet=f"{source.sheet or ''} · {nth}")
        present = _lay_stage(base, columns, nth)
        find_known_cars(base)
        records.place_vehicles(base)
        given = write.gather(base, "vehicles", present, custom=False)
        write.name_new(base, "vehicles")
        write.compare(base, "vehicles", mine, given)
        write.write(base, "vehicles", mine, given)
        write.write_ownerships(base, mine, transfers=transfers)
        _count(base, receipt)
    base.run("DROP TABLE stage_all")


def _lay_more(base: Base, told: Sequence[tuple[int, int, str | None, str | None]]) -> None:
    types = (pa.int64(), pa.int64(), pa.string(), pa.string())
    columns = list(zip(*told, strict=True)) or [()] * len(types)
    arrays = [pa.array(list(column), type=type_) for column, type_ in zip(columns, types, strict=True)]
    base.run("DROP TABLE IF EXISTS more_told")
    base.take("more_told", pa.table(dict(zip(("rn", "nth", *_TELLING), arrays, strict=True))))


def _lay_stage(base: Base, columns: Sequence[str], nth: int) -> tuple[str, ...]:
    """`stage` and `person` for the vehicles in one place of their rows. Gives the columns there."""
    here = {name: f's."vehicles{nth}.{name}"' for name in fields("vehicles") if f"vehicles{nth}.{name}" in columns}
    here |= {name: f"coalesce({here.get(name, 'NULL::VARCHAR')}, m.{name})" for name in _TELLING}
    chosen = ", ".join(f'{sql} AS "vehicles.{name}"' for name, sql in here.items())
    base.run(f"""CREATE OR REPLACE TEMP TABLE stage AS SELECT * FROM (
        SELECT s."row", s.skip, {chosen} FROM stage_all s LEFT JOIN more_told m ON m.rn = s."row" AND m.nth = {nth} WHERE s.skip IS NULL)
        WHERE "vehicles.plate" IS NOT NULL OR "vehicles.vin" IS NOT NULL""")
    base.run("""CREATE OR REPLACE TEMP TABLE person AS
        SELECT "row" AS rn, NULL::VARCHAR AS core, "vehicles.vin" AS vin, "vehicles.plate" AS plate FROM stage""")
    return tuple(f"vehicles.{name}" for name in here)


def _count(base: Base, receipt: Receipt) -> None:
    counts = receipt.records.setdefault("vehicles", dict.fromkeys(("created", "updated", "same"), 0))
    for outcome, count in base.rows("SELECT outcome, count(*) FROM done_vehicles GROUP BY outcome"):
        counts[outcome] += int(count)
