"""A made-up shop that works for ten weeks: what its people do with their sheets, drawn from a seed, and what they note of it."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from jipan.followups import parse_due, plan
from jipan.intake import Clock, Wishes, import_file
from jipan.intake.handover import Handover, hand_over
from jipan.kinds import OUTCOME
from jipan.kinds.talk import UNREACHED
from jipan.review import KINDS, Answer, View, decide, open_items
from jipan.rules import loads
from jipan.store import Base, last_batch

DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 8, 24)
LAST = FIRST + 70 * DAY - DAY
HOLIDAY = [dt.date(2026, 10, day) for day in (1, 2, 3)]
SUNDAYS = [FIRST + place * DAY for place in range(6, 70, 7)]
CLOSED = sorted({*HOLIDAY, *SUNDAYS})
LEAVE = (dt.date(2026, 9, 14), dt.date(2026, 9, 18))
"""On these days 李四 is away, and 张三 stands in for him."""
GONE = dt.date(2026, 10, 13)
"""From this day on 王五 works elsewhere; his customers are 张三's."""
QUOTA = 5
BOOK = f"""
jipan: 1
name: ten weeks
extends: [standard]
desk: {{quota: {QUOTA}, closed: [{", ".join(map(str, CLOSED))}]}}
"""
HEAD = (
    "基盘号",
    "姓名",
    "手机",
    "顾问",
    "目的",
    "结果",
    "沟通内容",
    "新级别",
    "下次跟进日期",
    "战败原因",
    "满意度",
    "任务号",
)
CHOICES = {
    "reached": 46, "later": 10, "interested": 8, "no_answer": 16, "off": 3, "booked": 5, "complaint": 2, "resolved": 2,
    "lost": 2, "wrong_number": 1, "refused": 1, "hung_up": 2, "won": 1, None: 8,
}  # fmt: skip
FAMILY = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"


@dataclass
class Seen:
    """A reason as the shop saw it: the mornings on which it stood on a sheet, and on which day it was due."""

    customer: str
    adviser: str
    due: dt.date
    closes: dt.date
    call: bool
    mornings: list[dt.date] = field(default_factory=list)


@dataclass
class Shop:
    """The base, and the shop's own notes beside it: they are counted by hand."""

    folder: Path
    base: Base = field(default_factory=lambda: Base.open(":memory:"))
    random: random.Random = field(default_factory=lambda: random.Random(20260824))
    sheets: dict[dt.date, list] = field(default_factory=dict)
    over: dict[dt.date, set] = field(default_factory=dict)
    seen: dict[tuple, Seen] = field(default_factory=dict)
    talks: list[tuple[dt.date, str, str | None]] = field(default_factory=list)
    events: dict[dt.date, set] = field(default_factory=lambda: defaultdict(set))
    refused: dict[str, dt.date] = field(default_factory=dict)
    bookings: list[tuple[dt.date, str]] = field(default_factory=list)
    known: dict[dt.date, int] = field(default_factory=dict)

    def __post_init__(self):
        self.base.run("SET threads = 1")
        self.book = loads(BOOK, "ten weeks")
        self._found()

    def _found(self):
        """Twelve leads and eighteen owners of three advisers, known the day before."""
        rows = [
            (
                "姓名",
                "手机",
                "销售顾问",
                "服务顾问",
                "意向级别",
                "登记日期",
                "车牌号",
                "交车日期",
                "销售类型",
                "保险到期日",
                "生日",
                "同意营销",
            )
        ]
        for number in range(30):
            name = FAMILY[number % 20] + "一二三"[number // 20] + "明"
            adviser = ("张三", "李四", "王五")[number % 3]
            row = [name, f"138{number:04}5678", adviser, adviser]
            if number < 12:
                row += ["HABCN"[number % 5], str(FIRST - (number % 7 + 1) * DAY), "", "", "", "", "", "是"]
            else:
                delivered = FIRST - (number * 11 - 100) * DAY
                ends = delivered.replace(year=2026) if delivered.month > 8 else FIRST + (number * 4) * DAY
                row += ["", "", f"豫A{number:05}", str(delivered), "自销", str(ends), f"1985-09-{number:02}", "是"]
            rows.append(row)
        self.take("customers.csv", rows, FIRST - DAY)
        self.base.run("INSERT INTO days_off VALUES ('李四', ?, ?, 'leave', '张三', NULL, 1, NULL)", [*LEAVE])

    def take(self, name, rows, day, hour=18, kind=None):
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(["" if cell is None else cell for cell in row] for row in rows)
        clock = Clock(dt.datetime.combine(day, dt.time(hour)), day)
        receipt, _ = import_file(self.base, path, Wishes(dated=day, kind=kind, book=lambda _: self.book), clock)
        return receipt

    def morning(self, day):
        """The sheet of the day, and who is over the quota."""
        agenda = plan(self.base, self.book, day, due=parse_due("today", day))
        self.over[day] = {row[0] for row in self.base.rows("SELECT customer FROM followups_chosen WHERE over")}
        self.sheets[day] = list(agenda)
        for task in agenda:
            for one in task.reasons:
                key = (task.customer, one.key[:7], one.occasion.anchor)
                new = Seen(
                    task.customer,
                    task.adviser,
                    one.occasion.due,
                    one.occasion.closes,
                    task.channel == "call",
                )
                seen = self.seen.setdefault(key, new)
                seen.mornings.append(day)
                seen.call = task.channel == "call"
        self.known[day] = last_batch(self.base)

    def evening(self, day):
        """The sheets come back as one file; the workshop's visits and the manager's decisions as well."""
        rows = [HEAD]
        for task in self.sheets[day]:
            answers = self._answer(task, day)
            keys = f"{' '.join(task.keys)}-{self.known[day]}"
            rows.append((task.customer, task.name, task.mobile, task.adviser, task.purpose, *answers, keys))
        if len(rows) > 1:
            self.take(f"{day}.csv", rows, day)
        self._visits(day)
        self._decisions(day)
        if day + DAY == GONE:
            self._hand_over(day)

    def _answer(self, task, day):
        said = self.random.choices(list(CHOICES), CHOICES.values())[0]
        if task.complaint and said in {"reached", "interested"}:
            said = "resolved"
        if said in {"lost", "won"} and not task.level:
            said = "reached"
        if said is None:
            return (None,) * 6
        self.talks.append((day, task.customer, said))
        ahead = day + self.random.randint(1, 9) * DAY
        level = self.random.choice("HAABC") if said == "interested" and task.level else None
        if said == "refused":
            self.refused.setdefault(task.customer, day)
        if said == "booked" and self.random.random() < 0.6:
            self.bookings.append((ahead, task.customer))
        next_date = ahead if said in {"later", "booked"} else None
        return (OUTCOME.show(said, "zh"), f"{day:%m%d}", level, next_date, "价格偏高" if said == "lost" else None, None)

    def _visits(self, day):
        come = sorted({customer for on, customer in self.bookings if on == day and day not in CLOSED})
        if come:
            self.events[day].update(come)
            self.take(
                f"visits {day}.csv", [("基盘号", "进厂日期", "金额"), *((one, day, 300) for one in come)], day, 19
            )

    def _decisions(self, day):
        items = [item for item in open_items(self.base, [KINDS["loss"]], View(day)) if self.random.random() < 0.5]
        answers = [Answer(item, self.random.choice(["approved", "rejected"])) for item in items]
        self.events[day].update(item.a for item in items)
        decide(self.base, KINDS, answers, (dt.datetime.combine(day, dt.time(20)), day))

    def _hand_over(self, day):
        hand_over(self.base, Handover("王五", ["张三"]), dt.datetime.combine(day, dt.time(21)))

    def first_talk(self, customer, first, last):
        """The first day on which somebody reached the customer."""
        days = [on for on, one, said in self.talks if one == customer and first <= on <= last and said not in UNREACHED]
        return min(days, default=None)


def work(folder, days=70):
    """Ten weeks, a morning and an evening a day."""
    shop = Shop(folder)
    for place in range(days):
        day = FIRST + place * DAY
        if day in CLOSED:
            continue
        shop.morning(day)
        shop.evening(day)
    return shop


__all__ = ["CLOSED", "DAY", "FIRST", "GONE", "LAST", "LEAVE", "QUOTA", "Shop", "work"]
