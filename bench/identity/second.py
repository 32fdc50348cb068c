"""The second generator: another clerk, other habits. Written before the matcher was tuned and never looked at while tuning.

Its dirt: nicknames and forms of address before the name, notes in brackets, names in traditional characters, changed
phones with the car as the only link, a wife's phone, sisters and branches of firms, short names of firms, numbers typed
with one digit wrong or two swapped, extensions moved into the number, missing cells of every kind.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from words import ADVISERS, BRANDS, CITIES, COMPOUND, FORMS, GIVEN, MODELS, STREETS, SURNAMES, TRADES

HEADER = ("客户名称", "联系电话", "备用电话", "车牌号", "车架号", "车型", "证件号码", "城市", "地址", "业务员")
TRADITIONAL = str.maketrans(
    "陈刘张赵吴郑冯韩杨马卢邓许罗苏叶兰军华国东丽梅龙飞凤静伟强刚庆荣学宝卫红艳凯",
    "陳劉張趙吳鄭馮韓楊馬盧鄧許羅蘇葉蘭軍華國東麗梅龍飛鳳靜偉強剛慶榮學寶衛紅艷凱",
)
SOUNDS = (
    "伟玮炜",
    "娜纳",
    "敏闵",
    "静婧",
    "丽莉",
    "强墙",
    "磊垒",
    "军君钧",
    "勇永",
    "杰洁捷",
    "娟鹃",
    "明铭鸣",
    "超朝",
    "霞侠",
    "平萍",
    "刚钢",
    "英瑛",
    "华骅",
    "建健",
    "文雯",
    "志智",
    "玉钰",
    "红虹宏",
    "辉晖",
    "斌彬",
    "波博",
    "宁凝",
)


@dataclass
class Truth:
    """One real customer."""

    id: int
    name: str
    firm: tuple[str, str, str, str] | None
    phone: str
    other: str | None
    cars: list[tuple[str, str, str]]
    number: str | None
    city: str
    address: str
    adviser: str
    extra: dict = field(default_factory=dict)


class Maker:
    """Makes a city of customers and what a careless clerk writes about them."""

    def __init__(self, seed: int, people: int, firms: int) -> None:
        self.r = random.Random(f"second {seed}")
        self.phones: set[str] = set()
        self.plates: set[str] = set()
        self.firms: set[tuple[str, ...]] = set()
        self.truth = [self.person(i) for i in range(people)]
        self.truth += [self.firm(people + i) for i in range(firms)]
        self.couples()

    def phone(self) -> str:
        while True:
            head = self.r.choice(("138", "139", "137", "150", "158", "186", "177", "199", "135", "182"))
            made = head + "".join(self.r.choices("0123456789", k=8))
            if made not in self.phones:
                self.phones.add(made)
                return made

    def car(self) -> tuple[str, str, str]:
        while True:
            plate = (
                "豫"
                + self.r.choice("ABCG")
                + "".join(self.r.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=1))
                + "".join(self.r.choices("0123456789", k=4))
            )
            if plate not in self.plates:
                self.plates.add(plate)
                return plate, vin(self.r), self.r.choice(MODELS)

    def place(self) -> tuple[str, str]:
        _, city, districts = self.r.choice(CITIES)
        return city, f"{self.r.choice(districts)}{self.r.choice(STREETS)}{self.r.randint(1, 280)}号"

    def person(self, id_: int) -> Truth:
        surname = self.r.choice(COMPOUND) if self.r.random() < 0.006 else self.r.choice(SURNAMES)
        name = surname + "".join(self.r.choices(GIVEN, k=1 if self.r.random() < 0.22 else 2))
        city, address = self.place()
        number = resident(self.r) if self.r.random() < 0.35 else None
        other = self.phone() if self.r.random() < 0.15 else None
        return Truth(
            id_,
            name,
            None,
            self.phone(),
            other,
            [self.car() for _ in range(self.r.choice((1, 1, 1, 2)))],
            number,
            city,
            address,
            self.r.choice(ADVISERS),
        )

    def firm(self, id_: int) -> Truth:
        while True:
            province, city, _ = self.r.choice(CITIES)
            made = (
                self.r.choice((province, city + "市", city, "")),
                self.r.choice(BRANDS),
                self.r.choice(TRADES),
                self.r.choice(FORMS),
            )
            if (made[0], made[1], made[2]) not in self.firms:
                self.firms.add((made[0], made[1], made[2]))
                break
        name = "".join(made)
        if self.r.random() < 0.12:
            name += self.r.choice(("郑州分公司", "洛阳分公司", "第二分公司", "新乡分公司"))
        phone = self.phone() if self.r.random() < 0.6 else f"0371-6{self.r.randint(1000000, 9999999)}"
        return Truth(id_, name, made, phone, self.phone() if self.r.random() < 0.3 else None,
                     [self.car() for _ in range(self.r.choice((1, 2, 3, 5)))], None, city, self.place()[1], self.r.choice(ADVISERS))  # fmt: skip

    def couples(self) -> None:
        """Some people give somebody else's phone: wives, sons, offices."""
        people = [one for one in self.truth if one.firm is None]
        for one in self.r.sample(people, len(people) // 25):
            other = self.r.choice(people)
            if other is not one and other.name[:2] != one.name[:2]:
                one.phone = other.phone

    def lines(self) -> tuple[list[list[tuple]], list[list[int]]]:
        """Three lists with the customers' true ids beside them."""
        files: list[list[tuple]] = [[], [], []]
        whose: list[list[int]] = [[], [], []]
        for one in self.truth:
            for place in self.r.sample(range(3), self.r.choice((1, 2, 2, 3))):
                files[place].append(self.line(one))
                whose[place].append(one.id)
                if self.r.random() < 0.08:
                    files[place].append(self.line(one))
                    whose[place].append(one.id)
        return files, whose

    def line(self, one: Truth) -> tuple:
        car = self.r.choice(one.cars)
        phone, other = one.phone, one.other or ""
        roll = self.r.random()
        if roll < 0.03:
            phone = self.slip(phone)
        elif roll < 0.06 and other:
            phone, other = other, ""
        elif roll < 0.10:
            phone = ""
        if "-" in phone and self.r.random() < 0.3:
            phone += self.r.choice(("-801", "转801", "801", " 8001"))
        keep = self.r.random
        return (
            self.firm_name(one) if one.firm else self.name(one.name),
            self.dress(phone),
            other if keep() < 0.6 else "",
            car[0] if keep() < 0.85 else "",
            car[1] if keep() < 0.6 else "",
            car[2],
            (one.number or "") if keep() < 0.6 else "",
            one.city if keep() < 0.8 else "",
            one.address if keep() < 0.5 else "",
            one.adviser,
        )

    def name(self, name: str) -> str:
        roll = self.r.random()
        if roll < 0.05:
            return name[0] + self.r.choice(("先生", "女士", "总", "老板", "师傅", "姐"))
        if roll < 0.07:
            return self.r.choice(("小", "老")) + name[0]
        if roll < 0.10:
            return name.translate(TRADITIONAL)
        if roll < 0.13:
            return self.sound(name)
        if roll < 0.16:
            return name + self.r.choice(("（老客户）", "(转介绍)", "先生", "女士", "老板"))
        if roll < 0.18:
            return " ".join(name)
        return name

    def sound(self, name: str) -> str:
        for place in range(1, len(name)):
            group = next((g for g in SOUNDS if name[place] in g), None)
            if group:
                return name[:place] + self.r.choice([c for c in group if c != name[place]]) + name[place + 1 :]
        return name

    def firm_name(self, one: Truth) -> str:
        region, brand, trade, form = one.firm
        branch = one.name.removeprefix("".join(one.firm))
        roll = self.r.random()
        if roll < 0.08:
            return brand + trade + branch
        if roll < 0.14:
            return region + brand + trade + "公司" + branch
        if roll < 0.18 and region:
            return f"{brand}（{region.removesuffix('市')}）{trade}{form}{branch}"
        if roll < 0.21:
            return one.name.translate(TRADITIONAL).replace("运输", "運輸").replace("汽车", "汽車")
        return one.name

    def slip(self, phone: str) -> str:
        place = self.r.randrange(3, len(phone) - 1)
        if self.r.random() < 0.5:
            return phone[:place] + self.r.choice([c for c in "0123456789" if c != phone[place]]) + phone[place + 1 :]
        return phone[:place] + phone[place + 1] + phone[place] + phone[place + 2 :]

    def dress(self, phone: str) -> str:
        if not phone or "-" in phone:
            return phone
        return self.r.choices(
            (phone, f"+86 {phone}", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f"{phone[:3]} {phone[3:7]} {phone[7:]}"),
            (80, 6, 8, 6),
        )[0]


def vin(r: random.Random) -> str:
    """A well-formed vehicle number with its check digit."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    values = {
        **{str(d): d for d in range(10)},
        **dict(
            zip(
                "ABCDEFGHJKLMNPRSTUVWXYZ",
                (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
                strict=True,
            )
        ),
    }
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    body = ["L", *(r.choice(letters) for _ in range(10)), *(r.choice("0123456789") for _ in range(6))]
    total = sum(values[c] * w for c, w in zip(body, weights, strict=True))
    body[8] = "X" if total % 11 == 10 else str(total % 11)
    return "".join(body)


def resident(r: random.Random) -> str:
    """A well-formed resident number."""
    body = f"4101{r.randint(1, 8):02d}{r.randint(1960, 2003)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}{r.randint(0, 999):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def make(seed: int, people: int, firms: int) -> tuple[tuple, list[list[tuple]], list[list[int]]]:
    """Header, lists, and for every line the customer that it is about."""
    files, whose = Maker(seed, people, firms).lines()
    return HEADER, files, whose
