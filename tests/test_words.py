"""The catalogue: both languages, the same facts, and a text for everything that the code says."""

from __future__ import annotations

import ast
import inspect
import re
import string
from pathlib import Path

import pytest

import jipan
from jipan import words
from jipan.kinds import phone, vehicle

SOURCES = {
    path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(Path(jipan.__file__).parent.rglob("*.py"))
}
SPEAKERS = {"say", "text", "tell", "sure"}
PROBLEMS = {"Bad", "Doubt", "Problem", "Odd"}
ERRORS = {"BadFile", "BadUsage", "BadStore", "Refused", "Broken", "JipanError"}


def facts(text):
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def calls(names):
    """Place, name and call for every call of one of these functions."""
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                if name in names:
                    yield f"{path.name}:{node.lineno}", name, node


def literals(node):
    """The texts that an argument can be: a literal, or either side of a condition."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    if isinstance(node, ast.BoolOp):
        return set().union(*map(literals, node.values))
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def codes(names, place=0):
    return {(code, where) for where, name, call in calls(names) for code in literals((call.args + [None] * 3)[place])}


def test_both_languages_say_everything_with_the_same_facts():
    assert [key for key, (zh, en) in words.CATALOGUE.items() if not (zh.strip() and en.strip())] == []
    assert [key for key, (zh, en) in words.CATALOGUE.items() if facts(zh) != facts(en)] == []


def test_no_key_is_in_two_rooms():
    rooms = [getattr(words, name).TEXTS for name in dir(words) if hasattr(getattr(words, name), "TEXTS")]
    assert sum(map(len, rooms)) == len(words.CATALOGUE)


def test_every_key_that_is_said_is_in_the_catalogue():
    said = {(key, where) for key, where in codes(SPEAKERS) if "." in key and " " not in key}
    assert len(said) > 50
    assert [where for key, where in sorted(said) if not words.known(key)] == []


def test_every_error_has_a_sentence():
    raised = codes(ERRORS)
    assert len(raised) > 40
    assert sorted((code, where) for code, where in raised if not words.known(f"error.{code}")) == []


def test_every_error_is_given_the_facts_of_its_sentence():
    lacking = [
        (where, code, missing)
        for where, _, call in calls(ERRORS)
        if call.args and None not in {keyword.arg for keyword in call.keywords}
        for code in literals(call.args[0])
        if words.known(f"error.{code}")
        and (missing := facts(words.CATALOGUE[f"error.{code}"][0]) - {keyword.arg for keyword in call.keywords})
    ]
    assert lacking == []


def test_every_problem_has_a_sentence_and_a_hint_or_is_a_fault_of_a_book():
    found = codes({"Bad", "Problem"}) | codes({"Doubt"}, 1) | codes({"Odd"}, 4)
    found |= {(code, "phone.py") for code in re.findall(r'"(phone\w*)"', inspect.getsource(phone)[300:])}
    found |= {(code, "vehicle.py") for code in re.findall(r'"(vin_\w+)"', inspect.getsource(vehicle))}
    assert len(found) > 40
    assert (
        sorted(
            place
            for place in found
            if not (
                words.known(f"fault.{place[0]}") or {f"problem.{place[0]}", f"hint.{place[0]}"} <= set(words.CATALOGUE)
            )
        )
        == []
    )


def test_a_hint_belongs_to_a_problem():
    hints = {key.removeprefix("hint.") for key in words.CATALOGUE if key.startswith("hint.")}
    assert sorted(hint for hint in hints if not words.known(f"problem.{hint}")) == []


@pytest.mark.parametrize("reason", ["no_identity", "no_vehicle", "no_customer", "no_visit", "unreadable"])
def test_every_reason_of_a_rejected_row_has_a_sentence_and_a_hint_without_facts(reason):
    for group in ("problem", "hint"):
        assert words.say(f"{group}.{reason}", "zh")
        assert not facts(words.CATALOGUE[f"{group}.{reason}"][0])


def test_every_fault_of_a_rule_book_has_a_sentence():
    found = codes({"Fault"}) | codes({"fault", "complain"})
    assert sorted(place for place in found if not words.known(f"fault.{place[0]}")) == []


def test_say_fills_in_the_facts():
    assert words.say("say.undone", "zh", batch="B1") == "已撤销 B1"
    assert words.say("say.undone", "en", batch="B1") == "Undid B1"
    with pytest.raises(KeyError):
        words.say("no.such.key", "zh")


@pytest.mark.parametrize(("count", "said"), [(1, "1 row"), ("1", "1 row"), (0, "0 rows"), ("1,001", "1,001 rows")])
def test_english_counts_one_and_many(count, said):
    assert words.say("say.rows", "en", count=count) == said
    assert words.say("say.rows", "zh", count=count) == f"{count} 行"
