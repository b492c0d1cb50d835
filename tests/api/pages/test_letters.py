"""Text that nobody should trust enters; what is safe to look at must leave."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.letters import SHORT, fitted, is_long, shortened, visible, web_address
from tests.api.pages import hostile


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    hidden = [
        one
        for one in visible(text)
        if unicodedata.category(one) in {"Cc", "Cf", "Cs"} and one not in "\u200c\u200d"
    ]
    assert not hidden


@given(
    st.text(
        alphabet=st.characters(
            categories=["L", "N", "P", "Zs"], exclude_characters="\u115f\u1160\u3164\uffa0"
        )
    )
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(st.text(), st.integers(2, 300))
def test_what_is_shortened_is_short_and_says_so(text: str, limit: int) -> None:
    cut = shortened(text, limit)
    assert len(cut) <= max(limit, 1)
    assert is_long(text, limit) == (len(visible(text)) > limit)
    assert not is_long(text, limit) or cut.endswith("…")


def test_characters_that_turn_or_hide_are_named() -> None:
    assert visible(hostile.TURNED) == "Academy [U+202E]gnp.exe[U+202C] of Turns"
    assert visible(hostile.HIDDEN) == "Zero[U+200B]Width[U+FEFF][U+2060] Institute"
    assert visible(hostile.HEBREW) == hostile.HEBREW
    assert visible("a\nb\tc") == "a b c"
    assert visible("نیم\u200cفاصله") == "نیم\u200cفاصله"


def test_a_pile_of_marks_is_cut() -> None:
    shown = visible(hostile.MARKS)
    assert sum(unicodedata.category(one) == "Mn" for one in shown) == 4
    assert "[…]" in shown
    assert shown.endswith("algo University")


def test_wide_letters_take_two_columns() -> None:
    assert fitted("中国农业大学", 8) == "中国农业…"
    assert fitted("Tsinghua", 8) == "Tsinghua"
    assert len(shortened(hostile.ENDLESS)) == SHORT


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        " JaVaScRiPt:alert(1)",
        "//evil.example",
        "http:",
        "file:///etc/passwd",
        "",
        "http://[::1",
    ],
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert web_address(address) == ""


def test_web_addresses_stay() -> None:
    assert (
        web_address("https://cordis.europa.eu/project/id/101060430")
        == "https://cordis.europa.eu/project/id/101060430"
    )
