"""Statements of the sources enter; proposals leave: which ids of different sources are one organisation, without labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path

import duckdb
import numpy as np

from loaders.matching.candidates import candidates
from loaders.matching.choice import LEAST, Proposal, choose, probabilities
from loaders.matching.comparison import LEVELS, Comparer, Comparison
from loaders.matching.lexicon import Lexicon, default_lexicon
from loaders.matching.model import Model as Weights
from loaders.matching.model import learn
from loaders.matching.parties import Entry, read_parties
from loaders.matching.places import Places
from loaders.matching.profile import Compare, Profile, default_profile
from loaders.matching.rarity import Rarity
from ontology.model import Model
from ontology.stopping import stoppable

VERSION = "names-1"  # of the rules; another one may decide otherwise, and says so in what it proposes
Progress = Callable[[str, int, int | None], None]
_TWINS = 5  # parties of one name that are looked at to learn the names of towns
_EVERY = 20_000  # pairs between two reports of progress


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Matched:
    """All that one comparison of two sides found."""

    proposals: tuple[Proposal, ...]
    weights: Weights | None  # None = there was nothing to compare
    pairs: int  # that were compared in full
    left: int
    right: int


@dataclass(frozen=True)
class Proposed:
    """All that the comparison of the sources at hand found."""

    proposals: tuple[Proposal, ...]
    weights: Mapping[str, Weights]  # by the two schemes: pic-ror
    parties: Mapping[str, Entry]
    pairs: int


def propose(
    statements: Sequence[Path], model: Model, *, match: float = LEAST, progress: Progress = silent
) -> Proposed:
    """All proposals for the sources at hand, sorted; files in any order give the same."""
    profile, lexicon = default_profile(), default_lexicon()
    progress("read", 0, None)
    parties = read_parties(sorted(statements), model, profile, lexicon)
    relatives = read_relatives(sorted(statements), profile)
    found: list[Proposal] = []
    weights: dict[str, Weights] = {}
    pairs = 0
    for compare in profile.compare:
        matched = match_sides(parties, relatives, compare, profile, lexicon, match=match, progress=progress)
        found += matched.proposals
        pairs += matched.pairs
        if matched.weights is not None:
            weights[f"{compare.left}-{compare.right}"] = matched.weights
    return Proposed(tuple(sorted(found, key=lambda one: (one.left, one.right))), weights, parties, pairs)


def match_sides(
    parties: Mapping[str, Entry],
    relatives: frozenset[tuple[str, str]],
    compare: Compare,
    profile: Profile,
    lexicon: Lexicon,
    *,
    match: float = LEAST,
    progress: Progress = silent,
) -> Matched:
    """Compare the ids of one scheme with those of another."""
    left = [party for party in parties.values() if party.scheme == compare.left and not party.gone]
    right = [party for party in parties.values() if party.scheme == compare.right and not party.gone]
    if not left or not right:
        return Matched((), None, 0, len(left), len(right))
    stage = f"{compare.left} – {compare.right}"
    progress(stage, 0, None)
    near = candidates(left, right)
    comparer = comparer_of(left, right, profile, lexicon)
    comparisons: list[Comparison] = []
    for at, ((one, other), names) in enumerate(zip(near.pairs.tolist(), near.names, strict=True)):
        comparisons.append(comparer.compare(left[one], right[other], names))
        if at % _EVERY == 0:
            progress(stage, at, len(near.pairs))
    levels = np.array([found.levels for found in comparisons], np.int64).reshape(-1, len(LEVELS))
    sure = (levels[:, 0] <= LEVELS["name"].index("equal")) & (levels[:, 1] == 0)
    weights = learn(levels, list(LEVELS.values()), near.pairs[:, 0], sure)
    likely, taken = probabilities(weights, near.pairs, levels, once=compare.once)
    chosen = choose(
        left, right, near.pairs, comparisons, likely, taken, relatives, profile.itself, match=match
    )
    progress(stage, len(near.pairs), len(near.pairs))
    return Matched(tuple(chosen), weights, len(near.pairs), len(left), len(right))


def comparer_of(
    left: Sequence[Entry], right: Sequence[Entry], profile: Profile, lexicon: Lexicon
) -> Comparer:
    """A comparer that knows how rare words are in these two lists, and which towns' names mean one town."""
    return Comparer(lexicon, profile, Rarity([*left, *right]), Places(_equals(left, right)))


def _equals(left: Sequence[Entry], right: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Parties of one country with an equal name."""
    known: dict[tuple[str, str], list[Entry]] = {}
    for party in right:
        for key in {name.key for name in party.names}:
            known.setdefault((party.country, key), []).append(party)
    for party in left:
        found = {
            other.id: other
            for key in {name.key for name in party.names}
            for other in known.get((party.country, key), ())[:_TWINS]
        }
        yield from ((party, other) for _, other in sorted(found.items()))


def compare_two(parties: Mapping[str, Entry], one: str, other: str) -> tuple[Entry, Entry, Comparison]:
    """Two of the parties in the order in which their schemes are compared, and how they compare."""
    profile, lexicon = default_profile(), default_lexicon()
    left, right = parties[one], parties[other]
    if (right.scheme, left.scheme) in {(pair.left, pair.right) for pair in profile.compare}:
        left, right = right, left
    sides = [[party for party in parties.values() if party.scheme == side.scheme] for side in (left, right)]
    if left.scheme == right.scheme:
        sides[1] = []
    return left, right, comparer_of(sides[0], sides[1], profile, lexicon).compare(left, right)


def read_relatives(statements: Sequence[Path], profile: Profile) -> frozenset[tuple[str, str]]:
    """Pairs of ids that a source relates to each other, in either order as stated."""
    wanted = profile.relatives
    with duckdb.connect(":memory:") as database, stoppable(database):
        rows = database.execute(
            """
            WITH said AS (SELECT * FROM read_parquet($files) WHERE predicate IN ($source, $target))
            SELECT DISTINCT a.object, b.object FROM said a JOIN said b USING (stated_subject)
            WHERE a.predicate = $source AND b.predicate = $target ORDER BY ALL
            """,
            {
                "files": [escape(str(path)) for path in statements],
                "source": wanted.source,
                "target": wanted.target,
            },
        ).fetchall()
    return frozenset((one, other) for one, other in rows)
