"""Closed vocabularies: a cell is one of a few known words, whatever people call it."""

from __future__ import annotations

from functools import partial

from jipan.errors import Bad
from jipan.kinds.kind import Kind, Option, fold, says_nothing, squeeze


def choice(id_: str, *options: Option) -> Kind:
    """A kind whose values are the identifiers of `options`; cells may hold identifier, label or any other word."""
    words = {word: option.id for option in options for word in _words(option)}
    labels = {option.id: (option.zh, option.en) for option in options}
    return Kind(id_, partial(_parse, words, id_), str, "VARCHAR", "string", partial(_show, labels), options=options)


def _words(option: Option) -> set[str]:
    return {squeeze(fold(word)).lower() for word in (option.id, option.zh, option.en, *option.words)}


def _parse(words: dict[str, str], id_: str, text: str) -> str | None:
    folded = squeeze(fold(text)).lower()
    if folded in words:
        return words[folded]
    if says_nothing(folded):
        return None
    raise Bad("choice", kind=id_)


def _show(labels: dict[str, tuple[str, str]], value: object, lang: str) -> str:
    zh, en = labels.get(str(value), (str(value), str(value)))
    return "" if value is None else zh if lang == "zh" else en


_YES = dict.fromkeys(
    ("是", "√", "✓", "✔", "1", "1.0", "y", "yes", "true", "t", "有", "同意", "已同意", "对", "v"), True
)
_NO = dict.fromkeys(
    ("否", "×", "✗", "0", "0.0", "n", "no", "false", "f", "无", "不同意", "未同意", "拒绝", "没有", "x"), False
)
_ANSWERS = _YES | _NO


def _parse_yes_no(text: str) -> bool | None:
    """是/否, √/×, 1/0, yes/no. 无 is a no here, not an empty cell."""
    folded = fold(text).lower()
    if folded in _ANSWERS:
        return _ANSWERS[folded]
    if says_nothing(folded):
        return None
    raise Bad("yes_no")


def _show_yes_no(value: object, lang: str) -> str:
    if value is None:
        return ""
    return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")


def _parse_level(text: str) -> str | None:
    """A lead's level: one letter, also written `H级` or `a`. Which letters mean what is the rule book's business."""
    folded = squeeze(fold(text)).upper().removesuffix("级").removesuffix("类")
    if len(folded) == 1 and "A" <= folded <= "Z":
        return folded
    if says_nothing(text):
        return None
    raise Bad("level")


def _show_level(value: object, lang: str) -> str:
    return "" if value is None else str(value)


YES_NO = Kind("yes_no", _parse_yes_no, bool, "BOOLEAN", "bool", _show_yes_no, align="center")
LEVEL = Kind("level", _parse_level, str, "VARCHAR", "string", _show_level, align="center")

GENDER = choice(
    "gender",
    Option("male", "男", "male", ("先生", "m", "男性")),
    Option("female", "女", "female", ("女士", "f", "小姐", "女性")),
)
CUSTOMER_KIND = choice(
    "customer_kind",
    Option("person", "个人", "person", ("个人客户", "私人", "自然人", "个体", "个体户", "个人用户")),
    Option(
        "organisation",
        "单位",
        "organisation",
        ("单位客户", "公司", "企业", "集团", "组织", "法人", "单位用户", "大客户", "company"),
    ),
)
RELATION = choice(
    "relation",
    Option("own_sale", "自销", "sold by us", ("本店", "本店销售", "自店", "自销客户", "自售")),
    Option("other_dealer", "他销", "sold by another dealer", ("外店", "他店", "非本店", "他销客户")),
    Option("other_brand", "他牌", "other brand", ("他品牌", "竞品", "外品牌", "他牌客户")),
)
STAGE = choice(
    "stage",
    Option("new", "新建", "new", ("待建档", "已建档", "新线索", "待分配")),
    Option("working", "跟进中", "working", ("跟进", "已邀约", "意向", "在跟", "跟踪中")),
    Option("ordered", "已订", "ordered", ("已下订单", "订单", "已下订", "下订", "已订车")),
    Option("won", "成交", "won", ("已成交", "已交车", "已完成", "已购车", "交车")),
    Option("lost", "战败", "lost", ("已战败", "败", "无效")),
    Option("dormant", "休眠", "dormant", ("已休眠",)),
)
CHANNEL = choice(
    "channel",
    Option("call", "电话", "call", ("去电", "来电", "t", "tel", "致电")),
    Option("wechat", "微信", "WeChat", ("企微", "企业微信")),
    Option("sms", "短信", "SMS", ("信息",)),
    Option("visit", "上门", "visit", ("拜访", "亲访", "上门拜访", "面访")),
    Option("showroom", "到店", "showroom", ("来店", "展厅", "s")),
    Option("letter", "信函", "letter", ("邮件", "e", "dm", "信件")),
)
PURPOSE = choice(
    "purpose",
    Option("service", "服务", "service", ("手续管理", "关怀")),
    Option("sales", "销售", "sales", ("促进", "跟进")),
    Option("marketing", "营销", "marketing", ("开拓", "推广")),
)
ROLE = choice(
    "role",
    Option("sales", "销售顾问", "sales adviser", ("销售", "sales_adviser")),
    Option("service", "服务顾问", "service adviser", ("服务", "售后", "service_adviser")),
    Option("manager", "经理", "manager", ("销售经理", "服务经理", "sales_manager", "店长")),
)
KINDS_OF_CONTACT = ("reached", "unreached", "refused")
OUTCOME = choice(
    "outcome",
    Option("reached", "已联系", "reached", ("成功", "通话成功", "已沟通", "已回访", "接通", "ok"), "reached"),
    Option("interested", "有意向", "interested", ("有意向预约", "感兴趣"), "reached"),
    Option("booked", "已预约", "booked", ("预约成功", "已邀约到店"), "reached"),
    Option("later", "另约时间", "call again", ("另安排时间", "稍后联系", "改天", "再联系"), "reached"),
    Option("done", "已完成", "done already", ("已完成保养", "已办理", "已续保", "已保养"), "reached"),
    Option("not_due", "未到时间", "not due yet", ("里程未到", "过期时间未到", "时间未到"), "reached"),
    Option("ordered", "已下订", "ordered", ("下订", "已订车"), "reached"),
    Option("won", "已成交", "won", ("成交", "出单成交"), "reached"),
    Option("lost", "战败", "lost", ("已战败", "外面投保"), "reached"),
    Option("complaint", "投诉", "complaint", ("抱怨", "不满意", "客诉"), "reached"),
    Option("sold", "车已转让", "vehicle sold", ("车子转让", "车已卖", "转赠他人使用", "已卖车"), "reached"),
    Option("elsewhere", "异地使用", "used elsewhere", ("在外地", "外地使用"), "reached"),
    Option("no_answer", "无人接听", "no answer", ("无应答", "未接", "没人接", "未接通", "未接听"), "unreached"),
    Option("busy", "没时间接听", "busy", ("占线", "忙", "在忙", "不方便"), "unreached"),
    Option("hung_up", "挂断", "hung up", ("拒接", "信号中断"), "unreached"),
    Option("off", "关机", "phone off", ("停机", "暂停服务"), "unreached"),
    Option("wrong_number", "空号错号", "wrong number", ("错号", "空号", "错号/空号", "号码错误", "打错"), "unreached"),
    Option("refused", "明确拒绝", "refused", ("拒绝", "勿扰", "不要再打", "拒绝报价"), "refused"),
)
OBJECTION = choice(
    "objection",
    Option("need", "需求异议", "need", ("不需要",)),
    Option("price", "价格异议", "price", ("价格", "太贵", "嫌贵")),
    Option("means", "财力异议", "means", ("没钱", "资金")),
    Option("authority", "权力异议", "authority", ("做不了主", "需商量")),
    Option("product", "产品异议", "product", ("产品",)),
    Option("company", "企业异议", "company", ("厂家",)),
    Option("person", "销售员异议", "salesperson", ("货源异议",)),
    Option("timing", "购买时间异议", "timing", ("时间异议", "再等等")),
    Option("service_policy", "服务和政策异议", "service and policy", ("服务异议", "政策异议")),
)
