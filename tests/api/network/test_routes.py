"""The service enters; networks leave as files in every form, refused, described and headed like every other answer."""

from __future__ import annotations

import io
from typing import Any

import httpx
import networkx as nx
import pytest

from api.network import FORMS
from tests.api.http.serving import Served, served
from tests.api.http.test_problems import checked

EGO = "/networks/ego/inst-own-fix-a"
PATHS = "/networks/paths/inst-own-fix-c/inst-own-fix-b3"
WHOLE = "/networks/whole"
DAY = {"as_of": "2015-06-30"}


def get(service: Served, address: str, **given: Any) -> httpx.Response:
    return service.get(f"/api/v1{address}", params={**DAY, **given})


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("address", [EGO, PATHS, WHOLE])
def test_every_network_comes_in_every_form(address: str, form: str, service: Served) -> None:
    response = get(service, address, format=form, **({"home": "QM"} if address == WHOLE else {}))
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == FORMS[form].media_type
    assert response.content
    version = response.headers["coopgraph-data-version"]
    name = address.split("/")[2]
    if form != "json":
        ending = f'"coopgraph-{name}-{version}-2015-06-30{FORMS[form].suffix}"'
        assert response.headers["content-disposition"] == f"attachment; filename={ending}"


def test_json_says_what_it_holds_for(service: Served) -> None:
    found = get(service, EGO, nodes=3, measures="degree,community").json()
    assert set(found) == {"meta", "nodes", "edges", "events"}
    assert found["meta"]["as_of"] == "2015-06-30"
    assert found["meta"]["cut"]["nodes"]["layers"][0]["shown"] == 2
    assert set(found["nodes"][0]["measures"]) == {"degree", "community"}
    again = service.get(f"/api/v1{EGO}?as_of=2015-06-30&nodes=3&measures=degree&measures=community")
    assert again.json() == found


def test_gexf_of_a_country_pair_is_read_back(service: Served) -> None:
    given = {"home": "QM", "other": "country-iso-QN"}
    graph = nx.read_gexf(io.BytesIO(get(service, WHOLE, **given, format="gexf").content))
    told = get(service, WHOLE, **given).json()
    assert (len(graph), graph.number_of_edges()) == (len(told["nodes"]), len(told["edges"]))
    assert told["meta"]["scope"]["other"] == "QN"


@pytest.mark.parametrize(
    ("address", "status", "kind", "said"),
    [
        (f"{EGO}?depth=9", 400, "bad-parameter", "within 1…3"),
        (f"{EGO}?format=gexff", 400, "bad-parameter", "did you mean 'gexf'"),
        (f"{EGO}?dept=1", 400, "bad-parameter", "did you mean 'depth'"),
        (f"{EGO}?depth=1&depth=2", 400, "bad-parameter", "give it once"),
        (f"{EGO}?format=json&format=csv", 400, "bad-parameter", "give it once"),
        (f"{EGO}?view=", 400, "bad-parameter", "give a value"),
        (f"{EGO}?institution=inst-own-fix-b", 400, "bad-parameter", "there are"),
        (f"{EGO}?per_page=3", 400, "bad-parameter", "there are"),
        (f"{WHOLE}?nodes=0", 400, "bad-parameter", "1…5000"),
        (f"{WHOLE}?edges=50001", 400, "bad-parameter", "1…50000"),
        (f"{WHOLE}?since=soon", 400, "bad-parameter", "whole number"),
        ("/networks/ego/inst-own-nobody", 404, "not-found", "by name"),
        ("/networks/ego/Yunhai University", 400, "bad-parameter", "an id looks like"),
        ("/networks/hole", 404, "no-such-address", "openapi.json"),
    ],
)
def test_what_is_wrong_is_refused(address: str, status: int, kind: str, said: str, service: Served) -> None:
    assert said in checked(service.get(f"/api/v1{address}"), status, kind)["remedy"]


def test_methods_are_those_of_an_address_that_is_only_read(service: Served) -> None:
    found = service.client.post(f"/api/v1{EGO}", json={})
    checked(found, 405, "method-not-allowed")
    assert found.headers["allow"] == "GET, HEAD, OPTIONS"
    options = service.client.options(f"/api/v1{EGO}")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    head = service.client.head(f"/api/v1{EGO}", params=DAY)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get(service, EGO).headers["etag"]


def test_a_network_that_is_held_is_not_sent_again(service: Served) -> None:
    tags = [get(service, EGO, format=form).headers["etag"] for form in ("json", "gexf", "vosviewer")]
    tags.append(get(service, "/institutions/inst-own-fix-a/network").headers["etag"])
    assert len(set(tags)) == 4
    held = service.get(f"/api/v1{EGO}", params=DAY, headers={"If-None-Match": tags[0]})
    assert (held.status_code, held.content) == (304, b"")


def test_a_whole_network_of_data_that_lies_elsewhere_is_said_to_be_so(
    environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with served({**environ, "COOPGRAPH_HOME": str(tmp_path_factory.mktemp("elsewhere"))}) as one:
        document = checked(get(one, WHOLE), 503, "unavailable")
        assert "canon" in document["detail"]
        assert get(one, EGO).status_code == 200


def test_the_description_names_every_parameter_once(service: Served) -> None:
    described = service.get("/openapi.json").json()
    whole = described["paths"]["/api/v1/networks/whole"]["get"]
    names = [one["name"] for one in whole["parameters"]]
    assert len(set(names)) == len(names)
    assert {"home", "other", "field", "since", "until", "as_of", "measures", "format"} <= set(names)
    assert next(one for one in whole["parameters"] if one["name"] == "nodes")["schema"]["maximum"] == 5000
    ids = [operation["operationId"] for item in described["paths"].values() for operation in item.values()]
    assert len(set(ids)) == len(ids)
