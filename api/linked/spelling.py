"""The name of a syntax enters; what leaves says in SQL how a term, a literal and a run of rows are written in it.

Rows have `g` (the graph, '' = the default one), `s`, `p` and `o`, each spelled already. A run of rows that share a graph,
a subject or a predicate says it once; where a row begins something new it also closes what the one before it left open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ontology.sql import quoted
from ontology.terms import COOP, RDF, RDFS, XSD

PREFIXES: Final[Mapping[str, str]] = {
    "coop": COOP,
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}
TYPE_NAME: Final = "rdf:type"
# What no grammar of the N-Quads family allows inside quotes, and the control characters as the canonical form has them.
_NAMED: Final = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_ESCAPED: Final = {
    code: _NAMED.get(code, f"\\u{code:04X}") for code in (92, 34, *range(0x20), 0x7F)
}  # the backslash first
_UNSAFE: Final = r"""[\x00-\x1f"\\\x7f]"""


@dataclass(frozen=True)
class Syntax:
    """One way to write RDF."""

    name: str
    suffix: str
    media: str
    graphs: bool  # whether it can say which record states a triple
    grouped: bool  # whether rows must come graph by graph
    thing: Callable[[str, str], str]  # base address and SQL of a relative id → SQL of the term
    term: Callable[[str], str]  # SQL of a name of our own → SQL of the term
    address: Callable[[str], str]  # SQL of a full address → SQL of the term, as predicate or class
    link: Callable[[str], str]  # SQL of a full address → SQL of the term, as any other object
    name_of: Callable[[str], str]  # a prefixed name → the predicate as text
    typed: Callable[[str], str]  # a prefixed name → a class as text
    literal: Callable[[str, str, str], str]  # SQL of text, datatype and language → SQL of the literal
    piece: str  # SQL of one row's text
    heads: Callable[[str], str]  # base address → what comes first
    close_default: str  # what ends a run of rows of the default graph
    close_named: str
    between: str  # stands between two runs
    foot: str


def expanded(name: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """`prov:Entity` as a full address."""
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local


def _escaped(text: str) -> str:
    safe = text
    for code, written in _ESCAPED.items():
        safe = f"replace({safe}, chr({code}), {quoted(written)})"
    return f"CASE WHEN regexp_matches({text}, {quoted(_UNSAFE)}) THEN {safe} ELSE {text} END"


def _around(datatype_before: str, datatype_after: str) -> Callable[[str, str, str], str]:
    def literal(text: str, datatype: str, lang: str) -> str:
        return (
            f"concat('\"', {_escaped(text)}, CASE {datatype} WHEN 'string' THEN '\"' "
            f"WHEN 'langString' THEN concat('\"@', {lang}) "
            f"ELSE concat({quoted(datatype_before)}, {datatype}, {quoted(datatype_after)}) END)"
        )

    return literal


def _json_literal(text: str, datatype: str, lang: str) -> str:
    said = f"CAST(to_json({text}) AS VARCHAR)"
    return (
        f"CASE {datatype} WHEN 'string' THEN {said} "
        f"""WHEN 'langString' THEN concat('{{"@value":', {said}, ',"@language":"', {lang}, '"}}') """
        f"""ELSE concat('{{"@value":', {said}, ',"@type":"xsd:', {datatype}, '"}}') END"""
    )


def _full(base: str, identifier: str) -> str:
    return f"concat({quoted('<' + base)}, {identifier}, '>')"


def _relative(base: str, identifier: str) -> str:
    return f"concat('<', {identifier}, '>')" if base.endswith("/") else _full(base, identifier)


def _json_id(base: str, identifier: str) -> str:
    start = "" if base.endswith("/") else base
    return f"""concat({quoted('{"id":"' + start)}, {identifier}, '"}}')"""


def _turtle_heads(base: str) -> str:
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    return "\n".join([f"@base <{base}> .", *lines, "", ""])


def _json_heads(base: str) -> str:
    names = ",".join(f'"{name}":"{address}"' for name, address in PREFIXES.items())
    context = f'{{"@version":1.1,"@base":"{base}","@vocab":"{COOP}","id":"@id","type":"@type",{names}}}'
    return f'{{"@context":{context},"@graph":[\n'


_SAME_S: Final = "(g = lag(g) OVER () AND s = lag(s) OVER ())"
_SAME_P: Final = f"({_SAME_S} AND p = lag(p) OVER ())"
_SAME_G: Final = "(g = lag(g) OVER ())"
_FIRST: Final = "(lag(s) OVER () IS NULL)"

_N_QUADS: Final = "concat(s, ' ', p, ' ', o, CASE g WHEN '' THEN '' ELSE concat(' ', g) END, ' .\n')"
_TURTLE: Final = (
    f"CASE WHEN {_SAME_P} THEN concat(' , ', o) WHEN {_SAME_S} THEN concat(' ;\n  ', p, ' ', o) "
    f"WHEN {_FIRST} THEN concat(s, ' ', p, ' ', o) ELSE concat(' .\n', s, ' ', p, ' ', o) END"
)
_TRIG: Final = (
    f"CASE WHEN {_SAME_P} THEN concat(' , ', o) WHEN {_SAME_S} THEN concat(' ;\n  ', p, ' ', o) "
    f"WHEN {_SAME_G} THEN concat(' .\n', s, ' ', p, ' ', o) "
    f"ELSE concat(CASE WHEN {_FIRST} THEN '' WHEN lag(g) OVER () = '' THEN ' .\n' ELSE ' .\n}}\n' END, "
    "CASE g WHEN '' THEN '' ELSE concat(g, ' {\n') END, s, ' ', p, ' ', o) END"
)
# A node opens as `{"id":"…"` without its closing brace, a graph as `{"id":"…","@graph":[`.
_JSON: Final = (
    f"CASE WHEN {_SAME_P} THEN concat(',', o) WHEN {_SAME_S} THEN concat('],', p, ':[', o) "
    f"WHEN {_SAME_G} THEN concat(']}},\n', s[:-2], ',', p, ':[', o) "
    f"ELSE concat(CASE WHEN {_FIRST} THEN '' WHEN lag(g) OVER () = '' THEN ']}},\n' ELSE ']}}]}},\n' END, "
    "CASE g WHEN '' THEN '' ELSE concat(g[:-2], ',\"@graph\":[') END, s[:-2], ',', p, ':[', o) END"
)

N_QUADS: Final = Syntax(
    "nquads", ".nq", "application/n-quads", graphs=True, grouped=False,
    thing=_full,
    term=lambda name: f"concat({quoted('<' + COOP)}, {name}, '>')",
    address=lambda text: f"concat('<', {text}, '>')",
    link=lambda text: f"concat('<', {text}, '>')",
    name_of=lambda name: f"<{expanded(name)}>",
    typed=lambda name: f"<{expanded(name)}>",
    literal=_around(f'"^^<{XSD}', ">"),
    piece=_N_QUADS, heads=lambda _base: "", close_default="", close_named="", between="", foot="",
)  # fmt: skip
TURTLE: Final = Syntax(
    "turtle", ".ttl", "text/turtle", graphs=False, grouped=False,
    thing=_relative,
    term=lambda name: f"concat('coop:', {name})",
    address=lambda text: f"concat('<', {text}, '>')",
    link=lambda text: f"concat('<', {text}, '>')",
    name_of=lambda name: "a" if name == TYPE_NAME else name,
    typed=lambda name: name,
    literal=_around('"^^xsd:', ""),
    piece=_TURTLE, heads=_turtle_heads, close_default=" .\n", close_named=" .\n", between="", foot="",
)  # fmt: skip
TRIG: Final = Syntax(
    "trig", ".trig", "application/trig", graphs=True, grouped=True,
    thing=_relative,
    term=lambda name: f"concat('coop:', {name})",
    address=lambda text: f"concat('<', {text}, '>')",
    link=lambda text: f"concat('<', {text}, '>')",
    name_of=lambda name: "a" if name == TYPE_NAME else name,
    typed=lambda name: name,
    literal=_around('"^^xsd:', ""),
    piece=_TRIG, heads=_turtle_heads, close_default=" .\n", close_named=" .\n}\n",
    between="", foot="",
)  # fmt: skip
JSON_LD: Final = Syntax(
    "jsonld", ".jsonld", "application/ld+json", graphs=True, grouped=True,
    thing=_json_id,
    term=lambda name: f"""concat('"', {name}, '"')""",
    address=lambda text: f"""concat('"', {text}, '"')""",
    link=lambda text: f"""concat('{{"id":"', {text}, '"}}')""",
    name_of=lambda name: '"type"' if name == TYPE_NAME else f'"{name}"',
    typed=lambda name: f'"{name}"',
    literal=_json_literal,
    piece=_JSON, heads=_json_heads, close_default="]}", close_named="]}]}", between=",\n", foot="\n]}\n",
)  # fmt: skip
SYNTAXES: Final[Mapping[str, Syntax]] = {one.name: one for one in (N_QUADS, TRIG, TURTLE, JSON_LD)}
