"""A row that speaks of several vehicles: numbered columns (`车牌号2`), or several plates in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from jipan.errors import Bad, Doubt
from jipan.intake import keepers, records, write
from jipan.intake.clean import Cleaned
from jipan.intake.headers import Target, known_anywhere, known_header
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

_SIGNS = "一二三四五"
_NTH = f"[1-{MOST}{_SIGNS}]"
_BEFORE = re.compile(
    rf"(?:名下)?(?:第?(?P<nth>{_NTH})[号辆台部]?(?:车辆|车(?![牌架型系款辆]))?|车辆?(?P<car>{_NTH})号?)[/:_\-]?(?P<word>\D.*)"
)
_BEHIND = re.compile(rf"(?P<word>.*?[^\d_\-(【])[_\-(【]?第?(?P<nth>{_NTH})(?:[号辆台部]车?)?[)】]?")
"""Where a header says which vehicle it means: `第二辆车牌号`, `车辆2/车牌号`; `车牌号2`, `车牌号（第二辆）`."""

_SPEAKS_OF = ("vehicles", "visits")
"""What a row may say of each of its vehicles."""

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
    """Columns such as `车牌号2` and `车辆2上次进厂日期` sent to the second vehicle of their rows, `车牌号1` to the first."""
    taken = {target.key for target in targets if target.field}
    made = [_numbered(target, taken) for target in targets]
    told = {target.nth for target in made if target.collection == "vehicles" and target.field in _TELLING}
    return tuple(new if new.nth in told else old for new, old in zip(made, targets, strict=True))


def _numbered(target: Target, taken: set[str]) -> Target:
    found = None if target.told or not target.collection else _place(fold(target.header))
    if found is None or (target.field and (found[0] == 1 or target.collection not in _SPEAKS_OF)):
        return target
    nth, collection, name = found
    sent = replace(target, collection=collection, field=name, nth=nth)
    if sent.key in taken:
        return target
    taken.add(sent.key)
    return sent


def _place(header: str) -> tuple[int, str, str] | None:
    """Which vehicle a header speaks of, and the field."""
    for found in (_BEFORE.fullmatch(header), _BEHIND.fullmatch(header)):
        if found is None:
            continue
        told = found.groupdict()
        sign = told["nth"] or told.get("car") or ""
        nth = _SIGNS.index(sign) + 1 if sign in _SIGNS else int(sign)
        word = told["word"].rpartition("/")[2]
        known = known_header("vehicles", word) or known_anywhere("visits", word)
        if known:
            return nth, known.collection, known.name
    return None


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


def together(one: pa.Array | None, other: pa.Array) -> pa.Array:
    """The values of two columns of phones in one: whoever has three numbers is reached by any of them."""
    if one is None:
        return other
    both = pc.coalesce(pc.binary_join_element_wise(one, other, " "), one, other)
    return pc.if_else(pc.fill_null(pc.equal(one, other), fill_value=False), one, both)


def feed(base: Base, columns: Sequence[str], more: More, source: Source, receipt: Receipt, *, transfers: bool) -> None:
    """Write the further vehicles of the rows and their visits, one place after the other. Customers have been written already."""
    told = more.rows()
    places = {nth for _, nth, _, _ in told} | {int(name[8]) for name in columns if re.match(r"vehicles[2-9]\.", name)}
    if not places:
        return
    _lay_more(base, told)
    base.run("ALTER TABLE stage RENAME TO stage_all")
    base.run("DELETE FROM seen_row WHERE collection IN ('vehicles', 'visits')")
    for nth in sorted(places):
        mine = replace(source, sheet=f"{source.sheet or ''} · {nth}")
        present = _lay_stage(base, columns, nth)
        find_known_cars(base)
        records.place_vehicles(base)
        _put(base, "vehicles", present, mine, receipt)
        keepers.write_ownerships(base, mine, transfers=transfers)
        if any(name.startswith("visits.") for name in present):
            _give_ids(base)
            records.place_visits(base, present)
            _put(base, "visits", present, mine, receipt)
    base.run("DROP TABLE stage_all")


def _put(base: Base, name: str, columns: Sequence[str], source: Source, receipt: Receipt) -> None:
    """Compare and write one collection, and count it."""
    wanted = write.gather(base, name, columns, custom=False)
    write.write(base, write.compare(base, wanted, source), source)
    counts = receipt.records.setdefault(name, dict.fromkeys(("created", "updated", "same"), 0))
    for outcome, count in base.rows(f"SELECT outcome, count(*) FROM done_{name} GROUP BY outcome"):
        counts[outcome] += int(count)


def _give_ids(base: Base) -> None:
    """From here on rows carry the ids that their vehicles have now."""
    base.run("""
        CREATE OR REPLACE TEMP TABLE row_vehicles AS
        SELECT r.rn, i.id AS label FROM row_vehicles r JOIN id_vehicles i ON i.label = r.label""")


def _lay_more(base: Base, told: Sequence[tuple[int, int, str | None, str | None]]) -> None:
    types = (pa.int64(), pa.int64(), pa.string(), pa.string())
    columns = list(zip(*told, strict=True)) or [()] * len(types)
    arrays = [pa.array(list(column), type=type_) for column, type_ in zip(columns, types, strict=True)]
    base.take("more_told", pa.table(dict(zip(("rn", "nth", *_TELLING), arrays, strict=True))))


def _lay_stage(base: Base, columns: Sequence[str], nth: int) -> tuple[str, ...]:
    """`stage` and `person` for the vehicles in one place of their rows. Gives the columns there."""
    here = {name: f's."vehicles{nth}.{name}"' for name in fields("vehicles") if f"vehicles{nth}.{name}" in columns}
    here |= {name: f"coalesce({here.get(name, 'NULL::VARCHAR')}, m.{name})" for name in _TELLING}
    visits = {name: f's."visits{nth}.{name}"' for name in fields("visits") if f"visits{nth}.{name}" in columns}
    told = {f"vehicles.{name}": sql for name, sql in here.items()} | {
        f"visits.{name}": sql for name, sql in visits.items()
    }
    chosen = ", ".join(f'{sql} AS "{name}"' for name, sql in told.items())
    base.run(f"""CREATE OR REPLACE TEMP TABLE stage AS SELECT * FROM (
        SELECT s."row", s.skip, {chosen} FROM stage_all s LEFT JOIN more_told m ON m.rn = s."row" AND m.nth = {nth} WHERE s.skip IS NULL)
        WHERE "vehicles.plate" IS NOT NULL OR "vehicles.vin" IS NOT NULL""")
    base.run("""CREATE OR REPLACE TEMP TABLE person AS
        SELECT "row" AS rn, NULL::VARCHAR AS core, "vehicles.vin" AS vin, "vehicles.plate" AS plate FROM stage""")
    return tuple(told)
