"""What the user says about columns: on the command line, or in a file."""

from __future__ import annotations

import pytest
from intake_bench import NOW, TODAY, current

from jipan.errors import BadFile, BadUsage
from jipan.intake import Clock, Wishes, import_file, read_mapping


def bring(base, path, *said):
    mapping, words = read_mapping(said)
    return import_file(base, path, Wishes(mapping=mapping, words=words), Clock(NOW, TODAY))[0]


@pytest.mark.parametrize("word", ["手机", "mobile", "手机号", "customers.mobile", "联系电话", "Mobile"])
def test_a_field_may_be_named_by_identifier_label_or_header(word):
    assert read_mapping([f"号码={word}"])[0] == {"号码": "customers.mobile"}


def test_a_field_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(BadUsage) as caught:
        read_mapping(["号码=手几"])
    assert "手机" in str(caught.value.facts["nearest"])


def test_columns_and_words_of_a_mapping_file(base, tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text("columns:\n  甲: 姓名\n  乙: 手机\n  丙: 意向级别\nwords:\n  丙: {VIP: A}\n", "utf-8")
    sheet = tmp_path / "s.csv"
    sheet.write_text("甲,乙,丙\n赵六,13712345678,VIP\n", "utf-8")
    assert bring(base, sheet, str(path)).rows["created"] == 1
    assert current(base, "leads", "level") == [("A",)]


def test_a_column_can_be_left_out(base, tmp_path):
    sheet = tmp_path / "s.csv"
    sheet.write_text("姓名,手机,鞋码\n赵六,13712345678,41\n", "utf-8")
    receipt = bring(base, sheet, "鞋码=-")
    assert receipt.mapped[0].columns["鞋码"] == "-"
    assert base.custom_columns("customers") == {}


def test_a_mapping_file_that_is_missing_or_broken(tmp_path):
    with pytest.raises(BadFile):
        read_mapping([str(tmp_path / "no.yaml")])
    broken = tmp_path / "b.yaml"
    broken.write_text("columns: [", "utf-8")
    with pytest.raises(BadFile):
        read_mapping([str(broken)])
