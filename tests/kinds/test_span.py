"""Lengths of time as people say them."""

from __future__ import annotations

import pytest

from jipan.kinds.span import Span


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (Span(months=84), "7年", "7 years"),
        (Span(months=12), "1年", "1 year"),
        (Span(months=18), "18个月", "18 months"),
        (Span(months=12, days=5), "1年零5天", "1 year and 5 days"),
        (Span(days=1), "1天", "1 day"),
        (Span(), "0天", "0 days"),
    ],
)
def test_a_length_of_time_is_shown_as_it_is_said_and_read_back(span: Span, zh: str, en: str):
    assert (span.show("zh"), span.show("en")) == (zh, en)
    if not (span.months and span.days):
        assert Span.parse(zh) == Span.parse(en) == span
