"""Who is who: which rows are one customer, whose car it is, and what is left to a person to decide."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from intake_bench import TODAY, bring, current, workbook
from ruamel.yaml import YAML

H = ("姓名", "手机", "客户编号", "微信", "证件号码", "车牌号")
ID = "53010219200508011X"
JAN, FEB = dt.date(2026, 1, 1), dt.date(2026, 2, 1)


def row(name=None, mobile=None, number=None, wechat=None, id_=None, plate=None):
    return (name, mobile, number, wechat, id_, plate)


ONE_FILE = {
    "one phone, two names": ([row("王伟", "13812345678"), row("李娜", "13812345678")], ["李娜", "王伟"]),
    "王先生 is 王伟": ([row("王先生", "13812345678"), row("王伟", "13812345678")], ["王伟"]),
    "王先生 is nobody of two": ([row("王先生", "13812345678"), row("王伟", "13812345678"), row("王强", "13812345678")], ["王伟", "王先生", "王强"]),
    "欧阳先生 is 欧阳娜娜": ([row("欧阳先生", "13812345678"), row("欧阳娜娜", "13812345678")], ["欧阳娜娜"]),
    "no name": ([row(None, "13812345678"), row("王伟", "13812345678")], ["王伟"]),
    "one name, two phones": ([row("王伟", "13812345678"), row("王伟", "13912345678")], ["王伟", "王伟"]),
    "one name, a phone in common": ([row("王伟", "13812345678 13912345678"), row("王伟", "13912345678")], ["王伟"]),
    "phone in the name": ([row("王伟(13812345678)"), row("王伟", "13812345678")], ["王伟"]),
    "one firm, two phones": ([row("河南顺达物流有限公司", "13812345678"), row("河南顺达物流有限责任公司", "13912345678")], ["河南顺达物流有限责任公司"]),
    "one customer number": ([row("王伟", "13812345678", "K1"), row("王伟", "13912345678", "k1 ")], ["王伟"]),
    "number 0 is no number": ([row("王伟", "13812345678", "0"), row("王伟", "13912345678", "0")], ["王伟", "王伟"]),
    "WeChat as the phone": ([row("王伟", "13812345678", None, "同手机"), row("李娜", "13912345678", None, "同手机")], ["李娜", "王伟"]),
    "one number, two people": ([row("王伟", "13812345678", "K1"), row("李娜", "13912345678", "K1")], ["李娜", "王伟"]),
    "one ID, two people": ([row("王伟", "13812345678", None, None, ID), row("李娜", "13912345678", None, None, ID)], ["李娜", "王伟"]),
    "plate 0 is no car": ([row("王伟", "13812345678", plate="0"), row("王伟", "13912345678", plate="0")], ["王伟", "王伟"]),
    "masked phone is no phone": ([row("王伟", "138****5678"), row("王伟", "138****5678", "K1")], ["王伟"]),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "names"), ONE_FILE.values(), ids=ONE_FILE)
def test_rows_of_one_file(base, tmp_path, rows, names):
    bring(base, workbook(tmp_path / "客户.xlsx", H, *rows))
    assert sorted(name for (name,) in current(base, "customers", "name")) == sorted(names)


TWO_FILES = {
    "王先生 is the known 王伟": ([row("王伟", "13812345678")], row("王先生", "13812345678", "K1"), "updated", [("王伟", "K1")]),
    "王伟 is the known 王先生": ([row("王先生", "13812345678")], row("王伟", "13812345678"), "updated", [("王伟", None)]),
    "the phone with another name": ([row("王伟", "13812345678")], row("李娜", "13812345678"), "created", [("李娜", None), ("王伟", None)]),
    "the number with another name": ([row("王伟", "13812345678", "K1")], row("李娜", "13912345678", "K1"), "doubtful", [("李娜", "K1"), ("王伟", "K1")]),
    "both numbers of two people": ([row("王伟", "13812345678", "K1"), row("王伟", "13912345678", "K2")], row("王伟", "13812345678 13912345678"), "doubtful", [("王伟", "K1"), ("王伟", "K2"), ("王伟", None)]),
    "a new phone for a known number": ([row("王伟", "13812345678", "K1")], row("王伟", "13912345678", "K1"), "updated", [("王伟", "K1")]),
}  # fmt: skip


@pytest.mark.parametrize(("known", "new", "outcome", "customers"), TWO_FILES.values(), ids=TWO_FILES)
def test_a_row_against_the_base_and_the_same_row_again(base, tmp_path, known, new, outcome, customers):
    bring(base, workbook(tmp_path / "a.xlsx", H, *known))
    second = workbook(tmp_path / "b.xlsx", H, new)
    assert bring(base, second).rows[outcome] == 1
    assert sorted(current(base, "customers", "name", "customer_no"), key=repr) == sorted(customers, key=repr)
    again = bring(base, second)
    assert (again.batch, again.rows["same"]) == (None, 1)


def test_a_nameless_row_whose_phone_several_share_is_the_same_again(base, tmp_path):
    rows = [row("河南顺达物流有限公司", "13812345678"), row("李娜", "13812345678"), row(None, "13812345678")]
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        bring(base, workbook(tmp_path / name, H, *rows), dated=FEB if name == "a.xlsx" else TODAY)
    assert len(current(base, "customers", "id")) == 3


def test_a_doubtful_row_names_its_candidates(base, tmp_path):
    bring(base, workbook(tmp_path / "a.xlsx", H, row("王伟", "13812345678", "K1")))
    receipt = bring(base, workbook(tmp_path / "b.xlsx", H, row("李娜", "13912345678", "K1")), rows=True)
    assert [(o.address, o.outcome, o.customer, o.reasons) for o in receipt.outcomes] == [
        ("b.xlsx › 客户 › 2", "doubtful", "C000002", ("customer_no:C000001",))
    ]
    assert current(base, "doubts", "a", "b", "reasons") == [("C000002", "C000001", "customer_no")]


def test_a_third_column_of_phones_is_a_key_as_well(base, tmp_path):
    header = ("姓名", "手机", "联系电话", "家庭电话", "备用电话")
    rows = [("王伟", "13812345678", "0371-65551234", None, "13712345678"), ("李娜", "13912345678", None, None, None)]
    bring(base, workbook(tmp_path / "客户.xlsx", header, *rows))
    assert current(base, "customers", "name", "phone_alt") == [("李娜", None), ("王伟", "0371-65551234 13712345678")]
    again = bring(base, workbook(tmp_path / "电话.xlsx", ("姓名", "手机"), ("王伟", "13712345678")))
    assert (again.rows["created"], current(base, "customers", "count(*)")) == (0, [(2,)])


def test_all_phones_are_kept_as_keys(base, tmp_path):
    bring(
        base,
        workbook(
            tmp_path / "客户.xlsx", ("姓名", "手机", "其他电话"), ("王伟", "0371-65551234 13812345678", "13912345678")
        ),
    )
    assert current(base, "customers", "mobile", "phone_alt") == [("13812345678", "13912345678")]
    assert current(base, "keys", "type", "value") == [
        ("phone", "0371-65551234"),
        ("phone", "13812345678"),
        ("phone", "13912345678"),
    ]


def test_a_person_with_two_cars(base, tmp_path):
    bring(
        base,
        workbook(
            tmp_path / "客户.xlsx",
            H,
            row("王伟", "13812345678", plate="豫A12345"),
            row("王伟", "13812345678", plate="豫B·12345"),
        ),
    )
    assert current(base, "customers", "id") == [("C000001",)]
    assert current(base, "vehicles", "plate") == [("豫A12345",), ("豫B12345",)]
    assert current(base, "ownerships", "vehicle", "customer", "since", "until") == [
        ("V000001", "C000001", None, None),
        ("V000002", "C000001", None, None),
    ]


WANG, LI = row("王伟", "13812345678", plate="豫A12345"), row("李娜", "13912345678", plate="豫A12345")
HANDED = [("V000001", "C000001", None, FEB), ("V000001", "C000002", FEB, None)]


def keepers(base):
    return current(base, "ownerships", "vehicle", "customer", "since", "until")


def test_a_car_that_changed_hands_closes_the_span(base, tmp_path):
    bring(base, workbook(tmp_path / "a.xlsx", H, WANG), dated=JAN)
    bring(base, workbook(tmp_path / "b.xlsx", H, LI), dated=FEB)
    assert keepers(base) == HANDED


def test_a_car_changes_hands_between_two_known_customers(base, tmp_path):
    bring(base, workbook(tmp_path / "a.xlsx", H, WANG, row("李娜", "13912345678")), dated=JAN)
    receipt = bring(base, workbook(tmp_path / "b.xlsx", H, LI), dated=FEB)
    assert receipt.batch == 2
    assert keepers(base) == HANDED


def test_an_older_list_does_not_take_the_car_back(base, tmp_path):
    old, new = workbook(tmp_path / "a.xlsx", H, WANG), workbook(tmp_path / "b.xlsx", H, LI)
    bring(base, new, dated=FEB)
    bring(base, old, dated=JAN)
    assert [customer for _, customer, _, until in keepers(base) if until is None] == ["C000001"]
    assert current(base, "customers", "name")[0] == ("李娜",)


def test_a_visit_names_a_keeper_only_where_none_is_known(base, tmp_path):
    bring(base, workbook(tmp_path / "a.xlsx", H, WANG), dated=JAN)
    visits = [
        ("车牌号", "进厂日期", "客户姓名", "手机"),
        ("豫A12345", "2026-02-01", "李娜", "13912345678"),
        ("豫C12345", "2026-02-01", "李娜", "13912345678"),
    ]
    bring(base, workbook(tmp_path / "进厂.xlsx", *visits, sheet="进厂记录"), dated=FEB)
    assert [(vehicle, customer) for vehicle, customer, _, _ in keepers(base)] == [
        ("V000001", "C000001"),
        ("V000002", "C000002"),
    ]


def test_a_visit_without_a_name_belongs_to_who_kept_the_car_on_its_day(base, tmp_path):
    bring(base, workbook(tmp_path / "a.xlsx", H, WANG), dated=JAN)
    bring(base, workbook(tmp_path / "b.xlsx", H, LI), dated=FEB)
    visits = [("车牌号", "进厂日期"), ("豫A12345", "2026-01-15"), ("豫A12345", "2026-02-15")]
    bring(base, workbook(tmp_path / "进厂.xlsx", *visits, sheet="进厂记录"), dated=TODAY)
    assert current(base, "visits", "date", "customer") == [
        (dt.date(2026, 1, 15), "C000001"),
        (dt.date(2026, 2, 15), "C000002"),
    ]


NUMBERS = YAML(typ="safe").load(Path(__file__).parent / "cases" / "id_numbers.yaml")


@pytest.mark.parametrize(
    ("lists", "customers", "asked"), [case[1:] for case in NUMBERS], ids=[case[0] for case in NUMBERS]
)
def test_two_id_numbers_are_two_people(base, tmp_path, lists, customers, asked):
    for lines in lists:
        rows = [[None if cell == "-" else cell for cell in line.split()] for line in lines]
        bring(base, workbook(tmp_path / "客户.xlsx", ("姓名", "手机", "证件号码"), *rows))
    assert base.value("SELECT count(*) FROM standing") == customers
    reasons = base.rows("SELECT reasons FROM open_doubts")
    assert sorted(" ".join(sorted(one.split())) for (one,) in reasons) == asked


PAPERS = YAML(typ="safe").load(Path(__file__).parent / "cases" / "papers.yaml")


def test_a_number_is_judged_by_its_kind_of_document(base, tmp_path):
    rows = [
        (f"客户{place}", f"138123456{place:02}", None if kind == "-" else kind, str(number))
        for place, (kind, number, *_) in enumerate(PAPERS)
    ]
    receipt = bring(base, workbook(tmp_path / "客户.xlsx", ("姓名", "手机", "证件类型", "证件号码"), *rows))
    assert current(base, "customers", "id", "id_number") == [
        (f"C{place + 1:06}", value) for place, (_, _, value, _) in enumerate(PAPERS)
    ]
    told = {int(problem.address.rpartition(" ")[2][1:]) - 2: problem.code for problem in receipt.problems}
    assert told == {place: code for place, (*_, code) in enumerate(PAPERS) if code}


def test_two_systems_give_the_same_number_to_different_people(base, tmp_path):
    bring(
        base, workbook(tmp_path / "a.xlsx", H, row("王伟", "13812345678", "1001"), row("李娜", "13912345678", "1002"))
    )
    other = workbook(tmp_path / "b.xlsx", H, row("赵强", "13712345678", "1001"), row("王伟", "13812345678", "1002"))
    receipt = bring(base, other, system="进口")
    assert (receipt.rows["created"], receipt.rows["updated"], receipt.rows["doubtful"]) == (1, 1, 0)
    assert sorted(current(base, "customers", "name")) == [("李娜",), ("王伟",), ("赵强",)]
    keys = base.rows(
        "SELECT c.name, k.value FROM keys k JOIN customers c ON c.id = k.customer AND c.closed IS NULL"
        " WHERE k.closed IS NULL AND k.type = 'customer_no' ORDER BY ALL"
    )
    assert keys == [("李娜", "1002"), ("王伟", "1001"), ("王伟", "进口:1002"), ("赵强", "进口:1001")]
    assert (
        bring(base, workbook(tmp_path / "c.xlsx", H, row("赵强", "13612345678", "1001")), system="进口").rows["updated"]
        == 1
    )


def test_who_has_a_number_in_each_system_is_one(base, tmp_path):
    bring(
        base,
        workbook(
            tmp_path / "a.xlsx",
            (*H, "生日", "地址"),
            (*row("王伟", "13812345678", "1001"), "1990-02-03", "郑州市金水区花园路8号"),
        ),
    )
    other = workbook(
        tmp_path / "b.xlsx",
        (*H, "生日", "地址"),
        (*row("王伟", "13912345678", "7"), "1990-02-03", "郑州市金水区花园路8号"),
    )
    bring(base, other, system="进口")
    assert base.value("SELECT count(*) FROM merges WHERE closed IS NULL") == 1
