"""Names found in a group enter; for each what it is leaves: sure, unsure or a part of another, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from loaders.affiliation.beside import COMPANY, Beside
from loaders.affiliation.finding import Mention, Part
from loaders.affiliation.keys import BAG, EXACT, LEVELS, MEANING, SHORT, VARIANT, bag_key, stem
from loaders.affiliation.shelf import Bearer, Place, Shelf
from loaders.affiliation.whereabouts import Where, stands_there
from loaders.affiliation.wording import Wording
from loaders.matching.lexicon import Lexicon
from loaders.matching.profile import Profile

_COMMON: Final = 40  # organisations in whose names a word stands that tells nothing by itself
_SCORES: Final = {EXACT: 0.9, VARIANT: 0.8, MEANING: 0.84, BAG: 0.72, SHORT: 0.66}
_FOR: Final = 0.05  # what a town or country of its own adds
_HOST: Final = 0.04
_SCHEMES: Final = (
    "ror",
    "pic",
    "own",
)  # of ids of one organisation that nobody has united, the one that is told
_PLACE_OF_LEARNING: Final = frozenset(("education", "HES"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that a stretch of the string may mean."""

    organisation: Bearer
    score: float
    reasons: tuple[str, ...]
    also: tuple[str, ...] = ()  # ids of the same name and country that nobody has judged to be the same


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a stretch of the string means."""

    mention: Mention
    sure: bool
    candidates: tuple[Candidate, ...]  # one where it is sure
    why_not: str = ""  # the reason that keeps it from being sure
    part_of: tuple[Bearer, ...] = ()
    covered: bool = False  # told with its part, which stands beside it


class Judge:
    """Judges the names of one group of parts."""

    def __init__(self, shelf: Shelf, lexicon: Lexicon, wording: Wording, profile: Profile, year: str) -> None:
        """Keep what is needed."""
        self._shelf, self._lexicon, self._wording, self._profile = shelf, lexicon, wording, profile
        self._year = year
        self._beside = Beside(shelf, lexicon, wording)

    def judge(self, mentions: Sequence[Mention], parts: Sequence[Part], where: Where) -> list[Verdict]:
        """Judge every name by itself, then beside the others."""
        # a part that only says where is no name of an organisation, though one may bear the town's name
        elsewhere = any(part.at not in where.only for part in parts)
        named = [
            one
            for one in mentions
            if not self._only_place(one, where, elsewhere) and not self._only_kind(one, parts)
        ]
        everywhere = frozenset(at for one in named for at in range(one.first, one.last + 1))
        found = [self._alone(one, parts, where, everywhere, self._hosts(one, named), named) for one in named]
        return self._departments(self._together(self._hospitals(found, parts, where)), parts)

    def _hosts(self, mention: Mention, others: Sequence[Mention]) -> set[str]:
        """What the other names of the group may be: a part is known by its whole beside it."""
        return {
            organisation.id
            for other in others
            if other is not mention and len(other.organisations) <= 5
            for organisation in self._of(other)
        }

    def _only_place(self, mention: Mention, where: Where, elsewhere: bool) -> bool:
        """Whether a brief name is that of a town which the part names; alone in a string it may be either."""
        if mention.first != mention.last:  # a town and its country are no company of both names
            return all(at in where.only for at in range(mention.first, mention.last + 1))
        brief = mention.end - mention.start <= (2 if mention.run < 0 else 3)
        return brief and mention.first in where.only and elsewhere

    def _only_kind(self, mention: Mention, parts: Sequence[Part]) -> bool:
        """Whether a name is one word that says a kind, or one of several words of its part."""
        words = self._words(mention, parts) if mention.run < 0 else ()
        if len(words) != 1:
            return False
        inside = mention.first == mention.last and len(parts[mention.first].words) > 1
        return inside or words[0] in self._lexicon.kinds_of or words[0] in self._wording.unit

    def _of(self, mention: Mention) -> list[Bearer]:
        return [self._shelf.organisation(number) for number in mention.organisations]

    def _alone(
        self,
        mention: Mention,
        parts: Sequence[Part],
        where: Where,
        named: frozenset[int],
        hosts: set[str],
        others: Sequence[Mention],
    ) -> Verdict:
        countries = where.countries_for(mention.first, mention.last, named)
        towns = where.towns_for(mention.last, named)
        every = [one for one in self._of(mention) if not one.status & self._profile.gone] or self._of(mention)
        seen = [self._seen(one, mention, countries, towns, hosts) for one in every]
        fitting = [one for one in seen if "other_country" not in one.reasons]
        if not fitting:
            return Verdict(mention, False, _best(seen), "other_country")
        chosen = self._narrowed(fitting)
        if len(chosen) > 1:
            plain = self._plain(mention, parts)
            return Verdict(mention, False, _best(chosen), "plain" if plain and len(chosen) > 5 else "several")
        one = chosen[0]
        beside = self._beside.says(mention, parts, one.organisation, others)
        if beside == "relative":
            return Verdict(mention, False, (_less(one, "relative"),), "relative")
        if why := beside or self._doubt(mention, parts, one, countries, towns):
            return Verdict(mention, False, (_less(one, why),), why)
        return Verdict(mention, True, (one,))

    def _seen(
        self,
        one: Bearer,
        mention: Mention,
        countries: frozenset[str],
        towns: Sequence[Place],
        hosts: set[str],
    ) -> Candidate:
        """One organisation, with what speaks for and against it."""
        reasons = [LEVELS[mention.level]]
        score = _SCORES[mention.level]
        if self._in(one.country, countries):
            reasons.append("country")
            score += _FOR
        elif countries and one.country:
            reasons.append("other_country")
            score -= 0.5
        if towns:
            if stands_there(one.city_keys, one.point, one.country, towns):
                reasons.append("city")
                score += _FOR
            elif one.cities or one.point:
                reasons.append("other_city")
                score -= _FOR
        abroad = one.country and not any(
            self._in(one.country, frozenset((place.country,))) for place in towns
        )
        if not countries and towns and "city" not in reasons and abroad:
            reasons.append("other_country")
            score -= 0.3
        if hosts & set(one.within):
            reasons.append("host")
            score += _HOST
        if one.status & self._profile.past or one.status & self._profile.gone:
            reasons.append("inactive")
            score -= 0.03
        if one.established and self._year and one.established[:4] > self._year:
            reasons.append("later")
            score -= 0.2
        return Candidate(one, round(min(1.0, max(0.01, score)), 3), tuple(reasons))

    def _in(self, country: str, countries: frozenset[str]) -> bool:
        return self._wording.in_any(country, countries, self._profile.part_of)

    def _narrowed(self, fitting: Sequence[Candidate]) -> list[Candidate]:
        """Those that more speaks for: first the whole it is part of, then the town, the country, being active."""
        left = [one for one in fitting if "inactive" not in one.reasons] or list(fitting)
        for reason in ("host", "city", "country"):
            told = [one for one in left if reason in one.reasons]
            left = told or left
        if len(left) < 2:
            return left
        # a name that a whole and parts of it bear means the whole
        whole = [
            one
            for one in left
            if all(one is other or one.organisation.id in other.organisation.within for other in left)
        ]
        if whole:
            return whole
        # records of several authorities under one name, in one country: one organisation that nobody has united yet
        first = min(
            _SCHEMES.index(one.organisation.scheme) if one.organisation.scheme in _SCHEMES else 9
            for one in left
        )
        foremost = [one for one in left if one.organisation.scheme == _SCHEMES[first]] if first < 9 else left
        rest = [one for one in left if one not in foremost]
        if len(foremost) == 1 and all(
            one.organisation.country == foremost[0].organisation.country for one in rest
        ):
            return [replace(foremost[0], also=tuple(sorted(one.organisation.id for one in rest)))]
        return left

    def _plain(self, mention: Mention, parts: Sequence[Part]) -> bool:
        """Whether the name says a kind and a field only: nothing in it is rare, and nothing is a place."""
        if mention.run >= 0:
            return (
                mention.end - mention.start <= 3 and mention.level != SHORT and len(mention.organisations) > 1
            )
        words = self._words(mention, parts)
        telling = [word for word in words if word not in self._lexicon.kinds_of]
        if self._where("".join(telling), " ".join(telling)):
            return False
        towns = self._shelf.places(set(words))
        return all(
            word in self._lexicon.kinds_of or (self._shelf.often(stem(word)) >= _COMMON and word not in towns)
            for word in words
        )

    def _where(self, key: str, name: str) -> bool:
        return bool(key) and (name in self._wording.countries or bool(self._shelf.places({key})))

    def _words(self, mention: Mention, parts: Sequence[Part]) -> tuple[str, ...]:
        words = tuple(word for part in parts[mention.first : mention.last + 1] for word in part.words)
        return words if mention.first != mention.last else words[mention.start : mention.end]

    def _doubt(
        self,
        mention: Mention,
        parts: Sequence[Part],
        one: Candidate,
        countries: frozenset[str],
        towns: Sequence[Place],
    ) -> str:
        """Why the only candidate is not sure; empty where it is."""
        said = set(one.reasons)
        organisation = one.organisation
        if "later" in said:
            return "later"
        confirmed = "city" in said or "country" in said or "host" in said
        if mention.level == SHORT:
            long = mention.end - mention.start > 1 or len(mention.text) >= 4
            return "" if ("city" in said or "host" in said) or (long and "country" in said) else "short"
        if mention.level == BAG and "city" not in said:
            return "bag"
        if mention.level in (MEANING, VARIANT) and not confirmed:
            return LEVELS[mention.level]
        words = self._words(mention, parts) if mention.run < 0 else ()
        if mention.run < 0 and len(words) == 1:
            whole = mention.first != mention.last or len(parts[mention.first].words) == 1
            company = organisation.kinds & COMPANY and not parts[mention.first].bears
            rare = self._shelf.often(stem(words[0])) <= 3
            if not whole or not confirmed or (company and not (rare and "city" in said)):
                return "common_word"
        if self._plain(mention, parts) and not self._told_apart(mention, words, said):
            return "plain"
        if "other_city" in said and organisation.kinds & _PLACE_OF_LEARNING:
            return self._elsewhere(mention, parts, organisation, towns, words)
        return ""

    def _told_apart(self, mention: Mention, words: Sequence[str], said: set[str]) -> bool:
        """Whether a plain name can still mean one only: its whole stands there, or its place, or nobody else bears it."""
        if "host" in said or ("city" in said and "country" in said):
            return True
        alone = len(mention.organisations) == 1 and bool(words) and words[0] not in self._wording.unit
        return alone and ("city" in said or "country" in said)

    def _elsewhere(
        self,
        mention: Mention,
        parts: Sequence[Part],
        one: Bearer,
        towns: Sequence[Place],
        words: Sequence[str],
    ) -> str:
        """A place of learning and another town: a campus, unless one much like it stands in that town."""
        if mention.run >= 0:
            return ""
        here = [place for place in towns if self._in(one.country, frozenset((place.country,)))]
        if not here:
            return "other_city"
        rivals = (
            self._shelf.by_keys({bag_key(words, self._lexicon)})
            .get(bag_key(words, self._lexicon), {})
            .get(BAG, [])
        )
        if any(number != one.n for number in rivals):
            return "other_city"
        # many campuses under one name: the system of universities, and not the one of that town
        telling = {stem(word) for word in words}
        own = {key for key in one.city_keys if any(key in word or word in key for word in telling)}
        return "" if own else "other_city"

    def _hospitals(self, found: Sequence[Verdict], parts: Sequence[Part], where: Where) -> list[Verdict]:
        """A hospital in the part just before, itself not sure: it is what is meant, and the one beside it is whose it is."""
        sure = {at for one in found if one.sure for at in range(one.mention.first, one.mention.last + 1)}
        result = []
        for one in found:
            at = one.mention.first - 1
            if (
                one.sure
                and at >= 0
                and at not in sure
                and at not in where.only
                and self._beside.is_hospital(parts[at])
            ):
                result.append(
                    Verdict(one.mention, False, (_less(one.candidates[0], "relative"),), "relative")
                )
            else:
                result.append(one)
        return result

    def _departments(self, found: Sequence[Verdict], parts: Sequence[Part]) -> list[Verdict]:
        """A brief name of a unit beside a place of learning to which nothing relates it is a department there."""
        hosts = [
            one for one in found if one.sure and one.candidates[0].organisation.kinds & _PLACE_OF_LEARNING
        ]
        result = []
        for one in found:
            words = self._words(one.mention, parts) if one.mention.run < 0 else ()
            unit = len(words) <= 3 and any(word in self._wording.unit for word in words)
            alone = one.sure and unit and not one.part_of and one not in hosts
            if alone and any(other is not one for other in hosts):
                result.append(Verdict(one.mention, False, (_less(one.candidates[0], "plain"),), "plain"))
            else:
                result.append(one)
        return result

    def alike(self, mention: Mention, likeness: Mapping[int, float], where: Where) -> Verdict:
        """A verdict on a part that is much like names: never sure by that alone."""
        countries = where.countries_for(mention.first, mention.last, ())
        towns = where.towns_for(mention.last, frozenset())
        seen = [
            replace(
                one, score=round(0.6 * likeness[one.organisation.n], 3), reasons=("alike", *one.reasons[1:])
            )
            for one in (self._seen(one, mention, countries, towns, set()) for one in self._of(mention))
        ]
        fitting = [one for one in seen if "other_country" not in one.reasons]
        return Verdict(mention, False, _best(fitting), "alike")

    def _together(self, found: Sequence[Verdict]) -> list[Verdict]:
        """Of a part and its whole in one group the part is meant, and the whole told with it."""
        sure = {one.candidates[0].organisation.id: one for one in found if one.sure}
        above: dict[str, set[str]] = {
            name: self._above(one.candidates[0].organisation) for name, one in sure.items()
        }
        # a part that stands just beside its whole is meant; where several wholes stand there, all are
        order = [one.candidates[0].organisation.id for one in found if one.sure]
        wholes = {name: sorted(above[name] & sure.keys() - {name}) for name in sure}
        covered = {
            listed[0]
            for name, listed in wholes.items()
            if len(listed) == 1 and abs(order.index(name) - order.index(listed[0])) == 1
        }
        result: list[Verdict] = []
        seen: set[str] = set()
        for one in found:
            name = one.candidates[0].organisation.id if one.sure else ""
            if name in seen:
                continue
            if one.sure:
                seen.add(name)
                near = tuple(sure[whole].candidates[0].organisation for whole in wholes[name])
                result.append(replace(one, part_of=near, covered=name in covered))
            else:
                result.append(one)
        return result

    def _above(self, one: Bearer) -> set[str]:
        """What an organisation is part of, two steps up."""
        near = set(one.within)
        further = {up for name in sorted(near) if (found := self._shelf.find(name)) for up in found.within}
        return (near | further) - {one.id}


def _less(one: Candidate, why: str) -> Candidate:
    reasons = one.reasons if why in one.reasons else (*one.reasons, why)
    return replace(one, score=round(min(one.score, 0.6), 3), reasons=reasons)


def _best(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(
        replace(one, score=min(one.score, 0.6))
        for one in sorted(found, key=lambda one: (-one.score, one.organisation.id))
    )
