"""Cells that a shop owner can read: every file of `cases` is named after its kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from jipan.errors import Bad, Doubt
from jipan.kinds import KINDS

CASES = {file.stem: YAML(typ="safe").load(file) for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))}


def cells(part):
    """Kind, cell and what the file says of it."""
    found = []
    for name, case in CASES.items():
        said = case.get(part) or {}
        wanted = said if isinstance(said, dict) else dict.fromkeys(said)
        found += [pytest.param(KINDS[name], text, wanted[text], id=f"{name} {text!r}") for text in wanted]
    return found


def same(kind, value, wanted):
    """Money stands in the file as a number, and a day has no time."""
    return value == (kind.python(str(wanted)) if kind.id == "money" else wanted) and type(value) is kind.python


@pytest.mark.parametrize(("kind", "text", "wanted"), cells("reads"))
def test_reads(kind, text, wanted):
    assert same(kind, kind.parse(text), wanted)


@pytest.mark.parametrize(("kind", "text", "_"), cells("nothing"))
def test_says_nothing(kind, text, _):
    assert kind.parse(text) is None


@pytest.mark.parametrize(("kind", "text", "code"), cells("bad"))
def test_bad(kind, text, code):
    with pytest.raises(Bad) as bad:
        kind.parse(text)
    assert bad.value.code == code


@pytest.mark.parametrize(("kind", "text", "wanted"), cells("doubt"))
def test_doubt(kind, text, wanted):
    value, code = wanted
    with pytest.raises(Doubt) as doubt:
        kind.parse(text)
    assert same(kind, doubt.value.value, value)
    assert doubt.value.code == code


@pytest.mark.parametrize(("kind", "text", "shown"), cells("masks"))
def test_masks(kind, text, shown):
    assert kind.mask(text) == shown
