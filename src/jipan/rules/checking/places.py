"""Where the parts of a book stand in the files it was read from."""

from __future__ import annotations

from jipan.rules.tree import Node


class Places:
    """Looks places up in the tree of a book; what stands nowhere by itself stands where its owner does."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def node(self, *path: str | int) -> Node | None:
        """The node at the end of a path of keys, ids and numbers (from 0); None where the book has none."""
        node: Node | None = self.root
        for step in path:
            node = _child(node, step)
            if node is None:
                return None
        return node

    def of(self, *path: str | int) -> str:
        """The place of the longest part of a path that exists."""
        for length in range(len(path), 0, -1):
            if node := self.node(*path[:length]):
                return node.place if isinstance(path[length - 1], int) else node.key_place
        return self.root.place

    def rating(self, name: str, *path: str | int) -> str:
        """A place within a rating, whichever group it stands in."""
        group = "tiers" if self.node("tiers", name) else "segments"
        return self.of(group, name, *path)

    def states(self, name: str, key: str) -> bool:
        """Whether a rating says something under a key, be it null."""
        return any(self.node(group, name, key) is not None for group in ("tiers", "segments"))

    def words(self, name: str, key: str) -> list[Node]:
        """What a rating lists under a key, as texts: the items of a list or the keys of a map."""
        node = self.node("tiers", name, key) or self.node("segments", name, key)
        if node is None:
            return []
        if node.map is not None:
            return [Node(word, child.key_place, child.key_place) for word, child in node.map.items()]
        return list(node.list or ())


def _child(node: Node | None, step: str | int) -> Node | None:
    if node is None:
        return None
    if isinstance(step, int):
        return node.list[step] if node.list is not None and step < len(node.list) else None
    if node.map is not None:
        return node.map.get(step)
    return next(
        (child for child in node.list or () if child.map and "id" in child.map and child.map["id"].text == step), None
    )
