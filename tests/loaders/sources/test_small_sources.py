"""The vocabulary, the two lists of facts and the countries."""

from collections.abc import Callable

import pytest

from loaders.extract import SourceVersion
from loaders.manifest import shipped_sources
from ontology.errors import SourceError
from tests.loaders.making import facts, rows

Sample = Callable[[str], SourceVersion]
Load = Callable[[str, str, str], SourceVersion]


def _named(version: SourceVersion, name: str) -> str:
    return next(
        subject for subject, predicate, value in facts(version) if (predicate, value) == ("name", name)
    )


def _of(version: SourceVersion, subject: str) -> set[tuple[str, str]]:
    return {(name, value) for found, name, value in facts(version) if found == subject}


def _members(version: SourceVersion, lab: str) -> list[dict[str, str]]:
    subjects = {subject for subject, name, value in facts(version) if (name, value) == ("lab", lab)}
    return [dict(_of(version, subject)) for subject in sorted(subjects)]


# ---- EuroSciVoc


def test_concepts_by_notation_with_labels_and_broader(sample: Sample) -> None:
    version = sample("euroscivoc")
    assert _of(version, "concept-euroscivoc-383") == {
        ("type", "Concept"),
        ("notation", "383"),
        ("name", "fictional field"),
        ("altName", "invented field"),
        ("broader", "concept-euroscivoc-25"),
        ("inScheme", "scheme-own-euroscivoc"),
    }
    names = {
        (row["object"], row["lang"]) for row in rows(version) if row["subject"] == "concept-euroscivoc-25"
    }
    assert {("fictional sciences", "en"), ("erfundene Wissenschaften", "de")} <= names
    assert ("type", "ConceptScheme") in _of(version, "scheme-own-euroscivoc")


# ---- joint platforms


def test_a_lab_with_its_host_and_partner(sample: Sample) -> None:
    version = sample("joint_platforms")
    lab = _named(version, "Fictional Joint Centre of Nowhere (invented)")
    assert {("startDate", "2013-10"), ("labKind", "concept-labkind-jointResearchCentre")} <= _of(version, lab)
    members = {member["memberRole"]: member for member in _members(version, lab)}
    assert members["concept-memberrole-host"]["institution"] == _named(
        version, "Fictional Academy of Sciences"
    )
    assert members["concept-memberrole-partner"]["institution"] == _named(version, "Universidad Ficticia")
    assert members["concept-memberrole-partner"]["partnerCountry"] == "country-iso-CL"


def test_an_unnamed_partner_is_unknown_not_invented(load_text: Load) -> None:
    header = "name,kind,chinese_host,foreign_partner,partner_country,date,source_url,quality\n"
    row = "Fictional lab,joint_lab,Fictional host,,BR,2014-08,https://example.org,invented\n"
    version = load_text("joint_platforms", "facts-joint-platforms.csv", header + row)
    members = _members(version, _named(version, "Fictional lab"))
    partner = next(member for member in members if member["memberRole"] == "concept-memberrole-partner")
    assert partner["partnerCountry"] == "country-iso-BR"
    assert "institution" not in partner and "statedName" not in partner


def test_neither_partner_nor_country(sample: Sample) -> None:
    version = sample("joint_platforms")
    members = _members(version, _named(version, "Fictional Laboratory without a country (invented)"))
    assert [member["memberRole"] for member in members] == ["concept-memberrole-host"]


def test_several_partners_and_countries_that_cannot_be_paired(sample: Sample) -> None:
    version = sample("joint_platforms")
    members = _members(version, _named(version, "Fictional International Laboratory (invented)"))
    partners = [member for member in members if member["memberRole"] == "concept-memberrole-partner"]
    assert {member["statedName"] for member in partners} == {
        "University of Fiction",
        "University of Invention",
    }
    assert not any("partnerCountry" in member for member in partners)
    assert any(row["value"] == "NO;US;TH" for row in rows(version, "rejects"))


def test_words_in_a_date_and_blocs_go_to_the_ledger(sample: Sample) -> None:
    version = sample("joint_platforms")
    lab = _named(version, "虚构联合实验室")
    assert not [value for name, value in _of(version, lab) if name == "startDate"]
    told = {(row["column"], row["value"]): row for row in rows(version, "rejects")}
    assert {("date", "by 2017-05"), ("partner_country", "ASEAN"), ("source_url", "public repository")} <= set(
        told
    )
    assert told["date", "by 2017-05"]["line"] == 3
    assert "'since' or 'by' belong into the note" in str(told["date", "by 2017-05"]["remedy"])
    assert told["date", "by 2017-05"]["remedy_zh"]


def test_names_are_in_the_language_of_their_script(sample: Sample) -> None:
    names = {
        (row["object"], row["lang"]) for row in rows(sample("joint_platforms")) if row["predicate"] == "name"
    }
    assert {("虚构联合实验室", "zh"), ("虚构海洋大学", "zh"), ("Universidad Ficticia", "en")} <= names


def test_a_record_says_where_and_how_good(sample: Sample) -> None:
    row = next(
        r for r in rows(sample("joint_platforms"), "records") if r["url"] == "https://example.org/centre"
    )
    assert row["quality"] == "invented example"


# ---- agreements


def test_one_agreement_for_each_partner_of_a_list(sample: Sample) -> None:
    version = sample("agreement_list")
    agreements = {s for s, name, value in facts(version) if (name, value) == ("type", "Agreement")}
    assert len(agreements) == 4
    actors = {
        agreement: {
            value
            for s, name, value in facts(version)
            if name == "actor" and ("agreement", agreement) in _of(version, s)
        }
        for agreement in agreements
    }
    assert sorted(sorted(found) for found in actors.values()) == [
        ["country-iso-CN", "country-iso-XK"],
        ["country-iso-GB", "region-own-EU"],
        ["country-iso-GR", "region-own-EU"],
        ["country-iso-XK", "region-own-EU"],
    ]


def test_signature_dates_and_since(sample: Sample) -> None:
    version = sample("agreement_list")
    assert {value for _, name, value in facts(version) if name == "signedOn"} == {"1979-01-31"}
    assert [row["value"] for row in rows(version, "rejects")] == ["since 1994"]
    assert not [name for _, name, _ in facts(version) if name == "instrumentProgramme"]


# ---- countries


def test_countries_are_named_as_in_cldr(sample: Sample) -> None:
    version = sample("countries")
    names = {
        (str(r["subject"])[-2:], str(r["lang"])): str(r["object"])
        for r in rows(version)
        if r["predicate"] == "name"
    }
    assert names["CN", "zh"] == "中国"
    assert names["DE", "en"] == "Germany"
    assert {("XK", "zh"), ("TW", "zh"), ("HK", "zh"), ("MO", "zh"), ("NO", "en")} <= set(names)
    assert version.things["Country"] == 250
    assert not {code for code, _ in names} & {"EU", "UN", "ZZ", "AC"}


@pytest.mark.parametrize("name", ["cordis_horizon", "ror", "euroscivoc", "joint_platforms", "agreement_list"])
def test_samples_are_invented_and_say_so(name: str) -> None:
    for path in (shipped_sources() / name / "sample").iterdir():
        text = path.read_text(encoding="utf-8").casefold()
        assert "fiction" in text


def test_a_workbook_column_that_nobody_reads(load_text: Load) -> None:
    header = "title,party_a,party_b,signed,event,source_url,quality,programme\n"
    with pytest.raises(SourceError, match="nobody reads programme"):
        load_text("agreement_list", "facts-agreements.csv", header)
