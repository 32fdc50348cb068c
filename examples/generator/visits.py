"""What came into the workshop in three years, with customers who stay, slow down and stop coming."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from generator import words
from generator.people import Customer
from generator.vehicles import Vehicle

MONTH = 30.44
# weight, fewest and most months since the customer last came
HABITS = ((56, 0, 5), (12, 6, 11), (12, 12, 23), (8, 24, 35), (12, 40, 60))
# weight, lowest and highest amount in yuan
REPAIRS = {"一般保养": (70, 380, 1600), "事故": (9, 1800, 26000), "索赔": (13, 0, 0), "大修": (4, 6000, 32000)}
YEARS_KEPT = 3


@dataclass(frozen=True)
class Visit:
    order: str
    day: date
    vehicle: Vehicle
    repair: str
    mileage: int
    amount: float
    adviser: str
    store: str
    note: str


def visits(rng: Random, fleet: list[Vehicle], today: date) -> list[Visit]:
    """The visits of those vehicles that are serviced here, in the order of their days."""
    habits = {number: habit(rng) for number in dict.fromkeys(one.owner.number for one in fleet)}
    found = [
        (day, one, first)
        for one in fleet
        if rng.random() < 0.85
        for day, first in visit_days(rng, one, habits[one.owner.number][0], today)
    ]
    found.sort(key=lambda visit: (visit[0], visit[1].vin))
    return [
        visit(rng, place, day, one, first, habits[one.owner.number][1]) for place, (day, one, first) in enumerate(found)
    ]


def habit(rng: Random) -> tuple[int, float]:
    """Days since the customer last came, and how free it is with money: a few spend many times what most do."""
    _, fewest, most = rng.choices(HABITS, [row[0] for row in HABITS])[0]
    return int(rng.uniform(fewest, most) * MONTH) + 1, min(rng.paretovariate(1.6), 12)


def visit_days(rng: Random, one: Vehicle, gap: int, today: date) -> Iterator[tuple[date, bool]]:
    """The days of one vehicle's visits and whether each was its first service."""
    first = one.delivered + timedelta(days=rng.randrange(70, 130))
    last = min(today - timedelta(days=gap), one.until or today)
    step = rng.randrange(170, 300) if one.truck else rng.randrange(200, 380)
    day, is_first = first, True
    while day <= last:
        if day > today - timedelta(days=365 * YEARS_KEPT):
            yield day, is_first and one.sale == "自销"
        day, is_first = day + timedelta(days=int(step * rng.uniform(0.7, 1.3))), False


def visit(rng: Random, place: int, day: date, one: Vehicle, first: bool, freedom: float) -> Visit:
    repair = "首保" if first else rng.choices(list(REPAIRS), [row[0] for row in REPAIRS.values()])[0]
    return Visit(
        order=f"WX{day:%y%m%d}{place % 1000:03d}",
        day=day,
        vehicle=one,
        repair=repair,
        mileage=one.mileage(day),
        amount=amount(rng, repair, freedom),
        adviser=adviser(rng, one.owner),
        store=one.store if rng.random() < 0.9 else rng.choice(words.STORES),
        note=rng.choice(words.WORKSHOP_NOTES) if rng.random() < 0.2 else "",
    )


def adviser(rng: Random, owner: Customer) -> str:
    return owner.service_adviser if rng.random() < 0.8 else rng.choice(words.SERVICE_ADVISERS)


def amount(rng: Random, repair: str, freedom: float) -> float:
    if repair == "首保":
        return rng.choice((0.0, 0.0, 198.0, 260.0))
    _, lowest, highest = REPAIRS[repair]
    return round(rng.uniform(lowest, highest) * (0.6 + 0.4 * freedom), rng.choice((0, 0, 1, 2)))
