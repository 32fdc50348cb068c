"""From a workbook to the tree of a rule book; every part knows the cell it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from jipan.errors import BadRules, Fault
from jipan.rules.excel.blocks import BLOCKS, CADENCE_COLUMNS, LEVEL_COLUMNS, TICKS, keys_by_label
from jipan.rules.excel.cells import Block, Cell, Line, blocks, keyed, rows
from jipan.rules.excel.tables import IN_RATING, fold_label, fold_sayings, words
from jipan.rules.tree import Node
from jipan.words import say

_SETTINGS = (
    "jipan", "name", "source", "extends", "show", "group", "zh", "en", "of", "roll_up", "otherwise", "order", "missing", "by",
    "boundary",
    "recency", "frequency", "monetary", "names", "stores", "calendar", "closed", "quota", "quiet", "marketing_gap", "value",
    "win_back", "assign", "escalate",
)  # fmt: skip
_EXPECT = "→"


_SLIGHT = frozenset({"no_tick", "key_twice"})
"""Faults of one cell, in spite of which the rest of the book says what it says."""


def read(path: Path, noted: list[Fault] | None = None) -> Node:
    """The tree of the book in a workbook. Raises BadRules for cells that say nothing sensible, BadFile for the file.

    Slight faults alone are `noted` where somebody takes them, so that they are told along with those of the book.
    """
    from jipan.sheets import open_book

    book = open_book(path)
    reader = _Reader(f"{book.name}")
    for sheet in book.sheets:
        if not sheet.hidden:
            reader.sheet(list(blocks(rows(book.grid(sheet.name)))))
    return reader.root(noted)


class _Reader:
    """Collects what the blocks say into the parts of a book."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.parts: dict[str, dict[str, Node] | list[Node]] = {}
        self.keys: dict[str, Node] = {}

    def root(self, noted: list[Fault] | None) -> Node:
        """The tree of the book. Raises BadRules with all faults, unless all are slight and `noted`."""
        if not self.parts and not self.keys:
            self.faults.append(
                Fault("no_blocks", self.name, {"known": tuple(say(f"sheet.{block}", "zh") for block in BLOCKS)})
            )
        if noted is not None and {fault.code for fault in self.faults} <= _SLIGHT:
            noted += self.faults
        elif self.faults:
            raise BadRules(tuple(self.faults))
        made = {key: _planted(part, self.name) for key, part in self.parts.items()}
        return Node({**self.keys, **made}, self.name, self.name)

    def sheet(self, blocks: list[Block]) -> None:
        """A sheet with the settings of a rating is that rating; the other blocks stand for themselves."""
        rating: tuple[str, str, dict[str, Node]] | None = None
        for block in blocks:
            try:
                rating = self._block(block, rating)
            except BadRules as error:
                self.faults += error.faults

    def _block(
        self, block: Block, rating: tuple[str, str, dict[str, Node]] | None
    ) -> tuple[str, str, dict[str, Node]] | None:
        name = block.title.block
        if name == "rating":
            return self._rating(block)
        if name in IN_RATING:
            if rating is None:
                self.faults.append(Fault("no_rating", block.place, {"title": say(f"sheet.{name}", "zh")}))
            else:
                rating[2][name] = self._guarded(lambda: IN_RATING[name](block), block)
            return rating
        _READERS[name](self, block)
        return rating

    def _guarded(self, make: Callable[[], Node], block: Block) -> Node:
        try:
            return make()
        except BadRules as error:
            self.faults += error.faults
            return Node({}, block.place, block.place)

    def _map(self, part: str) -> dict[str, Node]:
        found = self.parts.setdefault(part, {})
        assert isinstance(found, dict)  # noqa: S101 - parts never change their shape
        return found

    def _add(self, part: str, name: Cell, node: Node) -> None:
        """An entry of a map; a name that stands twice is a fault."""
        if name.text in self._map(part):
            self.faults.append(Fault("key_twice", name.place, {"key": name.text}))
        self._map(part)[name.text] = Node(node.value, node.place, name.place)

    def _rating(self, block: Block) -> tuple[str, str, dict[str, Node]] | None:
        entries = dict(self._settings(block))
        name, group = entries.pop("name", None), entries.pop("group", None)
        if name is None or not name.text:
            self.faults.append(Fault("key_missing", block.place, {"key": say("key.name", "zh")}))
            return None
        part = group.text if group is not None and group.text in {"tiers", "segments"} else "tiers"
        fold_label(entries)
        made = Node(entries, name.place, name.place)
        self._add(str(part), Cell(name.text, name.place), made)
        return str(part), name.text, entries

    def _settings(self, block: Block) -> Iterator[tuple[str, Node]]:
        """Keys and what they say."""
        known = keys_by_label(_SETTINGS)
        for line in block.lines:
            cells = [line[name] for name in block.header if name in line]
            if len(cells) > 1:
                key = known.get(cells[0].text, cells[0].text)
                try:
                    node = cells[1].node(key)
                except BadRules as error:
                    self.faults += error.faults
                    continue
                yield key, Node(node.value, node.place, cells[0].place)

    def book(self, block: Block) -> None:
        self.keys |= dict(self._settings(block))

    def desk(self, block: Block) -> None:
        self._map("desk").update(self._settings(block))

    def numbers(self, block: Block) -> None:
        for line in keyed(block, ("name", "value", "source", "label")):
            if name := line.get("name"):
                parts = {key: cell.node(key) for key, cell in line.items() if key != "name"}
                self._add("numbers", name, Node(parts, name.place, name.place))

    def facts(self, block: Block) -> None:
        for line in keyed(block, ("name", "zh", "en", "definition")):
            if (name := line.get("name")) and (definition := line.get("definition")):
                node = self._guarded(definition.yaml, block)
                if node.map is not None:
                    entries = {**words(line), **node.map}
                    fold_label(entries)
                    node = node.of(entries)
                self._add("facts", name, node)

    def levels(self, block: Block) -> None:
        self._listed("levels", block, LEVEL_COLUMNS)

    def cadences(self, block: Block) -> None:
        self._listed("cadences", block, CADENCE_COLUMNS)

    def _listed(self, part: str, block: Block, keys: tuple[str, ...]) -> None:
        things = self.parts.setdefault(part, [])
        assert isinstance(things, list)  # noqa: S101 - as above
        for line in keyed(block, keys):
            entries = dict(self._cells(line))
            fold_label(entries)
            fold_sayings(entries)
            place = next(iter(line.values())).place
            things.append(Node(entries, place, place))

    def _cells(self, line: Line) -> Iterator[tuple[str, Node]]:
        for key, cell in line.items():
            try:
                yield key, cell.node(key)
            except BadRules as error:
                self.faults += error.faults

    def measures(self, block: Block) -> None:
        group = self._map("measures").setdefault(block.title.group, Node({}, block.place, block.place))
        entries = dict(group.map or {})
        for line in keyed(block, ("measure", "every", "conditions")):
            if name := line.get("measure"):
                who = self._who(block, line)
                entries[name.text] = Node(who.value, who.place, name.place)
        self._map("measures")[block.title.group] = group.of(entries)

    def _who(self, block: Block, line: Line) -> Node:
        """Who is entitled: the ticked classes, or what stands as YAML."""
        place = line["measure"].place
        ticked = [key for key in line if key not in {"measure", "every", "conditions"} and self._is_ticked(line[key])]
        names = tuple(Node(key, line[key].place, line[key].place) for key in ticked)
        who = Node({block.title.rating: Node(names, place, place)}, place, place)
        if "conditions" in line:
            who = self._guarded(line["conditions"].yaml, block)
        if "every" not in line:
            return who
        return Node({"who": who, "every": line["every"].node("every")}, place, place)

    def _is_ticked(self, cell: Cell) -> bool:
        if cell.text.lower() not in TICKS:
            self.faults.append(Fault("no_tick", cell.place, {"text": cell.text}))
        return True

    def tests(self, block: Block) -> None:
        cases = self.parts.setdefault("tests", [])
        assert isinstance(cases, list)  # noqa: S101 - as above
        beside = keys_by_label(("today", "note"))
        for line in block.lines:
            place = next(iter(line.values())).place
            expect = {
                key.removeprefix(_EXPECT).strip(): _or_null(cell)
                for key, cell in line.items()
                if key.startswith(_EXPECT)
            }
            known = {beside[key]: cell.node("value") for key, cell in line.items() if key in beside}
            given = {
                key: cell.node("value")
                for key, cell in line.items()
                if not key.startswith(_EXPECT) and key not in beside
            }
            parts = {"given": Node(given, place, place), "expect": Node(expect, place, place), **known}
            cases.append(Node(parts, place, place))

    def other(self, block: Block) -> None:
        self.keys |= dict(self._settings(block))


def _or_null(cell: Cell) -> Node:
    return Node(None if cell.text == "null" else cell.text, cell.place, cell.place)


def _planted(part: dict[str, Node] | list[Node], place: str) -> Node:
    return Node(part if isinstance(part, dict) else tuple(part), place, place)


_READERS: dict[str, Callable[[_Reader, Block], None]] = {
    name: getattr(_Reader, name)
    for name in ("book", "desk", "numbers", "facts", "levels", "cadences", "measures", "tests", "other")
}
