"""A firm's name in its four parts (行政区划 + 字号 + 行业 + 组织形式) and its branch, and how two such names stand to each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from jipan.intake.called import ORGANISATION
from jipan.intake.sounds import same_sound, simplified

Kinship = Literal["same", "short", "apart"]
"""`same`: one firm; `short`: one of the names leaves parts out; `apart`: a branch, a sister or another firm."""

_FORM = re.compile(r"(?:集团|控股)?(?:股份)?(?:有限)?(?:责任)?(?<!分)公司")
_KINDS_OF_BRANCH = "分公司|分店|营业部|办事处|项目部|分厂|车队"
_SHORTEST = 2
"""A firm's own name has at least two signs."""
_LONGEST_PERSON = 6
_BRACKETS = re.compile(r"[（(]([^）)]*)[）)]")
_AREA = re.compile(r"^(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|区|县)")
_ORGANISATION = re.compile(ORGANISATION)


_LETTERS = re.compile(r"[^\W\d_]+(?:['’.,-]+[^\W\d_]+)*\.?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LIMITED = re.compile(r"(?:ltd|limited|inc|llc|corp|company|group|gmbh|logistics|transport|trading)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Firm:
    """The parts of a firm's name; an empty one is not told."""

    region: str
    brand: str
    trade: str
    branch: str


@cache
def _words(name: str) -> tuple[str, ...]:
    text = (files("jipan.intake.knowledge") / name).read_text(encoding="utf-8")
    found = {word for line in text.splitlines() if not line.startswith("#") for word in line.split()}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def known_places() -> tuple[str, ...]:
    """Provinces and cities by their short names, the longest first."""
    return _words("places.txt")


@cache
def _region() -> re.Pattern[str]:
    return re.compile("|".join(known_places()))


@cache
def _trade() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(_words('trades.txt'))})+$")


@cache
def in_letters(name: str) -> bool:
    """A person's name in letters: `ZhangWei`, `O'Brien`."""
    return bool(_LETTERS.fullmatch(name)) and not _HAN.search(name) and not _LIMITED.search(name)


def is_firm(name: str) -> bool:
    """The name is an organisation's."""
    return not in_letters(name) and (
        len(name) >= _LONGEST_PERSON
        or bool(_ORGANISATION.search(name))
        or (len(name) > _SHORTEST + 1 and bool(parse(name).trade))
    )


@cache
def _branch_end() -> re.Pattern[str]:
    places = "|".join(known_places())
    return re.compile(rf"(?:(?:{places})市?|第?[一二三四五六七八九十\d]+)(?:{_KINDS_OF_BRANCH})$")


@cache
def parse(name: str) -> Firm:
    """The parts of a firm's name: `河南顺达物流有限公司洛阳分公司` → 河南, 顺达, 物流, 洛阳分公司."""
    name = simplified(name)
    told = " ".join(_BRACKETS.findall(name))
    bare, branch = _without_branch(_BRACKETS.sub("", name))
    inside = _branch_end().search(told)
    region, rest = _leading_region(_FORM.sub("", bare).removesuffix("集团"))
    if not region:
        region, rest = _trailing_region(rest)
    brand, trade = _without_trade(rest)
    if not region:
        region, brand = _trailing_region(brand)
    bracketed = _region().search(told)
    return Firm(region or (bracketed[0] if bracketed else ""), brand, trade, branch or (inside[0] if inside else ""))


def _without_branch(bare: str) -> tuple[str, str]:
    """The firm's own name, and what stands behind it."""
    form = _FORM.search(bare)
    if form and bare[form.end() :]:
        return bare[: form.end()], bare[form.end() :]
    found = _branch_end().search(bare)
    return (bare[: found.start()], found[0]) if found and found.start() >= _SHORTEST else (bare, "")


def _without_trade(rest: str) -> tuple[str, str]:
    """A brand, and the trade behind it. What is nothing but a trade is a brand."""
    found = _trade().search(rest)
    return (rest[: found.start()], found[0]) if found and found.start() > 0 else (rest, "")


def _leading_region(bare: str) -> tuple[str, str]:
    """The places that a name begins with, the nearest one, and the rest. A brand must be left: 安顺运输 is no firm 运输 of 安顺."""
    region, rest = "", bare
    while found := _region().match(rest):
        after = _AREA.sub("", rest[found.end() :])
        if len(after) < _SHORTEST or _trade().fullmatch(after):
            break
        region, rest = found[0], after
    return region, rest


def _trailing_region(text: str) -> tuple[str, str]:
    """A place at the end, as brackets leave it: 顺达郑州 → 郑州, 顺达."""
    found = next((place for place in known_places() if text.removesuffix("市").endswith(place)), "")
    rest = text.removesuffix("市").removesuffix(found)
    return (found, rest) if found and len(rest) >= _SHORTEST else ("", text)


@cache
def kinship(a: str, b: str) -> Kinship:
    """How two firms' names stand to each other."""
    one, other = parse(a), parse(b)
    if not same_sound(one.brand, other.brand) or not _same(one.branch, other.branch):
        return "apart"
    if (_differ(one.region, other.region)) or _differ(one.trade, other.trade):
        return "apart"
    return "same" if bool(one.region) == bool(other.region) and bool(one.trade) == bool(other.trade) else "short"


def _same(a: str, b: str) -> bool:
    return a == b or same_sound(a, b)


def _differ(a: str, b: str) -> bool:
    """Both are told, and not alike."""
    return bool(a and b) and not _same(a, b)
