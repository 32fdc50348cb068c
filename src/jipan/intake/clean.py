"""Columns of text become typed columns: every distinct cell is read once, odd cells become problems with an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, get_args

import pyarrow as pa
import pyarrow.compute as pc
from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from jipan.errors import Bad, Doubt
from jipan.intake.plain import merged, standing
from jipan.kinds import Kind
from jipan.models import Field

if TYPE_CHECKING:
    from jipan.intake.headers import Target

Read = Callable[[str], object]
_KNOWN = 20_000
"""So many texts of a column are remembered: more are addresses, of which none comes again."""
OddTexts = dict[int, tuple[str, str, bool, dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that could not be read, or was read with a doubt. `row` counts from 0 in the grid."""

    row: int
    column: int
    header: str
    value: str
    code: str
    kept: bool
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A typed column and what was odd in it: position in the column → (text, code, kept, facts)."""

    values: pa.Array
    odd: list[tuple[int, str, str, bool, dict[str, object]]]


_TYPES: dict[type, Callable[[], CoreSchema]] = {
    str: core_schema.str_schema, int: core_schema.int_schema, float: core_schema.float_schema, bool: core_schema.bool_schema,
    Decimal: core_schema.decimal_schema, dt.date: core_schema.date_schema, dt.datetime: core_schema.datetime_schema,
}  # fmt: skip


@cache
def _reading(annotation: object) -> Read:
    """The function that reads a cell of a field, as its line in models declares it.

    A TypeAdapter makes the same of it; all that it loads first takes longer than a short list takes to import.
    """
    optional, declared = get_args(annotation)
    read: Read = SchemaValidator(declared.__get_pydantic_core_schema__(optional, _optional)).validate_python
    return read


def _optional(source: object) -> CoreSchema:
    """What pydantic holds the values of `X | None` against."""
    return core_schema.nullable_schema(_TYPES[get_args(source)[0]]())


@dataclass(frozen=True, slots=True)
class Reader:
    """How the cells of a column are read. `trusts_plain`: texts that stand for themselves in this kind need no reading.

    A list comes in batches, and in each of them the same days and sums: what was read is `known` for the next one.
    """

    kind: Kind
    read: Read
    trusts_plain: bool = False
    known: dict[str, object] = field(default_factory=dict)


def read_field(of: Field, factor: int = 1, replace: Mapping[str, str] | None = None) -> Reader:
    """How a column of this field is read: words replaced as the mapping says, numbers multiplied by the header's unit."""
    read = _reading(of.annotation)
    if replace:
        read = _replacing(read, replace)
    if factor != 1:
        read = _multiplying(read, factor)
    return Reader(of.kind, read, trusts_plain=not replace and factor == 1)


def _replacing(read: Read, words: Mapping[str, str]) -> Read:
    return lambda text: read(words.get(text.strip(), text))


def _multiplying(read: Read, factor: int) -> Read:
    def multiplied(text: str) -> object:
        value = read(text)
        return None if value is None else value * factor  # type: ignore[operator]

    return multiplied


def clean(coded: pa.DictionaryArray, reader: Reader) -> Cleaned:
    """Read a column of text. Every distinct text is read once; a cell that cannot be read becomes missing."""
    texts = coded.dictionary
    plain, type_ = standing(texts, reader.kind) if reader.trusts_plain else None, arrow_type(reader.kind.arrow)
    if plain is None or reader.kind.plain is None:
        values, odd = _read_all(texts.to_pylist(), range(len(texts)), reader)
        typed = pa.array(values, type=type_)
    else:
        places = pc.indices_nonzero(pc.invert(plain))
        values, odd = _read_all(texts.take(places).to_pylist(), places.to_pylist(), reader)
        typed = merged(texts, plain, pa.array(values, type=type_), reader.kind.plain.signs)
    return Cleaned(typed.take(coded.indices), _where(coded.indices, odd))


def _read_all(texts: Sequence[str], places: Iterable[int], reader: Reader) -> tuple[list[object], OddTexts]:
    """The values of texts, and what was odd about some: place → (text, code, kept, facts)."""
    read, known = reader.read, reader.known
    values: list[object] = []
    odd: OddTexts = {}
    for place, text in zip(places, texts, strict=True):
        if text in known:
            values.append(known[text])
            continue
        try:
            values.append(read(text))
            if len(known) < _KNOWN:
                known[text] = values[-1]
        except Bad as bad:
            values.append(None)
            odd[place] = (text, bad.code, False, bad.facts)
        except Doubt as doubt:
            values.append(doubt.value)
            odd[place] = (text, doubt.code, True, doubt.facts)
        except ValidationError:
            values.append(None)
            odd[place] = (text, "type", False, {})
    return values, odd


def _where(indices: pa.Array, odd: OddTexts) -> list[tuple[int, str, str, bool, dict[str, object]]]:
    """The positions of odd cells."""
    if not odd:
        return []
    hit = pc.indices_nonzero(pc.is_in(indices, value_set=pa.array(list(odd), type=indices.type)))
    return [
        (position, *odd[code]) for position, code in zip(hit.to_pylist(), indices.take(hit).to_pylist(), strict=True)
    ]


def odd_cells(target: Target, first: int, cleaned: Cleaned) -> list[Odd]:
    """The odd cells of a column that begins in row `first`."""
    return [
        Odd(first + at, target.column, target.header, text, code, kept, facts)
        for at, text, code, kept, facts in cleaned.odd
    ]


@cache
def arrow_type(name: str) -> pa.DataType:
    """The Arrow type that a kind names."""
    if name.startswith("decimal128"):
        return pa.decimal128(14, 2)
    known: dict[str, pa.DataType] = {
        "string": pa.string(), "date32": pa.date32(), "timestamp[us]": pa.timestamp("us"),
        "int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_(),
    }  # fmt: skip
    return known[name]
