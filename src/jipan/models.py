"""The things jipan knows. Each field is written once: identifier, kind, labels and the headers people give it.

The header matcher, labels, sheet formats, `list --columns`, rule names and documentation all read these lines.
Their annotations are values here, not texts to be worked out each time jipan starts.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_args, get_origin

from jipan import kinds
from jipan.kinds import Kind

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Col:
    """One field: its kind, its labels, the headers that name it.

    `headers` (apart by spaces) count in a sheet that lists this thing, `anywhere` in any sheet; a field without
    `anywhere` headers of its own takes all of them anywhere when `wide` is set. `marks` fields tell what a sheet lists,
    by the headers that count in such a sheet only, or by those it names. A `past` date cannot lie ahead, nor before the shop's time.
    """

    kind: Kind
    zh: str
    en: str
    headers: str = ""
    anywhere: str = ""
    wide: bool = True
    marks: bool | str = False
    past: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Text is parsed by the kind before pydantic checks the type. Only an import needs pydantic, so it is not loaded here."""
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self.kind.parse, handler(source))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a collection, as everybody but this file sees it."""

    name: str
    collection: str
    kind: Kind
    zh: str
    en: str
    own_headers: frozenset[str] = frozenset()
    wide_headers: frozenset[str] = frozenset()
    mark_headers: frozenset[str] = frozenset()
    past: bool = False
    annotation: object = None

    def label(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


Text = str | None
Day = dt.date | None
Money = Decimal | None
Whole = int | None
Share = float | None


class Thing:
    """What all collections share: `prefix` begins the ids, `zh`/`en` name the collection, `hints` its sheets and files.

    `number` is the field that tells a record by itself; where it is missing, the `natural` fields do, together with
    whom the record hangs on. A sheet that has the field `monthly` lists one row a month: there the first of the natural
    fields, the day, is enough.
    """

    prefix: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]
    hints: ClassVar[str] = ""
    number: ClassVar[str | None] = None
    natural: ClassVar[tuple[str, ...]] = ()
    monthly: ClassVar[str | None] = None


class Customer(Thing):
    """A person or an organisation, whatever he owns or wants."""

    prefix: ClassVar[str] = "C"
    zh: ClassVar[str] = "客户"
    en: ClassVar[str] = "customers"
    hints: ClassVar[str] = "客户 车主 会员 customer"

    customer_no: Annotated[Text, Col(kinds.CODE, "客户编号", "Customer no.", "客户ID 客户ID(店端) 档案编号 客户编号 卡号 客户号 客户代码 客户代号 会员号 会员编号 客户编码 客户档案号 客户档案编号 档案号 会员卡号 会员编码 潜客编号 顾客编号")] = None
    name: Annotated[Text, Col(kinds.NAME, "客户名称", "Name", "客户姓名 客户名称 客户 姓名 车主姓名 车主 会员名称 新车客户姓名 用户名称 用户姓名 车主名称 客户全称 购车人 购车人姓名 名称 name 顾客姓名 顾客名称 客户名 车主名 车主姓名/单位 车主/单位名称 姓名/单位 姓名/单位名称 客户姓名/单位名称 潜客姓名 会员姓名 购车客户 购车客户姓名 机动车所有人 车辆所有人 所有人 customername fullname")] = None
    kind: Annotated[Text, Col(kinds.CUSTOMER_KIND, "客户类型", "Kind", "客户类别 客户性质 客户类型 车主性质 车辆性质", marks=True)] = None
    contact_name: Annotated[Text, Col(kinds.NAME, "联系人", "Contact person", "客户联系人 联系人姓名 联系人 预约人 送修人 送修人姓名 联络人 联系人名称 驾驶员 驾驶员姓名 司机 司机姓名 报修人")] = None
    mobile: Annotated[Text, Col(kinds.PHONE, "手机", "Mobile", "手机 手机号 手机号码 联系电话 客户电话 客户手机 客户移动电话 预约人手机 联系人手机 电话 移动电话 联系方式 车主电话 车主手机 用户号码 联系人电话 电话号码 mobile phone mobilephone cellphone phonenumber telephone tel 联系手机 联系手机号 联系手机号码 联络电话 客户手机号 客户手机号码 客户联系电话 客户联系方式 车主手机号 车主手机号码 车主联系电话 车主联系方式 车主移动电话 顾客电话 顾客手机 潜客电话 潜客手机 潜客手机号 会员手机 会员手机号 会员电话 购车人电话 购车人手机 注册手机号 本人电话 本人手机 预留电话 预留手机号 移动电话号码 电话/手机 手机/电话 手机1 手机号1 电话1 联系电话1 联系方式1 contactphone contactnumber mobileno mobilenumber phoneno")] = None
    phone_alt: Annotated[Text, Col(kinds.PHONE, "其他电话", "Other phones", "客户其他电话 备用手机号 备用手机 备用电话 座机电话 座机 家庭电话 办公电话 固定电话 其他电话 第二电话 手机2 手机号2 电话2 联系电话2 联系方式2 手机3 手机号3 电话3 联系电话3 备用号码 备用手机号码 备用联系电话 备用联系方式 其他联系电话 其他联系方式 第二联系电话 第三电话 住宅电话 宅电 单位电话 公司电话 固话 固定电话号码")] = None
    wechat: Annotated[Text, Col(kinds.TEXT, "微信", "WeChat", "微信 微信号 wechat 微信账号 微信号码 微信ID 客户微信 客户微信号")] = None
    gender: Annotated[Text, Col(kinds.GENDER, "性别", "Gender", "客户性别 性别 gender")] = None
    birthday: Annotated[Day, Col(kinds.BIRTHDAY, "生日", "Birthday", "生日 出生日期 出生年月 birthday 出生年月日 客户生日 客户出生日期 车主生日 会员生日 生日日期", past=True)] = None
    id_type: Annotated[Text, Col(kinds.ID_TYPE, "证件类型", "Kind of document", "证件类型 证件种类 证件类别 证件名称 车主证件类型 客户证件类型 身份证件类型 证件类型名称")] = None
    id_number: Annotated[Text, Col(kinds.ID_NUMBER, "证件号码", "ID number", "证件号码 身份证号 身份证号码 身份证 证件号 组织机构代码 统一社会信用代码 身份证/信用代码 证件编号 身份证件号码 车主身份证 车主身份证号 车主身份证号码 车主证件号 车主证件号码 客户身份证号 客户身份证号码 客户证件号 客户证件号码 信用代码 社会信用代码 税号 纳税人识别号 营业执照号 身份证/组织机构代码 身份证号/组织机构代码")] = None
    company: Annotated[Text, Col(kinds.NAME, "工作单位", "Employer", "单位名称 工作单位 公司名称 所在单位 所属公司 所属单位 客户单位 就职单位 工作单位名称")] = None
    province: Annotated[Text, Col(kinds.TEXT, "省", "Province", "省 省份 省区 所在省 所在省份 客户省份", marks=True)] = None
    city: Annotated[Text, Col(kinds.TEXT, "市", "City", "市 城市 市县 地市 所在市 所在城市 客户城市 城市名称")] = None
    district: Annotated[Text, Col(kinds.TEXT, "区县", "District", "区县 区/县 地区 行政区划 区域 客户区域 所在区 所在区县 县区 区县名称")] = None
    address: Annotated[Text, Col(kinds.ADDRESS, "地址", "Address", "客户地址 详细地址 公司地址 地址 住址 通讯地址 联系地址 家庭住址 现住址 现居住地址 家庭地址 居住地址 常住地址 通信地址 身份证地址 车主地址 客户详细地址 收件地址 邮寄地址", marks=True)] = None
    source: Annotated[Text, Col(kinds.TEXT, "客户来源", "Source", "客户来源 信息来源 来源 来源渠道 集客方式 获知渠道 渠道 渠道名称 一级渠道名称 二级渠道名称 三级渠道名称 四级渠道名称 客户渠道 客户来源渠道 信息渠道 来源类型 来源方式 渠道来源 留资渠道 一级渠道 一级来源 获客渠道 获客方式 来店渠道 进店方式")] = None
    sales_adviser: Annotated[Text, Col(kinds.NAME, "销售顾问", "Sales adviser", "销售顾问 销售人员 业务员 业务代表 业务负责人 负责人 顾问 销售员 客户经理 销售顾问姓名 销售代表 销售专员 当前销售顾问 归属顾问 归属销售 归属销售顾问 归属人 所属顾问 所属销售顾问 专属顾问 专属销售顾问 跟单人 客户负责人")] = None
    service_adviser: Annotated[Text, Col(kinds.NAME, "服务顾问", "Service adviser", "服务顾问 保养顾问 客服顾问 专属服务顾问 SA 服务顾问姓名 专属SA 专属服务人员 售后顾问 维修顾问")] = None
    team: Annotated[Text, Col(kinds.TEXT, "所属团队", "Team", "所属团队 归属团队 团队 团队名称 组别 小组 小组名称 所属小组 归属小组 所属组 销售组 销售小组 销售团队 销售组别 顾问团队 顾问组别 战队")] = None
    store: Annotated[Text, Col(kinds.TEXT, "所属门店", "Store", "门店 所属门店 归属门店 专营店 经销商 经销商代码 车店名称 服务网络 店别 匹配定单归属门店 评估门店 门店名称 专营店名称 所属经销商 归属经销商 所属专营店 所属店 归属店 4S店")] = None
    industry: Annotated[Text, Col(kinds.TEXT, "行业", "Industry", "行业 所属行业 行业划分 行业类别 从事行业 所在行业")] = None
    business_mode: Annotated[Text, Col(kinds.TEXT, "经营模式", "Business mode", "经营模式", marks=True)] = None
    ownership: Annotated[Text, Col(kinds.TEXT, "经营性质", "Ownership", "经营性质 企业性质 单位性质", marks=True)] = None
    units_stated: Annotated[Whole, Col(kinds.COUNT, "保有台数", "Units stated", "保有台数 保有量 保有欧曼台数 车辆数 车辆台数 保有车辆数")] = None
    buying_power: Annotated[Text, Col(kinds.TEXT, "购买能力", "Buying power", "购买能力")] = None
    referred_by: Annotated[Text, Col(kinds.NAME, "介绍人", "Referred by", "介绍人 转介绍人 推荐人 介绍人姓名 转介绍人姓名 推荐人姓名 老客户姓名")] = None
    consent: Annotated[bool | None, Col(kinds.YES_NO, "同意营销", "Marketing consent", "是否同意营销 同意营销 营销同意 是否接受营销")] = None
    consent_call: Annotated[bool | None, Col(kinds.YES_NO, "同意电话营销", "Consent to calls", "同意电话营销 是否同意电话营销 是否接受电话营销 接受电话")] = None
    consent_wechat: Annotated[bool | None, Col(kinds.YES_NO, "同意微信营销", "Consent to WeChat", "同意微信营销 是否同意微信营销 是否接受微信 接受微信")] = None
    consent_sms: Annotated[bool | None, Col(kinds.YES_NO, "同意短信营销", "Consent to SMS", "同意短信营销 是否同意短信营销 是否接受短信 接受短信 同意接收短信")] = None
    pref_time: Annotated[Text, Col(kinds.TEXT, "偏好联系时间", "Preferred time", "偏好联系时间 方便联系时间 方便联系时段 希望联系时间 方便时间 联系时段 偏好时间")] = None
    pref_channel: Annotated[Text, Col(kinds.CHANNEL, "偏好联系方式", "Preferred channel", "偏好联系方式 希望联系方式 首选联系方式 偏好沟通方式 喜好交流方式 希望沟通方式 联系偏好 沟通偏好")] = None
    do_not_contact: Annotated[bool | None, Col(kinds.YES_NO, "勿扰", "Do not contact", "勿扰 停止提醒 不再联系 免打扰 黑名单 请勿联系 拒绝回访 拒访 是否勿扰 是否黑名单")] = None
    contract_since: Annotated[Day, Col(kinds.DATE, "签约日期", "Contract since", "签约日期 合同日期 合同签订日期 签约时间", past=True)] = None
    contract_until: Annotated[Day, Col(kinds.DATE, "合同到期日", "Contract until", "合同到期日 合同到期日期 合同截止日期")] = None
    ended_on: Annotated[Day, Col(kinds.DATE, "终止日期", "Ended on", "终止日期 终止合作日期 解约日期")] = None
    ended_why: Annotated[Text, Col(kinds.TEXT, "终止原因", "Why it ended", "终止原因 解约原因")] = None
    credit_limit: Annotated[Money, Col(kinds.MONEY, "授信额度", "Credit limit", "授信额度 信用额度")] = None
    credit_term: Annotated[Whole, Col(kinds.COUNT, "账期", "Credit term (days)", "账期 账期天数 信用期 账期(天)")] = None
    sued: Annotated[bool | None, Col(kinds.YES_NO, "涉诉", "Sued over payment", "涉诉 是否涉诉 被起诉")] = None
    turnover: Annotated[Money, Col(kinds.MONEY, "年营业额", "Yearly turnover", "年营业额 年销售额 年度营业额")] = None
    main_brands: Annotated[Text, Col(kinds.TEXT, "经营品牌", "Brands carried", "经营品牌 代理品牌 主营品牌")] = None
    our_share: Annotated[Share, Col(kinds.SHARE, "我方占比", "Our share", "我方占比 本品牌占比 我方品牌占比")] = None
    tags: Annotated[Text, Col(kinds.TEXT, "标签", "Tags", "客户标签 会员标签 标签")] = None
    remark: Annotated[Text, Col(kinds.TEXT, "备注", "Remark", "备注 客户备注 说明 备注信息 备注说明 备注1 其他备注")] = None


class Vehicle(Thing):
    """A car or truck, whoever keeps it."""

    prefix: ClassVar[str] = "V"
    zh: ClassVar[str] = "车辆"
    en: ClassVar[str] = "vehicles"
    hints: ClassVar[str] = "车辆 车籍 保有 vehicle"

    plate: Annotated[Text, Col(kinds.PLATE, "车牌号", "Plate", "车牌号 车牌号码 现用车牌照号 车牌 牌照号 牌号 牌照号码 plate plateno plateno. platenumber licenseplate 车牌照 车牌照号 牌照 号牌 号牌号码 车辆号牌 车辆牌号 车辆牌照 车辆牌照号 车辆牌照号码 车辆车牌 车辆车牌号 现车牌号")] = None
    vin: Annotated[Text, Col(kinds.VIN, "车架号", "VIN", "车架号 VIN VIN码 车架VIN码 车辆VIN 底盘号 车辆识别代号 识别码 17位码 车架号码 车架号(VIN) 车辆识别代码 车辆识别码 车辆识别号 车辆识别号码 车辆车架号 车辆VIN码 VIN号 VINCODE 车架 大架号 底盘号码", marks=True)] = None
    engine_no: Annotated[Text, Col(kinds.CODE, "发动机号", "Engine no.", "发动机号码 发动机号 发动机编号 引擎号")] = None
    brand: Annotated[Text, Col(kinds.TEXT, "品牌", "Brand", "品牌 车品牌 车辆品牌 品牌名称 车辆品牌名称 厂牌 购买品牌", marks=True)] = None
    series: Annotated[Text, Col(kinds.TEXT, "车系", "Series", "车系 车系名称 车型系列 购买车系")] = None
    model: Annotated[Text, Col(kinds.TEXT, "车型", "Model", "车型 车款 车型代码 车辆型号 车型名称 厂牌型号 车辆车型 车辆名称 车型描述 车型配置 车型/配置 购买车型 购车车型 成交车型 所购车型 现有车型")] = None
    color: Annotated[Text, Col(kinds.TEXT, "颜色", "Colour", "外饰颜色 车身颜色 颜色 车色 车辆颜色 车身色 外观颜色 外观色")] = None
    purchase_date: Annotated[Day, Col(kinds.DATE, "购车日期", "Purchase date", "购车时间 购车日期 销售日期 开票日期 成交日期 购买日期 购车日 购车年月 购置日期 车辆购买日期 开票时间 开票日 发票日期 销售开票日期 整车开票日期 销售时间 成交时间 零售日期 实销日期", marks=True, past=True)] = None
    delivery_date: Annotated[Day, Col(kinds.DATE, "交车日期", "Delivery date", "交车日期 交付日期 提车日期 交车时间 交车日 交付时间 提车时间 提车日 实际交车时间 车辆交付日期", marks=True, past=True)] = None
    register_date: Annotated[Day, Col(kinds.DATE, "上牌日期", "Registration date", "注册日期 上牌日期 初登日期 首次登记日期 上牌时间 初次上牌日期 初次登记日期 初登日 登记上牌日期 注册登记日期 车辆注册日期 行驶证注册日期 行驶证登记日期", marks=True, past=True)] = None
    price: Annotated[Money, Col(kinds.MONEY, "购车价格", "Price", "购车价格 成交价 车价 成交价格 购车金额 购车款 成交金额 开票价 开票价格 开票金额 销售价 销售价格 实际售价")] = None
    mileage: Annotated[Whole, Col(kinds.MILEAGE, "行驶里程", "Mileage", "公里数 行驶里程 最近行驶里程 里程 当前里程 当前里程数 最新里程 最近里程 总里程 里程数 里程表读数 行驶公里 行驶公里数 行驶里程数")] = None
    next_service: Annotated[Day, Col(kinds.DATE, "下次保养日期", "Next service", "下次保养时间 预计保养日期 下次保养日期 下次保养 下次保养日 下次保养提醒日期 预计保养时间 预计下次保养日期 预计下次保养时间 建议下次保养日期")] = None
    insurance_end: Annotated[Day, Col(kinds.DATE, "保险到期日", "Insurance end", "保险到期时间 保险日期 保险到期日 保险到期 商业险到期日 商业保险到期日 保险到期日期 保险截止日 保险截止日期 保险终止日期 保险终保日期 保险止期 保险有效期至 保单到期日 保单到期日期 续保到期日 商业险到期 商业险到期日期 商业险到期时间 商业险止期 商业险终止日期 商业险终保日期", marks=True)] = None
    ctpl_end: Annotated[Day, Col(kinds.DATE, "交强险到期日", "Compulsory insurance end", "交强险日期 交强险到期日 交强保险到期日 交强险到期 交强险到期日期 交强险到期时间 交强险止期 交强险终止日期 交强险终保日期 强险到期日 强制险到期日")] = None
    insurer: Annotated[Text, Col(kinds.TEXT, "保险公司", "Insurer", "承保公司 交强险承保公司 上一年承保公司 本年承保公司 保险公司 保险公司名称 投保公司 投保保险公司 承保保险公司 上年承保公司")] = None
    inspection_end: Annotated[Day, Col(kinds.DATE, "年检到期日", "Inspection end", "年检到期日 年检到期 年审日期 验车到期 年检到期日期 年检到期时间 年检有效期 年检有效期至 年审到期 年审到期日 年审到期日期 检验有效期 检验有效期至 检验有效期止 车检到期日 验车到期日", marks=True)] = None
    warranty_end: Annotated[Day, Col(kinds.DATE, "质保到期日", "Warranty end", "质保到期时间 质保到期日 保修到期 质保到期 质保到期日期 质保截止日期 质保终止日期 保修到期日 保修到期日期 保修截止日期 三包到期日 三包到期日期")] = None
    relation: Annotated[Text, Col(kinds.RELATION, "销售类型", "Relation", "销售类型 自销他销 客户关系 车辆来源")] = None
    store: Annotated[Text, Col(kinds.TEXT, "销售门店", "Selling store", "销售门店 销售店 门店 专营店", anywhere="销售门店 销售店")] = None


class Lead(Thing):
    """One wish to buy that is being worked. A customer's level is that of the most urgent open lead."""

    prefix: ClassVar[str] = "L"
    zh: ClassVar[str] = "线索"
    en: ClassVar[str] = "leads"
    hints: ClassVar[str] = "意向 线索 潜客 潜在 lead"

    level: Annotated[Text, Col(kinds.LEVEL, "意向级别", "Level", "意向级别 意向等级 确度 级别 客户级别 客户等级 意向程度 客户意向级别 客户意向等级 购车意向级别 潜客级别 潜客等级 线索级别 线索等级", anywhere="意向级别 意向等级 确度")] = None
    intent_model: Annotated[Text, Col(kinds.TEXT, "意向车型", "Model wanted", "意向车型 首触意向车型 欲购车型 关注车型 意向车款 拟购车型 预购车型 目标车型 需求车型 咨询车型 感兴趣车型", marks=True)] = None
    rival_model: Annotated[Text, Col(kinds.TEXT, "竞品车型", "Rival model", "竞争车型 竞品车型 对比车型 竞品 竞品对比 对比竞品", marks=True)] = None
    source: Annotated[Text, Col(kinds.TEXT, "线索来源", "Source", "线索来源 客户来源 信息来源 来源渠道 来源 渠道", wide=False, anywhere="线索来源")] = None
    adviser: Annotated[Text, Col(kinds.NAME, "跟进顾问", "Adviser", "跟进顾问 跟进人 销售顾问 顾问 负责人 业务员 跟进人员 跟进销售 跟进销售顾问", anywhere="跟进顾问 跟进人 跟进人员 跟进销售 跟进销售顾问")] = None
    expected_date: Annotated[Day, Col(kinds.DATE, "预计购车时间", "Expected date", "预计购车时间 预计成交日期 预计购买日期 预计购车日期 预计签约日 预计签约日期 预计购车日 预计购买时间 预计成交时间 预计订车日期 预计订车时间 计划购车日期 计划购车时间 拟购日期 拟购时间 预购日期", marks=True)] = None
    opened_on: Annotated[Day, Col(kinds.DATE, "登记日期", "Opened on", "登记日期 建档日期 建卡日期 留资日期 线索日期 首次到店日期 登记时间 建档时间 建卡时间 留资时间 线索时间 线索创建时间 线索下发时间 创建日期 创建时间 录入日期 录入时间 首次到店时间 首次来店日期 首次接触日期 首触日期", anywhere="建卡日期 留资日期 线索日期 建卡时间 留资时间 线索时间 线索创建时间 线索下发时间", past=True)] = None
    closed_on: Annotated[Day, Col(kinds.DATE, "结束日期", "Closed on", "结束日期 战败日期 关闭日期 战败时间", anywhere="战败日期 战败时间", past=True)] = None
    stage: Annotated[Text, Col(kinds.STAGE, "线索状态", "Stage", "线索状态 跟进状态 状态 潜客状态", anywhere="线索状态 跟进状态")] = None
    lost_reason: Annotated[Text, Col(kinds.LOST_REASON, "战败原因", "Loss reason", "战败原因 退订原因 失控原因 战败理由 战败原因描述 失败原因")] = None
    remark: Annotated[Text, Col(kinds.TEXT, "线索备注", "Lead remark", "线索备注 备注", anywhere="线索备注")] = None


class Visit(Thing):
    """One 进厂: a vehicle in the workshop."""

    prefix: ClassVar[str] = "S"
    zh: ClassVar[str] = "进厂记录"
    en: ClassVar[str] = "visits"
    hints: ClassVar[str] = "进厂 维修 工单 保养 售后 visit"

    order_no: Annotated[Text, Col(kinds.CODE, "工单号", "Order no.", "工单号 维修单号 结算单号 委托书号 单号 工单编号 维修单编号 结算单编号 委托单号 任务委托书号 派工单号 施工单号 RO号", anywhere="工单号 维修单号 工单编号 维修单编号", marks=True)] = None
    date: Annotated[Day, Col(kinds.DATE, "进厂日期", "Date", "进厂日期 进厂时间 维修日期 结算日期 来店日期 保养日期 开单日期 上次进厂日期 最后进厂日期 最后维修日期 上次保养日期 上次保养时间 最近进厂时间 末次进厂 最近消费时间 上次进厂时间 上次进厂 最近进厂日期 最近进厂 末次进厂日期 上次维修日期 最近维修日期 最近保养日期 上次保养 最近消费日期 上次到店日期 上次到店 最近到店日期 进厂日 进站日期 进站时间 入厂日期 入厂时间 来厂日期 到厂日期 回厂日期 回厂时间 接车日期 接车时间 送修日期 维修时间 结算时间 开单时间 工单日期 最近一次进厂日期 最近一次进厂时间 最后一次进厂日期 最后一次进厂时间 最近一次保养日期 最近一次保养时间 最近入厂日期 最近来厂日期 最后来厂日期 上次来厂日期 末次来厂日期 最近回厂日期 最后回厂日期 最后保养日期 最近维修时间 最后维修时间", anywhere="上次进厂时间 上次进厂 最近进厂日期 最近进厂 末次进厂日期 上次维修日期 最近维修日期 最近保养日期 上次保养 最近消费日期 上次到店日期 上次到店 最近到店日期 上次进厂日期 最后进厂日期 最后维修日期 上次保养日期 上次保养时间 最近进厂时间 末次进厂 最近消费时间 最近一次进厂日期 最近一次进厂时间 最后一次进厂日期 最后一次进厂时间 最近一次保养日期 最近一次保养时间 最近入厂日期 最近来厂日期 最后来厂日期 上次来厂日期 末次来厂日期 最近回厂日期 最后回厂日期 最后保养日期 最近维修时间 最后维修时间", marks=True, past=True)] = None
    repair_type: Annotated[Text, Col(kinds.TEXT, "维修类型", "Type of visit", "维修类型 定保类型 维修类别 业务类型 作业类型 维修种类 维修性质 修理类型 服务类型 工单类型 工单类别", marks=True)] = None
    mileage: Annotated[Whole, Col(kinds.MILEAGE, "进厂里程", "Mileage", "进厂行驶里程 进厂里程 上次保养里程 上次进厂行驶里程 上次进厂里程 上次维修里程 上次到店里程 行驶里程 里程 公里数 进站里程 入厂里程 来厂里程 进厂公里数 接车里程 送修里程 里程数 行驶公里数 当前里程", anywhere="上次进厂里程 上次维修里程 上次到店里程 进厂行驶里程 进厂里程 上次保养里程 上次进厂行驶里程 进站里程 入厂里程 来厂里程")] = None
    amount: Annotated[Money, Col(kinds.MONEY, "金额", "Amount", "金额 消费金额 产值 维修金额 结算金额 实收金额 应收金额 上次消费金额 上次维修金额 上次保养金额 最近消费金额 工单金额 总金额 合计金额 实收 实收合计 结算总额 维修总金额 维修费用 费用合计 总费用 消费总额", wide=False, anywhere="上次消费金额 上次维修金额 上次保养金额 最近消费金额")] = None
    cost: Annotated[Money, Col(kinds.MONEY, "成本", "Cost", "成本 成本金额", wide=False)] = None
    adviser: Annotated[Text, Col(kinds.NAME, "接待顾问", "Adviser", "接待顾问 服务顾问 保养顾问 接待人 SA 业务接待 服务接待 接待员 接车员", anywhere="接待顾问")] = None
    store: Annotated[Text, Col(kinds.TEXT, "进厂门店", "Store", "进厂门店 门店 维修门店 服务店", anywhere="进厂门店 维修门店")] = None
    remark: Annotated[Text, Col(kinds.TEXT, "维修内容", "Work done", "维修内容 维修项目 项目 备注 作业内容 作业项目 保养项目 维修说明 维修内容描述 故障描述", anywhere="维修内容 维修项目 作业内容 保养项目")] = None


class Contact(Thing):
    """One entry of the interaction log: what came of talking to a customer. A phone number is never called a contact."""

    prefix: ClassVar[str] = "K"
    zh: ClassVar[str] = "联系记录"
    en: ClassVar[str] = "contacts"
    hints: ClassVar[str] = "回访 跟进 任务 联系记录 contact task"

    at: Annotated[dt.datetime | None, Col(kinds.MOMENT, "联系时间", "When", "联系时间 跟进时间 跟进日期 回访日期 回访时间 沟通时间 最近跟进日期 最近沟通日 联系日期 沟通日期 拜访日期 拜访时间 通话时间 最近跟进时间 最后跟进时间 最后跟进日期 最近联系时间 最近联系日期 最后联系时间 最后联系日期 上次联系日期 上次联系时间 上次跟进日期 上次跟进时间 上次回访日期 最近跟进 最近联系 最近回访 上次跟进 上次回访 最后跟进 最后联系", anywhere="跟进时间 最近跟进日期 最近沟通日 最近跟进时间 最后跟进时间 最后跟进日期 最近联系时间 最近联系日期 最后联系时间 最后联系日期 上次联系日期 上次联系时间 上次跟进日期 上次跟进时间 上次回访日期 最近跟进 最近联系 最近回访 上次跟进 上次回访 最后跟进 最后联系", marks=True)] = None
    by: Annotated[Text, Col(kinds.NAME, "联系人员", "By", "联系人员 回访人 回访人员 回访员", anywhere="联系人员 回访人员 回访人 回访员")] = None
    channel: Annotated[Text, Col(kinds.CHANNEL, "联系方式", "Channel", "沟通方式 跟进方式 回访方式 联系渠道", anywhere="沟通方式 跟进方式 回访方式 联系渠道")] = None
    purpose: Annotated[Text, Col(kinds.PURPOSE, "目的", "Purpose", "目的 回访目的", wide=False)] = None
    outcome: Annotated[Text, Col(kinds.OUTCOME, "结果", "Outcome", "结果 沟通结果 回访结果 跟进结果 联系结果 通话结果 回访状态", anywhere="沟通结果 回访结果 跟进结果 联系结果 通话结果 回访状态", marks=True)] = None
    level: Annotated[Text, Col(kinds.LEVEL, "新级别", "New level", "新级别", marks=True)] = None
    next_date: Annotated[Day, Col(kinds.DATE, "下次跟进日期", "Next date", "下次跟进日期 下次联系日期 下次回访日期 下次跟进时间 下次跟进日 下次回访时间 下次联系时间 下次沟通时间 下次沟通日期 下次拜访日期 计划跟进日期 计划回访日期 预约跟进时间 下次跟进 下次联系 下次回访 下次沟通 下次拜访 计划跟进 计划回访", marks=True)] = None
    objection: Annotated[Text, Col(kinds.OBJECTION, "异议", "Objection", "异议 客户异议")] = None
    lost_reason: Annotated[Text, Col(kinds.LOST_REASON, "战败原因", "Loss reason", "战败原因 流失原因", wide=False)] = None
    score: Annotated[Whole, Col(kinds.COUNT, "满意度", "Score", "满意度 评分 满意度评分 满意度得分 满意度分数 打分")] = None
    note: Annotated[Text, Col(kinds.TEXT, "沟通内容", "Note", "沟通内容 跟进记录 回访内容 回访记录 首触跟进记录 跟进内容 沟通要点 跟进备注 跟进情况 跟进详情 回访备注 沟通记录 沟通情况 联系内容 通话内容 拜访内容 客户反馈")] = None
    tasks: Annotated[Text, Col(kinds.TEXT, "任务号", "Task no.", "任务号", marks=True)] = None
    level_was: Annotated[Text, Col(kinds.LEVEL, "原级别", "Level before", "原级别 原来级别", wide=False)] = None


class Case(Thing):
    """Something that is to be brought to an end with a customer: a complaint, a booking, a number to find, a loss to approve."""

    prefix: ClassVar[str] = "A"
    zh: ClassVar[str] = "个案"
    en: ClassVar[str] = "cases"
    hints: ClassVar[str] = "投诉 客诉 个案 case"

    kind: Annotated[Text, Col(kinds.CASE_KIND, "个案类型", "Case", "个案类型 案件类型", anywhere="个案类型", marks=True)] = None
    what: Annotated[Text, Col(kinds.TEXT, "事项", "What", "事项 投诉内容 投诉事项 抱怨内容", wide=False, marks=True)] = None
    adviser: Annotated[Text, Col(kinds.NAME, "处理人", "In charge", "处理人 责任人 受理人", wide=False)] = None
    opened_on: Annotated[Day, Col(kinds.DATE, "发生日期", "Opened on", "发生日期 投诉日期 投诉时间 受理日期", wide=False, marks=True, past=True)] = None
    due: Annotated[Day, Col(kinds.DATE, "期限", "Due", "期限 要求完成日期 处理期限 预约日期 预约到店日期", wide=False)] = None
    closed_on: Annotated[Day, Col(kinds.DATE, "结案日期", "Closed on", "结案日期 完成日期 解决日期", wide=False, marks=True)] = None
    outcome: Annotated[Text, Col(kinds.CASE_OUTCOME, "处理结果", "Result", "处理结果", wide=False, marks=True)] = None
    resolution: Annotated[Text, Col(kinds.TEXT, "处理经过", "Resolution", "处理经过 处理措施 解决方案", wide=False)] = None
    cost: Annotated[Money, Col(kinds.MONEY, "费用", "Cost", "费用 处理费用 补偿金额", wide=False)] = None
    revenue_after: Annotated[Money, Col(kinds.MONEY, "其后产值", "Revenue after", "其后产值", wide=False)] = None
    contact: Annotated[Text, Col(kinds.CODE, "来自联系", "From contact", "来自联系", wide=False)] = None


class Order(Thing):
    """A vehicle (or goods) ordered and not yet, or by now, delivered."""

    prefix: ClassVar[str] = "O"
    zh: ClassVar[str] = "订单"
    en: ClassVar[str] = "orders"
    hints: ClassVar[str] = "订单 定单 订车 order"
    number: ClassVar[str | None] = "order_no"
    natural: ClassVar[tuple[str, ...]] = ("date", "model")

    order_no: Annotated[Text, Col(kinds.CODE, "订单号", "Order no.", "订单号 订单编号 定单号 定单编号 合同号", anywhere="订单编号 定单编号", marks=True)] = None
    date: Annotated[Day, Col(kinds.DATE, "订车日期", "Date", "订车日期 订单日期 定单日期 定车日期 下订日期 下单日期", anywhere="订车日期 订单日期 定单日期 定车日期 下订日期", marks=True, past=True)] = None
    model: Annotated[Text, Col(kinds.TEXT, "订购车型", "Model", "订购车型 订单车型 车型", wide=False, anywhere="订购车型 订单车型")] = None
    quantity: Annotated[Whole, Col(kinds.COUNT, "订购数量", "Quantity", "订购数量 数量 台数", wide=False)] = None
    amount: Annotated[Money, Col(kinds.MONEY, "订单金额", "Amount", "订单金额 合同金额 金额 成交价", anywhere="订单金额 合同金额", marks="订单金额 合同金额")] = None
    deposit: Annotated[Money, Col(kinds.MONEY, "定金", "Deposit", "定金 订金 已付定金", anywhere="定金 订金", marks=True)] = None
    expected_delivery: Annotated[Day, Col(kinds.DATE, "预计交车日期", "Expected delivery", "预计交车日期 预计交付日期 预计提车日期", marks=True)] = None
    delivered_on: Annotated[Day, Col(kinds.DATE, "实际交付日期", "Delivered on", "实际交付日期 实际交车日期 交车日期 交付日期", wide=False)] = None
    state: Annotated[Text, Col(kinds.ORDER_STATE, "订单状态", "State", "订单状态 定单状态 状态", anywhere="订单状态 定单状态", marks="订单状态 定单状态")] = None
    adviser: Annotated[Text, Col(kinds.NAME, "订单顾问", "Adviser", "订单顾问 销售顾问 业务员", wide=False)] = None
    store: Annotated[Text, Col(kinds.TEXT, "下单门店", "Store", "下单门店 匹配定单归属门店 门店", wide=False)] = None
    remark: Annotated[Text, Col(kinds.TEXT, "订单备注", "Order remark", "订单备注 备注", wide=False)] = None


class Purchase(Thing):
    """Goods that a customer bought: accessories, parts, whatever is not a vehicle."""

    prefix: ClassVar[str] = "P"
    zh: ClassVar[str] = "购买记录"
    en: ClassVar[str] = "purchases"
    hints: ClassVar[str] = "购买 销售明细 精品 purchase"
    number: ClassVar[str | None] = "purchase_no"
    natural: ClassVar[tuple[str, ...]] = ("date", "product", "amount")

    purchase_no: Annotated[Text, Col(kinds.CODE, "销售单号", "Purchase no.", "销售单号 小票号 出库单号 单号", wide=False, marks="销售单号 小票号")] = None
    date: Annotated[Day, Col(kinds.DATE, "购买时间", "Date", "购买时间 购买日期 消费日期 销售日期 日期 order_date", wide=False, past=True)] = None
    product: Annotated[Text, Col(kinds.TEXT, "商品", "Product", "商品 商品名称 产品 产品名称 品名 精品名称 配件名称", wide=False, marks="商品 商品名称 精品名称 配件名称")] = None
    category: Annotated[Text, Col(kinds.TEXT, "商品类别", "Category", "商品类别 类别 品类", wide=False, marks="商品类别")] = None
    quantity: Annotated[Whole, Col(kinds.COUNT, "购买数量", "Quantity", "购买数量 数量 件数", wide=False)] = None
    amount: Annotated[Money, Col(kinds.MONEY, "购买金额", "Amount", "购买金额 金额 销售金额 实收金额 revenue", wide=False, marks="购买金额 revenue")] = None
    cost: Annotated[Money, Col(kinds.MONEY, "购买成本", "Cost", "购买成本 成本 成本金额", wide=False)] = None
    adviser: Annotated[Text, Col(kinds.NAME, "经手人", "Sold by", "经手人 销售顾问 业务员", wide=False)] = None
    store: Annotated[Text, Col(kinds.TEXT, "购买门店", "Store", "购买门店 门店", wide=False)] = None
    remark: Annotated[Text, Col(kinds.TEXT, "购买备注", "Remark", "购买备注 备注", wide=False)] = None


class Policy(Thing):
    """One insurance policy of a vehicle."""

    prefix: ClassVar[str] = "I"
    zh: ClassVar[str] = "保单"
    en: ClassVar[str] = "policies"
    hints: ClassVar[str] = "保单 续保 保险台账 policy"
    number: ClassVar[str | None] = "policy_no"
    natural: ClassVar[tuple[str, ...]] = ("start_date", "type")

    policy_no: Annotated[Text, Col(kinds.CODE, "保单号", "Policy no.", "保单号 保险单号 保单编号", wide=False, marks=True)] = None
    type: Annotated[Text, Col(kinds.INSURANCE, "险种", "Insurance", "险种 保险类型 险别", wide=False, marks=True)] = None
    renewal: Annotated[Text, Col(kinds.RENEWAL, "投保类型", "New or renewed", "投保类型 续保类型 新续保 新保/续保", wide=False, marks=True)] = None
    insurer: Annotated[Text, Col(kinds.TEXT, "承保公司", "Insurer", "承保公司 保险公司", wide=False)] = None
    start_date: Annotated[Day, Col(kinds.DATE, "起保日期", "Start", "起保日期 保险起期 生效日期 出单日期", wide=False, marks=True)] = None
    end_date: Annotated[Day, Col(kinds.DATE, "保单到期日", "End", "保单到期日 保险止期 保险到期日 终保日期 到期日期", wide=False)] = None
    amount: Annotated[Money, Col(kinds.MONEY, "保费", "Premium", "保费 保费金额 总保费 保险费", wide=False, marks=True)] = None
    adviser: Annotated[Text, Col(kinds.NAME, "续保专员", "Renewal agent", "续保专员 出单员 业务员", wide=False)] = None
    store: Annotated[Text, Col(kinds.TEXT, "出单门店", "Store", "出单门店 门店", wide=False)] = None
    remark: Annotated[Text, Col(kinds.TEXT, "保单备注", "Remark", "保单备注 备注", wide=False)] = None


class Payment(Thing):
    """回款: what a customer paid, or in a month was to pay and paid."""

    prefix: ClassVar[str] = "R"
    zh: ClassVar[str] = "回款"
    en: ClassVar[str] = "payments"
    hints: ClassVar[str] = "回款 收款 应收 账款 payment"
    number: ClassVar[str | None] = "payment_no"
    natural: ClassVar[tuple[str, ...]] = ("date", "amount")
    monthly: ClassVar[str | None] = "planned"

    payment_no: Annotated[Text, Col(kinds.CODE, "回款单号", "Payment no.", "回款单号 收款单号 流水号 发票号 发票号码 账单号 应收单号", wide=False, marks="回款单号 收款单号 流水号 账单号 应收单号")] = None
    date: Annotated[Day, Col(kinds.MONTH, "回款日期", "Date", "回款日期 回款月份 收款日期 到账日期 付款日期 开票日期 发票日期 月份 日期", wide=False, marks="回款日期 回款月份")] = None
    planned: Annotated[Money, Col(kinds.MONEY, "计划回款", "Planned", "计划回款 回款计划 应收金额 应回款 应付金额 发票金额 开票金额", wide=False, marks="计划回款 回款计划 应回款")] = None
    amount: Annotated[Money, Col(kinds.MONEY, "回款金额", "Amount", "回款金额 实际回款 收款金额 到账金额 已收金额 已付金额 金额", wide=False, marks="回款金额 实际回款")] = None
    owed: Annotated[Money, Col(kinds.MONEY, "累计欠款", "Owed", "累计欠款 欠款 应收余额 欠款余额", wide=False, marks=True)] = None
    due: Annotated[Day, Col(kinds.DATE, "应收到期日", "Due", "应收到期日 应收日期 应付日期 付款到期日 约定付款日 到期日 到期日期", wide=False, marks="应收到期日 付款到期日 约定付款日")] = None
    overdue_days: Annotated[Whole, Col(kinds.COUNT, "逾期天数", "Days overdue", "逾期天数 超期天数", wide=False, marks=True)] = None
    remark: Annotated[Text, Col(kinds.TEXT, "回款备注", "Remark", "回款备注 备注", wide=False)] = None


class Pickup(Thing):
    """提货: goods that a distributor took, under the purchase policy in force."""

    prefix: ClassVar[str] = "G"
    zh: ClassVar[str] = "提货"
    en: ClassVar[str] = "pickups"
    hints: ClassVar[str] = "提货 pickup"
    number: ClassVar[str | None] = "pickup_no"
    natural: ClassVar[tuple[str, ...]] = ("date", "product", "quantity")

    pickup_no: Annotated[Text, Col(kinds.CODE, "提货单号", "Pickup no.", "提货单号 提货编号", marks=True)] = None
    date: Annotated[Day, Col(kinds.MONTH, "提货日期", "Date", "提货日期 提货时间 提货月份 日期 月份", wide=False, anywhere="提货日期 提货时间 提货月份", marks="提货日期 提货时间 提货月份")] = None
    product: Annotated[Text, Col(kinds.TEXT, "提货产品", "Product", "提货产品 产品 产品名称 商品 型号 车型", wide=False, anywhere="提货产品")] = None
    quantity: Annotated[Whole, Col(kinds.COUNT, "提货数量", "Quantity", "提货数量 提货台数 数量", wide=False, anywhere="提货数量 提货台数", marks="提货数量")] = None
    amount: Annotated[Money, Col(kinds.MONEY, "提货金额", "Amount", "提货金额 金额", wide=False, anywhere="提货金额", marks="提货金额")] = None
    cost: Annotated[Money, Col(kinds.MONEY, "提货成本", "Cost", "提货成本 成本", wide=False, anywhere="提货成本")] = None
    policy: Annotated[Text, Col(kinds.TEXT, "提货政策", "Purchase policy", "提货政策 政策", wide=False, anywhere="提货政策")] = None
    remark: Annotated[Text, Col(kinds.TEXT, "提货备注", "Remark", "提货备注 备注", wide=False)] = None


class Shipment(Thing):
    """发货: goods on their way to a customer."""

    prefix: ClassVar[str] = "D"
    zh: ClassVar[str] = "发货"
    en: ClassVar[str] = "shipments"
    hints: ClassVar[str] = "发货 物流 shipment"
    number: ClassVar[str | None] = "shipment_no"
    natural: ClassVar[tuple[str, ...]] = ("date", "product", "quantity")

    shipment_no: Annotated[Text, Col(kinds.CODE, "发货单号", "Shipment no.", "发货单号 运单号 物流单号", marks=True)] = None
    date: Annotated[Day, Col(kinds.DATE, "发货日期", "Date", "发货日期 发货时间 日期", wide=False, marks="发货日期 发货时间", past=True)] = None
    product: Annotated[Text, Col(kinds.TEXT, "发货产品", "Product", "发货产品 产品 产品名称 商品 型号 车型", wide=False)] = None
    quantity: Annotated[Whole, Col(kinds.COUNT, "发货数量", "Quantity", "发货数量 发货台数 数量", wide=False, marks="发货数量")] = None
    amount: Annotated[Money, Col(kinds.MONEY, "发货金额", "Amount", "发货金额 金额", wide=False, marks="发货金额")] = None
    carrier: Annotated[Text, Col(kinds.TEXT, "物流公司", "Carrier", "物流公司 承运商 物流公司名称", wide=False, marks="物流公司")] = None
    freight: Annotated[Money, Col(kinds.MONEY, "运费", "Freight", "运费 物流费用 物流价格", wide=False, marks="运费")] = None
    arrived_on: Annotated[Day, Col(kinds.DATE, "到货日期", "Arrived on", "到货日期 签收日期 到货时间", wide=False, marks=True, past=True)] = None
    remark: Annotated[Text, Col(kinds.TEXT, "发货备注", "Remark", "发货备注 备注", wide=False)] = None


class Outlet(Thing):
    """A distributor's shop or counter, or so many of one sort."""

    prefix: ClassVar[str] = "N"
    zh: ClassVar[str] = "网点"
    en: ClassVar[str] = "outlets"
    hints: ClassVar[str] = "网点 专卖店 专柜 outlet"
    natural: ClassVar[tuple[str, ...]] = ("title", "brand", "type", "mode", "area")

    title: Annotated[Text, Col(kinds.TEXT, "网点名称", "Outlet", "网点名称 店名 网点", wide=False, marks=True)] = None
    brand: Annotated[Text, Col(kinds.TEXT, "网点品牌", "Brand", "网点品牌 品牌 经营品牌", wide=False)] = None
    type: Annotated[Text, Col(kinds.OUTLET, "网点类型", "Type of outlet", "网点类型 网点类别 类型", wide=False, marks="网点类型 网点类别")] = None
    mode: Annotated[Text, Col(kinds.OUTLET_MODE, "经营方式", "Run by", "经营方式 直营/加盟 网点性质", wide=False, marks=True)] = None
    area: Annotated[Text, Col(kinds.AREA, "网点区位", "Area", "网点区位 市场级别 区位", wide=False, marks=True)] = None
    units: Annotated[Whole, Col(kinds.COUNT, "网点数量", "Number of outlets", "网点数量 数量 家数", wide=False, marks="网点数量")] = None
    turnover: Annotated[Money, Col(kinds.MONEY, "网点年营业额", "Yearly turnover", "网点年营业额 年营业额 年销售额", wide=False)] = None
    opened_on: Annotated[Day, Col(kinds.DATE, "开业日期", "Opened on", "开业日期 开店日期", wide=False, marks=True, past=True)] = None
    address: Annotated[Text, Col(kinds.ADDRESS, "网点地址", "Address", "网点地址 地址", wide=False)] = None
    remark: Annotated[Text, Col(kinds.TEXT, "网点备注", "Remark", "网点备注 备注", wide=False)] = None


class Stock(Thing):
    """What lay in a distributor's store on one day."""

    prefix: ClassVar[str] = "Q"
    zh: ClassVar[str] = "库存"
    en: ClassVar[str] = "stock"
    hints: ClassVar[str] = "库存 盘点 stock"
    natural: ClassVar[tuple[str, ...]] = ("date", "product", "outlet")

    date: Annotated[Day, Col(kinds.DATE, "盘点日期", "Counted on", "盘点日期 库存日期 日期", wide=False, marks="盘点日期 库存日期", past=True)] = None
    outlet: Annotated[Text, Col(kinds.TEXT, "库存网点", "Where", "库存网点 仓库 网点 网点名称", wide=False)] = None
    product: Annotated[Text, Col(kinds.TEXT, "库存产品", "Product", "库存产品 产品 产品名称 商品 型号 车型", wide=False)] = None
    quantity: Annotated[Whole, Col(kinds.COUNT, "库存数量", "Quantity", "库存数量 库存台数 库存 数量", wide=False, marks="库存数量 库存台数 库存")] = None
    amount: Annotated[Money, Col(kinds.MONEY, "库存金额", "Amount", "库存金额 金额", wide=False, marks="库存金额")] = None
    in_since: Annotated[Day, Col(kinds.DATE, "入库日期", "In since", "入库日期 入库时间", wide=False, marks=True, past=True)] = None
    remark: Annotated[Text, Col(kinds.TEXT, "库存备注", "Remark", "库存备注 备注", wide=False)] = None


COLLECTIONS: dict[str, type[Thing]] = {
    "customers": Customer,
    "vehicles": Vehicle,
    "leads": Lead,
    "visits": Visit,
    "contacts": Contact,
    "cases": Case,
    "orders": Order,
    "purchases": Purchase,
    "policies": Policy,
    "payments": Payment,
    "pickups": Pickup,
    "shipments": Shipment,
    "outlets": Outlet,
    "stock": Stock,
}
"""The collections by the word that stands after `list`, `--kind` and `count:`. Order: whom a row is about comes first."""

ASKED = "问："
"""What the header of a question on a call sheet begins with; its answer is kept under the question itself."""

LINKS: dict[str, tuple[str, ...]] = {
    "customers": (),
    "vehicles": ("customer",),
    "leads": ("customer",),
    "visits": ("customer", "vehicle"),
    "contacts": ("customer", "vehicle", "lead"),
    "cases": ("customer", "vehicle", "lead"),
    "orders": ("customer", "vehicle"),
    "purchases": ("customer", "vehicle"),
    "policies": ("customer", "vehicle"),
    "payments": ("customer",),
    "pickups": ("customer",),
    "shipments": ("customer",),
    "outlets": ("customer",),
    "stock": ("customer",),
}
"""The ids by which a collection's records hang on others."""

TRADE = ("orders", "purchases", "policies", "payments", "pickups", "shipments", "outlets", "stock")
"""Collections whose records are told by their number, else by their day and what they say: any sheet may list them."""

DATED_BY: dict[str, str] = {
    "visits": "date", "contacts": "at", "leads": "opened_on", "cases": "opened_on",
    "orders": "date", "purchases": "date", "policies": "start_date", "payments": "date", "pickups": "date",
    "shipments": "date", "outlets": "opened_on", "stock": "date",
}  # fmt: skip
"""The field that says on which day a record happened: what lies after `--today` is left out by it."""


@cache
def fields(collection: str) -> dict[str, Field]:
    """The fields of a collection by identifier, in the order in which people see them."""
    hints: dict[str, Any] = COLLECTIONS[collection].__annotations__
    return {name: _field(name, collection, hint) for name, hint in hints.items() if get_origin(hint) is Annotated}


def _field(name: str, collection: str, hint: object) -> Field:
    col = next(part for part in get_args(hint) if isinstance(part, Col))
    own = frozenset(col.headers.split()) | frozenset(col.anywhere.split()) | {name, col.zh}
    wide = frozenset(col.anywhere.split()) or (own if col.wide else frozenset())
    marks = _marks(col.marks, own - frozenset(col.anywhere.split()))
    return Field(name, collection, col.kind, col.zh, col.en, own, wide | {f"{collection}.{name}"}, marks, col.past, hint)


def _marks(stated: bool | str, own: frozenset[str]) -> frozenset[str]:  # noqa: FBT001 - the value of a field's line
    """The headers by which a field tells what a sheet lists."""
    return frozenset(stated.split()) if isinstance(stated, str) else own if stated else frozenset()


def find_field(collection: str, word: str) -> Field | None:
    """The field that somebody names by identifier or by label, in either language."""
    known = fields(collection)
    if word in known:
        return known[word]
    folded = word.strip().lower()
    return next((field for field in known.values() if folded in {field.zh.lower(), field.en.lower()}), None)


def singular(collection: str) -> str:
    """`vehicle` of `vehicles`, `policy` of `policies`: also the name of the link by which others hang on it."""
    return collection.removesuffix("ies") + "y" if collection.endswith("ies") else collection.removesuffix("s")


def find_collection(word: str) -> str | None:
    """The collection that somebody names: `vehicles`, `vehicle`, `车辆`."""
    folded = word.strip().lower()
    for name, thing in COLLECTIONS.items():
        if folded in {name, singular(name), thing.zh, thing.en}:
            return name
    return None
