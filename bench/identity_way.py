"""A home enters; what one step of the identity benchmark found and took leaves on stdout as JSON. Each step is its own program.

`compare` reads all organisations and compares those of CORDIS with those of ROR; `rows` writes what splink is given; `grow`
compares so many of each side, made of the real ones: a copy of an organisation has the words that are rare in its name changed,
on both sides alike, so it is another organisation that still has its counterpart, and one letter of every fifth name is wrong.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.current import SOURCES, read_current
from loaders.matching.lexicon import default_lexicon
from loaders.matching.matcher import match_sides
from loaders.matching.names import Name
from loaders.matching.parties import Entry, read_parties
from loaders.matching.profile import default_profile
from ontology.model import default_model
from ontology.statements import STATEMENTS_FILE

SEED: Final = 20261126
COMMON: Final = 40  # organisations that have a word in their names, from which on it is no name of its own
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def parties_of(home: Path) -> dict[str, Entry]:
    """All organisations of the loaded sources, as they know them."""
    current = read_current(home).sources
    files = [home / SOURCES / name / version / STATEMENTS_FILE for name, version in sorted(current.items())]
    return read_parties(files, default_model(), default_profile(), default_lexicon())


def compare(home: Path) -> Mapping[str, Any]:
    """Read and compare; seconds of both."""
    began = time.monotonic()
    parties = parties_of(home)
    read = time.monotonic() - began
    return {"read": read, **_compared(parties)}


def rows(home: Path, file: Path) -> Mapping[str, Any]:
    """Write one row an organisation, as a tool that compares columns of text is given them."""
    found = [
        {
            "unique_id": one.id,
            "scheme": one.scheme,
            "country": one.country,
            "name": " ".join(one.names[0].words),
            "key": one.names[0].key,
            "city": min(one.cities, default=None),
            "domain": min(one.domains, default=None),
            "first_word": next(iter(one.names[0].words), None),
            "second_word": next(iter(one.names[0].words[1:]), None),
        }
        for one in parties_of(home).values()
        if one.names and not one.gone
    ]
    pq.write_table(pa.Table.from_pylist(found), file)
    return {"rows": len(found)}


def grow(home: Path, size: int) -> Mapping[str, Any]:
    """Compare so many of each side."""
    pair = default_profile().compare[0]
    parties = parties_of(home)
    sides = [
        [one for one in parties.values() if one.scheme == scheme and one.names and not one.gone]
        for scheme in (pair.left, pair.right)
    ]
    common = Counter(
        word for side in sides for one in side for word in {word for name in one.names for word in name.words}
    )
    dice = random.Random(SEED)
    made: dict[str, Entry] = {}
    for side in sides:
        for number in range(size):
            copy, at = divmod(number, len(side))
            # what is taken of a side that is larger than the size is spread over all of it
            one = side[at if size >= len(side) else number * len(side) // size]
            made[f"{one.id}-{copy}"] = _copied(one, copy, common, dice)
    return _compared(made)


def _copied(one: Entry, copy: int, common: Mapping[str, int], dice: random.Random) -> Entry:
    def word(text: str) -> str:
        return text if not copy or common[text] >= COMMON else f"{text}{LETTERS[copy % 26] * 3}"

    names = [replace(name, words=tuple(word(text) for text in name.words)) for name in one.names]
    if dice.random() < 0.2:
        names[0] = _misspelt(names[0], dice)
    return replace(
        one,
        id=f"{one.id}-{copy}",
        names=tuple(names),
        shorts=frozenset(word(text) for text in one.shorts),
        hosts=frozenset(f"{copy or ''}{text}" for text in one.hosts),
        domains=frozenset(f"{copy or ''}{text}" for text in one.domains),
    )


def _misspelt(name: Name, dice: random.Random) -> Name:
    words = list(name.words)
    if not words:
        return name
    at = dice.randrange(len(words))
    letter = dice.randrange(len(words[at]))
    words[at] = words[at][:letter] + dice.choice(LETTERS) + words[at][letter + 1 :]
    return replace(name, words=tuple(words))


def _compared(parties: Mapping[str, Entry]) -> Mapping[str, Any]:
    profile, pair = default_profile(), default_profile().compare[0]
    began = time.monotonic()
    found = match_sides(parties, frozenset(), pair, profile, default_lexicon())
    return {
        "seconds": time.monotonic() - began,
        "left": found.left,
        "right": found.right,
        "pairs": found.pairs,
        "proposals": len(found.proposals),
    }


_STEPS: Final[Mapping[str, Callable[[Path, Sequence[str]], Mapping[str, Any]]]] = {
    "compare": lambda home, _: compare(home),
    "rows": lambda home, words: rows(home, Path(words[0])),
    "grow": lambda home, words: grow(home, int(words[0])),
}

if __name__ == "__main__":
    print(json.dumps(_STEPS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3:])))
