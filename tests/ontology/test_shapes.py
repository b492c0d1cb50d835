"""Examples enter; the constraint that each one breaks, or none, leaves, as pySHACL sees the same shapes."""

from pathlib import Path

import pytest
import rdflib

from ontology.model import default_model, shipped_folder
from ontology.shapes import constraints
from ontology.terms import CLASS, TYPE
from tests.ontology.oracle import breaches, example, named, shapes_graph

MODEL = default_model()
CONSTRAINTS = {one.name: one for one in constraints(MODEL)}
EXAMPLES = shipped_folder() / "examples"


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return shapes_graph(shipped_folder())


@pytest.mark.parametrize("path", sorted((EXAMPLES / "valid").glob("*.ttl")), ids=lambda path: path.stem)
def test_a_valid_example_breaks_nothing(path: Path, shapes: rdflib.Graph) -> None:
    assert breaches(example(path, MODEL), shapes) == set()


def test_the_valid_examples_hold_a_thing_of_every_class() -> None:
    held = {
        said.object
        for path in (EXAMPLES / "valid").glob("*.ttl")
        for said in example(path, MODEL)
        if said.predicate == TYPE
    }
    # a scheme is only ever made by a concept file
    assert {name for name, found in MODEL.classes.items() if not found.abstract} - held == {"ConceptScheme"}


@pytest.mark.parametrize("path", sorted((EXAMPLES / "invalid").glob("*.ttl")), ids=lambda path: path.stem)
def test_an_invalid_example_breaks_the_constraint_that_it_names(path: Path, shapes: rdflib.Graph) -> None:
    words = path.read_text("utf-8").splitlines()[0].split()
    assert words[:2] == ["#", "breaks:"]
    name, focus = words[2], words[4]
    assert path.stem == name
    expected = CONSTRAINTS[name]
    statements = example(path, MODEL)
    kinds = {said.subject: said.object for said in statements if said.datatype == CLASS}
    assert kinds[focus] in expected.classes
    found = breaches(statements, shapes)
    assert {(one, predicate) for one, predicate, _ in found} == {(focus, expected.predicate)}
    assert any(expected in named(MODEL, kinds[focus], breach) for breach in found)


def test_every_kind_of_constraint_has_an_example_that_breaks_it() -> None:
    broken = {CONSTRAINTS[path.stem].kind for path in (EXAMPLES / "invalid").glob("*.ttl")}
    assert broken == {one.kind for one in CONSTRAINTS.values()}


def test_without_the_ontology_an_inherited_shape_would_be_missed(shapes: rdflib.Graph) -> None:
    """Why the oracle is always given the class hierarchy: without it this breach passes in silence."""
    bare = rdflib.Graph()
    subclass = rdflib.RDFS.subClassOf
    for triple in shapes:
        if triple[1] != subclass:
            bare.add(triple)
    statements = example(EXAMPLES / "invalid" / "Organisation.country.max.ttl", MODEL)
    assert breaches(statements, shapes)
    assert not breaches(statements, bare)


def test_constraints_are_flat_sorted_and_once() -> None:
    listed = constraints(MODEL)
    assert [one.name for one in listed] == sorted(one.name for one in listed)
    assert len(listed) == len({one.name for one in listed}) == len(CONSTRAINTS)
    assert CONSTRAINTS["Organisation.ror.pattern"].classes == ("Authority", "Institution", "Unit")
    assert "Unit.ror.pattern" not in CONSTRAINTS
    assert CONSTRAINTS["Unit.host.min"].argument == ("1",)
    assert CONSTRAINTS["Agreement.signedOn.datatype"].argument == ("date", "gYearMonth", "gYear")
