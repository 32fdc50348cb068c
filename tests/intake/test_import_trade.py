"""Orders, policies, payments and what else is traded: told by number or by day, listed in any sheet, never doubled."""

from __future__ import annotations

import pytest
from intake_bench import TODAY, bring, current

MONTHS = """客户编号,客户名称,月份,计划回款,实际回款,累计欠款,逾期天数,提货数量,提货政策
D001,合肥金辉电器有限公司,2026年8月,10万,8万,2万,5,120,满10万返3%
D001,合肥金辉电器有限公司,2026年9月,10万,10万,0,0,130,满10万返3%
D002,芜湖天翔商贸有限公司,202609,5万,,5万,45,,
"""
LISTS = {
    "orders": "订单号,客户名称,手机,订车日期,订购车型,订单金额,定金,订单状态\nDD01,张三,13812345678,2026-10-01,GTL,38万,2万,待交付\n",
    "purchases": "客户名称,手机,商品,购买日期,购买金额\n张三,13812345678,导航,2026-10-01,1200\n",
    "policies": "车牌号,客户名称,手机,险种,保单号,起保日期,保险到期日,保费\n豫A12345,张三,13812345678,商业险,PD1,2026-01-01,2026-12-31,4200\n",
    "payments": "客户名称,手机,回款日期,回款金额\n张三,13812345678,2026-10-08,5000\n",
    "pickups": "客户名称,手机,提货日期,产品,提货数量,提货金额\n张三,13812345678,2026-10-08,BCD-210,12,3万\n",
    "shipments": "客户名称,手机,发货日期,产品,发货数量,物流公司\n张三,13812345678,2026-10-08,BCD-210,12,顺达物流\n",
    "outlets": "客户名称,手机,网点名称,网点类型,直营/加盟,市场级别\n张三,13812345678,城南店,专卖店,加盟,县城\n",
    "stock": "客户名称,手机,产品,库存数量,入库日期\n张三,13812345678,BCD-210,12,2026-07-08\n",
}


@pytest.fixture
def take(base, tmp_path):
    """Import a text as a file."""

    def taken(text, name="list.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return bring(base, path)

    return taken


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_each_is_known_by_its_headers_and_comes_once(take, name):
    first = take(LISTS[name])
    assert first.mapped[0].lists == name
    assert first.records[name] == {"created": 1, "updated": 0, "same": 0}
    again = take(LISTS[name].rstrip("\n") + "\n合计\n")
    assert again.records[name] == {"created": 0, "updated": 0, "same": 1}
    assert (again.rows["created"], again.rows["updated"]) == (0, 0)


def test_a_monthly_list_holds_payments_and_pickups_of_one_day(base, take):
    take(MONTHS)
    paid = current(base, "payments", '"date"::VARCHAR', "planned::INT", "amount::INT", "overdue_days")
    assert paid == [
        ("2026-08-01", 100000, 80000, 5),
        ("2026-09-01", 50000, None, 45),
        ("2026-09-01", 100000, 100000, 0),
    ]
    assert current(base, "pickups", '"date"::VARCHAR', "quantity") == [
        ("2026-08-01", 120),
        ("2026-09-01", 130),
    ]


def test_a_month_that_was_paid_later_is_the_same_month(base, take):
    take(MONTHS)
    later = take(MONTHS.replace("202609,5万,,5万,45", "202609,5万,5万,0,0"))
    assert later.records["payments"] == {"created": 0, "updated": 1, "same": 2}


def test_a_stock_without_a_day_was_counted_on_the_day_of_its_file(base, take):
    take(LISTS["stock"])
    assert current(base, "stock", '"date"') == [(TODAY,)]


def test_two_policies_of_one_vehicle_stay_two(base, take):
    row = LISTS["policies"].splitlines()[1]
    receipt = take(LISTS["policies"] + row.replace("商业险,PD1", "交强险,PD2") + "\n")
    assert receipt.records["policies"]["created"] == 2
    assert current(base, "policies", "vehicle", "customer") == [("V000001", "C000001")] * 2


def test_a_policy_that_names_only_the_plate_belongs_to_the_keeper(base, take):
    take("客户名称,手机,车牌号,购车日期\n张三,13812345678,豫A12345,2024-01-01\n")
    take("车牌号,险种,保单号,起保日期,保费\n豫A12345,商业险,PD1,2026-01-01,4200\n")
    assert current(base, "policies", "customer") == [("C000001",)]


def test_a_row_without_day_and_number_is_handed_back(base, take):
    receipt = take("客户名称,手机,回款日期,回款金额\n张三,13812345678,,5000\n")
    assert receipt.rows["rejected"] == 1
    assert [problem.code for problem in receipt.problems] == ["no_trade"]
