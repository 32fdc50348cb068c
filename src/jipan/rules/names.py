"""The facts and ratings that a rule book states, and the kind of value that each gives, before they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias

from jipan.kinds import COUNT, DATE, DECIMAL, KINDS, MONEY, TEXT, YES_NO, Kind, Option
from jipan.kinds.choice import choice
from jipan.models import find_collection
from jipan.rules import lookup
from jipan.rules.reading import Reader
from jipan.rules.resolve import FACT_FORMS
from jipan.rules.tree import Node
from jipan.table import Column

_FIXED: dict[str, Kind] = {
    **dict.fromkeys(("count", "months_since", "days_since", "score"), COUNT),
    **dict.fromkeys(("earliest", "latest", "due", "festival"), DATE),
}
_FIGURES = ("add", "minus", "times", "divide", "smallest", "largest")
_OVER = ("sum", "average", "min", "max", "first", "last", "best")


Custom: TypeAlias = Mapping[str, Mapping[str, Kind]]
"""The columns that a shop added to its collections: collection → name → what its values are."""


class Names:
    """What `lookup` looks words up in while a book is being read.

    The kind of a fact follows from how it is made, so it is worked out only when it is asked for.
    """

    def __init__(self, tree: Mapping[str, Node], reader: Reader, custom: Custom) -> None:
        self.reader = reader
        self.facts = tree.get("facts") or Node({}, "")
        self.ratings = {
            name: node
            for group in ("tiers", "segments")
            if group in tree
            for name, node in (tree[group].map or {}).items()
        }
        self.custom: Mapping[str, Mapping[str, Column]] = {
            of: {name: Column(name, kind, name, name) for name, kind in kinds.items()} for of, kinds in custom.items()
        }
        self._columns: dict[str, Column] = {}
        self._open: set[str] = set()
        self._stated: dict[str, list[str]] = {}

    def stated(self, of: str) -> list[str]:
        """The facts and ratings of a collection; a rating of vehicles is known by the customer too."""
        if of not in self._stated:
            facts = [name for name, node in (self.facts.map or {}).items() if self.of(node) == of]
            ratings = [name for name, node in self.ratings.items() if of == "customers" or self.of(node) == of]
            self._stated[of] = facts + ratings
        return self._stated[of]

    def of(self, node: Node) -> str:
        """The collection that a fact or rating is about."""
        stated = (node.map or {}).get("of")
        return find_collection(stated.text or "") or "customers" if stated is not None else "customers"

    def column(self, name: str) -> Column:
        """The column of a fact or rating."""
        if name not in self._columns:
            node = self.ratings.get(name) or (self.facts.map or {})[name]
            zh, en = self.reader.label((node.map or {}).get("label"), name)
            self._columns[name] = Column(name, self._kind(name, node), zh, en)
        return self._columns[name]

    def label(self, name: str) -> str:
        """Its Chinese label, without looking at what it is: for messages while others are still being read."""
        node = self.ratings.get(name) or (self.facts.map or {})[name]
        stated = (node.map or {}).get("label")
        words = (stated.map or {}).get("zh") if stated is not None and stated.map else stated
        return (words.text if words is not None else None) or name

    def _kind(self, name: str, node: Node) -> Kind:
        if name in self.ratings:
            return self.classes_kind(name, node)
        if name in self._open:
            return TEXT
        self._open.add(name)
        kind = self.fact_kind(self.of(node), node)
        self._open.discard(name)
        return kind

    def fact_kind(self, of: str, node: Node) -> Kind:
        """The kind of value that a fact gives."""
        entries = node.map or {}
        if (stated := entries.get("kind")) and stated.text in KINDS:
            return KINDS[stated.text]
        form = next((key for key in FACT_FORMS if key in entries), None)
        if node.text is not None or (form == "first" and entries["first"].list is not None):
            return self._part_kind(of, node if node.text is not None else (entries["first"].list or (node,))[0])
        if form in _OVER:
            return self._linked_kind(entries[form], form)
        if form in _FIGURES:
            return self._figure_kind(of, form, entries[form].list or ())
        if form == "only":
            return self._part_kind(of, entries[form])
        if form in _FIXED:
            return _FIXED[form]
        return YES_NO if form == "when" else self.classes_kind("class", node) if form == "rows" else TEXT

    def _part_kind(self, of: str, node: Node) -> Kind:
        if node.text is None:
            return self.fact_kind(of, node)
        found = lookup.find(self, of, node.text)
        return found.kind if found else TEXT

    def _figure_kind(self, of: str, form: str, parts: Sequence[Node]) -> Kind:
        """Money with figures is money, whole numbers are whole, a ratio is neither."""
        kinds = [self._part_kind(of, node) for node in parts if not is_figure(node)]
        is_money = MONEY in kinds and form != "divide"
        is_whole = form != "divide" and all(kind.python is int for kind in kinds) and all(map(_is_whole, parts))
        return MONEY if is_money else COUNT if is_whole and kinds else DECIMAL

    def _linked_kind(self, node: Node, form: str) -> Kind:
        column = self.linked(node.text or "")[1]
        kind = column.kind if column else TEXT
        return DECIMAL if form == "average" and kind.python is int else kind

    def linked(self, text: str) -> tuple[str | None, Column | None]:
        """`visits.amount`: the collection and its column."""
        head, _, tail = text.partition(".")
        over = find_collection(head)
        return over, lookup.own(self, over, tail) if over and tail else None

    def classes_kind(self, name: str, node: Node) -> Kind:
        """The closed vocabulary of the classes that a rating or a fact by rows gives."""
        labels = (node.map or {}).get("labels")
        options = []
        for word in classes(node):
            zh, en = self.reader.label((labels.map or {}).get(word) if labels else None, word)
            options.append(Option(word, zh, en))
        return _vocabulary(name, *options)


@cache
def _vocabulary(name: str, *options: Option) -> Kind:
    """One kind for one set of classes, so that a book read twice is the same book."""
    return choice(name, *options)


_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?\s*%?|\$\w+")


def is_figure(node: Node) -> bool:
    """True for a figure that stands for itself, as written or by the name that the book gives it."""
    return node.text is not None and _FIGURE.fullmatch(node.text.strip()) is not None


def _is_whole(node: Node) -> bool:
    return not is_figure(node) or (node.text or "").strip().removeprefix("-").isdigit()


def classes(node: Node) -> tuple[str, ...]:
    """The classes that a rating gives, best first: as its `order` says, else as they first occur in it."""
    entries = node.map or {}
    given = _given(entries)
    order = [child.text for child in (entries["order"].list or ())] if "order" in entries else []
    return tuple(dict.fromkeys([word for word in order if word in given] + given))


def _given(entries: Mapping[str, Node]) -> list[str]:
    """The classes in a rating's body, in the order in which they occur."""
    rows = (entries["rows"].list or ()) if "rows" in entries else ()
    found = [row.map["is"].text for row in rows if row.map and "is" in row.map]
    for form in ("shares", "cumulative", "cuts"):
        found.extend((entries[form].map or {}) if form in entries else ())
    if "monetary" in entries:
        found.extend(rfm_names(entries.get("names")))
    found.extend(entries[key].text for key in ("otherwise", "missing") if key in entries)
    return [word for word in found if word]


RFM_NAMES: dict[str, tuple[str, ...]] = {
    "eight": (
        "重要价值客户", "重要发展客户", "重要保持客户", "重要挽留客户",
        "一般价值客户", "一般发展客户", "一般保持客户", "一般挽留客户",
    ),
    "english": (
        "champion", "develop_important", "keep_important", "winback_important",
        "general_value", "develop_general", "keep_general", "winback_general",
    ),
}  # fmt: skip
"""The eight segments: much before little money, near before far, often before seldom."""


def rfm_names(node: Node | None) -> tuple[str, ...]:
    """The names of the eight segments: a known set, or the shop's own eight."""
    if node is not None and node.list is not None:
        return tuple(child.text or "" for child in node.list)
    return RFM_NAMES.get(node.text or "eight" if node is not None else "eight", RFM_NAMES["eight"])
