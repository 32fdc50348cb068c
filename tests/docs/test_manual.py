"""The manual and the schema of rule books are what the running tables say; every shipped book fits the schema."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from jipan.rules import grammar
from jipan.rules.check import failures
from jipan.rules.load import load_with_tree, loads
from jipan.rules.manual import manual
from jipan.rules.operators import OPERATORS
from jipan.rules.resolve import pack_names
from jipan.rules.schema import schema
from jipan.words import LANGS, known, say

ROOT = Path(__file__).parents[2]
PAGES = {"en": ROOT / "docs" / "rules.md", "zh": ROOT / "docs" / "rules.zh-CN.md"}
SCHEMA = ROOT / "docs" / "rules.schema.json"
WANTED = {
    **{page: manual(lang) for lang, page in PAGES.items()},
    SCHEMA: json.dumps(schema(), ensure_ascii=False, indent=1) + "\n",
}


@pytest.mark.parametrize("path", WANTED, ids=lambda path: path.name)
def test_generated_pages_are_current(path):
    if os.environ.get("JIPAN_UPDATE"):
        path.write_text(WANTED[path], "utf-8")
    assert path.read_text("utf-8") == WANTED[path]


def test_every_form_and_every_test_is_explained():
    names = [f"manual.operator.{row.id}" for row in OPERATORS]
    names += [f"manual.fact.{form}" for form in grammar.FACT_KEYS] + [
        f"manual.rating.{form}" for form in grammar.RATING_KEYS
    ]
    assert [name for name in names if not known(name)] == []
    assert len(LANGS) == len(PAGES)


@pytest.mark.parametrize("lang", LANGS)
def test_the_example_of_the_manual_is_a_sound_book(lang):
    text = say("manual.example", lang).removeprefix("```yaml\n").removesuffix("```")
    assert failures(loads(text, "example")) == []


@pytest.mark.parametrize("pack", pack_names())
def test_the_schema_knows_every_key_of_the_packs(pack):
    whole = schema()
    _, root = load_with_tree(pack)
    assert set(root.map) <= set(whole["properties"])
    for group in ("tiers", "segments"):
        for name, node in (root.map[group].map if group in root.map else {}).items():
            assert any(
                set(node.map) <= set(form.get("properties", ())) for form in whole["$defs"]["rating"]["anyOf"]
            ), name
    for name, node in root.map["facts"].map.items():
        forms = whole["$defs"]["fact"]["anyOf"]
        assert node.map is None or any(set(node.map) <= set(form.get("properties", ())) for form in forms), name
    for key, thing in (("levels", "level"), ("cadences", "cadence")):
        allowed = set(whole["$defs"][thing]["properties"])
        assert all(set(node.map) <= allowed for node in (root.map[key].list if key in root.map else ()))
