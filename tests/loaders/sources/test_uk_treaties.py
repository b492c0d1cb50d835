"""Treaties of the United Kingdom: states that are gone, blocs, day-first dates, and which are about science."""

import json
from collections.abc import Callable

import pytest

from loaders.extract import SourceVersion
from loaders.manifest import shipped_sources
from ontology.errors import SourceError
from tests.loaders.making import facts, rows

Sample = Callable[[str], SourceVersion]
Load = Callable[[str, str, str], SourceVersion]
FIRST = json.loads(
    (shipped_sources() / "uk_treaties" / "sample" / "fictional-uk-treaties.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()[0]
)


def _of(version: SourceVersion, subject: str) -> set[tuple[str, str]]:
    return {(name, value) for found, name, value in facts(version) if found == subject}


def _treaty(number: int) -> str:
    return f"agr-uktreaties-90000{number}"


def _actors(version: SourceVersion, number: int) -> set[str]:
    parties = {s for s, name, value in facts(version) if (name, value) == ("agreement", _treaty(number))}
    return {value for s, name, value in facts(version) if s in parties and name == "actor"}


def test_a_treaty_with_its_dates_and_text(sample: Sample) -> None:
    assert _of(sample("uk_treaties"), _treaty(1)) == {
        ("type", "Agreement"),
        ("name", FIRST["title"]),
        ("level", "concept-level-intergovernmental"),
        ("agreementKind", "concept-agreementkind-agreement"),
        ("scientific", "true"),
        ("note", "filed under: TECHNICAL ASSISTANCE"),
        ("signedOn", "1968-11-04"),
        ("signedPlace", "Nowhere Elsewhere"),
        ("inForceFrom", "1969-01-01"),
        ("terminatedOn", "1991-12-22"),
        ("scope", "applies to: Gilbert And Ellice Islands"),
        ("textUrl", "https://example.org/fictional/Library2/html/10336.html"),
        ("textUrl", "https://example.org/fictional/1939-TS0014.pdf"),
    }


def test_states_that_are_gone_blocs_and_territories(sample: Sample) -> None:
    version = sample("uk_treaties")
    assert _actors(version, 1) == {"country-iso-SUHH", "country-iso-GB"}
    assert _actors(version, 2) == {"country-iso-DE", "country-iso-GB", "region-own-EU"}
    assert _actors(version, 4) == {"country-iso-RO", "region-own-ESA"}
    assert {("code", "SUHH"), ("altName", "SOVIET UNION")} <= _of(version, "country-iso-SUHH")
    assert not _of(version, "country-iso-DE")  # named elsewhere


def test_a_state_without_a_code_goes_to_the_ledger(sample: Sample) -> None:
    told = [row for row in rows(sample("uk_treaties"), "rejects") if row["value"] == "PRUSSIA"]
    assert len(told) == 1 and "not a country" in str(told[0]["reason"])


@pytest.mark.parametrize(("number", "wanted"), [(1, "true"), (2, "false"), (3, "false"), (4, "true")])
def test_which_are_about_science(sample: Sample, number: int, wanted: str) -> None:
    assert ("scientific", wanted) in _of(sample("uk_treaties"), _treaty(number))


def test_kinds_by_their_titles(sample: Sample) -> None:
    version = sample("uk_treaties")
    kinds = {s: value for s, name, value in facts(version) if name == "agreementKind"}
    assert kinds[_treaty(2)].endswith("exchangeOfNotes") and kinds[_treaty(4)].endswith("protocol")
    assert _treaty(3) not in kinds  # a constitution is none of them


def test_an_adopted_text_has_the_day_of_its_adoption(sample: Sample) -> None:
    found = _of(sample("uk_treaties"), _treaty(4))
    assert {("signedOn", "1954-12-01"), ("provisionalFrom", "1954-12-02")} <= found
    assert ("note", "the United Kingdom withdrew: 31/12/1985") in _of(sample("uk_treaties"), _treaty(3))


def test_an_impossible_day_and_a_pdf_are_told(sample: Sample) -> None:
    told = {(row["column"], row["value"]): row for row in rows(sample("uk_treaties"), "rejects")}
    assert "day, month, year" in str(told["signed_event_date", "31/02/1950"]["reason"])
    assert told["signed_event_date", "31/02/1950"]["line"] == 2
    assert ("document_url", "not an address") in told
    assert "record of its own" in str(told["field3", ""]["reason"])


def test_a_key_that_nobody_knows_fails_the_source(load_text: Load) -> None:
    with pytest.raises(SourceError, match="ratified_event_date"):
        load_text(
            "uk_treaties", "uk-treaties.jsonl", json.dumps(FIRST | {"ratified_event_date": "01/01/2000"})
        )


def test_a_new_kind_of_treaty_fails_the_source(load_text: Load) -> None:
    with pytest.raises(SourceError, match="field3 = PLURI"):
        load_text("uk_treaties", "uk-treaties.jsonl", json.dumps(FIRST | {"field3": "PLURI"}))
