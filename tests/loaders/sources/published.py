"""A version of a source enters; what it says of a thing leaves, for tests of sources in their published formats."""

from collections.abc import Callable

from loaders.extract import SourceVersion
from loaders.manifest import shipped_sources
from tests.loaders.making import facts

Sample = Callable[[str], SourceVersion]
Load = Callable[[str, str, str], SourceVersion]


def facts_of(version: SourceVersion, subject: str) -> set[tuple[str, str]]:
    """What a version says of one thing."""
    return {(name, value) for found, name, value in facts(version) if found == subject}


def sample_text(source: str, name: str) -> str:
    """A file of a shipped sample."""
    return (shipped_sources() / source / "sample" / name).read_text(encoding="utf-8")


def things_of(version: SourceVersion, kind: str) -> dict[str, set[tuple[str, str]]]:
    """All things of a class, and what is said of each."""
    return {s: facts_of(version, s) for s, name, value in facts(version) if (name, value) == ("type", kind)}
