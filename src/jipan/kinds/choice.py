"""Closed vocabularies: a cell is one of a few known words, whatever people call it."""

from __future__ import annotations

import re
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
    (
        "是",
        "√",
        "✓",
        "✔",
        "1",
        "1.0",
        "y",
        "yes",
        "true",
        "t",
        "有",
        "同意",
        "已同意",
        "对",
        "v",
        "是的",
        "☑",
        "✅",
        "●",
    ),
    True,
)
_NO = dict.fromkeys(
    ("否", "×", "✗", "0", "0.0", "n", "no", "false", "f", "无", "不同意", "未同意", "拒绝", "没有", "x", "☒", "❌"),
    False,
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


_LEVEL = re.compile(r"([A-Z])(?:[(:\-]?\d*[\u3400-\u9fff][^A-Z]*)?")
"""A letter, and what it means in Chinese words that name no other."""


def _parse_level(text: str) -> str | None:
    """A lead's level: one letter, also written `H级`, `a` or `B(三个月内)`. Which letters mean what is the rule book's business."""
    if found := _LEVEL.fullmatch(squeeze(fold(text)).upper()):
        return found[1]
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
    Option("own_sale", "自销", "sold by us", ("本店", "本店销售", "自店", "自销客户", "自售", "本店购车", "店内")),
    Option(
        "other_dealer",
        "他销",
        "sold by another dealer",
        ("外店", "他店", "非本店", "他销客户", "其他店", "外购", "外拓"),
    ),
    Option("other_brand", "他牌", "other brand", ("他品牌", "竞品", "外品牌", "他牌客户", "其他品牌")),
)
STAGE = choice(
    "stage",
    Option("new", "新建", "new", ("待建档", "已建档", "新线索", "待分配", "新增", "待跟进")),
    Option(
        "working",
        "跟进中",
        "working",
        ("跟进", "已邀约", "意向", "在跟", "跟踪中", "洽谈", "洽谈中", "试驾", "已试驾", "报价", "已报价"),
    ),
    Option("ordered", "已订", "ordered", ("已下订单", "订单", "已下订", "下订", "已订车")),
    Option("won", "成交", "won", ("已成交", "已交车", "已完成", "已购车", "交车")),
    Option("losing", "战败申请中", "loss to be approved", ("战败待审", "待审核")),
    Option("lost", "战败", "lost", ("已战败", "败", "无效", "失败", "放弃", "已放弃")),
    Option("dormant", "休眠", "dormant", ("已休眠", "冻结")),
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
