"""The fields are written once: names, labels, headers and types must not contradict one another."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from jipan.errors import Bad, Doubt
from jipan.intake.clean import arrow_type, read_field
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
    read = read_field(field).read
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
        assert value == expected == read(text)
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
name 顾客姓名 车主姓名/单位 机动车所有人
mobile 客户手机号 车主联系电话 联系手机 会员手机号 电话/手机 联系电话1
phone_alt 固话 单位电话 手机2 备用联系方式
id_number 车主身份证号 税号 身份证号/组织机构代码
birthday 客户生日 出生年月日
customer_no 会员卡号 客户编码 潜客编号
plate 号牌号码 车辆牌照号 车牌照号
vin 车辆识别代码 车辆车架号 车架号(VIN) VIN码(17位)
model 厂牌型号 购车车型 车型描述
series 车系名称
purchase_date 开票时间 零售日期 整车开票日期 成交时间
delivery_date 交车时间 提车日 实际交车时间
register_date 上牌时间 初次登记日期 行驶证注册日期
price 开票价格 成交金额
mileage 当前里程 里程数 行驶公里数
insurance_end 保险到期日期 商业险到期日期 商业险终止日期 保险止期
ctpl_end 交强险到期日期 交强险止期
inspection_end 年检到期日期 年审到期日 检验有效期至
warranty_end 质保到期日期 保修到期日
next_service 预计下次保养日期 下次保养日
source 获客渠道 来源类型
sales_adviser 归属顾问 专属销售顾问 销售顾问姓名
service_adviser 售后顾问
store 所属经销商 门店名称
expected_date 预计购买时间 计划购车日期
intent_model 拟购车型 感兴趣车型
date 最近一次进厂日期 最近来厂日期 最后维修时间
order_no 工单编号
next_date 下次回访时间 计划跟进日期
note 沟通记录 跟进情况
"""


@pytest.mark.parametrize(
    "header",
    [
        "紧急联系电话",
        "推荐人电话",
        "意向车系",
        "被保险人",
        "原销售顾问",
        "经销商名称",
        "出厂日期",
        "来店时间",
        "销售经理",
        "上次年检日期",
    ],
)
def test_headers_that_only_look_like_it_lead_nowhere(header):
    from jipan.intake.headers import assign

    (target,) = assign((header,), {}, "customers", [0])
    assert target.field is None


@pytest.mark.parametrize(
    ("header", "field"),
    [(header, line.split()[0]) for line in HEADERS.strip().splitlines() for header in line.split()[1:]],
)
def test_the_headers_of_the_field_lead_to_their_fields_in_a_customer_list(header, field):
    from jipan.intake.headers import assign

    (target,) = assign((header,), {}, "customers", [0])
    assert target.field == field
