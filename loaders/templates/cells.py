"""One cell's text and its column enter, the values it states leave; what is wrong with it is raised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.cleaners import BLANKS, BY_DATATYPE, CLEANERS, Refused
from loaders.templates.headers import plain
from loaders.templates.references import References
from loaders.templates.sheets import Column
from ontology.model import Property
from ontology.statements import LANG_STRING, REFERENCE

_SPLIT = re.compile(r"(?<!\\)[;；]")


@dataclass(frozen=True)
class Value:
    """One value of a statement: object, datatype, lang."""

    text: str
    datatype: str
    lang: str = ""


def parts(text: str, prop: Property) -> Iterator[str]:
    """The single values of a cell; text with a language is never split, `\\;` is a real semicolon."""
    if prop.max_count == 1 or prop.is_text:
        yield text.strip(BLANKS)
        return
    for part in _SPLIT.split(text):
        value = part.replace("\\;", ";").replace("\\；", "；").strip(BLANKS)
        if value:
            yield value


def read_value(text: str, column: Column, references: References) -> Value:
    """The value that one part of a cell states."""
    prop = column.prop
    if prop is None:
        raise ValueError(f"{column.name} is a column of the frame and states no property")
    if prop.is_reference:
        return Value(references.target_id(text, prop), REFERENCE)
    if prop.is_text:
        lexical, _ = CLEANERS["text"](text)
        return Value(lexical, LANG_STRING, column.lang)
    lexical, datatype = CLEANERS[cleaner_of(prop)](text)
    return checked(Value(lexical, datatype), prop)


def cleaner_of(prop: Property) -> str:
    """The cleaner of a literal property: by identifier scheme where it has one, else by datatype."""
    if prop.scheme and prop.scheme in CLEANERS:
        return prop.scheme
    return BY_DATATYPE[prop.datatypes[0]]


def checked(value: Value, prop: Property) -> Value:
    """The value, where the property's own rules (pattern, allowed values) let it stand."""
    if prop.pattern and re.search(prop.pattern, value.text) is None:
        raise Refused(
            f"{value.text!r} does not have the form {prop.pattern}",
            f"“{value.text}”不符合格式 {prop.pattern}",
            prop.comments.get("en", "") or f"write it in the form {prop.pattern}",
            prop.comments.get("zh", "") or f"请按格式 {prop.pattern} 填写",
        )
    if prop.allowed and value.text not in prop.allowed:
        raise Refused(
            f"{value.text!r} is not one of the allowed values",
            f"“{value.text}”不在允许值之列",
            f"write one of: {', '.join(prop.allowed)}",
            f"请填写以下之一：{'、'.join(prop.allowed)}",
        )
    return value


def frame_text(text: str, name: str) -> str:
    """The cleaned text of source_url, seen_on or source_quality."""
    if name == "seen_on":
        return CLEANERS["date"](text)[0]
    if name == "source_url":
        return CLEANERS["url"](text)[0]
    return plain(text)
