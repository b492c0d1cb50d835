"""Lists of erasures enter, one of them cut in the middle of a line; what counts leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.erased import FILE, Erasure, append, digests, read_erasures
from ontology.errors import SourceError


def test_a_line_that_was_never_finished_counts_for_nothing_and_is_written_over(tmp_path: Path) -> None:
    first = append(tmp_path, read_erasures(tmp_path), _entry(tmp_path, "person-own-a"))
    kept = (tmp_path / FILE).read_bytes()
    append(tmp_path, first, _entry(tmp_path, "person-own-b"))
    torn = (tmp_path / FILE).read_bytes()[:-20]
    (tmp_path / FILE).write_bytes(torn)
    found = read_erasures(tmp_path)
    assert (len(found.entries), found.holds("person-own-a"), found.holds("person-own-b")) == (1, True, False)
    again = append(tmp_path, found, _entry(tmp_path, "person-own-c"))
    assert again.holds("person-own-c")
    assert (tmp_path / FILE).read_bytes().startswith(kept)
    assert len((tmp_path / FILE).read_bytes().splitlines()) == 2


def test_a_line_that_was_changed_is_named(tmp_path: Path) -> None:
    append(tmp_path, read_erasures(tmp_path), _entry(tmp_path, "person-own-a"))
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes().replace(b'"number"', b'"numbre"'))
    with pytest.raises(SourceError, match="list of erasures"):
        read_erasures(tmp_path)


def _entry(home: Path, thing: str) -> Erasure:
    return Erasure(0, digests(home, read_erasures(home), [thing]), "2026-05-17", "reviewer-7", "request")
