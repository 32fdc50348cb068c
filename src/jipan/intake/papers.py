"""The kind of document beside a number: what stands on a passport or a licence is not judged as a resident's number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from jipan import kinds
from jipan.intake.clean import Odd, Reader, clean, odd_cells
from jipan.kinds.document import ID_TYPE, OF_A_RESIDENT
from jipan.kinds.identity import parse_other

if TYPE_CHECKING:
    from jipan.intake.headers import Layout

_KIND, _NUMBER = "customers.id_type", "customers.id_number"
_OTHERS = [option.id for option in ID_TYPE.options if option.id not in OF_A_RESIDENT]


def reread(
    coded: Mapping[int, pa.DictionaryArray], columns: dict[str, pa.Array], odd: list[Odd], layout: Layout, first: int
) -> Iterable[Odd]:
    """Read the numbers of other documents once more, as they are, into `columns`. Gives the batch's odd cells as they are then."""
    target = next((one for one in layout.targets if one.key == _NUMBER), None)
    if target is None or _KIND not in columns:
        return odd
    other = pc.fill_null(pc.is_in(columns[_KIND], value_set=pa.array(_OTHERS, type=pa.string())), fill_value=False)
    if not pc.any(other).as_py():
        return odd
    array = coded[target.column]
    texts = pc.if_else(other, array.dictionary.take(array.indices), None).dictionary_encode()
    cleaned = clean(texts, Reader(kinds.ID_NUMBER, parse_other))
    columns[_NUMBER] = pc.if_else(other, cleaned.values, columns[_NUMBER])
    rows = {first + place for place in pc.indices_nonzero(other).to_pylist()}
    judged = [one for one in odd if one.column != target.column or one.row not in rows]
    return judged + odd_cells(target, first, cleaned)
