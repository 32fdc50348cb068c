"""What the dealer's system exports, the vehicles and the workshop's visits, and the advisers' sheet of wishes."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from generator import dirt
from generator.dirt import Cell
from generator.leads import Lead
from generator.lines import Line, Row, line
from generator.people import Customer
from generator.vehicles import Vehicle
from generator.visits import Visit

VEHICLE_HEADERS = (
    "车牌号",
    "车架号",
    "品牌",
    "车系",
    "车型",
    "颜色",
    "车主姓名",
    "联系电话",
    "客户编号",
    "购车日期",
    "交车日期",
    "保险到期日",
    "交强险到期日",
    "年检到期日",
    "质保到期时间",
    "行驶里程",
    "销售门店",
    "销售类型",
)
VISIT_HEADERS = (
    "工单号",
    "进厂日期",
    "车牌号",
    "车架号",
    "车主姓名",
    "联系电话",
    "维修类型",
    "行驶里程",
    "金额",
    "服务顾问",
    "门店",
    "备注",
)
LEAD_HEADERS = (
    "登记日期",
    "客户姓名",
    "手机号",
    "意向级别",
    "意向车型",
    "竞品车型",
    "客户来源",
    "销售顾问",
    "预计购车时间",
    "最近跟进日期",
    "跟进记录",
    "状态",
    "战败原因",
)


def vehicle_lines(rng: Random, fleet: Iterable[Vehicle], today: date) -> list[Line]:
    lines = [vehicle_line(rng, one, today) for one in fleet if exported(one)]
    title = Line([f"车辆档案查询　导出时间：{today - timedelta(days=2)} 08:12:33"])
    total = line(VEHICLE_HEADERS, {"车牌号": "合计", "车架号": f"{len(lines)} 台"})
    return [title, Line(list(VEHICLE_HEADERS)), *lines, total]


def exported(one: Vehicle) -> bool:
    """Every second stranger's vehicle is known from its visits alone."""
    return one.owner.listed or int(one.owner.number[-1]) % 2 == 1


def vehicle_line(rng: Random, one: Vehicle, today: date) -> Line:
    row: Row = {
        "车牌号": dirt.typed(rng, dirt.PLATES, one.plate),
        "车架号": dirt.typed(rng, dirt.VINS, one.vin),
        "品牌": one.brand,
        "车系": one.series,
        "车型": one.model,
        "颜色": one.colour,
        **owner_cells(rng, one.owner),
        **date_cells(rng, one),
        "行驶里程": dirt.typed(rng, dirt.MILEAGES, one.mileage(today)),
        "销售门店": one.store,
        "销售类型": one.sale,
    }
    return line(VEHICLE_HEADERS, row, one.owner.number)


def owner_cells(rng: Random, owner: Customer) -> Row:
    """One in twelve customers of the list is given by its number, half of those by nothing else."""
    if owner.listed and rng.random() < 0.08:
        return {"客户编号": owner.number, "车主姓名": owner.name if rng.random() < 0.5 else None}
    return {"车主姓名": owner.name, "联系电话": dirt.typed(rng, dirt.TEXT_PHONES, any_mobile(rng, owner))}


def any_mobile(rng: Random, owner: Customer) -> str:
    mobiles = [phone for phone in owner.phones if phone.isdigit()]
    return mobiles[0] if rng.random() < 0.88 else mobiles[-1]


def date_cells(rng: Random, one: Vehicle) -> Row:
    days = {
        "购车日期": one.bought,
        "交车日期": one.delivered,
        "保险到期日": one.insurance_end,
        "交强险到期日": one.ctpl_end,
        "年检到期日": one.inspection_end,
        "质保到期时间": one.warranty_end,
    }
    return {header: dirt.typed(rng, dirt.EXPORTED_DATES, day) for header, day in days.items()}


def visit_lines(rng: Random, found: list[Visit]) -> list[Line]:
    lines = [visit_line(rng, one) for one in found]
    for one in rng.sample(lines, len(lines) // 1500):
        lines.insert(lines.index(one), one)  # exported twice
    total = line(VISIT_HEADERS, {"工单号": "合计", "金额": f"{sum(one.amount for one in found):,.2f}"})
    return [Line(list(VISIT_HEADERS)), *lines, total]


def visit_line(rng: Random, one: Visit) -> Line:
    owner = one.vehicle.owner
    row: Row = {
        "工单号": one.order,
        "进厂日期": dirt.typed(rng, dirt.CSV_DATES, one.day),
        **vehicle_cells(rng, one.vehicle),
        "车主姓名": owner.name,
        "联系电话": visit_phone(rng, owner),
        "维修类型": one.repair,
        "行驶里程": dirt.typed(rng, dirt.MILEAGES, one.mileage),
        "金额": dirt.amount(rng, one.amount),
        "服务顾问": one.adviser,
        "门店": one.store,
        "备注": workshop_note(rng, one.note),
    }
    return line(VISIT_HEADERS, row, owner.number)


def vehicle_cells(rng: Random, one: Vehicle) -> Row:
    """The plate, the VIN or both."""
    lacking = rng.choices(("", "车架号", "车牌号"), (88, 10, 2))[0]
    row: Row = {"车牌号": dirt.typed(rng, dirt.PLATES, one.plate), "车架号": one.vin}
    return {header: None if header == lacking else cell for header, cell in row.items()}


def visit_phone(rng: Random, owner: Customer) -> Cell:
    return None if rng.random() < 0.06 else dirt.typed(rng, dirt.TEXT_PHONES, any_mobile(rng, owner))


def workshop_note(rng: Random, note: str) -> str:
    return f'{note}\n已电话确认，"取车付款"' if note and rng.random() < 0.2 else note


def lead_lines(rng: Random, found: list[Lead]) -> list[Line]:
    return [Line(list(LEAD_HEADERS)), *(lead_line(rng, one) for one in found)]


def lead_line(rng: Random, one: Lead) -> Line:
    who = one.customer
    row: Row = {
        "登记日期": dirt.typed(rng, dirt.LEAD_DATES, one.registered),
        "客户姓名": who.name,
        "手机号": dirt.phone(rng, who.phones[0]),
        "意向级别": dirt.typed(rng, dirt.LEVELS, one.level),
        "意向车型": one.model,
        "竞品车型": one.rival,
        "客户来源": who.source,
        "销售顾问": who.sales_adviser,
        "预计购车时间": dirt.typed(rng, dirt.FREE_DATES, one.expected) if one.expected else None,
        "最近跟进日期": dirt.typed(rng, dirt.LEAD_DATES, one.last_contact),
        "跟进记录": one.talk,
        "状态": one.state,
        "战败原因": one.lost_reason or None,
    }
    return line(LEAD_HEADERS, row, who.number)
