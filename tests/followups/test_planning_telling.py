"""What a call sheet tells the adviser to say, and what the customer is entitled to."""

from __future__ import annotations

import pytest
from planning_shop import DAY, TODAY, Shop, book, day

from jipan.errors import BadRules
from jipan.followups import Pick, as_json, sheet
from jipan.models import ASKED
from jipan.rules.spoken import spoken


def told(shop: Shop, say: str) -> str:
    plan = shop.plan(
        book(
            "cadences:\n  - {id: care, of: vehicles, after: delivery_date, at: [7 days], purpose: service,"
            f" say: '{say}'}}\n"
        )
    )
    return plan.tasks[0].say


@pytest.mark.parametrize(
    ("say", "text"),
    [
        ("{称呼}，{车型}{车牌}", "张先生，欧曼豫A12345"),
        ("交车日{交车日期}", "交车日2026-11-12"),
        ("住{地址}的{性别}客户", "住中原路1号的男客户"),
        ("VIN {vin}，里程{里程}", "VIN LFWSRXPJ0B1E12345，里程"),
    ],
)
def test_a_sentence_names_what_is_known_of_the_vehicle_and_its_owner(shop: Shop, say: str, text: str):
    shop.customer(gender="male", address="中原路1号")
    shop.vehicle(delivery_date=day("11-12"), vin="LFWSRXPJ0B1E12345")
    assert told(shop, say) == text


def test_a_sentence_stays_whole_where_name_and_model_are_unknown(shop: Shop):
    shop.customer(name=None)
    shop.vehicle(delivery_date=day("11-12"), model=None)
    assert told(shop, "{称呼}，您的{车型}还好用吗？") == "您好，您的爱车还好用吗？"


def test_each_cadence_names_the_record_that_it_is_about(shop: Shop):
    shop.customer()
    shop.customer("C2", name="李丽", mobile="13800138002")
    shop.vehicle("V1", delivery_date=day("11-12"), plate="豫A00001")
    shop.vehicle("V2", "C2", delivery_date=day("11-11"), plate="豫B00002")
    shop.lead(intent_model="GTL")
    plan = shop.plan(
        book("""
levels:
  - {id: H, label: 七日内, every: 2 days, role: sales, priority: 20, say: "还看{意向车型}吗？"}
cadences:
  - {id: care, of: vehicles, after: delivery_date, at: [7 days], purpose: service, say: "{plate}开得好吗？{手机}"}
""")
    )
    assert {task.customer: task.say for task in plan} == {"C1": "还看GTL吗？", "C2": "豫B00002开得好吗？13800138002"}


BOTH = book("""
cadences:
  - {id: care, of: vehicles, after: delivery_date, at: [7 days], purpose: service,
     say: {zh: "{称呼}，您的{车型}还好用吗？", en: "{称呼}, how is your {车型}?"}, ask: {zh: [车况, 服务], en: [The car, Service]}}
  - {id: visit, of: customers, every: 1 day, purpose: service, say: "{性别}客户", ask: [路上]}
""")


def test_an_english_sheet_speaks_english(shop: Shop):
    shop.customer(gender="male")
    shop.vehicle(delivery_date=day("11-12"))
    shop.customer("C2", name=None)
    shop.vehicle("V2", "C2", delivery_date=day("11-12"), model=None)
    shop.customer("C3", gender="female")
    agenda = shop.plan(spoken(BOTH, "en"), pick=Pick(limit=9))
    assert {task.customer: task.say for task in agenda} == {
        "C1": "Mr 张, how is your 欧曼?", "C2": "Hello, how is your car?", "C3": "female客户",
    }  # fmt: skip
    assert next(task.say for task in shop.plan(BOTH) if task.customer == "C1") == "张先生，您的欧曼还好用吗？"


def test_a_question_is_kept_under_one_name(shop: Shop):
    shop.customer()
    shop.vehicle(delivery_date=day("11-12"))
    columns = sheet(shop.draw(spoken(BOTH, "en")), "en").columns
    asked = [(column.name, column.en) for column in columns if column.name.startswith(ASKED)]
    assert sorted(asked) == [("问：服务", "问：Service"), ("问：路上", "问：路上"), ("问：车况", "问：The car")]


def test_an_unknown_word_is_an_error_of_the_book():
    with pytest.raises(BadRules) as caught:
        book("cadences:\n  - {id: care, of: vehicles, after: delivery_date, at: [7 days], say: '{称乎}您好'}\n")
    (fault,) = caught.value.faults
    assert (fault.code, fault.place, fault.facts["word"], fault.facts["nearest"]) == (
        "name_unknown", "test:4:71", "称乎", "称呼",
    )  # fmt: skip


ENTITLED = """
facts: {cars: {count: vehicles}}
cadences:
  - {id: care, of: vehicles, after: delivery_date, at: [7 days], purpose: service}
measures:
  sales: {答谢会: {cars: "2.."}, 上门拜访: {cars: "1.."}}
  service: {上门拜访: {cars: "3.."}, 电话回访: {性别: 女}}
"""


def test_a_call_sheet_says_what_the_customer_is_entitled_to(shop: Shop):
    shop.customer()
    shop.vehicle("V1", delivery_date=day("11-12"))
    shop.vehicle("V2")
    shop.customer("C2", name="李丽", mobile="13800138002", gender="female")
    shop.vehicle("V3", "C2", delivery_date=day("11-12"))
    agenda = shop.plan(book(ENTITLED))
    assert {one["customer"]: one["measures"] for one in as_json(agenda.tasks, book(ENTITLED).desk, "zh")} == {
        "C1": ["答谢会", "上门拜访"],
        "C2": ["上门拜访", "电话回访"],
    }
    table = sheet(shop.draw(book(ENTITLED)), "zh")
    place = [column.name for column in table.columns].index("entitled")
    assert [row[place] for row in table.rows] == ["答谢会、上门拜访", "上门拜访、电话回访"]


LABELLED = """
cadences:
  - {id: no-show, label: 爽约跟进, of: cases, after: due, at: [3 days]}
  - {id: care, label: 交车回访, of: vehicles, after: delivery_date, at: [3 days]}
  - {id: service, label: 定保提醒, of: vehicles, after: delivery_date, at: [5 months], repeat: 30 days}
"""


def test_a_reason_is_called_by_its_cadence_unless_its_date_says_it(shop: Shop):
    shop.customer()
    shop.case("booking", TODAY - 9 * DAY, due=TODAY - 3 * DAY)
    shop.vehicle("V1", delivery_date=TODAY - 3 * DAY)
    shop.vehicle("V2", delivery_date=day("2026-05-20"))
    shop.vehicle("V3", delivery_date=day("2026-04-20"))
    [task] = shop.plan(book(LABELLED)).tasks
    assert {reason.why("zh") for reason in task.reasons} == {
        "爽约跟进：约定日后第3天（2026-11-16 约定日）",
        "交车后第3天（2026-11-16 交车）：豫A12345",
        "定保提醒：交车后5个月起第2次（2026-05-20 交车）：豫A12345",
        "定保提醒：交车后5个月起第3次（2026-04-20 交车）：豫A12345",
    }
