"""Cleaning a column at once gives what reading each of its cells gives."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jipan.errors import Bad, Doubt
from jipan.intake.clean import Reader, clean
from jipan.kinds import DATE, ID_NUMBER, KINDS, VIN

WITH_PLAIN = [kind for kind in KINDS.values() if kind.plain]
ODD = [
    "",
    "无",
    "13800138000",
    "豫a·12345",
    " KH001 ",
    "0000",
    "LSVAB24B4D2123456",
    "410105199002300011",
    "ＫＨ００１",
    "1.38E+10",
]


@pytest.fixture(autouse=True, scope="module")
def all_at_once():
    """As in a long list; the few texts of a short one are read one by one anyway."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("jipan.intake.plain._FEW", 1)
        yield


def one_by_one(texts, kind):
    found = []
    for text in texts:
        try:
            found.append((kind.parse(text), None))
        except Bad as bad:
            found.append((None, bad.code))
        except Doubt as doubt:
            found.append((doubt.value, doubt.code))
    return found


@pytest.mark.parametrize("kind", WITH_PLAIN, ids=lambda kind: kind.id)
@given(st.data())
@settings(deadline=None, max_examples=50)
def test_a_column_is_read_as_its_cells_are(kind, data):
    cell = st.from_regex(kind.plain.pattern, fullmatch=True) | st.sampled_from(ODD) | st.text(max_size=12)
    texts = data.draw(st.lists(cell | st.none(), min_size=1, max_size=12))
    coded = pa.array(texts, pa.string()).dictionary_encode()
    cleaned = clean(coded, Reader(kind, kind.parse, trusts_plain=True))
    odd = {place: code for place, _, code, _, _ in cleaned.odd}
    given_ = [(value, odd.get(place)) for place, value in enumerate(cleaned.values.to_pylist())]
    assert given_ == [(None, None) if text is None else one_by_one([text], kind)[0] for text in texts]


@pytest.mark.parametrize(("kind", "good", "wrong"), [
    (VIN, "LVBBV6PE9D0000005", "LVBBV6PE8D0000005"),
    (ID_NUMBER, "990000199405030057", "990000199405030056"),
], ids=lambda value: getattr(value, "id", value))  # fmt: skip
def test_a_wrong_check_digit_is_found_in_a_column(kind, good, wrong):
    cleaned = clean(pa.array([good, wrong, good]).dictionary_encode(), Reader(kind, kind.parse, trusts_plain=True))
    assert cleaned.values[0].as_py() == cleaned.values[2].as_py() == good
    assert [place for place, *_ in cleaned.odd] == [1]


def test_what_one_batch_taught_holds_for_the_next():
    reader = Reader(DATE, DATE.parse)
    texts = pa.array(["2024年1月5日", "2024-02-30", "无", "2024年1月"]).dictionary_encode()
    first, second = clean(texts, reader), clean(texts, reader)
    assert second == first
    assert reader.known == {"2024年1月5日": dt.date(2024, 1, 5), "无": None}
