"""Errors are facts with an exit code."""

from __future__ import annotations

import pytest

from jipan.errors import Bad, BadFile, BadRules, BadStore, BadUsage, Broken, Doubt, Fault, JipanError, Problem, Refused


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("x"), 1),
        (BadUsage("x"), 2),
        (BadFile("x"), 3),
        (BadRules(()), 4),
        (BadStore("x"), 5),
        (Broken("x"), 70),
    ],
)
def test_exit_codes_are_an_interface(error, code):
    assert isinstance(error, JipanError)
    assert error.exit_code == code


def test_an_error_shows_its_facts():
    assert str(BadFile("no_header", path="a.xlsx", headers="x")) == "no_header(path='a.xlsx', headers='x')"


def test_bad_rules_carry_all_faults():
    faults = (Fault("key_twice", "rules.yaml:1:1"), Fault("yaml", "rules.yaml:2:1"))
    assert BadRules(faults).faults == faults
    assert BadRules(faults).facts == {"count": 2}


def test_bad_cells_are_no_value_errors_so_that_pydantic_lets_them_through():
    assert not isinstance(Bad("phone"), ValueError)
    assert not isinstance(Doubt("x", "vin_check"), ValueError)


def test_problems_are_data():
    assert Problem("phone", "a.xlsx › 客户 › D17", "1") == Problem("phone", "a.xlsx › 客户 › D17", "1", {})
