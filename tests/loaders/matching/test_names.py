"""Names as sources write them enter; the words to compare leave: scripts, widths, legal forms, short forms, numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.matching.lexicon import default_lexicon
from loaders.matching.names import read_name
from loaders.matching.parties import cities_of, domain_of, host_of
from loaders.matching.places import kilometres
from loaders.matching.profile import default_profile

ONE_NAME = [
    ("清華大學", "清华大学"),
    ("清华", "清华大学"),
    ("中科院物理研究所", "中国科学院物理研究所"),
    ("华为技术有限公司", "华为技术"),
    ("ＴＳＩＮＧＨＵＡ ＵＮＩＶＥＲＳＩＴＹ", "Tsinghua Univ."),
    ("UNIVERSITAET ZUERICH", "Universität Zürich"),
    ("AARHUS UNIVERSITET", "Århus Universitet"),
    ("ENGREEN S.R.L.", "EnGreen"),
    ("Vyzkumny ustav vodohospodarsky T.G. Masaryka, v.v.i.", "Výzkumný Ústav Vodohospodářský T. G. Masaryka"),
    ("Université Paris XII", "Université Paris 12"),
    ("Science & Technology Ltd", "Science and Technology"),
]
TWO_NAMES = [
    ("University of Montpellier", "University of Montpellier I"),
    ("中国农业大学", "华南农业大学"),
    ("Universitätsklinikum Bonn", "Universität Bonn"),
    ("北京大学", "北京大学医院"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_ways_to_write_one_name_are_equal(one: str, other: str) -> None:
    lexicon = default_lexicon()
    assert read_name(one, lexicon).key == read_name(other, lexicon).key


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_names_of_two_organisations_stay_apart(one: str, other: str) -> None:
    lexicon = default_lexicon()
    assert read_name(one, lexicon).key != read_name(other, lexicon).key


def test_the_country_that_a_registry_adds_is_dropped_and_no_other_word_in_brackets() -> None:
    lexicon = default_lexicon()
    assert read_name("Norconsult (Norway)", lexicon, frozenset({"norway"})).key == "norconsult"
    assert "forestry" in read_name("Institute (Forestry)", lexicon, frozenset({"norway"})).words


def test_a_key_laboratory_names_its_kind_beside_its_host() -> None:
    name = read_name("同济大学土木工程防灾国家重点实验室", default_lexicon())
    assert {"university", "institute"} <= name.kinds


@given(st.text(max_size=40))
def test_any_text_can_be_read_and_always_alike(text: str) -> None:
    name = read_name(text, default_lexicon())
    assert read_name(text, default_lexicon()) == name


def test_hosts_domains_and_towns() -> None:
    profile = default_profile()
    assert host_of("https://www.physics.ox.ac.uk/about?x=1") == "physics.ox.ac.uk"
    assert host_of("not an address") == ""
    assert domain_of("physics.ox.ac.uk", profile) == "ox.ac.uk"
    assert domain_of("www2.uni-bonn.de", profile) == "uni-bonn.de"
    assert cities_of("Bruxelles / Brussel") == {"bruxelles", "brussel"}
    assert cities_of("PARIS CEDEX 05") == {"paris"}
    assert cities_of("St. Catharines") == cities_of("Saint Catharines")


@given(
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)), st.tuples(st.floats(-90, 90), st.floats(-180, 180))
)
def test_the_way_there_is_as_long_as_the_way_back(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert abs(kilometres(one, other) - kilometres(other, one)) < 1e-6
    assert 0 <= kilometres(one, other) < 20_038
