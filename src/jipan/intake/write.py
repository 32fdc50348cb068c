"""Compares what a sheet wants with what the base holds, and writes one version of every record that is new or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jipan.intake import said
from jipan.intake.age import is_older
from jipan.intake.birthdays import has_year, is_part
from jipan.intake.called import core, is_organisation, is_surname
from jipan.intake.who import column
from jipan.intake.wins import (
    Policy,
    find_provenance,
    joined,
    note_kept,
    own_values,
    wins,
)
from jipan.models import COLLECTIONS, LINKS, fields
from jipan.store.batches import next_ids
from jipan.store.literals import quoted

if TYPE_CHECKING:
    from jipan.store import Base

EMPTY = "empty."
"""Before the name of a staged column: whether its cells are empty, where that clears a value."""

Expressions = Mapping[str, str]
"""Field → SQL that gives its value from a row of `stage`, where that is more than the staged column itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is being written: the batch, the day its file speaks of, and where its rows stand.

    `first` is the batch that brought the very same file before: what came between is newer than the file, however
    often it is brought again.
    """

    batch: int
    dated: dt.date
    file: str
    sheet: str | None
    first: int
    hash: str = ""
    policy: Policy = field(default_factory=Policy)
    clearing: frozenset[str] = frozenset()
    """Fields (`collection.field`) of which an empty cell of this sheet takes the value away."""
    made: str = ""

    @property
    def history_sheet(self) -> str:
        """Where records stand of which one cell holds many: no row stands for one of them alone."""
        return f"{self.sheet or ''} ·"

    @property
    def age(self) -> str:
        """SQL: how new its values are, comparable with those of other batches."""
        return f"(DATE '{self.dated}', '{self.made}', '{self.hash}', {self.first})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sheet says of a collection: the columns that it has something for; how many of its records are new; whether
    others are the base's (`knows`), and any of those `changes`.
    """

    name: str
    given: tuple[str, ...]
    fresh: int
    knows: bool
    changes: bool = False


def gather(base: Base, name: str, staged: Sequence[str], *, custom: bool, given: Expressions | None = None) -> Wanted:
    """`want_<name>`: one row per record of the collection that the sheet speaks of; of two rows the lower one wins."""
    columns = _wanted(name, staged, custom=custom, given=given or {})
    linked = [link for link in LINKS[name] if link != "lead" and name != "vehicles"]
    joins = "".join(f' LEFT JOIN row_{link}s l_{link} ON l_{link}.rn = s."row"' for link in linked)
    chosen = "".join(f', {sql} AS "{field}"' for field, sql in columns.items())
    emptied = [field for field in columns if f"{EMPTY}{name}.{field}" in staged]
    chosen += "".join(f', "{EMPTY}{name}.{field}" AS "clear_{field}"' for field in emptied)
    rows, labels, fresh = base.rows(f"""
        SELECT count(label), count(DISTINCT label), count(DISTINCT label) FILTER (label[1] = '~') FROM row_{name}""")[0]
    told = f"""FROM row_{name} r JOIN stage s ON s."row" = r.rn{joins} WHERE r.label"""
    one_by_one = "IS NOT NULL"
    if rows > labels:
        _lay_often(base, name, f"SELECT r.label, r.rn{chosen} {told}", _lowest(name, list(columns), emptied))
        one_by_one = f"NOT IN (SELECT label FROM often_{name}) UNION ALL FROM often_{name}"
    base.run(f"CREATE OR REPLACE TEMP VIEW want_{name} AS SELECT r.label, r.rn{chosen} {told} {one_by_one}")
    return Wanted(name, tuple(columns), int(fresh), knows=labels > fresh)


def _lay_often(base: Base, name: str, told: str, lowest: str) -> None:
    """`often_<name>`: the records of which several rows speak."""
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE often_{name} AS SELECT label, max(rn) AS rn{lowest}
        FROM ({told} IN (SELECT label FROM row_{name} GROUP BY label HAVING count(*) > 1)) GROUP BY label""")


def _wanted(name: str, staged: Sequence[str], *, custom: bool, given: Expressions) -> dict[str, str]:
    """SQL by column, for the columns that the sheet has; a name also tells a person from an organisation."""
    known = [field for field in fields(name) if f"{name}.{field}" in staged]
    if (name, "name" in known) == ("customers", True) and "kind" not in known:
        known.append("kind")
    columns = {field: column(staged, f"{name}.{field}", fields(name)[field].kind.sql) for field in known}
    columns |= {link: f"l_{link}.label" for link in LINKS[name] if link != "lead" and name != "vehicles"}
    if custom and any(one.startswith("custom.") for one in staged):
        columns["other"] = custom_of(staged)
    return columns | dict(given)


def _lowest(name: str, columns: Sequence[str], emptied: Sequence[str]) -> str:
    """SQL: of several rows the lowest that says something; for a name the fullest, so that 王总 does not replace 王伟, for a
    birthday one with its year.

    Where an empty cell clears, the lowest row decides, whatever the rows above it say.
    """
    orders = {"name": f"(NOT {is_surname(core('name'))}, rn)", "birthday": f"({has_year('birthday')}, rn)"}
    orders = orders if name == "customers" else {}
    values = {c: f'arg_max("{c}", {orders.get(c, "rn")}) FILTER (WHERE "{c}" IS NOT NULL)' for c in columns}
    values |= {c: f'CASE WHEN NOT arg_max("clear_{c}", rn) THEN {values[c]} END' for c in emptied}
    values |= {f"clear_{c}": f'arg_max("clear_{c}", rn)' for c in emptied}
    return "".join(f', {sql} AS "{c}"' for c, sql in values.items())


def custom_of(staged: Sequence[str]) -> str:
    """Custom columns as one map, keys in order, so that equal maps compare equal."""
    names = sorted(name for name in staged if name.startswith("custom."))
    entries = ", ".join(f"{{'k': {quoted(name.removeprefix('custom.'))}, 'v': {_quoted(name)}}}" for name in names)
    return f"nullif(map_from_entries(list_filter([{entries}], lambda e: e.v IS NOT NULL)), MAP {{}}::MAP(VARCHAR, VARCHAR))"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def compare(base: Base, wanted: Wanted, source: Source) -> Wanted:
    """`id_<name>`: label → id. `done_<name>`: id → created, updated or same. `next_<name>`, where anything `changes`: the
    versions to write of records that are known. To `kept` comes what would have changed values that stay.
    """
    _name_new(base, wanted)
    name = wanted.name
    created = f"SELECT id, rn, 'created' AS outcome FROM want_{name} JOIN id_{name} i USING (label) WHERE fresh"
    if not wanted.knows:
        base.run(f"CREATE OR REPLACE TEMP TABLE done_{name} AS {created}")
        return wanted
    values, known = _compared(base, name, source, wanted.given)
    changed = " OR ".join(f'{sql} IS DISTINCT FROM c."{c}"' for c, sql in values.items()) or "FALSE"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE done_{name} AS {created}
        UNION ALL SELECT i.id, w.rn, CASE WHEN {changed} THEN 'updated' ELSE 'same' END {known}""")
    if not base.value(f"SELECT count(*) FROM done_{name} WHERE outcome = 'updated'"):
        return wanted
    chosen = ", ".join(f'{values.get(c, f"c.{_quoted(c)}")} AS "{c}"' for c in _columns(name))
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE next_{name} AS SELECT i.id, {chosen} {known}
        JOIN done_{name} d ON d.id = i.id AND d.outcome = 'updated'""")
    return replace(wanted, changes=True)


def _name_new(base: Base, wanted: Wanted) -> None:
    """New records get ids in the order in which the file lists them."""
    name, prefix, is_new = wanted.name, COLLECTIONS[wanted.name].prefix, "label[1] = '~'"
    last = next_ids(base, prefix, wanted.fresh) if wanted.fresh else 0
    nth = f"{last} + row_number() OVER (PARTITION BY {is_new} ORDER BY rn)"
    base.run(f"""
        CREATE OR REPLACE TEMP TABLE id_{name} AS SELECT label,
            CASE WHEN {is_new} THEN printf('{prefix}%06d', {nth}) ELSE label END AS id, {is_new} AS fresh FROM want_{name}""")


def _compared(base: Base, name: str, source: Source, given: Sequence[str]) -> tuple[dict[str, str], str]:
    """SQL: for every column that the file speaks of the value after the import, and where the records come from that
    are known; what they would have been is noted.
    """
    older = is_older(base, source)
    own = said.own_columns(base, name) if older and "other" in given else []
    if older:
        find_provenance(base, name, [c for c in given if c != "other"], own)
    deciding = {c: wins(name, c, source, older=older) for c in given if c != "other"}
    cleared = {c for c in given if f"{name}.{c}" in source.clearing}
    values = {c: _value(name, c, sql, given, clears=c in cleared) for c, sql in deciding.items()}
    if "other" in given:
        by_age = source.policy.wins == "newer"
        values["other"] = (
            own_values(own, source)
            if older and by_age and own
            else other_value("c", "w")
            if by_age or source.policy.wins == "file"
            else other_value("w", "c")
        )
    known = f"""
        FROM want_{name} w JOIN id_{name} i ON i.label = w.label AND NOT i.fresh
        JOIN {name} c ON c.closed IS NULL AND c.id = i.id{" LEFT JOIN provenance p ON p.id = i.id" if older else ""}"""
    note_kept(base, name, {c: sql for c, sql in deciding.items() if sql}, known, source)
    return values, known


def _columns(name: str) -> list[str]:
    return [*(link for link in LINKS[name] if name != "vehicles"), *fields(name), "other"]


def _value(name: str, field: str, wins: str | None, given: Sequence[str], *, clears: bool = False) -> str:
    """SQL: the value of a field after the import: what the file says, else what is there."""
    here, there = f'w."{field}"', f'c."{field}"'
    if field == "customer":  # a record keeps the id it came with as long as that means the same customer
        return f"CASE WHEN {here} IS NULL OR root({there}) = root({here}) THEN {there} ELSE {here} END"
    if (name, field) == ("customers", "name"):
        vague = f"{is_surname(core(here))} AND NOT {is_surname(core(there))}"
        stays = f"{here} IS NULL OR ({vague}) OR NOT ({wins or 'TRUE'})"
        return f"CASE WHEN {there} IS NULL OR {here} = {there} THEN {here} WHEN {stays} THEN {there} ELSE {here} END"
    if (name, field) == ("customers", "kind"):
        return f"CASE WHEN {wins or 'TRUE'} THEN coalesce({here}, {there}, {_kind_by_name(given)}) ELSE {there} END"
    if (name, field) == ("customers", "birthday"):
        wins = f"({wins or 'TRUE'} OR coalesce({is_part(there, here)}, FALSE)) AND coalesce(NOT {is_part(here, there)}, TRUE)"
    empty = f'w."clear_{field}"' if clears else "FALSE"
    if wins is None:
        return f"CASE WHEN {here} IS NULL AND NOT {empty} THEN {there} ELSE {here} END"
    return f"CASE WHEN ({here} IS NOT NULL OR {empty}) AND {wins} THEN {here} ELSE {there} END"


def _first_value(name: str, field: str, given: Sequence[str]) -> str:
    """SQL: the value of a field of a record that the base has never seen."""
    kind = (name, field) == ("customers", "kind")
    return f"coalesce(w.kind, {_kind_by_name(given)})" if kind else f"w.{_quoted(field)}"


def _kind_by_name(given: Sequence[str]) -> str:
    """SQL: person or organisation, as the name tells."""
    if "name" not in given:
        return "NULL"
    return f"CASE WHEN {is_organisation('w.name')} THEN 'organisation' WHEN w.name IS NOT NULL THEN 'person' END"


def other_value(low: str, high: str) -> str:
    """SQL: the custom columns of both, those of `high` on top."""
    return joined(f"{low}.other", f"{high}.other")


def write(base: Base, wanted: Wanted, source: Source) -> None:
    """Close the versions that changed and open the new ones; note which record every row was about."""
    name, given = wanted.name, wanted.given
    said.note(base, name, source, given, knows=wanted.knows)
    if wanted.changes:
        replace_versions(base, name, source)
    if wanted.fresh:
        opened = f"{source.batch} AS opened, NULL::INTEGER AS closed"
        first = "".join(f', {_first_value(name, c, given)} AS "{c}"' for c in given)
        base.run(f"""
            INSERT INTO {name} BY NAME SELECT i.id, {opened}{first}
            FROM want_{name} w JOIN id_{name} i ON i.label = w.label AND i.fresh""")
    base.run(
        f"INSERT INTO origins SELECT ?, '{name}', i.id, ?, ?, r.rn FROM row_{name} r JOIN id_{name} i ON i.label = r.label",
        [source.batch, source.file, source.sheet],
    )
    base.run(f"DROP VIEW want_{name}")
    for table in ("often", "next"):
        base.run(f"DROP TABLE IF EXISTS {table}_{name}")


def replace_versions(base: Base, name: str, source: Source) -> None:
    """Close the versions of the records in `next_<name>` and open those."""
    moved = f"SELECT id FROM next_{name}"
    base.run(f"DELETE FROM {name} WHERE opened = ? AND closed IS NULL AND id IN ({moved})", [source.batch])
    base.run(f"UPDATE {name} SET closed = ? WHERE closed IS NULL AND id IN ({moved})", [source.batch])
    opened = f"{source.batch} AS opened, NULL::INTEGER AS closed"
    base.run(f"INSERT INTO {name} BY NAME SELECT *, {opened} FROM next_{name}")


def write_keys(base: Base, source: Source) -> None:
    """Every identifier that a row gives its customer is kept; a customer who gains one has been updated."""
    base.run(
        """
        INSERT INTO keys BY NAME
        WITH given AS (
            SELECT rn, 'phone' AS type, phone AS value FROM phone_of
            UNION ALL SELECT rn, 'customer_no', customer_no FROM person
            UNION ALL SELECT rn, 'id_number', id_number FROM person
            UNION ALL SELECT rn, 'wechat', wechat FROM person)
        SELECT DISTINCT i.id AS customer, g.type, g.value, ?::INTEGER AS opened, NULL::INTEGER AS closed FROM given g
        JOIN row_customers r ON r.rn = g.rn JOIN id_customers i ON i.label = r.label
        WHERE g.value IS NOT NULL
          AND NOT EXISTS (FROM keys k WHERE k.closed IS NULL AND root(k.customer) = root(i.id)
                          AND k.type = g.type AND k.value = g.value)""",
        [source.batch],
    )
    base.run(
        """UPDATE done_customers SET outcome = 'updated' WHERE outcome = 'same'
           AND id IN (SELECT customer FROM keys WHERE opened = ? AND closed IS NULL)""",
        [source.batch],
    )


def write_doubts(base: Base, source: Source) -> None:
    """A new customer who may be another one stands for himself, the candidate beside him."""
    if not base.value("SELECT EXISTS (FROM clash)"):
        return
    base.run(
        """INSERT INTO doubts SELECT DISTINCT i.id, coalesce(j.id, c.candidate), c.reason, ?::INTEGER, NULL::INTEGER FROM clash c
           JOIN row_customers r ON r.rn = c.rn JOIN id_customers i ON i.label = r.label AND i.fresh
           LEFT JOIN id_customers j ON j.label = c.candidate
           WHERE i.id <> coalesce(j.id, c.candidate) AND (j.id IS NOT NULL OR c.candidate[1] <> '~')""",
        [source.batch],
    )
    base.run(
        "UPDATE done_customers SET outcome = 'doubtful' WHERE outcome = 'created' AND id IN (SELECT a FROM doubts WHERE opened = ?)",
        [source.batch],
    )
