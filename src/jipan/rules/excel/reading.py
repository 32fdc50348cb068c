"""From a workbook to the tree of a rule book; every part knows the cell it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jipan.errors import BadRules, Fault
from jipan.rules import tree
from jipan.rules.excel.blocks import BLOCKS, CADENCE_COLUMNS, LEVEL_COLUMNS, NOBODY, TICKS, Title, keys_by_label, shape
from jipan.rules.tree import Node
from jipan.words import LANGS, Lang, say

_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00:00")
_SPLIT = re.compile(r"\s*[,，、]\s*")
_SETTINGS = (
    "jipan", "name", "source", "extends", "show", "group", "zh", "en", "of", "roll_up", "otherwise", "order", "missing", "by", "boundary",
    "recency", "frequency", "monetary", "names", "stores", "calendar", "closed", "quota", "quiet", "marketing_gap",
)  # fmt: skip
_EXPECT = "→"
_EMPTY = [[], *([say("render.empty", lang)] for lang in LANGS)]


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell and its address."""

    text: str
    place: str

    def node(self, key: str) -> Node:
        """The part of the tree that the cell holds."""
        if key == "otherwise" and self.text == NOBODY:
            return Node(None, self.place, self.place)
        if shape(key) == "list" and not self.text.startswith("["):
            parts = [part for part in _SPLIT.split(self.text) if part]
            return Node(tuple(Node(part, self.place, self.place) for part in parts), self.place, self.place)
        return self.yaml() if shape(key) in {"tree", "list"} else Node(self.text, self.place, self.place)

    def yaml(self) -> Node:
        """What the cell says in YAML. Raises BadRules."""
        try:
            return _placed(tree.read(self.text, self.place), self.place)
        except BadRules as error:
            raise BadRules(tuple(Fault(fault.code, self.place, fault.facts) for fault in error.faults)) from None


def _placed(node: Node, place: str) -> Node:
    if node.map is not None:
        return Node({key: _placed(child, place) for key, child in node.map.items()}, place, place)
    if node.list is not None:
        return Node(tuple(_placed(child, place) for child in node.list), place, place)
    return Node(node.value, place, place)


Line = Mapping[str, Cell]
"""The cells of a row by the header above them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a header and the rows below."""

    title: Title
    place: str
    header: tuple[str, ...]
    heads: Mapping[str, str]
    """Where each header stands."""
    lines: list[Line] = field(default_factory=list)


def read(path: Path) -> Node:
    """The tree of the book in a workbook. Raises BadRules for cells that say nothing sensible, BadFile for the file."""
    from jipan.sheets import open_book

    book = open_book(path)
    reader = _Reader(f"{book.name}")
    for sheet in book.sheets:
        if not sheet.hidden:
            reader.sheet(list(_blocks(_rows(book.grid(sheet.name)))))
    return reader.root()


def _rows(grid: object) -> Iterator[list[Cell | None]]:
    """All rows of a grid as cells with addresses."""
    number = grid.first_row  # type: ignore[attr-defined]
    for batch in grid.batches:  # type: ignore[attr-defined]
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [_cell(grid, number, column, text) for column, text in zip(grid.columns, values, strict=True)]  # type: ignore[attr-defined]
            number += 1


def _cell(grid: object, row: int, column: int, text: str | None) -> Cell | None:
    if text is None or not text.strip():
        return None
    return Cell(_MIDNIGHT.sub(r"\1", text.strip()), grid.address(row, column))  # type: ignore[attr-defined]


def _blocks(rows: Iterable[list[Cell | None]]) -> Iterator[Block]:
    """The blocks of a sheet: a known title, perhaps notes, a header, and rows until the next title."""
    title: tuple[Title, str] | None = None
    block: Block | None = None
    for row in rows:
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        if len(filled) == 1 and row[0] and (found := _title(row[0].text)):
            if block:
                yield block
            title, block = (found, row[0].place), None
        elif block:
            line = {name: cell for name, cell in zip(block.header, row, strict=False) if name and cell}
            if [cell.text for cell in line.values()] not in _EMPTY:
                block.lines.append(line)
        elif title and len(filled) > 1:
            heads = {cell.text: cell.place for cell in filled}
            block = Block(*title, tuple(cell.text if cell else "" for cell in row), heads)
    if block:
        yield block


_TITLES = {say(f"sheet.{block}", lang): Title(block) for block in BLOCKS for lang in LANGS}


def _measures_pattern(lang: Lang) -> re.Pattern[str]:
    text = re.escape(say("sheet.measures.of", lang, group="GROUP", rating="RATING"))
    return re.compile(text.replace("GROUP", "(.+?)").replace("RATING", "(.*?)"))


_MEASURES = [_measures_pattern(lang) for lang in LANGS]


def _title(text: str) -> Title | None:
    if text in _TITLES:
        return _TITLES[text]
    found = next((match for pattern in _MEASURES if (match := pattern.fullmatch(text))), None)
    return Title("measures", found[1].strip(), found[2].strip()) if found else None


class _Reader:
    """Collects what the blocks say into the parts of a book."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.parts: dict[str, dict[str, Node] | list[Node]] = {}
        self.keys: dict[str, Node] = {}

    def root(self) -> Node:
        """The tree of the book. Raises BadRules with all faults."""
        if not self.parts and not self.keys:
            self.faults.append(
                Fault("no_blocks", self.name, {"known": tuple(say(f"sheet.{block}", "zh") for block in BLOCKS)})
            )
        if self.faults:
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
        if name in _IN_RATING:
            if rating is None:
                self.faults.append(Fault("no_rating", block.place, {"title": say(f"sheet.{name}", "zh")}))
            else:
                rating[2][name] = self._guarded(lambda: _IN_RATING[name](block), block)
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
        _fold_label(entries)
        made = Node(entries, name.place, name.place)
        self._add(str(part), Cell(name.text, name.place), made)
        return str(part), name.text, entries

    def _settings(self, block: Block) -> Iterator[tuple[str, Node]]:
        """Keys and what they say."""
        words = keys_by_label(_SETTINGS)
        for line in block.lines:
            cells = [line[name] for name in block.header if name in line]
            if len(cells) > 1:
                key = words.get(cells[0].text, cells[0].text)
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
        for line in _keyed(block, ("name", "value", "source", "label")):
            if name := line.get("name"):
                parts = {key: cell.node(key) for key, cell in line.items() if key != "name"}
                self._add("numbers", name, Node(parts, name.place, name.place))

    def facts(self, block: Block) -> None:
        for line in _keyed(block, ("name", "zh", "en", "definition")):
            if (name := line.get("name")) and (definition := line.get("definition")):
                node = self._guarded(definition.yaml, block)
                if node.map is not None:
                    entries = {**_words(line), **node.map}
                    _fold_label(entries)
                    node = node.of(entries)
                self._add("facts", name, node)

    def levels(self, block: Block) -> None:
        self._listed("levels", block, LEVEL_COLUMNS)

    def cadences(self, block: Block) -> None:
        self._listed("cadences", block, CADENCE_COLUMNS)

    def _listed(self, part: str, block: Block, keys: tuple[str, ...]) -> None:
        things = self.parts.setdefault(part, [])
        assert isinstance(things, list)  # noqa: S101 - as above
        for line in _keyed(block, keys):
            entries = dict(self._cells(line))
            _fold_label(entries)
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
        for line in _keyed(block, ("measure", "every", "conditions")):
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
        words = keys_by_label(("today", "note"))
        for line in block.lines:
            place = next(iter(line.values())).place
            expect = {
                key.removeprefix(_EXPECT).strip(): _or_null(cell)
                for key, cell in line.items()
                if key.startswith(_EXPECT)
            }
            known = {words[key]: cell.node("value") for key, cell in line.items() if key in words}
            given = {
                key: cell.node("value")
                for key, cell in line.items()
                if not key.startswith(_EXPECT) and key not in words
            }
            parts = {"given": Node(given, place, place), "expect": Node(expect, place, place), **known}
            cases.append(Node(parts, place, place))

    def other(self, block: Block) -> None:
        self.keys |= dict(self._settings(block))


def _words(line: Line) -> dict[str, Node]:
    """The labels of a row in both languages."""
    found: dict[str, Node] = {}
    for lang in LANGS:
        if lang in line:
            found[lang] = line[lang].node(lang)
    return found


def _or_null(cell: Cell) -> Node:
    return Node(None if cell.text == "null" else cell.text, cell.place, cell.place)


def _planted(part: dict[str, Node] | list[Node], place: str) -> Node:
    return Node(part if isinstance(part, dict) else tuple(part), place, place)


def _keyed(block: Block, keys: tuple[str, ...]) -> Iterator[dict[str, Cell]]:
    """The rows with their known headers turned into keys."""
    words = keys_by_label(keys)
    for line in block.lines:
        yield {words.get(name, name): cell for name, cell in line.items()}


def _fold_label(entries: dict[str, Node]) -> None:
    """Two columns of labels become one `label`."""
    found: dict[str, Node] = {}
    for lang in LANGS:
        if lang in entries:
            found[lang] = entries.pop(lang)
    if found:
        place = next(iter(found.values())).place
        entries["label"] = Node(found, place, place)


def _decisions(block: Block, given: str) -> Node:
    """Rows of a decision table: fields, other conditions, and what the row gives."""
    made = []
    for line in _keyed(block, ("conditions", "note", given)):
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
    for line in _keyed(block, ("is", "cut")):
        if "is" in line and "cut" in line:
            entries[line["is"].text] = Node(line["cut"].text, line["cut"].place, line["is"].place)
    return Node(entries, block.place, block.place)


def _labels(block: Block) -> Node:
    entries = {}
    for line in _keyed(block, ("is", "zh", "en")):
        if "is" in line:
            entries[line["is"].text] = Node(_words(line), line["is"].place, line["is"].place)
    return Node(entries, block.place, block.place)


_IN_RATING: dict[str, Callable[[Block], Node]] = {
    "rows": lambda block: _decisions(block, "is"),
    "points": lambda block: _decisions(block, "add"),
    "cuts": _by_class,
    "shares": _by_class,
    "cumulative": _by_class,
    "labels": _labels,
}
_READERS: dict[str, Callable[[_Reader, Block], None]] = {
    name: getattr(_Reader, name)
    for name in ("book", "desk", "numbers", "facts", "levels", "cadences", "measures", "tests", "other")
}
