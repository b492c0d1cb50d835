"""The profile of EURIO over EURIO's ontology as published, from the folder DATA of `make conformance`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import rdflib

from api.linked.profiles import profile
from ontology.model import Model
from tests.api.linked.published_words import faults

pytestmark = pytest.mark.conformance
FILE = "EURIO-2.4.ttl"


@pytest.fixture(scope="module")
def published() -> rdflib.Graph:
    named = os.environ.get("CONFORMANCE_DATA", "")
    assert named, "set CONFORMANCE_DATA: docs/conformance.md says what has to lie there"
    found = Path(named) / FILE
    assert found.is_file(), f"{found} is missing: docs/conformance.md says what has to lie there"
    return rdflib.Graph().parse(found)


def test_the_profile_says_what_the_published_ontology_allows(model: Model, published: rdflib.Graph) -> None:
    told = profile("eurio", model)
    assert told is not None
    assert faults(told, model, published) == []


def test_the_reduction_says_nothing_else(published: rdflib.Graph) -> None:
    """Own reductions can be wrong too: each plain triple of ours stands in the original."""
    ours = rdflib.Graph().parse(Path(__file__).parents[1] / "api" / "linked" / "eurio-reduced.ttl")
    plain = [one for one in ours if not any(isinstance(term, rdflib.BNode) for term in one)]
    assert len(plain) > 40
    assert [one for one in plain if one not in published] == []
