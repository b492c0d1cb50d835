"""Link sets say of a thing that it is the same as another elsewhere only where that stands alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from api.linked.describing import figures
from api.linked.links import link_sets, links
from loaders.cleaners.place import three_letters
from ontology.model import Model
from ontology.terms import ID_BASE, OWL, SKOS
from tests.api.linked.small import small_canon
from tests.loaders.canon.scene import thing
from tests.world.fixture import BuiltWorld

LIST = "http://publications.europa.eu/resource/authority/country/"
OF_TWO = (
    "DE",
    "FR",
    "CD",
    "MM",
    "TL",
    "YE",
)  # CLDR knows a second code of three letters, of a state that is gone
ISNIS = ("0000 0001 2370 4535", "0000000123704536")


@pytest.fixture(scope="module")
def canon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Countries, a programme with the code of one, and institutions whose identifiers do not all stand alone."""
    rows = []
    for code in (*OF_TWO, "PE", "QM", "XK", "EU"):
        rows += thing(f"country-iso-{code}", "Country", f"c{code}", code=code, name=f"{code}@en")
    rows += thing("prog-own-pe", "Programme", "p1", code="PE", name="Pilot of Exchange@en")
    rows += thing("inst-own-a", "Institution", "i1", name="A@en", isni=list(ISNIS), grid="grid.1.1")
    rows += thing("inst-own-b", "Institution", "i2", name="B@en", isni="0000 0001 0000 0007", grid="grid.1.1")
    return small_canon(tmp_path_factory.mktemp("links"), {"lists": rows})


def _found(canon: Path, model: Model, name: str) -> list[tuple[str, str, str]]:
    content = b"".join(links(canon, link_sets()[name], model, ID_BASE))
    quads = ox.parse(content, format=ox.RdfFormat.N_TRIPLES)
    return [(q.subject.value.removeprefix(ID_BASE), q.predicate.value, q.object.value) for q in quads]  # type: ignore[union-attr]


def test_a_country_matches_the_concept_of_the_code_that_iso_has_now(canon: Path, model: Model) -> None:
    found = _found(canon, model, "countries")
    names = {"DE": "DEU", "FR": "FRA", "CD": "COD", "MM": "MMR", "TL": "TLS", "YE": "YEM", "PE": "PER"}
    assert found == sorted(
        (f"country-iso-{short}", f"{SKOS}exactMatch", LIST + long) for short, long in names.items()
    )


def test_a_code_of_three_letters_leads_to_one_country_and_back() -> None:
    shorts = Counter(three_letters().values())
    assert [short for short, number in shorts.items() if number > 1] == []
    assert len(shorts) > 240
    assert not {"DDR", "FXX", "ZAR", "BUR", "TMP", "YMD", "QUU"} & set(three_letters())


def test_only_what_stands_alone_is_the_same_and_the_rest_is_counted(canon: Path, model: Model) -> None:
    assert _found(canon, model, "isni") == [
        ("inst-own-b", f"{OWL}sameAs", "https://isni.org/isni/0000000100000007")
    ]
    assert _found(canon, model, "grid") == []
    counts = figures(canon, model)["links"]
    assert (counts["isni"].links, counts["isni"].left_out) == (1, 2)
    assert (counts["grid"].links, counts["grid"].left_out) == (0, 2)


@pytest.mark.parametrize("name", list(link_sets()))
def test_no_thing_is_linked_to_two_nor_two_to_one(
    canon: Path, world_canon: BuiltWorld, model: Model, name: str
) -> None:
    for folder in (canon, world_canon.canon.folder):
        found = _found(folder, model, name)
        assert len({subject for subject, _, _ in found}) == len(found)
        assert len({target for _, _, target in found}) == len(found)


@pytest.mark.parametrize("one", link_sets().values(), ids=lambda one: one.name)
def test_a_link_set_speaks_of_what_the_ontology_has(model: Model, one: object) -> None:
    assert one.kind in model.classes  # type: ignore[attr-defined]
    assert not one.property or one.property in model.classes[one.kind].properties  # type: ignore[attr-defined]
