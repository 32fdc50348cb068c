"""One sheet as text, with the address of each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jipan.sheets import a1
from jipan.sheets.a1 import Range

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

__all__ = ["CellError", "Grid", "Range", "SheetInfo"]


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet that can be read. A file without sheets (CSV, HTML) has one, called as the file without its suffix."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error such as #N/A. `row` and `column` are absolute and 0-based; the cell itself is None."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as text.

    Numbers read '13800138000' or '1.5', truth values 'true', days '2024-01-05 00:00:00' (ODS and ISO cells also
    '2024-01-05' and '2024-01-05T08:30:00'), times of day '1899-12-31 08:30:00'. None is an empty cell; in CSV and
    HTML, where the two look the same, an empty text is None too.
    """

    file: str
    """The file's name as shown to a user; inside a zip 'a.zip/b.xlsx'."""
    sheet: str | None
    """None where the format has no sheets."""
    hidden: bool
    columns: tuple[int, ...]
    """The absolute 0-based column of each column of the batches, which need not begin at A."""
    batches: Iterable[pa.RecordBatch]
    """Can be gone through again and again; all columns are strings, up to 100,000 rows each, blank rows kept."""
    first_row: int = 0
    """The absolute 0-based row of the first row of the first batch."""
    errors: tuple[CellError, ...] = ()
    merged: tuple[Range, ...] = ()
    """Merged ranges; the value stands in the top left cell only. Empty for xlsb."""

    def address(self, row: int, column: int) -> str:
        """Where an absolute 0-based cell is: `customers.xlsx › 客户 › D17`, without sheets `visits.csv › D17`."""
        return " › ".join(part for part in (self.file, self.sheet, a1.name(row, column)) if part)
