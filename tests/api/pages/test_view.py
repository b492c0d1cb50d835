"""Queries and headers enter; the state of a page, and addresses that keep it, must leave."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.view import MOST_LINES, TAKEN, path_of, preferred, read_view
from graph.question import find_question
from ontology.errors import BadParameter

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de,fr;q=0.9", "en"),
        ("de, zh-Hant;q=0.3", "zh"),
        ("en;q=0.1,zh;q=0.2", "zh"),
        ("zh;q=broken", "en"),
        ("*", "en"),
    ],
)
def test_the_header_names_the_language(header: str, lang: str) -> None:
    assert preferred(header) == lang


def test_the_address_wins_over_the_header() -> None:
    assert read_view("/", [("lang", "en")], "zh", TODAY).lang == "en"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([name for name in TAKEN if name not in ("lang", "limit")]),
            st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])),
        )
        | st.tuples(st.just("limit"), st.integers(1, MOST_LINES).map(str))
    )
)
def test_an_address_holds_the_whole_state(query: list[tuple[str, str]]) -> None:
    view = read_view("/", query, "", TODAY)
    again = read_view("/", parse_qsl(urlsplit(view.address()).query), "", TODAY)
    assert again == view


def test_a_link_to_another_page_keeps_what_goes_along() -> None:
    view = read_view("/search", [("q", "a&b"), ("home", "CN"), ("home", "IL"), ("lang", "zh")], "", TODAY)
    assert view.address("/sources") == "/sources?home=CN&home=IL&lang=zh"
    assert view.address(lang="en") == "/search?home=CN&home=IL&lang=en&q=a%26b"
    assert view.address("/", home=None) == "/?lang=zh"


def test_a_name_that_no_page_takes_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadParameter) as caught:
        read_view("/", [("as-of", "2015-06-30")], "", TODAY)
    assert "'as_of'" in caught.value.remedy
    with pytest.raises(BadParameter):
        read_view("/", [("lang", "de")], "", TODAY)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1e2", "²", "x", "9" * 400])
def test_a_page_shows_so_many_lines_and_no_more(limit: str) -> None:
    with pytest.raises(BadParameter) as caught:
        read_view("/", [("limit", limit)], "", TODAY)
    assert "1…200" in caught.value.remedy
    assert "1…200" in (caught.value.remedy_zh or "")


def test_a_question_is_asked_what_it_takes() -> None:
    view = read_view("/", [("home", "CN"), ("reading", "stated"), ("reading", "programme")], "", TODAY)
    assert view.asked(find_question("candidates")) == {
        "as_of": "2026-11-25",
        "home": "CN",
        "reading": ["stated", "programme"],
    }
    assert view.asked(find_question("sources")) == {}


def test_ids_are_one_segment_of_a_path() -> None:
    assert path_of("/pairs/{one}/{other}", "a/../b", "c?d#e") == "/pairs/a%2F..%2Fb/c%3Fd%23e"


@pytest.mark.parametrize(
    "path", ["//evil.invalid/x", "/\\evil.invalid", "///evil.invalid", "\\/evil.invalid"]
)
def test_no_address_leads_to_another_site(path: str) -> None:
    address = read_view(path, [], "en", date(2015, 6, 30)).address(lang="zh")
    assert address == f"/evil.invalid{'/x' if path.endswith('x') else ''}?lang=zh"
