"""Why a prospect was lost: a table that the readers of cells, the call sheet and the analysis of losses all look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jipan.kinds.choice import choice
from jipan.kinds.kind import Kind, Option, fold, squeeze
from jipan.kinds.text import parse_text

LostKind = Literal["", "rival_brand", "same_brand_other_store", "not_buying", "unreachable", "pseudo"]
Cause = Literal["market", "brand", "staff", "customer", "other"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `cause` is the sheet of analysis that it stands in; `kind` is what became of the customer, where the
    reason says it: a price may be too high beside another brand as well as beside another store.
    """

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    cause: Cause
    kind: LostKind = ""


REASONS = (
    Reason("price", "价格偏高", "price too high", ("价格", "价格高", "价格太高", "太贵", "价高", "价格原因"), "market"),
    Reason("promo", "促销政策", "promotion", ("优惠不够", "优惠少", "促销", "优惠力度"), "market"),
    Reason("finance", "按揭不畅", "no loan", ("按揭", "贷款", "贷款不批", "按揭不批", "金融"), "market"),
    Reason("out_of_stock", "车型缺货", "out of stock", ("缺货", "无现车", "没有现车", "没现车"), "market"),
    Reason("delivery_time", "交付周期过长", "delivery takes too long", ("交车慢", "等车时间长", "交付慢"), "market"),
    Reason("model_mismatch", "车型不符", "model does not suit", ("车型不合适", "没有合适车型"), "market"),
    Reason("spec_mismatch", "配置与需求不匹配", "equipment does not suit", ("配置不符", "配置低", "配置不够"), "market"),
    Reason("friend_advice", "朋友推荐", "friends' advice", ("朋友介绍", "家人意见"), "market"),
    Reason("location", "交通不便", "out of the way", ("距离远", "太远", "路远"), "market"),
    Reason("facility", "环境设施", "showroom", ("环境", "设施"), "market"),
    Reason("after_sales", "售后", "after-sales service", ("售后服务", "售后不好"), "market"),
    Reason("region_limit", "区域限制", "limits of the region", ("限区域", "跨区"), "market", "same_brand_other_store"),
    Reason("bought_elsewhere", "同品牌他店购买", "bought from another store", ("他店购买", "外店购买", "别店购买", "他店成交"),
           "market", "same_brand_other_store"),
    Reason("brand_preference", "品牌喜好", "prefers another brand", ("品牌", "品牌偏好", "喜欢其他品牌"), "brand", "rival_brand"),
    Reason("bought_rival", "购买他牌", "bought another brand", ("购买竞品", "买了竞品", "竞品成交", "已买其他品牌", "买了别的品牌"),
           "brand", "rival_brand"),
    Reason("attitude", "服务态度", "manner of service", ("态度", "态度不好"), "staff"),
    Reason("needs_missed", "需求了解", "needs not understood", ("需求没了解清",), "staff"),
    Reason("knowledge", "专业知识", "lack of knowledge", ("不专业",), "staff"),
    Reason("late_followup", "跟进及时", "followed up too late", ("跟进不及时", "没有及时跟进"), "staff"),
    Reason("unsolved", "问题解决", "problem not solved", ("问题没解决",), "staff"),
    Reason("broken_promise", "信守承诺", "promise not kept", ("承诺未兑现", "没有信守承诺"), "staff"),
    Reason("image", "形象气质", "appearance", (), "staff"),
    Reason("manners", "商务礼仪", "manners", ("礼仪",), "staff"),
    Reason("inflexible", "灵活变通", "inflexible", ("不灵活",), "staff"),
    Reason("style", "销售风格", "style of the salesperson", ("老道稳重", "年轻激情", "老道稳重/年轻激情"), "staff"),
    Reason("plan_cancelled", "取消购车计划", "does not buy", ("暂不购车", "不买了", "放弃购车", "不考虑了", "取消购车"),
           "customer", "not_buying"),
    Reason("unreachable", "失联", "unreachable", ("联系不上", "失去联系", "无法联系"), "customer", "unreachable"),
    Reason("other", "其他", "other", ("其它", "其他原因"), "other"),
)  # fmt: skip
"""Sources: P11 (its three sheets of analysis), P13 (delivery, equipment), P12 (bought another brand, from another store);
plan_cancelled and other are usual practice.
"""

LOST_KIND = choice(
    "lost_kind",
    Option("rival_brand", "他牌", "another brand"),
    Option("same_brand_other_store", "同品牌他店", "same brand, another store"),
    Option("not_buying", "不买了", "buys nothing"),
    Option("unreachable", "失联", "unreachable"),
    Option("pseudo", "假战败", "no loss"),
)
LOST_CAUSE = choice(
    "lost_cause",
    Option("market", "产品与条件", "product and terms"),
    Option("brand", "品牌", "brand"),
    Option("staff", "人员", "staff"),
    Option("customer", "客户自身", "the customer"),
    Option("other", "其他", "other"),
)


def _named() -> Kind:
    return choice("lost_reason", *(Option(one.id, one.zh, one.en, one.words, one.cause) for one in REASONS))


_NAMED = _named()
_KNOWN = frozenset(squeeze(fold(word)).lower() for one in REASONS for word in (one.id, one.zh, one.en, *one.words))


def _parse(text: str) -> object:
    """A reason by its id, label or another word for it; what is none of them is kept as it was written."""
    return _NAMED.parse(text) if squeeze(fold(text)).lower() in _KNOWN else parse_text(text)


LOST_REASON = Kind("lost_reason", _parse, str, "VARCHAR", "string", _NAMED.show, options=_NAMED.options, free=True)
