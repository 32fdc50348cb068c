"""From the tables of a rating and the words of a row to parts of the tree."""

from __future__ import annotations

from collections.abc import Callable

from jipan.rules.excel.cells import Block, Cell, Line, keyed
from jipan.rules.tree import Node
from jipan.words import LANGS

SAYINGS = ("say", "ask")


def words(line: Line) -> dict[str, Node]:
    """The labels of a row in both languages."""
    found: dict[str, Node] = {}
    for lang in LANGS:
        if lang in line:
            found[lang] = line[lang].node(lang)
    return found


def fold_label(entries: dict[str, Node]) -> None:
    """Two columns of labels become one `label`."""
    found: dict[str, Node] = {}
    for lang in LANGS:
        if lang in entries:
            found[lang] = entries.pop(lang)
    if found:
        place = next(iter(found.values())).place
        entries["label"] = Node(found, place, place)


def fold_sayings(entries: dict[str, Node]) -> None:
    """What is said and asked in English stands in columns of its own."""
    for key in SAYINGS:
        if (en := entries.pop(f"{key}_en", None)) is not None:
            zh = {"zh": entries[key]} if key in entries else {}
            entries[key] = Node({**zh, "en": en}, en.place, en.place)


def part_sayings(thing: dict[str, Node]) -> None:
    """The same the other way round."""
    for key in SAYINGS:
        if key in thing and thing[key].map is not None:
            said = thing.pop(key).map or {}
            thing |= {name: said[lang] for lang, name in (("zh", key), ("en", f"{key}_en")) if lang in said}


def _decisions(block: Block, given: str) -> Node:
    """Rows of a decision table: fields, other conditions, and what the row gives."""
    made = []
    for line in keyed(block, ("conditions", "note", given)):
        place = next(iter(line.values())).place
        own = {key: line[key].node(key) for key in (given, "note") if key in line}
        fields = (key for key in line if key not in {given, "note", "conditions"})
        when = {key: Node(line[key].text, line[key].place, block.heads[key]) for key in fields}
        test = _with_conditions(when, line.get("conditions"), place)
        made.append(Node({**own, "when": test}, place, place))
    return Node(tuple(made), block.place, block.place)


def _with_conditions(when: dict[str, Node], cell: Cell | None, place: str) -> Node:
    if cell is None:
        return Node(when, place, place)
    other = cell.yaml()
    if other.map is not None and not when.keys() & other.map.keys():
        return Node({**when, **other.map}, place, place)
    parts = (Node(when, place, place), other) if when else (other,)
    return Node({"all": Node(parts, place, place)}, place, place)


def _by_class(block: Block) -> Node:
    entries = {}
    for line in keyed(block, ("is", "cut")):
        if "is" in line and "cut" in line:
            entries[line["is"].text] = Node(line["cut"].text, line["cut"].place, line["is"].place)
    return Node(entries, block.place, block.place)


def _labels(block: Block) -> Node:
    entries = {}
    for line in keyed(block, ("is", "zh", "en")):
        if "is" in line:
            entries[line["is"].text] = Node(words(line), line["is"].place, line["is"].place)
    return Node(entries, block.place, block.place)


IN_RATING: dict[str, Callable[[Block], Node]] = {
    "rows": lambda block: _decisions(block, "is"),
    "points": lambda block: _decisions(block, "add"),
    "cuts": _by_class,
    "shares": _by_class,
    "cumulative": _by_class,
    "labels": _labels,
}
