"""The profile of EURIO says what EURIO's ontology allows; here over an own reduction, in tests/conformance over the original."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from api.linked.dumping import dump, unsaid
from api.linked.profiles import declared, profile
from api.linked.spelling import N_QUADS
from ontology.errors import OntologyError
from ontology.model import Model
from ontology.terms import ID_BASE, XSD
from tests.api.linked.published_words import faults
from tests.api.linked.small import small_canon
from tests.loaders.canon.scene import thing

REDUCED = rdflib.Graph().parse(Path(__file__).with_name("eurio-reduced.ttl"))
EURIO = "http://data.europa.eu/s66#"
# what was once declared, as if names were kept and codes were texts there
WRONG = """
title = { en = "wrong", zh = "错误" }
[prefixes]
eurio = "http://data.europa.eu/s66#"
[classes]
Organisation = "eurio:Organisation"
Unit = "eurio:OrganisationUnit"
Project = "eurio:Project"
Participation = "eurio:OrganisationRole"
Country = "eurio:Country"
Programme = "eurio:Programme"
[properties.Organisation]
name = "eurio:legalName"
[properties.Project]
name = "eurio:title"
startDate = "eurio:startDate"
doi = "eurio:doi"
acronym = "eurio:acronym"
[properties.Participation]
order = "eurio:order"
project = "eurio:isRoleOf"
[properties.Country]
code = "eurio:hasISOCountryCode"
[inverse.Participation]
project = "eurio:hasRole"
"""


def test_it_says_nothing_that_the_ontology_does_not_allow(model: Model) -> None:
    told = profile("eurio", model)
    assert told is not None
    assert faults(told, model, REDUCED) == []


def test_what_it_must_not_say_is_found(model: Model) -> None:
    found = "\n".join(faults(declared("wrong", tomllib.loads(WRONG), model), model, REDUCED))
    for part in (
        "Programme is no class", "Country.code as http://data.europa.eu/s66#hasISOCountryCode is no DatatypeProperty",
        "legalName is written as langString", "Unit.name as http://data.europa.eu/s66#legalName has another domain",
        "title is written as langString", "startDate is written as gYear", "doi is written as string",
        "order is written as integer", "acronym is no DatatypeProperty", "isRoleOf leads elsewhere", "hasRole has another domain",
    ):  # fmt: skip
        assert part in found, part


def test_values_fit_and_what_does_not_is_told(tmp_path: Path, model: Model) -> None:
    rows = [
        *thing(
            "proj-own-p", "Project", name=["Clean water@en", "净水@zh"], startDate="2006-05-17", endDate="2009",
            signedOn="2006-04", doi="10.3030/1", field=["concept-euroscivoc-383", "concept-mlp2006-KA05"],
        ),
        *thing("concept-euroscivoc-383", "Concept", name="water@en"),
        *thing("country-iso-DE", "Country", name="Germany@en", code="DE"),
        *thing("inst-own-a", "Institution", name="A\"\\@en", vatNumber="DE1"),
        *thing("unit-own-u", "Unit", name="Lab@en", vatNumber="DE1", host="inst-own-a"),
        *thing("part-own-1", "Participation", project="proj-own-p", institution="inst-own-a", order="3"),
    ]  # fmt: skip
    canon = small_canon(tmp_path, {"a": rows})
    words = profile("eurio", model)
    assert words is not None
    content = b"".join(bytes(piece) for piece in dump(canon, N_QUADS, model, ID_BASE, words=words))
    said = {
        (q.subject.value.removeprefix(ID_BASE), q.predicate.value.removeprefix(EURIO), q.object)  # type: ignore[union-attr]
        for q in ox.parse(content, format=ox.RdfFormat.N_QUADS)
        if isinstance(q.graph_name, ox.NamedNode) and q.predicate.value.startswith(EURIO)
    }

    def literal(text: str, datatype: str) -> ox.Literal:
        return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))

    assert said == {
        ("proj-own-p", "title", ox.Literal("Clean water")), ("proj-own-p", "title", ox.Literal("净水")),
        ("proj-own-p", "startDate", literal("2006-05-17", "date")),
        ("proj-own-p", "doi", literal("https://doi.org/10.3030/1", "anyURI")),
        ("proj-own-p", "hasEuroSciVocClassification", ox.NamedNode(f"{ID_BASE}concept-euroscivoc-383")),
        ("country-iso-DE", "name", ox.Literal("Germany")),
        ("inst-own-a", "legalName", ox.Literal('A"\\')), ("inst-own-a", "vatNumber", ox.Literal("DE1")),
        ("unit-own-u", "name", ox.Literal("Lab")), ("unit-own-u", "isUnitOf", ox.NamedNode(f"{ID_BASE}inst-own-a")),
        ("part-own-1", "isInvolvedIn", ox.NamedNode(f"{ID_BASE}proj-own-p")),
        ("part-own-1", "isRoleOf", ox.NamedNode(f"{ID_BASE}inst-own-a")),
        ("part-own-1", "order", literal("3", "nonNegativeInteger")),
        ("proj-own-p", "hasInvolvedParty", ox.NamedNode(f"{ID_BASE}part-own-1")),
        ("inst-own-a", "hasRole", ox.NamedNode(f"{ID_BASE}part-own-1")),
    }  # fmt: skip
    told = {
        (row["class"], row["property"]): (row["statements"], row["said"])
        for row in unsaid(canon, model, words)
    }
    assert told["Project", "endDate"] == told["Project", "signedOn"] == (1, False)
    assert told["Project", "field"] == (1, False)
    assert told["Country", "code"] == told["Unit", "vatNumber"] == (1, False)
    assert told["Project", "name"] == (2, True)


def test_a_datatype_that_nothing_can_become_is_an_error_of_ours(model: Model) -> None:
    text = WRONG.replace('"eurio:doi"', '{ term = "eurio:doi", as = "hexBinary" }')
    with pytest.raises(OntologyError, match="hexBinary"):
        declared("wrong", tomllib.loads(text), model)
