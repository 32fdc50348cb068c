"""A workbook as text that a person can compare: how each sheet is set up, and its first rows, cell by cell."""

from __future__ import annotations

import openpyxl

ROWS = 12


def dumped(path):
    """The sheets that are to be seen, in their order."""
    book = openpyxl.load_workbook(path)
    return "\n".join(
        line for sheet in book if sheet.sheet_state == "visible" for line in (*_set_up(sheet), *_rows(sheet), "")
    )


def _set_up(sheet):
    page, fitted = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    yield f"=== {sheet.title}"
    yield f"freeze {sheet.freeze_panes} · filter {sheet.auto_filter.ref} · charts {len(sheet._charts)}"
    yield f"{page.orientation} · paper {page.paperSize} · fit {bool(fitted and fitted.fitToPage)}, {page.fitToHeight} high"
    yield f"every page repeats {sheet.print_title_rows} · head {_parts(sheet.oddHeader)} · foot {_parts(sheet.oddFooter)}"
    yield "widths " + " ".join(f"{name}{column.width:.0f}" for name, column in sorted(sheet.column_dimensions.items()))
    for choice in sheet.data_validations.dataValidation:
        yield f"choose in {choice.sqref}: {choice.type} {choice.formula1}"


def _parts(edge):
    return " / ".join(part.text for part in (edge.left, edge.center, edge.right) if part.text)


def _rows(sheet):
    for row in sheet.iter_rows(max_row=ROWS):
        told = [f"{cell.coordinate} {_cell(cell)}" for cell in row if cell.value is not None]
        if told:
            yield " | ".join(told)
    yield f"… {max(0, sheet.max_row - ROWS)} more"


def _cell(cell):
    form = "" if cell.number_format == "General" else f" [{cell.number_format}]"
    return str(cell.value).replace("\n", "⏎") + form
