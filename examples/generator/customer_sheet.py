"""The customer list as the dealer's clerk keeps it: by adviser, with subtotals, repeats, guesses and notes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from generator import dirt, words
from generator.dirt import Cell
from generator.lines import Line, Row, line
from generator.people import Customer, draw_address

GROUPS = {
    "基本信息": ("客户编号", "客户名称", "客户性质", "性别", "出生日期", "身份证号"),
    "联系方式": ("手机号码", "备用手机号", "微信号", "省", "市", "区县", "详细地址"),
    "业务信息": (
        "客户来源",
        "销售顾问",
        "服务顾问",
        "经营模式",
        "经营性质",
        "行业",
        "保有台数",
        "介绍人",
        "是否同意营销",
        "备注",
    ),
    "车友会编号": ("",),  # a column of their own, merged over both header rows
}
HEADERS = tuple(below or above for above, headers in GROUPS.items() for below in headers)
OLD_HEADERS = ("客户名称", "手机号码", "详细地址", "备注")

REPEATED = 0.025
SPOILED = 0.011
NAMELESS = ("王先生", "李总", "赵经理", "刘师傅", "陈女士", "老周")
NOTES = (
    "注：1. 本表由客户关系部维护，未经批准不得外传；2. 保有台数含挂靠车辆；3. 手机号码以最近一次联系为准。",
    "制表：客户关系部　　　　审核：",
)


def customer_lines(rng: Random, customers: list[Customer], today: date) -> list[Line]:
    body = [one for adviser in words.SALES_ADVISERS for one in adviser_block(rng, customers, adviser)]
    total = total_line("合计", "", sum(units_of(one) for one in body if one.owner))
    notes = (Line([]), *(Line([note]) for note in NOTES))
    return [*heading(today - timedelta(days=3)), *with_nameless(rng, body, customers), total, *notes]


def heading(as_of: date) -> list[Line]:
    title = f"{words.DEALER}客户档案表（截至{as_of.year}年{as_of.month}月{as_of.day}日）"
    above = [cell for name, headers in GROUPS.items() for cell in (name, *[None] * (len(headers) - 1))]
    return [Line([title]), Line([*above]), Line([header for headers in GROUPS.values() for header in headers])]


def adviser_block(rng: Random, customers: list[Customer], adviser: str) -> list[Line]:
    """One adviser's customers, some twice, then their subtotal and sometimes a blank row."""
    own = [who for who in customers if who.sales_adviser == adviser]
    lines = [customer_line(rng, who, who.number) for who in own]
    for who in own:
        if rng.random() < REPEATED:
            lines.insert(rng.randrange(len(lines) + 1), repeat(rng, who))
    subtotal = total_line("小计", adviser, sum(map(units_of, lines)))
    return [*lines, subtotal, *([Line([])] if rng.random() < 0.4 else [])]


def units_of(one: Line) -> int:
    units = one.cells[HEADERS.index("保有台数")]
    return units if isinstance(units, int) else 0


def total_line(label: str, adviser: str, units: int) -> Line:
    return line(HEADERS, {"客户编号": label, "销售顾问": adviser or None, "保有台数": units})


def with_nameless(rng: Random, lines: list[Line], customers: list[Customer]) -> list[Line]:
    """Rows with nothing to know anybody by, between the others."""
    result = list(lines)
    for name in NAMELESS[: max(1, len(customers) // 300)]:
        row: Row = {"客户名称": name, "客户性质": "个人", "客户来源": "来店", "备注": "未留电话"}
        result.insert(rng.randrange(len(result)), line(HEADERS, row))
    return result


def repeat(rng: Random, who: Customer) -> Line:
    """The same customer entered again: another number or none, the name as somebody heard it, maybe a newer address."""
    again = replace(who, name=heard_name(rng, who), phones=who.phones[:1], id_number="", wechat="", club="")
    if rng.random() < 0.5:
        again = replace(again, address=draw_address(rng, who.organisation), note="已搬家，地址已更新")
    number = f"KH9{who.number[-4:]}" if rng.random() < 0.5 else ""
    return customer_line(rng, again, who.number, number)


def heard_name(rng: Random, who: Customer) -> str:
    if who.organisation:
        return who.name.replace("有限公司", "公司")
    return rng.choice((who.name, dirt.titled(who.name, who.male), dirt.spaced(who.name)))


def customer_line(rng: Random, who: Customer, owner: str, number: str | None = None) -> Line:
    row = {**person_cells(rng, who), **contact_cells(rng, who), **business_cells(rng, who)}
    row["客户编号"] = owner if number is None else number or None
    write_name(rng, who, row)
    if rng.random() < SPOILED and not who.organisation:
        rng.choice(SPOILERS)(row)
    return line(HEADERS, row, owner, who.name)


def person_cells(rng: Random, who: Customer) -> Row:
    told = who.birthday if rng.random() < 0.8 else None
    return {
        "客户性质": "单位" if who.organisation else "个人",
        "性别": None if who.organisation else "男" if who.male else "女",
        "出生日期": dirt.typed(rng, dirt.DATES, told) if told else dirt.blank(rng),
        "身份证号": id_cell(rng, who.id_number),
    }


def id_cell(rng: Random, number: str) -> Cell:
    """An ID number typed as a number keeps fifteen digits in Excel; the rest becomes zeros."""
    if number.isdigit() and rng.random() < 0.01:
        return int(number[:15] + "000")
    return dirt.or_blank(rng, number)


def contact_cells(rng: Random, who: Customer) -> Row:
    first, *others = who.phones
    both = len(others) == 1 and others[0].isdigit() and rng.random() < 0.35
    return {
        "手机号码": dirt.typed(rng, dirt.TWO_PHONES, who.phones) if both else dirt.phone(rng, first),
        "备用手机号": dirt.phone(rng, others[0]) if others and not both else dirt.blank(rng),
        "微信号": dirt.or_blank(rng, who.wechat),
        **dict(zip(("省", "市", "区县"), who.region, strict=False)),
        "详细地址": who.address,
    }


def business_cells(rng: Random, who: Customer) -> Row:
    told = who.units > 1 or rng.random() < 0.3
    return {
        "客户来源": who.source,
        "销售顾问": who.sales_adviser,
        "服务顾问": who.service_adviser,
        "经营模式": who.mode,
        "经营性质": who.ownership,
        "行业": who.industry or None,
        "保有台数": who.units if told and rng.random() < 0.85 else None,
        "介绍人": dirt.or_blank(rng, who.referrer),
        "是否同意营销": who.consent or None,
        "备注": dirt.or_blank(rng, who.note),
        "车友会编号": who.club or None,
    }


def write_name(rng: Random, who: Customer, row: Row) -> None:
    """The name, in one row of a hundred with the phone behind it instead of in its column."""
    row["客户名称"] = who.name
    chance = rng.random()
    if chance < 0.012:
        row["客户名称"], row["手机号码"] = f"{who.name}（{who.phones[0]}）", None
    elif chance < 0.03:
        row["客户名称"] = who.name.translate(dirt.FULL_WIDTH) if who.organisation else dirt.spaced(who.name)
    elif chance < 0.045 and not who.organisation:
        row["客户名称"] = dirt.titled(who.name.removesuffix("先生").removesuffix("女士"), who.male)


def short_phone(row: Row) -> None:
    row["手机号码"] = "1380371659"


def wrong_check_digit(row: Row) -> None:
    number = str(row["身份证号"] or "")
    row["身份证号"] = number[:17] + ("1" if number[17:] != "1" else "2") if len(number) == 18 else "410199198503150012"


def impossible_date(row: Row) -> None:
    row["出生日期"] = "1985-02-30"


SPOILERS: tuple[Callable[[Row], None], ...] = (short_phone, wrong_check_digit, impossible_date)


def old_lines(rng: Random, customers: list[Customer]) -> Iterator[Line]:
    """The list as it was years ago, on a sheet that somebody hid."""
    yield Line(list(OLD_HEADERS))
    for who in rng.sample(customers, max(1, len(customers) // 60)):
        address = draw_address(rng, who.organisation)
        yield Line([who.name, who.phones[0], address, "2019年导出"], who.number)
