"""W3C's SPARQL 1.1 suite on our worker, gate and all: query evaluation, result formats, syntax; updates and SERVICE refused."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.query import Result

from api.linked.gate import RefusedError, check
from api.linked.sparql_worker import answered
from tests.conformance.originals import Entry, entries, folder

pytestmark = pytest.mark.conformance
EVALUATED = (
    "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions", "grouping", "json-res",
    "negation", "project-expression", "property-path", "subquery",
)  # fmt: skip
RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_FROM = re.compile(r"^\s*FROM\b", re.I | re.M)
UPDATES = ("add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert", "delete-where", "drop", "move",
           "update-silent")  # fmt: skip
# Where the engine's answer is another one, and why; each is in docs/conformance.md.
OTHERWISE = {
    "aggregates:agg-groupconcat-04": "Oxigraph keeps the language that all parts share, as SPARQL 1.2 does",
    "aggregates:agg-groupconcat-06": "Oxigraph keeps the language that all parts share, as SPARQL 1.2 does",
    "aggregates:agg-empty-group-count-graph": "Oxigraph leaves ?g of GRAPH ?g unbound around a subquery that does not name it",
    "bindings:graph": "Oxigraph leaves ?g of GRAPH ?g unbound around VALUES",
    "csv-tsv-res:tsv03": "Oxigraph stores xsd:negativeInteger as xsd:integer; no class of ours uses it",
    "negation:graph-minus": "Oxigraph counts the variable of the GRAPH around it when it compares the sides of MINUS",
    **dict.fromkeys(
        (f"property-path:zero_or_{many}_set_{side}" for many in ("one", "more") for side in ("start", "end")),
        "Oxigraph gives a path of length zero no node that is not in the data",
    ),
}
FORMS = {".srx": "xml", ".srj": "json", ".tsv": "tsv", ".csv": "csv"}


def _suite() -> Path:
    return folder("rdf-tests") / "sparql" / "sparql11"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test an entry; where the folder is missing, one that says so."""
    wanted = {
        "evaluated": lambda: [one for name in EVALUATED for one in entries(_suite() / name / "manifest.ttl")],
        "spelled": lambda: list(entries(_suite() / "syntax-query" / "manifest.ttl")),
        "updating": lambda: [one for name in UPDATES for one in entries(_suite() / name / "manifest.ttl")],
        "serving": lambda: list(entries(_suite() / "service" / "manifest.ttl")),
    }
    for name, read in wanted.items():
        if name in metafunc.fixturenames:
            try:
                found: list[Entry | None] = list(read())
            except AssertionError:
                found = [None]
            metafunc.parametrize(name, [_param(one) for one in found])


def _param(one: Entry | None) -> Any:
    name = f"{one.section}:{one.name}" if one else "missing"
    marks = [pytest.mark.xfail(reason=OTHERWISE[name], strict=True)] if name in OTHERWISE else []
    return pytest.param(one, id=name, marks=marks)


def _store(one: Entry) -> ox.Store:
    store = ox.Store()
    for path in (*one.data, *one.graphs):
        form = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}[
            path.suffix
        ]
        store.load(path=path, format=form, base_iri=path.as_uri(), to_graph=ox.NamedNode(path.as_uri()))
    return store


def _asked(one: Entry, form: str) -> tuple[dict[str, Any], bytes]:
    query = one.query.read_text("utf-8")
    said = _FROM.search(query) is not None  # then the query names its graphs itself
    asked = {
        "query": query, "base": one.query.as_uri(), "default": [] if said else [path.as_uri() for path in one.data if _full(path)],
        "named": [] if said else [path.as_uri() for path in one.graphs if _full(path)], "table": form, "graph": "ntriples",
    }  # fmt: skip
    return answered(_store(one), asked, 10_000_000)


def _full(path: Path) -> bool:
    """A graph without triples is not in a store, so it cannot be named; leaving it out means the same."""
    return bool(len(rdflib.Graph().parse(path, publicID=path.as_uri())))


def test_queries_have_the_answers_of_the_suite(evaluated: Entry | None) -> None:
    assert evaluated is not None, "set CONFORMANCE_DIR"
    one = evaluated
    if "Syntax" in one.kind:
        _spelled(one)
        return
    assert one.result is not None
    form = FORMS.get(one.result.suffix, "json")
    told, body = _asked(one, form)
    assert told["status"] == "ok", told
    if one.result.suffix == ".csv":
        assert _cells(body) == _cells(one.result.read_bytes())
    elif one.result.suffix in FORMS:
        assert _rows(body, form) == _rows(one.result.read_bytes(), form)
    elif told["form"] == "ntriples":
        wanted = rdflib.Graph().parse(one.result, publicID=one.result.as_uri())
        assert isomorphic(rdflib.Graph().parse(data=body.decode(), format="nt"), wanted)
    else:
        assert Counter(_plain(row) for row in _solutions(one.result)) == Counter(
            _plain(row) for row in Result.parse(io.BytesIO(body), format="json").bindings
        )


def _solutions(path: Path) -> list[dict[str, Any]]:
    """The rows of a result written as RDF."""
    graph = rdflib.Graph().parse(path, publicID=path.as_uri())
    return [
        {
            str(graph.value(one, RS.variable)): graph.value(one, RS.value)
            for one in graph.objects(row, RS.binding)
        }
        for row in graph.objects(None, RS.solution)
    ]


def _rows(body: bytes, form: str) -> object:
    """Rows as a bag; a blank node is known by nothing but that it is one, a number by its value."""
    found: Any = ox.parse_query_results(
        body,
        format={
            "xml": ox.QueryResultsFormat.XML,
            "json": ox.QueryResultsFormat.JSON,
            "tsv": ox.QueryResultsFormat.TSV,
        }[form],
    )
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [name.value for name in found.variables]
    return Counter(
        tuple(sorted((name, _value(row[at])) for at, name in enumerate(names) if row[at] is not None))
        for row in found
    )


def _value(node: Any) -> str:
    if isinstance(node, ox.BlankNode):
        return "_:b"
    if isinstance(node, ox.Literal):
        parsed = rdflib.Literal(
            node.value, lang=node.language, datatype=None if node.language else node.datatype.value
        )
        if isinstance(parsed.value, int | float) or parsed.datatype == rdflib.XSD.decimal:
            return f"{parsed.datatype} {float(parsed.value):.9g}" if parsed.value is not None else str(node)
    return str(node)


def _plain(row: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            (str(name), "_:b" if isinstance(value, rdflib.BNode) else value.n3())
            for name, value in row.items()
        )
    )


def _cells(body: bytes) -> Counter[tuple[tuple[str, str], ...]]:
    """Rows as a bag; of `SELECT *` the order of columns is not said."""
    rows = csv.DictReader(io.StringIO(body.decode("utf-8"), newline=""))
    return Counter(
        tuple(sorted((name, "_:b" if cell.startswith("_:") else _number(cell)) for name, cell in row.items()))
        for row in rows
    )


def _number(cell: str) -> str:
    try:
        return f"{float(cell):.9g}"
    except ValueError:
        return cell


def _spelled(one: Entry) -> None:
    """The gate reads it first, then the engine: what either does not take is refused."""
    asked = {
        "query": one.query.read_text("utf-8"), "base": "https://coopgraph.example/sparql", "default": [], "named": [],
        "table": "json", "graph": "ntriples",
    }  # fmt: skip
    told, _ = answered(ox.Store(), asked, 10_000_000)
    positive = "Positive" in one.kind
    assert (told["status"] == "ok") is positive or (positive and _decided(told["what"])), told


def _decided(what: str) -> bool:
    """Whether it was read, and is not run by decision."""
    return any(word in what for word in ("SERVICE", "custom function", "there is no graph"))


def test_what_is_written_right_is_read_and_what_is_not_is_refused(spelled: Entry | None) -> None:
    assert spelled is not None, "set CONFORMANCE_DIR"
    _spelled(spelled)


def test_every_update_of_the_suite_is_refused(updating: Entry | None) -> None:
    assert updating is not None, "set CONFORMANCE_DIR"
    with pytest.raises(RefusedError) as refused:
        check(updating.query.read_text("utf-8"), lambda _graph: True)
    assert refused.value.kind == "refused-query"


def test_every_federated_query_of_the_suite_is_refused(serving: Entry | None) -> None:
    assert serving is not None, "set CONFORMANCE_DIR"
    with pytest.raises(RefusedError) as refused:
        check(serving.query.read_text("utf-8"), lambda _graph: True)
    assert refused.value.kind == "refused-query"
