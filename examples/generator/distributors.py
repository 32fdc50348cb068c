"""The partners of a made-up distributor of household appliances: who they are, what they pay, take and have in stock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from generator.identifiers import mobile
from generator.words import FIRM_CHARACTERS, SURNAMES

ADVISERS = ("董晓岚", "康立新", "裴佳")
TOWNS = ("合肥", "芜湖", "蚌埠", "安庆", "阜阳", "滁州", "六安", "宣城")
TRADES = ("家电", "电器", "商贸", "贸易", "家居")
BRANDS = ("奥荣", "海川", "美辰", "格林")
CARRIERS = ("皖通物流", "顺安货运", "江淮快运")
PRODUCTS = (("BCD-210", 1380), ("KFR-35", 2290), ("XQG-80", 1690))
TERMS = (0, 15, 30, 30, 45)
POLICIES = ("满10万返3%", "旺季压货返2%", "新品首批95折")
MONTHS = 12
# weight, what becomes of the partner
STATES = ((55, "existing"), (18, "intent"), (17, "potential"), (10, "terminated"))


@dataclass(frozen=True)
class Partner:
    """One distributor; `size` is what he takes in a month, in yuan, `habit` how much of the plan he pays."""

    number: str
    name: str
    contact: str
    phone: str
    town: str
    adviser: str
    state: str
    signed: date | None
    ended: date | None
    size: int
    habit: float
    term: int
    signing: date | None


@dataclass(frozen=True)
class Sheet:
    title: str
    heading: str
    headers: tuple[str, ...]
    rows: list[list[object]]


def partners(rng: Random, count: int, today: date) -> list[Partner]:
    return [partner(rng, f"D{index:03d}", today) for index in range(1, count + 1)]


def partner(rng: Random, number: str, today: date) -> Partner:
    weights, states = zip(*STATES, strict=True)
    state = rng.choices(states, weights)[0]
    town = rng.choice(TOWNS)
    signed = state in ("existing", "terminated") and rng.random() < 0.9
    return Partner(
        number=number,
        name=f"{town}{''.join(rng.sample(FIRM_CHARACTERS, 2))}{rng.choice(TRADES)}有限公司",
        contact=rng.choice(SURNAMES) + rng.choice(("经理", "总", "建国", "丽娟", "志强")),
        phone=mobile(rng),
        town=town,
        adviser=rng.choice(ADVISERS),
        state=state,
        signed=today - timedelta(days=rng.randint(200, 2200)) if signed else None,
        ended=today - timedelta(days=rng.randint(5, 180)) if state == "terminated" else None,
        size=rng.choice((3, 5, 8, 12, 20, 45)) * 10_000,
        habit=rng.choice((0.6, 0.9, 0.97, 1.0, 1.0, 1.0, 1.05)),
        term=rng.choice(TERMS),
        signing=today + timedelta(days=rng.randint(-10, 120)) if state == "intent" else None,
    )


def files_of(rng: Random, found: list[Partner], today: date) -> dict[str, list[Sheet]]:
    trading = [one for one in found if one.state == "existing"]
    return {
        "经销商档案.xlsx": [archive(rng, found, today), outlets(rng, trading, today)],
        "回款及发货跟踪.xlsx": [*tracking(rng, trading, today), shipments(rng, trading, today)],
        "库存跟踪.xlsx": [stock(rng, trading, today)],
        "客户推进表.xlsx": [pipeline(rng, [one for one in found if one.state == "intent"], today)],
    }


def moment(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day) if day else None


def archive(rng: Random, found: list[Partner], today: date) -> Sheet:
    headers = (
        "客户编号", "客户名称", "联系人", "手机", "客户区域", "业务负责人", "签约日期", "终止日期", "终止原因", "年营业额(万元)",
        "经营品牌", "我方占比", "授信额度(万元)", "账期", "是否涉诉",
    )  # fmt: skip
    rows: list[list[object]] = []
    for one in found:
        brands = rng.sample(BRANDS, rng.randint(1, 3))
        why = rng.choice(("低于公司标准", "改做其他品牌", "长期拖欠")) if one.ended else None
        yearly, share, sued = one.size * rng.randint(18, 40) // 10_000, rng.randint(5, 80), rng.random() < 0.04
        trades = one.state == "existing"
        rows.append([
            one.number, one.name, one.contact, one.phone, one.town, one.adviser, moment(one.signed), moment(one.ended), why,
            yearly, "、".join(brands), f"{share}%" if trades else None,
            one.size * one.term // 300_000 if trades and one.term else None, one.term if trades else None, "是" if sued else None,
        ])  # fmt: skip
    return Sheet("经销商", f"经销商档案（{today:%Y年%m月%d日}）", headers, rows)


def outlets(rng: Random, found: list[Partner], today: date) -> Sheet:
    headers = ("客户编号", "客户名称", "网点品牌", "网点类型", "经营方式", "市场级别", "网点数量", "网点年营业额(万元)")
    rows: list[list[object]] = []
    for one in found:
        for type_, mode in rng.sample((("专卖店", "直营"), ("专卖店", "加盟"), ("专柜", None)), rng.randint(1, 2)):
            area = rng.choice(("市区", "县城", "乡镇"))
            rows.append([one.number, one.name, "奥荣", type_, mode, area, rng.randint(1, 9), rng.randint(20, 400)])
    return Sheet("网点分布", f"网点分布（{today:%Y年%m月%d日}）", headers, rows)


def months(today: date) -> list[date]:
    """The first days of the months that are over, the earliest first."""
    first = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first - MONTHS, first)]


def tracking(rng: Random, found: list[Partner], today: date) -> list[Sheet]:
    """One sheet a quarter, as the clerk keeps it."""
    headers = (
        "客户编号", "客户名称", "月份", "计划回款", "实际回款", "完成率", "累计欠款", "账期", "逾期天数", "提货数量", "提货金额",
        "提货政策", "备注",
    )  # fmt: skip
    owed = dict.fromkeys((one.number for one in found), 0)
    late = dict.fromkeys((one.number for one in found), 0)
    sheets = []
    all_months = months(today)
    for start in range(0, MONTHS, 3):
        rows: list[list[object]] = []
        for month in all_months[start : start + 3]:
            for one in found:
                planned = one.size // 1000 * 1000
                paid = min(
                    planned + owed[one.number], round(planned * one.habit * rng.uniform(0.85, 1.1) / 1000) * 1000
                )
                owed[one.number] += planned - paid
                behind = owed[one.number] > planned * 0.4
                late[one.number] = late[one.number] + 15 if behind else 0
                units = max(1, planned // 1700)
                policy = rng.choice(POLICIES)
                rows.append([
                    one.number, one.name, f"{month.year}年{month.month}月", planned, paid, f"{paid / planned:.0%}",
                    owed[one.number], one.term, late[one.number], units, planned, policy, None,
                ])  # fmt: skip
        total = sum(int(str(row[4])) for row in rows)
        rows.append(["合计", None, None, None, total])
        first = all_months[start]
        sheets.append(Sheet(f"{first.year}年{first.month}月起", "回款及发货跟踪（单位：元）", headers, rows))
    return sheets


def shipments(rng: Random, found: list[Partner], today: date) -> Sheet:
    headers = ("发货单号", "客户编号", "客户名称", "发货日期", "产品", "发货数量", "物流公司", "运费", "到货日期")
    rows: list[list[object]] = []
    for one in found:
        for month in months(today)[-6:]:
            day = month + timedelta(days=rng.randint(2, 25))
            product, price = rng.choice(PRODUCTS)
            units = max(1, one.size // price)
            arrived = day + timedelta(days=rng.randint(1, 4))
            number = f"FH{len(rows) + 1:05d}"
            carrier, freight = rng.choice(CARRIERS), 80 + units * 6
            rows.append([number, one.number, one.name, moment(day), product, units, carrier, freight, moment(arrived)])
    return Sheet("发货明细", "发货明细", headers, rows)


def stock(rng: Random, found: list[Partner], today: date) -> Sheet:
    headers = ("客户编号", "客户名称", "盘点日期", "产品", "库存数量", "入库日期")
    rows: list[list[object]] = []
    for one in found:
        days = rng.choice((8, 25, 40, 60, 120))
        for back in (45, 12):
            for product, price in rng.sample(PRODUCTS, 2):
                units = one.size // price * days // 60
                counted = today - timedelta(days=back)
                since = counted - timedelta(days=rng.randint(5, 100))
                rows.append([one.number, one.name, moment(counted), product, units, moment(since)])
    return Sheet("库存", "客户库存跟踪", headers, rows)


def pipeline(rng: Random, found: list[Partner], today: date) -> Sheet:
    headers = (
        "客户编号",
        "客户名称",
        "手机",
        "意向级别",
        "意向产品",
        "登记日期",
        "预计签约日",
        "跟进顾问",
        "状态",
        "竞品",
    )
    rows: list[list[object]] = []
    for one in found:
        near = one.signing is not None and (one.signing - today).days <= 30
        opened = today - timedelta(days=rng.randint(5, 150))
        rival = rng.choice((*BRANDS[1:], None))
        level, product = "A" if near else rng.choice("BC"), rng.choice(PRODUCTS)[0]
        rows.append([
            one.number, one.name, one.phone, level, product, moment(opened), moment(one.signing), one.adviser, "跟进中", rival,
        ])  # fmt: skip
    return Sheet("意向客户", "客户推进表", headers, rows)
