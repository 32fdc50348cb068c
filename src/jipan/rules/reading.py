"""Typed values out of a rule book's tree: each fault is noted with its place and the reading goes on."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from jipan.errors import Bad, BadRules, Doubt, Fault
from jipan.kinds import KINDS
from jipan.rules.tree import Node
from jipan.words import Lang, say

T = TypeVar("T")
_NUMBER = re.compile(r"\$(\w+)")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)), None)


def describe(fault: Fault, lang: Lang) -> str:
    """A fault for people, without its place: what is wrong, the nearest known word, the numbers that led to it."""
    facts = {name: _listed(value, lang) if isinstance(value, tuple) else value for name, value in fault.facts.items()}
    said = say(f"fault.{_worded(fault)}", lang, **facts)
    near = facts.get("nearest")
    said += say("fault.nearest", lang, nearest=near) if near and str(near) not in _named(said, facts) else ""
    return said + (say("fault.by_numbers", lang, numbers=facts["numbers"]) if "numbers" in facts else "")


def _worded(fault: Fault) -> str:
    """A value that cannot be read where nothing is listed to choose from: what it should have been."""
    if fault.code != "operand" or fault.facts.get("allowed"):
        return fault.code
    kind = KINDS[str(fault.facts["kind"])].python
    return (
        "date" if issubclass(kind, dt.date) else "number" if issubclass(kind, int | float | Decimal) else "unreadable"
    )


def _named(said: str, facts: Mapping[str, object]) -> str:
    """What is said besides the list of all that is allowed."""
    return said.replace(str(facts.get("allowed", "")), "")


_CELL = re.compile(r"(.+) › ([A-Z]{1,3})(\d+)")


def place_order(place: str) -> tuple[str, tuple[int, ...], str]:
    """By file, line and column; in a workbook by sheet, row and column."""
    if cell := _CELL.fullmatch(place):
        return cell[1], (int(cell[3]), len(cell[2])), cell[2]
    name, *numbers = place.split(":")
    return name, tuple(int(number) for number in numbers if number.isdigit()), ""


def _listed(words: tuple[object, ...], lang: Lang) -> str:
    return say("rule.comma", lang).join(map(str, words))


class Reader:
    """Reads nodes; keeps every fault it meets. `numbers` are the book's named numbers, as text."""

    def __init__(self, numbers: Mapping[str, str] | None = None) -> None:
        self.numbers = dict(numbers or {})
        self.faults: list[Fault] = []
        self.stated: dict[str, str] = {}
        """Where each number stands."""
        self._filled: dict[str, tuple[str, ...]] = {}

    def fault(self, code: str, place: str, **facts: object) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, place, facts))

    def unknown(self, code: str, place: str, word: str, known: Collection[str]) -> None:
        """Note a word that is none of the known ones; `<code>_at_all` where no known one is like it."""
        near = nearest(word, known)
        code = f"{code}_at_all" if near is None and code == "name_unknown" else code
        self.fault(code, place, word=word, nearest=near, allowed=tuple(dict.fromkeys(known)))

    def finish(self) -> None:
        """Raise BadRules if there was any fault."""
        if self.faults:
            # One place of a book may be read for several purposes.
            once = {(fault.code, fault.place, str(fault.facts)): self._with_numbers(fault) for fault in self.faults}
            raise BadRules(tuple(sorted(once.values(), key=lambda fault: place_order(fault.place))))

    def _with_numbers(self, fault: Fault) -> Fault:
        """Whoever changed a number learns which one: the fault shows where it is used, perhaps in a pack."""
        names = self._filled.get(fault.place, ())
        if not names or fault.code == "number_unknown":
            return fault
        told = tuple(f"${name} = {self.numbers[name]} ({self.stated.get(name, '')})" for name in names)
        return Fault(fault.code, fault.place, {**fault.facts, "numbers": told})

    def entries(self, node: Node | None, allowed: Collection[str] | None = None) -> dict[str, Node]:
        """The entries of a map that are not null; a key that is not allowed is a fault."""
        if node is None or node.is_null:
            return {}
        if node.map is None:
            self.fault("map_expected", node.place, text=node.text or "[…]")
            return {}
        if allowed is not None:
            for key in node.map.keys() - set(allowed):
                self.unknown("key_unknown", node.map[key].key_place, key, allowed)
        return {key: child for key, child in node.map.items() if not child.is_null}

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; anything else counts as a list of one."""
        if node is None or node.is_null:
            return ()
        return node.list if node.list is not None else (node,)

    def text(self, node: Node | None) -> str | None:
        """A text with its `$names` replaced by the book's numbers."""
        if node is None or node.is_null:
            return None
        if node.text is None:
            self.fault("text_expected", node.place)
            return None
        if used := tuple(name for name in _NUMBER.findall(node.text) if name in self.numbers):
            self._filled[node.place] = used
        return _NUMBER.sub(lambda found: self._number(found[1], node), node.text)

    def _number(self, name: str, node: Node) -> str:
        if name not in self.numbers:
            self.unknown("number_unknown", node.place, name, self.numbers)
            return "0"
        return self.numbers[name]

    def value(self, node: Node | None, parse: Callable[[str], T]) -> T | None:
        """What `parse` makes of a text; `Bad` becomes a fault."""
        text = self.text(node)
        if text is None or node is None:
            return None
        try:
            return parse(text)
        except Doubt as doubt:
            return doubt.value  # type: ignore[return-value]
        except Bad as bad:
            self.fault(bad.code, node.place, **({"text": text} | bad.facts))
            return None

    def word(self, node: Node | None, allowed: Collection[str], default: str) -> str:
        """One of the allowed words."""
        text = self.text(node)
        if text is None or node is None:
            return default
        if text not in allowed:
            self.unknown("word_unknown", node.place, text, allowed)
            return default
        return text

    def label(self, node: Node | None, name: str) -> tuple[str, str]:
        """The Chinese and the English label: `{zh: …, en: …}`, or one text for both."""
        if node is None or node.is_null:
            return name, name
        if node.text is not None:
            return node.text, node.text
        words = {lang: self.text(child) for lang, child in self.entries(node, ("zh", "en")).items()}
        return words.get("zh") or words.get("en") or name, words.get("en") or words.get("zh") or name
