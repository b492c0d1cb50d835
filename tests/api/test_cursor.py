"""Cursors come back as they went out; nothing that was made elsewhere is taken."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.queries.cursor import Cursor, read_cursor, signing_key, write_cursor
from ontology.errors import NoSuchValue

CURSOR = Cursor("abc", "old→new", 25, "inst-own-x", "2015-06-30")


def test_a_cursor_comes_back() -> None:
    assert read_cursor(write_cursor(CURSOR, b"key"), b"key") == CURSOR


@given(st.text(max_size=80) | st.integers(0, 120).map(str))
def test_foreign_cursors_are_refused(text: str) -> None:
    with pytest.raises(NoSuchValue):
        read_cursor(text, b"key")


@given(st.integers(0, 500), st.sampled_from("ABCabc019-_"))
def test_no_letter_of_a_cursor_can_be_changed(at: int, letter: str) -> None:
    text = write_cursor(CURSOR, b"key")
    changed = text[: at % len(text)] + letter + text[at % len(text) + 1 :]
    if changed != text:
        with pytest.raises(NoSuchValue):
            read_cursor(changed, b"key")


def test_another_key_makes_other_cursors() -> None:
    with pytest.raises(NoSuchValue):
        read_cursor(write_cursor(CURSOR, b"key"), b"other")


def test_the_key_of_a_home_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    first = signing_key("", tmp_path)
    assert signing_key("", tmp_path) == first
    assert len(first) >= 32
    file = tmp_path / "service" / "cursor.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert signing_key("given", tmp_path) == b"given"
    assert [one.name for one in file.parent.iterdir()] == ["cursor.key"]
