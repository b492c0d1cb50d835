"""The paths that a mapping reads and ignores enter, a tree leaves by which readers walk and notice the rest.

A path is written `a/b/@c`: names of elements or keys from the record's root, `@c` an attribute.
`a/b` ignored means everything below it too; `a/*` ignored means whatever else stands in `a`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

TEXT = "#text"  # an element's own text, where it has attributes or children as well
LINE = "#line"  # the line an element starts on
POSITION = "#position"  # 1-based place among the elements of one path


@dataclass
class PathTree:
    """One element or key; a child that is None is ignored with all that it holds."""

    children: dict[str, PathTree | None] = field(default_factory=dict)
    leaf: bool = False  # the mapping reads its text
    rest: bool = False  # whatever is not named here is ignored
    line: bool = False  # the mapping wants to know where the element stands
    known: set[tuple[str, ...]] = field(default_factory=set)  # sets of keys found to be in order, for JSON

    @cached_property
    def nested(self) -> tuple[tuple[str, PathTree], ...]:
        """The children in which something can be unknown; asked only when the tree is complete."""
        return tuple((name, node) for name, node in self.children.items() if node is not None)

    def child(self, name: str) -> PathTree:
        """The node of a name, made where it is missing; a read path wins over an ignored one above it."""
        node = self.children.get(name)
        if node is None:
            node = self.children[name] = PathTree()
        return node

    def at(self, path: str) -> PathTree:
        """The node of a path, made where it is missing."""
        node = self
        for name in path.split("/") if path else ():
            node = node.child(name)
        return node


def path_tree(
    read: Iterable[str], containers: Iterable[str], ignored: Iterable[str], lines: Iterable[str] = ()
) -> PathTree:
    """Read paths first: an ignored subtree must not hide what is read inside it."""
    root = PathTree()
    for path in read:
        root.at(path).leaf = True
    for path in containers:
        root.at(path)
    for path in lines:
        root.at(path).line = True
    for path in sorted(ignored):
        above, _, name = path.rpartition("/")
        node = root.at(above)
        if name == "*":
            node.rest = True
        elif node.children.get(name) is None:
            node.children[name] = None
        else:
            node.child(name).rest = True
    return root
