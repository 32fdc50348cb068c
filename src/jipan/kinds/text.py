"""Free text, names and codes: what is kept as it was written, but for the noise around it."""

from __future__ import annotations

import re

from jipan.errors import Bad
from jipan.kinds.kind import NOTHING, Kind, Plain, fold, meant, names_nothing, plain, says_nothing, whole

_HIDDEN = "****"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff]")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_PLAIN_NAME = Plain("[一-鿿]{1,3}[一-\u58ea\u58ec-\u59cf\u59d1-\u751e\u7520-鿿]", but=NOTHING)
"""Two to four signs of which the last is not 士, 姐 or 生: a title may end so."""
_IS_PLAIN_NAME = re.compile(_PLAIN_NAME.pattern).fullmatch
_POLITE = re.compile(r"(?<=[\u3400-\u9fff]{2})(?:先生|女士|小姐|\((?:先生|女士|小姐|男|女)\))$")
COMPOUND_SURNAMES = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "夏侯", "轩辕", "端木", "百里", "南宫",
)  # fmt: skip
_SLIPPED_IN = re.compile(
    r"\(?(?<!\d)(?:\+?86[\s\-]?)?(?:1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}|0\d{2,3}[\s\-]?\d{7,8})(?!\d)\)?"
)


def parse_text(text: str) -> str | None:
    """A remark, an address: outer space and control characters go, the rest stays as typed."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n")).strip() if not text.isprintable() else text.strip()
    text = meant(text) if text.startswith("=") else text
    return None if says_nothing(text) else text


def parse_code(text: str) -> str | None:
    """A customer number, an engine number: upper case, half width, without the `.0` that spreadsheets add."""
    text = whole(fold(_CONTROL.sub("", text)))
    return None if names_nothing(text) else text.upper()


def parse_name(text: str) -> str | None:
    """A person's or a firm's name. `张 伟先生（13800138000）` → `张伟`; a mere `王先生` stays what it is."""
    if _IS_PLAIN_NAME(text) and text not in NOTHING:
        return text
    text = _BETWEEN_HAN.sub("", _SLIPPED_IN.sub("", fold(_CONTROL.sub("", text)))).strip(" \n\t,;:/、-")
    bare = _POLITE.sub("", text)
    return None if names_nothing(bare) else text if bare in COMPOUND_SURNAMES else bare


def parse_address(text: str) -> str | None:
    """An address as typed; one that was masked is Bad: its rest is gone."""
    if _HIDDEN in text:
        raise Bad("value_masked")
    return parse_text(text)


def mask_address(text: str) -> str:
    """Down to the district: `郑州市金水区花园路1号` → `郑州市金水区****`."""
    for mark in ("区", "县", "市", "省"):
        head, found, _ = text.partition(mark)
        if found and len(head) < 12 and not re.search(r"\d", head):  # noqa: PLR2004 - a district's name is short and has no house number
            return f"{head}{mark}****"
    return text[:3] + "****"


_PLAIN_TEXT = Plain(r"[一-龥]{2}[一-龥0-9A-Za-z#-]{4,}", but=NOTHING)
TEXT = Kind("text", parse_text, str, "VARCHAR", "string", plain, plain=_PLAIN_TEXT)
NAME = Kind("name", parse_name, str, "VARCHAR", "string", plain, plain=_PLAIN_NAME)
CODE = Kind("code", parse_code, str, "VARCHAR", "string", plain, plain=Plain(r"[A-Z]{0,8}[0-9]{0,12}[1-9][0-9]{0,12}"))
ADDRESS = Kind("address", parse_address, str, "VARCHAR", "string", plain, mask=mask_address, plain=_PLAIN_TEXT)
