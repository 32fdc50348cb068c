"""How workbooks look: one dark blue, thin light lines, quiet colours for what deserves attention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

Role = Literal["title", "note", "heading", "header", "answer_header", "body", "given", "answer"]

BLUE = "1F3864"
ACCENT = "2F5597"
PALETTE = (ACCENT, "7F9FD1", "C55A11", "BF9000", "548235", "7B7B7B", "843C0C", "264478")
_INK = "262626"
_GREY = "7F7F7F"
_LINE = Side("thin", color="D9D9D9")
_BOX = Border(_LINE, _LINE, _LINE, _LINE)
_TOTAL = Border(_LINE, _LINE, Side("thin", color=BLUE), Side("thin", color=BLUE))
_FONT = "Microsoft YaHei"


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell looks like, and how it shows its value."""

    role: Role
    format: str = "General"
    align: str = "left"
    emphasis: str = ""
    wrap: bool = False
    free: bool = False
    """Can be typed into although the sheet is protected."""
    tall: bool = False
    """Stands in rows of several lines."""


_FONTS: dict[str, dict[str, object]] = {
    "title": {"size": 15, "bold": True, "color": BLUE},
    "heading": {"size": 12, "bold": True, "color": BLUE},
    "note": {"size": 9, "color": _GREY},
    "header": {"bold": True, "color": "FFFFFF"},
    "answer_header": {"bold": True, "color": "FFFFFF"},
    "given": {"color": "404040"},
    "bad": {"color": "9C0006"},
    "total": {"bold": True, "color": BLUE},
}
_FILLS = {
    "header": BLUE,
    "answer_header": "BF8F00",
    "given": "F5F6F8",
    "answer": "FFFBE6",
    "good": "E2F0D9",
    "warn": "FFF2CC",
    "bad": "FBE5E5",
    "total": "DDE5F2",
}


class Styles:
    """The style numbers of one workbook: each look is registered once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._numbers: dict[Look, int] = {}

    def number(self, look: Look) -> int:
        """The number by which the workbook's cells name this look."""
        if look not in self._numbers:
            self._numbers[look] = self._register(look)
        return self._numbers[look]

    def _register(self, look: Look) -> int:
        cell = WriteOnlyCell(self._workbook.worksheets[0])
        cell.font = _font(look)
        cell.number_format = look.format
        cell.alignment = _alignment(look)
        if fill := _fill(look):
            cell.fill = PatternFill("solid", fgColor=fill)
        if look.free:
            cell.protection = Protection(locked=False)
        if look.role not in {"title", "note", "heading"}:
            cell.border = _TOTAL if look.emphasis == "total" else _BOX
        return int(cell.style_id)


def _font(look: Look) -> Font:
    return Font(
        **{"name": _FONT, "size": 10, "color": _INK, **_FONTS.get(look.role, {}), **_FONTS.get(look.emphasis, {})}
    )


def _fill(look: Look) -> str | None:
    """Answers keep their colour in coloured rows: they are what a person looks for."""
    by_role = _FILLS.get(look.role)
    return by_role if look.role == "answer" else _FILLS.get(look.emphasis, by_role)


def _alignment(look: Look) -> Alignment:
    if look.role in {"title", "note", "heading"}:
        return Alignment(vertical="center")
    if look.role in {"header", "answer_header"}:
        return Alignment(horizontal="center", vertical="center", wrap_text=True)
    upright = "top" if look.tall else "center"  # one line of reading; what does not fit is cut off at the end alone
    return Alignment(horizontal=look.align, vertical=upright, wrap_text=look.wrap)
