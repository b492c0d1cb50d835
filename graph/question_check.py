"""A question and the model enter; what the two disagree about leaves, found without a server.

Every label, relationship type and node property that a question names must exist in the projection of the model,
every column that it declares must be returned, every parameter that it declares be used and the other way round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.question import Parameter, Question
from ontology.model import Model, Property

# What the projection adds to the model: the frame of records, redirects and ties.
_FRAME_LABELS: Final = {"Record", "Redirect", "Meta", "Placeholder"}
_FRAME_TYPES: Final = {"STATED_IN", "FROM_SOURCE", "REDIRECT", "TIE"}
_RECORD: Final = {"source", "file", "sha256", "locator", "line", "url", "seen", "quality", "retrieved"}
_THING: Final = {
    "id",
    "label",
    "label_zh",
    "label_en",
    "names",
    "named",
    "terms",
    "sources",
    "fictional",
    "conflicts",
}
_EVENT: Final = {
    "event_kind", "event_activity", "event_size", "event_from", "event_to", "event_from_to", "event_to_from",
    "via_from", "via_to", "via_from_to", "via_to_from",
}  # fmt: skip
_OTHER: Final = {"data_version", "loading", "count", "statements", "stated_subject", "via", "role"}
_FRAME_PROPERTIES: Final = _RECORD | _THING | _EVENT | _OTHER
_DATE_PARTS: Final = {"year", "month", "day"}

_PROPERTY: Final = r"(?<![\w.$'\"])(\w+)\.(\w+)(?!\s*\()"
_NODE: Final = re.compile(r"\(\s*(\w*)\s*((?::\s*[\w|&!]+\s*)+)?\s*(\{[^{}]*\})?\s*(?:\)|WHERE\b)")
_EDGE: Final = re.compile(r"\[\s*(\w*)\s*(?::\s*([\w|]+))?\s*(?:\*[\d.]*)?\s*(\{[^{}]*\})?\s*\]")
_LABEL_TEST: Final = re.compile(r"\b(\w+)\s*:\s*([A-Z]\w*)\b")
_MAP_KEY: Final = re.compile(r"[{,]\s*\.?(\w+)\s*(?=[:,}])")


def plain_text(text: str) -> str:
    """Return the Cypher without comments and without the insides of strings."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"//[^\n]*", " ", text)
    text = re.sub(r"\bCALL\s+[\w.]+\s*\(", "CALL (", text)
    return re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", "''", text)


@dataclass(frozen=True)
class Projection:
    """The names that the graph can hold, from the model."""

    model: Model

    @cached_property
    def labels(self) -> set[str]:
        """Labels of nodes."""
        return set(self.model.classes) | _FRAME_LABELS

    @cached_property
    def types(self) -> set[str]:
        """Types of relationships."""
        return {p.relationship for p in self.model.properties.values() if p.is_reference} | _FRAME_TYPES

    @cached_property
    def properties(self) -> set[str]:
        """Properties of any node or relationship."""
        return {name for p in self.model.properties.values() for name in projected(p)} | _FRAME_PROPERTIES

    def properties_of(self, labels: Iterable[str]) -> set[str]:
        """Properties that a node with one of these labels, or a subclass of it, can have."""
        found = set(_FRAME_PROPERTIES)
        for label in labels:
            for name in self.model.subclasses(label) if label in self.model.classes else ():
                for one in self.model.classes[name].properties.values():
                    found |= projected(one)
        return found


def projected(one: Property) -> set[str]:
    """Return the node properties that a property of the model becomes."""
    if one.is_reference:
        return {one.name} if one.inline else set()
    if one.is_date:
        return {one.name, f"{one.name}_from", f"{one.name}_to"}
    if one.is_text:
        return {one.name, f"{one.name}_zh", f"{one.name}_en"}
    return {one.name}


def check_question(question: Question, projection: Projection) -> list[str]:
    """Return what is wrong with one question; nothing when it is sound."""
    text = plain_text(question.text)
    problems = _names(text, projection)
    problems += _columns(text, question)
    problems += _parameters(text, question)
    if len(re.findall(r"\[\w*:TIE\b", text)) > 1 and not question.hub:
        problems.append("walks over two ties and does not say in `hub` what it does at a hub")
    problems += [f"{key} names {name}, which is no column"
                 for key, names in (("evidence", question.evidence), ("first", question.first)) for name in names
                 if name not in question.columns]  # fmt: skip
    return [f"{question.name}: {problem}" for problem in problems]


def check_questions(questions: Iterable[Question], model: Model) -> list[str]:
    """Return what is wrong with a set of questions, among it two on one path."""
    every = list(questions)
    projection = Projection(model)
    problems = [problem for question in every for problem in check_question(question, projection)]
    paths = Counter(question.path for question in every if question.path)
    return problems + [
        f"path {path} is used {count} times" for path, count in sorted(paths.items()) if count > 1
    ]


def _names(text: str, projection: Projection) -> list[str]:
    problems: list[str] = []
    nodes: dict[str, set[str]] = {}
    edges: set[str] = set()
    keys = set(_MAP_KEY.findall(text))
    for name, labels, inner in _NODE.findall(text):
        words = re.findall(r"\w+", labels)
        problems += [f"label {word} is not in the model" for word in words if word not in projection.labels]
        if name and _is_pattern(text, name, labels):
            nodes.setdefault(name, set()).update(words)
        problems += _properties(_MAP_KEY.findall(inner), words, projection, "node")
    for name, types, _ in _EDGE.findall(text):
        words = re.findall(r"\w+", types)
        problems += [
            f"relationship {word} is not in the model" for word in words if word not in projection.types
        ]
        if words and name:
            edges.add(name)
    for name, word in _LABEL_TEST.findall(text):
        if name in nodes and word in projection.labels:
            nodes[name].add(word)
        elif name in nodes:
            problems.append(f"label {word} is not in the model")
    for name, used in re.findall(_PROPERTY, text):
        if name in nodes or name in edges:
            problems += _properties([used], nodes.get(name, set()), projection, name)
        elif used not in keys | _DATE_PARTS | projection.properties:
            problems.append(f"property {name}.{used} is not in the model")
    return sorted(set(problems))


def _is_pattern(text: str, name: str, labels: str) -> bool:
    """Tell a node from a word in brackets: a node has a label, or stands beside an arrow or after MATCH."""
    beside = rf"(?:-|>|\bMATCH|,)\s*\(\s*{name}\b[^()]*\)|\(\s*{name}\b[^()]*\)\s*(?:-|<)"
    return bool(labels) or re.search(beside, text) is not None


def _properties(used: Sequence[str], labels: Iterable[str], projection: Projection, at: str) -> list[str]:
    words = [label for label in labels if label in projection.labels]
    allowed = projection.properties_of(words) if words else projection.properties
    where = f" of {' or '.join(sorted(words))}" if words else ""
    return [f"property {at}.{name}{where} is not in the model" for name in used if name not in allowed]


def returned(text: str) -> list[list[str]]:
    """Return the column names of every final RETURN of a text (several where UNION joins them)."""
    depth, spots = 0, []
    for found in re.finditer(r"[{}()\[\]]|\bRETURN\b|\bUNION\b", text):
        mark = found[0]
        if mark in "{([":
            depth += 1
        elif mark in "})]":
            depth -= 1
        elif depth == 0 and mark == "RETURN":
            spots.append(found.end())
    return [_column_names(text[spot:]) for spot in spots]


def _column_names(text: str) -> list[str]:
    text = re.sub(r"^\s*DISTINCT\b", "", text)
    depth, parts, current = 0, [], ""
    for word in re.findall(r"\w+|\s+|.", text):
        if word in "{([":
            depth += 1
        elif word in "})]":
            depth -= 1
        if depth == 0 and word in ("ORDER", "LIMIT", "SKIP", "UNION"):
            break
        if depth == 0 and word == ",":
            parts.append(current)
            current = ""
        else:
            current += word
    return [re.split(r"\bAS\s+", part.strip())[-1].strip() for part in [*parts, current]]


def _columns(text: str, question: Question) -> list[str]:
    answers = returned(text)
    if not answers:
        return ["returns nothing"]
    wanted = list(question.returns)
    return [f"returns {got} but declares {wanted}" for got in answers if got != wanted]


def _parameters(text: str, question: Question) -> list[str]:
    used = set(re.findall(r"\$(\w+)", text))
    problems = [f"uses ${name}, which it does not declare" for name in sorted(used - set(question.params))]
    # A composition may use a parameter that the text itself does not need.
    if not question.answer:
        problems += [f"declares {name} and never uses it" for name in sorted(set(question.params) - used)
                     if not _frames(question.params[name], question.params)]  # fmt: skip
    inside = set(re.findall(r"\{(\w+)\}", question.path))
    problems += [
        f"its path names {name}, which it does not declare" for name in sorted(inside - set(question.params))
    ]
    return problems


def _frames(one: Parameter, every: Mapping[str, Parameter]) -> bool:
    """A day may be declared only to say on which day the home groups have their members."""
    return one.type == "date" and any(other.type == "countries" for other in every.values())
