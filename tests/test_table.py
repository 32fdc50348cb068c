"""Tables, columns and how a cell is shown."""

from __future__ import annotations

import pytest

from jipan import kinds
from jipan.models import fields
from jipan.table import Column, Page, Table, cell

MOBILE = Column.of(fields("customers")["mobile"])
TABLE = Table("customers", "客户", "Customers", (MOBILE,), [("13812345678",), ("13912345678",), (None,)])


def test_a_column_of_a_field_has_its_name_kind_and_labels():
    assert (MOBILE.name, MOBILE.kind, MOBILE.label("zh"), MOBILE.label("en")) == (
        "mobile",
        kinds.PHONE,
        "手机",
        "Mobile",
    )
    assert Column.of(fields("customers")["mobile"], "phone").name == "phone"


@pytest.mark.parametrize(
    ("field", "value", "masked", "bare"),
    [
        ("mobile", "13812345678", "138****5678", "13812345678"),
        ("id_number", "53010219200508011X", "530***********011X", "53010219200508011X"),
        ("address", "郑州市金水区花园路1号", "郑州市金水区****", "郑州市金水区花园路1号"),
        ("name", "王伟", "王伟", "王伟"),
        ("mobile", None, "", ""),
    ],
)
def test_a_cell_is_masked_unless_bare(field, value, masked, bare):
    column = Column.of(fields("customers")[field])
    assert cell(column, value, "zh", bare=False) == masked
    assert cell(column, value, "zh", bare=True) == bare


@pytest.mark.parametrize(("limit", "count"), [(None, 3), (2, 2), (0, 0), (9, 3)])
def test_limited(limit, count):
    assert len(TABLE.limited(limit).rows) == count
    assert len(TABLE.rows) == 3


def test_titles():
    assert (TABLE.title("zh"), TABLE.title("en")) == ("客户", "Customers")
    assert Page.of(TABLE) == Page("客户", "Customers", (TABLE,))
    assert Page.of(TABLE).title("en") == "Customers"
