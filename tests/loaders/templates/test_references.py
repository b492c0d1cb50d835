"""What a cell says of another thing: every form of the grammar, and what each wrong form is told."""

import pytest

from loaders.cleaners import Refused
from loaders.templates.references import References
from ontology.model import Property, default_model
from ontology.terms import ID_BASE, mint

REFERENCES = References(default_model())


def of(kind: str, name: str) -> Property:
    return default_model().classes[kind].properties[name]


@pytest.mark.parametrize(
    ("cell", "target"),
    [
        ("a-university", "inst-own-a-university"),
        ("inst-own-a-university", "inst-own-a-university"),
        (ID_BASE + "inst-own-a-university", "inst-own-a-university"),
        ("inst:a-university", "inst-own-a-university"),
        ("INST : a-university", "inst-own-a-university"),
        ("ror:03cve4549", "inst-ror-03cve4549"),
        ("ror:https://ror.org/03cve4549", "inst-ror-03cve4549"),
        ("inst:pic:999855631", "inst-pic-999855631"),
        ("inst-ror-03cve4549", "inst-ror-03cve4549"),
        ("own:a-university", "inst-own-a-university"),
        ("清华大学", mint("inst", "own", "清华大学")),
        ("eu-cn-1998", "inst-own-eu-cn-1998"),
    ],
)
def test_forms_where_one_class_can_stand(cell: str, target: str) -> None:
    assert REFERENCES.own_id(cell, default_model().classes["Institution"]) == target


@pytest.mark.parametrize(
    ("cell", "target"),
    [
        ("country:CN", "country-iso-CN"),
        ("country:中国", "country-iso-CN"),
        ("country:Germany", "country-iso-DE"),
        ("country:SUHH", "country-iso-SUHH"),
        ("region:EU", "region-own-EU"),
        ("inst:ror:03cve4549", "inst-ror-03cve4549"),
        ("auth-own-most", "auth-own-most"),
    ],
)
def test_forms_where_several_classes_can_stand(cell: str, target: str) -> None:
    assert REFERENCES.target_id(cell, of("Party", "actor")) == target


@pytest.mark.parametrize(
    ("cell", "target"),
    [
        ("rg-a", "inst-own-rg-a"),
        ("ror:03cve4549", "inst-ror-03cve4549"),
        ("unit:lab", "unit-own-lab"),
        ("auth:most", "auth-own-most"),
    ],
)
def test_a_key_alone_means_the_class_that_the_property_declares(cell: str, target: str) -> None:
    assert REFERENCES.target_id(cell, of("Participation", "institution")) == target


def test_a_bare_key_is_refused_where_several_classes_can_stand() -> None:
    with pytest.raises(Refused) as caught:
        REFERENCES.target_id("tsinghua", of("Party", "actor"))
    assert "inst:tsinghua" in caught.value.remedy
    assert "country:tsinghua" in caught.value.remedy_zh


@pytest.mark.parametrize("cell", ["proj:x", "proj-own-x"])
def test_a_thing_of_the_wrong_class_is_refused(cell: str) -> None:
    with pytest.raises(Refused, match="'Project', which cannot stand here"):
        REFERENCES.target_id(cell, of("Party", "actor"))


def test_an_identifier_alone_may_not_say_enough() -> None:
    with pytest.raises(Refused) as caught:
        REFERENCES.target_id("ror:03cve4549", of("Party", "actor"))
    assert "inst:ror:03cve4549" in caught.value.remedy


def test_an_identifier_is_checked() -> None:
    with pytest.raises(Refused, match="checksum"):
        REFERENCES.target_id("inst:ror:03cve4540", of("Party", "actor"))


def test_an_unknown_head_is_refused() -> None:
    with pytest.raises(Refused, match="'isntitution' before the colon"):
        REFERENCES.target_id("isntitution:x", of("Party", "actor"))


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(Refused, match="the key is empty"):
        REFERENCES.target_id("inst:", of("Party", "actor"))


@pytest.mark.parametrize("cell", ["CN", "cn", "中国", "China", "CHN"])
def test_countries_by_code_or_name(cell: str) -> None:
    assert REFERENCES.target_id(cell, of("Institution", "country")) == "country-iso-CN"


@pytest.mark.parametrize(
    "cell",
    [
        "intergovernmental",
        "Intergovernmental",
        "政府间",
        "level:intergovernmental",
        "concept-level-intergovernmental",
    ],
)
def test_concepts_by_notation_name_or_id(cell: str) -> None:
    assert REFERENCES.target_id(cell, of("Agreement", "level")) == "concept-level-intergovernmental"


def test_an_unknown_concept_names_the_nearest_and_the_choice() -> None:
    with pytest.raises(Refused) as caught:
        REFERENCES.target_id("intergovermental", of("Agreement", "level"))
    assert "did you mean 'intergovernmental'" in caught.value.remedy
    assert "departmental" in caught.value.remedy


def test_a_concept_of_another_scheme_is_refused() -> None:
    with pytest.raises(Refused, match="concepts of renewal cannot stand here"):
        REFERENCES.target_id("renewal:automatic", of("Agreement", "level"))


def test_a_field_names_its_scheme_and_the_scheme_may_come_later() -> None:
    assert REFERENCES.target_id("euroscivoc:383", of("Agreement", "field")) == "concept-euroscivoc-383"
    with pytest.raises(Refused, match="the concept's scheme is not said"):
        REFERENCES.target_id("physics", of("Agreement", "field"))


def test_people_may_bring_concepts_of_a_scheme_of_their_own() -> None:
    given = REFERENCES.own_id("ourfields:A1", default_model().classes["Concept"])
    assert given == "concept-ourfields-A1"
    assert REFERENCES.target_id("ourfields:A1", of("Agreement", "field")) == given


@pytest.mark.parametrize("cell", ["my scheme:A1", ":A1", "euroscivoc:", "a:b\x1fc"])
def test_what_cannot_be_an_id_is_refused(cell: str) -> None:
    with pytest.raises(
        Refused, match=r"cannot be made an id|the concept's scheme is not said|control character"
    ):
        REFERENCES.target_id(cell, of("Agreement", "field"))


def test_what_may_stand_in_a_cell_is_named_in_the_readers_language() -> None:
    prop = next(one for one in default_model().properties.values() if one.concept_scheme == "level")
    with pytest.raises(Refused) as refused:
        REFERENCES.target_id("no such level", prop)
    assert "intergovernmental（政府间）" in refused.value.remedy_zh
    assert "政府间" not in refused.value.remedy
