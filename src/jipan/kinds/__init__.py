"""Kinds of value, one file a family: each says how a value is read, shown, masked, stored and formatted. Pure."""

from __future__ import annotations

from jipan.kinds.birthday import BIRTHDAY
from jipan.kinds.choice import (
    CHANNEL,
    CUSTOMER_KIND,
    GENDER,
    LEVEL,
    PURPOSE,
    RELATION,
    ROLE,
    STAGE,
    YES_NO,
)
from jipan.kinds.date import DATE, MOMENT
from jipan.kinds.document import ID_TYPE
from jipan.kinds.identity import ID_NUMBER
from jipan.kinds.kind import Kind, Option
from jipan.kinds.lost import LOST_CAUSE, LOST_KIND, LOST_REASON
from jipan.kinds.number import COUNT, DECIMAL, MILEAGE, MONEY, SHARE
from jipan.kinds.phone import PHONE
from jipan.kinds.talk import CASE_KIND, CASE_OUTCOME, OBJECTION, OUTCOME
from jipan.kinds.text import ADDRESS, CODE, NAME, TEXT
from jipan.kinds.trade import AREA, INSURANCE, MONTH, ORDER_STATE, OUTLET, OUTLET_MODE, RENEWAL
from jipan.kinds.vehicle import PLATE, VIN

KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        TEXT, NAME, CODE, ADDRESS, PHONE, DATE, BIRTHDAY, MOMENT, MONEY, MILEAGE, COUNT, DECIMAL, SHARE, PLATE, VIN, ID_NUMBER, ID_TYPE,
        YES_NO, LEVEL, GENDER, CUSTOMER_KIND, RELATION, STAGE, CHANNEL, PURPOSE, ROLE, OUTCOME, OBJECTION,
        CASE_KIND, CASE_OUTCOME, LOST_REASON, LOST_KIND, LOST_CAUSE,
        MONTH, ORDER_STATE, INSURANCE, RENEWAL, OUTLET, OUTLET_MODE, AREA,
    )
}  # fmt: skip

__all__ = [
    "ADDRESS",
    "AREA",
    "BIRTHDAY",
    "CASE_KIND",
    "CASE_OUTCOME",
    "CHANNEL",
    "CODE",
    "COUNT",
    "CUSTOMER_KIND",
    "DATE",
    "DECIMAL",
    "GENDER",
    "ID_NUMBER",
    "ID_TYPE",
    "INSURANCE",
    "KINDS",
    "LEVEL",
    "LOST_CAUSE",
    "LOST_KIND",
    "LOST_REASON",
    "MILEAGE",
    "MOMENT",
    "MONEY",
    "MONTH",
    "NAME",
    "OBJECTION",
    "ORDER_STATE",
    "OUTCOME",
    "OUTLET",
    "OUTLET_MODE",
    "PHONE",
    "PLATE",
    "PURPOSE",
    "RELATION",
    "RENEWAL",
    "ROLE",
    "SHARE",
    "STAGE",
    "TEXT",
    "VIN",
    "YES_NO",
    "Kind",
    "Option",
]
