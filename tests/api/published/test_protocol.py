"""What the SPARQL 1.1 protocol says of requests, and what its common client sends, holds at our endpoint."""

from __future__ import annotations

import pytest

from tests.api.http.serving import Served
from tests.api.http.test_problems import checked
from tests.api.published.conftest import ALL

NOTHING = "CONSTRUCT { <urn:a> <urn:b> ?x } WHERE { BIND(1 AS ?x) }"


def test_what_is_not_wanted_is_not_sent(endpoint: Served) -> None:
    for query, accept, media in (
        (ALL, "application/sparql-results+json;q=0, */*;q=0.5", "application/sparql-results+xml"),
        (ALL, "application/json;q=0, text/csv;q=0.1", "text/csv"),
        (NOTHING, "text/turtle;q=0, */*", "application/n-triples"),
        (NOTHING, "application/json", "application/ld+json"),
    ):
        found = endpoint.get("/sparql", params={"query": query}, headers={"accept": accept})
        assert found.headers["content-type"].startswith(media), (accept, found.text)


def test_the_data_set_of_a_request_takes_the_place_of_that_of_the_query(endpoint: Served) -> None:
    """SPARQL 1.1 Protocol, section 2.1.4."""
    rows = endpoint.get(
        "/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g LIMIT 2"}
    )
    one, other = (row["g"]["value"] for row in rows.json()["results"]["bindings"])

    def graphs(query: str, **given: object) -> set[str]:
        found = endpoint.get("/sparql", params={"query": query, **given})
        assert found.status_code == 200, found.text
        return {row["g"]["value"] for row in found.json()["results"]["bindings"]}

    inside = "{ GRAPH ?g { ?s ?p ?o } }"
    assert graphs(f"SELECT ?g {inside}", **{"named-graph-uri": one}) == {one}
    assert graphs(f"SELECT ?g {inside}", **{"named-graph-uri": [one, other]}) == {one, other}
    assert graphs(f"SELECT ?g FROM NAMED <{other}> {inside}", **{"named-graph-uri": one}) == {one}
    assert graphs(f"SELECT ?g {inside}", **{"default-graph-uri": one}) == set()
    count = "SELECT (COUNT(*) AS ?g) FROM <{}> {{ ?s ?p ?o }}"
    assert graphs(count.format(one)) == graphs(count.format(other), **{"default-graph-uri": one})
    named = "SELECT (COUNT(*) AS ?g) { ?s ?p ?o }"  # whoever names graphs only has no default graph
    assert graphs(named, **{"named-graph-uri": one}) == {"0"}
    checked(
        endpoint.get("/sparql", params={"query": named, "named-graph-uri": "https://a.invalid/"}),
        403,
        "refused-query",
    )
    posted = endpoint.client.post(
        "/sparql", params={"default-graph-uri": one, "format": "csv"}, content=named,
        headers={"content-type": "application/sparql-query"},
    )  # fmt: skip
    assert posted.headers["content-type"].startswith("text/csv")
    assert set(posted.text.split()[1:]) == graphs(count.format(one))


def test_relative_names_are_of_the_endpoint(endpoint: Served) -> None:
    for query in ("SELECT ?x { BIND(<a> AS ?x) }", "BASE <http://b.example/> SELECT ?x { BIND(<a> AS ?x) }"):
        found = endpoint.get("/sparql", params={"query": query})
        assert found.status_code == 200, found.text
        wanted = "http://b.example/a" if "BASE" in query else f"{endpoint.url}/a"
        assert found.json()["results"]["bindings"][0]["x"]["value"] == wanted


def test_bad_requests_of_the_protocol(endpoint: Served) -> None:
    fields = "&".join(f"default-graph-uri=https%3A%2F%2Fa.invalid%2F{number}" for number in range(60))
    form = {"content-type": "application/x-www-form-urlencoded"}
    direct = {"content-type": "application/sparql-query"}
    post = endpoint.client.post
    checked(post("/sparql", content=f"query=ASK%7B%7D&{fields}", headers=form), 400, "bad-parameter")
    checked(endpoint.get(f"/sparql?query=ASK%7B%7D&{fields}"), 400, "bad-parameter")
    checked(post("/sparql", params={"query": ALL}, content=ALL, headers=direct), 400, "bad-parameter")
    checked(post("/sparql", content="query=ASK%7B%7D&query=ASK%7B%7D", headers=form), 400, "bad-parameter")
    checked(endpoint.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D"), 400, "bad-parameter")
    latin = 'SELECT ("é" AS ?x) {}'.encode("latin-1")
    checked(post("/sparql", content=latin, headers=direct), 400, "bad-query")
    checked(post("/sparql", content=b"query=ASK%7B%7D%23%E9", headers=form), 400, "bad-query")
    checked(endpoint.get("/sparql?query=ASK%7B%7D%23%E9"), 400, "bad-query")
    said = {"content-type": "application/sparql-query; charset=ISO-8859-1"}
    checked(post("/sparql", content=latin, headers=said), 415, "not-sparql")
    right = {"content-type": 'application/sparql-query; charset="UTF-8"'}
    assert post("/sparql", content='SELECT ("é" AS ?x) {}'.encode(), headers=right).status_code == 200
    checked(post("/sparql", content=ALL, headers={"content-type": ""}), 415, "not-sparql")
    put = endpoint.client.put("/sparql", content=ALL, headers=direct)
    checked(put, 405, "method-not-allowed")
    assert {"GET", "POST"} <= {one.strip() for one in put.headers["allow"].split(",")}
    head = endpoint.client.head("/sparql", params={"query": ALL})
    assert (head.status_code, head.content) == (200, b"")


# What SPARQLWrapper 2 sends: each name that services have for the form, one after the other, and its Accept header.
WRAPPED = [
    (ALL, ["xml"], "application/sparql-results+xml", "application/sparql-results+xml"),
    (ALL, ["json"], "application/sparql-results+json,application/json,text/javascript,application/javascript",
     "application/sparql-results+json"),
    (ALL, ["csv"], "text/csv", "text/csv"),
    (ALL, ["tsv", "text/tab-separated-values"], "text/tab-separated-values", "text/tab-separated-values"),
    (ALL, ["rdf+xml", ""], "*/*", "application/sparql-results+json"),
    (NOTHING, ["xml"], "application/rdf+xml", "application/rdf+xml"),
    (NOTHING, ["rdf+xml", "application/rdf+xml"], "application/rdf+xml", "application/rdf+xml"),
    (NOTHING, ["rdf"], "application/rdf+xml", "application/rdf+xml"),
    (NOTHING, ["n3"], "application/turtle,text/turtle,text/rdf+n3,application/n-triples,application/n3,text/n3", "text/turtle"),
    (NOTHING, ["turtle"], "application/turtle,text/turtle", "text/turtle"),
    (NOTHING, ["json-ld", "application/ld+json,application/x-json+ld"], "application/ld+json,application/x-json+ld",
     "application/ld+json"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "form", "accept", "media"), WRAPPED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_sparqlwrapper_sends_is_answered(
    endpoint: Served, method: str, query: str, form: list[str], accept: str, media: str
) -> None:
    given = {"query": query, "format": form, "output": form, "results": form}
    sent = {"params": given} if method == "GET" else {"data": given}
    found = endpoint.client.request(method, "/sparql", headers={"accept": accept}, **sent)  # type: ignore[arg-type]
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith(media)


def test_a_form_that_is_not_offered_is_refused(endpoint: Served) -> None:
    for given in ({"format": "yaml"}, {"output": "image/png"}, {"format": "csv", "results": "json"}):
        checked(endpoint.get("/sparql", params={"query": ALL, **given}), 400, "bad-parameter")
