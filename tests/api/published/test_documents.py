"""Every id answers, in every form that is offered; what leaves is what canon holds, though only the graph was asked."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pyarrow.parquet as pq
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from api.linked.document import FORMS, Document, document, written
from api.linked.dumping import dump
from api.linked.spelling import N_QUADS
from api.linked.undescribed import referred
from graph.ask import ask
from graph.connection import Connection
from graph.read import statements
from ontology.model import Model, shipped_folder
from ontology.terms import COOP, ID_BASE
from tests.api.http.serving import Served
from tests.api.http.test_problems import checked
from tests.ontology.oracle import shapes_graph
from tests.world.fixture import BuiltWorld

THING = "inst-own-fix-a"
READ = {
    "jsonld": ox.RdfFormat.JSON_LD,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def _things(world: BuiltWorld) -> list[str]:
    rows = pq.read_table(world.canon.folder / "statements.parquet", columns=["subject"]).column(0).to_pylist()
    return sorted(set(rows))


def _of_records(quads: list[ox.Quad]) -> set[ox.Quad]:
    return {quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}


@pytest.fixture(scope="module")
def documents(world_canon: BuiltWorld, world_graph: Connection, model: Model) -> dict[str, Document]:
    """A document of every thing, read from the graph alone: the statements at once, then where their records stand."""
    told: dict[str, list[dict[str, Any]]] = {}
    places: dict[str, dict[str, Any]] = {}
    stated = [row for table in statements(world_graph) for row in table.to_pylist()]
    names = sorted({row["record"] for row in stated})
    for begin in range(0, len(names), 500):
        answer = ask(world_graph, "records", {"records": names[begin : begin + 500]})
        places |= {row["record"]: row for row in answer.rows}
    for row in stated:
        told.setdefault(row["subject"], []).append({**places[row["record"]], **row})
    return {
        thing: document(rows, world_canon.canon.data_version, model) for thing, rows in sorted(told.items())
    }


def test_the_question_gives_the_same_rows(
    documents: dict[str, Document], world_graph: Connection, model: Model
) -> None:
    for thing in ("inst-own-fix-a", "agr-own-fix-e4", "country-iso-QM"):
        answer = ask(world_graph, "statements", {"thing": thing})
        one = document(answer.rows, str(answer.meta["data_version"]), model)
        assert sorted(one.statements) == sorted(documents[thing].statements)
        assert one.data_version == documents[thing].data_version
        assert one.sources == documents[thing].sources


def test_statements_through_graph_and_json_ld_are_the_same_quads(
    world_canon: BuiltWorld, documents: dict[str, Document], model: Model
) -> None:
    """The invariant: canon to Neo4j to JSON-LD to RDF loses and adds nothing, datatype, language and record included."""
    found: set[ox.Quad] = set()
    for told in documents.values():
        content = written(told, FORMS["jsonld"], model, ID_BASE)
        found |= _of_records(list(ox.parse(content, format=ox.RdfFormat.JSON_LD)))
    dumped = b"".join(bytes(piece) for piece in dump(world_canon.canon.folder, N_QUADS, model, ID_BASE))
    expected = _of_records(list(ox.parse(dumped, format=ox.RdfFormat.N_QUADS)))
    assert found == expected


def test_what_leaves_conforms_to_the_shapes(
    documents: dict[str, Document], world_canon: BuiltWorld, model: Model
) -> None:
    """What canon kept breaks no shape but those that it tells as conflicts and placeholders."""
    conflicts = pq.read_table(world_canon.canon.folder / "conflicts.parquet").to_pylist()
    contested = {row["subject"] for row in conflicts}
    whole = rdflib.Graph()
    for thing, told in documents.items():
        if thing not in contested:
            whole.parse(data=written(told, FORMS["ntriples"], model, ID_BASE), format="nt")
    shapes = shapes_graph(shipped_folder())
    _, report, _ = pyshacl.validate(
        whole, shacl_graph=shapes, ont_graph=shapes, inference="none", allow_warnings=True
    )
    known = set(_things(world_canon)) - contested
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    broken = []
    for result in report.objects(None, sh.result):
        value = report.value(result, sh.value)
        if str(value).removeprefix(ID_BASE) in known or not str(value).startswith(ID_BASE):
            broken.append((report.value(result, sh.focusNode), report.value(result, sh.resultPath), value))
    assert broken == []


@pytest.mark.parametrize("name", list(FORMS))
def test_every_form_says_the_same(alone: Served, name: str) -> None:
    form = FORMS[name]
    by_header = alone.get(f"/doc/{THING}", headers={"accept": form.media})
    assert by_header.status_code == 200, by_header.text
    assert by_header.headers["content-type"].startswith(form.media)
    by_suffix = alone.get(f"/doc/{THING}{form.suffix}", headers={"accept": "text/html"})
    assert by_suffix.content == by_header.content
    found = {(q.subject, q.predicate, q.object) for q in ox.parse(by_header.content, format=READ[name])}
    quads = list(ox.parse(alone.get(f"/doc/{THING}.nq").content, format=ox.RdfFormat.N_QUADS))
    expected = {(q.subject, q.predicate, q.object) for q in quads}
    derived = "http://www.w3.org/ns/prov#wasDerivedFrom"
    assert {one for one in found if one[1].value != derived} == expected
    assert form.graphs or any(one[1].value == derived for one in found)


def test_an_id_leads_to_its_document(alone: Served) -> None:
    found = alone.get(f"/id/{THING}", headers={"accept": "text/turtle"})
    assert (found.status_code, found.headers["location"]) == (303, f"/doc/{THING}")
    followed = alone.get(found.headers["location"], headers={"accept": "text/turtle"})
    assert followed.status_code == 200
    assert f"{COOP}" in followed.text or "coop:" in followed.text


MATRIX = [
    ("", "text/html"),
    ("*/*", "text/html"),
    ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ("text/turtle", "text/turtle"),
    ("text/*;q=0.5, text/turtle;q=0.9", "text/turtle"),
    ("application/*", "application/ld+json"),
    ("application/ld+json;q=0.3, application/n-quads;q=0.7", "application/n-quads"),
    ("text/turtle;q=0, application/ld+json;q=0.1", "application/ld+json"),
    ("application/json", "application/ld+json"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
    ("application/trig", "application/trig"),
    ("application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
    ("image/png, application/n-triples;q=0.2", "application/n-triples"),
    ("TEXT/TURTLE", "text/turtle"),
    ("text/html;q=0, */*;q=0.5", "application/ld+json"),
    ("text/html;q=0, application/ld+json;q=0, */*;q=0.5", "text/turtle"),
    ("text/turtle;q=0, application/x-turtle, application/trig;q=0.1", "application/trig"),
    ("text/*;q=0, application/rdf+xml;q=0.2, application/x-turtle;q=0.1", "application/rdf+xml"),
    ("application/x-turtle", "text/turtle"),
]


@pytest.mark.parametrize(("accept", "media"), MATRIX)
def test_negotiation(alone: Served, accept: str, media: str) -> None:
    found = alone.get(f"/doc/{THING}", headers={"accept": accept})
    assert found.status_code == 200
    assert found.headers["content-type"].startswith(media)
    assert "accept" in [one.strip().lower() for one in found.headers["vary"].split(",")]


def test_several_lines_of_what_is_accepted_are_one_list(alone: Served) -> None:
    lines = [
        ("accept", "image/png"),
        ("accept", "application/n-triples;q=0.4"),
        ("accept", "application/trig;q=0.6"),
    ]
    found = alone.client.request("GET", f"/doc/{THING}", headers=httpx.Headers(lines))
    assert found.headers["content-type"].startswith("application/trig")
    csv = [("accept", "application/json;q=0.1"), ("accept", "text/csv")]
    rows = alone.client.request("GET", f"/api/v1/things/{THING}", headers=httpx.Headers(csv))
    assert rows.headers["content-type"].startswith("text/csv")


def test_what_is_not_offered_is_refused_with_the_list(alone: Served) -> None:
    found = alone.get(f"/doc/{THING}", headers={"accept": "image/png"})
    checked(found, 406, "not-acceptable")
    assert "text/turtle" in found.json()["detail"]
    checked(alone.get(f"/doc/{THING}", headers={"accept": "*/*;q=0"}), 406, "not-acceptable")


@pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld", ".nq"])
def test_an_unknown_id_is_not_found(alone: Served, suffix: str) -> None:
    checked(alone.get(f"/doc/inst-own-nobody{suffix}", headers={"accept": "text/turtle"}), 404, "not-found")
    checked(alone.get(f"/doc/nothing{suffix}", headers={"accept": "text/turtle"}), 404, "not-found")
    assert alone.get("/id/nothing").status_code == 404


def test_head_etag_and_304(alone: Served) -> None:
    for path in (f"/doc/{THING}.ttl", f"/doc/{THING}.jsonld", f"/doc/{THING}.html"):
        found = alone.get(path)
        tag = found.headers["etag"]
        head = alone.client.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        again = alone.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        other = alone.get(path, headers={"if-none-match": '"other"'})
        assert other.status_code == 200


def test_an_id_that_gave_way_leads_to_the_one_that_stands(alone: Served, world_canon: BuiltWorld) -> None:
    redirects = pq.read_table(world_canon.canon.folder / "redirects.parquet").to_pylist()
    assert redirects
    for row in redirects:
        found = alone.get(f"/doc/{row['id']}", headers={"accept": "application/n-quads"})
        assert (found.status_code, found.headers["location"]) == (301, f"/doc/{row['canonical']}")
        assert found.headers["cache-control"] == "no-cache"  # a later load may divide them again
        suffixed = alone.get(f"/doc/{row['id']}.nq")
        assert suffixed.headers["location"] == f"/doc/{row['canonical']}.nq"
        there = alone.get(suffixed.headers["location"]).text
        assert f"<{COOP}statedAs> <{ID_BASE}{row['id']}>" in there


@pytest.mark.parametrize("name", list(FORMS))
def test_a_thing_that_others_only_refer_to_answers_with_who_does_so(
    alone: Served, world_canon: BuiltWorld, name: str
) -> None:
    held = pq.read_table(world_canon.canon.folder / "placeholders.parquet").to_pylist()
    rows = pq.read_table(world_canon.canon.folder / "statements.parquet").to_pylist()
    assert held
    for one in held[:3]:
        node = ox.NamedNode(ID_BASE + one["id"])
        referring = [row for row in rows if row["object"] == one["id"] and row["datatype"] == "id"]
        found = alone.get(f"/doc/{one['id']}{FORMS[name].suffix}")
        assert found.status_code == 200, found.text
        told = list(ox.parse(found.content, format=READ[name]))
        said = {(q.subject.value, q.predicate.value) for q in told if q.object == node}
        assert said == {(ID_BASE + row["subject"], COOP + row["predicate"]) for row in referring}
        if FORMS[name].graphs:
            records = {q.graph_name.value for q in told if isinstance(q.graph_name, ox.NamedNode)}
            assert records == {ID_BASE + row["record"] for row in referring}
        page = alone.get(f"/doc/{one['id']}", headers={"accept": "text/html"})
        assert page.status_code == 200


def test_a_thing_that_others_only_refer_to_has_its_name() -> None:
    row = {"thing": "proj-own-p", "predicate": "call", "records": ["rec-a-1", "rec-a-2"]}
    name = ox.Literal('Call <of> "2014"')
    for graphs, count in ((True, 3), (False, 2)):
        told = list(referred("call-own-c", name.value, [row], ID_BASE, graphs=graphs))
        assert len(told) == count
        assert [q.object for q in told if q.predicate.value.endswith("#label")] == [name]
    assert len(list(referred("call-own-c", "call-own-c", [row], ID_BASE, graphs=True))) == 2


def test_a_record_answers_with_what_it_states_and_where_it_stands(alone: Served) -> None:
    quads = list(ox.parse(alone.get(f"/doc/{THING}.nq").content, format=ox.RdfFormat.N_QUADS))
    record = next(q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode))
    name = record.removeprefix(ID_BASE)
    found = alone.get(f"/doc/{name}.trig")
    assert found.status_code == 200, found.text
    told = list(ox.parse(found.content, format=ox.RdfFormat.TRIG))
    assert {q for q in told if str(q.graph_name) == f"<{record}>"}
    said = {q.predicate.value for q in told if q.subject.value == record}
    assert {"http://www.w3.org/ns/prov#hadPrimarySource", f"{COOP}locator", f"{COOP}file"} <= said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_class_of_thing_has_a_page(alone: Served, world_canon: BuiltWorld, lang: str) -> None:
    rows = pq.read_table(world_canon.canon.folder / "statements.parquet").to_pylist()
    first: dict[str, str] = {}
    for row in rows:
        if row["predicate"] == "type":
            first.setdefault(row["object"], row["subject"])
    for kind, thing in sorted(first.items()):
        found = alone.get(f"/doc/{thing}", headers={"accept": "text/html", "accept-language": lang})
        assert found.status_code == 200, (kind, thing, found.text[:400])
        assert f'lang="{lang}"' in found.text
        assert "/records/" in found.text, (kind, thing)
        assert 'rel="alternate"; type="text/turtle"' in found.headers["link"]


def test_json_ld_is_plain_json_and_needs_no_other_address(alone: Served) -> None:
    told = json.loads(alone.get(f"/doc/{THING}.jsonld").content)
    nodes = [node for graph in told["@graph"] if "@graph" in graph for node in graph["@graph"]]
    node = next(one for one in nodes if one["id"] == THING)
    assert node["type"] == ["Institution"]
    assert set(node["name"]) <= {"zh", "en"}
    assert not isinstance(told["@context"], str)
    assert "@import" not in json.dumps(told)


def test_the_ontology_resolves_in_every_form(alone: Served, model: Model) -> None:
    page = alone.get("/ontology", headers={"accept": "text/html", "accept-language": "zh"})
    assert page.status_code == 200
    for name in (*model.classes, *model.properties):
        assert f'id="{name}"' in page.text, name
    assert "<svg" in page.text
    expected = None
    for media, form in (
        ("text/turtle", "turtle"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml", "rdfxml"),
    ):
        found = alone.get("/ontology", headers={"accept": media})
        assert found.headers["content-type"].startswith(media)
        count = len({q.predicate for q in ox.parse(found.content, format=READ[form])})
        assert count == (expected or count)
        expected = count
    version = alone.get(f"/ontology/{model.fingerprint}", headers={"accept": "text/turtle"})
    assert model.fingerprint in version.text
    checked(alone.get("/ontology/0000", headers={"accept": "text/turtle"}), 404, "not-found")
    checked(alone.get("/ontology", headers={"accept": "application/trig"}), 406, "not-acceptable")


def test_the_context_is_served_with_a_version(alone: Served, model: Model) -> None:
    found = alone.get(f"/context/{model.fingerprint}.jsonld")
    assert "immutable" in found.headers["cache-control"]
    assert {*model.classes, *model.properties} <= set(found.json()["@context"])
