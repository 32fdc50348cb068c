"""Seeded customer lists as files: 18 headers that jipan knows, 2 that it does not."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random

Cell = str | float | dt.date

HEADERS = (
    "客户编号", "客户姓名", "手机号", "性别", "生日", "身份证号", "省份", "城市", "地址", "客户来源",
    "销售顾问", "服务顾问", "车牌号", "车架号", "车型", "购车日期", "购车价格", "保险到期日", "卡面花色", "赠品领取",
)  # fmt: skip
UNKNOWN = HEADERS[-2:]
"""The columns that no field takes."""

_SEED = 2026
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文玉兰志红"
_CITIES = (
    ("河南省", "郑州市"),
    ("河南省", "洛阳市"),
    ("山东省", "济南市"),
    ("河北省", "石家庄市"),
    ("山西省", "太原市"),
)
_ROADS = ("人民路", "建设路", "解放路", "中原路", "花园路", "文化路", "农业路", "金水路")
_MODELS = tuple(f"欧曼{name}" for name in ("EST 510", "EST 560", "GTL 430", "GTL 490", "ETX 375", "行星 610", "银河 5"))
_SOURCES = ("自然到店", "转介绍", "网络", "车展", "电话")
_ADVISERS = tuple(f"{surname}顾问" for surname in _SURNAMES)
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", map(int, "123456781234579234567890123456789"), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_EPOCH = dt.date(2016, 1, 1)


def workbook(folder: Path, count: int) -> Path:
    """The list as a workbook of one sheet, made once; openpyxl writes it, so texts stand inline."""
    path = folder / f"customers-{count}.xlsx"
    if not path.exists():
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("客户")
        sheet.append(HEADERS)
        for row in rows(count):
            sheet.append(row)
        book.save(path)
    return path


def delimited(folder: Path, count: int) -> Path:
    """The list as CSV in GB18030, as dealers' systems export it, made once."""
    path = folder / f"customers-{count}.csv"
    if not path.exists():
        with path.open("w", encoding="gb18030", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            writer.writerows(rows(count))
    return path


def rows(count: int) -> Iterator[tuple[Cell, ...]]:
    """One customer with one vehicle a row. 1 % of the rows come a second time.

    3 % of the phones and 2 % of the purchase dates are written in an odd way, 0.5 % of the phones cannot be read.
    """
    dice = Random(_SEED)
    last: tuple[Cell, ...] | None = None
    for number in range(count):
        if last is None or dice.random() >= 0.01:
            last = _row(dice, number)
        yield last


def _row(dice: Random, number: int) -> tuple[Cell, ...]:
    province, city = dice.choice(_CITIES)
    birthday = dt.date(1955, 1, 1) + dt.timedelta(dice.randrange(18_000))
    bought = _EPOCH + dt.timedelta(dice.randrange(3_900))
    return (
        f"KH{number:07d}",
        dice.choice(_SURNAMES) + "".join(dice.choices(_GIVEN, k=2)),
        _phone(dice, number),
        dice.choice("男女"),
        birthday,
        _id_number(birthday, number),
        province,
        city,
        f"{city}{dice.choice(_ROADS)}{dice.randrange(1, 900)}号",
        dice.choice(_SOURCES),
        dice.choice(_ADVISERS),
        dice.choice(_ADVISERS),
        _plate(number),
        _vin(dice, number),
        dice.choice(_MODELS),
        _day(dice, bought),
        dice.randrange(2_000, 5_000) * 100.0,
        bought + dt.timedelta(365 * dice.randrange(1, 10)),
        dice.choice(("金龙", "祥云", "素面")),
        dice.choice(("是", "否", "")),
    )


def _phone(dice: Random, number: int) -> str:
    phone = f"13{(number * 611_953 + 500_000_000) % 1_000_000_000:09d}"
    chance = dice.random()
    if chance < 0.03:
        return f"{phone[:3]}-{phone[3:7]} {phone[7:]}"
    return phone[:9] if chance < 0.035 else phone


def _day(dice: Random, day: dt.date) -> Cell:
    return f"{day.year}年{day.month}月{day.day}日" if dice.random() < 0.02 else day


def _id_number(birthday: dt.date, number: int) -> str:
    """A resident number of a province that does not exist, so that it is nobody's."""
    body = f"99{number // 1000:04d}{birthday:%Y%m%d}{number % 1000:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def _plate(number: int) -> str:
    return f"豫{'ABCDEFGHJKLMNPQRSTUV'[number // 100_000 % 20]}{number % 100_000:05d}"


def _vin(dice: Random, number: int) -> str:
    body = f"LVB{dice.choice('ABCDEFGH')}V6PE0{dice.choice('ABCDEFGH')}{number:07d}"
    check = sum(_VALUES[sign] * weight for sign, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return f"{body[:8]}{'X' if check == 10 else check}{body[9:]}"
