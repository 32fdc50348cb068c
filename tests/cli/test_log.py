"""A contact that is typed in counts as one on a call sheet would."""

from __future__ import annotations

import pytest

OWNER = "姓名,手机,车牌,销售类型,同意营销,生日,购车日期\n客一,13812345601,豫A30001,自销,是,1990-11-22,2023-11-25\n"


@pytest.mark.parametrize("way", ["log", "sheet"])
def test_after_one_greeting_the_next_one_waits(jipan, tmp_path, way):
    """His birthday is on the 22nd, the day on which he bought his car three days later, and for three years nobody has seen
    him: fifteen days lie between what is said to him unasked.
    """
    (tmp_path / "客户.csv").write_text(OWNER, "utf-8")
    assert jipan("--today", "2026-11-20", "import", "客户.csv").code == 0
    if way == "log":
        jipan("--today", "2026-11-21", "log", "客一", "--outcome", "已联系")
    else:
        jipan("--today", "2026-11-21", "followups", "-o", "单.csv", lang="zh")
        sheet = (tmp_path / "单.csv").read_text("utf-8-sig").replace(",未分配,,", ",未分配,已联系,")
        (tmp_path / "单.csv").write_text(sheet, "utf-8-sig")
        jipan("--today", "2026-11-21", "import", "单.csv")
    [contact] = jipan("list", "contacts", "--format", "json").json()
    assert contact["purpose"] == "marketing"
    later = jipan("--today", "2026-11-25", "followups", "--format", "json")
    assert later.json() == []
    assert "2 held back after recent marketing" in later.err


ADVISED = (
    "姓名,手机,车牌,销售类型,交车日期,销售顾问,服务顾问\n客一,13812345601,豫A30001,自销,2026-11-18,赵销售,钱服务\n"
)


@pytest.mark.parametrize(
    ("given", "by", "charged"), [((), "赵销售", "赵销售"), (("--by", "孙经理"), "孙经理", "孙经理")]
)
def test_whoever_has_the_task_made_the_contact_unless_it_is_said(jipan, tmp_path, given, by, charged):
    (tmp_path / "客户.csv").write_text(ADVISED, "utf-8")
    jipan("import", "客户.csv")
    assert jipan("log", "客一", "--outcome", "投诉", *given).code == 0
    assert [one["by"] for one in jipan("list", "contacts", "--format", "json").json()] == [by]
    assert [one["adviser"] for one in jipan("list", "cases", "--format", "json").json()] == [charged]


def test_a_complaint_without_a_task_is_with_the_adviser_of_the_customer(jipan, tmp_path):
    (tmp_path / "客户.csv").write_text(ADVISED.replace("2026-11-18", "2020-11-18"), "utf-8")
    jipan("import", "客户.csv")
    assert jipan("followups", "--format", "json").json() == []
    jipan("log", "客一", "--outcome", "投诉")
    assert [one["adviser"] for one in jipan("list", "cases", "--format", "json").json()] == ["钱服务"]
