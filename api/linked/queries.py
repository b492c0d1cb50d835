"""The example queries enter; they leave with their titles in both languages, the most general first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "examples"


@dataclass(frozen=True)
class Example:
    """A query that shows how to ask: its name is that of the question that it says in SPARQL."""

    name: str
    title: Mapping[str, str]
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """All of them, by name; a file begins with `# en: …` and `# zh: …`."""
    found = []
    for path in sorted(FOLDER.glob("*.rq")):
        head, _, text = path.read_text("utf-8").partition("\n\n")
        title = {line[2:4]: line[6:] for line in head.splitlines()}
        found.append(Example(path.stem, title, text))
    return tuple(found)
