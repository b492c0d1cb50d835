"""A canonical query enters, the sentence that says it leaves, in English or Chinese; and back.

`Foreign partners (partners): institution is inst-own-x, as of is 2015-06-30; where country is CN or DE, year is above 2019.`
A value that could be misread stands in quotes. The names of parameters and columns come from the catalogue of words;
one that has no entry stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from api.queries.query import KNOWN, OPERATORS, Clause, Query, make_query, scalar_text, shown_params
from api.words import catalogue, word
from graph.question import Question
from ontology.errors import BadParameter

_BARE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._~-]*[A-Za-z0-9_~-])?")
_LETTER: Final = re.compile(r"[A-Za-z0-9_]")
_QUOTED: Final = re.compile(r"“((?:[^”\\]|\\.)*)”", re.S)


@dataclass(frozen=True)
class _Marks:
    begin: str
    comma: str
    where: str
    either: str
    space: str
    stop: str


_MARKS: Final[Mapping[str, _Marks]] = {
    "en": _Marks(": ", ", ", "; where ", " or ", " ", "."),
    "zh": _Marks("：", "，", "；其中", "或", "", "。"),
}


def to_sentence(query: Query, question: Question, lang: str) -> str:
    """Return the query as one sentence."""
    marks = _MARKS[lang]
    params = [
        _said(name, "is", value if isinstance(value, tuple) else (value,), lang)
        for name, value in query.params
    ]
    clauses = [_said(one.field, one.operator, one.values, lang) for one in query.clauses]
    text = f"{question.title[lang]} ({question.name})"
    if params or clauses:
        text += marks.begin + marks.comma.join(params)
    if clauses:
        text += marks.where + marks.comma.join(clauses)
    return text + marks.stop


def _said(name: str, operator: str, values: Iterable[Any], lang: str) -> str:
    marks = _MARKS[lang]
    several = marks.either.join(_value(scalar_text(one)) for one in values)
    head = f"{named(name, lang)}{marks.space}{word(f'op_{operator}', lang)}"
    return f"{head}{marks.space}{several}" if several else head


def named(name: str, lang: str) -> str:
    """The name of a parameter or column as a sentence says it."""
    key = f"named_{name}"
    return word(key, lang) if key in catalogue() else name.replace("_", " ")


def _value(text: str) -> str:
    if _BARE.fullmatch(text) and text not in _operator_words():
        return text
    return "“" + re.sub(r"([”\\])", r"\\\1", text) + "”"


@cache
def _operator_words() -> frozenset[str]:
    """Words that a value must not be mistaken for: `is not` followed by nothing, or `is` followed by “not”."""
    return frozenset(part for one in OPERATORS for part in word(f"op_{one}", "en").split())


def from_sentence(text: str, questions: Mapping[str, Question], lang: str) -> Query:
    """Read a query back from its sentence."""
    marks = _MARKS[lang]
    head = re.match(r"[^()]* \((\w+)\)", text)
    if head is None or head[1] not in questions:
        raise _unread(text, 0)
    question = questions[head[1]]
    reader = _Reader(text, head.end(), marks, lang)
    params: dict[str, object] = {}
    clauses: list[Clause] = []
    if reader.takes(marks.begin):
        while not reader.at(marks.where) and not reader.at(marks.stop):
            name, _, values = reader.item(shown_params(question), ("is",))
            parameter = question.params[name]
            several = parameter.many or parameter.type == "countries"
            params[name] = list(values) if several else values[0]
            reader.takes(marks.comma)
    if reader.takes(marks.where):
        while not reader.at(marks.stop):
            clauses.append(Clause(*reader.item(question.fields, OPERATORS)))
            reader.takes(marks.comma)
    if not reader.takes(marks.stop) or reader.position != len(text):
        raise _unread(text, reader.position)
    return make_query(question, params, clauses)


@dataclass
class _Reader:
    text: str
    position: int
    marks: _Marks
    lang: str

    def at(self, mark: str) -> bool:
        return self.text.startswith(mark, self.position)

    def takes(self, mark: str) -> bool:
        if not self.at(mark):
            return False
        self.position += len(mark)
        return True

    def item(self, names: Iterable[str], operators: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
        """One name, what it is asked by, and its values."""
        name = self._longest({named(one, self.lang): one for one in names})
        self.takes(self.marks.space)
        operator = self._longest({word(f"op_{one}", self.lang): one for one in operators})
        if operator in KNOWN:
            return name, operator, ()
        self.takes(self.marks.space)
        values = [self._value()]
        while self.takes(self.marks.either):
            values.append(self._value())
        return name, operator, tuple(values)

    def _longest(self, phrases: Mapping[str, str]) -> str:
        for phrase in sorted(phrases, key=len, reverse=True):
            end = self.position + len(phrase)
            if self.at(phrase) and not (self.lang == "en" and _LETTER.match(self.text, end)):
                self.position = end
                return phrases[phrase]
        raise _unread(self.text, self.position)

    def _value(self) -> str:
        quoted = _QUOTED.match(self.text, self.position)
        if quoted is not None:
            self.position = quoted.end()
            return re.sub(r"\\(.)", r"\1", quoted[1], flags=re.S)
        bare = _BARE.match(self.text, self.position)
        if bare is None:
            raise _unread(self.text, self.position)
        self.position = bare.end()
        return bare[0]


def _unread(text: str, position: int) -> BadParameter:
    return BadParameter(
        f"the sentence cannot be read from {text[position : position + 40]!r} on",
        f"句子从 {text[position : position + 40]!r} 起无法读懂",
        remedy="take a sentence as an answer gives it in meta.query.sentence",
        remedy_zh="请使用回答中 meta.query.sentence 给出的句子",
    )
