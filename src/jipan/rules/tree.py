"""A rule book as a tree of texts that know where they stand; YAML in and out.

Every scalar stays the text that was written: what it means is for the kind of the field that it is compared with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from jipan.errors import BadRules, Fault

_PLAIN = re.compile(r"[\w$](?:[\w .$%/+()~，。、（）-]*[\w$%.)）])?")
_NULL = "tag:yaml.org,2002:null"
_TEXT = "tag:yaml.org,2002:str"
_MAP = "tag:yaml.org,2002:map"
_LIST = "tag:yaml.org,2002:seq"


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a list or a map; None is a YAML null. `place` reads `rules.yaml:12:5`, `key_place` is that of its key."""

    value: str | tuple[Node, ...] | dict[str, Node] | None
    place: str = field(compare=False)
    key_place: str = field(default="", compare=False)

    @property
    def is_null(self) -> bool:
        return self.value is None

    @property
    def text(self) -> str | None:
        return self.value if isinstance(self.value, str) else None

    @property
    def map(self) -> dict[str, Node] | None:
        return self.value if isinstance(self.value, dict) else None

    @property
    def list(self) -> tuple[Node, ...] | None:
        return self.value if isinstance(self.value, tuple) else None

    def of(self, value: Mapping[str, Node] | Sequence[Node]) -> Node:
        """A node at the same place with another value."""
        changed = dict(value) if isinstance(value, Mapping) else tuple(value)
        return Node(changed, self.place, self.key_place)

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.map.values() if self.map is not None else self.list or ():
            yield from child.walk()


def plant(value: object, place: str) -> Node:
    """The tree of plain Python values, all standing at one place."""
    if isinstance(value, Mapping):
        return Node({str(key): plant(child, place) for key, child in value.items()}, place, place)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Node(tuple(plant(child, place) for child in value), place, place)
    return Node(None if value is None else str(value), place, place)


class _Named(io.StringIO):
    """Text that carries a file name, which the YAML reader puts into its marks."""

    name = ""


def read(text: str, name: str) -> Node:
    """The tree of a YAML text. Raises BadRules where it is no YAML, says nothing or a key stands twice."""
    faults: list[Fault] = []
    try:
        tree = _read(text, name, faults)
    except RecursionError:
        raise BadRules((Fault("too_deep", name),)) from None
    if faults:
        raise BadRules(tuple(faults))
    return tree


def _read(text: str, name: str, faults: list[Fault]) -> Node:
    try:
        root = _compose(text, name, pure=False)
    except YAMLError:
        root = _compose_pointing_at_faults(text, name)
    if root is None:
        raise BadRules((Fault("book_empty", f"{name}:1:1"),))
    return _node(root, "", faults)


def _compose(text: str, name: str, *, pure: bool) -> YamlNode | None:
    stream = _Named(text)
    stream.name = name
    return cast("YamlNode | None", YAML(typ="safe", pure=pure).compose(stream))


def _compose_pointing_at_faults(text: str, name: str) -> YamlNode | None:
    """The parser in C is ten times faster; the one in Python says better where a text stops being YAML."""
    try:
        return _compose(text, name, pure=True)
    except YAMLError as error:
        _refuse(error, name)


def _refuse(error: YAMLError, name: str) -> NoReturn:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    raise BadRules((Fault("yaml", _place(mark) if mark else name, {"problem": problem}),)) from None


def _place(mark: StringMark) -> str:
    return f"{mark.name}:{mark.line + 1}:{mark.column + 1}"


def _node(node: YamlNode, key_place: str, faults: list[Fault]) -> Node:
    place = _place(node.start_mark)
    if isinstance(node, MappingNode):
        return Node(_entries(node, faults), place, key_place or place)
    if isinstance(node, SequenceNode):
        return Node(tuple(_node(child, "", faults) for child in node.value), place, key_place or place)
    return Node(None if str(node.tag) == _NULL else str(node.value), place, key_place or place)


def _entries(node: MappingNode, faults: list[Fault]) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for key, value in node.value:
        name, place = str(key.value), _place(key.start_mark)
        if name in entries:
            faults.append(Fault("key_twice", place, {"key": name}))
        entries[name] = _node(value, place, faults)
    return entries


def write(tree: Node) -> str:
    """The YAML text that `read` turns into an equal tree."""
    yaml = YAML(typ="safe", pure=True)
    yaml.width = 120
    stream = io.StringIO()
    yaml.serialize(_yaml(tree, yaml), stream)
    return stream.getvalue()


def _yaml(node: Node, yaml: YAML) -> YamlNode:
    if node.map is not None:
        pairs = [(_scalar(key, yaml), _yaml(child, yaml)) for key, child in node.map.items()]
        return MappingNode(_MAP, pairs, flow_style=_is_small(node.map.values()))
    if node.list is not None:
        return SequenceNode(_LIST, [_yaml(child, yaml) for child in node.list], flow_style=_is_small(node.list))
    return ScalarNode(_NULL, "null") if node.text is None else _scalar(node.text, yaml)


def _is_small(children: object) -> bool:
    """Leaves stand on one line."""
    return all(child.text is not None or child.is_null for child in cast("Sequence[Node]", children))


def _scalar(text: str, yaml: YAML) -> ScalarNode:
    """A scalar without quotes where nothing in it could be taken for YAML; `null` is quoted, to stay a text."""
    tag = yaml.resolver.resolve(ScalarNode, text, (True, False))
    if _PLAIN.fullmatch(text) and str(tag) != _NULL:
        return ScalarNode(tag, text)
    return ScalarNode(_TEXT, text, style='"')


def flow(tree: Node) -> str:
    """The tree on one line: `{a: 1, b: [x, y]}`."""
    yaml = YAML(typ="safe", pure=True)
    yaml.width = 1 << 20
    stream = io.StringIO()
    yaml.serialize(_flowing(_yaml(tree, yaml)), stream)
    return stream.getvalue().removesuffix("\n").removesuffix("\n...")


def _flowing(node: YamlNode) -> YamlNode:
    if isinstance(node, MappingNode | SequenceNode):
        node.flow_style = True
        for child in node.value:
            for part in child if isinstance(child, tuple) else (child,):
                _flowing(part)
    return node
