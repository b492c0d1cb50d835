"""Pieces of a mapping enter one by one; lines of Python, their constants and the paths they read leave.

The text is real Python that a debugger steps through; every name and value from the TOML enters it as a
constant or through repr(), never as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from loaders.mapping_recognise import Recognised
from loaders.mapping_rules import Value
from loaders.records.paths import POSITION, TEXT

_PLACED = re.compile(r"(.+)\[([1-9][0-9]*|last)\]")
ASKED = "?"  # before the name of what a record is recognised as


@dataclass
class Text:
    """Lines of Python under construction, with the constants they refer to and the paths they read."""

    flat: bool  # a table: a '/' in a path is part of a column's name
    recognised: Mapping[str, Recognised] = field(default_factory=dict)  # by the name in `?name`
    lines: list[str] = field(default_factory=list)
    constants: dict[str, object] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)  # where values are read
    containers: set[str] = field(default_factory=set)  # elements that are only walked through
    line_paths: set[str] = field(default_factory=set)  # elements whose line is wanted
    depth: int = 0
    count: int = 0

    def add(self, line: str) -> None:
        """One line at the present depth."""
        self.lines.append("    " * self.depth + line)

    @contextmanager
    def under(self, line: str) -> Iterator[None]:
        """A line that opens a suite; '' opens none."""
        before = self.depth
        if line:
            self.add(line)
            self.depth += 1
        yield
        self.depth = before

    def open(self, line: str) -> None:
        """A line whose suite lasts until the caller sets the depth back."""
        self.add(line)
        self.depth += 1

    def name(self, kind: str) -> str:
        """A variable that no other rule uses."""
        self.count += 1
        return f"{kind}{self.count}"

    def constant(self, kind: str, value: object) -> str:
        """A name for a value; the same object keeps its name, so that one column is cleaned once."""
        for name, known in self.constants.items():
            if known is value:
                return name
        name = self.name(kind.upper() + "_")
        self.constants[name] = value
        return name

    def get(self, path: str, place: Place, *, container: bool = False) -> str:
        """An expression for what stands at a path of the element or, with a leading '/', of the record."""
        if path == POSITION:
            return f"str({place.position or 1})"
        if path.startswith(ASKED):
            known = self.recognised[path.removeprefix(ASKED)]
            found = ", ".join(f"texts({self.get(test.path, place)})" for test in known.tests)
            return f"{self.constant('known', known)}({found})"
        absolute = path.startswith("/")
        variable, base = ("data", "") if absolute else (place.variable, place.path)
        path = path.removeprefix("/") if absolute else path
        if path in (".", TEXT):
            self.paths.add(base)
            return f"{variable}.get({TEXT!r})"
        names = [path] if self.flat else list(steps(path))
        read = "/".join(name for name in names if isinstance(name, str))
        (self.containers if container else self.paths).add(join(base, read))
        if len(names) == 1:
            return f"{variable}.get({names[0]!r})"
        return f"dig({variable}, {tuple(names)!r})"

    def shown(self, path: str, place: Place) -> tuple[str, ...]:
        """What the ledger calls a path that a rule asks: of what is recognised by several, all of them."""
        if path.startswith(ASKED):
            tests = self.recognised[path.removeprefix(ASKED)].tests
            return tuple(name for test in tests for name in self.shown(test.path, place))
        if path.startswith("/"):
            return (path.removeprefix("/"),)
        return (place.shown if path in (".", TEXT) else join(place.shown, path),)


def steps(path: str) -> Iterator[str | int]:
    """The names on a path, and behind `name[2]` the place among several, counted from 0 here; -1 for `name[last]`."""
    for part in path.split("/"):
        found = _PLACED.fullmatch(part)
        if found is None:
            yield part
        else:
            yield from (found[1], -1 if found[2] == "last" else int(found[2]) - 1)


@dataclass(frozen=True)
class Place:
    """Where a rule stands: the variable with the element, its path from the root, the record's id."""

    variable: str
    path: str
    rid: str = "rid"
    record: str = "record"
    position: str = ""  # variable with the element's number, "" at the root
    shown: str = ""  # the path as the ledger shows it: from the record's own element


@dataclass(frozen=True)
class Handle:
    """A thing that others may refer to: the variable with its id, its class."""

    variable: str
    class_name: str


def join(base: str, path: str) -> str:
    """A path below another."""
    return f"{base}/{path}" if base else path


def column(value: Value, place: Place) -> str:
    """What the ledger calls the place of a value: the column, or the path from where the record starts."""
    if value.first:
        return column(value.first[0], place)
    if value.key:
        return ", ".join(column(part, place) for part in value.key)
    if value.path.startswith("/"):
        return value.path.removeprefix("/")
    if value.path:
        return place.shown if value.path in (".", TEXT) else join(place.shown, value.path)
    return value.template or value.each or value.lookup_name or (value.const or "")
