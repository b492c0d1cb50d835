"""A file of statements enters; all that it says of each organisation, made ready to compare, leaves, one for each id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
from babel import Locale
from babel.languages import get_official_languages
from babel.localedata import exists as locale_exists

from loaders.matching.lexicon import Lexicon, sound
from loaders.matching.names import Name, fold, read_name, words_of
from loaders.matching.profile import Profile
from ontology.duck import stoppable_duck
from ontology.model import Model
from ontology.sql import exactly
from ontology.terms import split_id

_HOST = re.compile(r"^(?:[a-z]+://)?(?:[^/@]*@)?([a-z0-9.-]+)", re.I)
_LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt", "zh")  # of the names of countries in brackets


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation as one id knows it."""

    id: str
    scheme: str
    names: tuple[Name, ...]
    shorts: frozenset[str]  # acronyms and short names, folded, without blanks
    seat: str  # code of its country or territory as stated, of several the first; '' = nobody says
    countries: frozenset[str]  # the states that it is in, a territory counted as its state
    cities: frozenset[str]
    point: tuple[float, float] | None
    hosts: frozenset[str]  # without www
    domains: frozenset[str]  # what is registered: the last labels of the hosts
    kinds: frozenset[str]  # as the source names them
    numbers: frozenset[
        str
    ]  # in registers that number organisations, each with the register's place among them
    taxes: frozenset[str]  # tax numbers: several organisations may share one
    gone: bool  # the source took it back

    @property
    def name(self) -> str:
        """The foremost name."""
        return self.names[0].text if self.names else self.id

    @property
    def country(self) -> str:
        """The state that it is in, of several the first; '' = nobody says."""
        return min(self.countries, default="")

    @property
    def comparable(self) -> bool:
        """Whether it says anything by which it could be found."""
        return bool(self.names or self.shorts or self.domains or self.numbers)


def common_country(left: Entry, right: Entry) -> str:
    """The state that both are in, of several the first; where they have none in common that of one of them."""
    return min(left.countries & right.countries, default=left.country or right.country)


def read_parties(
    statements: Sequence[Path], model: Model, profile: Profile, lexicon: Lexicon, *, canonical: bool = False
) -> dict[str, Entry]:
    """Id as stated → party, sorted by id; with `canonical` the id that a thing has after identity."""
    kinds = sorted(
        name for name, found in model.classes.items() if profile.kind_of_thing in (name, *found.ancestors)
    )
    role_of = profile.role_of
    files = [exactly(path) for path in statements]
    given = {"files": files, "canonical": canonical}
    with stoppable_duck() as database:
        points = _points(database, given, profile)
        rows = database.execute(
            """
            WITH said AS (SELECT * REPLACE (CASE WHEN $canonical THEN subject ELSE stated_subject END AS stated_subject)
                          FROM read_parquet($files)),
            things AS (SELECT DISTINCT stated_subject FROM said WHERE predicate = 'type' AND object IN $kinds)
            SELECT DISTINCT stated_subject, predicate, object, lang FROM said SEMI JOIN things USING (stated_subject)
            WHERE predicate IN $properties ORDER BY ALL
            """,
            {**given, "kinds": kinds, "properties": sorted(role_of)},
        ).fetchall()
    order = {name: place for names in profile.says.values() for place, name in enumerate(names)}
    gathered: dict[str, dict[str, list[tuple[int, str]]]] = {}
    for subject, prop, value, _ in rows:
        gathered.setdefault(subject, {}).setdefault(role_of[prop], []).append((order[prop], value))
    return {
        subject: _party(subject, {role: sorted(values) for role, values in said.items()}, profile, lexicon,
                        points.get(subject))
        for subject, said in gathered.items()
    }  # fmt: skip


def _points(
    database: duckdb.DuckDBPyConnection, given: Mapping[str, object], profile: Profile
) -> dict[str, tuple[float, float]]:
    """Where things stand by what refers to them (a participation has a place of its own): the middle of all places."""
    rows = database.execute(
        """
        WITH said AS (SELECT * REPLACE (CASE WHEN $canonical THEN subject ELSE stated_subject END AS stated_subject)
                      FROM read_parquet($files)),
        north AS (SELECT stated_subject AS s, try_cast(object AS DOUBLE) AS v FROM said WHERE predicate = $latitude),
        east AS (SELECT stated_subject AS s, try_cast(object AS DOUBLE) AS v FROM said WHERE predicate = $longitude),
        ways AS (SELECT DISTINCT stated_subject AS s, object AS thing FROM said WHERE predicate = $through)
        SELECT thing, median(north.v), median(east.v) FROM ways JOIN north USING (s) JOIN east USING (s) GROUP BY thing
        """,
        {**given, "latitude": profile.says["latitude"][0], "longitude": profile.says["longitude"][0],
         "through": profile.through},
    ).fetchall()  # fmt: skip
    return {thing: (north, east) for thing, north, east in rows if north is not None and east is not None}


def _party(
    subject: str,
    placed: Mapping[str, Sequence[tuple[int, str]]],
    profile: Profile,
    lexicon: Lexicon,
    around: tuple[float, float] | None,
) -> Entry:
    said = {role: [value for _, value in values] for role, values in placed.items()}
    stated = sorted({_key(text) for text in said.get("country", ())} - {""})
    countries = frozenset(profile.part_of.get(code, code) for code in stated)
    besides = frozenset(name for code in {*stated, *countries} for name in country_names(code))
    names = list(
        {
            name.words: name for text in said.get("name", ()) for name in _variants(text, lexicon, besides)
        }.values()
    )
    shorts = {"".join(words_of(text)) for text in said.get("short", ())}
    for text in said.get("short", ()):
        # a short name of several words, or longer than acronyms are, is a name
        name = read_name(text, lexicon, besides)
        if (len(name.words) > 1 or len(name.key) > 8) and name.words not in {known.words for known in names}:
            names.append(name)
    hosts = frozenset(filter(None, (host_of(text) for text in said.get("web", ())))) - profile.shared_hosts
    latitude, longitude = (said.get(role) or [""] for role in ("latitude", "longitude"))
    return Entry(
        subject,
        split_id(subject)[1],
        tuple(names),
        frozenset(filter(None, shorts)),
        stated[0] if stated else "",
        countries,
        frozenset(key for text in said.get("city", ()) for key in cities_of(text)),
        (float(latitude[0]), float(longitude[0])) if latitude[0] and longitude[0] else around,
        hosts,
        frozenset(domain_of(host, profile) for host in hosts),
        frozenset(_key(kind) for kind in said.get("kind", ())),
        frozenset(f"{place}:{_number(text)}" for place, text in placed.get("number", ()) if _number(text)),
        frozenset(filter(None, (_tax(text) for text in said.get("tax", ())))),
        any(_key(status) in profile.gone for status in said.get("status", ())),
    )


_FIGURES = 5  # that a tax number has at least: what has fewer says that there is none


def _number(text: str) -> str:
    """A number without the address before it, and without the blanks and strokes that make it easy to read."""
    return "".join(text.rpartition("/")[2].lower().replace("-", "").split())


def _tax(text: str) -> str:
    plain = "".join(sign for sign in text.upper() if sign.isalnum())
    return plain if sum(map(str.isdigit, plain)) >= _FIGURES else ""


_BRACKETS = re.compile(r"[(（]([^()（）]{4,})[)）]")


def _variants(text: str, lexicon: Lexicon, besides: frozenset[str]) -> Iterable[Name]:
    """A name, and without what stands in brackets in it."""
    name = read_name(text, lexicon, besides)
    yield name
    if _BRACKETS.search(text):
        outside = read_name(_BRACKETS.sub(" ", text), lexicon, besides)
        if len(outside.words) > 1:
            yield outside


def _key(concept: str) -> str:
    """The notation in the id of a concept or country."""
    return concept.rpartition("-")[2]


@cache
def country_names(code: str) -> frozenset[str]:
    """What a country is called in large languages and its own, folded."""
    if not code:
        return frozenset()
    own = tuple(get_official_languages(code, regional=False, de_facto=True))
    known = [language for language in dict.fromkeys((*_LANGUAGES, *own)) if locale_exists(language)]
    found = (Locale.parse(language).territories.get(code, "") for language in known)
    return frozenset(" ".join(fold(name).split()) for name in found if name)


@cache
def country_words(code: str) -> frozenset[str]:
    """The words of its names."""
    return frozenset(sound(word) for name in country_names(code) for word in words_of(name))


def host_of(text: str) -> str:
    """The host of an address or domain, without www."""
    found = _HOST.match(text.strip())
    host = found[1].lower().strip(".") if found else ""
    host = re.sub(r"^www\d?\.", "", host)
    return host if "." in host else ""


def domain_of(host: str, profile: Profile) -> str:
    """The part of a host that was registered."""
    labels = host.split(".")
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in profile.second_labels
    return ".".join(labels[-3:] if deep else labels[-2:])


_POST = frozenset(("cedex", "city"))
_SAINT = {"st": "saint", "ste": "sainte", "sv": "saint"}


def cities_of(text: str) -> set[str]:
    """Keys of the places that a city's name may mean: both of Bruxelles / Brussel, none of the post's additions."""
    keys = set()
    for part in re.split(r"[/,;(]", text):
        words = [
            _SAINT.get(word, word) for word in words_of(part) if word not in _POST and not word.isdigit()
        ]
        if words:
            keys.add("".join(words))
    return keys
