"""From the tree of a rule book to the pages of a workbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from jipan.kinds import TEXT
from jipan.rules import lookup, tree
from jipan.rules.book import Book
from jipan.rules.excel.blocks import CADENCE_COLUMNS, LEVEL_COLUMNS, NOBODY, TICK, keys_by_label, label, shape
from jipan.rules.excel.tables import part_sayings
from jipan.rules.names import classes
from jipan.rules.tree import Node
from jipan.rules.where import Stated
from jipan.table import Column, Form, Page, Table
from jipan.words import LANGS, Lang, known, say

_WORD = re.compile(r"(?!(?:missing|present|not|contains|within|last|next|before|after|true|false)\b)\w+(?: \w+)*")
_SECTIONS = ("numbers", "facts", "tiers", "segments", "levels", "cadences", "measures", "desk", "tests")
_BOOK = ("jipan", "name", "source", "extends", "show")
_TABLES = ("rows", "points", "cuts", "shares", "cumulative", "labels")

Cells = list[str | None]


def pages(root: Node, lang: Lang, book: Book) -> list[Page]:
    """The sheets of a book; `root` is its tree. Headers are labels in the language of the workbook."""
    return _Writer(root, lang, book).pages()


def text_of(key: str, node: Node | None) -> str | None:
    """A part of the tree as the text of a cell."""
    if node is not None and node.is_null and key == "otherwise":
        return NOBODY
    if node is None or node.is_null:
        return None
    if node.text is not None and shape(key) != "tree":
        return node.text
    if node.list is not None and shape(key) == "list" and (joined := _joined(node)) is not None:
        return joined
    return tree.flow(node)


def _joined(node: Node) -> str | None:
    """A list of texts in which no comma stands, between commas."""
    texts = [child.text for child in node.list or ()]
    if any(text is None or not text.strip() or re.search(r"[,，、{\[]", text) for text in texts):
        return None
    return ", ".join(text for text in texts if text)


def cell_test(node: Node) -> str | None:
    """The test beside a field as a cell says it; None where a cell cannot."""
    if node.text is not None:
        return node.text if node.text.strip() else None
    words = [child.text for child in node.list or ()]
    if words and all(word and _WORD.fullmatch(word) for word in words):
        return ", ".join(word for word in words if word)
    return None


class _Writer:
    def __init__(self, root: Node, lang: Lang, book: Book) -> None:
        self.lang, self.book = lang, book
        self.parts: Mapping[str, Node] = root.map or {}

    def pages(self) -> list[Page]:
        made = [page for page in (self._first_page(),) if page.tables]
        for group in ("tiers", "segments"):
            made += [self._rating(group, name, node) for name, node in self._entries(group)]
        blocks = [self._numbers(), self._facts(), self._levels(), self._cadences()]
        made += [Page.of(block) for block in blocks if block.rows]
        if measures := [self._measures(name, node) for name, node in self._entries("measures")]:
            made.append(Page(*self._titles("measures"), tuple(measures)))
        made += [Page.of(block) for block in (self._tests(),) if block.rows]
        return made

    def _entries(self, key: str) -> list[tuple[str, Node]]:
        node = self.parts.get(key)
        return list((node.map or {}).items()) if node is not None else []

    def _items(self, key: str) -> tuple[Node, ...]:
        node = self.parts.get(key)
        return (node.list or ()) if node is not None else ()

    def _titles(self, block: str) -> tuple[str, str]:
        return say(f"sheet.{block}", "zh"), say(f"sheet.{block}", "en")

    def _table(
        self,
        block: str,
        columns: Iterable[str],
        rows: Sequence[Cells],
        titles: tuple[str, str] | None = None,
        form: Form | None = None,
    ) -> Table:
        """A block under its title; column labels in the language of the workbook."""
        shown = tuple(Column(key, TEXT, label(key, "zh"), label(key, "en")) for key in columns)
        note = say(f"sheet.{block}.note", self.lang) if known(f"sheet.{block}.note") else ""
        zh, en = titles or self._titles(block)
        return Table(block, zh, en, shown, rows, form, notes=(note,) if note else ())

    def _pairs(self, block: str, entries: Iterable[tuple[str, Node]]) -> Table:
        """A block of keys and what they say."""
        rows: list[Cells] = [[label(key, self.lang), text_of(key, node)] for key, node in entries]
        return self._table(block, ("key", "content"), [row for row in rows if row[1] is not None])

    def _first_page(self) -> Page:
        others = [(key, node) for key, node in self.parts.items() if key not in {*_BOOK, *_SECTIONS}]
        book = self._pairs("book", [(key, self.parts[key]) for key in _BOOK if key in self.parts])
        tables = [book] if book.rows else []
        tables += [
            self._pairs(block, rows) for block, rows in (("desk", self._entries("desk")), ("other", others)) if rows
        ]
        return Page(*self._titles("book"), tuple(tables))

    def _numbers(self) -> Table:
        keys = ("name", "value", "source", "label")
        rows = [[name, *self._number(node, keys[1:])] for name, node in self._entries("numbers")]
        return self._table("numbers", keys, rows)

    def _number(self, node: Node, keys: Sequence[str]) -> Cells:
        if node.map is None:
            return [node.text, None, None]
        return [text_of(key, node.map.get(key)) for key in keys]

    def _facts(self) -> Table:
        rows: list[Cells] = []
        for name, node in self._entries("facts"):
            zh, en = _labels(node)
            bare = (
                node if node.map is None else node.of({key: each for key, each in node.map.items() if key != "label"})
            )
            rows.append([name, zh, en, tree.flow(bare)])
        return self._table("facts", ("name", "zh", "en", "definition"), rows)

    def _rating(self, group: str, name: str, node: Node) -> Page:
        entries = node.map or {}
        zh, en = _labels(node)
        settings: Cells
        rows: list[Cells] = [
            [label(key, self.lang), text]
            for key, text in (("name", name), ("group", group), ("zh", zh), ("en", en))
            if text
        ]
        rest = ((key, each) for key, each in entries.items() if key not in {*_TABLES, "label"})
        for key, each in rest:
            settings = [label(key, self.lang), text_of(key, each)]
            rows.append(settings)
        of = self.book.ratings[name].of
        tables = [self._table("rating", ("key", "content"), rows)]
        tables += [_TABLE_WRITERS[key](self, key, entries[key], of) for key in _TABLES if key in entries]
        return Page(zh or name, en or name, tuple(tables))

    def _decisions(self, key: str, node: Node, of: str) -> Table:
        """Rows or points: a column per field, what a cell cannot say as YAML, then what the row gives."""
        given = "is" if key == "rows" else "add"
        rows = [row.map or {} for row in node.list or ()]
        whens = [_whens(row.get("when")) for row in rows]
        fields = list(dict.fromkeys(field for cells, _ in whens for field in cells))
        more = ["conditions", *(["note"] if any("note" in row for row in rows) else [])]
        made: list[Cells] = []
        for row, (cells, other) in zip(rows, whens, strict=True):
            beside = {"conditions": tree.flow(other) if other else None, "note": text_of("note", row.get("note"))}
            made.append(
                [
                    *(cells.get(field) for field in fields),
                    *(beside[name] for name in more),
                    text_of(given, row.get(given)),
                ]
            )
        headers = [self._header(field, of) for field in fields]
        clear = headers if len(set(headers)) == len(headers) else fields
        return self._table(key, (*clear, *more, given), made)

    def _header(self, field: str, of: str) -> str:
        """The label of a field where it means nothing else, otherwise what the book calls it."""
        column = lookup.find(Stated(self.book), of, field)
        if column is None:
            return field
        label = column.label(self.lang)
        found = lookup.find(Stated(self.book), of, label)
        return label if found is not None and found.name == column.name and _is_clear(label) else field

    def _by_class(self, key: str, node: Node, _of: str) -> Table:
        rows: list[Cells] = [[name, text_of("value", child)] for name, child in (node.map or {}).items()]
        return self._table(key, ("is", "cut"), rows)

    def _class_labels(self, key: str, node: Node, _of: str) -> Table:
        rows = [[name, *_zh_en(child)] for name, child in (node.map or {}).items()]
        return self._table(key, ("is", "zh", "en"), rows)

    def _levels(self) -> Table:
        return self._listed("levels", LEVEL_COLUMNS)

    def _cadences(self) -> Table:
        return self._listed("cadences", CADENCE_COLUMNS)

    def _listed(self, block: str, usual: Sequence[str]) -> Table:
        """Things with an id, a column a key; only the keys that somebody uses."""
        things = [dict(node.map or {}) for node in self._items(block)]
        for thing in things:
            part_sayings(thing)
            zh, en = _zh_en(thing.pop("label", None))
            thing |= {key: Node(text, "") for key, text in (("zh", zh), ("en", en)) if text}
        used = {key for thing in things for key in thing}
        keys = [*(key for key in usual if key in used), *sorted(used - set(usual))]
        return self._table(block, keys, [[text_of(key, thing.get(key)) for key in keys] for thing in things])

    def _measures(self, group: str, node: Node) -> Table:
        """A tick for each class that is entitled; what ticks cannot say as YAML."""
        measures = [(name, *_measure(child)) for name, child in (node.map or {}).items()]
        whos = [_entitled(who) for _, who, _ in measures]
        rating = next((name for name, _ in Counter(who[0] for who in whos if who).most_common(1)), "")
        columns = self._classes(rating, [name for who in whos if who and who[0] == rating for name in who[1]])
        made: list[Cells] = []
        for (name, who, every), ticked in zip(measures, whos, strict=True):
            fits = ticked is not None and ticked[0] == rating
            ticks: Cells = [TICK if fits and ticked and column in ticked[1] else None for column in columns]
            made.append([name, *ticks, every, None if fits else tree.flow(who)])
        zh, en = (say("sheet.measures.of", lang, group=group, rating=rating) for lang in LANGS)
        form = Form(answers=dict.fromkeys(columns, (TICK,)))
        return self._table("measures", ("measure", *columns, "every", "conditions"), made, titles=(zh, en), form=form)

    def _classes(self, rating: str, seen: Iterable[str]) -> list[str]:
        node = next(
            (each for group in ("tiers", "segments") for name, each in self._entries(group) if name == rating), None
        )
        return list(dict.fromkeys([*(classes(node) if node else ()), *seen]))

    def _tests(self) -> Table:
        cases = [node.map or {} for node in self._items("tests")]
        given = list(dict.fromkeys(key for case in cases for key in _map(case.get("given"))))
        expect = list(dict.fromkeys(key for case in cases for key in _map(case.get("expect"))))
        more = [key for key in ("today", "note") if any(key in case for case in cases)]
        rows: list[Cells] = [
            [
                *(text_of("value", _map(case.get("given")).get(key)) for key in given),
                *(_expected(_map(case.get("expect")), key) for key in expect),
                *(text_of(key, case.get(key)) for key in more),
            ]
            for case in cases
        ]
        return self._table("tests", (*given, *(f"→ {key}" for key in expect), *more), rows)


_TABLE_WRITERS: dict[str, Callable[[_Writer, str, Node, str], Table]] = {
    "labels": _Writer._class_labels,  # noqa: SLF001 - a table of its own methods
    "rows": _Writer._decisions,  # noqa: SLF001
    "points": _Writer._decisions,  # noqa: SLF001
    "cuts": _Writer._by_class,  # noqa: SLF001
    "shares": _Writer._by_class,  # noqa: SLF001
    "cumulative": _Writer._by_class,  # noqa: SLF001
}


_TAKEN = frozenset(keys_by_label(("is", "add", "conditions", "note")))


def _is_clear(label: str) -> bool:
    """Whether a header cannot be taken for one that a decision table has anyway."""
    return bool(label.strip()) and label not in _TAKEN


def _map(node: Node | None) -> Mapping[str, Node]:
    return (node.map or {}) if node is not None else {}


def _expected(expect: Mapping[str, Node], key: str) -> str | None:
    """A class that is expected; `null` where none is."""
    if key not in expect:
        return None
    return "null" if expect[key].is_null else expect[key].text


def _labels(node: Node) -> tuple[str | None, str | None]:
    return _zh_en((node.map or {}).get("label"))


def _zh_en(node: Node | None) -> tuple[str | None, str | None]:
    """The two labels; one text stands for both."""
    if node is None or node.is_null:
        return None, None
    if node.text is not None:
        return node.text, None
    return text_of("zh", _map(node).get("zh")), text_of("en", _map(node).get("en"))


def _whens(node: Node | None) -> tuple[dict[str, str], Node | None]:
    """What of a test stands in cells, by field, and what does not."""
    if node is None or node.is_null:
        return {}, None
    if node.map is None:
        return {}, node
    cells = {
        key: text for key, child in node.map.items() if key not in {"all", "any", "not"} and (text := cell_test(child))
    }
    rest = {key: child for key, child in node.map.items() if key not in cells}
    return cells, node.of(rest) if rest else None


def _measure(node: Node) -> tuple[Node, str | None]:
    """Who is entitled, and how often."""
    if "who" in _map(node):
        return _map(node)["who"], text_of("every", _map(node).get("every"))
    return node, None


def _entitled(who: Node) -> tuple[str, list[str]] | None:
    """The one rating and its classes that a measure names; None where it says more than that."""
    if len(_map(who)) != 1:
        return None
    ((rating, node),) = _map(who).items()
    if rating in {"all", "any", "not"}:
        return None
    text = cell_test(node)
    words = [word.strip() for word in re.split(r"[,，、]", text)] if text else []
    return (rating, words) if words and all(_WORD.fullmatch(word) for word in words) else None
