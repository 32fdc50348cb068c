"""The first generator: the one that the matcher is tuned on."""

from __future__ import annotations

import random

from words import ADVISERS, BRANDS, CITIES, FORMS, GIVEN, MODELS, STREETS, SURNAMES, TRADES

HEADER = (
    "客户姓名",
    "手机",
    "其他电话",
    "车牌号",
    "车架号",
    "车型",
    "工作单位",
    "证件号码",
    "微信",
    "城市",
    "地址",
    "销售顾问",
    "备注",
)
_SOUNDS = {
    "伟": "玮",
    "静": "靖",
    "丽": "莉",
    "军": "君",
    "杰": "洁",
    "明": "铭",
    "平": "萍",
    "刚": "钢",
    "英": "瑛",
    "志": "智",
    "红": "宏",
    "辉": "晖",
    "斌": "彬",
    "文": "雯",
    "玉": "钰",
    "建": "健",
    "李": "黎",
    "张": "章",
    "余": "于",
}
_TRADITIONAL = {
    "陈": "陳",
    "刘": "劉",
    "张": "張",
    "吴": "吳",
    "杨": "楊",
    "马": "馬",
    "罗": "羅",
    "苏": "蘇",
    "华": "華",
    "国": "國",
    "东": "東",
    "丽": "麗",
    "伟": "偉",
    "军": "軍",
    "静": "靜",
    "红": "紅",
    "运": "運",
    "输": "輸",
    "贸": "貿",
    "达": "達",
}


class Shop:
    """A dealer's customers and the lists that were kept of them."""

    def __init__(self, seed: int, people: int, firms: int) -> None:
        self.r = random.Random(f"first {seed}")
        self.serial = 0
        self.taken: set[str] = set()
        self.all = [self.person() for _ in range(people)]
        for one in self.r.sample(self.all, people // 20):
            one["mobile"] = self.r.choice(self.all)["mobile"]
        for _ in range(firms):
            self.all.append(self.firm())

    def mobile(self) -> str:
        self.serial += self.r.randint(1, 97)
        return f"1{self.r.choice('35789')}{(self.serial * 7919 + 104729) % 10**9:09d}"

    def cars(self, count: int) -> list[dict]:
        return [
            {
                "plate": f"豫{self.r.choice('ABCDE')}{self.r.randint(0, 99999):05d}",
                "vin": vehicle_number(self.r),
                "model": self.r.choice(MODELS),
            }
            for _ in range(count)
        ]

    def person(self) -> dict:
        name = self.r.choice(SURNAMES) + "".join(self.r.choices(GIVEN, k=self.r.choice((1, 2, 2))))
        _, city, districts = self.r.choice(CITIES)
        return {
            "name": name, "mobile": self.mobile(), "other": self.mobile() if self.r.random() < 0.2 else None, "cars": self.cars(self.r.choice((1, 1, 2))),
            "id": id_number(self.r) if self.r.random() < 0.4 else None, "wechat": f"wx_{self.r.randrange(10**7)}a" if self.r.random() < 0.2 else None,
            "city": city, "address": f"{city}市{self.r.choice(districts)}{self.r.choice(STREETS)}{self.r.randint(1, 200)}号", "company": None, "firm": None,
            "adviser": self.r.choice(ADVISERS),
        }  # fmt: skip

    def firm(self) -> dict:
        while True:
            province, city, districts = self.r.choice(CITIES)
            parts = (
                self.r.choice((province, city, city + "市")),
                self.r.choice(BRANDS),
                self.r.choice(TRADES),
                self.r.choice(FORMS),
            )
            branch = self.r.choice(("", "", "", "", "", "", "洛阳分公司", "第一分公司"))
            registered = "".join(parts[:3]).replace("市", "") + branch
            if registered not in self.taken:
                self.taken.add(registered)
                break
        phone = self.mobile() if self.r.random() < 0.5 else f"0371-{self.r.randint(55000000, 69999999)}"
        return {"name": "".join(parts) + branch, "mobile": phone, "other": None, "cars": self.cars(self.r.randint(1, 4)), "id": None, "wechat": None,
                "city": city, "address": f"{city}市{self.r.choice(districts)}{self.r.choice(STREETS)}{self.r.randint(1, 200)}号", "company": None,
                "firm": (*parts, branch), "adviser": self.r.choice(ADVISERS)}  # fmt: skip

    def written(self, one: dict) -> tuple:
        r, car = self.r, self.r.choice(one["cars"])
        mobile = one["mobile"]
        if r.random() < 0.05:
            mobile = one["other"] or ("" if r.random() < 0.5 else _wrong_digit(r, mobile))
        elif "-" in mobile and r.random() < 0.25:
            mobile = r.choice((f"{mobile}-802", f"{mobile}转802", f"{mobile}802", mobile.replace("-", "")))
        name = self.firm_written(one["firm"]) if one["firm"] else self.name_written(one["name"])
        some = lambda value, chance: value if value and r.random() < chance else ""  # noqa: E731
        return (name, mobile, some(one["other"], 0.5), some(car["plate"], 0.8), some(car["vin"], 0.5), car["model"], "", some(one["id"], 0.5),
                some(one["wechat"], 0.7), some(one["city"], 0.8), some(one["address"], 0.6), one["adviser"], "")  # fmt: skip

    def name_written(self, name: str) -> str:
        roll = self.r.random()
        if roll < 0.06:
            return name[0] + self.r.choice(("总", "先生", "女士", "师傅", "哥"))
        if roll < 0.09:
            return "".join(_TRADITIONAL.get(sign, sign) for sign in name)
        if roll < 0.13:
            return _sounding(self.r, name)
        if roll < 0.15:
            return name + self.r.choice(("先生", "女士", "总", " "))
        if roll < 0.16 and len(name) == 3:
            return name[:2] + self.r.choice(GIVEN)
        return name

    def firm_written(self, firm: tuple) -> str:
        region, brand, trade, form, branch = firm
        roll = self.r.random()
        if roll < 0.1:
            return f"{brand}{trade}{branch}"
        if roll < 0.15:
            return f"{region}{brand}{trade}{branch}"
        if roll < 0.2:
            return f"{brand}{trade}（{region.removesuffix('市')}）{form}{branch}"
        if roll < 0.23:
            return f"{brand}{branch}"
        if roll < 0.26:
            return "".join(_TRADITIONAL.get(sign, sign) for sign in f"{region}{brand}{trade}{form}{branch}")
        return f"{region}{brand}{trade}{form}{branch}"


def _sounding(r: random.Random, name: str) -> str:
    places = [place for place, sign in enumerate(name) if sign in _SOUNDS]
    if not places:
        return name
    place = r.choice(places)
    return name[:place] + _SOUNDS[name[place]] + name[place + 1 :]


def _wrong_digit(r: random.Random, number: str) -> str:
    place = r.randrange(3, len(number))
    return (
        number[:place]
        + str((int(number[place]) + r.randint(1, 9)) % 10 if number[place].isdigit() else number[place])
        + number[place + 1 :]
    )


def vehicle_number(r: random.Random) -> str:
    from second import vin

    return vin(r)


def id_number(r: random.Random) -> str:
    from second import resident

    return resident(r)


def make(seed: int, people: int, firms: int) -> tuple[tuple, list[list[tuple]], list[list[int]]]:
    """Header, lists, and for every line the customer that it is about."""
    shop = Shop(seed, people, firms)
    files: list[list[tuple]] = [[], [], [], []]
    whose: list[list[int]] = [[], [], [], []]
    for place, one in enumerate(shop.all):
        for month in shop.r.sample(range(4), shop.r.choice((1, 2, 3))):
            files[month].append(shop.written(one))
            whose[month].append(place)
    return HEADER, files, whose
