"""Who the dealer knows: people, the self-employed and companies, as they truly are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from generator import words
from generator.identifiers import DIGITS, draw, id_number, landline, mobile


@dataclass(frozen=True)
class Customer:
    """One true customer; `units` is what it keeps, of which the dealer may know only some."""

    number: str
    name: str
    mode: str
    ownership: str
    industry: str
    male: bool
    birthday: date | None
    id_number: str
    phones: tuple[str, ...]
    wechat: str
    region: tuple[str, str, str, str, str]
    address: str
    source: str
    sales_adviser: str
    service_adviser: str
    units: int
    referrer: str
    consent: str
    note: str
    club: str
    listed: bool = True

    @property
    def organisation(self) -> bool:
        return self.mode == "单位"


# weight, 经营模式, 经营性质, fewest and most vehicles
PROFILES: tuple[tuple[float, str, str, int, int], ...] = (
    (66, "个人", "私有", 1, 1),
    (4, "个人", "私有", 2, 3),
    (3, "个体", "私有", 1, 1),
    (12, "个体", "私有", 2, 9),
    (2, "个体", "私有", 10, 18),
    (8, "单位", "私营", 1, 40),
    (2, "单位", "股份", 3, 60),
    (0.4, "单位", "私营", 100, 160),
    (1.6, "单位", "国有", 1, 60),
    (0.4, "单位", "国有", 100, 180),
)


def people(rng: Random, count: int) -> list[Customer]:
    """The customers of the list, among them couples who share a phone and address."""
    listed = [customer(rng, f"KH{index:05d}") for index in range(1, count + 1)]
    return with_referrers(rng, with_couples(rng, listed, count // 250))


def strangers(rng: Random, prefix: str, count: int) -> list[Customer]:
    """Private people whom the customer list does not know, but another file does."""
    return [replace(customer(rng, f"{prefix}{index:05d}", PROFILES[0]), listed=False) for index in range(1, count + 1)]


def customer(rng: Random, number: str, profile: tuple[float, str, str, int, int] | None = None) -> Customer:
    _, mode, ownership, fewest, most = profile or rng.choices(PROFILES, [row[0] for row in PROFILES])[0]
    male, region, company = rng.random() < 0.72, draw_region(rng), mode == "单位"
    birthday = None if company else date(1960, 1, 1) + timedelta(days=rng.randrange(42 * 365))
    return Customer(
        number=number,
        mode=mode,
        ownership=ownership,
        male=male,
        birthday=birthday,
        name=company_name(rng, region[1], ownership) if company else person_name(rng, male),
        industry=rng.choice(words.PERSONAL_INDUSTRIES if mode == "个人" else words.INDUSTRIES),
        id_number=id_number(rng, birthday, male) if birthday and rng.random() < 0.6 else "",
        phones=tuple(draw_phones(rng, region[4] if company else "")),
        wechat=draw_wechat(rng),
        region=region,
        address=draw_address(rng, company),
        source=rng.choice(words.SOURCES),
        sales_adviser=rng.choice(words.SALES_ADVISERS),
        service_adviser=rng.choice(words.SERVICE_ADVISERS),
        # a cube, because small fleets are many and large ones few
        units=fewest + int((most - fewest + 1) * rng.random() ** 3),
        referrer="",
        consent=rng.choices(("是", "否", "", "同意", "√"), (50, 12, 25, 8, 5))[0],
        note=rng.choice(words.NOTES) if rng.random() < 0.15 else "",
        club=f"HT-{draw(rng, DIGITS, 5)}" if rng.random() < 0.2 else "",
    )


def person_name(rng: Random, male: bool) -> str:
    characters = words.MALE_CHARACTERS if male else words.FEMALE_CHARACTERS
    return rng.choice(words.SURNAMES) + draw(rng, characters, rng.choices((1, 2), (35, 65))[0])


def company_name(rng: Random, city: str, ownership: str) -> str:
    own = draw(rng, words.FIRM_CHARACTERS, 2)
    if ownership == "国有":
        return f"{city}{own}{rng.choice(words.STATE_TRADES)}"
    return f"{city[:2]}{own}{draw(rng, words.FIRM_CHARACTERS, 2)}{rng.choice(words.PRIVATE_TRADES)}有限公司"


def draw_phones(rng: Random, landline_code: str) -> Iterator[str]:
    """One mobile, often a second; a company may have a switchboard with an extension instead of the second."""
    yield mobile(rng)
    if landline_code and rng.random() < 0.5:
        yield f"{landline(rng, landline_code)}转{rng.randrange(801, 830)}"
    elif rng.random() < 0.15:
        yield mobile(rng)


def draw_wechat(rng: Random) -> str:
    return f"{draw(rng, 'abcdefghjkmnpqrstwxyz', 5)}_{draw(rng, DIGITS, 4)}" if rng.random() < 0.3 else ""


def draw_region(rng: Random) -> tuple[str, str, str, str, str]:
    return rng.choices(words.REGIONS, [row[5] for row in words.REGIONS])[0][:5]


def draw_address(rng: Random, company: bool) -> str:
    lane = f"{rng.choice(words.LANES)}{rng.randrange(1, 299)}号"
    if company:
        return lane
    return f"{lane}{rng.choice(words.ESTATES)}{rng.randrange(1, 28)}-{rng.randrange(1, 4)}-{rng.randrange(101, 2604)}"


def with_couples(rng: Random, customers: list[Customer], count: int) -> list[Customer]:
    """Give `count` private people the phone and the home of another one of the other sex."""
    result = list(customers)
    private = [place for place, who in enumerate(result) if who.mode == "个人"]
    chosen = rng.sample(private, 2 * max(1, count))
    for one, other in zip(chosen[::2], chosen[1::2], strict=True):
        result[other] = spouse(rng, result[other], result[one])
    return result


def spouse(rng: Random, customer: Customer, of: Customer) -> Customer:
    male = not of.male
    birthday = customer.birthday or date(1980, 1, 1)
    return replace(
        customer,
        male=male,
        name=other_name(rng, male, of.name),
        phones=of.phones[:1],
        wechat="",
        id_number=id_number(rng, birthday, male),
        region=of.region,
        address=of.address,
    )


def other_name(rng: Random, male: bool, taken: str) -> str:
    """A name of another surname, so that nobody can take the two for one person."""
    name = person_name(rng, male)
    return name if name[0] != taken[0] else other_name(rng, male, taken)


def with_referrers(rng: Random, customers: list[Customer]) -> list[Customer]:
    return [replace(who, referrer=rng.choice(customers).name) if rng.random() < 0.06 else who for who in customers]
