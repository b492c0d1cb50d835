"""A column of a template enters; a strategy for (cell as typed, value that it must state) leaves."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from loaders.templates.sheets import Column
from ontology.model import Model, Property
from ontology.statements import LANG_STRING, REFERENCE
from ontology.terms import CONCEPT, mint
from tests.properties.dates import partial_dates

KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)
WORDS = st.text(st.sampled_from("abcXYZ 019.-“”\\é云海岭，'"), min_size=1, max_size=20).map(
    lambda text: f"t{' '.join(text.split())}t"
)
DATATYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


@dataclass(frozen=True)
class Typed:
    """What a person types into a cell, and the value that it states."""

    cell: str
    text: str
    datatype: str
    lang: str = ""


def cells(column: Column, model: Model) -> st.SearchStrategy[Typed] | None:
    """Strategy for one column, None where a made-up value cannot be a right one."""
    prop = column.prop
    if prop is None or prop.scheme:
        return None
    if prop.is_reference:
        return _references(prop, model)
    if prop.is_text:
        return WORDS.map(lambda text: Typed(text, text, LANG_STRING, column.lang))
    if prop.pattern or prop.allowed:
        return None
    return _literal(prop)


def _references(prop: Property, model: Model) -> st.SearchStrategy[Typed] | None:
    if CONCEPT in prop.classes:
        terms = model.concepts.get(prop.concept_scheme or "", {})
        pairs = [(form, found.id) for word, found in sorted(terms.items()) for form in (word, found.id)]
        return st.sampled_from(pairs).map(lambda pair: Typed(*pair, REFERENCE)) if pairs else None
    kinds = sorted(
        (kind for target in prop.classes for kind in model.concrete(target) if kind.key_scheme == "own"),
        key=lambda kind: kind.name,
    )
    if not kinds:
        return None
    return st.tuples(st.sampled_from(kinds), KEYS).map(
        lambda pair: Typed(
            f"{pair[0].prefix}:{pair[1]}", mint(pair[0].prefix or "", pair[0].key_scheme, pair[1]), REFERENCE
        )
    )


def _literal(prop: Property) -> st.SearchStrategy[Typed] | None:
    kind = prop.datatypes[0]
    if prop.is_date:
        return partial_dates().map(lambda text: Typed(text, text, DATATYPES[len(text)]))
    if kind == "boolean":
        pairs = [
            ("yes", "true"),
            ("no", "false"),
            ("是", "true"),
            ("否", "false"),
            ("true", "true"),
            ("0", "false"),
        ]
        return st.sampled_from(pairs).map(lambda pair: Typed(*pair, kind))
    if kind == "integer":
        return st.integers(0, 10**6).map(lambda number: Typed(str(number), str(number), kind))
    if kind == "decimal":
        return st.tuples(st.integers(0, 80), st.integers(1, 9), st.sampled_from(".,")).map(
            lambda parts: Typed(f"{parts[0]}{parts[2]}{parts[1]}0", f"{parts[0]}.{parts[1]}", kind)
        )
    if kind == "anyURI":
        return KEYS.map(
            lambda key: Typed(f"https://{key}.invalid/{key}", f"https://{key}.invalid/{key}", kind)
        )
    if kind == "string":
        return WORDS.map(lambda text: Typed(text, text, kind))
    return None
