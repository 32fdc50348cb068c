"""A page on its sheet: one table that fills it, or several below each other with their charts; set up for paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from openpyxl.utils import get_column_letter

from jipan.render import chart, paper, protection
from jipan.render.block import TITLE_HEIGHT, Block, Manner
from jipan.render.form import Forms
from jipan.render.sheet import ROW, Sheet, text
from jipan.render.styles import BLUE, Look, Role
from jipan.table import Page

_MANY_COLUMNS = 10
_KEY_COLUMNS = 2


def put(page: Page, sheet: Sheet, manner: Manner, forms: Forms) -> None:
    """Fill an empty sheet with a page."""
    blocks = [Block(table, manner) for table in page.tables]
    _set_widths(sheet, blocks)
    sheet.sheet_properties.tabColor = BLUE
    sheet.sheet_view.showGridLines = False
    paper.set_up(sheet, manner.lang, manner.day)
    if len(blocks) == 1:
        _put_alone(sheet, blocks[0], forms)
    else:
        _put_stacked(sheet, page, blocks, forms)


def _put_alone(sheet: Sheet, block: Block, forms: Forms) -> None:
    """A table that fills its sheet: its header stays in sight, filters, and repeats on paper."""
    header = block.header_offset
    keys = _KEY_COLUMNS if len(block.table.columns) > _MANY_COLUMNS else 0
    sheet.freeze_panes = f"{get_column_letter(keys + 1)}{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(block.table.columns))}{header + len(block.table.rows)}"
    _put_block(sheet, block, "title", forms)
    _set_print_area(sheet, block)


def _set_print_area(sheet: Sheet, block: Block) -> None:
    """Columns that are for the screen only stay off the paper."""
    form, names = block.table.form, [column.name for column in block.table.columns]
    if form and form.on_paper:
        sheet.print_area = f"A1:{get_column_letter(names.index(form.on_paper) + 1)}{sheet.row}"


def _put_stacked(sheet: Sheet, page: Page, blocks: Sequence[Block], forms: Forms) -> None:
    """Several tables under the title of the page, charts beside them."""
    pages = paper.Pages(sheet, max(_wide(block, sheet) for block in blocks))
    for block in blocks:
        pages.place(_high(block))
        if sheet.row == 0:
            style = block.manner.styles.number(Look("title"))
            sheet.add([(style, text(page.title(block.manner.lang)))], TITLE_HEIGHT)
        sheet.skip()
        _put_block(sheet, block, "heading", forms)


def _wide(block: Block, sheet: Sheet) -> float:
    """How wide a table is with the chart beside it, in points."""
    beside = chart.has(block.table)
    letters = [get_column_letter(place) for place in range(1, len(block.table.columns) + 1 + beside)]
    own = paper.points([sheet.column_dimensions[letter].width for letter in letters])
    return own + (chart.WIDTH if beside else 0)


def _high(block: Block) -> float:
    """How high a table is with the chart beside it and an empty row, in points."""
    return ROW + max(block.height, chart.HEIGHT_IN_ROWS * ROW if chart.has(block.table) else 0)


def _put_block(sheet: Sheet, block: Block, title: Role, forms: Forms) -> None:
    """One table with its rules and its chart; the next one begins below both."""
    top = sheet.row
    header = top + block.header_offset
    block.put(sheet, title)
    if block.table.rows:
        edited = protection.is_edited(block.table)
        forms.add(block.table, sheet, (header + 1, protection.LAST_ROW if edited else sheet.row))
        if edited:
            protection.refuse_typing(sheet, block.table, header + 1, block.manner.lang)
        sheet.texts.extend(_text_spans(block, header + 1, sheet.row))
    if chart.draw(block.table, sheet, header, block.manner.lang):
        while sheet.row < top + chart.HEIGHT_IN_ROWS:
            sheet.skip()


def _text_spans(block: Block, first: int, last: int) -> list[str]:
    letters = [
        get_column_letter(place) for place, column in enumerate(block.table.columns, 1) if column.kind.excel == "@"
    ]
    return [f"{letter}{first}:{letter}{last}" for letter in letters]


def _set_widths(sheet: Sheet, blocks: Sequence[Block]) -> None:
    """Tables on one sheet share its columns: the widest decides."""
    for place, rooms in enumerate(
        zip_longest(*([room.width for room in block.fits] for block in blocks), fillvalue=0), 1
    ):
        sheet.column_dimensions[get_column_letter(place)].width = max(rooms)
    for table in (block.table for block in blocks if protection.is_edited(block.table)):
        protection.lock(sheet, table)
