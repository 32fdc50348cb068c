"""How sheets lie on paper: A4 across, as wide as the page, and no table or chart torn by the end of one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from openpyxl.worksheet.pagebreak import Break

from jipan.words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jipan.render.sheet import Sheet

_A4 = 9
_MARGIN, _BELOW, _FOOTER = 0.4, 0.6, 0.3
"""Inches: around the sheet, below it, and below the footer that stands in that room."""
_WIDE, _HIGH = 842 - 2 * 72 * _MARGIN, 595 - 72 * (_MARGIN + _BELOW)
"""What is left for the sheet, in points."""
_DIGIT = 8
"""Pixels, in the wider ones of the fonts that offices have."""
_SURE = 0.88
"""Programs differ a little in how wide they draw a column."""


def set_up(sheet: Sheet, lang: Lang, day: dt.date | None) -> None:
    """A4 across, as wide as the paper; every page says whose or which sheet it is of, of which day, and its number."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.print_options.horizontalCentered = True
    margins = {
        "left": _MARGIN,
        "right": _MARGIN,
        "top": _MARGIN,
        "bottom": _BELOW,
        "header": _FOOTER,
        "footer": _FOOTER,
    }
    for side, inches in margins.items():
        setattr(sheet.page_margins, side, inches)
    footer = sheet.HeaderFooter.oddFooter
    for part, words in (
        (footer.left, "&A"),
        (footer.center, say("render.footer", lang)),
        (footer.right, day and str(day)),
    ):
        part.text, part.size = words, 8


def points(widths: Sequence[float]) -> float:
    """How wide columns are that have room for so many digits each."""
    return sum(0.75 * (_DIGIT * width + 5) for width in widths)


class Pages:
    """The pages of a sheet that holds several tables, so wide in points: each table goes to the next one if it would be torn.

    The scale is set in numbers: Excel passes over breaks where it is told to fit the page.
    """

    def __init__(self, sheet: Sheet, width: float) -> None:
        scale = min(1.0, _SURE * _WIDE / width)
        self._sheet, self._room, self._used = sheet, _SURE * _HIGH / scale, 0.0
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
        sheet.page_setup.scale = int(100 * scale)

    def place(self, height: float) -> None:
        """Something so high follows."""
        if self._used and self._used + height > self._room:
            self._sheet.row_breaks.append(Break(id=self._sheet.row))
            self._used = 0
        self._used += height
