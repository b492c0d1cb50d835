"""An affiliation string and the shelf of names enter; what the string says leaves: organisations, doubts, departments, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loaders.affiliation.finding import Mention, Part, find, read_part
from loaders.affiliation.judging import Candidate, Judge, Verdict
from loaders.affiliation.keys import EXACT
from loaders.affiliation.near import near
from loaders.affiliation.shelf import Bearer, Shelf
from loaders.affiliation.splitting import split
from loaders.affiliation.whereabouts import whereabouts
from loaders.affiliation.wording import Wording, default_wording
from loaders.matching.lexicon import Lexicon, default_lexicon
from loaders.matching.names import read_name, words_of
from loaders.matching.profile import default_profile

VERSION: Final = (
    "affiliations-2"  # of the rules; another one may answer otherwise, and says so in every answer
)
MATCH, UNSURE, NOTHING = "match", "unsure", "nothing"


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation that the string names."""

    organisation: Bearer
    text: str
    department: str
    score: float
    reasons: tuple[str, ...]
    also: tuple[str, ...]
    part_of: tuple[Bearer, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of the string that may name an organisation."""

    text: str
    why: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a string says."""

    answer: str
    found: tuple[Found, ...]
    doubts: tuple[Doubt, ...]
    reasons: tuple[str, ...]  # where nothing was found
    countries: tuple[str, ...]
    cut: int
    dropped: int


def read_affiliation(text: str, shelf: Shelf, as_of: str = "") -> Reading:
    """Read one string; nothing of it is kept."""
    lexicon, wording, profile = default_lexicon(), default_wording(), default_profile()
    apart = split(text, wording)
    judge = Judge(shelf, lexicon, wording, profile, as_of[:4])
    found: list[Found] = []
    doubts: list[Doubt] = []
    countries: list[str] = []
    places = True
    for group in apart.groups:
        parts = [read_part(at, part, lexicon, wording) for at, part in enumerate(group.parts)]
        where = whereabouts(parts, shelf, wording)
        countries += where.countries.values()
        verdicts = judge.judge(find(parts, shelf, lexicon), parts, where)
        if not any(one.sure for one in verdicts):
            verdicts = [*verdicts, *_plain(parts, verdicts, lexicon)]
            verdicts += near(parts, verdicts, where, shelf, judge, lexicon, wording)
        places = places and all(part.at in where.only for part in parts)
        covered = {
            at for one in verdicts if one.covered for at in range(one.mention.first, one.mention.last + 1)
        }
        sure = [one for one in verdicts if one.sure and not one.covered]
        departments = _departments(parts, sure, where.only | covered, wording)
        found += [_found(one, departments.get(at, "")) for at, one in enumerate(sure)]
        doubts += [_doubt(one) for one in verdicts if not one.sure and _matters(one, sure)]
    found = _once(found)
    known = {one.organisation.id for one in found}
    doubts = [one for one in doubts if not any(near.organisation.id in known for near in one.candidates)]
    answer = MATCH if found else UNSURE if doubts else NOTHING
    reasons = (
        ()
        if answer != NOTHING
        else ("empty",)
        if not apart.groups
        else ("only_place",)
        if places
        else ("unknown",)
    )
    return Reading(
        answer,
        tuple(found),
        tuple(doubts),
        reasons,
        tuple(dict.fromkeys(countries)),
        apart.cut,
        apart.dropped,
    )


def _plain(parts: Sequence[Part], verdicts: Sequence[Verdict], lexicon: Lexicon) -> list[Verdict]:
    """A part of nothing but words that say a kind: University Hospital."""
    named = {one.mention.first for one in verdicts}
    return [
        Verdict(
            Mention(part.at, part.at, 0, len(part.words), -1, EXACT, (), part.text, "", ""),
            False,
            (),
            "plain",
        )
        for part in parts
        if part.words and part.at not in named and all(word in lexicon.kinds_of for word in part.words)
    ]


def _matters(one: Verdict, sure: Sequence[Verdict]) -> bool:
    """Beside a sure host, a plain name is a department of it, and no doubt."""
    return not sure or one.why_not not in (
        "plain",
        "several",
        "common_word",
        "other_country",
        "short",
        "alike",
        "bag",
    )


def _found(one: Verdict, department: str) -> Found:
    candidate = one.candidates[0]
    reasons = (*candidate.reasons, "department") if department else candidate.reasons
    return Found(
        candidate.organisation,
        one.mention.text,
        department,
        candidate.score,
        tuple(reason for reason in reasons if reason != "other_city"),
        candidate.also,
        one.part_of,
        candidate.organisation.becomes,
    )


def _doubt(one: Verdict) -> Doubt:
    return Doubt(one.mention.text, one.why_not, one.candidates)


def _once(found: Sequence[Found]) -> list[Found]:
    """Every organisation once, as it was said first."""
    kept: dict[str, Found] = {}
    for one in found:
        kept.setdefault(one.organisation.id, one)
    return list(kept.values())


def _departments(
    parts: Sequence[Part], sure: Sequence[Verdict], places: frozenset[int], wording: Wording
) -> dict[int, str]:
    """For each name the parts before it, after the name before, that are no places; what follows the last is its own too."""
    taken = {at for one in sure for at in range(one.mention.first, one.mention.last + 1)}
    told: dict[int, list[str]] = {}
    for part in parts:
        if part.at in taken:
            for at, one in enumerate(sure):
                if one.mention.first == one.mention.last == part.at and (rest := _rest(part, sure)):
                    told.setdefault(at, []).append(rest)
                    break
            continue
        units = (part.runs and part.text.endswith(wording.unit_zh)) or any(
            word in wording.unit for word in part.words
        )
        if part.at in places or not units or not sure:
            continue
        after = [at for at, one in enumerate(sure) if one.mention.first > part.at]
        told.setdefault(after[0] if after else len(sure) - 1, []).append(part.text)
    return {at: "; ".join(dict.fromkeys(said)) for at, said in told.items()}


def _rest(part: Part, sure: Sequence[Verdict]) -> str:
    """What stands in the part of a name beside it."""
    mine = [one.mention for one in sure if one.mention.first == one.mention.last == part.at]
    for mention in mine:
        if mention.run >= 0:
            return "".join(sign for sign in f"{mention.before}{mention.after}" if not sign.isdigit())
    words = {word for mention in mine for word in part.words[mention.start : mention.end]}
    left = [
        token for token in part.text.split() if not set(read_name(token, default_lexicon()).words) <= words
    ]
    while left and words_of(left[-1]) and set(words_of(left[-1])) <= default_lexicon().small:
        left.pop()
    while left and set(words_of(left[0])) <= default_lexicon().small:
        left.pop(0)
    unit = any(
        word in default_wording().unit for token in left for word in read_name(token, default_lexicon()).words
    )
    return " ".join(left) if unit else ""
