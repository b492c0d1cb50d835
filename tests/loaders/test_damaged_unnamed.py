"""A damaged archive whose name says nothing of its source: the damage is told, not that nobody reads it."""

import gzip
from pathlib import Path

import pytest

from loaders.fetch import assign
from loaders.manifest import find_sources, shipped_sources
from ontology.errors import SourceError
from tests.loaders.making import write_zip


def _error(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        assign([path], find_sources(shipped_sources()))
    return caught.value


def test_a_renamed_truncated_zip(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "renamed.zip", {f"{n}.xml": "<project/>" for n in range(50)})
    path.write_bytes(path.read_bytes()[:-100])
    assert "truncated" in _error(path).what
    assert _error(path).file == "renamed.zip"


def test_a_renamed_truncated_gzip(tmp_path: Path) -> None:
    path = tmp_path / "renamed.gz"
    path.write_bytes(gzip.compress(b"some text\n" * 100)[:-12])
    assert "truncated" in _error(path).what


def test_a_sound_archive_that_nobody_knows(tmp_path: Path) -> None:
    assert "no source can" in _error(write_zip(tmp_path / "renamed.zip", {"a.txt": "hello"})).what
