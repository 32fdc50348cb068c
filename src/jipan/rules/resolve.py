"""`extends`: several rule books merged into one tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from importlib import resources
from pathlib import Path

from jipan.errors import BadFile, BadRules, Fault
from jipan.rules import tree
from jipan.rules.reading import nearest
from jipan.rules.tree import Node

FACT_FORMS = (
    "count", "sum", "average", "min", "max", "first", "last", "best", "months_since", "days_since", "rows", "when",
    "add", "minus", "times", "divide", "earliest", "latest", "smallest", "largest", "due", "score", "only", "festival",
)  # fmt: skip
"""What a fact may be: exactly one of these keys."""

RATING_FORMS = ("rows", "shares", "cumulative", "points", "monetary")
"""What a rating may be: exactly one of these keys."""

_FORMS = {"facts": FACT_FORMS, "tiers": RATING_FORMS, "segments": RATING_FORMS}
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
_OWN = ("extends", "tests", "name", "show")


def pack_names() -> tuple[str, ...]:
    """The books that ship with jipan."""
    files = resources.files("jipan.rules").joinpath("packs").iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


def read_source(source: str, beside: Path | None, noted: list[Fault] | None = None) -> tuple[Node, Path | None]:
    """The tree of a pack (by name) or of a file, and the folder from which its own `extends` are found.

    Slight faults of a workbook are `noted` there, and the reading goes on.
    """
    if source in pack_names():
        file = resources.files("jipan.rules").joinpath("packs", f"{source}.yaml")
        return tree.read(file.read_text("utf-8"), f"{source}.yaml"), None
    path = (beside or Path()) / source
    if path.suffix.lower() in WORKBOOKS and path.exists():
        from jipan.rules import excel

        return excel.read(path, noted), path.parent
    try:
        return tree.read(path.read_text("utf-8-sig"), path.name), path.parent
    except FileNotFoundError:
        raise BadFile("rules_missing", path=source, nearest=nearest(source, pack_names())) from None
    except UnicodeDecodeError:
        raise BadFile("rules_encoding", path=source) from None


def resolved(book: Node, beside: Path | None, above: tuple[str, ...] = ()) -> Node:
    """The book merged over all that it extends, each of them once and before whoever extends it. A circle is refused."""
    stack = _stack(book, beside, above, {})
    *bases, own = stack.layers
    if own.map is None:
        return own
    shared = [base.of({key: child for key, child in (base.map or {}).items() if key not in _OWN}) for base in bases]
    merged = reduce(merge, (*shared, own))
    return merged if "show" in own.map else _showing(merged, stack.shown)


def _showing(book: Node, shown: Sequence[str]) -> Node:
    """The merged book with the ratings that it shows; one that was taken away on the road is not among them."""
    entries = book.map or {}
    known = {name for group in ("tiers", "segments") if group in entries for name in entries[group].map or {}}
    names = tuple(Node(name, book.place, book.place) for name in dict.fromkeys(shown) if name in known)
    return book.of({**entries, "show": Node(names, book.place, book.place)}) if names else book


@dataclass(frozen=True, slots=True)
class _Stack:
    """The books that a book stands on, the lowest first, then its own entries; and the ratings that it shows.

    `is_said`: some book in it has a `show`. Packs without one, which only change numbers, leave it to those with one.
    """

    layers: tuple[Node, ...]
    shown: tuple[str, ...]
    is_said: bool


def _stack(book: Node, beside: Path | None, above: tuple[str, ...], seen: dict[str, _Stack]) -> _Stack:
    """A book that two others extend comes once: else the second would set back what the first has changed of it."""
    entries = book.map or {}
    parents = [_parent(parent, beside, above, seen) for parent in _parents(entries.get("extends"))]
    own = {key: child for key, child in entries.items() if key != "extends"}
    layers = [layer for parent in parents for layer in parent.layers]
    said = [parent for parent in parents if parent.is_said]
    below = () if "show" in own else (name for parent in said or parents for name in parent.shown)
    whole = (*layers, book.of(own) if book.map is not None else book)
    return _Stack(whole, (*_shown(own), *below), bool(said) or "show" in own)


def _shown(own: Mapping[str, Node]) -> tuple[str, ...]:
    """The ratings that a book shows: as its `show` says, else those that it states itself."""
    if "show" in own:
        nodes = own["show"].list if own["show"].list is not None else (own["show"],)
        return tuple(node.text for node in nodes if node.text)
    stated = [pair for group in ("tiers", "segments") if group in own for pair in (own[group].map or {}).items()]
    return tuple(name for name, node in stated if any(form in (node.map or {}) for form in RATING_FORMS))


def _parents(node: Node | None) -> tuple[Node, ...]:
    if node is None or node.is_null:
        return ()
    return node.list if node.list is not None else (node,)


def _parent(node: Node, beside: Path | None, above: tuple[str, ...], seen: dict[str, _Stack]) -> _Stack:
    name = node.text or ""
    if name in above:
        raise BadRules((Fault("extends_circle", node.place, {"circle": " → ".join((*above, name))}),))
    try:
        found, folder = read_source(name, beside)
    except BadFile as error:
        facts: dict[str, object] = {"word": name, "nearest": nearest(name, pack_names()), "allowed": pack_names()}
        raise BadRules((Fault("extends_unknown", node.place, facts | {"reason": error.code}),)) from None
    key = name if folder is None else str((folder / Path(name).name).resolve())
    if key in seen:
        return replace(seen[key], layers=())
    stack = _stack(found, folder, (*above, name), seen)
    seen[key] = stack
    return stack


def merge(base: Node, over: Node, path: tuple[str, ...] = ()) -> Node:
    """`over` upon `base`: maps by key, lists with `id` by id, all else replaced; null removes."""
    if base.list is not None and (ids := _by_id(base)) is not None:
        return _merge_ids(ids, over, path)
    if base.map is None or over.map is None or _has_new_form(base, over, path):
        return over
    merged = dict(base.map)
    for key, child in over.map.items():
        whole = path[:1] and path[0] in _FORMS and key in _FORMS[path[0]]
        merged[key] = child if whole or key not in merged else merge(merged[key], child, (*path, key))
    return over.of({key: child for key, child in merged.items() if not child.is_null})


def _has_new_form(base: Node, over: Node, path: tuple[str, ...]) -> bool:
    """True where a fact or a rating is stated anew in another form: then nothing of the old one stays."""
    forms = _FORMS.get(path[0], ()) if len(path) == len(("facts", "name")) else ()
    new = [key for key in forms if key in (over.map or {})]
    return bool(new) and new[0] not in (base.map or {})


def _by_id(node: Node) -> dict[str, Node] | None:
    ids = {child.map["id"].text: child for child in node.list or () if child.map and "id" in child.map}
    return {key: child for key, child in ids.items() if key} if ids and len(ids) == len(node.list or ()) else None


def _merge_ids(ids: dict[str, Node], over: Node, path: tuple[str, ...]) -> Node:
    """A list with ids takes a list with ids, or a map from id to what changes (null removes)."""
    news = over.map if over.map is not None else _by_id(over)
    if news is None:
        return over
    merged = dict(ids)
    for key, child in news.items():
        merged[key] = merge(merged[key], child, (*path, key)) if key in merged else _with_id(child, key)
    return over.of([child for child in merged.values() if not child.is_null])


def _with_id(node: Node, key: str) -> Node:
    return (
        node.of({"id": Node(key, node.key_place), **node.map})
        if node.map is not None and "id" not in node.map
        else node
    )
