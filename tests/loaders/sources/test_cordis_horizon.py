"""CORDIS Horizon XML as published, with its real dirt in an invented project."""

from collections.abc import Callable

import pytest

from loaders.extract import SourceVersion
from loaders.manifest import shipped_sources
from ontology.errors import SourceError
from tests.loaders.making import facts, rows

Sample = Callable[[str], SourceVersion]
Load = Callable[[str, str, str], SourceVersion]
PROJECT = "proj-cordis-900000001"
TEXT = (shipped_sources() / "cordis_horizon" / "sample" / "project-rcn-900001_en.xml").read_text(
    encoding="utf-8"
)


def _of(version: SourceVersion, subject: str) -> set[tuple[str, str]]:
    return {(name, value) for found, name, value in facts(version) if found == subject}


def _part(version: SourceVersion, institution: str) -> str:
    return next(s for s, name, value in facts(version) if (name, value) == ("institution", institution))


def test_the_project(sample: Sample) -> None:
    assert _of(sample("cordis_horizon"), PROJECT) == {
        ("type", "Project"),
        ("name", "A fictional project on nothing & everything"),
        ("acronym", "FICTION"),
        ("grantNumber", "900000001"),
        ("startDate", "2022-09-01"),
        ("endDate", "2025-08-31"),
        ("signedOn", "2022-05-12"),
        ("note", "Terminated on 2024-09-13"),
        ("projectStatus", "concept-projectstatus-terminated"),
        ("totalCost", "960619.95"),
        ("grantAmount", "528340.97"),
        ("currency", "EUR"),
        *(("keyword", word) for word in ("fiction", "nothing", "everything")),
        ("doi", "10.3030/900000001"),
        ("homepage", "https://example.org/fiction"),
        *(
            ("programme", f"prog-own-{code}")
            for code in ("HORIZON", "HORIZON.9.9", "HORIZON-FICTION-2022-01-01")
        ),
        ("call", "call-cordis-HORIZON-FICTION-2022-01"),
        ("fundingScheme", "concept-fundingscheme-HORIZON-RIA"),
        ("field", "concept-euroscivoc-383"),
    }


def test_programmes_lead_to_the_framework_programme(sample: Sample) -> None:
    part_of = {(s, value) for s, name, value in facts(sample("cordis_horizon")) if name == "partOf"}
    assert part_of == {
        ("prog-own-HORIZON.9.9", "prog-own-HORIZON.9"),
        ("prog-own-HORIZON.9", "prog-own-HORIZON"),
        ("prog-own-HORIZON-FICTION-2022-01-01", "prog-own-HORIZON"),
    }
    assert ("type", "Programme") in _of(sample("cordis_horizon"), "prog-own-HORIZON")


def test_mixed_decimal_marks_in_one_row(sample: Sample) -> None:
    version = sample("cordis_horizon")
    found = _of(version, _part(version, "inst-pic-900000011"))
    assert {("totalCost", "960619.95"), ("grantAmount", "528340.97"), ("netGrantAmount", "0")} <= found


def test_both_decimal_marks_are_refused(load_text: Load) -> None:
    version = load_text("cordis_horizon", "project-rcn-1.xml", TEXT.replace("528340.970", "528.340,97"))
    assert not [value for name, value in _of(version, PROJECT) if name == "grantAmount"]
    assert any("both '.' and ','" in str(row["reason"]) for row in rows(version, "rejects"))


def test_country_codes_of_the_commission(sample: Sample, load_text: Load) -> None:
    assert ("country", "country-iso-GR") in _of(sample("cordis_horizon"), "inst-pic-900000011")
    for stated, meant in (("UK", "GB"), ("XK", "XK")):
        version = load_text(
            "cordis_horizon", f"project-rcn-{stated}.xml", TEXT.replace(">EL<", f">{stated}<")
        )
        assert ("country", f"country-iso-{meant}") in _of(version, "inst-pic-900000011")


def test_a_cell_with_several_countries_goes_to_the_ledger(sample: Sample) -> None:
    version = sample("cordis_horizon")
    assert not [name for name, _ in _of(version, "inst-pic-900000012") if name == "country"]
    reject = next(row for row in rows(version, "rejects") if row["value"] == "DE;HU")
    assert (reject["column"], reject["stage"]) == ("address/country", "mapping")
    assert reject["locator"] == "project-rcn-900001_en.xml#organization[2]" or reject["locator"].endswith(
        "#organization[2]"
    )  # type: ignore[attr-defined]
    assert (
        TEXT.splitlines()[int(str(reject["line"])) - 1]
        .strip()
        .startswith('<organization source="corda" order="2"')
    )


def test_empty_is_not_zero(sample: Sample) -> None:
    version = sample("cordis_horizon")
    found = _of(version, _part(version, "inst-pic-900000012"))
    assert ("grantAmount", "0") in found
    assert not [value for name, value in found if name == "totalCost"]


def test_coordinates_belong_to_the_participation(sample: Sample) -> None:
    version = sample("cordis_horizon")
    assert {("latitude", "39.59"), ("longitude", "21.3")} <= _of(
        version, _part(version, "inst-pic-900000012")
    )
    assert not [name for name, _ in _of(version, "inst-pic-900000012") if name in ("latitude", "longitude")]


def test_placeholders_for_nothing_are_absent_with_a_note(sample: Sample) -> None:
    version = sample("cordis_horizon")
    for institution in ("inst-pic-900000011", "inst-pic-900000012"):
        assert not [value for name, value in _of(version, institution) if name == "postalCode"]
    assert not [value for name, value in _of(version, "inst-pic-900000011") if name == "street"]
    noted = {
        (row["column"], row["value"]) for row in rows(version, "rejects") if "no value" in str(row["reason"])
    }
    assert noted == {
        ("address/street", "-"),
        ("address/postalCode", "PMB CT173"),
        ("address/postalCode", "EIRE"),
        ("shortName", "N/A"),
    }


def test_natural_persons_are_not_published(sample: Sample) -> None:
    version = sample("cordis_horizon")
    told = [row for row in rows(version, "rejects") if row["stage"] == "record"]
    assert len(told) == 1
    assert "natural persons" in str(told[0]["reason"]) and "自然人" in str(told[0]["reason_zh"])
    everything = str(rows(version)) + str(rows(version, "rejects"))
    assert "DOE" not in everything and "900000013" not in everything


def test_registering_a_patent_is_no_participation(sample: Sample, load_text: Load) -> None:
    assert "900000014" not in str(rows(sample("cordis_horizon")))
    moved = TEXT.replace('type="associatedPartner"', 'type="isRegisteredBy"')
    with pytest.raises(SourceError, match="isRegisteredBy"):
        load_text("cordis_horizon", "project-rcn-2.xml", moved)


def test_roles_departments_and_termination(sample: Sample) -> None:
    version = sample("cordis_horizon")
    first, second = (_of(version, _part(version, f"inst-pic-90000001{n}")) for n in (1, 2))
    assert {
        ("participationRole", "concept-role-coordinator"),
        ("departmentName", "Department of Invention"),
    } <= first
    assert {
        ("participationRole", "concept-role-associatedPartner"),
        ("terminated", "true"),
        ("sme", "true"),
    } <= second
    assert not [name for name, _ in first | second if name in ("startDate", "endDate")]


def test_text_with_stray_quotes_and_backslashes(load_text: Load) -> None:
    title = "\"Stray\" quote, a \\ backslash and 'single' ones"
    version = load_text("cordis_horizon", "project-rcn-3.xml", TEXT.replace("A fictional project  on", title))
    assert ("name", f"{title} nothing & everything") in _of(version, PROJECT)


def test_each_organisation_is_a_record_of_its_own_with_its_line(sample: Sample) -> None:
    found = {row["record"]: row for row in rows(sample("cordis_horizon"), "records")}
    assert found["rec-cordishorizon-900000001"]["url"] == "https://cordis.europa.eu/project/id/900000001"
    first = found["rec-cordishorizon-900000001.1"]
    assert str(first["locator"]).endswith("#organization[1]")
    assert "<organization " in TEXT.splitlines()[int(str(first["line"])) - 1]


def test_a_new_element_fails_the_source(load_text: Load) -> None:
    with pytest.raises(SourceError, match="relations/associations/organization/address/continent"):
        load_text(
            "cordis_horizon", "project-rcn-4.xml", TEXT.replace("<city>NOWHERE", "<continent/><city>NOWHERE")
        )


def test_a_new_kind_of_category_fails_the_source(load_text: Load) -> None:
    with pytest.raises(SourceError, match="@classification = gender"):
        load_text("cordis_horizon", "project-rcn-5.xml", TEXT.replace('"policyPriorities"', '"gender"'))


def test_names_of_organisations_have_no_stated_language(sample: Sample) -> None:
    found = {
        (row["object"], row["lang"]) for row in rows(sample("cordis_horizon")) if row["predicate"] == "name"
    }
    assert ("虚构有限公司", "und") in found
