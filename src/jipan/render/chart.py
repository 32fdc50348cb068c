"""A table's last column over its first, as a chart that Excel owns and people can change."""

from __future__ import annotations

from itertools import takewhile

from openpyxl.chart import BarChart, PieChart
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumRef, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.title import Title, title_maker
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.utils import get_column_letter, quote_sheetname

from jipan.render.cells import absent, shown
from jipan.render.sheet import Sheet
from jipan.render.styles import ACCENT, BLUE, PALETTE
from jipan.table import Table
from jipan.words import Lang

HEIGHT_IN_ROWS = 14
_WIDTH_CM = 13.5
_HEIGHT_CM = 7.4
WIDTH = _WIDTH_CM * 72 / 2.54 + 48
"""In points, with the rest of the last column that it reaches: paper ends between columns. It begins a column to the right
of its table.
"""
_MOST = 20
_TITLE_SIZE = 11


def draw(table: Table, sheet: Sheet, header: int, lang: Lang) -> bool:
    """The chart of a table whose header stands in row `header`, to the right of it. False where there is none."""
    count = _drawable(table)
    if not has(table):
        return False
    chart = _pie() if table.chart == "pie" else _bar()
    chart.series.append(_series(table, sheet, (header + 1, count), lang))
    chart.title = _title(table.title(lang))
    chart.width, chart.height = _WIDTH_CM, _HEIGHT_CM
    sheet.add_chart(chart, f"{get_column_letter(len(table.columns) + 2)}{max(1, header - 1 - len(table.notes))}")
    return True


def _title(words: str) -> Title:
    """In letters of a heading's size: a title of two lines leaves no room for what it is about."""
    made = title_maker(words)
    look = CharacterProperties(sz=100 * _TITLE_SIZE, b=True, solidFill=BLUE)
    for paragraph in made.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=look)
        for run in paragraph.r:
            run.rPr = look
    return made


def has(table: Table) -> bool:
    """Whether a table has a chart beside it."""
    return table.chart is not None and _drawable(table) > 0


def _drawable(table: Table) -> int:
    """How many rows to draw: those above the first total."""
    rows = takewhile(lambda index: table.emphasis.get(index) != "total", range(len(table.rows)))
    return min(_MOST, len(list(rows)))


def _series(table: Table, sheet: Sheet, rows: tuple[int, int], lang: Lang) -> Series:
    """The numbers are copied into the chart as well: viewers on phones do not compute."""
    first, count = rows
    labels, values = table.columns[0], table.columns[-1]
    names = [StrVal(idx=i, v=shown(labels, row[0], lang, bare=False)) for i, row in enumerate(table.rows[:count])]
    numbers = [NumVal(idx=i, v=str(row[-1])) for i, row in enumerate(table.rows[:count]) if not absent(row[-1])]
    series = Series(idx=0, order=0)
    series.cat = AxDataSource(strRef=StrRef(_span(sheet, 1, first, count), StrData(len(names), names)))
    cache = NumData(formatCode=values.kind.excel, ptCount=count, pt=numbers)
    series.val = NumDataSource(NumRef(_span(sheet, len(table.columns), first, count), cache))
    if table.chart == "pie":
        series.dPt = [_slice(index) for index in range(count)]
    else:
        series.spPr = GraphicalProperties(solidFill=ACCENT)
        series.invertIfNegative = False
    return series


def _slice(index: int) -> DataPoint:
    look = GraphicalProperties(solidFill=PALETTE[index % len(PALETTE)])
    look.line.solidFill = "FFFFFF"
    return DataPoint(idx=index, spPr=look)


def _span(sheet: Sheet, column: int, first: int, count: int) -> str:
    letter = get_column_letter(column)
    return f"{quote_sheetname(sheet.title)}!${letter}${first}:${letter}${first + count - 1}"


def _bar() -> BarChart:
    chart = BarChart()
    chart.gapWidth = 60
    chart.legend = None
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    chart.x_axis.delete = False
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    return chart


def _pie() -> PieChart:
    chart = PieChart()
    chart.legend.position = "r"
    chart.dataLabels = DataLabelList(
        showPercent=True, showVal=False, showSerName=False, showCatName=False, showLegendKey=False
    )
    return chart
