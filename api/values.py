"""A value of an answer enters, with the column it stands in; what a person reads, in English or Chinese, leaves.

Codes are said in words: those of the catalogue first (`column.code` before `code`), then what reasons mean, then the
concepts and classes of the ontology, then the workflow's own. A value that is no code stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from api.dates import as_stated
from api.formats import cell
from api.words import catalogue, explained, word
from cases.workflow import load_workflow
from graph.presets import load_reasons
from ontology.model import default_model

# what holds one figure's worst and best case
_BOUNDS: Final = ("span", "active", "bounds")
_NAMES: Final = ("name_zh", "name_en", "label_zh", "label_en", "label")
_EMPTY: Final[tuple[object, ...]] = (None, "", [], {}, ())
# columns whose words are the sources' own or names for programs: nothing in them is a code of ours
_VERBATIM: Final = frozenset(
    {"datatype", "lang", "object", "source", "acronym", "names", "id"}
    | {"act", "act_from", "act_to", "act_fields", "act_needs", "can_do", "scopes", "reason_given"}
)


def told(value: object, lang: str, column: str = "") -> str:
    """Return a value as one line of text."""
    if isinstance(value, bool):
        return _flag(value, lang, column)
    if isinstance(value, str):
        return value if column in _VERBATIM else code(value, lang, column)
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, Mapping):
        return _mapping(value, lang, column)
    if isinstance(value, list | tuple):
        return _series(value, lang, column)
    return cell(value)


def lines(value: object, lang: str, column: str = "") -> list[str]:
    """Return a value as lines: a list of things has one for each."""
    if isinstance(value, list | tuple) and any(isinstance(one, Mapping | list | tuple) for one in value):
        return [_item(one, lang, column) for one in value]
    return [told(value, lang, column)]


def code(text: str, lang: str, column: str = "") -> str:
    """Return what a code means; a text that is no code is returned as it is."""
    for key in (f"{column}.{text}", text):
        if key in catalogue():
            return word(key, lang)
    if text in load_reasons():
        return load_reasons()[text].get(lang) or text
    return str(_names().get(text, {}).get(lang) or text)


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """Codes of the ontology's own schemes, names of its classes and properties, and codes of cases, with what each is called.

    A scheme with more entries than a person learns by heart holds subjects, whose numbers are not codes of answers.
    """
    model = default_model()
    found: dict[str, Mapping[str, str]] = dict(load_workflow().words)
    found |= {name: one.labels for name, one in model.properties.items()}
    found |= {name: one.labels for name, one in model.classes.items()}
    for _, concepts in sorted(model.concepts.items()):
        if len(concepts) <= 40:
            found |= {one.notation: one.labels for one in concepts.values() if one.notation}
    return found


def _flag(value: bool, lang: str, column: str) -> str:
    if column == "fictional":
        return word("fictional", lang) if value else ""
    return word("true" if value else "false", lang)


def _series(items: Sequence[Any], lang: str, column: str) -> str:
    numbers = [one for one in items if isinstance(one, int) and not isinstance(one, bool)]
    if items and len(numbers) == len(items):
        return _runs(sorted(numbers))
    return "; ".join(_item(one, lang, column) for one in items if one not in _EMPTY)


def _item(item: object, lang: str, column: str) -> str:
    """One of several: a list among them is one thing, told by its parts."""
    if isinstance(item, list | tuple):
        return " · ".join(told(one, lang, column) for one in item if one not in _EMPTY)
    return told(item, lang, column)


def _runs(numbers: Sequence[int]) -> str:
    """Years as stretches: 2004–2007, 2009."""
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in runs)


def _mapping(stated: Mapping[str, Any], lang: str, column: str) -> str:
    item = as_stated(stated)
    if "reason" in item and "state" not in item:
        return explained(item, lang)
    if "about" in item and "value" in item:
        # a number that judges, and whose it is
        clause = f" {item['clause']}" if item.get("clause") else ""
        whose = told(item["origin"], lang, "origin")
        return f"{told(item['value'], lang, column)} ({whose}{clause}): {item['about'].get(lang, '')}"
    name = _name(item, lang)
    parts = [
        (key, _part(key, part, lang))
        for key, part in item.items()
        if key not in _NAMES and part not in _EMPTY
    ]
    rest = [f"{_key(column, key, lang)}: {text}" for key, text in parts if text]
    return " · ".join([*([name] if name else []), *rest])


def _key(column: str, key: str, lang: str) -> str:
    named = next((one for one in (f"{column}.{key}", f"part.{key}") if one in catalogue()), key)
    return word(named, lang)


def _part(key: str, part: object, lang: str) -> str:
    if key in _BOUNDS and isinstance(part, list | tuple) and len(part) == 2:
        low, high = (word("unknown", lang) if one is None else told(one, lang, key) for one in part)
        return low if low == high else f"{low}–{high}"
    return told(part, lang, key)


def _name(item: Mapping[str, Any], lang: str) -> str:
    order = sorted(_NAMES, key=lambda one: not one.endswith(f"_{lang}"))
    return next((str(item[one]) for one in order if item.get(one)), "")
