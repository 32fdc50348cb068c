"""Who wishes to buy, how soon, and what the advisers wrote down about it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from generator import words
from generator.people import Customer, strangers

# weight, days to the expected purchase, days since the last contact at most
LEVELS = {
    "O": (7, 3, 20, 5),
    "H": (10, 0, 7, 5),
    "A": (22, 8, 30, 8),
    "B": (30, 31, 90, 15),
    "C": (23, 91, 240, 40),
    "N": (8, 0, 0, 3),
}
OPEN_STATES = {"O": "已订"}
CLOSED_STATES = ("成交", "战败", "休眠")


@dataclass(frozen=True)
class Lead:
    customer: Customer
    registered: date
    level: str
    model: str
    rival: str
    expected: date | None
    last_contact: date
    talk: str
    state: str
    lost_reason: str


def leads(rng: Random, customers: list[Customer], count: int, today: date) -> list[Lead]:
    """Wishes of people met for the first time and, one in four, of customers who want another vehicle."""
    known = rng.sample(customers, count // 4)
    wishers = known + strangers(rng, "YX", count - len(known))
    rng.shuffle(wishers)
    return sorted((lead(rng, who, today) for who in wishers), key=lambda one: (one.registered, one.customer.number))


def lead(rng: Random, who: Customer, today: date) -> Lead:
    level = rng.choices(list(LEVELS), [row[0] for row in LEVELS.values()])[0]
    _, soonest, latest, silence = LEVELS[level]
    state = OPEN_STATES.get(level, "跟进中") if rng.random() < 0.68 else rng.choices(CLOSED_STATES, (40, 42, 18))[0]
    closed = 0 if state in ("跟进中", "已订") else rng.randrange(15, 240)
    last = today - timedelta(days=closed + rng.randint(1, silence + 1))
    registered = last - timedelta(days=0 if level == "N" else int(150 * rng.random() ** 2))
    expected = today + timedelta(days=rng.randint(soonest, latest) - closed) if level != "N" else None
    car = rng.random() < (0.85 if who.mode == "个人" else 0.1)
    return Lead(
        who,
        registered,
        level,
        wish(rng, car),
        rival(rng, car),
        expected,
        last,
        rng.choice(words.TALKS),
        state,
        rng.choice(words.LOST_REASONS) if state == "战败" else "",
    )


def wish(rng: Random, car: bool) -> str:
    return some_series(rng, words.OUR_CARS if car else words.OUR_TRUCKS)


def rival(rng: Random, car: bool) -> str:
    if rng.random() < 0.4:
        return some_series(rng, words.RIVAL_CARS if car else words.RIVAL_TRUCKS)
    return rng.choice(("", "无", "-"))


def some_series(rng: Random, brands: words.Catalogue) -> str:
    brand = rng.choice(list(brands))
    return brand + rng.choice(list(brands[brand][1]))
