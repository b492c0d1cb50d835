"""CORDIS CSV as published: both vintages, the zip, and its real dirt in invented projects."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from loaders.extract import SourceVersion, extract
from loaders.fetch import assign
from loaders.manifest import find_sources, load_manifest, shipped_sources
from ontology.errors import SourceError
from ontology.model import default_model
from tests.loaders.making import facts, rows, write_zip

Sample = Callable[[str], SourceVersion]
Load = Callable[[str, str, str], SourceVersion]
FOLDER = shipped_sources() / "cordis_csv"
TABLES = {path.name: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "sample").glob("*.csv"))}
PROJECT = "proj-cordis-900000001"
OLDER = (  # the columns of project.csv before 2023, in their order
    *("id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution"),
    *("legalBasis", "topics", "ecSignatureDate", "frameworkProgramme", "masterCall", "subCall"),
    *("fundingScheme", "nature", "objective", "contentUpdateDate", "rcn", "grantDoi"),
)


def _of(version: SourceVersion, subject: str) -> set[tuple[str, str]]:
    return {(name, value) for found, name, value in facts(version) if found == subject}


def _parts(version: SourceVersion, institution: str) -> list[set[tuple[str, str]]]:
    found = {s for s, name, value in facts(version) if (name, value) == ("institution", institution)}
    return [_of(version, subject) for subject in sorted(found)]


def _reordered(text: str, columns: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=";", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(csv.DictReader(io.StringIO(text), delimiter=";"))
    return out.getvalue()


def _zip(folder: Path, members: dict[str, str]) -> SourceVersion:
    path = write_zip(folder / "cordis-h2020projects-csv.zip", dict(members))
    return extract(load_manifest(FOLDER), [path], default_model(), folder / "out", 1)


def test_the_project(sample: Sample) -> None:
    assert _of(sample("cordis_csv"), PROJECT) == {
        ("type", "Project"),
        ("name", 'A fictional project on "nothing" \\ & everything; really'),
        ("acronym", "FICTION"),
        ("grantNumber", "900000001"),
        ("rcn", "900001"),
        ("startDate", "2022-09-01"),
        ("endDate", "2025-08-31"),
        ("signedOn", "2022-05-12"),
        ("projectStatus", "concept-projectstatus-terminated"),
        ("totalCost", "960619.95"),
        ("grantAmount", "528340.97"),
        ("currency", "EUR"),
        *(("keyword", word) for word in ("fiction", "nothing", "everything")),
        ("doi", "10.3030/900000001"),
        ("homepage", "https://example.org/fiction"),
        *(
            ("programme", f"prog-own-{code}")
            for code in ("H2020", "FICTION-2022-01-01", "H2020-EU.9.1.", "H2020-EU.9.2.")
        ),
        ("call", "call-cordis-FICTION-2022-01"),
        ("fundingScheme", "concept-fundingscheme-RIA"),
        ("field", "concept-euroscivoc-383"),
    }


def test_both_vintages_and_the_zip_say_the_same(sample: Sample, tmp_path: Path) -> None:
    newer = _zip(tmp_path / _made(tmp_path, "new"), {**TABLES, "information.zip": "x", "webItem.csv": "x"})
    older = _zip(
        tmp_path / _made(tmp_path, "old"),
        {f"csv/{name}": text for name, text in TABLES.items() if name != "project.csv"}
        | {"csv/project.csv": _reordered(TABLES["project.csv"], OLDER)},
    )
    assert facts(newer) == facts(sample("cordis_csv"))
    lost = facts(newer) - facts(older)
    assert {name for _, name, _ in lost} == {"keyword"}
    assert not facts(older) - facts(newer)


def _made(folder: Path, name: str) -> str:
    (folder / name).mkdir()
    return name


def test_participations_have_the_ids_of_the_xml_edition(sample: Sample) -> None:
    version = sample("cordis_csv")
    first = _parts(version, "inst-pic-900000011")
    assert {value for part in first for name, value in part if name == "participationRole"} == {
        "concept-role-coordinator",
        "concept-role-thirdParty",
    }
    from_xml = {s for s, name, value in facts(sample("cordis_horizon")) if name == "order" and value == "1"}
    from_csv = {s for s, name, value in facts(version) if name == "order" and value == "1"}
    assert from_xml & from_csv


def test_decimal_marks_are_mixed_in_one_row_and_both_are_refused(sample: Sample) -> None:
    version = sample("cordis_csv")
    assert {("totalCost", "960619.95"), ("grantAmount", "528340.97")} <= _parts(
        version, "inst-pic-900000011"
    )[0] | _parts(version, "inst-pic-900000011")[1]
    assert not [value for name, value in _of(version, "proj-cordis-900000002") if name == "totalCost"]
    assert any(row["value"] == "1234.567,89" for row in rows(version, "rejects"))


def test_country_codes_of_the_commission_and_several_in_a_cell(sample: Sample) -> None:
    version = sample("cordis_csv")
    assert ("country", "country-iso-GR") in _of(version, "inst-pic-900000011")
    assert ("country", "country-iso-GB") in _of(version, "inst-pic-900000012")
    assert not [name for name, _ in _of(version, "inst-pic-900000014") if name == "country"]
    assert any(row["value"] == "DE;HU" for row in rows(version, "rejects"))


def test_empty_is_not_zero_and_coordinates_stay_with_the_participation(sample: Sample) -> None:
    version = sample("cordis_csv")
    (partner,) = _parts(version, "inst-pic-900000014")
    assert ("netGrantAmount", "0") in partner and not [v for n, v in partner if n == "grantAmount"]
    latitudes = {v for part in _parts(version, "inst-pic-900000011") for n, v in part if n == "latitude"}
    assert latitudes == {"37.98", "38.5"}
    assert not [n for n, _ in _of(version, "inst-pic-900000011") if n == "latitude"]


def test_a_natural_person_is_not_published_and_a_firm_without_an_address_is(sample: Sample) -> None:
    version = sample("cordis_csv")
    told = [
        row
        for row in rows(version, "rejects")
        if row["stage"] == "record" and "natural" in str(row["reason"])
    ]
    assert len(told) == 1 and "自然人" in str(told[0]["reason_zh"])
    everything = str(rows(version)) + str(rows(version, "rejects"))
    assert "DOE" not in everything and "900000013" not in everything
    assert ("name", "Fictional Works Limited") in _of(version, "inst-pic-900000012")


def test_who_left_early_and_who_is_gone(sample: Sample) -> None:
    version = sample("cordis_csv")
    (part,) = _parts(version, "inst-pic-900000012")
    assert ("terminated", "true") in part
    assert not [n for n, _ in part if n in ("startDate", "endDate", "sme")]
    assert ("status", "concept-status-inactive") in _of(version, "inst-pic-900000012")
    assert not [n for n, _ in _of(version, "inst-pic-900000011") if n == "status"]


def test_words_for_nothing_and_a_wrong_pic_go_to_the_ledger(sample: Sample) -> None:
    told = {(row["column"], row["value"]) for row in rows(sample("cordis_csv"), "rejects")}
    assert {
        ("street", "-"),
        ("postCode", "PMB CT173"),
        ("postCode", "EIRE"),
        ("shortName", "N/A"),
        ("organisationID", "99999"),
        ("euroSciVocCode", "no code"),
    } <= told


def test_a_broken_row_is_rejected_and_the_next_one_read(load_text: Load) -> None:
    header, first, *rest = TABLES["organization.csv"].splitlines(keepends=True)
    broken = first.replace('"FUN"', '"FUN "stray" quote"')
    version = load_text("cordis_csv", "organization.csv", "".join([header, broken, *rest]))
    assert version.things["Participation"] == 3
    assert any("not valid CSV" in str(row["reason"]) for row in rows(version, "rejects"))


@pytest.mark.parametrize("kind", ["participants", "isRegisteredBy"])
def test_a_role_that_nobody_knows_fails_the_source(load_text: Load, kind: str) -> None:
    with pytest.raises(SourceError, match=kind):
        load_text(
            "cordis_csv", "organization.csv", TABLES["organization.csv"].replace('"partner"', f'"{kind}"')
        )


def test_a_new_column_fails_the_source(load_text: Load) -> None:
    with pytest.raises(SourceError, match="nobody reads gender"):
        load_text("cordis_csv", "project.csv", TABLES["project.csv"].replace('"nature"', '"gender"'))


def test_other_editions_are_refused_with_the_reason(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "cordis-h2020projects-json.zip", {"project.json": "[]"})
    with pytest.raises(SourceError, match="JSON or Excel edition") as caught:
        extract(load_manifest(FOLDER), [path], default_model(), tmp_path / "out", 1)
    assert "-csv.zip" in caught.value.remedy and caught.value.remedy_zh


@pytest.mark.parametrize("programme", ["fp7projects", "h2020projects", "HORIZONprojects"])
def test_published_zips_are_known_by_their_names(tmp_path: Path, programme: str) -> None:
    path = write_zip(tmp_path / f"cordis-{programme}-csv.zip", dict(TABLES))
    assert list(assign([path], find_sources(shipped_sources()))) == ["cordis_csv"]


def test_one_row_without_a_role_fails_alone(load_text: Load) -> None:
    text = TABLES["organization.csv"].replace('"participant"', '""', 1)
    version = load_text("cordis_csv", "organization.csv", text)
    assert version.things["Participation"] == 3
    told = [
        row
        for row in rows(version, "rejects")
        if row["column"] == "projectID, organisationID, role, order" and row["line"] == 3
    ]
    assert [row["stage"] for row in told] == ["record"]
