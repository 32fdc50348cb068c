"""Kinds of documents that tell who somebody is, and which of them carry a resident's number."""

from __future__ import annotations

from dataclasses import replace

from jipan.errors import Bad, Doubt
from jipan.kinds.choice import choice
from jipan.kinds.kind import Option

_OTHER = "other"
_KNOWN = choice(
    "id_type",
    Option(
        "resident",
        "身份证",
        "resident ID card",
        ("居民身份证", "二代身份证", "二代证", "一代身份证", "临时身份证", "身份证号", "身份证件",
         "大陆身份证", "中国身份证", "idcard", "id"),
    ),
    Option("household", "户口簿", "household register", ("户口本", "户口", "户口页")),
    Option("driving", "驾驶证", "driving licence", ("机动车驾驶证", "驾照")),
    Option("passport", "护照", "passport", ("中国护照", "外国护照", "因私护照", "护照号")),
    Option(
        "hk_macao",
        "港澳通行证",
        "Hong Kong or Macao permit",
        ("港澳居民来往内地通行证", "港澳居民往来内地通行证", "来往港澳通行证", "往来港澳通行证", "港澳台通行证", "通行证", "回乡证",
         "港澳身份证", "香港身份证", "澳门身份证"),
    ),
    Option(
        "taiwan",
        "台胞证",
        "Taiwan permit",
        ("台湾居民来往大陆通行证", "台湾居民往来大陆通行证", "台湾通行证", "台湾身份证"),
    ),
    Option("residence", "港澳台居民居住证", "residence permit", ("居住证", "港澳居民居住证", "台湾居民居住证")),
    Option(
        "foreigner",
        "外国人永久居留身份证",
        "permanent residence card",
        ("外国人永久居留证", "外国人居留证", "外国人居留许可", "永久居留证", "居留证"),
    ),
    Option(
        "military",
        "军官证",
        "military ID",
        ("军人证", "军人身份证", "军人身份证件", "士兵证", "士官证", "文职干部证", "文职人员证", "部队证件", "警官证", "武警证",
         "武警身份证", "军警证"),
    ),
    Option(
        "licence",
        "营业执照",
        "business licence",
        ("统一社会信用代码", "统一社会信用代码证", "社会信用代码", "信用代码", "信用代码证", "工商执照", "工商营业执照", "工商注册号",
         "企业法人营业执照", "三证合一"),
    ),
    Option("organisation", "组织机构代码证", "organisation code", ("组织机构代码", "机构代码", "机构代码证", "事业单位法人证书")),
    Option("tax", "税务登记证", "tax registration", ("税号", "税务登记号", "纳税人识别号")),
    Option(_OTHER, "其他证件", "other document", ("其他", "其它", "其它证件", "其他类型", "其它类型")),
)  # fmt: skip


def _parse(text: str) -> str | None:
    """A document that nobody has named here is another one: its number must not be judged as a resident's."""
    try:
        return str(_KNOWN.parse(text) or "") or None
    except Bad:
        raise Doubt(_OTHER, "id_type") from None


ID_TYPE = replace(_KNOWN, parse=_parse)

OF_A_RESIDENT = frozenset({"resident", "household", "driving", "residence"})
"""Documents whose number is that of a resident, with its day of birth and its check digit."""
