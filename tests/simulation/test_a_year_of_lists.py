"""A year of a dealer's monthly lists: at its end everybody is there once, under the id that he was given first."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest

from dealer import HEADER, MONTHS, Dealer
from jipan.intake import Clock, Wishes, import_file
from jipan.review import KINDS, Answer, View, decide, open_items
from jipan.store import Base


class Year:
    """The lists, imported one after the other; after each every question is answered as it truly is."""

    def __init__(self, folder: Path) -> None:
        self.base, self.dealer = Base.open(":memory:"), Dealer()
        self.base.run("SET threads = 1")
        self.first: dict[int, str] = {}
        self.truth: dict[tuple[str, int], int] = {}
        self.paths: list[Path] = []
        self.rows = self.questions = 0
        for month in range(1, MONTHS + 1):
            self._keep(folder / f"list{month:02}.csv", month)
            self._import(self.paths[-1], month)
            self._answer(month)
            for customer, root in self.known().items():
                self.first.setdefault(customer, min(root))

    def _keep(self, path: Path, month: int) -> None:
        rows, whose = self.dealer.month(month)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
        self.truth |= {(path.name, place + 2): customer for place, customer in enumerate(whose)}
        self.paths.append(path)
        self.rows += len(rows)

    def _import(self, path: Path, month: int):
        day = dt.date(2026, month, 1)
        return import_file(self.base, path, Wishes(kind="customers", dated=day), _clock(month))[0]

    def again(self):
        """The last list once more."""
        return self._import(self.paths[-1], MONTHS)

    def _answer(self, month: int) -> None:
        while items := open_items(self.base, [KINDS["doubt"]], View(_clock(month).today)):
            whom = self.whom()
            answers = [Answer(item, "join" if whom[item.a] & whom[item.b or ""] else "apart") for item in items]
            self.questions += len(answers)
            decide(self.base, KINDS, answers, (_clock(month).now, _clock(month).today))

    def whom(self) -> dict[str, set[int]]:
        """Id → the true customers that rows of it are about."""
        found: dict[str, set[int]] = {}
        for file, row, record, root in self.base.rows(
            """SELECT file, "row", record, root(record) FROM origins WHERE collection = 'customers'"""
        ):
            for id_ in (record, root):
                found.setdefault(id_, set()).add(self.truth[file, row])
        return found

    def known(self) -> dict[int, set[str]]:
        """True customer → the ids that he is known by."""
        found: dict[int, set[str]] = {}
        for file, row, root in self.base.rows(
            """SELECT file, "row", root(record) FROM origins WHERE collection = 'customers'"""
        ):
            found.setdefault(self.truth[file, row], set()).add(root)
        return found


def _clock(month: int) -> Clock:
    now = dt.datetime(2026, month, 1, 9, 30)
    return Clock(now, now.date())


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    return Year(tmp_path_factory.mktemp("year"))


def test_everybody_is_there_once(year):
    known = year.known()
    assert {customer: ids for customer, ids in known.items() if len(ids) > 1} == {}
    assert year.base.value("SELECT count(*) FROM standing") == len(known) > 300


def test_nobody_is_two(year):
    assert {id_: whom for id_, whom in year.whom().items() if len(whom) > 1} == {}


def test_the_id_that_somebody_was_given_first_is_his(year):
    assert {customer: min(ids) for customer, ids in year.known().items()} == year.first


def test_a_sold_car_is_its_buyers(year):
    keepers = dict(
        year.base.rows("""
        SELECT v.vin, root(o.customer) FROM ownerships o JOIN vehicles v ON v.closed IS NULL AND v.id = o.vehicle
        WHERE o.closed IS NULL AND o.until IS NULL""")
    )
    assert {vin: keepers[vin] for vin in year.dealer.sold} == {
        vin: year.first[buyer] for vin, buyer in year.dealer.sold.items()
    }


def test_few_questions_were_asked(year):
    assert year.questions < year.rows // 20


def test_the_last_list_again_changes_nothing(year):
    before = year.base.value("SELECT count(*) FROM customers")
    receipt = year.again()
    assert (receipt.batch, receipt.rows["created"], receipt.rows["updated"]) == (None, 0, 0)
    assert year.base.value("SELECT count(*) FROM customers") == before
