"""A reconciliation query and the names of the data enter; candidates leave, the best first; a match only where it is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from api.reconciling.offered import main_type, properties, types_of
from api.reconciling.queries import Query
from loaders.affiliation.filling import begin
from loaders.affiliation.near import alike_names
from loaders.affiliation.reading import read_affiliation
from loaders.affiliation.shelf import Bearer, Shelf
from loaders.affiliation.splitting import LONGEST
from loaders.affiliation.wording import default_wording, plain
from loaders.matching.lexicon import default_lexicon
from loaders.matching.names import read_name
from loaders.matching.profile import default_profile

_SURE: Final = 100.0
_ALIKE: Final = 55.0  # a name that is much like the query, at most
_BEGINS: Final = 40.0
_AGAINST: Final = 0.5  # what a property that does not agree leaves of a score
_WORDS: Final = 24
_ROR: Final = ("https://ror.org/", "http://ror.org/", "ror.org/")


@dataclass
class _Near:
    organisation: Bearer
    score: float
    sure: bool
    features: dict[str, bool | float]


def answer(query: Query, shelf: Shelf, as_of: str, lang: str) -> list[dict[str, Any]]:
    """Return the candidates of one query; no other query has a say in it."""
    text = query.text[:LONGEST].strip()
    countries = _countries(query)
    found = _by_id(text, query, shelf) or _by_text(text, countries, shelf, as_of)
    kept = [_judged(one, query, countries) for one in found.values() if _of_type(one.organisation, query)]
    kept.sort(key=lambda one: (-one.score, one.organisation.id))
    sure = [one for one in kept if one.sure]
    if len(sure) != 1:  # a cell that names several is none of them
        for one in sure:
            one.sure = False
    return [_candidate(one, lang) for one in kept[: query.limit]]


def find_id(text: str, shelf: Shelf) -> Bearer | None:
    """The organisation of an id of ours, of ROR or of the Commission."""
    for start in _ROR:
        if text.lower().startswith(start):
            return shelf.find(f"inst-ror-{text[len(start) :].strip('/').lower()}")
    if text.startswith("inst-"):
        return shelf.find(text)
    if text.isascii() and text.isdigit() and len(text) == 9:
        return shelf.find(f"inst-pic-{text}")
    return None


def _by_id(text: str, query: Query, shelf: Shelf) -> dict[str, _Near]:
    given = [
        text,
        *(value for name, values in query.properties if name in ("ror", "pic") for value in values),
    ]
    for one in given:
        found = find_id(
            one if one.startswith(("http", "inst-")) or len(one) != 9 or one.isdigit() else f"{_ROR[0]}{one}",
            shelf,
        )
        if found is not None:
            return {found.id: _Near(found, _SURE, True, {"id": True})}
    return {}


def _countries(query: Query) -> frozenset[str]:
    """Codes of the countries that a query asks for."""
    known = default_wording().countries
    found = set()
    for name, values in query.properties:
        if name == "country":
            for value in values:
                code = value.rpartition("-")[2].upper()
                named = known.get(plain(value))
                found |= {named} if named else {code} if len(code) == 2 and code.isalpha() else set()
    return frozenset(found)


def _by_text(text: str, countries: frozenset[str], shelf: Shelf, as_of: str) -> dict[str, _Near]:
    found: dict[str, _Near] = {}
    if not text:
        return found
    asked = text if len(countries) != 1 else f"{text}, {_named(next(iter(countries)))}"
    reading = read_affiliation(asked, shelf, as_of)
    for one in reading.found:
        said = frozenset(one.reasons)
        found[one.organisation.id] = _Near(
            one.organisation, 100 * one.score, True, {"name_exact": "exact" in said}
        )
    for doubt in reading.doubts:
        for candidate in doubt.candidates:
            exact = "exact" in candidate.reasons
            _add(found, candidate.organisation, 100 * candidate.score, {"name_exact": exact})
    words = read_name(text, default_lexicon()).words[:_WORDS]
    for number, likeness in alike_names(words, shelf, default_lexicon()) if len(words) > 1 else []:
        near = _add(found, shelf.organisation(number), _ALIKE * likeness, {"name_exact": False})
        near.features["name_likeness"] = round(likeness, 3)
    for number, name in shelf.beginning(text, 5):
        share = min(1.0, len(begin(text)) / max(1, len(begin(name))))
        _add(found, shelf.organisation(number), _BEGINS * share, {"name_exact": False})
    return found


def _add(found: dict[str, _Near], one: Bearer, score: float, features: dict[str, bool | float]) -> _Near:
    return found.setdefault(one.id, _Near(one, score, False, features))


def _named(code: str) -> str:
    return next(
        (
            name
            for name, known in sorted(default_wording().countries.items())
            if known == code and len(name) > 4
        ),
        code,
    )


def _of_type(one: Bearer, query: Query) -> bool:
    """Types narrow: a candidate is of one of them, or of all where the query says so."""
    if not query.types or (main_type() in query.types and query.strict != "all"):
        return True
    mine = [wanted == main_type() or wanted.rpartition("-")[2] in one.kinds for wanted in query.types]
    return all(mine) if query.strict == "all" else any(mine)


def _judged(one: _Near, query: Query, countries: frozenset[str]) -> _Near:
    """What the properties of a query say for and against a candidate."""
    organisation = one.organisation
    if countries:
        agrees = default_wording().in_any(organisation.country, countries, default_profile().part_of)
        one.features["country"] = agrees
        _weigh(one, agrees)
    for name, values in query.properties:
        offered = properties().get(name)
        if offered is None or name in ("country", "ror", "pic") or not values:
            continue
        mine = {begin(value) for value in offered.texts(organisation)}
        if mine:  # what nobody knows speaks neither way
            agrees = any(begin(value) in mine for value in values)
            one.features[name] = agrees
            _weigh(one, agrees)
    if query.types:
        one.features["type"] = True
    one.features["active"] = "inactive" not in organisation.status and "withdrawn" not in organisation.status
    one.score = round(min(_SURE, one.score), 1)
    return one


def _weigh(one: _Near, agrees: bool) -> None:
    if not agrees:
        one.score *= _AGAINST
        one.sure = False


def _candidate(one: _Near, lang: str) -> dict[str, Any]:
    organisation = one.organisation
    return {
        "id": organisation.id,
        "name": (organisation.name_zh if lang == "zh" else "") or organisation.name,
        "description": described(organisation, lang),
        "type": types_of(organisation, lang),
        "score": one.score,
        "features": [{"id": name, "value": value} for name, value in one.features.items()],
        "match": one.sure,
    }


def described(one: Bearer, lang: str) -> str:
    """One line that tells namesakes apart."""
    other = one.name if lang == "zh" and one.name_zh else one.name_zh
    place = ", ".join(filter(None, (one.cities[0] if one.cities else "", one.country)))
    gone = (
        ("已失效" if lang == "zh" else "no longer exists") if one.status & {"inactive", "withdrawn"} else ""
    )
    return " · ".join(filter(None, (other, place, gone)))
