"""Firms that share nothing but the core of their names: one firm under a short name, or two of one brand."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from jipan.intake.firms import Firm, kinship, parse
from jipan.intake.sounds import simplified, syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jipan.store import Base

_MANY = 20_000
"""Beyond so many firms only those that hold a touched brand are taken apart."""
_FEW = 1_000
"""More brands than that are not looked for one by one: then all firms are taken apart."""
_COMMON = 40
"""A brand that so many firms bear tells nothing by itself."""
ALIKE = "firm_alike"
"""Region, brand and trade are the same, but the names are put together differently."""
_Known = tuple[str, str, Firm, str, str]
"""A firm of the base: its id, its name, the name's parts, how its region and its trade sound."""
_LIMITED = re.compile(r"(?:股份|有限|责任)+公司")
_LEGAL = re.compile(r"(?:公司|集团)")


def firm_pairs(base: Base) -> None:
    """`firm_pair`: a, b, sure, reasons: firms of one brand and trade, at least one of them touched, none a branch of the other."""
    base.run("CREATE OR REPLACE TEMP TABLE firm_pair (a VARCHAR, b VARCHAR, sure BOOLEAN, reasons VARCHAR)")
    mine = base.rows(f"SELECT id, name FROM customers WHERE {_FIRMS} AND id IN (FROM touched)")
    if not mine:
        return
    blocks: dict[str, list[_Known]] = {}
    for id_, name in _others(base, [parse(name) for _, name in mine]):
        firm = parse(name)
        blocks.setdefault(_sound(firm.brand), []).append((id_, name, firm, _sound(firm.region), _sound(firm.trade)))
    rows: list[tuple[str, str, bool, str]] = []
    for id_, name in mine:
        rivals = blocks.get(_sound(parse(name).brand), [])
        if len(rivals) <= _COMMON:
            near = _of_one_place_and_trade(parse(name), rivals)
            rows += [made for rival in near if (made := _pair(id_, name, rival, rivals))]
    if rows:
        _keep(base, rows)


_FIRMS = (
    "closed IS NULL AND name IS NOT NULL"
    " AND (kind = 'organisation' OR (length(name) > 5 AND regexp_full_match(name, '[^0-9]*\\p{Han}[^0-9]*')))"
)
"""A long name in Chinese without figures may be a firm's without its legal form."""


def _others(base: Base, touched: Sequence[Firm]) -> list[tuple[str, str]]:
    count = base.value(f"SELECT count(*) FROM customers WHERE {_FIRMS}")
    if count <= _MANY or len(touched) > _FEW:
        return base.rows(f"SELECT id, name FROM customers WHERE {_FIRMS}")
    brands = sorted({re.escape(firm.brand) for firm in touched if firm.brand})
    return base.rows(f"SELECT id, name FROM customers WHERE {_FIRMS} AND regexp_matches(name, ?)", ["|".join(brands)])


def _of_one_place_and_trade(firm: Firm, rivals: Sequence[_Known]) -> list[_Known]:
    """Those whose region and trade sound alike, as far as both are told: all others are other firms."""
    region, trade = _sound(firm.region), _sound(firm.trade)
    return [
        rival
        for rival in rivals
        if (not region or not rival[3] or rival[3] == region) and (not trade or not rival[4] or rival[4] == trade)
    ]


@cache
def _sound(text: str) -> str:
    return " ".join(min(syllables(sign)) for sign in text)


def _pair(id_: str, name: str, rival: _Known, rivals: Sequence[_Known]) -> tuple[str, str, bool, str] | None:
    other, called, firm, _, _ = rival
    if other == id_:
        return None
    kin = kinship(name, called)
    if kin == "apart":
        return None
    mine = parse(name)
    short, full = sorted((mine, firm), key=_told)
    if kin == "short" and _fits_several(short, full, rivals):
        return None
    told = bool(mine.region and mine.trade and firm.region and firm.trade)
    sure = kin == "same" and told and bool(_LEGAL.search(name)) and bool(_LEGAL.search(called))
    reason = "firm_short" if kin == "short" else "firm_same" if _spelled(name) == _spelled(called) else ALIKE
    return max(id_, other), min(id_, other), sure, reason


def _told(firm: Firm) -> int:
    """How many parts of a name are told."""
    return sum(map(bool, (firm.region, firm.trade, firm.branch)))


def _fits_several(short: Firm, full: Firm, rivals: Sequence[_Known]) -> bool:
    """A short name that another firm could be called by as well tells nothing: nobody could answer."""
    others = {firm for _, _, firm, _, _ in rivals if _told(firm) >= _told(full)} - {short, full}
    return any(
        _is_part(short.region, firm.region) and _is_part(short.trade, firm.trade) and short.branch == firm.branch
        for firm in others
    )


def _is_part(short: str, full: str) -> bool:
    return not short or short == full


def _spelled(name: str) -> str:
    """A name whatever its script and the legal form's length: the registry gives it out once."""
    return _LIMITED.sub("公司", simplified(name))


def _keep(base: Base, rows: Sequence[tuple[str, str, bool, str]]) -> None:
    import pyarrow as pa

    names = ("a", "b", "sure", "reasons")
    base.take("firm_pair", pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)}))
