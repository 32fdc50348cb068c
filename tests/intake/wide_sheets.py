"""Wide sheets about a few people, every cell written in one of the ways in which people write it; and a base without its ids."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from intake_bench import everything

from jipan.models import COLLECTIONS

Cells = dict[str, object]

WHO = {
    "客户姓名": ["王伟", "李娜", "欧阳建国", "河南顺达物流有限公司"],
    "联系电话": ["13812345678", "13912345678", "18612345678", "0371-65551234"],
    "客户编号": ["K1", "K2", "K3", "K4"],
    "车牌号": ["豫A12345", "豫B12345", "豫AD12345", "豫A1234挂"],
    "车架号": ["LATPAB071W1005301", "LATPAB073W1005302", "LATPAB075W1005303", "LATPAB077W1005304"],
}
"""What each of four people is known by."""

DAYS = [dt.date(2026, 1, 5), dt.date(2026, 2, 28), dt.date(2025, 12, 31)]
FACTS: dict[str, list[object]] = {
    "城市": ["郑州", "洛阳"], "详细地址": ["花园路1号", "中州路2号"], "客户来源": ["到店", "网络"], "销售顾问": ["张三", "李四"],
    "车型": ["欧曼GTL", "欧曼EST"], "购车日期": [*DAYS], "购车价格": [125_000, 98_500], "行驶里程": [12_000, 30_500],
    "保险到期日": [dt.date(2027, 1, 5), dt.date(2026, 12, 31)], "意向级别": ["H", "A"], "预计购车时间": [dt.date(2026, 12, 1)],
    "上次进厂日期": [*DAYS], "上次保养里程": [9_000], "同意营销": [True, False], "鞋码": ["40", "41"], "备注": ["老客户", 'a,"b"\nc'],
}  # fmt: skip

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _number(value: int) -> list[object]:
    return [value, str(value), f"{value:,}", f"{value}.0", f"{value / 10_000:g}万", str(value).translate(_FULL_WIDTH)]


def _phone(value: str) -> list[object]:
    if value.startswith("0"):
        return [value, value.replace("-", ""), f"（{value[:4]}）{value[5:]}", f"86-{value}"]
    split = f"{value[:3]}-{value[3:7]}-{value[7:]}"
    return [
        value,
        int(value),
        f"{value}.0",
        f"+86 {split}",
        split.replace("-", " "),
        value.translate(_FULL_WIDTH),
        f"'{value}",
        f"{value}（微信同号）",
    ]


def _day(value: dt.date) -> list[object]:
    serial = (value - dt.date(1899, 12, 30)).days
    texts = [
        f"{value.year}年{value.month}月{value.day}日",
        f"{value:%Y/%m/%d}",
        f"{value.year}.{value.month}.{value.day}",
        f"{value:%Y%m%d}",
        f"{value} 08:30:00",
    ]
    return [value, *texts, str(serial), f"{serial}.0"]


def ways(header: str, value: object) -> list[object]:
    """All ways in which a value is written; the plain one first."""
    if isinstance(value, bool):
        return ["是", "√", "1", "Y"] if value else ["否", "×", "0", "N"]
    if isinstance(value, dt.date):
        return _day(value)
    if isinstance(value, int):
        return _number(value)
    text = str(value)
    if header == "联系电话":
        return _phone(text)
    if header.startswith("车牌号"):
        return [text, f"{text[:2]}·{text[2:]}", text.lower(), f" {text[:2]} {text[2:]}", f"{text}（蓝）"]
    if header == "车架号":
        return [text, text.lower(), f"*{text}*", f"{text[:8]} {text[8:]}"]
    if header == "客户姓名" and len(text) == 2:
        return [text, f"{text[0]} {text[1]}", f" {text}先生", f"{text}（女士）"]
    return [text, f" {text} "]


@dataclass(frozen=True)
class Sheet:
    """Rows as they are meant; `lines` gives them as somebody might have written them."""

    header: tuple[str, ...]
    rows: tuple[Cells, ...]

    def plain(self) -> list[list[object]]:
        return [list(self.header), *([_first(name, row.get(name)) for name in self.header] for row in self.rows)]

    def lines(self, chance: random.Random, *, noise: bool = True) -> list[list[object]]:
        """A title, blank rows and totals among the rows where `noise` is wanted, and every cell in some way."""
        made: list[list[object]] = [["客户台账 2026年11月"], list(self.header)] if noise else [list(self.header)]
        for row in self.rows:
            made.append([_some(name, row.get(name), chance) for name in self.header])
            if noise and chance.random() < 0.3:
                made.append(chance.choice([[], ["合计", *[None] * (len(self.header) - 2), "3"], list(self.header)]))
        return made

    def shuffled(self, chance: random.Random) -> Sheet:
        return Sheet(tuple(chance.sample(self.header, len(self.header))), self.rows)


def _first(header: str, value: object) -> object:
    return None if value is None else ways(header, value)[0]


def _some(header: str, value: object, chance: random.Random) -> object:
    return (
        chance.choice([None, "", "-", "无"] if header != "同意营销" else [None, ""])
        if value is None
        else chance.choice(ways(header, value))
    )


@st.composite
def wide_sheets(draw, *, people: Sequence[int] = range(4), second: bool = True, every_fact: bool = False) -> Sheet:
    """One row for some of the people, each with most of the columns and some of the facts."""
    header = [*WHO, *(name for name in FACTS if every_fact or draw(st.integers(0, 4)))]
    header += ["车牌号2", "车型2"] if second else []
    chosen = draw(st.lists(st.sampled_from(list(people)), unique=True, min_size=1, max_size=4))
    rows = [_row(draw, number, header) for number in chosen]
    return Sheet(tuple(draw(st.permutations(header))), tuple(rows))


def _row(draw, number: int, header: Sequence[str]) -> Cells:
    row: Cells = {name: values[number] for name, values in WHO.items()}
    row |= {name: draw(st.sampled_from([*FACTS[name], None])) for name in header if name in FACTS}
    if row.get("上次进厂日期") is None:
        row.pop("上次保养里程", None)
    if "车牌号2" in header and draw(st.booleans()):
        row |= {"车牌号2": f"豫C1234{number}", "车型2": draw(st.sampled_from(["欧曼", None]))}
    return row


def without_ids(base) -> dict[str, list[str]]:
    """All that the base says now; records are named by what they say, so that it does not matter which came first."""
    told = everything(base)
    keys: dict[str, list[str]] = {}
    for customer, type_, value in base.rows("SELECT customer, type, value FROM keys WHERE closed IS NULL"):
        keys.setdefault(customer, []).append(f"{type_}={value}")
    names = {id_: " ".join(sorted(found)) for id_, found in keys.items()}
    names |= dict(base.rows("SELECT id, coalesce(vin, plate) FROM vehicles WHERE closed IS NULL"))
    counted = {prefix for thing in COLLECTIONS.values() for prefix in [thing.prefix]}
    return {
        table: sorted(
            repr(
                [
                    names.get(cell, "*" if _is_id(cell, counted) else cell) if isinstance(cell, str) else cell
                    for cell in row
                ]
            )
            for row in rows
        )
        for table, rows in told.items()
    }


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """The records that only one of two bases has."""
    return [f"{table} {row}" for table in one for row in sorted({*one[table]} ^ {*other[table]})]


def _is_id(cell: str, prefixes: set[str]) -> bool:
    return cell[:1] in prefixes and cell[1:].isdigit() and len(cell) == 7
