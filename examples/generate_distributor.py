"""Write the files of a made-up distributor of household appliances: `python examples/generate_distributor.py`.

The same options give the same files, cell by cell.
"""

import argparse
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from generator.distributors import Sheet, files_of, partners
from generator.workbooks import BOLD, GRID, HEADER_FILL
from generator.writers import write_workbook


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the files of a made-up distributor.")
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 11, 21))
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--customers", type=int, default=60)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "distributor")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found = partners(Random(f"{options.seed}:partners"), options.customers, options.today)
    saved = datetime.combine(options.today - timedelta(days=1), time(17, 40))
    for name, sheets in files_of(Random(f"{options.seed}:files"), found, options.today).items():
        write_workbook(book_of(sheets), options.out / name, saved)


def book_of(sheets: list[Sheet]) -> Workbook:
    """A title over the table, bold headers that stay in view, a total below where the clerk adds one up."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for one in sheets:
        page = book.create_sheet(one.title)
        page.append([one.heading])
        page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(one.headers))
        page.append(list(one.headers))
        for row in one.rows:
            page.append(row)
        page.freeze_panes = "C3"
        for cell in page[2]:
            cell.font, cell.fill, cell.border = BOLD, HEADER_FILL, GRID
    return book


if __name__ == "__main__":
    main()
