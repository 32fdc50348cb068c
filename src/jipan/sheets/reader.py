"""What fastexcel makes of one sheet: text, absolute columns, error cells."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from jipan.sheets import batches
from jipan.sheets.grid import CellError

if TYPE_CHECKING:
    import fastexcel
    import pyarrow as pa

# The Rust side speaks up through logging ("not a valid worksheet"); without a handler that would land on the screen.
for _logger in ("calamine", "fastexcel", "_fastexcel"):
    logging.getLogger(_logger).addHandler(logging.NullHandler())

_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
_ERROR = re.compile(r"Error\((\w+)\)'")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")
_DAY_ZERO = datetime(1899, 12, 31)


class Text(NamedTuple):
    """One sheet as text."""

    batch: pa.RecordBatch
    columns: tuple[int, ...]
    errors: tuple[CellError, ...]
    visible: bool


def text_of(reader: fastexcel.ExcelReader, name: str, first: int = 0) -> Text:
    """Read a sheet from a row on. Cells that fastexcel cannot make text of are errors, or ODS times of day."""
    sheet = reader.load_sheet(name, header_row=None, skip_rows=first, dtypes="string")
    batch, faults = sheet.to_arrow_with_errors()
    columns = tuple(column.absolute_index for column in sheet.available_columns())
    errors, times = [], {}
    for fault in faults.errors if faults else ():
        row, index = fault.position
        if error := _ERROR.search(fault.detail):
            errors.append(CellError(row, columns[index], _ERRORS.get(error[1], f"#{error[1].upper()}!")))
        else:
            times[row - first, index] = _time(fault.detail)
    kept = max((error.row + 1 - first for error in errors), default=0)
    batch = batches.trimmed(batches.named(_with(batch, times), columns), kept)
    return Text(batch, columns, tuple(errors), sheet.visible == "visible")


def _time(detail: str) -> str:
    """`… 'DurationIso("PT10H10M10S")'` → 1899-12-31 10:10:10, as the other formats give it."""
    found = _DURATION.search(detail)
    if found is None:
        return detail
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    moment = _DAY_ZERO + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return moment.isoformat(" ", "milliseconds" if moment.microsecond else "seconds")


def _with(batch: pa.RecordBatch, values: dict[tuple[int, int], str]) -> pa.RecordBatch:
    """The batch with some cells replaced, by (row, index of the column)."""
    for index in {index for _, index in values}:
        cells = batch.column(index).to_pylist()
        for (row, column), value in values.items():
            if column == index:
                cells[row] = value
        batch = batch.set_column(index, batch.schema.field(index), batches.column(cells))
    return batch
