"""The shipped samples, each extracted once."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from loaders.extract import SourceVersion, extract
from loaders.fetch import expand, package_files
from loaders.manifest import load_manifest, shipped_sources
from ontology.model import default_model


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], SourceVersion]:
    """Return what a source's sample gives."""
    out = tmp_path_factory.mktemp("samples")

    @cache
    def _sample(name: str) -> SourceVersion:
        manifest = load_manifest(shipped_sources() / name)
        files = package_files(manifest) or expand([manifest.folder / "sample"])
        return extract(manifest, files, default_model(), out, 1)

    return _sample


@pytest.fixture
def load_text(tmp_path: Path) -> Callable[[str, str, str], SourceVersion]:
    """Return what a source makes of one file with this name and text."""

    def _load(source: str, name: str, text: str) -> SourceVersion:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return extract(
            load_manifest(shipped_sources() / source), [path], default_model(), tmp_path / "out", 1
        )

    return _load
