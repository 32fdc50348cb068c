"""Write the files of a made-up dealer: `python examples/generate.py --out examples/dealer`.

The same options give the same files, cell by cell.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from generator.customer_sheet import customer_lines, old_lines
from generator.export_sheets import lead_lines, vehicle_lines, visit_lines
from generator.leads import Lead, leads
from generator.lines import Line, truth
from generator.people import Customer, people, strangers
from generator.vehicles import Vehicle, vehicles
from generator.visits import Visit, visits
from generator.workbooks import customer_book, lead_book
from generator.writers import write_csv, write_page, write_workbook


@dataclass(frozen=True)
class Options:
    today: date
    seed: int
    customers: int
    out: Path
    truth: Path | None

    def dice(self, subject: str) -> Random:
        """Dice for one subject, so that a change to one file leaves the others as they were."""
        return Random(f"{self.seed}:{subject}")


@dataclass(frozen=True)
class Dealer:
    customers: list[Customer]
    vehicles: list[Vehicle]
    visits: list[Visit]
    leads: list[Lead]

    @property
    def everybody(self) -> list[Customer]:
        found = (*self.customers, *(one.owner for one in self.vehicles), *(one.customer for one in self.leads))
        return list({who.number: who for who in found}.values())


def main() -> None:
    options = read_options()
    dealer = open_dealer(options)
    files = files_of(dealer, options)
    options.out.mkdir(parents=True, exist_ok=True)
    write_files(files, dealer, options)
    if options.truth:
        known = {number: asdict(one) for number, one in truth(dealer.everybody, files).items()}
        options.truth.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")


def read_options() -> Options:
    parser = argparse.ArgumentParser(description="Write the files of a made-up dealer.")
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 11, 21))
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "dealer")
    parser.add_argument("--truth", type=Path, help="also write which rows belong to which true customer")
    return Options(**vars(parser.parse_args()))


def open_dealer(options: Options) -> Dealer:
    customers = people(options.dice("people"), options.customers)
    passing = strangers(options.dice("strangers"), "LK", max(2, options.customers // 40))
    fleet = vehicles(options.dice("vehicles"), customers + passing, options.today)
    return Dealer(
        customers,
        fleet,
        visits(options.dice("visits"), fleet, options.today),
        leads(options.dice("leads"), customers, options.customers // 5, options.today),
    )


def files_of(dealer: Dealer, options: Options) -> dict[str, list[Line]]:
    return {
        "customers.xlsx": customer_lines(options.dice("customers.xlsx"), dealer.customers, options.today),
        "vehicles.xls": vehicle_lines(options.dice("vehicles.xls"), dealer.vehicles, options.today),
        "visits.csv": visit_lines(options.dice("visits.csv"), dealer.visits),
        "leads.xlsx": lead_lines(options.dice("leads.xlsx"), dealer.leads),
    }


def write_files(files: dict[str, list[Line]], dealer: Dealer, options: Options) -> None:
    old = list(old_lines(options.dice("old"), dealer.customers))
    saved = datetime.combine(options.today - timedelta(days=1), time(17, 40))
    write_workbook(customer_book(files["customers.xlsx"], old), options.out / "customers.xlsx", saved)
    write_workbook(lead_book(files["leads.xlsx"]), options.out / "leads.xlsx", saved)
    write_page(files["vehicles.xls"], options.out / "vehicles.xls")
    write_csv(files["visits.csv"], options.out / "visits.csv")


if __name__ == "__main__":
    main()
