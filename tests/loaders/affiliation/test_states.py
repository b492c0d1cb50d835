"""States whose names are those of countries or end in one: Georgia, New Jersey, New South Wales; of invented universities."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from loaders.affiliation.filling import fill
from loaders.affiliation.reading import read_affiliation
from loaders.affiliation.shelf import Shelf
from ontology.model import Model
from tests.loaders.affiliation.world import Organisation, canon


def _university(key: str, name: str, country: str, city: str) -> Organisation:
    return (f"ror-{key}", {"en": name}, "", country, city, "education", "active", "")


UNIVERSITIES = (
    _university("atl", "Peachwood Institute of Technology", "US", "Atlanta"),
    _university("tbi", "Peachwood University", "GE", "Tbilisi"),
    _university("nj", "Brookmere University", "US", "Princeton"),
    _university("nm", "Dustvale State University", "US", "Las Cruces"),
    _university("mx", "Universidad de Polvareda", "MX", "Puebla"),
    _university("ny", "Harbourgate University", "US", "New York"),
    _university("vic", "Rainmere University", "CA", "Victoria"),
    _university("syd", "Gumleaf University", "AU", "Sydney"),
    _university("le", "Universite du Maine-et-Brume", "FR", "Le Mans"),
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("states")
    made = canon(folder / "canon", UNIVERSITIES)
    fill(made, folder / "names.sqlite", model, {"data_version": "d1"}, lambda *_: None)
    one = Shelf(folder / "names.sqlite")
    yield one
    one.close()


SAID = {
    "Peachwood Institute of Technology, Atlanta, Georgia 30332, USA": ("atl", ("US",)),
    "Peachwood Institute of Technology, Atlanta, Georgia, United States": ("atl", ("US",)),
    "Peachwood Institute of Technology, Atlanta, Georgia 30332": ("atl", ()),
    "Peachwood Institute of Technology, Atlanta, GA 30332, Georgia": ("atl", ()),
    "Peachwood University, Tbilisi, Georgia": ("tbi", ("GE",)),
    "Peachwood University, 1 Fictional Ave, Tbilisi 0179, Georgia": ("tbi", ("GE",)),
    "Brookmere University, Princeton, New Jersey 08544": ("nj", ()),
    "Brookmere University, Princeton New Jersey": ("nj", ()),
    "Brookmere University, Princeton, New Jersey 08544, USA": ("nj", ("US",)),
    "Dustvale State University, Las Cruces, New Mexico": ("nm", ()),
    "Universidad de Polvareda, Puebla, Mexico": ("mx", ("MX",)),
    "Harbourgate University, New York, New York 10027": ("ny", ()),
    "Rainmere University, Victoria": ("vic", ()),
    "Rainmere University, Victoria, British Columbia": ("vic", ()),
    "Gumleaf University, Sydney, New South Wales 2052": ("syd", ()),
    "Gumleaf University, Sydney, New South Wales, Australia": ("syd", ("AU",)),
    "Universite du Maine-et-Brume, Universite du Maine": ("le", ()),
}


@pytest.mark.parametrize("text", SAID)
def test_a_state_is_no_country(text: str, shelf: Shelf) -> None:
    found = read_affiliation(text, shelf)
    key, countries = SAID[text]
    assert [one.organisation.id for one in found.found] == [f"inst-ror-{key}"]
    assert found.countries == countries


def test_the_state_of_another_country_is_told(shelf: Shelf) -> None:
    (doubt,) = read_affiliation("Rainmere University, New Jersey", shelf).doubts
    assert doubt.why == "other_country"
