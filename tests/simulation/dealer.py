"""A made-up dealer who keeps a list a month for a year: what its clerks write, drawn from a seed, and who each row is truly about."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

HEADER = ("客户名称", "联系电话", "其他电话", "车牌号", "车架号", "地址", "生日")
MONTHS = 12
_FAMILY = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国文志玉兰红梅"
_SOUNDS = {"伟": "玮", "静": "婧", "军": "君", "杰": "洁", "明": "铭", "刚": "钢", "英": "瑛", "志": "智", "红": "虹"}
_TRADITIONAL = str.maketrans("刘陈杨赵吴孙马罗伟丽军静华国红兰", "劉陳楊趙吳孫馬羅偉麗軍靜華國紅蘭")
_BRANDS = (
    "顺达",
    "宏远",
    "鑫源",
    "捷通",
    "万里",
    "恒通",
    "瑞丰",
    "金马",
    "四海",
    "龙腾",
    "永兴",
    "天成",
    "博远",
    "昌盛",
)
_TRADES = ("物流", "运输", "商贸", "建材", "劳务")
_CITIES = ("郑州", "洛阳", "开封", "新乡")
_STREETS = ("花园路", "建设路", "农业路", "人民路", "解放路", "文化路", "黄河路", "东风路")


@dataclass
class Customer:
    """One real customer: his name, or the firm's place, brand, trade and branch."""

    number: int
    name: str
    phone: str
    address: str
    birthday: str = ""
    firm: tuple[str, str, str, str] | None = None
    cars: list[tuple[str, str]] = field(default_factory=list)
    old_phone: str = ""


@dataclass
class Dealer:
    """The customers so far, and the lists with the true customers beside their rows."""

    random: random.Random = field(default_factory=lambda: random.Random(20260101))
    customers: list[Customer] = field(default_factory=list)
    phones: int = 0
    sold: dict[str, int] = field(default_factory=dict)
    """VIN of a car that changed hands → who keeps it now."""

    def month(self, place: int) -> tuple[list[tuple[str, ...]], list[int]]:
        """The list of a month: news first, then some of those who were known, in any order."""
        known = list(self.customers)
        wanted = [self._person() for _ in range(20)] + [self._firm() for _ in range(4)]
        wanted += [self._relative(one) for one in self.random.sample(known, min(2, len(known)))]
        if known:
            wanted += self._buyers(known)
            wanted += self._moved(known)
            wanted += self.random.sample(known, len(known) // 4)
        wanted += self.random.sample(wanted, 5)
        self.random.shuffle(wanted)
        return [self._row(one, place) for one in wanted], [one.number for one in wanted]

    def _phone(self) -> str:
        self.phones += self.random.randint(3, 60)
        return f"138{(self.phones * 7919 + 10_000_019) % 10**8:08}"

    def _car(self) -> tuple[str, str]:
        number = self.random.randrange(10**5)
        return f"豫{self.random.choice('ABCG')}{number:05}", f"LJP0000{self.random.randrange(10**10):010}"

    def _place(self) -> str:
        return f"{self.random.choice(_CITIES)}市{self.random.choice(_STREETS)}{self.random.randint(1, 400)}号"

    def _keep(self, **told: object) -> Customer:
        made = Customer(len(self.customers), **told)  # type: ignore[arg-type]
        self.customers.append(made)
        return made

    def _person(self) -> Customer:
        name = self.random.choice(_FAMILY) + "".join(self.random.choices(_GIVEN, k=self.random.choice((1, 2, 2))))
        born = f"{self.random.randint(1960, 2003)}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"
        return self._keep(name=name, phone=self._phone(), address=self._place(), birthday=born, cars=[self._car()])

    def _firm(self) -> Customer:
        while True:
            parts = (
                self.random.choice(_CITIES),
                self.random.choice(_BRANDS),
                self.random.choice(_TRADES),
                self.random.choice(("", "", "第二分公司")),
            )
            if not any(one.firm == parts for one in self.customers):
                break
        name = "{}市{}{}有限公司{}".format(*parts)
        return self._keep(
            name=name, phone=self._phone(), address=self._place(), firm=parts, cars=[self._car(), self._car()]
        )

    def _relative(self, of: Customer) -> Customer:
        """Somebody else who gives the phone of a customer: a wife, a driver."""
        made = self._person()
        while made.name[0] == of.name[0]:
            made.name = self.random.choice(_FAMILY) + made.name[1:]
        made.phone = of.phone
        return made

    def _buyers(self, known: list[Customer]) -> list[Customer]:
        """Newcomers who bought a customer's car."""
        made = []
        for seller in self.random.sample([one for one in known if one.cars], 2):
            buyer = self._person()
            buyer.cars = [seller.cars.pop()]
            self.sold[buyer.cars[0][1]] = buyer.number
            made.append(buyer)
        return made

    def _moved(self, known: list[Customer]) -> list[Customer]:
        """Customers with another phone: their car, or the old number beside the new one, still tells who they are."""
        moved = self.random.sample([one for one in known if one.cars], 3)
        for one in moved:
            one.old_phone, one.phone = one.phone, self._phone()
        return moved

    def _row(self, one: Customer, place: int) -> tuple[str, ...]:
        plate, vin = self.random.choice(one.cars) if one.cars else ("", "")
        other = one.old_phone if not plate or self.random.random() < 0.5 else ""
        address = one.address if self.random.random() < 0.5 else ""
        name = self._firm_written(one) if one.firm else self._written(one.name)
        return name, one.phone, other, plate, vin, address, one.birthday if self.random.random() < 0.3 else ""

    def _written(self, name: str) -> str:
        roll = self.random.random()
        if roll < 0.06:
            return name[0] + self.random.choice(("先生", "总", "师傅"))
        if roll < 0.12:
            return name + self.random.choice(("先生", "（老客户）", "女士"))
        if roll < 0.16:
            return name.translate(_TRADITIONAL)
        if roll < 0.20:
            return name[0] + "".join(_SOUNDS.get(sign, sign) for sign in name[1:])
        return " ".join(name) if roll < 0.23 else name

    def _firm_written(self, one: Customer) -> str:
        place, brand, trade, branch = one.firm or ("", "", "", "")
        roll = self.random.random()
        if roll < 0.15:
            return f"{brand}{trade}{branch}"
        if roll < 0.25:
            return f"{place}{brand}{trade}公司{branch}"
        return f"{brand}{trade}（{place}）有限公司{branch}" if roll < 0.3 else one.name
