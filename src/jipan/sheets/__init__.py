"""Any file → rows with addresses: the only reader of spreadsheets.

    for path in expand([Path("收件")]):
        book = open_book(path)
        for sheet in book.sheets:
            for batch in book.grid(sheet.name).batches: ...

What a file is, is found from its bytes, never from its name. Every cell comes back as text or None. Whatever is wrong
with a file is a `BadFile`. Nothing here knows what a customer is.
"""

from __future__ import annotations

from jipan.sheets.book import Book, open_book
from jipan.sheets.expand import expand
from jipan.sheets.grid import CellError, Grid, Range, SheetInfo
from jipan.sheets.limits import Limits

__all__ = ["Book", "CellError", "Grid", "Limits", "Range", "SheetInfo", "expand", "open_book"]
