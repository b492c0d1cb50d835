"""Codes, ids and names of answers enter; what a person reads, and where a thing's page is, leave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from api.pages.letters import shortened
from api.pages.view import path_of
from api.under import during, held, lower
from api.values import code as said
from api.words import explained
from graph.presets import load_reasons
from graph.question import Question, load_questions
from ontology.model import Model
from ontology.terms import is_id

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CONCEPT: Final = "concept"
_RECORD: Final = "record"
_PAIR: Final = "pair"
_ANY: Final = "show"  # the question that takes the id of any thing


@dataclass(frozen=True)
class Name:
    """A name in the reader's language, where there is one, and in the other."""

    main: str
    lang: str
    other: str = ""
    other_lang: str = ""


def name_of(row: Mapping[str, Any], lang: str) -> Name:
    """Return the names of a row, the reader's language first; without any, its label or its id."""
    both = {"zh": row.get("name_zh") or row.get("label_zh"), "en": row.get("name_en") or row.get("label_en")}
    held = [(str(both[key]), key) for key in ((lang, "en") if lang != "en" else ("en", "zh")) if both[key]]
    if not held and both["zh"]:
        held = [(str(both["zh"]), "zh")]
    if not held:
        label = next((str(row[key]) for key in ("label", "name", "id") if row.get(key)), "?")
        return Name(label, lang_of(label))
    other = held[1] if len(held) > 1 and held[1][0] != held[0][0] else ("", "")
    return Name(*held[0], *other)


def lang_of(text: str) -> str:
    """Return the language that a screen reader should speak a text in, as far as its script tells."""
    return "zh" if _HAN.search(text) else "en" if text.isascii() else "und"


@cache
def _paths() -> Mapping[str, Question]:
    """The question that is the page of a thing, by class: one id, of that class, is all that its address holds."""
    found: dict[str, Question] = {}
    for question in load_questions().values():
        names = re.findall(r"{(\w+)}", question.path)
        if len(names) == 1 and question.path.endswith("}") and question.params[names[0]].type == "id":
            for kind in question.params[names[0]].of:
                found.setdefault(kind, question)
    return found


@dataclass(frozen=True)
class Wording:
    """What the ontology calls things, in a language."""

    model: Model
    lang: str

    def term(self, scheme: str, code: object) -> str:
        """Return the label of a concept by its notation; a code that the list does not have stands for itself."""
        concept = self.model.concepts.get(scheme, {}).get(str(code))
        return concept.labels.get(self.lang, str(code)) if concept else said(str(code), self.lang, scheme)

    def concept(self, identifier: str) -> str:
        """Return the label of a concept by its id, as `concept-level-departmental`."""
        _, _, rest = identifier.partition("-")
        scheme, _, notation = rest.partition("-")
        return self.term(scheme, notation) if scheme in self.model.concepts else identifier

    def value(self, predicate: str, value: str, datatype: str) -> str:
        """Return a stated value as a person reads it."""
        if datatype == "class":
            return self.kind(value)
        known = self.model.properties.get(predicate)
        if known is not None and known.concept_scheme:
            return self.term(known.concept_scheme, value)
        if datatype == "id" and value.startswith(f"{_CONCEPT}-"):
            return self.concept(value)
        return value

    def property(self, predicate: str) -> str:
        """Return the name of a property."""
        known = self.model.properties.get(predicate)
        return known.labels.get(self.lang, predicate) if known else predicate

    def kind(self, name: str) -> str:
        """Return the name of a class."""
        known = self.model.classes.get(name)
        return known.labels.get(self.lang, name) if known else name

    def nearest(self, names: Sequence[str]) -> str:
        """Return the most special class among those of a thing."""
        known = [name for name in names if name in self.model.classes]
        return max(known, key=lambda name: (len(self.model.labels_of(name)), name), default="")

    def reason(self, code: object) -> str:
        """Return what a reason code means."""
        return load_reasons().get(str(code), {}).get(self.lang) or str(code).replace("_", " ")

    def merged(self, old: str) -> bool:
        """Whether what was asked for is an id, which leads on because it was merged; a code is only short for one."""
        return is_id(old)

    def during(self, state: str) -> str:
        """Return a state under a reading of clause 4.1 with the time that it is of."""
        return during(state, self.lang)

    def held(self, ground: Mapping[str, Any]) -> str:
        """Return whether an agreement held for a project, and whether it does on the day."""
        return held(ground, self.lang)

    def lower(self, ground: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return the agreements that a source names and that lead to the one of a ground."""
        return lower(ground)

    def told(self, item: Mapping[str, object], partner: str = "") -> str:
        """Return what an item of an answer says is unknown, and of which partner; `partner` is its name."""
        return explained(
            item, self.lang, {str(item.get("partner") or ""): shortened(partner, 60)} if partner else {}
        )

    def pair(self, one: str, other: str) -> str:
        """Return the address of the page of two organisations."""
        return path_of(load_questions()[_PAIR].path, one, other)

    def page(self, identifier: str) -> str:
        """Return the address of a thing's page by what its id begins with."""
        prefix = identifier.partition("-")[0]
        questions = load_questions()
        if prefix == "rec":
            return path_of(questions[_RECORD].path, identifier)
        found = self.model.by_prefix(prefix)
        for kind in self.model.labels_of(found.name) if found else ():
            if kind in _paths():
                return path_of(_paths()[kind].path, identifier)
        return path_of(questions[_ANY].path, identifier)
