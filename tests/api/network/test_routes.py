"""The router on a real graph enters; files of networks leave, and wrong values are refused by the question itself."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import httpx
import networkx as nx
import pytest
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from api.network import FORMS
from api.routes.network import network_router
from graph.ask import Answer, ask
from graph.connection import Connection
from graph.network_snapshot import snapshot
from ontology.errors import BadParameter, NotFound
from ontology.model import Model
from tests.world.fixture import BuiltWorld

EGO = "/networks/ego/inst-own-fix-a"


class Client:
    """Sends requests to the application without a socket; what it raises is raised here."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def get(self, address: str, params: Mapping[str, Any] | None = None) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://network.invalid") as client:
                return await client.get(address, params=params)

        return asyncio.run(sent())


@pytest.fixture(scope="module")
def client(world_graph: Connection, world_canon: BuiltWorld, model: Model) -> Client:
    async def asker(question: str, params: Mapping[str, Any]) -> Answer:
        return await run_in_threadpool(ask, world_graph, question, params)

    held = snapshot(world_canon.home, world_canon.canon.folder, model)
    app = FastAPI()
    app.include_router(network_router(asker, lambda version: held, lambda: date(2015, 6, 30)))
    return Client(app)


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize(
    "address", [EGO, "/networks/paths/inst-own-fix-c/inst-own-fix-b3", "/networks/whole?home=QM"]
)
def test_every_network_comes_in_every_form(address: str, form: str, client: Client) -> None:
    response = client.get(address, params={"format": form, **({"home": "QM"} if "whole" in address else {})})
    assert response.status_code == 200
    assert response.headers["content-type"] == FORMS[form].media_type
    assert response.content
    if form != "json":
        assert response.headers["content-disposition"].endswith(f'2015-06-30{FORMS[form].suffix}"')


def test_json_says_what_it_holds_for(client: Client) -> None:
    found = client.get(EGO, params={"nodes": 3, "measures": ["degree", "community"]}).json()
    assert set(found) == {"meta", "nodes", "edges", "events"}
    assert found["meta"]["as_of"] == "2015-06-30"
    assert found["meta"]["cut"]["nodes"]["layers"][0]["shown"] == 2
    assert set(found["nodes"][0]["measures"]) == {"degree", "community"}


def test_gexf_of_a_country_pair_is_read_back(client: Client) -> None:
    address = "/networks/whole?home=QM&other=country-iso-QN&format=gexf"
    graph = nx.read_gexf(io.BytesIO(client.get(address).content))
    told = client.get(address.replace("gexf", "json")).json()
    assert (len(graph), graph.number_of_edges()) == (len(told["nodes"]), len(told["edges"]))
    assert told["meta"]["scope"]["other"] == "QN"


@pytest.mark.parametrize(
    ("address", "error"),
    [(f"{EGO}?depth=9", BadParameter), (f"{EGO}?format=gexff", BadParameter), (f"{EGO}?dept=1", BadParameter),
     ("/networks/whole?nodes=0", BadParameter), ("/networks/ego/inst-own-nobody", NotFound)],
)  # fmt: skip
def test_wrong_values_are_refused(address: str, error: type[Exception], client: Client) -> None:
    with pytest.raises(error):
        client.get(address)


def test_the_description_names_every_parameter(client: Client) -> None:
    described = client.get("/openapi.json").json()["paths"]["/networks/whole"]["get"]
    names = {one["name"] for one in described["parameters"]}
    assert {"home", "other", "field", "since", "until", "as_of", "measures", "format"} <= names
    assert json.dumps(described)
