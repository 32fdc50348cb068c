"""Laws of every kind: what is shown reads back, reading twice changes nothing, masks hide the middle, no text crashes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan.errors import Bad, Doubt
from jipan.kinds import ID_NUMBER, KINDS, PHONE, VIN, Kind
from jipan.kinds.birthday import NO_YEAR, MonthDay, placed
from jipan.kinds.kind import NOTHING

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "M", "Sk"]), max_size=25)
"""No combining marks: they cling to whatever stands before them once noise is gone."""
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"(010|02[0-9]|0[3-9][0-9]{2})-[2-8][0-9]{6,7}(-[0-9]{1,4})?", fullmatch=True)
firms = st.from_regex(r"[48]00[0-9]{7}(-[0-9]{1,4})?", fullmatch=True)


def resident(birthday, sequence):
    seventeen = f"410105{birthday:%Y%m%d}{sequence:03d}"
    return seventeen + ID_NUMBER.plain.check.of(seventeen + "0")


VALUES = {
    "text": CHINESE, "name": CHINESE, "address": CHINESE, "code": st.from_regex(r"[A-Z][0-9]{1,9}", fullmatch=True),
    "phone": st.lists(mobiles, min_size=1, max_size=3, unique=True).map(" ".join) | landlines | firms,
    "date": st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
    "birthday": st.dates(dt.date(1900, 1, 2), dt.date(2100, 1, 1)) | st.dates(dt.date(NO_YEAR, 1, 1), dt.date(NO_YEAR, 12, 31))
    | st.builds(MonthDay, st.integers(1, 12), st.integers(1, 30), st.just(True)).map(placed),
    "month": st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
    "moment": st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2100, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0)),
    "money": st.decimals(-(10**11), 10**11, places=2),
    "mileage": st.integers(0, 5_000_000), "count": st.integers(-(10**12), 10**12),
    "decimal": st.integers(-(10**9), 10**9).map(lambda cents: cents / 100), "share": st.integers(0, 2000).map(lambda parts: parts / 1000),
    "plate": st.from_regex(r"[豫粤京][A-Z][A-HJ-NP-Z0-9]{5}", fullmatch=True),
    "vin": st.from_regex(r"[A-HJ-NPR-Z][A-HJ-NPR-Z0-9]{16}", fullmatch=True).map(lambda vin: vin[:8] + VIN.plain.check.of(vin) + vin[9:]),
    "id_number": st.builds(resident, st.dates(dt.date(1930, 1, 1), dt.date(2020, 1, 1)), st.integers(0, 999)),
    "yes_no": st.booleans(), "level": st.sampled_from("OHABCN"),
}  # fmt: skip


def values(kind):
    """Any value of a kind that a file could hold."""
    return VALUES[kind.id] if kind.id in VALUES else st.sampled_from([option.id for option in kind.options])


def read(kind, text):
    """The value of a cell, odd or not; None where nothing can be used."""
    try:
        return kind.parse(text)
    except Doubt as doubt:
        return doubt.value
    except Bad:
        return None


every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@every_kind
@given(st.data(), st.sampled_from(["zh", "en"]))
@settings(deadline=None, max_examples=25)
def test_what_is_shown_reads_back(kind: Kind, data, lang):
    value = data.draw(values(kind))
    assert read(kind, kind.show(value, lang)) == (None if value in NOTHING else value)


@every_kind
@given(ANY_TEXT | st.from_regex(r"[0-9 .,/\-年月日万元E+()豫A]{1,20}", fullmatch=True) | CHINESE)
@settings(deadline=None, max_examples=40)
def test_reading_is_idempotent_and_never_crashes(kind: Kind, text):
    value = read(kind, text)
    shown = kind.show(value, "zh")
    assert kind.show(read(kind, shown), "zh") == shown
    if isinstance(value, str):
        assert read(kind, value) == value


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.plain], ids=lambda kind: kind.id)
@given(st.data())
@settings(deadline=None, max_examples=100)
def test_a_plain_text_is_its_own_value(kind: Kind, data):
    text = data.draw(st.from_regex(kind.plain.pattern, fullmatch=True))
    if kind.plain.check:
        place = kind.plain.check.place
        text = text[:place] + kind.plain.check.of(text) + text[place + 1 :]
    if text not in kind.plain.but:
        value = kind.parse(text)
        assert (value if kind.plain.signs is None else kind.show(value, "zh")) == text[: kind.plain.signs]


@every_kind
def test_nothing_is_shown_as_nothing(kind: Kind):
    assert kind.show(None, "zh") == kind.show(None, "en") == ""
    assert kind.parse("") is None


@every_kind
@pytest.mark.parametrize(
    "text", ["9" * 5000, "1e999999999", "1" * 18 + "." + "1" * 18, "\x00", "\ud7ff", "²", "１.0.0", "()", "-"]
)
def test_no_text_crashes(kind: Kind, text):
    value = read(kind, text)
    assert value is None or isinstance(value, kind.python)
    assert value not in {float("inf"), Decimal("Infinity")}


@given(
    mobiles | landlines | st.from_regex(r"[2-8][0-9]{6,7}(-[0-9]{1,3})?|95[0-9]{3,6}|[48]00[0-9]{7}", fullmatch=True)
)
def test_a_masked_phone_hides_three_digits_and_is_no_phone(number):
    masked = PHONE.mask(number)
    assert sum(map(str.isdigit, masked)) <= sum(map(str.isdigit, number)) - 3
    with pytest.raises(Bad):
        PHONE.parse(masked)


@given(st.dates(dt.date(1930, 1, 1), dt.date(1999, 12, 31)), st.integers(0, 999))
def test_a_masked_id_number_hides_the_birthday(birthday, sequence):
    new, old = resident(birthday, sequence), f"410105{birthday:%y%m%d}{sequence:03d}"
    assert ID_NUMBER.mask(new) == "410" + "*" * 11 + new[-4:]
    assert ID_NUMBER.mask(old) == "410" + "*" * 9 + old[-3:]


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.options], ids=lambda kind: kind.id)
def test_every_word_of_a_vocabulary_means_one_option(kind: Kind):
    meant = {}
    for option in kind.options:
        for word in (option.id, option.zh, option.en, *option.words):
            assert read(kind, word) == option.id, word
            assert meant.setdefault(word, option.id) == option.id
