"""Parts in which no name is sure enter; organisations whose names are much like theirs leave, as candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loaders.affiliation.finding import Mention, Part
from loaders.affiliation.judging import Candidate, Judge, Verdict
from loaders.affiliation.keys import BAG, stem
from loaders.affiliation.shelf import Shelf
from loaders.affiliation.whereabouts import Where
from loaders.affiliation.wording import Wording
from loaders.matching.comparison import likeness
from loaders.matching.lexicon import Lexicon

_LOOKED_AT: Final = 200  # names that are compared in full, for each part
_RARE: Final = 4  # words of a part that names are looked up with, two at a time
_LEAST: Final = 0.72
_MOST: Final = 5
_OFTEN: Final = 400  # organisations from which on a word alone is no way to find a name


def near(
    parts: Sequence[Part],
    verdicts: Sequence[Verdict],
    where: Where,
    shelf: Shelf,
    judge: Judge,
    lexicon: Lexicon,
    wording: Wording,
) -> list[Verdict]:
    """Verdicts on parts that hold no name, for the best of them only."""
    named = {at for one in verdicts for at in range(one.mention.first, one.mention.last + 1)}
    found: list[Verdict] = []
    for part in parts:
        if (
            part.at in named
            or part.at in where.only
            or len(part.words) < 2
            or any(word in wording.street for word in part.words)
        ):
            continue
        alike = alike_names(part.words, shelf, lexicon)
        if not alike:
            continue
        numbers = tuple(number for number, _ in alike)
        mention = Mention(part.at, part.at, 0, len(part.words), -1, BAG, numbers, part.text, "", "")
        found.append(judge.alike(mention, dict(alike), where))
    return [one for one in found if one.candidates]


def alike_names(words: Sequence[str], shelf: Shelf, lexicon: Lexicon) -> list[tuple[int, float]]:
    """Organisations whose names share rare words with these, by likeness; at most a few."""
    stems = list(dict.fromkeys(stem(word) for word in words))
    known = [(often, word) for word in stems if (often := shelf.often(word))]
    rare = [word for _, word in sorted(known)[:_RARE]]
    best: dict[int, float] = {}
    asked = 0
    pairs: list[tuple[str, ...]] = [(one,) for one in rare[:1] if shelf.often(one) <= _OFTEN]
    pairs += [(one, other) for at, one in enumerate(rare) for other in rare[at + 1 :]]
    for pair in pairs:
        if asked >= _LOOKED_AT:
            break
        for number, said in shelf.with_words(pair, _LOOKED_AT - asked):
            asked += 1
            alike = alike_words(stems, said.split(), shelf, lexicon)
            if alike >= _LEAST:
                best[number] = max(alike, best.get(number, 0.0))
    return sorted(best.items(), key=lambda one: (-one[1], one[0]))[:_MOST]


def alike_words(mine: Sequence[str], theirs: Sequence[str], shelf: Shelf, lexicon: Lexicon) -> float:
    """Share of the weight of both names that is common to them, 0 to 1."""
    left, right = dict.fromkeys(mine), dict.fromkeys(theirs)
    same = sum(shelf.weight(word) for word in left.keys() & right.keys())
    only_left = [word for word in left if word not in right]
    only_right = [word for word in right if word not in left]
    rest = 0.0
    for found, one, other in sorted(
        ((likeness(one, other, lexicon), one, other) for one in only_left for other in only_right),
        reverse=True,
    ):
        if found > 0 and one in only_left and other in only_right:
            both = min(shelf.weight(one), shelf.weight(other))
            same += found * both
            rest += 2 * (1 - found) * both
            only_left.remove(one)
            only_right.remove(other)
    rest += sum(shelf.weight(word) for word in (*only_left, *only_right))
    whole = 2 * same + rest
    return 2 * same / whole if whole else 0.0


__all__ = ["Candidate", "alike_names", "alike_words", "near"]
