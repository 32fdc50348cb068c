"""The JSON Schema of a rule book: editors complete its keys and underline what it does not know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jipan.rules import grammar
from jipan.rules.plans import RUNGS
from jipan.rules.proposals import KEYS as PROPOSE_KEYS

Schema = dict[str, Any]
_TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
_TEXTS: Schema = {"type": ["string", "number", "array"], "items": _TEXT}
_ANY: Schema = {}
_LABEL: Schema = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}, "additionalProperties": False},
    ]
}
_IN_BOTH: Schema = {"type": "object", "properties": {"zh": _TEXTS, "en": _TEXTS}, "additionalProperties": False}
_TEST: Schema = {"$ref": "#/$defs/test"}
_RUNGS: Schema = {key: {"type": "string"} for key in RUNGS}
_LADDER: Schema = {
    "anyOf": [{"const": "never"}, {"type": "object", "properties": _RUNGS, "additionalProperties": False}]
}
_PROPOSE: Schema = {
    "type": ["object", "null"],
    "properties": {**dict.fromkeys(PROPOSE_KEYS, _TEXT), "up": _TEXTS},
    "additionalProperties": False,
}
_CLASSES: Schema = {"type": "object", "additionalProperties": _TEXT}
_BY_KEY: dict[str, Schema] = {
    "label": _LABEL,
    "labels": {"type": "object", "additionalProperties": _LABEL},
    "when": _TEST, "where": _TEST, "who": _TEST, "stop": _TEST,
    "say": _LABEL, "ask": {"anyOf": [_TEXTS, _IN_BOTH]},
    "at": _TEXTS, "criteria": _TEXTS, "order": _TEXTS, "stores": _TEXTS, "closed": _TEXTS, "extends": _TEXTS, "show": _TEXTS,
    "shares": _CLASSES, "cumulative": _CLASSES, "cuts": _CLASSES,
    "assign": {"type": "array", "items": {"type": "object"}}, "escalate": _LADDER, "propose": _PROPOSE, "win_back": {"type": "object"},
    "first": _ANY, "recency": _ANY, "frequency": _ANY, "monetary": _ANY, "names": _ANY,
}  # fmt: skip


def schema() -> Schema:
    """The whole schema."""
    row = _thing(grammar.ROW_KEYS)
    point = _thing(grammar.POINT_KEYS)
    facts = [{"type": "string"}, *(_thing(keys, form) for form, keys in grammar.FACT_KEYS.items())]
    ratings = [_thing(keys, form) for form, keys in grammar.RATING_KEYS.items()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jipan rule book",
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _section(key) for key in grammar.SECTIONS},
        "$defs": {
            "test": _tests(),
            "cell": {"anyOf": [_TEXT, {"type": "array"}, {"type": "object"}]},
            "rows": {"type": "array", "items": row},
            "points": {"type": "array", "items": point},
            "fact": {"anyOf": [{"type": "null"}, *facts]},
            "rating": {"anyOf": [{"type": "null"}, *ratings, _override()]},
            "level": _thing(grammar.LEVEL_KEYS),
            "cadence": _thing(grammar.CADENCE_KEYS),
            "number": {"anyOf": [_TEXT, _thing(grammar.NUMBER_KEYS)]},
        },
    }


def _tests() -> Schema:
    """A map from names to tests, with `all`, `any` and `not` among them; or a list of such maps."""
    joins = {key: {"anyOf": [_TEST, {"type": "array", "items": _TEST}]} for key in ("all", "any", "not")}
    one = {"type": "object", "properties": joins, "additionalProperties": {"$ref": "#/$defs/cell"}}
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _thing(keys: Iterable[str], form: str | None = None) -> Schema:
    """A map with these keys and no others; `form` is the one that it must have."""
    made: Schema = {"type": "object", "properties": {key: _key(key) for key in keys}, "additionalProperties": False}
    return made | ({"required": [form]} if form else {})


def _override() -> Schema:
    """What a book changes of a rating that it takes from another one: any of the keys, without its form."""
    keys = dict.fromkeys(key for keys in grammar.RATING_KEYS.values() for key in keys)
    forms = [{"required": [form]} for form in grammar.RATING_KEYS]
    return {**_thing(keys), "not": {"anyOf": forms}}


def _key(key: str) -> Schema:
    if key in {"rows", "points"}:
        return {"$ref": f"#/$defs/{key}"}
    if key == "channel":
        return {"anyOf": [{"enum": list(grammar.WORDS[key])}, {"type": "string"}, {"type": "array", "items": _TEXT}]}
    if key in grammar.WORDS:
        return {"anyOf": [{"enum": list(grammar.WORDS[key])}, {"type": "string"}]}
    return _BY_KEY.get(key, _ANY if key in grammar.FACT_KEYS else _TEXT)


def _section(key: str) -> Schema:
    """A part of a book: a map of things, or a list of things with ids (or a map from id to what changes)."""
    one = {"numbers": "number", "facts": "fact", "tiers": "rating", "segments": "rating"}.get(key)
    if one:
        return {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{one}"}}
    if key in {"levels", "cadences"}:
        item = {"$ref": f"#/$defs/{key.removesuffix('s')}"}
        changed = {"anyOf": [{"type": "null"}, item]}
        return {"anyOf": [{"type": "array", "items": item}, {"type": "object", "additionalProperties": changed}]}
    if key == "measures":
        return {"type": "object", "additionalProperties": {"type": "object"}}
    if key == "tests":
        return {
            "type": "array",
            "items": _thing(grammar.TEST_KEYS) | {"properties": dict.fromkeys(grammar.TEST_KEYS, _ANY)},
        }
    return _thing(grammar.DESK_KEYS) if key == "desk" else _key(key)
