"""The shipped Turtle enters; what the model says of it leaves, complete in both languages."""

from pathlib import Path

import pytest

from api.linked.rows import RECORD_WORDS
from ontology.errors import OntologyError
from ontology.model import Class, Model, Tie, default_model, shipped_folder
from ontology.rdf import STATED_AS
from ontology.shape_reading import SHAPE_WORDS
from ontology.terms import COOP, LANGUAGES, split_id
from ontology.vocabulary import CLASS_WORDS, TIE_EVENT, TIE_MEMBERS, TIE_ROLE, TIE_SHARES

MODEL = default_model()
CJK = range(0x4E00, 0x9FFF)


def _chinese(text: str) -> bool:
    return any(ord(letter) in CJK for letter in text)


def test_the_fingerprint_does_not_depend_on_when_or_how_often() -> None:
    assert Model.load(shipped_folder()).fingerprint == MODEL.fingerprint
    assert len(MODEL.fingerprint) == 16


@pytest.mark.parametrize("found", MODEL.classes.values(), ids=lambda found: found.name)
def test_a_class_is_told_in_both_languages(found: Class) -> None:
    assert (shipped_folder() / "classes" / f"{found.name}.ttl").is_file()
    for texts in (found.labels, found.comments):
        assert set(texts) == set(LANGUAGES)
        assert _chinese(texts["zh"])
        assert not _chinese(texts["en"])
    assert len(found.comments["en"]) > 40


@pytest.mark.parametrize("name", MODEL.properties)
def test_a_property_is_told_in_both_languages(name: str) -> None:
    found = MODEL.properties[name]
    for texts in (found.labels, found.comments):
        assert set(texts) == set(LANGUAGES)
        assert _chinese(texts["zh"])
    assert len(found.comments["en"]) > 12
    assert found.comments["en"].endswith(".")
    assert found.comments["zh"].endswith("。")


@pytest.mark.parametrize("found", MODEL.classes.values(), ids=lambda found: found.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_properties_of_a_class_share_a_label(found: Class, lang: str) -> None:
    labels = [prop.labels[lang].casefold() for prop in found.properties.values()]
    assert len(labels) == len(set(labels))


def test_prefixes_sheets_and_class_labels_are_unique() -> None:
    for values in (
        [found.prefix for found in MODEL.classes.values() if found.prefix],
        [found.sheet for found in MODEL.classes.values() if found.sheet],
        *([found.labels[lang] for found in MODEL.classes.values()] for lang in LANGUAGES),
    ):
        assert len(values) == len(set(values))


def test_inheritance_is_in_place() -> None:
    unit = MODEL.classes["Unit"]
    assert MODEL.labels_of("Unit") == ("Unit", "Organisation", "Actor", "Thing")
    assert unit.own == ("host",)
    assert unit.properties["host"].min_count == 1
    assert unit.properties["ror"].pattern == MODEL.classes["Organisation"].properties["ror"].pattern
    assert MODEL.is_a("Unit", "Actor")
    assert not MODEL.is_a("Actor", "Unit")
    assert MODEL.subclasses("Organisation") == ("Authority", "Institution", "Organisation", "Unit")
    assert [found.name for found in MODEL.concrete("Actor")] == [
        "Authority", "Country", "Institution", "Region", "Unit",
    ]  # fmt: skip


def test_cardinality_belongs_to_the_class() -> None:
    assert MODEL.classes["Party"].properties["agreement"].max_count == 1
    assert MODEL.classes["JointLab"].properties["agreement"].max_count is None
    assert MODEL.properties["agreement"].max_count is None
    assert MODEL.classes["Organisation"].properties["country"].indexed
    assert not MODEL.classes["JointLab"].properties["country"].indexed
    assert MODEL.properties["startDate"].is_date
    assert MODEL.properties["inForceFrom"].relationship == "IN_FORCE_FROM"
    assert MODEL.properties["ror"].relationship == "ROR"


def test_ties_and_intervals() -> None:
    assert MODEL.classes["ExpertEngagement"].ties == (Tie("", ("host", "homeInstitution")),)
    assert MODEL.classes["Party"].ties == (Tie("agreement", ("actor",), "partyRole"),)
    agreement = MODEL.classes["Agreement"]
    assert agreement.interval_start == ("inForceFrom", "provisionalFrom", "signedOn")
    assert agreement.interval_end == ("terminatedOn", "validUntil")
    kinds = {found.event_kind: found.activity for found in MODEL.classes.values() if found.event_kind}
    assert kinds == {"agreement": False, "lab": True, "output": True, "project": True, "stay": True}


def test_identifiers_have_an_order() -> None:
    assert [p.name for p in MODEL.classes["Institution"].identifying] == ["ror", "pic"]
    assert [p.scheme for p in MODEL.classes["Person"].identifying] == ["orcid"]
    found = MODEL.by_prefix("inst")
    assert found is not None
    assert found.name == "Institution"
    assert MODEL.by_prefix("nothing") is None


def test_all_of_a_person_is_personal_and_nothing_of_an_institution() -> None:
    assert all(prop.personal for prop in MODEL.classes["Person"].properties.values())
    assert not any(prop.personal for prop in MODEL.classes["Institution"].properties.values())


@pytest.mark.parametrize("scheme", MODEL.concepts)
def test_concepts_are_told_in_both_languages(scheme: str) -> None:
    assert _chinese(MODEL.schemes[scheme].labels["zh"])
    assert MODEL.concepts[scheme]
    for concept in MODEL.concepts[scheme].values():
        assert set(concept.labels) == set(LANGUAGES)
        assert split_id(concept.id) == ("concept", scheme, concept.notation)
        for name in concept.names:
            assert MODEL.concept(scheme, f" {name.upper()} ") is concept
        for name, value, datatype, _ in concept.said:
            assert name in MODEL.classes["Concept"].properties, f"{concept.id} {name} {value} {datatype}"


def test_a_cell_may_be_typed_in_either_language() -> None:
    for text in ("intergovernmental", "政府间", "INTERGOVERNMENTAL ", "government"):
        found = MODEL.concept("level", text)
        assert found is not None
        assert found.notation == "intergovernmental"
    assert MODEL.concept("level", "galactic") is None
    assert MODEL.concept("nothing", "x") is None


def test_the_programme_outline_has_what_was_published_and_nothing_else() -> None:
    fields = MODEL.concepts["mlp2006"]
    topics = [n for n in fields if n.startswith("KA") and "." in n]
    assert len(topics) == 62
    assert [sum(t.startswith(f"KA{area:02}.") for t in topics) for area in range(1, 12)] == [
        5, 7, 4, 9, 8, 6, 7, 5, 5, 6, 0,
    ]  # fmt: skip
    assert sum(1 for n in fields if n.startswith("FT") and "." in n) == 22
    assert sum(1 for n in fields if n.startswith("SP") and n != "SP") == 13
    for facet, members in (("BF", 8), ("BN", 10), ("MR", 4)):
        assert sum(1 for n in fields if n.startswith(facet) and n != facet) == members
    for concept in fields.values():
        notes = concept.texts("editorialNote")
        if concept.unverified:
            assert notes["zh"].startswith("未核实")
            assert notes["en"].startswith("unverified")
    # the marks of the areas that were only partly seen
    assert not fields["KA01.4"].unverified
    assert fields["KA09.3"].unverified
    assert not fields["KA09.2"].unverified
    assert fields["KA02.3"].unverified
    assert not fields["KA11"].unverified


def test_an_alignment_names_terms_that_exist() -> None:
    assert {one.term for one in MODEL.alignments} <= {*MODEL.classes, *MODEL.properties}
    assert len({one.foreign.split("#")[0] for one in MODEL.alignments}) > 12


def test_the_words_of_the_frame_are_explained() -> None:
    words = {
        node.value.removeprefix(COOP)
        for node in (*CLASS_WORDS, *SHAPE_WORDS, TIE_EVENT, TIE_MEMBERS, TIE_ROLE, TIE_SHARES)
        if node.value.startswith(COOP)
    }
    exported = {word for _, word, _ in RECORD_WORDS} | {
        "Record",
        "sha256",
        "sourceName",
        "sourceVersion",
        "undated",
    }
    assert set(MODEL.frame) == {*words, STATED_AS, *exported}
    assert all(_chinese(word.comments["zh"]) for word in MODEL.frame.values())


GOOD = """
@prefix coop: <https://w3id.org/coopgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
coop:Vessel a rdfs:Class , sh:NodeShape ; rdfs:subClassOf coop:Thing ; coop:prefix "vessel" ;
  rdfs:label "Vessel"@en , "船"@zh ; rdfs:comment "A ship."@en , "科考船。"@zh ;
  sh:property [ sh:path coop:tonnage ; sh:datatype xsd:integer ; sh:name "Tonnage"@en , "吨位"@zh ;
    sh:description "Tons."@en , "吨。"@zh ] .
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("coop:Thing ;", "coop:Thing", "line"),
        ('coop:prefix "vessel"', 'coop:prefiks "vessel"', "does not know coop:prefiks"),
        ('coop:prefix "vessel"', 'coop:prefix "inst"', "already belongs to coop:Institution"),
        ('coop:prefix "vessel"', 'coop:prefix "Vessel"', "lower-case"),
        ('"Vessel"@en , ', "", "rdfs:label in 'en' is missing"),
        ('"Tons."@en , ', "", "sh:description of coop:tonnage in 'en' is missing"),
        ("coop:tonnage", "coop:startDate", "already defined in properties/time.ttl"),
        ("sh:datatype xsd:integer ;", "", "either datatypes or classes"),
        ("sh:datatype xsd:integer", "sh:class coop:Ship", "coop:Ship, which does not exist"),
        ("sh:datatype xsd:integer", 'sh:class coop:Concept ; coop:conceptScheme "sea"', "'sea': there is"),
        ("sh:datatype xsd:integer", 'sh:class coop:Country ; coop:plainKey "inst"', "a key alone for 'inst'"),
        ("coop:tonnage", "coop:sheet", "already defined in ontology/frame.ttl"),
        ("sh:datatype", "sh:datatyp", "does not know sh:datatyp"),
        ("rdfs:subClassOf coop:Thing", "rdfs:subClassOf coop:Ship", "coop:Ship does not exist"),
        ("rdfs:subClassOf coop:Thing", "rdfs:subClassOf coop:Vessel", "its own ancestor"),
        ("a rdfs:Class , sh:NodeShape", "a rdfs:Class", "neither class, shape"),
        ("a rdfs:Class , sh:NodeShape", "a sh:NodeShape", "neither class, shape"),
        ("sh:property [", "sh:property [ sh:path coop:startDate ; sh:minCount 1 ] , [", "narrowed but"),
        ("sh:property [", "coop:intervalStart ( coop:tonnage ) ; sh:property [", "no fitting property"),
        ("sh:property [", "coop:tie [ coop:members ( coop:tonnage ) ] ; sh:property [", "no fitting"),
        ("sh:datatype xsd:integer", 'sh:datatype xsd:string ; sh:pattern "("', "no regular expression"),
        ("sh:datatype xsd:integer", 'sh:datatype xsd:integer ; sh:minCount "one"', "needs a whole number"),
        ("xsd:integer", "xsd:double", "not known together: double"),
        ("xsd:integer", "xsd:dateTime", "not known together: dateTime"),
        ("xsd:integer", "xsd:gYear", "not known together: gYear"),
        ("sh:property [", "sh:property [ sh:path coop:name ; sh:datatype xsd:string ] , [", "another sh:datatype"),
        ("sh:property [", "sh:property coop:country , [ sh:path coop:country ; sh:class coop:Region ] , [", "another sh:class"),
        ("sh:property [", 'sh:property coop:currency , [ sh:path coop:currency ; sh:pattern "^EUR$" ] , [', "second sh:pattern"),
        ("sh:datatype", "sh:in ( 3 ) ] , [ sh:path coop:tonnage ; sh:in ( 1 2 ) ; sh:datatype", "no value"),
    ],
)  # fmt: skip
def test_a_fault_in_the_turtle_names_file_and_subject(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    path = tmp_path / "classes" / "Vessel.ttl"
    path.parent.mkdir()
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(OntologyError, match="Vessel") as caught:
        Model.load(shipped_folder(), tmp_path)
    assert says in caught.value.message("en")
    assert caught.value.what_zh
    assert _chinese(caught.value.message("zh"))


def test_a_subclass_narrows_as_shacl_does(tmp_path: Path) -> None:
    """Both bounds hold, whichever class states the stricter one; what both lists allow is allowed."""
    (tmp_path / "Vessel.ttl").write_text(
        GOOD.replace(
            "xsd:integer", "xsd:integer ; sh:minInclusive 9 ; sh:maxInclusive 100 ; sh:in ( 9 10 99 )"
        )
        + """coop:Yacht a rdfs:Class , sh:NodeShape ; rdfs:subClassOf coop:Vessel ; coop:prefix "yacht" ;
        rdfs:label "Yacht"@en , "游艇"@zh ; rdfs:comment "A small ship."@en , "小船。"@zh ;
        sh:property [ sh:path coop:tonnage ; sh:minInclusive 5 ; sh:maxInclusive 20 ; sh:in ( 10 11 9 ) ] .""",
        "utf-8",
    )
    found = Model.load(shipped_folder(), tmp_path).classes["Yacht"].properties["tonnage"]
    assert (found.min_inclusive, found.max_inclusive, found.allowed) == ("9", "20", ("9", "10"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('skos:notation "x" ; skos:prefLabel "X"@en', "prefLabel in 'zh' is missing"),
        ('skos:notation "y" ; skos:prefLabel "X"@en , "某"@zh', "expected <concept-level-y>"),
        (
            'skos:notation "x" ; skos:prefLabel "X"@en , "某"@zh ; skos:broader <concept-level-z>',
            "concept-level-z",
        ),
        ('skos:notation "x" ; skos:prefLabel "X"@en , "某"@zh ; skos:scopeNote "?"', "no alignment says"),
        ('skos:prefLabel "X"@en , "某"@zh', "skos:notation is missing"),
    ],
)
def test_a_fault_in_a_concept_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "more.ttl").write_text(
        f"""@base <https://w3id.org/coopgraph/id/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <concept-level-x> a skos:Concept ; skos:inScheme <scheme-own-level> ; {text} .""",
        "utf-8",
    )
    with pytest.raises(OntologyError) as caught:
        Model.load(shipped_folder(), tmp_path)
    assert says in str(caught.value)


def test_two_concepts_of_a_scheme_cannot_have_one_name(tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(
        """@base <https://w3id.org/coopgraph/id/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <concept-level-x> a skos:Concept ; skos:inScheme <scheme-own-level> ; skos:notation "x" ;
          skos:prefLabel "PERSON"@en , "某"@zh .""",
        "utf-8",
    )
    with pytest.raises(OntologyError, match="belongs to"):
        Model.load(shipped_folder(), tmp_path).concept("level", "x")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="no ontology folder"):
        Model.load(tmp_path / "missing")
