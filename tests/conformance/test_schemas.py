"""DCAT-AP's shapes on our catalogue, and GEXF's schema on our networks: both as published, from CONFORMANCE_DIR."""

from __future__ import annotations

import io
from pathlib import Path

import pyshacl
import pytest
import rdflib
from lxml import etree

from api.linked.describing import NAMES, description, figures, listed
from api.linked.document import serialized
from api.network import FORMS
from graph.network import Network
from ontology.model import Model
from ontology.terms import ID_BASE
from tests.api.network.made import hostile
from tests.conformance.originals import folder
from tests.world.fixture import BuiltWorld

pytestmark = pytest.mark.conformance
SITE = "https://coopgraph.example"
DCAT_AP = ("shapes.ttl", "range.ttl", "shapes_recommended.ttl")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.mark.parametrize("shapes", DCAT_AP)
def test_the_catalogue_conforms_to_the_shapes_of_dcat_ap(
    world_canon: BuiltWorld, model: Model, shapes: str
) -> None:
    found = folder("DCAT-AP") / "releases" / "3.0.1" / "html" / "shacl" / shapes
    canon: Path = world_canon.canon.folder
    quads = listed(description(canon, figures(canon, model), model, ID_BASE, SITE))
    data = rdflib.Graph().parse(data=serialized(quads, "turtle", ID_BASE, NAMES), format="turtle")
    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=rdflib.Graph().parse(found),
        do_owl_imports=False,
        advanced=False,
        allow_warnings=True,
    )
    assert isinstance(report, rdflib.Graph)
    said = sorted(
        f"{report.value(one, SH.focusNode)} {report.value(one, SH.resultPath)} {report.value(one, SH.resultMessage)}"
        for one in report.subjects(SH.resultSeverity, SH.Violation)
    )
    assert said == []


@pytest.mark.parametrize("view", ["pairs", "events"])
def test_networks_conform_to_the_schema_of_gexf(view: str) -> None:
    schema = etree.XMLSchema(etree.parse(folder("gexf") / "specs" / "1.3" / "gexf.xsd"))
    network: Network = hostile(view)
    buffer = io.BytesIO()
    FORMS["gexf"].write(network, buffer)
    schema.assertValid(etree.fromstring(buffer.getvalue()))
