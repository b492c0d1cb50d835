"""The service's own description (OpenAPI) enters; the operations that can be asked leave: name, parameters, columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import Parameter as Given
from inspect import Signature
from types import MappingProxyType
from typing import Any, Final

Value = str | int | float | bool | date | Sequence[str] | Sequence[int] | None

ASKED: Final = ("questions", "versions")
DRAWN: Final = "networks"
FORM: Final = "format"  # what comes back is read here; files are saved
_KINDS: Final[Mapping[str, type]] = {"string": str, "integer": int, "number": float, "boolean": bool}


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    about: str
    inside: bool  # it is part of the path
    required: bool
    many: bool
    annotation: Any
    default: Any
    pattern: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column of an answer; `kind` is None where it holds what is no plain value."""

    name: str
    about: str
    kind: type | None
    many: bool

    @property
    def annotation(self) -> Any:
        """What a value of it may be."""
        if self.kind is None:
            return Any
        return (tuple[self.kind, ...] if self.many else self.kind) | None  # type: ignore[name-defined]


@dataclass(frozen=True)
class Operation:
    """Something that can be asked at an address."""

    name: str
    path: str
    about: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]

    @property
    def placed(self) -> tuple[Parameter, ...]:
        """The parameters that may be given by place: those of the path, in its order, then what else is needed."""
        inside = re.findall(r"{(\w+)}", self.path)
        needed = [one for one in self.parameters if one.required and not one.inside]
        by_name = {one.name: one for one in self.parameters}
        return (*(by_name[name] for name in inside), *needed)

    def named(self, name: str) -> Parameter | None:
        """The parameter of a name."""
        return next((one for one in self.parameters if one.name == name), None)

    @property
    def signature(self) -> Signature:
        """How it is called from Python."""
        first = [
            Given(one.name, Given.POSITIONAL_OR_KEYWORD, annotation=one.annotation) for one in self.placed
        ]
        rest = [
            Given(one.name, Given.KEYWORD_ONLY, default=one.default, annotation=one.annotation)
            for one in self.parameters
            if one not in self.placed and one.name != "cursor"
        ]
        return Signature([*first, *rest])

    @property
    def help(self) -> str:
        """What it asks and takes, to be read in a notebook."""
        lines = [self.about, "", *(f"{one.name}: {one.about}{_choices(one)}" for one in self.parameters)]
        if self.columns:
            lines += ["", "→ " + ", ".join(one.name for one in self.columns)]
        return "\n".join(lines)


def _choices(one: Parameter) -> str:
    return f" [{' | '.join(one.options)}]" if one.options else ""


@dataclass(frozen=True)
class Described:
    """What a service can be asked."""

    questions: Mapping[str, Operation]
    networks: Mapping[str, Operation]
    most: int  # rows a page at most


def read_description(document: Mapping[str, Any]) -> Described:
    """Read the description of a service."""
    questions, networks = {}, {}
    for path, operation in _read_by_get(document):
        found = _operation(path, operation, document)
        tags = operation.get("tags", ())
        if DRAWN in tags:
            networks[path.partition("/{")[0].rsplit("/", 1)[-1]] = found
        elif set(ASKED) & set(tags):
            questions[found.name] = found
    sizes = [
        one["schema"].get("maximum", 0)
        for _, operation in _read_by_get(document)
        for one in operation.get("parameters", ())
        if one["name"] == "per_page"
    ]
    return Described(
        MappingProxyType(dict(sorted(questions.items()))),
        MappingProxyType(dict(sorted(networks.items()))),
        max(sizes, default=0),
    )


def _read_by_get(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, item in document["paths"].items():
        if "get" in item:
            yield path, item["get"]


def _operation(path: str, said: Mapping[str, Any], document: Mapping[str, Any]) -> Operation:
    about = "\n\n".join(dict.fromkeys(said[key] for key in ("summary", "description") if said.get(key)))
    return Operation(
        said["operationId"],
        path,
        about,
        tuple(_parameter(one) for one in said.get("parameters", ()) if one["name"] != FORM),
        tuple(_columns(said, document)),
    )


def _parameter(said: Mapping[str, Any]) -> Parameter:
    schema = said["schema"]
    several = schema.get("type") == "array"
    one = schema["items"] if several else schema
    kind: Any = date | str if one.get("format") == "date" else _KINDS.get(one.get("type", ""), str)
    required = bool(said.get("required"))
    wanted = kind | Sequence[kind] if several else kind
    return Parameter(
        said["name"],
        said.get("description", ""),
        said["in"] == "path",
        required,
        several,
        wanted if required else wanted | None,
        schema.get("default"),
        one.get("pattern", ""),
        tuple(map(str, one.get("enum", ()))),
    )


def _columns(said: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Column]:
    content = said["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    answer = _followed(content, document)
    row = _followed(answer.get("properties", {}).get("results", {}).get("items", {}), document)
    properties = row.get("properties", {})
    for name in (
        *row.get("required", ()),
        *(one for one in properties if one not in row.get("required", ())),
    ):
        yield _column(name, properties.get(name, {}))


def _column(name: str, schema: Mapping[str, Any]) -> Column:
    told = schema.get("type", ())
    types = [one for one in ([told] if isinstance(told, str) else told) if one != "null"]
    many = types == ["array"]
    kind = (
        _KINDS.get(schema.get("items", {}).get("type", ""))
        if many
        else _KINDS.get(types[0])
        if types
        else None
    )
    return Column(name, schema.get("description", ""), kind, many)


def _followed(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference into the description."""
    place: Any = schema
    if "$ref" in schema:
        place = document
        for key in schema["$ref"].removeprefix("#/").split("/"):
            place = place[key]
    found: Mapping[str, Any] = place
    return found
