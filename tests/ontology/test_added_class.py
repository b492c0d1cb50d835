"""A class that exists in Turtle alone enters; it leaves in all that is derived, without a line of Python."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.models import models
from ontology.context import context
from ontology.model import Model, default_model, shipped_folder
from ontology.reference import main, pages, stale, write
from ontology.shapes import constraints
from ontology.statements import Statement
from tests.ontology.oracle import breaches, shapes_graph

VESSEL = """
@prefix coop: <https://w3id.org/coopgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

coop:Vessel a rdfs:Class , sh:NodeShape ;
  rdfs:subClassOf coop:Cooperation ;
  coop:prefix "vessel" ; coop:sheet "vessels" ; coop:eventKind "cruise" ; coop:activity true ;
  coop:intervalStart ( coop:startDate ) ;
  coop:tie [ coop:members ( coop:operator ) ] ;
  rdfs:label "Research vessel"@en , "科考船"@zh ;
  rdfs:comment "A ship that institutions of several countries use together."@en ,
    "多国机构共用的科学考察船。"@zh ;
  sh:property [
    sh:path coop:grossTonnage ; sh:datatype xsd:integer ; sh:minCount 1 ; sh:maxCount 1 ; sh:minInclusive 1 ;
    sh:name "Gross tonnage"@en , "总吨位"@zh ;
    sh:description "Gross tons, such as 4600."@en , "总吨，如 4600。"@zh
  ] , [
    sh:path coop:operator ; sh:class coop:Organisation ; coop:inline true ;
    sh:name "Operator"@en , "运营方"@zh ; sh:description "Who runs it."@en , "由谁运营。"@zh
  ] , coop:startDate .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("more")
    (made / "Vessel.ttl").write_text(VESSEL, "utf-8")
    return made


@pytest.fixture(scope="module")
def model(folder: Path) -> Model:
    return Model.load(shipped_folder(), folder)


def test_it_is_in_the_model(model: Model) -> None:
    vessel = model.classes["Vessel"]
    assert model.labels_of("Vessel") == ("Vessel", "Cooperation", "Thing")
    assert vessel.own == ("grossTonnage", "operator", "startDate")
    assert model.by_sheet("vessels") is vessel
    assert vessel.event_kind == "cruise"
    assert vessel.activity
    assert model.fingerprint != default_model().fingerprint


def test_it_is_in_the_constraints_and_the_oracle_agrees(model: Model, folder: Path) -> None:
    added = {one.name for one in constraints(model)} - {one.name for one in constraints(default_model())}
    assert added == {
        "Vessel.grossTonnage.datatype",
        "Vessel.grossTonnage.low",
        "Vessel.grossTonnage.max",
        "Vessel.grossTonnage.min",
        "Vessel.operator.class",
        "Vessel.startDate.datatype",
        "Vessel.startDate.max",
    }
    said = [
        Statement("vessel-own-a", "type", "Vessel", "class", "", "", "vessel-own-a"),
        Statement("vessel-own-a", "unverified", "perhaps", "string", "", "", "vessel-own-a"),
    ]
    assert breaches(said, shapes_graph(shipped_folder(), folder)) == {
        ("vessel-own-a", "grossTonnage", "MinCount"),
        ("vessel-own-a", "unverified", "Datatype"),  # inherited
    }


def test_it_is_in_the_context(model: Model) -> None:
    terms = context(model)["@context"]
    assert isinstance(terms, dict)
    assert terms["Vessel"] == "https://w3id.org/coopgraph/ontology#Vessel"
    assert terms["grossTonnage"]["@type"] == "http://www.w3.org/2001/XMLSchema#integer"
    assert terms["operator"]["@type"] == "@id"


def test_it_has_a_pydantic_model(model: Model) -> None:
    made = models(model)["Vessel"]
    good = made.model_validate(
        {"id": "vessel-own-a", "grossTonnage": 4600, "name": {"zh": "号"}, "startDate": "2006-05"}
    )
    assert good.model_dump(by_alias=True, exclude_defaults=True)["grossTonnage"] == 4600
    schema = made.model_json_schema(by_alias=True)
    assert schema["properties"]["grossTonnage"]["description"] == "Gross tons, such as 4600."
    assert schema["properties"]["grossTonnage"]["description_zh"] == "总吨，如 4600。"
    for wrong in (
        {"id": "vessel-own-a"},
        {"id": "no id", "grossTonnage": 1},
        {"id": "vessel-own-a", "grossTonnage": 0},
        {"id": "vessel-own-a", "grossTonnage": 1, "startDate": "May 2006"},
        {"id": "vessel-own-a", "grossTonnage": 1, "mast": 3},
        {"id": "vessel-own-a", "grossTonnage": 1, "operator": ["not an id"]},
    ):
        with pytest.raises(ValidationError):
            made.model_validate(wrong)


def test_every_shipped_class_has_a_pydantic_model() -> None:
    shipped = default_model()
    made = models(shipped)
    assert set(made) == {name for name, found in shipped.classes.items() if not found.abstract}
    for name, kind in made.items():
        properties = kind.model_json_schema(by_alias=True)["properties"]
        assert set(properties) == {"id", "type", *shipped.classes[name].properties}


def test_it_is_in_the_reference_and_the_old_pages_are_stale(model: Model, tmp_path: Path) -> None:
    assert write(default_model(), tmp_path)
    assert stale(default_model(), tmp_path) == []
    assert stale(model, tmp_path) == ["classes.en.md", "classes.zh.md"]
    made = pages(model)
    assert (
        "| Gross tonnage | `grossTonnage` | `integer`; between 1 … ∞ | one, required |"
        in made["classes.en.md"]
    )
    assert "科考船" in made["classes.zh.md"]
    (tmp_path / "left-over.en.md").write_text("x", "utf-8")
    assert write(model, tmp_path) == ["classes.en.md", "classes.zh.md", "left-over.en.md"]
    assert stale(model, tmp_path) == []


def test_the_reference_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", str(tmp_path)]) == 1
    assert main([str(tmp_path)]) == 0
    assert main(["--check", str(tmp_path)]) == 0
    assert main([]) == 2
    assert "stale: classes.zh.md" in capsys.readouterr().out


def test_a_shipped_class_can_be_given_one_more_property(tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(
        """@prefix coop: <https://w3id.org/coopgraph/ontology#> .
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        coop:Institution a rdfs:Class , sh:NodeShape ; sh:property [
          sh:path coop:staffTotal ; sh:datatype xsd:integer ;
          sh:name "Staff"@en , "职工总数"@zh ;
          sh:description "People who work there."@en , "在职人数。"@zh ] .""",
        "utf-8",
    )
    made = Model.load(shipped_folder(), tmp_path)
    assert "staffTotal" in made.classes["Institution"].properties
    assert "staffTotal" not in made.classes["Authority"].properties


def test_bounds_of_days_and_lists_of_numbers_have_a_pydantic_model(tmp_path: Path) -> None:
    (tmp_path / "Vessel.ttl").write_text(
        VESSEL.replace(
            "coop:startDate .",
            """coop:startDate , [ sh:path coop:startDate ; sh:minInclusive "1949-10-01"^^xsd:date ] , [
    sh:path coop:decks ; sh:datatype xsd:integer ; sh:maxCount 1 ; sh:in ( 1 2 ) ; sh:pattern "^[0-9]$" ;
    sh:name "Decks"@en , "甲板"@zh ; sh:description "One or two."@en , "一或二。"@zh ] .""",
        ),
        "utf-8",
    )
    made = models(Model.load(shipped_folder(), tmp_path))["Vessel"]
    assert made.model_validate({"id": "vessel-own-a", "grossTonnage": 1, "decks": 2, "startDate": "1950"})
    with pytest.raises(ValidationError):
        made.model_validate({"id": "vessel-own-a", "grossTonnage": 1, "decks": 3})
