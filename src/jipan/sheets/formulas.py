"""Formulas that nobody has computed: programs write them without a value, and their cells look empty until Excel has saved them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jipan.sheets import a1
from jipan.sheets.grid import CellError

if TYPE_CHECKING:
    from jipan.sheets.package import Package

UNCOMPUTED = "="
"""What stands for such a cell among those that show an error."""

_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*)><f[^>]*?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_IS_TEXT = b't="str"'
"""A formula that gave an empty text has been computed."""


def uncomputed(package: Package, part: str) -> tuple[CellError, ...]:
    """Such cells in the first megabyte of a sheet: where there are any, they run through it."""
    head = next(package.inflated(part), b"") if part in package else b""
    if b"<f" not in head:
        return ()
    return tuple(
        CellError(int(row) - 1, a1.number(column.decode()), UNCOMPUTED)
        for column, row, about in _CELL.findall(head)
        if _IS_TEXT not in about
    )
