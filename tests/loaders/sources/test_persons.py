"""Natural persons among the organisations of CORDIS: both editions that list them tell the same, on invented names."""

import re
from collections.abc import Callable

import pytest

from loaders.extract import SourceVersion
from loaders.manifest import shipped_sources
from tests.loaders.making import facts, rows

Load = Callable[[str, str, str], SourceVersion]
TABLE = (shipped_sources() / "cordis_csv" / "sample" / "organization.csv").read_text(encoding="utf-8")
XML = (shipped_sources() / "cordis_horizon" / "sample" / "project-rcn-900001_en.xml").read_text(
    encoding="utf-8"
)
PERSONS = (
    *("DOE Fictional Jane", "DE SA Maria", "SCHOOL Jane", "GROUP Anna-Maria", "AS Jonas", "SAS Erzsébet"),
    *("VAN DER COLLEGE Jan", "ÅBERG Sl", "MARIA DE SA", "Jane Fictional Doe", "ĐURIĆ Ag", "AB Jane M."),
    *("DE LA FICTION GONZALEZ JANE", "VAN DE FICTIE Jane", "FICTION-DOE  JANE", "Fictional Farm Jane Doe"),
)
FIRMS = (
    *("Fictional Works Limited", "FICTIONAL WORKS SA", "Fictional Works S.A.S.", "Fictional AG", "X OY"),
    *("FICTION AB (SWEDEN)", "Fictional & Co KG", "FICTION A.S.", "Fiction Sp. z o.o.", "FICTION B.V."),
    *("University of Fiction", "FICTION SCHOOL OF NOTHING", "Fictional Research Group", "虚构有限公司"),
    *("Fictinc", "F6 Fictional", "Fiction for Nothing", "Toyo Fiction K.K.", "New Fiction Biolabs"),
    *("Associazione Italiana Finzione", "azienda agricola Finzione", "Fictional Wine NPC"),
)
KINDS = {"HES": "SCHOOL Jane", "REC": "DE SA Maria", "PUB": "Nowhere"}


def _of_csv(load: Load, name: str, activity: str) -> SourceVersion:
    header, first, *lines = TABLE.splitlines()
    person = next(line for line in lines if "DOE Fictional Jane" in line)
    line = person.replace("DOE Fictional Jane", name).replace('"PRC"', f'"{activity}"')
    return load("cordis_csv", "organization.csv", "\n".join([header, first, line, ""]))


def _of_xml(load: Load, name: str, activity: str) -> SourceVersion:
    (person,) = (
        found
        for found in re.findall(r"(?s)<organization .*?</organization>", XML)
        if "DOE Fictional Jane" in found
    )
    told = person.replace("DOE Fictional Jane", name.replace("&", "&amp;"))
    told = re.sub(r"<code>/\w+</code>", f"<code>/{activity}</code>", told)
    return load("cordis_horizon", "project-rcn-1_en.xml", XML.replace(person, told))


EDITIONS = pytest.mark.parametrize("edition", [_of_csv, _of_xml], ids=["csv", "xml"])


def _published(version: SourceVersion, name: str) -> bool:
    return ("inst-pic-900000013", "name", name) in facts(version)


@EDITIONS
@pytest.mark.parametrize("name", PERSONS)
def test_a_person_is_kept_out_and_not_named(
    name: str, edition: Callable[..., SourceVersion], load_text: Load
) -> None:
    version = edition(load_text, name, "PRC")
    assert "inst-pic-900000013" not in {subject for subject, _, _ in facts(version)}
    told = [row for row in rows(version, "rejects") if "natural persons" in str(row["reason"])]
    assert len(told) == 1 and "自然人" in str(told[0]["reason_zh"])
    assert name not in str(rows(version)) + str(rows(version, "rejects"))


@EDITIONS
@pytest.mark.parametrize("name", FIRMS)
def test_an_organisation_is_told_by_its_name(
    name: str, edition: Callable[..., SourceVersion], load_text: Load
) -> None:
    assert _published(edition(load_text, name, "PRC"), name)


@EDITIONS
@pytest.mark.parametrize("activity", KINDS)
def test_an_organisation_is_told_by_its_activity(
    activity: str, edition: Callable[..., SourceVersion], load_text: Load
) -> None:
    assert _published(edition(load_text, KINDS[activity], activity), KINDS[activity])
