"""Made-up identifiers, formed as real ones are: phones, ID numbers, VINs and plates, with right check digits."""

from datetime import date
from random import Random

MOBILE_PREFIXES = ("135", "136", "137", "138", "139", "150", "151", "158", "166", "177", "182", "186", "187", "199")
# Area codes that no county has, so that no number drawn here can be a living person's.
UNUSED_AREAS = ("410199", "410299", "410799", "130499")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"

VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
VIN_CHARACTERS = VIN_LETTERS + "0123456789"
VIN_VALUES = dict(zip(VIN_CHARACTERS, map(int, "123456781234579234567890123456789"), strict=True))
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_YEARS = "ABCDEFGHJKLMNPRSTVWXY"  # 2010 is A
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"


def draw(rng: Random, characters: str, count: int) -> str:
    return "".join(rng.choice(characters) for _ in range(count))


def mobile(rng: Random) -> str:
    return rng.choice(MOBILE_PREFIXES) + draw(rng, DIGITS, 8)


def landline(rng: Random, code: str) -> str:
    return f"{code}-{rng.choice('5678')}{draw(rng, DIGITS, 7)}"


def id_number(rng: Random, birthday: date, male: bool) -> str:
    """An 18-digit resident number; the sequence is odd for men."""
    sequence = rng.randrange(0, 998, 2) + male
    body = f"{rng.choice(UNUSED_AREAS)}{birthday:%Y%m%d}{sequence:03d}"
    return body + id_check(body)


def id_check(body: str) -> str:
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=False)) % 11]


def vin(rng: Random, maker: str, year: int) -> str:
    """A vehicle's number; one maker in fifty puts a sign of its own where the check digit belongs."""
    serial = f"{VIN_YEARS[year - 2010]}{rng.choice(VIN_LETTERS)}{draw(rng, DIGITS, 6)}"
    body = f"{maker}{draw(rng, VIN_CHARACTERS, 5)}0{serial}"
    return body[:8] + (rng.choice(DIGITS) if rng.random() < 0.02 else vin_check(body)) + body[9:]


def vin_check(number: str) -> str:
    total = sum(VIN_VALUES[sign] * weight for sign, weight in zip(number, VIN_WEIGHTS, strict=True))
    return "X" if total % 11 == 10 else str(total % 11)


def plate(rng: Random, region: str) -> str:
    return region + rng.choice(PLATE_LETTERS) + draw(rng, DIGITS, 3) + rng.choice(PLATE_LETTERS + DIGITS)


def electric_plate(rng: Random, region: str) -> str:
    return f"{region}{rng.choice('DF')}{draw(rng, DIGITS, 5)}"


def trailer_plate(rng: Random, region: str) -> str:
    return f"{region}{draw(rng, DIGITS, 4)}挂"
