"""How much a file may ask for before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from jipan.errors import BadFile

#: What a sheet may spread over without the bytes to show for it: a stray cell in row 900,000 is a slip, not data.
FREE_CELLS = 10_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file. A sheet is kept as a full rectangle while it is read, so `cells` counts blank ones too."""

    rows: int = 2_000_000
    columns: int = 2_000
    cells: int = 60_000_000
    unpacked: int = 2_000_000_000
    """Bytes of all parts of a zipped workbook together."""
    seconds: float = 25.0
    """Time for the formats that are read in a process of their own (xls, xlsb, ods)."""
    memory: int = 1_300_000_000
    """Bytes of data in that process. macOS does not hold them."""

    def allowance(self, size: int) -> int:
        """How many cells `size` bytes of sheet may spread over."""
        return min(self.cells, FREE_CELLS + size)

    def check(self, path: str, rows: int, columns: int) -> None:
        """Refuse a rectangle that is larger than allowed. Raises BadFile."""
        if rows > self.rows:
            raise BadFile("too_many_rows", path=path, limit=self.rows)
        if columns > self.columns:
            raise BadFile("too_many_columns", path=path, limit=self.columns)
        if rows * columns > self.cells:
            raise BadFile("too_many_cells", path=path, limit=self.cells)


DEFAULT = Limits()
