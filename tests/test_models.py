"""The fields are written once: names, labels, headers and types must not contradict one another."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from jipan.errors import Bad, Doubt
from jipan.intake.clean import arrow_type
from jipan.kinds import KINDS
from jipan.models import COLLECTIONS, DATED_BY, LINKS, fields, find_collection, find_field, singular

FIELDS = [pytest.param(field, id=f"{name}.{field.name}") for name in COLLECTIONS for field in fields(name).values()]
COLLECTION = pytest.mark.parametrize("name", COLLECTIONS)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_can_be_named_by_identifier_and_labels(field):
    for word in (field.name, field.zh, field.en, f" {field.en.upper()} "):
        assert find_field(field.collection, word) == field


@pytest.mark.parametrize("field", FIELDS)
def test_a_fields_annotation_accepts_what_its_kind_gives(field):
    adapter = TypeAdapter(field.annotation)
    for text in (
        "",
        "1",
        "H",
        "豫A12345",
        "2024-01-05",
        "是",
        "53010219200508011X",
        "LATPAB071W1005301",
        "13812345678",
    ):
        try:
            expected = field.kind.parse(text)
        except (Bad, Doubt):
            continue
        value = adapter.validate_python(text)
        assert value == expected
        assert value is None or type(value) is field.kind.python


@pytest.mark.parametrize("field", FIELDS)
def test_a_fields_kind_has_an_arrow_type(field):
    assert arrow_type(field.kind.arrow)
    assert KINDS[field.kind.id] is field.kind


@COLLECTION
def test_labels_and_headers_of_a_collection_name_one_field(name):
    for labels in ([field.zh for field in fields(name).values()], [field.en for field in fields(name).values()]):
        assert len(labels) == len(set(labels))
    headers = [header for field in fields(name).values() for header in field.own_headers]
    assert sorted(headers) == sorted(set(headers))


@COLLECTION
def test_no_field_has_a_name_of_the_store(name):
    assert not set(fields(name)) & {"id", "opened", "closed", "other", "row", "label", "rn", *LINKS[name]}


@COLLECTION
def test_a_collection_is_found_by_all_its_names(name):
    thing = COLLECTIONS[name]
    for word in (name, singular(name), thing.zh, thing.en, name.upper()):
        assert find_collection(word) == name


def test_prefixes_differ():
    assert len({thing.prefix for thing in COLLECTIONS.values()} | {"B"}) == len(COLLECTIONS) + 1


@pytest.mark.parametrize(("name", "field"), DATED_BY.items())
def test_collections_are_dated_by_a_day(name, field):
    assert fields(name)[field].kind.id in {"date", "moment", "month"}


def test_an_unknown_word_is_nobody():
    assert find_field("customers", "鞋码") is None
    assert find_collection("shoes") is None


HEADERS = """
name 客户姓名 客户名称 客户 姓名 车主姓名 车主 会员名称 新车客户姓名 用户名称 车主名称 客户全称 购车人
contact_name 客户联系人 联系人姓名 预约人 送修人 联系人
mobile 手机 手机号 联系电话 客户电话 客户移动电话 预约人手机 联系人手机 电话 手机号码 移动电话 联系方式 车主电话 用户号码
phone_alt 客户其他电话 备用手机号 座机电话 家庭电话 办公电话 固定电话
gender 客户性别 性别
birthday 生日 出生日期 出生年月
id_number 证件号码 身份证号 身份证 证件号 组织机构代码 统一社会信用代码
kind 客户类别 车辆性质 客户性质 客户类型
source 客户来源 信息来源 来源渠道 集客方式 获知渠道
level 意向级别 意向等级 确度
intent_model 意向车型 首触意向车型 欲购车型 关注车型
rival_model 竞争车型 竞品车型 对比车型
plate 车牌号 车牌号码 现用车牌照号 车牌 牌照号 牌号
vin 车架号 VIN 车架VIN码 车辆VIN 底盘号 车辆识别代号 识别码 17位码
engine_no 发动机号码 发动机号
model 车型 车款 车型代码
purchase_date 购车时间 购车日期 销售日期 开票日期 成交日期
delivery_date 交车日期 交付日期 提车日期
register_date 注册日期 上牌日期 初登日期 首次登记日期
sales_adviser 销售顾问 销售人员 业务员 业务代表 业务负责人 顾问
service_adviser 保养顾问 客服顾问 专属服务顾问 服务顾问 SA
date 上次进厂日期 最后进厂日期 最后维修日期 上次保养日期 上次保养时间 最近进厂时间 末次进厂 最近消费时间
insurance_end 保险到期时间 保险日期 保险到期日 商业险到期日 商业保险到期日
ctpl_end 交强险日期 交强险到期日 交强保险到期日
inspection_end 年检到期日 年审日期 验车到期
customer_no 客户ID 客户ID(店端) 档案编号 客户编号 卡号
expected_date 预计购车时间 预计成交日期 预计购买日期
wechat 微信 微信号
units_stated 保有台数 保有欧曼台数 车辆数
referred_by 介绍人 转介绍人 推荐人
price 购车价格 成交价 车价
consent 是否同意营销
lost_reason 战败原因
"""


@pytest.mark.parametrize(
    ("header", "field"),
    [(header, line.split()[0]) for line in HEADERS.strip().splitlines() for header in line.split()[1:]],
)
def test_the_headers_of_the_field_lead_to_their_fields_in_a_customer_list(header, field):
    from jipan.intake.headers import assign

    (target,) = assign((header,), {}, "customers", [0])
    assert target.field == field
