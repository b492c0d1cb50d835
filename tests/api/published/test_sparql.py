"""SPARQL answers what is in the snapshot, in every form, and refuses whatever would reach out, change or run away."""

from __future__ import annotations

import asyncio
import csv
import io
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from api.app import Silent, make_app
from api.errors import Refusal
from api.linked.gate import RefusedError, check
from api.linked.queries import examples
from api.linked.snapshot import build, place
from api.linked.sparql_worker import answered
from api.pages.routes import pages
from api.published.sparql import Snapshots, Sparql, sparql_router
from api.published.workers import Limits, Workers
from api.settings import read_settings
from graph.question import load_questions
from ontology.errors import TimedOut
from ontology.terms import COOP, ID_BASE
from tests.api.canary import Canary, canary
from tests.api.http.serving import Served
from tests.api.http.test_problems import checked
from tests.api.published.conftest import ALL
from tests.world.fixture import BuiltWorld

__all__ = ["canary"]

ROOT = Path(__file__).resolve().parents[3]
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?i) }"
GREEDY = "SELECT DISTINCT ?a ?b ?d ?e WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?e"


def test_a_snapshot_is_of_one_address_of_ids(world_canon: BuiltWorld, store: Path) -> None:
    """Whoever changes COOPGRAPH_BASE gets the ids that the dumps have; an erasure finds both by the version."""
    version, other = world_canon.canon.data_version, "https://example.org/things/"
    assert place(world_canon.home, version, ID_BASE) == store
    there = build(world_canon.home, version, other)
    assert there != store
    assert version in there.name
    found = next(iter(ox.Store.read_only(str(there)).quads_for_pattern(None, None, None)))
    assert found.subject.value.startswith(other)  # type: ignore[union-attr]
    shutil.rmtree(there)


def test_every_form_of_request_gets_the_same_answer(endpoint: Served, world_canon: BuiltWorld) -> None:
    rows = pq.read_table(world_canon.canon.folder / "statements.parquet").to_pylist()
    distinct = {tuple(v for k, v in row.items() if k != "stated_subject") for row in rows}
    aliases = {
        (row["subject"], row["stated_subject"], row["record"])
        for row in rows
        if row["subject"] != row["stated_subject"]
    }
    answers = [
        endpoint.get("/sparql", params={"query": ALL}),
        endpoint.client.post("/sparql", data={"query": ALL}),
        endpoint.client.post("/sparql", content=ALL, headers={"content-type": "application/sparql-query"}),
    ]
    for found in answers:
        assert found.status_code == 200, found.text
        assert found.headers["content-type"] == "application/sparql-results+json"
        assert int(found.json()["results"]["bindings"][0]["n"]["value"]) == len(distinct) + len(aliases)


@pytest.mark.parametrize(
    ("accept", "media"),
    [("", "application/sparql-results+json"), ("application/sparql-results+xml", "application/sparql-results+xml"),
     ("text/csv", "text/csv"), ("text/tab-separated-values", "text/tab-separated-values"),
     ("application/sparql-results+json;q=0.2, text/csv;q=0.8", "text/csv")],
)  # fmt: skip
def test_forms_of_tables(endpoint: Served, accept: str, media: str) -> None:
    found = endpoint.get(
        "/sparql",
        params={
            "query": "SELECT ?s WHERE { ?s a coop:Agreement } LIMIT 3".replace(
                "coop:Agreement", f"<{COOP}Agreement>"
            )
        },
        headers={"accept": accept},
    )
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith(media)


@pytest.mark.parametrize(
    "media",
    [
        "text/turtle",
        "application/n-triples",
        "application/ld+json",
        "application/rdf+xml",
        "application/trig",
    ],
)
def test_forms_of_graphs(endpoint: Served, media: str) -> None:
    query = f"CONSTRUCT {{ ?s a <{COOP}Agreement> }} WHERE {{ ?s a <{COOP}Agreement> }}"
    found = endpoint.get("/sparql", params={"query": query}, headers={"accept": media})
    assert found.headers["content-type"].startswith(media)
    assert list(ox.parse(found.content, format=ox.RdfFormat.from_media_type(media)))


def test_records_are_graphs_and_can_be_named(endpoint: Served) -> None:
    one = endpoint.get(
        "/sparql", params={"query": "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g LIMIT 1"}
    )
    graph = one.json()["results"]["bindings"][0]["g"]["value"]
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    inside = endpoint.get(
        "/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) FROM <{graph}> WHERE {{ ?s ?p ?o }}"}
    ).json()
    named = endpoint.get("/sparql", params={"query": count, "default-graph-uri": graph}).json()
    whole = endpoint.get("/sparql", params={"query": count}).json()
    numbers = [int(told["results"]["bindings"][0]["n"]["value"]) for told in (inside, named, whole)]
    assert 0 < numbers[0] == numbers[1] < numbers[2]


REFUSED = [
    "SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * WHERE { ?s ?p ?o . { SELECT ?x WHERE { SERVICE ?x { ?a ?b ?c } } } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * FROM <URL> WHERE { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "LOAD <URL>",
    "LOAD <URL> INTO GRAPH <URL>",
    "INSERT DATA { <URL> <URL> <URL> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DROP ALL",
]


@pytest.mark.parametrize("query", REFUSED)
def test_what_reaches_out_or_changes_is_refused_with_the_reason(
    endpoint: Served, canary: Canary, query: str
) -> None:
    found = endpoint.get("/sparql", params={"query": query.replace("URL", canary.url)})
    checked(found, 403, "refused-query")
    told = found.json()["languages"]
    assert told["en"]["detail"] != told["en"]["title"]
    assert told["zh"]["detail"]
    posted = endpoint.client.post("/sparql", data={"update": query.replace("URL", canary.url)})
    checked(posted, 403, "refused-query")
    assert canary.hits == 0


@pytest.mark.parametrize("query", REFUSED[:7])
def test_with_the_gate_off_the_worker_reaches_nobody(store: Path, canary: Canary, query: str) -> None:
    asked = {
        "query": query.replace("URL", canary.url),
        "default": [],
        "named": [],
        "table": "json",
        "graph": "turtle",
    }
    run = subprocess.run(
        [sys.executable, "-m", "api.linked.sparql_worker", str(store), "1024", "1000000", "--without-gate"],
        input=orjson.dumps(asked) + b"\n", capture_output=True, timeout=60, check=False, cwd=ROOT,
    )  # fmt: skip
    told = orjson.loads(run.stdout.splitlines()[1])
    assert told["status"] in ("ok", "too-large", "refused-query", "bad-query"), told
    assert canary.hits == 0


def test_the_canary_sings_where_nothing_holds_the_query_back(store: Path, canary: Canary) -> None:
    """Otherwise the tests above would prove nothing."""
    with pytest.raises((OSError, RuntimeError, ValueError)):
        list(
            ox.Store.read_only(str(store)).query(
                f"SELECT * WHERE {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }}"
            )
        )  # type: ignore[arg-type]
    assert canary.hits > 0


def test_a_runaway_is_ended_and_others_go_on(endpoint: Served) -> None:
    with ThreadPoolExecutor(1) as several:
        late = several.submit(endpoint.get, "/sparql", params={"query": RUNAWAY})
        time.sleep(0.3)
        assert endpoint.get("/sparql", params={"query": ALL}).status_code == 200
        assert not late.done()  # the other was answered while this one ran
        found = late.result()
    checked(found, 504, "timed-out")
    assert endpoint.get("/sparql", params={"query": ALL}).status_code == 200


def test_a_worker_is_dead_soon_after_its_limit(store: Path) -> None:
    async def ended() -> tuple[float, int | None]:
        workers = Workers(Limits(1.0, 1024, 100_000, 1))
        asked = {"query": ALL, "default": [], "named": [], "table": "json", "graph": "turtle"}
        await workers.ask(store, asked)  # it is up now
        process = workers._idle[0].process
        begun = time.monotonic()
        with pytest.raises(TimedOut):
            await workers.ask(store, {**asked, "query": RUNAWAY})
        return time.monotonic() - begun, process.returncode

    took, code = asyncio.run(ended())
    assert took < 15.0  # the query itself would never end; a busy machine is granted its time
    assert code == -9


def test_a_query_that_takes_too_much_memory_ends_its_worker_alone(store: Path) -> None:
    async def ended() -> None:
        workers = Workers(Limits(30.0, 1024, 100_000_000, 1))
        asked = {"query": GREEDY, "default": [], "named": [], "table": "json", "graph": "turtle"}
        with pytest.raises((Refusal, TimedOut)):
            await workers.ask(store, asked)
        told, _ = await workers.ask(store, {**asked, "query": ALL})
        assert told["status"] == "ok"
        await workers.close()

    asyncio.run(ended())


def test_the_end_of_the_application_ends_its_workers(store: Path, tmp_path: Path) -> None:
    workers = Workers(Limits(30.0, 1024, 100_000, 1))
    made = Sparql(
        Snapshots(tmp_path, ID_BASE, Silent()), workers, pages(Silent(), today=lambda: date(2015, 6, 30))
    )
    app = make_app(
        read_settings({"COOPGRAPH_HOME": str(tmp_path)}), Silent(), lambda: date(2015, 6, 30),
        publish=lambda _: [sparql_router(made)],
    )  # fmt: skip

    async def lived() -> int | None:
        async with app.router.lifespan_context(app):
            await workers.ask(
                store, {"query": ALL, "default": [], "named": [], "table": "json", "graph": "turtle"}
            )
            process = workers._idle[0].process
            assert process.returncode is None
        return process.returncode

    assert asyncio.run(lived()) == -9


def test_bad_requests_are_told_apart(endpoint: Served) -> None:
    checked(endpoint.get("/sparql", params={"query": "SELEKT * WHERE {}"}), 400, "bad-query")
    checked(
        endpoint.get("/sparql", params={"query": "SELECT ?x WHERE { ?x unknown:y ?z }"}), 400, "bad-query"
    )
    checked(endpoint.get("/sparql", headers={"accept": "text/csv"}), 400, "bad-parameter")
    checked(endpoint.get("/sparql", params={"query": ALL, "qeury": "x"}), 400, "bad-parameter")
    checked(
        endpoint.client.post("/sparql", content=b"x", headers={"content-type": "text/plain"}),
        415,
        "not-sparql",
    )
    checked(
        endpoint.get("/sparql", params={"query": ALL}, headers={"accept": "image/png"}), 406, "not-acceptable"
    )
    deep = "SELECT * WHERE " + "{" * 200 + "}" * 200
    checked(endpoint.client.post("/sparql", data={"query": deep}), 403, "refused-query")
    checked(endpoint.client.post("/sparql", data={"query": "#" * 30_000}), 413, "too-large")


def test_a_long_cell_is_an_answer_like_any_other(endpoint: Served) -> None:
    names = f"{{ SELECT ?n WHERE {{ ?s <{COOP}name> ?n . ?t <{COOP}name> ?o }} LIMIT 20000 }}"
    query = f'SELECT (GROUP_CONCAT(?n; separator="|") AS ?x) WHERE {{ {names} }}'
    found = endpoint.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
    assert found.status_code == 200, found.text[:300]
    assert len(found.text) > 131_072


def test_csv_has_no_formulas(endpoint: Served) -> None:
    query = 'SELECT ?a ?b WHERE { VALUES (?a ?b) { ("=HYPERLINK(1)" "-5") ("plain" "@x") } }'
    found = endpoint.get("/sparql", params={"query": query, "format": "csv"})
    assert list(csv.reader(io.StringIO(found.text))) == [
        ["a", "b"],
        ["'=HYPERLINK(1)", "-5"],
        ["plain", "'@x"],
    ]


@pytest.mark.parametrize("name", [one.name for one in examples()])
def test_every_example_is_a_question_and_has_an_answer(endpoint: Served, name: str) -> None:
    one = next(example for example in examples() if example.name == name)
    assert name in load_questions()
    assert {"en", "zh"} == set(one.title)
    found = endpoint.get("/sparql", params={"query": one.text})
    assert found.status_code == 200, found.text
    if found.headers["content-type"].startswith("text/turtle"):
        assert list(ox.parse(found.content, format=ox.RdfFormat.TURTLE))
    else:
        assert found.json()["results"]["bindings"]


def test_what_has_no_example_is_listed_with_the_reason() -> None:
    said = (ROOT / "docs" / "linked-data.md").read_text("utf-8")
    without = set(load_questions()) - {one.name for one in examples()}
    listed = said.partition("## SPARQL")[2].partition("\n## ")[0]
    assert {name for name in load_questions() if f"`{name}`" in listed} == without


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_shows_examples_answers_and_what_was_wrong(endpoint: Served, lang: str) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": lang}
    first = endpoint.get("/sparql", headers=browser)
    assert first.status_code == 200
    assert all(one.title[lang] in first.text for one in examples())
    asked = endpoint.get("/sparql", params={"query": examples()[0].text}, headers=browser)
    assert "<table" in asked.text
    assert "format=csv" in asked.text
    wrong = endpoint.get(
        "/sparql", params={"query": "SELECT * WHERE { SERVICE <http://a/> { ?s ?p ?o } }"}, headers=browser
    )
    assert 'role="alert"' in wrong.text
    assert wrong.status_code == 403


def test_the_gate_reads_the_algebra_and_not_the_text() -> None:
    harmless = 'SELECT ?s WHERE { ?s ?p "SERVICE <http://a/> { }" } # LOAD <http://a/>'
    assert check(harmless, lambda _: False).kind == "select"
    hidden = "SELECT * WHERE { \\u0053ERVICE <http://a/> { ?s ?p ?o } }"
    with pytest.raises(RefusedError):
        check(hidden, lambda _: True)


def test_gate_and_engine_read_the_same_text() -> None:
    def answer(query: str) -> str:
        asked = {"query": query, "default": [], "named": [], "table": "json", "graph": "turtle"}
        told, body = answered(ox.Store(), asked, 10_000)
        return body.decode() if told["status"] == "ok" else told["status"]

    assert '"true"' not in answer("\\u0041SK { }") and "true" in answer("\\u0041SK { }")
    assert "\u00e9cade" in answer(
        'SELECT ("\\u00e9cade" AS ?x) { }'
    )  # four digits and no more, whatever letters follow
    assert "\u5f20\U00020000" in answer('SELECT ("\\u5F20\\U00020000" AS ?x) { }')
    for wrong in ("\\u005Cu0041", "\\U0041", "\\uD800", "\\U00110000"):
        assert answer(f'SELECT ("{wrong}" AS ?x) {{ }}') == "bad-query", wrong
