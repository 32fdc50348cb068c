"""The two workbooks as a clerk would lay them out: titles, merged headers, borders, widths, hidden sheets and rows."""

from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from generator.customer_sheet import GROUPS, HEADERS
from generator.export_sheets import LEAD_HEADERS
from generator.lines import Line

THIN = Side(style="thin", color="A6A6A6")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADER_FILL = PatternFill("solid", fgColor="D9E1F2")
TOTAL_FILL = PatternFill("solid", fgColor="FFF2CC")
CENTRE = Alignment(horizontal="center", vertical="center")
FONT = Font(name="宋体", size=10)
BOLD = Font(name="宋体", size=10, bold=True)
TITLE = Font(name="黑体", size=16, bold=True)

NARROW, WIDE, DEFAULT_WIDTH = 8, 24, 13
WIDTHS = {
    "客户名称": 28,
    "客户性质": NARROW,
    "性别": NARROW,
    "出生日期": 15,
    "身份证号": 21,
    "手机号码": 25,
    "备用手机号": 19,
    "省": NARROW,
    "市": NARROW,
    "区县": NARROW,
    "详细地址": 32,
    "经营模式": NARROW,
    "经营性质": NARROW,
    "保有台数": NARROW,
    "介绍人": 28,
    "备注": WIDE,
    "意向级别": NARROW,
    "竞品车型": WIDE,
    "跟进记录": WIDE,
}


def customer_book(lines: list[Line], old: list[Line]) -> Workbook:
    book = Workbook()
    sheet = first_sheet(book, "客户", lines, HEADERS)
    merge_headings(sheet)
    style_rows(sheet, first=2, headers=2)
    fit_to_paper(sheet)
    hidden = book.create_sheet("旧数据")
    fill(hidden, old)
    hidden.sheet_state = "hidden"
    return book


def lead_book(lines: list[Line]) -> Workbook:
    """The sheet is filtered: sleeping wishes are out of sight."""
    book = Workbook()
    sheet = first_sheet(book, "意向客户", lines, LEAD_HEADERS)
    style_rows(sheet, first=1, headers=1)
    state = LEAD_HEADERS.index("状态")
    sheet.auto_filter.ref = sheet.dimensions
    sheet.auto_filter.add_filter_column(state, sorted({str(one.cells[state]) for one in lines[1:]} - {"休眠"}))
    for place, one in enumerate(lines, 1):
        sheet.row_dimensions[place].hidden = one.cells[state] == "休眠"
    return book


def first_sheet(book: Workbook, title: str, lines: list[Line], headers: tuple[str, ...]) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = title
    fill(sheet, lines)
    for place, header in enumerate(headers, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(header, DEFAULT_WIDTH)
    return sheet


def fill(sheet: Worksheet, lines: list[Line]) -> None:
    for row, one in enumerate(lines, 1):
        for column, value in enumerate(one.cells, 1):
            if value not in (None, ""):
                cell = sheet.cell(row, column, value)
                if isinstance(value, datetime):
                    cell.number_format = "yyyy/m/d"


def merge_headings(sheet: Worksheet) -> None:
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(HEADERS))
    sheet["A1"].font, sheet["A1"].alignment = TITLE, CENTRE
    sheet.row_dimensions[1].height = 30
    column = 1
    for headers in GROUPS.values():
        last = column + len(headers) - 1
        sheet.merge_cells(start_row=2, end_row=3 if column == last else 2, start_column=column, end_column=last)
        column = last + 1


def style_rows(sheet: Worksheet, first: int, headers: int) -> None:
    """A grid around the table, bold headers that stay in view, totals in yellow; the notes below stay plain."""
    body = first + headers
    sheet.freeze_panes = f"C{body}"
    for cells in sheet.iter_rows(min_row=first, max_row=last_row_of_table(sheet)):
        header, total = cells[0].row < body, cells[0].value in ("小计", "合计")
        for cell in cells:
            cell.border, cell.font = GRID, BOLD if header or total else FONT
            if header:
                cell.fill, cell.alignment = HEADER_FILL, CENTRE
            elif total:
                cell.fill = TOTAL_FILL


def fit_to_paper(sheet: Worksheet) -> None:
    """One page wide, with the headings on every page: the list is also printed and pinned to a wall."""
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:3"


def last_row_of_table(sheet: Worksheet) -> int:
    totals = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "合计"]
    return totals[0] if totals else sheet.max_row
