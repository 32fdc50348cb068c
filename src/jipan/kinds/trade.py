"""Words of orders, policies and outlets: closed vocabularies of what dealers and distributors trade in; and months."""

from __future__ import annotations

import datetime as dt

from jipan.errors import Doubt
from jipan.kinds.choice import choice
from jipan.kinds.date import parse, show
from jipan.kinds.kind import Kind, Option


def _parse_month(text: str) -> dt.date | None:
    """A day, or a month, which stands for its first day: `2026年8月`, `202608`, `2026-08`."""
    try:
        return parse(text)
    except Doubt as doubt:
        if doubt.code == "date_partial" and isinstance(doubt.value, dt.date):
            return doubt.value
        raise


MONTH = Kind("month", _parse_month, dt.date, "DATE", "date32", show, excel="yyyy-mm-dd", align="center")

ORDER_STATE = choice(
    "order_state",
    Option("open", "待交付", "open", ("未交", "未交付", "未交车", "已下订", "在订", "订单", "履行中", "待交车")),
    Option("delivered", "已交付", "delivered", ("已交车", "交付", "完成", "已完成", "已提车")),
    Option("cancelled", "已退订", "cancelled", ("退订", "取消", "已取消", "退单")),
)
INSURANCE = choice(
    "insurance",
    Option("commercial", "商业险", "commercial", ("商业", "商业保险")),
    Option("ctpl", "交强险", "compulsory", ("交强", "交强保险")),
    Option("both", "商业险+交强险", "commercial and compulsory", ("商业+交强", "双险", "全险", "商业险和交强险")),
    Option("other", "其他险种", "other", ("其他", "延保", "玻璃险")),
)
RENEWAL = choice(
    "renewal",
    Option("new", "新保", "new policy", ("新车保险", "首年")),
    Option("first", "新转续", "first renewal"),
    Option("repeat", "续转续", "repeat renewal", ("续保",)),
    Option("back", "外转续", "won from elsewhere", ("转保", "在修不在保")),
)
OUTLET = choice(
    "outlet",
    Option("brand_shop", "专卖店", "own-brand shop", ("专营店", "旗舰店", "形象店")),
    Option("counter", "专柜", "counter", ("专区", "店中店")),
    Option("other", "其他网点", "other outlet", ("其他", "批发", "超市")),
)
OUTLET_MODE = choice(
    "outlet_mode",
    Option("direct", "直营", "company-run", ("自营",)),
    Option("franchise", "加盟", "franchise", ("分销", "二级")),
)
AREA = choice(
    "area",
    Option("city", "市区", "city", ("城市", "市", "地级市", "市级")),
    Option("county", "县城", "county", ("县", "县级", "区县")),
    Option("township", "乡镇", "township", ("镇", "乡", "镇级")),
)
