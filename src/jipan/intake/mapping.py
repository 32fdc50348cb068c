"""What the user says about columns: `--map 表头=字段`, or a mapping file with columns, words and who wins."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from jipan.errors import BadFile, BadUsage
from jipan.intake.headers import HISTORY, HISTORY_FIELD, IGNORE, OWN_NAME, known_header, normal
from jipan.models import COLLECTIONS, fields, find_collection, find_field

_T = TypeVar("_T")

WINS = ("newer", "file", "base", "ask")
"""Who wins where a file and the base differ: the later of the two, one of them always, or nobody before a person has decided."""

_WINS_WORDS = {
    "新的": "newer",
    "文件": "file",
    "库": "base",
    "库里": "base",
    "问": "ask",
    **{word: word for word in WINS},
}
_CLEARS = {"clears": True, "清空": True, "keeps": False, "保留": False}
_PARTS = {
    "columns": "columns", "列": "columns", "words": "words", "写法": "words", "lists": "lists", "列的是": "lists",
    "on_conflict": "wins", "冲突": "wins", "empty": "clears", "空格": "clears", "sheets": "sheets", "工作表": "sheets",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about the columns of a sheet.

    `columns`: header → `collection.field`, `-` to leave it out, `+` to keep it under its own name. `words`: header →
    written word → meant word. `wins` and `clears` are by field; `sheets` says more about single sheets.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: str | None = None
    wins: Mapping[str, str] = field(default_factory=dict)
    clears: Mapping[str, bool] = field(default_factory=dict)
    sheets: Mapping[str, Told] = field(default_factory=dict)

    def over(self, other: Told) -> Told:
        """Both, this one where they differ."""
        return Told(
            {**other.columns, **self.columns},
            {**other.words, **self.words},
            self.lists or other.lists,
            {**other.wins, **self.wins},
            {**other.clears, **self.clears},
            {**other.sheets, **self.sheets},
        )

    def of(self, sheet: str | None) -> Told:
        """What holds for one sheet."""
        said = self.sheets.get(sheet or "")
        return said.over(self) if said else self

    def about(self, names: Sequence[str]) -> Told:
        """Only what concerns a sheet with these headers, so that it can be remembered for them."""
        there = {normal(name) for name in names}
        columns = {header: to for header, to in self.columns.items() if normal(header) in there}
        words = {header: replaced for header, replaced in self.words.items() if normal(header) in there}
        return replace(self, columns=columns, words=words, sheets={})

    @property
    def says_nothing(self) -> bool:
        return self == Told()

    def words_of(self, header: str) -> Mapping[str, str]:
        return next((words for told, words in self.words.items() if normal(told) == normal(header)), {})


def read_mapping(said: Sequence[str]) -> Told:
    """Each part is `表头=字段` or a mapping file. Later parts win.

    Raises BadUsage for a field nobody knows, BadFile for a file that cannot be read.
    """
    told = Told()
    for part in said:
        if "=" in part and not Path(part).exists():
            header, _, to = part.rpartition("=")
            told = Told({header.strip(): field_key(to.strip())}).over(told)
        else:
            told = _read_file(Path(part)).over(told)
    return told


def _read_file(path: Path) -> Told:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8-sig")) or {}
    except FileNotFoundError:
        raise BadFile("file_missing", path=path) from None
    except (YAMLError, UnicodeDecodeError, OSError, ValueError) as error:
        raise BadFile("mapping_unreadable", path=path, detail=_first_line(error)) from None
    return _told(_as_map(data, path, "columns: …"), path)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _as_map(data: object, path: Path, detail: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadFile("mapping_unreadable", path=path, detail=detail)
    return {str(key): value for key, value in data.items()}


def _told(data: Mapping[str, Any], path: Path) -> Told:
    """One level of a mapping file: the whole of it, or what it says about one sheet."""
    unknown = [key for key in data if key not in _PARTS]
    if unknown:
        raise BadFile("mapping_unreadable", path=path, detail=f"{unknown[0]}: … ({' '.join(_PARTS)})")
    parts = {_PARTS[key]: value for key, value in data.items() if value is not None}

    def of(part: str) -> dict[str, Any]:
        return _as_map(parts.get(part, {}), path, f"{part}: …")

    columns = {header: field_key(str(to)) for header, to in of("columns").items() if to is not None}
    return Told(
        columns,
        {header: _words(replaced, path, header) for header, replaced in of("words").items()},
        _collection(parts.get("lists")),
        _by_field(of("wins"), columns, _WINS_WORDS, "on_conflict"),
        _by_field(of("clears"), columns, _CLEARS, "empty"),
        {name: _told(_as_map(inner, path, name), path) for name, inner in of("sheets").items()},
    )


def _words(replaced: object, path: Path, header: str) -> dict[str, str]:
    """`{VIP: A}`; a word without a meaning yet says nothing."""
    told = _as_map(replaced, path, f"words: {header}: …")
    return {written: str(meant) for written, meant in told.items() if meant not in {None, ""}}


def _collection(word: object) -> str | None:
    return None if word is None else check_kind(str(word))


def check_kind(word: str) -> str:
    """The collection that a word names. Raises BadUsage."""
    found = find_collection(word)
    if found is None:
        raise BadUsage("no_such_collection", word=word, allowed=tuple(COLLECTIONS))
    return found


def _by_field(
    said: Mapping[str, Any], columns: Mapping[str, str], meanings: Mapping[str, _T], part: str
) -> dict[str, _T]:
    """Field → what was said of it, whether the file names the header or the field."""
    for word in said.values():
        if str(word) not in meanings:
            raise BadUsage("no_such_option", option=part, text=word, allowed=tuple(meanings))
    return {columns.get(name) or field_key(name): meanings[str(word)] for name, word in said.items()}


def check_wins(word: str) -> str:
    """`--on-conflict`. Raises BadUsage."""
    if word not in _WINS_WORDS:
        raise BadUsage("no_such_option", option="--on-conflict", text=word, allowed=tuple(WINS))
    return _WINS_WORDS[word]


def check_clears(word: str) -> bool:
    """`--empty`. Raises BadUsage."""
    if word not in _CLEARS:
        raise BadUsage("no_such_option", option="--empty", text=word, allowed="clears keeps")
    return _CLEARS[word]


def field_key(word: str) -> str:
    """`手机`, `mobile`, `手机号`, `customers.mobile` → `customers.mobile`. `-`, `+` and `visits.history` stay as they are."""
    if word in {IGNORE, OWN_NAME}:
        return word
    collection, _, name = word.rpartition(".")
    if collection[-1:] in _FURTHER and find_collection(collection[:-1]) == "vehicles":
        return field_key(f"{collection[:-1]}.{name}").replace(".", f"{collection[-1]}.")
    if name in HISTORY_WORDS and find_collection(collection) in HISTORY:
        return f"{find_collection(collection)}.{HISTORY_FIELD}"
    for candidate in [find_collection(collection)] if collection else COLLECTIONS:
        if candidate and (found := find_field(candidate, name) or known_header(candidate, name)):
            return f"{found.collection}.{found.name}"
    raise BadUsage("no_such_field", word=word, nearest=_nearest(name))


_FURTHER = frozenset("2345")
"""After `vehicles` or `车辆`: which vehicle of a row a column speaks of."""

HISTORY_WORDS = frozenset({HISTORY_FIELD, "历史"})


def _nearest(name: str) -> tuple[str, ...]:
    known = {
        word for collection in COLLECTIONS for field in fields(collection).values() for word in (field.name, field.zh)
    }
    return tuple(difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.4))
