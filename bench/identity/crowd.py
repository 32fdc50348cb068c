"""A crowd of made-up customers of any size, by set operations: a list of them, and a later one that knows most of them again.

Seven of ten rows of the later list are about customers of the first, with a careless clerk's habits: forms of address,
phones left out or changed, cars left out. The rest is new.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from words import BRANDS, CITIES, FORMS, GIVEN, MODELS, STREETS, SURNAMES, TRADES

_KNOWN = 70
"""Of a hundred rows of the later list so many are about customers of the first."""
_TITLES = ("先生", "女士", "总", "师傅")
_SHUFFLE = 1_000_003
"""A prime: rows of the later list come in another order."""


def write(folder: Path, rows: int) -> tuple[Path, Path]:
    """The two lists, as CSV."""
    paths = folder / "crowd.csv", folder / "crowd-later.csv"
    with duckdb.connect() as made:
        _facts(made)
        made.execute(f"COPY (SELECT {_row('n', later=False)} FROM range({rows}) r(n)) TO '{paths[0]}' (HEADER)")
        whom = f"CASE WHEN {_dice('n', 'known', 100)} < {_KNOWN} THEN (n * {_SHUFFLE}) % {rows} ELSE n + {rows} END"
        made.execute(
            f"COPY (SELECT {_row('n', later=True)} FROM (SELECT {whom} AS n FROM range({rows}) r(n))) TO '{paths[1]}' (HEADER)"
        )
    return paths


def _facts(made: duckdb.DuckDBPyConnection) -> None:
    lists = {
        "surnames": list(SURNAMES), "given": list(GIVEN), "streets": STREETS, "brands": BRANDS, "trades": TRADES,
        "forms": FORMS, "models": MODELS, "titles": _TITLES,
        "cities": [city for _, city, _ in CITIES], "towns": [f"{city}市{town}" for _, city, towns in CITIES for town in towns],
    }  # fmt: skip
    for name, values in lists.items():
        made.execute(f"SET VARIABLE {name} = {[str(value) for value in values]!r}")


def _dice(who: str, what: str, sides: int) -> str:
    """SQL: a number below `sides` that is always the same for one thing about one customer."""
    return f"(hash({who}, '{what}') % {sides})::BIGINT"


def _pick(who: str, what: str, values: str) -> str:
    """SQL: one of a list of words."""
    return f"list_extract(getvariable('{values}'), 1 + (hash({who}, '{what}') % len(getvariable('{values}')))::BIGINT)"


def _row(n: str, *, later: bool) -> str:
    """SQL: the cells of a row about customer `n`."""
    firm, person = _dice(n, "kind", 100) + " < 8", _person(n)
    mobile = _mobile(n)
    plate = f"""'豫' || substr('ABCDEFGHJKLM', 1 + ({n} // 230000) % 12, 1)
        || substr('ABCDEFGHJKLMNPQRSTUVWXY', 1 + ({n} // 10000) % 23, 1) || printf('%04d', {n} % 10000)"""
    if later:
        called = f"{_pick(n, 'surname', 'surnames')} || {_pick(n, 'called', 'titles')}"
        person = f"CASE WHEN {_dice(n, 'title', 100)} < 4 THEN {called} ELSE {person} END"
        mobile = (
            f"CASE {_dice(n, 'slip', 50)} WHEN 0 THEN NULL WHEN 1 THEN '19' || printf('%09d', {n}) ELSE {mobile} END"
        )
        plate = f"CASE WHEN {_dice(n, 'unplated', 10)} > 3 THEN {plate} END"
    cells = {
        "客户姓名": f"CASE WHEN {firm} THEN {_firm(n)} ELSE {person} END", "手机": mobile, "车牌号": plate,
        "车型": _pick(n, "model", "models"), "生日": f"CASE WHEN NOT {firm} THEN {_birthday(n)} END", "地址": _address(n),
    }  # fmt: skip
    return ", ".join(f'{sql} AS "{header}"' for header, sql in cells.items())


def _person(n: str) -> str:
    second = f"CASE WHEN {_dice(n, 'long', 100)} < 75 THEN {_pick(n, 'two', 'given')} ELSE '' END"
    return f"{_pick(n, 'surname', 'surnames')} || {_pick(n, 'one', 'given')} || {second}"


def _firm(n: str) -> str:
    brand = f"{_pick(n, 'brand', 'brands')} || {_pick(n, 'more', 'given')}"
    return f"{_pick(n, 'seat', 'cities')} || {brand} || {_pick(n, 'trade', 'trades')} || {_pick(n, 'form', 'forms')}"


def _mobile(n: str) -> str:
    """SQL: a phone; three of a hundred customers give that of somebody else."""
    whose = f"(CASE WHEN {_dice(n, 'family', 100)} < 3 THEN {n} - {n} % 2 ELSE {n} END)"
    return f"'1' || (3 + 2 * {_dice(whose, 'net', 3)}) || printf('%09d', ({whose} * 7919 + 104729) % 1000000000)"


def _birthday(n: str) -> str:
    return f"CASE WHEN {_dice(n, 'born', 10)} < 6 THEN DATE '1960-01-01' + {_dice(n, 'birthday', 16000)}::INTEGER END"


def _address(n: str) -> str:
    house = f"(1 + {_dice(n, 'house', 400)}) || '号' || (1 + {_dice(n, 'flat', 900)}) || '室'"
    return f"{_pick(n, 'home', 'towns')} || {_pick(n, 'street', 'streets')} || {house}"
