"""Statements of the sources enter; proposals leave: which ids of different sources are one organisation, without labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from loaders.judgements import SAME
from loaders.matching.candidates import Pairs, candidates
from loaders.matching.choice import LEAST, Compared, Proposal, choose, probabilities
from loaders.matching.comparison import LEVELS, Comparer, Comparison
from loaders.matching.lexicon import Lexicon, default_lexicon
from loaders.matching.model import Model as Weights
from loaders.matching.model import learn
from loaders.matching.parties import Entry, read_parties
from loaders.matching.places import Places
from loaders.matching.profile import Compare, Profile, default_profile
from loaders.matching.rarity import Rarity
from ontology.duck import stoppable_duck
from ontology.model import Model
from ontology.progress import Progress, silent
from ontology.sql import exactly

VERSION = "names-2"  # of the rules; another one may decide otherwise, and says so in what it proposes
_TWINS = 5  # parties of one name that are looked at to learn the names of towns
_LEARNABLE = 5_000  # pairs from which on weights that are learnt from them say something
_EVERY = 20_000  # pairs between two reports of progress


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
    known: Weights | None = None  # learnt from the first comparison that was large enough
    settled: set[str] = set()  # who of the lists that join by name alone was found
    for compare in profile.compare:
        asked = parties
        if compare.named:
            asked = {name: party for name, party in parties.items() if name not in settled}
        matched = match_sides(
            asked, relatives, compare, profile, lexicon, match=match, progress=progress, known=known
        )
        if matched.pairs >= _LEARNABLE:
            known = known or matched.weights
        found += matched.proposals
        pairs += matched.pairs
        if compare.named:
            settled |= {one.left for one in matched.proposals if one.word == SAME}
        if matched.weights is not None:
            for scheme in sorted({party.scheme for party in parties.values()}):
                if profile.looks_up(compare, scheme):
                    weights[f"{scheme}-{compare.right}"] = matched.weights
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
    known: Weights | None = None,
) -> Matched:
    """Compare the ids of one scheme with those of another; who says nothing to be found by is left out.

    Where there are too few pairs to learn from, weights learnt elsewhere (`known`) stand for them, or names alone count.
    """
    asked = [party for party in parties.values() if party.comparable and not party.gone]
    left = [party for party in asked if profile.looks_up(compare, party.scheme)]
    right = [party for party in asked if party.scheme == compare.right]
    if not left or not right:
        return Matched((), None, 0, len(left), len(right))
    stage = f"{compare.left} – {compare.right}"
    progress(stage, 0, None)
    near = candidates(left, right)
    if not len(near.pairs):
        return Matched((), None, 0, len(left), len(right))
    comparer = comparer_of(left, right, profile, lexicon)
    comparisons: list[Comparison] = []
    for at, ((one, other), names) in enumerate(zip(near.pairs.tolist(), near.names, strict=True)):
        comparisons.append(comparer.compare(left[one], right[other], names))
        if at % _EVERY == 0:
            progress(stage, at, len(near.pairs))
    levels = np.array([found.levels for found in comparisons], np.int64).reshape(-1, len(LEVELS))
    sure = (levels[:, 0] <= LEVELS["name"].index("equal")) & (levels[:, 1] == 0)
    few = compare.few and len(near.pairs) < _LEARNABLE
    weights = known if few and known else learn(levels, list(LEVELS.values()), near.pairs[:, 0], sure)
    likely, taken = probabilities(weights, near.pairs, levels, once=compare.once)
    by_name = compare.named or (few and known is None)
    named = _named(left, right, near.pairs, lexicon) if by_name else None
    compared = Compared(left, right, near.pairs, comparisons, likely, taken)
    chosen = choose(compared, relatives, profile.itself, match=match, named=named)
    progress(stage, len(near.pairs), len(near.pairs))
    return Matched(tuple(chosen), weights, len(near.pairs), len(left), len(right))


def _named(left: Sequence[Entry], right: Sequence[Entry], pairs: Pairs, lexicon: Lexicon) -> dict[int, bool]:
    """Places of the pairs of one country whose equal name says more than a kind; whether one alone of the right bears it."""
    bearers = Counter(key for party in right for key in _keys(party))
    plain = {
        name.key
        for party in left
        for name in party.names
        if all(word in lexicon.kinds_of for word in name.words)
    }
    found = {}
    for at, (one, other) in enumerate(pairs.tolist()):
        keys = {key for key in _keys(left[one]) & _keys(right[other]) if key[0] and key[1] not in plain}
        if keys:
            found[at] = any(bearers[key] == 1 for key in keys)
    return found


def _keys(party: Entry) -> set[tuple[str, str]]:
    return {(country, name.key) for country in party.countries or {""} for name in party.names}


def comparer_of(
    left: Sequence[Entry], right: Sequence[Entry], profile: Profile, lexicon: Lexicon
) -> Comparer:
    """A comparer that knows how rare words are in these two lists, and which towns' names mean one town."""
    return Comparer(lexicon, profile, Rarity([*left, *right]), Places(_equals(left, right)))


def _equals(left: Sequence[Entry], right: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Parties of one country with an equal name."""
    known: dict[tuple[str, str], list[Entry]] = {}
    for party in right:
        for key in _keys(party):
            known.setdefault(key, []).append(party)
    for party in left:
        found = {other.id: other for key in _keys(party) for other in known.get(key, ())[:_TWINS]}
        yield from ((party, other) for _, other in sorted(found.items()))


def compare_two(parties: Mapping[str, Entry], one: str, other: str) -> tuple[Entry, Entry, Comparison]:
    """Two of the parties in the order in which their schemes are compared, and how they compare."""
    profile, lexicon = default_profile(), default_lexicon()
    left, right = parties[one], parties[other]
    if any(profile.looks_up(row, right.scheme) and left.scheme == row.right for row in profile.compare):
        left, right = right, left
    sides = [[party for party in parties.values() if party.scheme == side.scheme] for side in (left, right)]
    if left.scheme == right.scheme:
        sides[1] = []
    return left, right, comparer_of(sides[0], sides[1], profile, lexicon).compare(left, right)


def read_relatives(statements: Sequence[Path], profile: Profile) -> frozenset[tuple[str, str]]:
    """Pairs of ids that a source relates to each other, in either order as stated."""
    wanted = profile.relatives
    with stoppable_duck() as database:
        rows = database.execute(
            """
            WITH said AS (SELECT * FROM read_parquet($files) WHERE predicate IN ($source, $target))
            SELECT DISTINCT a.object, b.object FROM said a JOIN said b USING (stated_subject)
            WHERE a.predicate = $source AND b.predicate = $target ORDER BY ALL
            """,
            {
                "files": [exactly(path) for path in statements],
                "source": wanted.source,
                "target": wanted.target,
            },
        ).fetchall()
    return frozenset((one, other) for one, other in rows)
