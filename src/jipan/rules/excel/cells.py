"""The cells of a workbook with their addresses, in blocks: a title, a header and the rows below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from jipan.errors import BadRules, Fault
from jipan.rules import tree
from jipan.rules.excel.blocks import BLOCKS, NOBODY, Title, keys_by_label, shape
from jipan.rules.tree import Node
from jipan.words import LANGS, Lang, say

_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00:00")
_SPLIT = re.compile(r"\s*[,，、]\s*")
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


def rows(grid: object) -> Iterator[list[Cell | None]]:
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


def blocks(rows: Iterable[list[Cell | None]]) -> Iterator[Block]:
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


def keyed(block: Block, keys: tuple[str, ...]) -> Iterator[dict[str, Cell]]:
    """The rows with their known headers turned into keys."""
    known = keys_by_label(keys)
    for line in block.lines:
        yield {known.get(name, name): cell for name, cell in line.items()}
