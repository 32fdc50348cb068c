"""What an unknown column holds, told by its values. A guess fills what the headers leave open, and is shown as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from jipan import kinds
from jipan.errors import Bad, Doubt
from jipan.intake.headers import OTHER_PHONE, OWN_ID, Target, known_header, normal
from jipan.kinds import Kind
from jipan.kinds.identity import is_resident
from jipan.kinds.kind import fold, says_nothing
from jipan.kinds.phone import is_mobile
from jipan.models import COLLECTIONS

SAMPLE = 300
"""Values of a column that are looked at."""

_ENOUGH = 0.8
"""The share of values that must be of a kind: people mistype some."""

_HALF = 0.5

_CUSTOMER_ID = re.compile(COLLECTIONS["customers"].prefix + r"\d{6,}", re.IGNORECASE)

_LONGEST_NUMBER = 12
"""Longer runs of digits are codes, not counts."""

_SOMEBODY_ELSE = re.compile(
    "介绍|推荐|紧急|配偶|爱人|担保|顾问|业务员|销售|店|经理|送修|联系人|原|旧|emergency|referr", re.IGNORECASE
)
"""In a header: the number is not the customer's own, or the car not his present one."""

_MOBILE = "customers.mobile"
_CALLED_PHONE = re.compile("手机|电话|号码|mobile|phone|tel", re.IGNORECASE)
"""A second column of such numbers is the customer's other phone."""

Samples = Mapping[int, Sequence[str]]


def guess_targets(targets: Sequence[Target], samples: Samples, lists: str) -> tuple[Target, ...]:
    """The targets, unknown columns sent where their values belong, and level columns without levels left as they are."""
    taken = {target.key for target in targets if target.field}
    made: list[Target] = []
    for target in targets:
        values = samples.get(target.column, ())
        guessed = (
            _our_id(target, values) or _kept_apart(target, values, lists) or _by_values(target, values, lists, taken)
        ) or target
        if guessed.field:
            taken.add(guessed.key)
        made.append(guessed)
    return tuple(made)


def _our_id(target: Target, values: Sequence[str]) -> Target | None:
    """In a list that jipan printed 客户 holds the customer's id, and 基盘号 the id of whatever is listed."""
    holds = _share(values, _is_customer_id) >= _HALF
    if target.told or not values:
        return None
    if target.key == "customers.name" and holds:
        return replace(target, field=OWN_ID)
    return replace(target, collection=None, field=None) if target.field == OWN_ID and not holds else None


def _is_customer_id(text: str) -> bool:
    return _CUSTOMER_ID.fullmatch(fold(text)) is not None


def _kept_apart(target: Target, values: Sequence[str], lists: str) -> Target | None:
    """A column called 级别 that holds cards is no level, and is kept under its own name."""
    if target.key != "leads.level" or target.told or not values or normal(target.header) in _SURELY_LEVEL:
        return None
    return None if _share(values, _is_level) >= _HALF else replace(target, collection=lists, field=None)


def _by_values(target: Target, values: Sequence[str], lists: str, taken: set[str]) -> Target | None:
    if target.field or not target.collection or not values or _SOMEBODY_ELSE.search(target.header):
        return None
    for key in _candidates(target.header, values, lists):
        if key not in taken or (key == OTHER_PHONE and _CALLED_PHONE.search(target.header)):
            collection, _, name = key.partition(".")
            return replace(target, collection=collection, field=name, guessed=True)
    return None


def _candidates(header: str, values: Sequence[str], lists: str) -> Iterable[str]:
    """The fields to which the values would fit."""
    for test, key in _TELLING:
        if _share(values, test) >= _ENOUGH:
            yield key
            if key == _MOBILE and _CALLED_PHONE.search(header):
                yield OTHER_PHONE
    if known_header("leads", normal(header)) is _LEVEL and _share(values, _is_level) >= _ENOUGH:
        yield "leads.level"
    if lists in _DAY_OF and _share(values, _is_day) >= _ENOUGH:
        yield _DAY_OF[lists]


def identifies(text: str) -> bool:
    """Whether a cell can only be data: a mobile, a VIN, a plate, an ID number."""
    return any(test(text) for test, _ in _TELLING)


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    told = [text for text in values if not says_nothing(text)]
    return sum(map(test, told)) / len(told) if told else 0.0


def _plainly(kind: Kind, text: str) -> bool:
    """The kind reads it without a doubt."""
    try:
        return kind.parse(text) is not None
    except (Bad, Doubt):
        return False


def _is_phone(text: str) -> bool:
    try:
        value = kinds.PHONE.parse(text)
    except Doubt as doubt:
        value = doubt.value
    except Bad:
        return False
    return value is not None and is_mobile(str(value).split(" ", maxsplit=1)[0])


def _is_vin(text: str) -> bool:
    try:
        return kinds.VIN.parse(text) is not None and any(sign.isalpha() for sign in text)
    except Doubt:
        return any(sign.isalpha() for sign in text)
    except Bad:
        return False


def _is_plate(text: str) -> bool:
    return not text.isascii() and _plainly(kinds.PLATE, re.split(r"[,;/、\s]+", fold(text))[0])


def _is_person_number(text: str) -> bool:
    return is_resident(fold(text).upper()) and len(text.strip()) > 15  # noqa: PLR2004 - fifteen digits may be anything


def _is_level(text: str) -> bool:
    return _plainly(kinds.LEVEL, text)


def _is_day(text: str) -> bool:
    return len(text) > 5 and _plainly(kinds.DATE, text)  # noqa: PLR2004 - a bare serial number may be anything


_TELLING: tuple[tuple[Callable[[str], bool], str], ...] = (
    (_is_phone, _MOBILE),
    (_is_vin, "vehicles.vin"),
    (_is_plate, "vehicles.plate"),
    (_is_person_number, "customers.id_number"),
)
_DAY_OF = {"visits": "visits.date", "contacts": "contacts.at"}
_LEVEL = known_header("leads", "意向级别")
_SURELY_LEVEL = frozenset(map(normal, _LEVEL.wide_headers)) if _LEVEL else frozenset[str]()


def guess_kind(sample: Iterable[str], says: str = "") -> str | None:
    """The kind of a column that is kept under its own name; None where it says nothing.

    What its header `says`, where all values can be read so; a number or a day where all values are; a phone or an ID
    number where all are, so that they are masked; else text.
    """
    values = [text for text in sample if not says_nothing(text)]
    if not values:
        return None
    if says and all(_readable(kinds.KINDS[says], text) for text in values):
        return says
    for kind, test in _KINDS:
        if all(map(test, values)):
            return kind.id
    return "text"


def _readable(kind: Kind, text: str) -> bool:
    """The kind reads it, with a doubt or without."""
    try:
        kind.parse(text)
    except Doubt:
        return True
    except Bad:
        return False
    return True


def _is_number(kind: Kind) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        if (text.startswith("0") and len(text) > 1 and text[1] != ".") or len(text) >= _LONGEST_NUMBER:
            return False
        return _plainly(kind, text)

    return test


_KINDS: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
    (kinds.PHONE, _is_phone),
    (kinds.ID_NUMBER, _is_person_number),
    (kinds.COUNT, _is_number(kinds.COUNT)),
    (kinds.DATE, _is_day),
    (kinds.DECIMAL, _is_number(kinds.DECIMAL)),
)


def wider(one: str, other: str) -> str:
    """The kind that holds the values of both."""
    if one == other:
        return one
    return "decimal" if {one, other} == {"count", "decimal"} else "text"


def header_above_data(rows: Sequence[Sequence[str | None]]) -> int | None:
    """Where no header is known: the row of words right above the first row with a mobile, a VIN, a plate or an ID number."""
    for index, row in enumerate(rows):
        if any(text and identifies(text) for text in row):
            return index - 1 if index and _is_words(rows[index - 1], row) else None
    return None


def _is_words(above: Sequence[str | None], below: Sequence[str | None]) -> bool:
    """A header names at least every second of the columns that hold data, and holds none itself."""
    named = [bool(text and text.strip()) for text in above]
    filled = [place for place, text in enumerate(below) if text]
    return (
        sum(named[place] for place in filled) * 2 > len(filled)
        and not any(text and identifies(text) for text in above)
        and not any(text and text.strip().replace(".", "").isdigit() for text in above)
    )
