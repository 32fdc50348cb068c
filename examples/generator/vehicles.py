"""Which vehicles the customers keep, and what happened to them in the workshop."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from generator import words
from generator.identifiers import electric_plate, plate, trailer_plate, vin
from generator.people import Customer


@dataclass(frozen=True)
class Vehicle:
    """One vehicle while one customer keeps it, up to `until` if it was sold on."""

    owner: Customer
    plate: str
    vin: str
    brand: str
    series: str
    model: str
    colour: str
    bought: date
    delivered: date
    insurance_end: date
    ctpl_end: date
    inspection_end: date
    warranty_end: date
    daily_km: float
    store: str
    sale: str
    driven: int = 0
    until: date | None = None

    @property
    def truck(self) -> bool:
        return self.brand not in words.OUR_CARS and self.brand not in words.RIVAL_CARS

    def mileage(self, day: date) -> int:
        return self.driven + int((day - self.delivered).days * self.daily_km)


def vehicles(rng: Random, customers: list[Customer], today: date) -> list[Vehicle]:
    """Every vehicle the dealer knows; of a large fleet it knows only a part, and a few have changed hands."""
    taken: set[str] = set()
    first_hand = [vehicle(rng, owner, today, taken) for owner in customers for _ in range(known_units(rng, owner))]
    return sorted(with_second_hands(rng, first_hand, customers, today), key=lambda one: (one.bought, one.vin))


def known_units(rng: Random, owner: Customer) -> int:
    if owner.units <= 3:
        return owner.units
    return min(owner.units, max(2, int(owner.units * rng.uniform(0.15, 0.6))), rng.randrange(8, 20))


def vehicle(rng: Random, owner: Customer, today: date, taken: set[str]) -> Vehicle:
    sale = rng.choices(("自销", "他销", "他牌"), (75, 17, 8))[0]
    brand, maker, series, model = draw_model(rng, catalogue(rng, owner, sale))
    bought = today - timedelta(days=5 + int(3100 * rng.random() ** 1.4))
    delivered = min(bought + timedelta(days=rng.randrange(0, 21)), today - timedelta(days=1))
    insured = next_anniversary(delivered, today - timedelta(days=40))
    return Vehicle(
        owner=owner,
        plate=draw_plate(rng, owner.region[3], brand, taken),
        vin=vin(rng, maker, bought.year),
        brand=brand,
        series=series,
        model=model,
        colour=rng.choice(words.COLOURS),
        bought=bought,
        delivered=delivered,
        insurance_end=insured,
        ctpl_end=insured + timedelta(days=rng.choice((0, 0, 0, 1, -1, 12))),
        inspection_end=next_anniversary(bought, today - timedelta(days=20)),
        warranty_end=same_day(bought, bought.year + 3),
        daily_km=rng.uniform(20, 60) * (1 if owner.mode == "个人" else 5),
        store=rng.choice(words.STORES),
        sale=sale,
    )


def catalogue(rng: Random, owner: Customer, sale: str) -> words.Catalogue:
    """Private people drive cars; who earns a living with vehicles mostly drives trucks, some of them with trailers."""
    if sale == "他牌":
        return words.RIVAL_CARS if owner.mode == "个人" else words.RIVAL_TRUCKS
    if owner.mode == "个人":
        return words.OUR_CARS if rng.random() < 0.88 else words.OUR_TRUCKS
    return rng.choices((words.OUR_TRUCKS, words.OUR_CARS, words.TRAILERS), (84, 8, 8))[0]


def draw_model(rng: Random, brands: words.Catalogue) -> tuple[str, str, str, str]:
    brand = rng.choices(list(brands), [3] + [1] * (len(brands) - 1))[0]
    maker, lines = brands[brand]
    series = rng.choice(list(lines))
    return brand, maker, series, rng.choice(lines[series])


def draw_plate(rng: Random, region: str, brand: str, taken: set[str]) -> str:
    """A plate that no other vehicle has."""
    make = electric_plate if brand in words.ELECTRIC_BRANDS else trailer_plate if brand in words.TRAILERS else plate
    drawn = make(rng, region)
    if drawn in taken:
        return draw_plate(rng, region, brand, taken)
    taken.add(drawn)
    return drawn


def same_day(day: date, year: int) -> date:
    """The same day of another year; 29 February falls back to the 28th."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def next_anniversary(day: date, after: date) -> date:
    this_year = same_day(day, max(after.year, day.year + 1))
    return this_year if this_year > after else same_day(day, after.year + 1)


def with_second_hands(rng: Random, first: list[Vehicle], customers: list[Customer], today: date) -> Iterator[Vehicle]:
    """Let about one older vehicle in 170 go to another customer half-way through its life."""
    for one in first:
        if (today - one.delivered).days < 400 or rng.random() > 0.006:
            yield one
            continue
        sold = one.delivered + (today - one.delivered) / 2
        yield replace(one, until=sold)
        yield replace(
            one, owner=rng.choice(customers), bought=sold, delivered=sold, sale="他销", driven=one.mileage(sold)
        )
