"""Question files enter (a header in TOML, then Cypher); questions with typed parameters and declared columns leave.

A file is `questions/<name>.cypher`; files in `questions/parts/` are steps that other questions are made of, and have
a header without path. The header is the block comment at the top of the file:

    title, question   both { zh, en }
    path              the address of the answer, with its parameters in braces; unique
    answer            the composition that makes the answer from the rows, where Cypher alone cannot; default: the rows
    returns           what the Cypher returns, where that differs from the columns of the answer
    evidence          columns that hold ids of records
    first             columns that matter most: a table too narrow for all shows these first; default: their order
    hub               { zh, en }: what the query does at a thing with thousands of ties; required where it meets one
    [params.NAME]     type, about { zh, en }, default, of, options, minimum, maximum, many, pattern (the form of a text),
                      caps (the column whose lists it cuts), each (the column for each of whose values it counts)
    [columns.NAME]    about { zh, en }, label { zh, en }: what stands above the column; default: about up to its first stop;
                      with a type (and options, many) it can be filtered and sorted by
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ontology.errors import GraphError, UnknownQuestion

PARAMETER_TYPES: Final = ("id", "record", "date", "countries", "integer", "choice", "text", "internal")
FIELD_TYPES: Final = ("id", "text", "date", "integer", "number", "boolean")
_HEADER: Final = re.compile(r"\A\s*/\*(.*?)\*/(.*)\Z", re.S)
_STOP: Final = re.compile(r"[；;，,：（(。]|(?<!I\d)(?<!I\d\d): ")
_KEYS: Final = {
    "title",
    "question",
    "path",
    "answer",
    "returns",
    "evidence",
    "first",
    "hub",
    "params",
    "columns",
    "about",
}
_PARAM_KEYS: Final = {
    "type",
    "about",
    "default",
    "of",
    "options",
    "minimum",
    "maximum",
    "many",
    "caps",
    "each",
    "pattern",
}
_COLUMN_KEYS: Final = {"type", "about", "label", "options", "many"}

Text = Mapping[str, str]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question: its type decides how a value is read and checked."""

    name: str
    type: str
    about: Text
    default: Any = None
    required: bool = True
    of: tuple[str, ...] = ()  # the classes that the thing of an id may have; () = any
    options: tuple[str, ...] = ()  # what a choice may be
    minimum: int | None = None
    maximum: int | None = None
    many: bool = False  # a list of values
    caps: str = ""  # the column whose lists it cuts
    each: str = ""  # the column for each of whose values it counts; `meta` says how many each has
    pattern: str = ""  # the form of a text, in the signs that Python and JSON Schema read alike, without anchors; "" = any


@dataclass(frozen=True)
class Field:
    """What a column holds, where it is plain enough to be filtered and sorted by."""

    type: str
    many: bool = False  # a list of such values
    options: tuple[str, ...] = ()  # all that it can hold; () = anything


@dataclass(frozen=True)
class Question:
    """A question, what it takes, what its answer holds, and the text that asks it."""

    name: str
    title: Text
    question: Text
    path: str
    text: str
    params: Mapping[str, Parameter]
    columns: Mapping[str, Text]
    fields: Mapping[str, Field] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    answer: str = ""
    labels: Mapping[str, Text] = field(default_factory=dict)
    hub: Text = field(default_factory=dict)
    file: str = ""

    @cached_property
    def digest(self) -> str:
        """16 hex digits of the whole file, header and text: which wording of the question was answered."""
        return sha256(self.file.encode()).hexdigest()[:16]

    def heading(self, column: str, lang: str) -> str:
        """What stands above a column: its label, or what it is about up to the first stop."""
        label = self.labels.get(column) or {
            key: _STOP.split(text)[0] for key, text in self.columns[column].items()
        }
        return label.get(lang) or label.get("en", column)

    @property
    def is_part(self) -> bool:
        """Whether it is only a step of other questions."""
        return not self.path


def questions_folder() -> Path:
    """Return the folder of the questions that ship with coopgraph."""
    return Path(__file__).parent / "questions"


@cache
def load_questions(folder: Path | None = None) -> Mapping[str, Question]:
    """Return the questions of a folder (the shipped one by default), by name, sorted."""
    return MappingProxyType(_load(folder or questions_folder(), part=False))


@cache
def load_parts(folder: Path | None = None) -> Mapping[str, Question]:
    """Return the steps that questions are made of, by name, sorted."""
    return MappingProxyType(_load((folder or questions_folder()) / "parts", part=True))


def find_question(name: str, questions: Mapping[str, Question] | None = None) -> Question:
    """Return the question of a name; an unknown name is an error that names the nearest."""
    known = load_questions() if questions is None else questions
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}? " if near else ""
    hint_zh = f"是否要找 {near[0]!r}？" if near else ""
    raise UnknownQuestion(
        f"there is no question {name!r}",
        f"没有名为 {name!r} 的问题",
        remedy=f"{hint}the questions are: {', '.join(known)}",
        remedy_zh=f"{hint_zh}可用的问题：{'、'.join(known)}",
    )


def _load(folder: Path, *, part: bool) -> dict[str, Question]:
    return {path.stem: read_question(path, part=part) for path in sorted(folder.glob("*.cypher"))}


def read_question(path: Path, *, part: bool = False) -> Question:
    """Read one question file; a header that is not complete is an error of ours, with file and key."""
    return parse_question(path.stem, path.read_text("utf-8"), part=part)


def parse_question(name: str, file: str, *, part: bool = False) -> Question:
    """Read a question from the text of its file."""
    found = _HEADER.match(file)
    if found is None:
        raise _wrong(name, "the file does not begin with a block comment that holds its header")
    try:
        header = tomllib.loads(found[1])
    except tomllib.TOMLDecodeError as error:
        raise _wrong(name, f"its header is not TOML: {error}") from error
    if unknown := sorted(set(header) - _KEYS):
        raise _wrong(name, f"its header has unknown keys: {', '.join(unknown)}")
    if part == ("path" in header):
        raise _wrong(name, "a question has a path and a part has none")
    texts = ("about",) if part else ("title", "question")
    for key in texts:
        _both(name, key, header.get(key))
    if "hub" in header:
        _both(name, "hub", header["hub"])
    return Question(
        name=name,
        title=header.get("title", header.get("about", {})),
        question=header.get("question", header.get("about", {})),
        path=header.get("path", ""),
        text=found[2].strip(),
        params={key: _parameter(name, key, value) for key, value in header.get("params", {}).items()},
        columns={key: _column(name, key, value, part) for key, value in header.get("columns", {}).items()},
        fields={
            key: _field(name, key, value)
            for key, value in header.get("columns", {}).items()
            if "type" in value
        },
        evidence=_words(header.get("evidence", [])),
        first=_words(header.get("first", [])),
        labels={
            key: _label(name, key, value["label"])
            for key, value in header.get("columns", {}).items()
            if "label" in value
        },
        returns=_words(header.get("returns", list(header.get("columns", {})))),
        answer=header.get("answer", ""),
        hub=header.get("hub", {}),
        file=file,
    )


def _parameter(question: str, name: str, said: Mapping[str, Any]) -> Parameter:
    if unknown := sorted(set(said) - _PARAM_KEYS):
        raise _wrong(question, f"parameter {name} has unknown keys: {', '.join(unknown)}")
    if said.get("type") not in PARAMETER_TYPES:
        raise _wrong(question, f"parameter {name} needs a type: {', '.join(PARAMETER_TYPES)}")
    if said["type"] != "internal":
        _both(question, f"params.{name}.about", said.get("about"))
    if said["type"] == "choice" and not said.get("options"):
        raise _wrong(question, f"parameter {name} is a choice without options")
    return Parameter(
        name=name,
        type=said["type"],
        about=said.get("about", {}),
        default=said.get("default"),
        required="default" not in said,
        of=_words(said.get("of", [])),
        options=_words(said.get("options", [])),
        minimum=said.get("minimum"),
        maximum=said.get("maximum"),
        many=said.get("many", False),
        caps=said.get("caps", ""),
        each=said.get("each", ""),
        pattern=said.get("pattern", ""),
    )


def _column(question: str, name: str, said: Mapping[str, Any], part: bool) -> Text:
    if unknown := sorted(set(said) - _COLUMN_KEYS):
        raise _wrong(question, f"column {name} has unknown keys: {', '.join(unknown)}")
    if not part:
        _both(question, f"columns.{name}.about", said.get("about"))
    about: Text = said.get("about", {})
    return about


def _label(question: str, name: str, said: Text) -> Text:
    _both(question, f"columns.{name}.label", said)
    return said


def _field(question: str, name: str, said: Mapping[str, Any]) -> Field:
    if said["type"] not in FIELD_TYPES:
        raise _wrong(
            question, f"column {name} has the type {said['type']!r}; it may be: {', '.join(FIELD_TYPES)}"
        )
    return Field(said["type"], said.get("many", False), _words(said.get("options", [])))


def _words(said: Sequence[str] | str) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _both(question: str, key: str, text: object) -> None:
    if not isinstance(text, Mapping) or not text.get("zh") or not text.get("en"):
        raise _wrong(question, f"{key} must be given in zh and en")


def _wrong(name: str, what: str) -> GraphError:
    return GraphError(
        f"question {name}: {what}",
        f"问题文件 {name} 有误：{what}",
        where=f"graph/questions/{name}.cypher",
        remedy="correct the question file; the keys of a header are listed in graph/question.py",
        remedy_zh="请更正问题文件；文件头的各项见 graph/question.py",
    )
