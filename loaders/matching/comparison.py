"""Two parties enter; what speaks for and against their being one leaves, feature by feature, as levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from loaders.matching.lexicon import Lexicon
from loaders.matching.names import Name
from loaders.matching.parties import Entry, common_country
from loaders.matching.places import Places
from loaders.matching.profile import Profile
from loaders.matching.rarity import Rarity

_ALIKE, _VERY_ALIKE = (
    0.80,
    0.90,
)  # least likeness of two words that begin with the same two letters, and of others
_LONG = 5  # letters below which a word is not looked at for misspelling
_ONE_MEANING = 0.97  # likeness of two words that mean the same kind of organisation

# What is compared, and the levels of each from the best to the worst; a comparison holds one level of each.
LEVELS: dict[str, tuple[str, ...]] = {
    "name": (
        "equal and rare", "equal and telling", "equal", "equal and plain", "very alike", "alike",
        "left says more", "right says more", "half alike", "some words", "different",
    ),
    "extra": ("none", "kind of no weight", "kind"),
    "web": ("same site", "same domain", "unknown", "other domain"),
    "place": ("same town", "near", "unknown", "other town"),
    "short": ("same, long", "same, brief", "unknown", "other"),
    "type": ("fits", "unknown", "does not fit"),
    "number": ("same", "same tax number", "unknown", "other"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The two names that fit best, and how."""

    left: Name
    right: Name
    same: float  # weight of the words that both have
    rest: float  # weight of the words that only one has, of both together
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]

    @property
    def likeness(self) -> float:
        """Share of the weight of both names that is common to them, 0 to 1."""
        whole = 2 * self.same + self.rest
        return 2 * self.same / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two parties, feature by feature."""

    levels: tuple[int, ...]  # place in LEVELS of each feature
    names: NameMatch | None
    kinds: frozenset[str]  # kinds of organisation that only one of both says
    apart: frozenset[str]  # those of them beside which the other is always another organisation
    relative: bool  # whether one of these says that it belongs to the other


class Comparer:
    """Compares parties with the words' weights and the towns' names of the data at hand."""

    def __init__(self, lexicon: Lexicon, profile: Profile, rarity: Rarity, places: Places) -> None:
        """Keep what the comparisons need."""
        self._lexicon, self._profile, self._rarity, self._places = lexicon, profile, rarity, places

    def compare(
        self, left: Entry, right: Entry, pairs: Sequence[tuple[int, int]] | None = None
    ) -> Comparison:
        """Compare all features; `pairs` are the places of the names to look at, all of them where it is None."""
        names = self._names(left, right, pairs)
        kinds = self._kinds(left, right, names)
        levels = (
            _name_level(names),
            self._extra_level(kinds),
            _web_level(left, right),
            self._places.level(left, right),
            _short_level(left, right),
            self._type_level(left, right),
            _number_level(left, right),
        )
        apart = self._apart(left, right, kinds)
        relative = any(self._lexicon.kinds[kind].relative for kind in apart)
        return Comparison(levels, names, kinds, apart, relative)

    def _names(self, left: Entry, right: Entry, pairs: Iterable[tuple[int, int]] | None) -> NameMatch | None:
        """The best pair of names; of equally good ones the first."""
        if pairs is None:
            pairs = ((one, other) for one in range(len(left.names)) for other in range(len(right.names)))
        best: NameMatch | None = None
        rank = (-1.0, 0.0)
        shorts, towns = left.shorts | right.shorts, left.cities | right.cities
        country = common_country(left, right)
        for one, other in pairs:
            match = self._match(left.names[one], right.names[other], country, shorts, towns)
            found = (round(match.likeness, 9), round(match.same, 9))
            if found > rank:
                best, rank = match, found
        return best

    def _match(
        self, one: Name, other: Name, country: str, shorts: frozenset[str], towns: frozenset[str]
    ) -> NameMatch:
        weight = self._rarity.weight
        if one.words == other.words or one.key == other.key:
            return NameMatch(one, other, sum(weight(country, word) for word in set(one.words)), 0.0, (), ())
        mine, theirs = dict.fromkeys(one.words), dict.fromkeys(other.words)
        common = mine.keys() & theirs.keys()
        same = sum(weight(country, word) for word in sorted(common))
        only_left = [word for word in mine if word not in common]
        only_right = [word for word in theirs if word not in common]
        rest = 0.0
        if only_left and only_right:
            pairs = sorted(
                (-found, a, b)
                for a in only_left
                for b in only_right
                if (found := likeness(a, b, self._lexicon)) > 0
            )
            for found, a, b in pairs:
                if a in only_left and b in only_right:
                    both = min(weight(country, a), weight(country, b))
                    same += -found * both
                    rest += 2 * (1 + found) * both
                    only_left.remove(a)
                    only_right.remove(b)
        if same > 0:
            # its own short form and the town that both names speak of say nothing that the rest does not say
            only_left = [word for word in only_left if not _own_short(word, one, shorts)]
            only_right = [word for word in only_right if not _own_short(word, other, shorts)]
            if not (only_left and only_right):
                only_left = [word for word in only_left if not _of_town(word, towns)]
                only_right = [word for word in only_right if not _of_town(word, towns)]
        rest += sum(weight(country, word) for word in (*only_left, *only_right))
        return NameMatch(one, other, same, rest, tuple(only_left), tuple(only_right))

    def _kinds(self, left: Entry, right: Entry, names: NameMatch | None) -> frozenset[str]:
        """Kinds that the words of one name say, and no name of the other party."""
        if names is None:
            return frozenset()
        kinds_of = self._lexicon.kinds_of
        found: set[str] = set()
        for words, own, other in (
            (names.only_left, names.left, right),
            (names.only_right, names.right, left),
        ):
            said = {kind for word in words for kind in kinds_of.get(word, ())}
            if said:
                found |= said - {kind for name in other.names for kind in name.kinds}
            if "foundation" in own.legal and own is names.right:
                found |= {"foundation"} - {
                    kind for name in other.names for kind in (*name.kinds, *name.legal)
                }
        return frozenset(found)

    def _apart(self, left: Entry, right: Entry, kinds: frozenset[str]) -> frozenset[str]:
        bearers = {kind for party in (left, right) for name in party.names for kind in name.kinds} - kinds
        return frozenset(kind for kind in kinds if self._lexicon.kinds[kind].apart_from & bearers)

    def _extra_level(self, kinds: frozenset[str]) -> int:
        if not kinds:
            return 0
        return 2 if any(self._lexicon.kinds[kind].hard for kind in kinds) else 1

    def _type_level(self, left: Entry, right: Entry) -> int:
        fits = [self._profile.alike.get(kind, frozenset()) | {kind} for kind in left.kinds]
        if not fits or not right.kinds:
            return 1
        return 0 if any(fit & right.kinds for fit in fits) else 2


def _name_level(match: NameMatch | None) -> int:
    if match is None or match.same <= 0:
        return 10
    likeness = match.likeness
    if likeness > 0.985:
        return next(level for level, least in enumerate((16.0, 10.0, 6.0, 0.0)) if match.same >= least)
    if likeness >= 0.82:
        return 4 if likeness >= 0.92 else 5
    if likeness >= 0.6 and not (match.only_left and match.only_right):
        return 6 if match.only_left else 7
    return 8 if likeness >= 0.65 else 9 if likeness >= 0.4 else 10


def _web_level(left: Entry, right: Entry) -> int:
    if not left.domains or not right.domains:
        return 2
    if left.hosts & right.hosts:
        return 0
    return 1 if left.domains & right.domains else 3


def _short_level(left: Entry, right: Entry) -> int:
    mine = left.shorts | {name.key for name in left.names if len(name.words) == 1}
    theirs = right.shorts | {name.key for name in right.names if len(name.words) == 1}
    if common := mine & theirs:
        return 0 if max(map(len, common)) >= 4 else 1
    short = {word for word in left.shorts if len(word) <= 8}
    return 3 if short and right.shorts else 2


def _number_level(left: Entry, right: Entry) -> int:
    if left.numbers & right.numbers:
        return 0
    if left.taxes & right.taxes:
        return 1
    registers = [{number.partition(":")[0] for number in party.numbers} for party in (left, right)]
    return 3 if registers[0] & registers[1] else 2


@lru_cache(maxsize=1_000_000)
def _written(one: str, other: str) -> float:
    least = _ALIKE if one[:2] == other[:2] else _VERY_ALIKE
    return float(Indel.normalized_similarity(one, other, score_cutoff=least)) ** 2


def likeness(one: str, other: str, lexicon: Lexicon) -> float:
    """Words of one meaning, words written alike, and a word with its beginning."""
    meaning = lexicon.meanings.get(one)
    if meaning and meaning & lexicon.meanings.get(other, frozenset()):
        return _ONE_MEANING
    if len(one) < 4 or len(other) < 4:
        return 0.0
    if len(one) >= _LONG and len(other) >= _LONG and (found := _written(one, other)):
        return found
    short, long = sorted((one, other), key=len)
    return 0.7 if long.startswith(short) and len(long) <= 2 * len(short) + 2 else 0.0


def _own_short(word: str, name: Name, shorts: frozenset[str]) -> bool:
    """Whether a word of a name is its own short form: Institut … CIAT."""
    if word in shorts:
        return True
    others = [other for other in name.words if other != word]
    return 2 <= len(word) <= 8 and word == "".join(other[0] for other in others)


def _of_town(word: str, towns: frozenset[str]) -> bool:
    """Whether a word is the name of a town, in whichever case a language puts it."""
    return len(word) >= 4 and any(
        word in town or Indel.normalized_similarity(word, town) >= _ALIKE for town in towns
    )
