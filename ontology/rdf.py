"""Statements enter, RDF leaves (N-Quads, or a graph in memory), and the other way round.

A statement's record is the name of its quad's graph. A thing that a record knew under another id keeps
that id in a quad of the same graph (`statedAs`), so that who said what of which id survives out and back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import rdflib

from ontology.addresses import check_base
from ontology.errors import SourceError, UsageError
from ontology.statements import CLASS, LANG_STRING, REFERENCE, TYPE, Statement
from ontology.terms import COOP, ID_BASE, RDF, XSD, is_id

STATED_AS: Final = "statedAs"
_A = f"<{RDF}type>"
# What the grammar of N-Quads does not allow inside quotes, and the other control characters as its canonical
# form has them; anything else may stand as it is.
_ESCAPES: Final = str.maketrans(
    {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
    | {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
)
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


def n_quads(statements: Iterable[Statement], base: str = ID_BASE) -> Iterator[str]:
    """One line of N-Quads a statement, in the order given, each ended by a line feed."""
    check_base(base)
    told: set[tuple[str, str, str]] = set()
    for said in statements:
        graph = f" <{base}{said.record}>" if said.record else ""
        subject = f"<{base}{said.subject}>"
        if said.stated_subject not in ("", said.subject):
            alias = (said.subject, said.stated_subject, said.record)
            if alias not in told:
                told.add(alias)
                yield f"{subject} <{COOP}{STATED_AS}> <{base}{said.stated_subject}>{graph} .\n"
        predicate = _A if said.predicate == TYPE else f"<{COOP}{said.predicate}>"
        yield f"{subject} {predicate} {_object(said, base)}{graph} .\n"


def _object(said: Statement, base: str) -> str:
    if said.datatype == CLASS:
        return f"<{COOP}{said.object}>"
    if said.datatype == REFERENCE:
        return f"<{base}{said.object}>"
    text = said.object.translate(_ESCAPES)
    if said.datatype == LANG_STRING:
        if not _LANGUAGE.fullmatch(said.lang):
            raise UsageError(
                f"{said.lang!r} of {said.subject} {said.predicate} is no language tag",
                f"{said.subject} {said.predicate} 的“{said.lang}”不是语言标签",
                remedy="statements with text need a language such as zh or en",
                remedy_zh="文本陈述须带语言标签，如 zh 或 en",
            )
        return f'"{text}"@{said.lang}'
    return f'"{text}"' if said.datatype == "string" else f'"{text}"^^<{XSD}{said.datatype}>'


def read_n_quads(source: Path | bytes, base: str = ID_BASE) -> Iterator[Statement]:
    """The statements of N-Quads that `n_quads` wrote with the same base; only aliases are held in memory."""
    check_base(base)
    aliases: dict[tuple[str, str], str] = {}
    for quad in _parse(source, ox.RdfFormat.N_QUADS):
        if quad.predicate.value == COOP + STATED_AS:
            record = _graph_id(quad, base)
            aliases[_id(quad.subject, base, quad), record] = _id(quad.object, base, quad)
    for quad in _parse(source, ox.RdfFormat.N_QUADS):
        if quad.predicate.value != COOP + STATED_AS:
            yield _statement(quad, base, aliases)


def read_turtle(source: Path | bytes, base: str = ID_BASE) -> Iterator[Statement]:
    """The statements of a Turtle file about things of our own, without records."""
    check_base(base)
    for quad in _parse(source, ox.RdfFormat.TURTLE):
        yield _statement(quad, base, {})


def _parse(source: Path | bytes, form: ox.RdfFormat) -> Iterator[ox.Quad]:
    file = source.name if isinstance(source, Path) else ""
    try:
        if isinstance(source, Path):
            yield from ox.parse(path=source, format=form)
        else:
            yield from ox.parse(source, format=form)
    except SyntaxError as error:
        raise SourceError(
            f"not valid RDF: {error.msg}",
            f"不是合法的 RDF：{error.msg}",
            file=file,
            line=error.lineno or 0,
            remedy="correct the file at that line",
            remedy_zh="请改正文件的该行",
        ) from error


def _statement(quad: ox.Quad, base: str, aliases: Mapping[tuple[str, str], str]) -> Statement:
    subject, record = _id(quad.subject, base, quad), _graph_id(quad, base)
    predicate, obj = quad.predicate.value, quad.object
    stated = aliases.get((subject, record), subject)
    if predicate == RDF + "type":
        name, datatype, value, lang = TYPE, CLASS, _local(obj, COOP, quad), ""
    elif isinstance(obj, ox.Literal):
        name, value, lang = (
            _local(quad.predicate, COOP, quad),
            obj.value,
            written_language(obj.language or ""),
        )
        datatype = LANG_STRING if lang else _local(obj.datatype, XSD, quad)
    else:
        name, datatype, value, lang = _local(quad.predicate, COOP, quad), REFERENCE, _id(obj, base, quad), ""
    return Statement(subject, name, value, datatype, lang, record, stated)


def written_language(tag: str) -> str:
    """A language tag in the customary letters (`zh-hant-tw` → `zh-Hant-TW`), which parsers do not keep."""
    first, *rest = tag.split("-")
    cased = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest
    ]
    return "-".join([first.lower(), *cased])


def _graph_id(quad: ox.Quad, base: str) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else _id(quad.graph_name, base, quad)


def _id(node: object, base: str, quad: ox.Quad) -> str:
    identifier = _local(node, base, quad)
    if not is_id(identifier):
        raise _foreign(quad, identifier)
    return identifier


def _local(node: object, space: str, quad: ox.Quad) -> str:
    if not isinstance(node, ox.NamedNode) or not node.value.startswith(space):
        raise _foreign(quad, str(node))
    return node.value[len(space) :]


def _foreign(quad: ox.Quad, value: str) -> SourceError:
    return SourceError(
        f"{value} is none of ours, in: {quad}",
        f"{value} 不属于本体系，见：{quad}",
        value=value,
        remedy="give the base address with which the file was written",
        remedy_zh="请给出写出该文件时所用的基础地址",
    )


def rdf_graph(statements: Iterable[Statement], base: str = ID_BASE) -> rdflib.Graph:
    """The statements as one rdflib graph without records, lexical forms untouched."""
    graph = rdflib.Graph()
    add_to(graph, statements, base)
    return graph


def add_to(graph: rdflib.Graph, statements: Iterable[Statement], base: str = ID_BASE) -> None:
    """Adds statements to an rdflib graph."""
    check_base(base)
    for said in statements:
        predicate = rdflib.URIRef(RDF + "type" if said.predicate == TYPE else COOP + said.predicate)
        graph.add((rdflib.URIRef(base + said.subject), predicate, _term(said, base)))


def _term(said: Statement, base: str) -> rdflib.URIRef | rdflib.Literal:
    if said.datatype == CLASS:
        return rdflib.URIRef(COOP + said.object)
    if said.datatype == REFERENCE:
        return rdflib.URIRef(base + said.object)
    if said.datatype == LANG_STRING:
        return rdflib.Literal(said.object, lang=said.lang)
    if said.datatype == "string":
        return rdflib.Literal(said.object)  # as rdflib's own parsers give it
    # Without normalising, so that the oracle sees what the statement holds.
    return rdflib.Literal(said.object, datatype=rdflib.URIRef(XSD + said.datatype), normalize=False)
